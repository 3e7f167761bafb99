"""The history of a release: page by page, by person, by kind, by what it is about, refusals only."""

import re

from slackapp.actions import Target
from slackapp.answers import Answer, Options, Say
from slackapp.blocks.history import history
from slackapp.blocks.narrowing import KINDS, Looked, looked, subjects
from slackapp.blocks.parts import Message
from slackapp.blocks.text import cut
from slackapp.parts import Case, Parts
from slackapp.payloads import Asked, Pressed, Typed
from storage import audit

PAGE = 15
MOST = 100
"""The options that a menu takes (Slack's limit)."""
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(\|[^>]*)?>")


def name_in(words: str) -> str:
    """The release's name among the words after ``/readiness history``; a person and a kind may precede it."""
    return _read(words)[2]


def _read(words: str) -> tuple[str, str, str]:
    """The person, the kind and the name that were typed, in any order save that the name comes last."""
    by, kind, rest = "", "", words.split()
    while rest:
        person = _PERSON.fullmatch(rest[0])
        if person is not None and not by:
            by = person[1]
        elif rest[0].casefold() in KINDS and not kind:
            kind = rest[0].casefold()
        else:
            break
        rest.pop(0)
    return by, kind, " ".join(rest)


async def typed(parts: Parts, typed: Typed, case: Case) -> Answer:
    """What happened to the release, the newest first."""
    by, kind, _ = _read(typed.words)
    return Say(await _page(parts, case, Looked(case.release.id, by, kind)))


async def earlier(parts: Parts, pressed: Pressed) -> Answer:
    """What happened before that, in the place of the page that was read."""
    subject = pressed.target.subject
    before = int(subject) if subject.isdecimal() else None
    seen = looked(pressed.block)
    return await _narrowed(parts, pressed, Looked(seen.release, seen.by, seen.kind, seen.about, before))


async def whole(parts: Parts, pressed: Pressed) -> Answer:
    """The newest page with nothing left out."""
    return await _narrowed(parts, pressed, Looked(""))


async def by_person(parts: Parts, pressed: Pressed) -> Answer:
    """Only what one person did."""
    seen = looked(pressed.block)
    user = next(iter(pressed.selected), "")
    return await _narrowed(parts, pressed, Looked(seen.release, user, seen.kind, seen.about))


async def by_kind(parts: Parts, pressed: Pressed) -> Answer:
    """Only what is of one kind, such as the refusals."""
    seen = looked(pressed.block)
    return await _narrowed(parts, pressed, Looked(seen.release, seen.by, pressed.target.subject, seen.about))


async def by_subject(parts: Parts, pressed: Pressed) -> Answer:
    """Only what is about one gate, role or item."""
    seen = looked(pressed.block)
    return await _narrowed(parts, pressed, Looked(seen.release, seen.by, seen.kind, pressed.target.subject))


async def about(parts: Parts, asked: Asked) -> Answer:
    """The gates, roles and items of the release whose title contains what was typed."""
    release = looked(asked.block).release
    wanted = asked.words.strip().casefold()
    found = [each for each in subjects(await parts.template_of(release)) if wanted in each[0].casefold()]
    return Options(tuple((cut(title, 75), str(Target(release, key))) for title, key in found[:MOST]))


async def _narrowed(parts: Parts, pressed: Pressed, seen: Looked) -> Answer:
    case = await parts.case(pressed.target.release or seen.release)
    narrowed = Looked(case.release.id, seen.by, seen.kind, seen.about, seen.before)
    return Say(await _page(parts, case, narrowed), replace=True)


async def _page(parts: Parts, case: Case, seen: Looked) -> Message:
    wanted = audit.Filter(seen.by, seen.kinds, seen.about)
    page = await parts.database.reading(
        lambda s: audit.history(s, case.release.id, PAGE, seen.before, wanted)
    )
    return history(case.template, case.release, page, seen)
