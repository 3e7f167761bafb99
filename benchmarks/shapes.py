"""A few releases as people leave them after some days of work, made by the ledger itself, to be copied."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from readiness.commands import Command, MarkChecks, OpenRelease, Sign, VerifyChecks
from readiness.model import CheckState, Decision, Person, Release
from readiness.signing.gates import gate_views
from readiness.template import Item, Template
from readiness.templates import shipped_template
from slackapp.sandbox.workspace import identifier
from storage import claims, templates
from storage.database import Database, Session
from storage.ledger import Ledger

TEMPLATE = "production-readiness"
DONE_SHARES = (0.0, 0.15, 0.3, 0.45, 0.6)
"""How much of its checklist is done in each of the shapes."""
LEASE = timedelta(minutes=1)


def made(
    database: Database, workspace: str, people: Sequence[str], card: tuple[str, str]
) -> tuple[Release, ...]:
    """Open a release of each shape, work on it, and return how it stands then.

    ``card`` is the channel and ``ts`` of the message that stands for everything the courier has told of it.
    """
    at = datetime.now(UTC).replace(microsecond=0)
    database.write(lambda s: templates.add_shipped(s, at))
    ledger = Ledger(database, workspace)
    worked_on = []
    for number, share in enumerate(DONE_SHARES):
        opening = _opening(f"shape{number}", workspace, people, at)
        manager, first, second = (Person(people[index]) for index in (0, 1, 2))
        release = _performed(ledger, None, opening, manager, at)
        template = _template(database, release)
        for command in _work(template, share):
            release = _performed(ledger, release, command, first, at)
        waiting = tuple(i.key for i in template.checks if _awaits_second_person(i, release))
        if waiting:
            release = _performed(ledger, release, VerifyChecks(waiting), second, at)
        for key, holder in _signatures(template, release):
            release = _performed(ledger, release, Sign(key, Decision.APPROVED), Person(holder), at)
        worked_on.append(release)
    database.write(lambda s: _told(s, workspace, card, at))
    return tuple(worked_on)


def _opening(release_id: str, workspace: str, people: Sequence[str], at: datetime) -> OpenRelease:
    return OpenRelease(
        id=release_id,
        workspace=workspace,
        name=f"Checkout {release_id}",
        summary="A checkout in one step instead of three.",
        template=TEMPLATE,
        channel=identifier("C", release_id),
        planned_start=at + timedelta(days=6),
        zone="Europe/Berlin",
        roles=_roles(people),
    )


def _roles(people: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Everybody in a role; nobody but the first in the manager's, as they can't approve what they opened."""
    keys = [role.key for role in shipped_template(TEMPLATE).roles]
    others = people[1:]
    held = {key: (others[number % len(others)],) for number, key in enumerate(keys)}
    return {**held, "release-manager": (people[0],)}


def _performed(
    ledger: Ledger, release: Release | None, command: Command, by: Person, at: datetime
) -> Release:
    outcome = ledger.perform_now(release.id if release else None, command, by, at, surface="checklist")
    if outcome.release is None or outcome.refusal is not None:
        raise RuntimeError(f"The release could not be prepared: {outcome.refusal}")
    return outcome.release


def _template(database: Database, release: Release) -> Template:
    template = database.read(lambda s: templates.get(s, release.template))
    if template is None:
        raise LookupError(release.template)
    return template


def _work(template: Template, share: float) -> Iterator[Command]:
    """The first checks of the document, a section at a time."""
    keys = {item.key for item in template.checks[: round(share * len(template.checks))]}
    for section in template.sections:
        ticked = tuple(item.key for item in section.items if item.key in keys)
        if ticked:
            yield MarkChecks(ticked, CheckState.DONE)


def _awaits_second_person(item: Item, release: Release) -> bool:
    return item.verification and release.check(item.key).state is CheckState.DONE


def _signatures(template: Template, release: Release) -> Iterator[tuple[str, str]]:
    """The first gates whose scope is met, each with the holder who approves it."""
    for view in gate_views(template, release):
        if view.open or view.unmet:
            return
        yield view.gate.key, release.holders(view.gate.role)[0]


def _told(session: Session, workspace: str, card: tuple[str, str], at: datetime) -> None:
    """Settle every notice, as the courier does once it has told it."""
    while claimed := claims.claim(session, workspace, at, LEASE, 100):
        for each in claimed:
            claims.settle(session, each, *card, at, timedelta(0))
