"""What people ask of the communication plan: who reads where, a word, a post skipped or sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from readiness.authority import mentions, require_lead, require_member
from readiness.checks import cleaned
from readiness.commands import SayWord, SendPosts, SetAudience, SkipPosts
from readiness.communication.overview import plan_rows
from readiness.communication.plan import Occasion, PostKey, live_anchor, occasions, readers
from readiness.communication.posting import ended_by
from readiness.communication.words import PAUSED, silence
from readiness.events import Event
from readiness.model import Person, Release
from readiness.plan_events import AudienceSet, PostsChanged, WordSaid
from readiness.records import PostState
from readiness.refusal import Refused
from readiness.template import RELEASE_MANAGER, Kind, Template

MOST_PLACES = 10
"""The most places that one audience reads in."""
WORD_LIMIT = 500
"""The longest word for an update, in characters: it is read by people who have little time."""
SAY_FIRST = "Say first whether people can read it: It is there, or Send again."
ONE_PRESS = timedelta(seconds=10)
"""How long the same word of the same person is one press."""


def set_audience(template: Template, release: Release, command: SetAudience, by: Person) -> tuple[Event, ...]:
    """Say where an audience reads."""
    require_lead(release, by, "say where an audience reads")
    audience = template.items.get(command.audience)
    if audience is None or audience.kind is not Kind.AUDIENCE:
        raise Refused(f"There is no audience “{command.audience}” in this release's template.")
    _require_active(release)
    to = tuple(dict.fromkeys(place.strip() for place in command.to if place.strip()))
    if len(to) > MOST_PLACES:
        raise Refused(f"An audience reads in at most {MOST_PLACES} channels. Choose fewer.")
    if release.audiences.get(audience.key) == to:
        return ()
    return (AudienceSet(audience.key, to),)


def _require_active(release: Release) -> None:
    if not release.stage.active:
        raise Refused(f"This release is {release.stage.value}: no more updates go out.")


def say_word(
    template: Template, release: Release, command: SayWord, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Say something for the next update; where updates paused, the last one that was left out goes out."""
    require_member(by, "add to an update")
    if not any(release.holds(by, role) for role in release.roles):
        held = release.holders(RELEASE_MANAGER)
        raise Refused(
            f"Only who holds a role in this release can add to its updates. Ask {mentions(held)}.", held
        )
    _require_active(release)
    text = cleaned(command.text, "The word")
    if not text:
        raise Refused("Say what is new, in a sentence or two.")
    if len(text) > WORD_LIMIT:
        raise Refused(f"That has {len(text):,} characters; {WORD_LIMIT} fit into an update. Shorten it.")
    last = release.word
    if last is not None and (last.text, last.by) == (text, by.id) and now - last.at < ONE_PRESS:
        return ()
    return (WordSaid(text), *_resumed(template, release, now))


def _resumed(template: Template, release: Release, now: datetime) -> tuple[Event, ...]:
    """What a word makes of the last update that a pause has left out: it goes out now, where it informs."""
    last = _last_left_out(template, release, now)
    if last is None:
        return ()
    slot, due = last.slot.key, last.due
    keys = [PostKey(slot, due, r.audience.key, r.destination) for r in readers(template, release)]
    texts = tuple(str(key) for key in keys if not ended_by(template, release, key, now))
    if texts:
        return (PostsChanged(texts, PostState.CALLED),)
    # It is written down all the same, so that nothing comes of those before it once the pause is over.
    end = str(PostKey(slot, due))
    return () if end in release.posts else (PostsChanged((end,), PostState.SKIPPED, PAUSED),)


def _last_left_out(template: Template, release: Release, now: datetime) -> Occasion | None:
    quiet, anchor = silence(template, release), live_anchor(release)
    if quiet is None or quiet.left_out_from is None or anchor is None:
        return None
    found = occasions(template, release, anchor, now, now)
    return next((o for o in reversed(found) if o.slot.every and quiet.left_out_from <= o.due <= now), None)


def skip_posts(
    template: Template, release: Release, command: SkipPosts, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Leave posts out that were not sent."""
    require_lead(release, by, "skip an update")
    reason = cleaned(command.reason, "The reason")
    if not reason:
        raise Refused("Say why the update is left out: it is shown in the plan.")
    keys = _known_keys(template, release, command.keys, now)
    states = {key: release.posts[key].state if key in release.posts else None for key in keys}
    _refuse(states, PostState.SENT, "It was sent already, so it can't be skipped.")
    _refuse(states, PostState.UNCERTAIN, SAY_FIRST)
    _refuse(states, PostState.EXPIRED, "It expired, so there is nothing to skip.")
    wanted = tuple(key for key in keys if states[key] is not PostState.SKIPPED)
    return (PostsChanged(wanted, PostState.SKIPPED, reason),) if wanted else ()


def send_posts(
    template: Template, release: Release, command: SendPosts, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Send posts now that were not sent: before their time, or after they failed or were left out."""
    require_lead(release, by, "send an update")
    keys = _known_keys(template, release, command.keys, now)
    states = {key: release.posts[key].state if key in release.posts else None for key in keys}
    _refuse(states, PostState.SENT, "It was sent already.")
    _refuse(states, PostState.UNCERTAIN, SAY_FIRST)
    wanted = tuple(key for key in keys if (state := states[key]) is None or not state.waits)
    for key in wanted:
        if why := ended_by(template, release, PostKey.parse(key), now):
            raise Refused(f"It would misinform by now: {why}")
    return (PostsChanged(wanted, PostState.CALLED),) if wanted else ()


def _known_keys(template: Template, release: Release, keys: Iterable[str], now: datetime) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(keys))
    if not wanted:
        raise Refused("Choose an update of the plan.")
    offered = {str(row.key) for row in plan_rows(template, release, now) if row.key is not None}
    for key in wanted:
        if key not in offered:
            raise Refused(
                "This update is not in the plan any more. Look at the plan as it is now: /readiness schedule."
            )
    return wanted


def _refuse(states: dict[str, PostState | None], state: PostState, sentence: str) -> None:
    if state in states.values():
        raise Refused(sentence)
