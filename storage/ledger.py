"""The ledger: the one way that a release changes.

State, audit and wishes are written in one transaction, or nothing is.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from readiness.commands import Command, OpenRelease
from readiness.events import Event
from readiness.evolve import evolve
from readiness.model import Person, Release
from readiness.notices import notices_due, wishes
from readiness.passing import passed
from readiness.refusal import Refused
from readiness.rules import decide
from readiness.schedule import next_due_at
from readiness.template import Template
from storage import audit, outbox, posts, releases, templates
from storage.audit import Act, Asked, ChainEnd, Stamp
from storage.changes import Change, happened
from storage.database import WITHIN, Database
from storage.encoding import as_json, event_text
from storage.releases import Held

PATIENCE = 30.0
"""Seconds that work may take for which nobody waits."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command.

    ``release`` is as it stands now, None when there is none. ``refusal`` is the rules' sentence, for whoever
    asked. ``repeated``: this press was done before, and nothing was done now.
    """

    release: Release | None
    events: tuple[Event, ...] = ()
    refusal: str | None = None
    repeated: bool = False


class Ledger:
    """Performs commands on the releases of one workspace."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def perform(
        self,
        release_id: str | None,
        command: Command,
        by: Person,
        at: datetime,
        *,
        press: str | None = None,
        surface: str = "",
        within: float = WITHIN,
    ) -> Outcome:
        """Do what ``by`` asks for at the business moment ``at``, committed when this returns.

        ``release_id`` is None for ``OpenRelease``. ``press`` is the id of the press or event: the same one
        again changes nothing. ``surface`` says where it was done. Raises ``TooLate`` when it is not committed
        ``within`` so many seconds, and ``DatabaseProblem``; nothing is written then.
        """
        stamp = Stamp(self._workspace, by.id, at, surface, press)
        return await self._database.writing(lambda s: _performed(s, stamp, release_id, command, by), within)

    def perform_now(
        self,
        release_id: str | None,
        command: Command,
        by: Person,
        at: datetime,
        *,
        press: str | None = None,
        surface: str = "",
        deadline: float | None = None,
    ) -> Outcome:
        """``perform``, in this thread; ``deadline`` is a moment of ``time.monotonic()``."""
        stamp = Stamp(self._workspace, by.id, at, surface, press)
        return self._database.write(lambda s: _performed(s, stamp, release_id, command, by), deadline)

    async def refuse(
        self, release_id: str | None, asked: Asked, sentence: str, stamp: Stamp, within: float = WITHIN
    ) -> None:
        """Record that somebody was refused an act with this sentence before it came to the rules.

        It stands in the audit of the release, or in the workspace's when there is no such release; once,
        however often the same press is told. Raises as ``perform`` does.
        """
        await self._database.writing(lambda s: _record(s, stamp, release_id, asked, sentence), within)

    async def look(self, release_id: str, now: datetime) -> bool:
        """Wish for what the passing of time makes worth telling, and set when the release next needs a look.

        ``now`` is a business moment. False when it needs none yet, because another replica was faster, say.
        """
        return await self._database.writing(
            lambda s: _looked_at(s, self._workspace, release_id, now), PATIENCE
        )


def _performed(
    session: Session, stamp: Stamp, release_id: str | None, command: Command, by: Person
) -> Outcome:
    if isinstance(command, OpenRelease):
        return _open(session, stamp, command, by)
    held = None if release_id is None else releases.hold(session, stamp.workspace, release_id, stamp.press)
    if held is None:
        sentence = "This release does not exist. /readiness list shows those that do."
        return _refuse_without_release(session, stamp, command, sentence)
    if held.pressed:
        return Outcome(held.release, repeated=True)
    return _change(session, stamp, held, command, by)


def _open(session: Session, stamp: Stamp, command: OpenRelease, by: Person) -> Outcome:
    present = releases.get(session, stamp.workspace, command.id)
    if present is not None or audit.is_pressed(session, stamp.workspace, stamp.press):
        return Outcome(present, repeated=True)
    reference = command.template if "@" in command.template else templates.latest(session, command.template)
    template = None if reference is None else templates.get(session, reference)
    if reference is None or template is None:
        sentence = f"There is no template “{command.template}”. Choose one of those that are listed."
        return _refuse_without_release(session, stamp, command, sentence)
    try:
        events = decide(template, None, replace(command, template=reference), by, stamp.at)
    except Refused as refusal:
        return _refuse_without_release(session, stamp, command, refusal.sentence)
    opened = evolve(None, events[0], stamp.by, stamp.at)
    release, acts = happened(opened, events[1:], stamp)
    acts = [(type(events[0]).__name__, event_text(events[0])), *acts]
    chain = audit.append(session, release.id, ChainEnd(), stamp, acts)
    releases.add(session, release, chain, _first_look(template, release, stamp.at))
    outbox.wish(session, stamp.workspace, release.id, wishes(template, None, release), stamp.at)
    return Outcome(release, events)


def _first_look(template: Template, release: Release, now: datetime) -> datetime | None:
    """At once where something is due as the release is made: no later moment would bring it in time."""
    is_due = passed(template, release, now) or notices_due(template, release, now)
    return now if is_due else next_due_at(template, release, now)


def _change(session: Session, stamp: Stamp, held: Held, command: Command, by: Person) -> Outcome:
    change = Change(session, held, stamp.at)
    change.let_time_pass()
    try:
        events = decide(change.template, change.release, command, by, stamp.at)
    except Refused as refusal:
        act = _refusal_act(command, refusal.sentence)
        if change.is_none:
            chain = audit.append(session, held.release.id, held.chain, stamp, [act])
            releases.save(session, held, held.release, chain, held.next_due_at)
        else:
            # What time had ended by then must not stand beside a row that was written later.
            change.refused(act, stamp)
            change.write()
        return Outcome(change.release, refusal=refusal.sentence)
    if not events:
        # On Postgres a press that waited for its twin sees what that did, but not yet that it did it.
        return Outcome(change.release, repeated=audit.is_pressed(session, stamp.workspace, stamp.press))
    change.happen(events, stamp)
    # A stage begins with what is due as it begins.
    change.let_time_pass()
    change.write()
    posts.follow(session, held.release.id, events)
    return Outcome(change.release, events)


def _looked_at(session: Session, workspace: str, release_id: str, now: datetime) -> bool:
    held = releases.hold(session, workspace, release_id)
    if held is None or held.next_due_at is None or held.next_due_at > now:
        return False
    change = Change(session, held, now)
    change.let_time_pass()
    if change.is_none:
        outbox.wish(session, workspace, release_id, notices_due(change.template, held.release, now), now)
        releases.postpone(session, held, change.next_due_at())
    else:
        change.write()
    return True


def _refuse_without_release(session: Session, stamp: Stamp, command: Command, sentence: str) -> Outcome:
    is_new = audit.append_to_workspace(session, stamp, _refusal_act(command, sentence))
    return Outcome(None, refusal=sentence) if is_new else Outcome(None, repeated=True)


def _record(session: Session, stamp: Stamp, release_id: str | None, asked: Asked, sentence: str) -> None:
    act = audit.refusal(asked, sentence)
    held = None if release_id is None else releases.hold(session, stamp.workspace, release_id, stamp.press)
    if held is None:
        audit.append_to_workspace(session, stamp, act)
    elif not held.pressed:
        chain = audit.append(session, held.release.id, held.chain, stamp, [act])
        releases.save(session, held, held.release, chain, held.next_due_at)


def _refusal_act(command: Command, sentence: str) -> Act:
    kind = type(command)
    return audit.refusal(Asked(kind.__name__, as_json(kind, command)), sentence)
