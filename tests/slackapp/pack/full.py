"""A release carried by the ledger from its plan to its close, for a pack that has something of everything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from readiness.commands import (
    AddEvidence,
    AnswerRollback,
    AssignCheck,
    Close,
    Command,
    Finish,
    MarkChecks,
    Measure,
    OpenRelease,
    Sign,
    Start,
    VerifyChecks,
    WriteNote,
)
from readiness.model import CheckState, Decision, Person, PersonKind, Release
from readiness.template import RELEASE_MANAGER, Item, Template
from readiness.templates import shipped_template
from storage import people, releases, templates
from storage.database import Database
from storage.ledger import Ledger
from storage.people import KnownPerson

WORKSPACE = "T0LARKSPUR"
BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
START = BEGAN + timedelta(days=20)
NAME = "Checkout 2.4"
RELEASE = "4f9a8c21d0"
OPENER, SECOND, MANAGER = Person("U0DANA"), Person("U0HANA"), Person("U0ROBIN")
NAMES = {
    "U0DANA": "Dana Whitfield",
    "U0HANA": "Hana Sato",
    "U0ROBIN": "Robin Achterberg",
    "U0NOOR": "Noor Haddad",
    "U0GIL": "Gil <b>Guest</b>",
}


def holder_of(role: str) -> str:
    """The id of who holds a role: somebody of their own in each."""
    return MANAGER.id if role == RELEASE_MANAGER else f"U0{role.replace('-', '').upper()}"


@dataclass(slots=True)
class Carried:
    """The database with the release in it, and the moment that it has come to."""

    database: Database
    template: Template
    now: datetime = BEGAN
    presses: int = 0
    refused: list[str] = field(default_factory=list)

    def does(self, by: Person, *commands: Command, after: timedelta = timedelta(minutes=1)) -> None:
        """Perform commands, a minute after each other; a refusal is kept, as it is in the audit."""
        ledger = Ledger(self.database, WORKSPACE)
        for command in commands:
            self.now += after
            self.presses += 1
            release_id = None if isinstance(command, OpenRelease) else RELEASE
            outcome = ledger.perform_now(
                release_id, command, by, self.now, press=f"press-{self.presses}", surface="button"
            )
            if outcome.refusal:
                self.refused.append(outcome.refusal)

    @property
    def release(self) -> Release:
        """The release as it stands."""
        found = self.database.read(lambda s: releases.get(s, WORKSPACE, RELEASE))
        assert found is not None
        return found


def opened(database: Database, key: str = "production-readiness", **fields: str) -> Carried:
    """A release of the shipped template with this key, opened by Dana, everybody in their role."""
    template = shipped_template(key)
    database.write(lambda s: templates.add_shipped(s, BEGAN))
    known = [KnownPerson(some_id, PersonKind.MEMBER, name, "UTC", BEGAN) for some_id, name in NAMES.items()]
    titled = [
        KnownPerson(holder_of(role.key), PersonKind.MEMBER, f"The {role.title}", "UTC", BEGAN)
        for role in template.roles
        if role.key != RELEASE_MANAGER
    ]
    database.write(lambda s: people.put(s, WORKSPACE, [*known, *titled]))
    carried = Carried(database, template)
    said: Mapping[str, str] = {
        "name": NAME,
        "summary": "The new checkout: one page instead of four.",
        **fields,
    }
    opening = OpenRelease(
        id=RELEASE,
        workspace=WORKSPACE,
        template=key,
        channel="C0CHECKOUT",
        planned_start=START,
        zone="Europe/Berlin",
        roles={role.key: (holder_of(role.key),) for role in template.roles},
        **said,
    )
    carried.does(OPENER, opening)
    return carried


def works_on(carried: Carried, item: Item, number: int, words: str = "") -> None:
    """Tick a check with evidence; some get an owner and a note, and some do not apply."""
    worker = Person(holder_of(item.role or RELEASE_MANAGER))
    if item.if_applicable:
        reason = words or "This release has no part of it."
        carried.does(worker, MarkChecks((item.key,), CheckState.NOT_APPLICABLE, reason))
    else:
        carried.does(
            worker, AddEvidence(item.key, words or f"https://ci.example.com/runs/{4_000 + number}?a=1&b=2")
        )
        carried.does(worker, MarkChecks((item.key,), CheckState.DONE))
    if number % 5 == 0:
        carried.does(worker, AssignCheck(item.key, worker.id))
    if number % 7 == 0:
        carried.does(
            worker, WriteNote(item.key, words or "See the thread of Tuesday.\nIt took two attempts.")
        )
    if item.verification:
        carried.does(worker, VerifyChecks((item.key,)))
        carried.does(SECOND, VerifyChecks((item.key,)))


def prepared(carried: Carried, words: str = "") -> None:
    """Work on everything that is due before the start."""
    for number, item in enumerate(carried.template.checks):
        if item.phase.before_start:
            works_on(carried, item, number, words)


def signed(carried: Carried, comment: str = "") -> None:
    """Approve every gate in order, and sign every line, the final one last: all of it counts at the start."""
    carried.now = max(carried.now, START - timedelta(days=10))
    approved = Decision.APPROVED
    gates = carried.template.gates
    if gates:
        carried.does(OPENER, Sign(gates[0].key, approved))
        first = Person(holder_of(gates[0].role))
        carried.does(first, Sign(gates[0].key, Decision.REJECTED, "The coverage report is of last week."))
    for gate in gates:
        carried.does(Person(holder_of(gate.role)), Sign(gate.key, approved, comment))
    for line in carried.template.sheet:
        carried.does(Person(holder_of(line.role or "")), Sign(line.key, approved, comment))


def started(carried: Carried) -> None:
    """Say that it can be rolled back, and begin the deployment at its time."""
    team = Person(holder_of("rollback-team"))
    carried.does(team, AnswerRollback(ready=False, reason="The snapshot is still being taken."))
    carried.now = START - timedelta(minutes=10)
    carried.does(team, AnswerRollback(ready=True))
    carried.does(MANAGER, Start())


def ended(carried: Carried, words: str = "") -> None:
    """Measure, tick the rest, finish and close."""
    for number, item in enumerate(carried.template.criteria):
        if item.figure is not None:
            carried.does(MANAGER, Measure(item.key, item.figure.threshold * (1.01 if number % 4 else 0.99)))
    for number, item in enumerate(carried.template.checks):
        if not item.phase.before_start:
            works_on(carried, item, number, words)
    carried.does(MANAGER, Finish(), after=timedelta(hours=1))
    carried.does(MANAGER, Close("All is well."), after=timedelta(days=7))


def carried_through(database: Database) -> Carried:
    """The whole production readiness checklist, from plan to close: every item touched, every line signed."""
    carried = opened(database)
    prepared(carried)
    signed(carried, "Looked through with the team.")
    started(carried)
    ended(carried)
    return carried
