"""The communication plan: read page by page, previewed, skipped, sent now, settled; and who reads where."""

from readiness.commands import SendPosts, SetAudience, SettleNotice, SkipPosts
from readiness.communication.overview import PostStanding
from readiness.communication.plan import PostKey
from readiness.refusal import Refused
from readiness.template import Item, Kind
from slackapp import answers
from slackapp.actions import Field, Target
from slackapp.answers import Answer, Errors, Open, Redraw, Retell, View
from slackapp.blocks import audiences, schedule
from slackapp.blocks.trouble import trouble_message
from slackapp.parts import Case, Parts
from slackapp.payloads import Pressed, Submitted, Typed

GONE = "This update is not in the plan any more. Look at the plan as it is now: /readiness schedule."
UNSENT = (PostStanding.NEXT, PostStanding.PLANNED, PostStanding.LATE)


async def typed(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The plan, from the page on which the next update stands."""
    return Open(_first(parts, case))


async def open_(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    return Open(_first(parts, await parts.case(pressed.target.release)))


def _first(parts: Parts, case: Case) -> View:
    number = schedule.first_page(case.template, case.release, parts.now())
    return _page(parts, case, number)


def _page(parts: Parts, case: Case, number: int) -> View:
    return schedule.schedule_view(case.template, case.release, parts.now(), number, parts.address)


async def page(parts: Parts, pressed: Pressed) -> Answer:
    """Another page of the plan, in the same window."""
    case = await parts.case(pressed.target.release)
    return Redraw(_page(parts, case, _number(pressed.target)))


def _number(about: Target) -> int:
    return int(about.wanted) if about.wanted.isdecimal() else 0


async def time(parts: Parts, pressed: Pressed) -> Answer:
    """One time of the plan, in the same window."""
    case = await parts.case(pressed.target.release)
    return Redraw(_time(parts, case, pressed.target.subject))


def _time(parts: Parts, case: Case, name: str) -> View:
    """The time as it is now; the whole plan when it has it no more."""
    now = parts.now()
    found = schedule.found_time(case.template, case.release, name, now)
    if found is None:
        return _first(parts, case)
    number = schedule.page_of(case.template, case.release, found, now)
    return schedule.time_view(case.template, case.release, found, number, parts.address)


async def preview(parts: Parts, pressed: Pressed) -> Answer:
    """The post as its audience will read it."""
    case = await parts.case(pressed.target.release)
    try:
        key = PostKey.parse(pressed.target.subject)
    except ValueError:
        raise Refused(GONE) from None
    return Open(schedule.preview_view(case.template, case.release, key, parts.now()))


async def skip(parts: Parts, pressed: Pressed) -> Answer:
    """The window that asks why one post is left out."""
    case = await parts.case(pressed.target.release)
    name = pressed.target.subject
    return Open(schedule.skip_view(case.template, case.release, name, _keys(parts, case, name)))


def _keys(parts: Parts, case: Case, name: str) -> tuple[str, ...]:
    """The posts that the name means: the one with this key, or those of a time that were not sent."""
    if name.count("/") > 1:
        return (name,)
    found = schedule.found_time(case.template, case.release, name, parts.now())
    rows = found.rows if found is not None else ()
    keys = tuple(str(row.key) for row in rows if row.key is not None and row.standing in UNSENT)
    if not keys:
        raise Refused(GONE)
    return keys


async def submit_skip(parts: Parts, submitted: Submitted) -> Answer:
    """Leave the posts out."""
    target = submitted.target
    keys = _keys(parts, await parts.case(target.release), target.subject)
    command = SkipPosts(keys, submitted.text(Field.REASON))
    case = await parts.perform(submitted.asker, target.release, command, surface="modal")
    beneath = _time(parts, case, _time_of(keys[0]))
    return answers.Finish(beneath, submitted.view.get("previous_view_id") or "")


def _time_of(key: str) -> str:
    return "/".join(key.split("/", 2)[:2])


async def send(parts: Parts, pressed: Pressed) -> Answer:
    """Send a post now, before its time or late."""
    command = SendPosts((pressed.target.subject,))
    return await _changed(parts, pressed, command)


async def settle(parts: Parts, pressed: Pressed) -> Answer:
    """People can read what failed or is uncertain; or they can't, and it is sent again."""
    command = SettleNotice(pressed.target.subject, sent=pressed.target.wanted == "sent")
    return await _changed(parts, pressed, command)


async def _changed(parts: Parts, pressed: Pressed, command: SendPosts | SettleNotice) -> Answer:
    key = pressed.target.subject
    case = await parts.perform(pressed.asker, pressed.target.release, command, surface="button")
    if pressed.view is not None:
        return Redraw(_time(parts, case, _time_of(key)))
    return Retell(case.release.id, lambda now: trouble_message(now.template, now.release, key))


async def typed_audiences(parts: Parts, typed: Typed, case: Case) -> Answer:
    """Who reads where."""
    return Open(audiences.audiences_view(case.template, case.release))


async def open_audiences(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return Open(audiences.audiences_view(case.template, case.release))


async def change_audience(parts: Parts, pressed: Pressed) -> Answer:
    """The window that says where one audience reads."""
    case = await parts.case(pressed.target.release)
    return Open(audiences.audience_view(case.release, _audience(case, pressed.target.subject)))


def _audience(case: Case, key: str) -> Item:
    item = case.template.items.get(key)
    if item is None or item.kind is not Kind.AUDIENCE:
        raise Refused("This audience does not exist in the release's template.")
    return item


async def submit_audience(parts: Parts, submitted: Submitted) -> Answer:
    """Let the audience read in the channels that were picked, as far as the app can post there."""
    target = submitted.target
    picked = submitted.many(Field.CHANNELS)
    for channel in picked:
        if sentence := await parts.channels.absence(channel):
            return Errors({Field.CHANNELS: sentence})
    audience = _audience(await parts.case(target.release), target.subject)
    command = SetAudience(audience.key, picked)
    case = await parts.perform(submitted.asker, target.release, command, surface="modal")
    beneath = audiences.audiences_view(case.template, case.release)
    return answers.Finish(beneath, submitted.view.get("previous_view_id") or "")
