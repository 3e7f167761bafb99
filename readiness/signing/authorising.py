"""What is told about who may: roles given, handed over and left empty, overrides, approvals that run out."""

from collections.abc import Iterator
from datetime import datetime

from readiness.model import Release
from readiness.records import Delegation
from readiness.signing.lapsing import lapsing
from readiness.signing.overriding import is_void
from readiness.template import DEPUTY, RELEASE_MANAGER, Template
from readiness.wish import NoticeKind, Wish


def role_wishes(template: Template, before: Release | None, after: Release) -> Iterator[Wish]:
    """That somebody else holds a role now, that nobody can act in one, and who handed one to whom."""
    if before is None:
        return
    for role in template.roles:
        held, holds = before.holders(role.key), after.holders(role.key)
        if held != holds:
            # From whom to whom, so that a role that goes back to somebody is said aloud again.
            key = f"role:{role.key}:{'+'.join(held)}>{'+'.join(holds)}"
            yield Wish(key, NoticeKind.ROLE, after.channel, role.key)
        elif before.acting(role.key) and not after.acting(role.key):
            yield from _absent(after, role.key)
        yield from _delegations(before, after, role.key)


def _absent(release: Release, role: str) -> Iterator[Wish]:
    """Nobody waits for somebody who can't act without knowing it."""
    key = f"role:{role}:absent:{'+'.join(release.holders(role))}"
    for to in dict.fromkeys((release.channel, *release.acting(RELEASE_MANAGER), *release.acting(DEPUTY))):
        yield Wish(f"{key}:{to}", NoticeKind.ROLE, to, role)


def _delegations(before: Release, after: Release, role: str) -> Iterator[Wish]:
    then, now = before.delegations.get(role, ()), after.delegations.get(role, ())
    for handed in now:
        if handed not in then:
            for to in (after.channel, handed.to):
                yield Wish(f"{_handed(role, handed)}:{to}", NoticeKind.DELEGATION, to, f"{role}:{handed.to}")
    for handed in then:
        if handed not in now:
            subject = f"{role}:{handed.to}"
            yield Wish(f"{subject}:again", NoticeKind.DELEGATION, after.channel, subject, redraw_only=True)
            if all(each.to != handed.to for each in now):
                key = f"{_handed(role, handed)}:ended"
                yield Wish(key, NoticeKind.DELEGATION, after.channel, subject)


def _handed(role: str, handed: Delegation) -> str:
    return f"delegation:{role}:{handed.to}:{handed.since.isoformat()}"


def override_wishes(template: Template, before: Release | None, after: Release) -> Iterator[Wish]:
    """That something was overridden, and that a second person agreed to it, or that it is void."""
    if before is None:
        return
    for subject, given in after.overrides.items():
        earlier = before.overrides.get(subject)
        key = f"override:{subject}:{given.at.isoformat()}"
        if earlier is None or earlier.at != given.at:
            for to in dict.fromkeys((after.channel, *after.acting(DEPUTY))):
                if to != given.by:
                    yield Wish(f"{key}:{to}", NoticeKind.OVERRIDE, to, subject)
            continue
        is_news = is_void(template, before, subject) is not is_void(template, after, subject)
        if is_news or earlier != given or before.stage is not after.stage:
            yield Wish(f"{key}:again", NoticeKind.OVERRIDE, after.channel, subject, redraw_only=True)
        if earlier.confirmed_by is None and given.confirmed_by is not None:
            yield Wish(f"{key}:confirmed", NoticeKind.OVERRIDE, after.channel, subject)
        if is_news and is_void(template, after, subject):
            for to in (after.channel, given.by):
                yield Wish(f"{key}:void:{to}", NoticeKind.OVERRIDE, to, subject)


def expiry_warnings(template: Template, release: Release, now: datetime) -> Iterator[Wish]:
    """That an approval runs out soon: to who gave it, and to whoever can sign the gate anew."""
    for gate, sign_off, _, warned in lapsing(template, release):
        if warned <= now:
            stem = f"expiry:{gate.key}:{sign_off.at.isoformat()}"
            for to in dict.fromkeys((sign_off.by, *release.acting(gate.role))):
                yield Wish(f"{stem}:{to}", NoticeKind.EXPIRY, to, gate.key, once=True)


def expiry_settled(before: Release | None, after: Release) -> Iterator[Wish]:
    """Whoever was warned reads that it is settled."""
    for subject, signed in after.sign_offs.items():
        if before is not None and before.sign_offs.get(subject, ()) != signed:
            key = f"expiry:{subject}:again"
            yield Wish(key, NoticeKind.EXPIRY, after.channel, subject, redraw_only=True)
