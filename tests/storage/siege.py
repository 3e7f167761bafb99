"""One release that a hostile cast besieges through the real ledger, and what must hold after every step."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from hypothesis import event as note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from readiness.commands import AssignRole, Command, MarkChecks, OpenRelease, Sign, VerifyChecks
from readiness.model import CheckState, Decision, Person, Release, Stage
from readiness.signing.gates import gate_views
from readiness.signing.sheet import sheet_views
from readiness.template import Duties, Template
from storage import audit, releases, templates
from storage.database import Database
from storage.ledger import Ledger, Outcome
from tests.readiness.small import BEFORE_START, TEMPLATE, TO_VERIFY
from tests.readiness.world import EMIL, FINN, MEMBERS, NOW, OSKAR, OUTSIDERS, ROLES, opening
from tests.storage.watching import Watcher

WORKSPACE = "T0TEAM"
TWO_GROUPS = ("S0ONCALL", "S0NIGHT")
OSKAR_TWICE = replace(OSKAR, groups=frozenset(TWO_GROUPS))
"""In two user groups, which both hold one role: he is one person all the same."""
CAST = {person.id: person for person in (*MEMBERS, *OUTSIDERS, OSKAR_TWICE)}
STAFF = tuple(CAST[person.id] for person in MEMBERS)
_numbers = count(1)

people = st.sampled_from(STAFF) | st.sampled_from(list(CAST.values()))


def template_of(*, second: bool, separation: Duties) -> Template:
    """Three gates, each with a rule of its own: two people, contributors and days, a start that moves."""
    one, two, three = TEMPLATE.gates
    gates = (
        replace(one, quorum=2, separation=separation),
        replace(two, separation=Duties.CONTRIBUTORS, expires_after=timedelta(days=3)),
        replace(three, start_may_move=timedelta(days=1)),
    )
    return replace(TEMPLATE, gates=gates, overrides_need_second=second, reference="")


@dataclass(frozen=True)
class Press:
    """What somebody pressed; the same ``id`` again is a replay."""

    id: str
    who: Person
    command: Command


@dataclass
class Known:
    """What the machine has seen come of its presses."""

    events: int = 0
    refusals: int = 0
    effective: set[str] = field(default_factory=set)


class Siege(RuleBasedStateMachine):
    """One release in a database with many, and a watcher who reads its audit."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(self.database, WORKSPACE)
        self.now = NOW
        self.known = Known()
        self.pressed: list[Press] = []
        self.cards: list[Sign] = []

    @initialize(
        second=st.booleans(),
        separation=st.sampled_from(Duties),
        opener=st.sampled_from(STAFF),
        signed=st.integers(0, 6),
    )
    def a_release_is_opened(self, *, second: bool, separation: Duties, opener: Person, signed: int) -> None:
        """It stands anywhere between its first check and its last signature."""
        template = template_of(second=second, separation=separation)
        reference = self.database.write(lambda session: templates.add(session, template, NOW))
        self.template = replace(template, reference=reference)
        self.id = f"H{next(_numbers)}"
        roles = {**ROLES, "dev-lead": ("U0DORA", *TWO_GROUPS, "U0FINN")}
        groups = {person.id: person.groups for person in CAST.values()}
        self.watcher = Watcher(self.template, frozenset(person.id for person in STAFF), groups)
        self.does(opener, opening(id=self.id, template=reference, roles=roles))
        if signed:
            self.everything_is_done()
        for subject, role in self.subjects()[: max(0, signed - 1)]:
            self.everybody_signs(subject, role)

    @property
    def release(self) -> Release:
        """The release as it is stored."""
        found = self.database.read(lambda session: releases.get(session, WORKSPACE, self.id))
        assert found is not None
        return found

    def subjects(self) -> list[tuple[str, str]]:
        """What is signed, in order, each with the role that signs it."""
        gates = [(gate.key, gate.role) for gate in self.template.gates]
        return [*gates, *((line.key, line.role or "") for line in self.template.sheet)]

    def holders(self, role: str) -> list[Person]:
        """Who may act in the role."""
        release = self.release
        return [person for person in STAFF if release.holds(person, role)]

    def fingerprints(self, release: Release) -> dict[str, str]:
        """Of all that can be signed now: what a card shows of it."""
        views = [(view.gate.key, view.fingerprint) for view in gate_views(self.template, release)]
        views += [(view.line.key, view.fingerprint) for view in sheet_views(self.template, release)]
        return {key: fingerprint for key, fingerprint in views if fingerprint}

    def everything_is_done(self) -> None:
        """Two engineers do and verify every check that a gate asks for."""
        self.does(EMIL, MarkChecks(BEFORE_START, CheckState.DONE))
        self.does(FINN, VerifyChecks(TO_VERIFY))

    def everybody_signs(self, subject: str, role: str) -> None:
        """Whoever holds the role approves."""
        for holder in self.holders(role):
            self.does(holder, Sign(subject, Decision.APPROVED))

    def is_given(self, role: str, *holders: Person) -> None:
        """Whoever leads the release gives the role to these people alone."""
        for lead in self.holders("release-manager")[:1]:
            self.does(lead, AssignRole(role, tuple(holder.id for holder in holders)))

    def does(self, who: Person, command: Command) -> Outcome:
        """Press something new."""
        return self.presses(Press(f"P{next(_numbers)}", who, command))

    def presses(self, press: Press) -> Outcome:
        """Press, and keep count of what came of it."""
        outcome = self.performed(press, self.ledger)
        self.pressed.append(press)
        self.counted(press, outcome)
        return outcome

    def performed(self, press: Press, ledger: Ledger) -> Outcome:
        """What the ledger makes of the press."""
        release_id = None if isinstance(press.command, OpenRelease) else self.id
        return ledger.perform_now(
            release_id, press.command, press.who, self.now, press=press.id, surface="button"
        )

    def counted(self, press: Press, outcome: Outcome) -> None:
        """A press has its effect, or its refusal, once at most."""
        if outcome.repeated or not (outcome.events or outcome.refusal):
            # Of twins the first may find it so already, and the other, after somebody else's press, not.
            return
        assert press.id not in self.known.effective, "a press was done twice"
        self.known.events += len(outcome.events)
        self.known.refusals += outcome.refusal is not None
        self.known.effective.add(press.id)

    def at_once(self, *wanted: tuple[Person, Command], twins: bool = False) -> None:
        """All of it, pressed together in threads; with ``twins`` each of it twice."""
        races = [Press(f"P{next(_numbers)}", who, command) for who, command in wanted]
        together = [press for press in races for _ in range(1 + twins)]
        outcomes = self._all_at_once(together)
        self.pressed += races
        for press, outcome in zip(together, outcomes, strict=True):
            self.counted(press, outcome)

    def _all_at_once(self, races: Sequence[Press]) -> list[Outcome]:
        together = threading.Barrier(len(races))

        def run(press: Press) -> Outcome:
            together.wait()
            return self.performed(press, self.ledger)

        with ThreadPoolExecutor(len(races)) as threads:
            return list(threads.map(run, races))

    @invariant()
    def no_gate_is_open_that_the_right_people_did_not_sign(self) -> None:
        """Nor any line of the sheet."""
        self.watch()
        release = self.release
        if release.stage is not Stage.PLANNED:
            return
        for view in gate_views(self.template, release):
            assert not view.counts or self.watcher.may_be_open(view.gate, self.seen_at), view.gate.key
            if view.counts:
                note(f"{view.gate.key} stood open{' by an override' if view.override else ''}")

    def watch(self) -> None:
        """Read on in the audit."""
        found = self.database.read(lambda session: audit.history(session, self.id, limit=10_000))
        for entry in reversed(found):
            if entry.seq > self.watcher.read:
                self.watcher.sees(entry.kind, entry.by, entry.at, entry.data)
                self.seen_at: datetime = entry.at

    @invariant()
    def nothing_is_lost_and_nothing_is_done_twice(self) -> None:
        """What presses came to is what the audit tells of people."""
        found = self.database.read(lambda session: audit.history(session, self.id, limit=10_000))
        by_people = [entry for entry in found if entry.surface != "clock"]
        refusals = [entry for entry in by_people if entry.kind == audit.REFUSED]
        assert len(by_people) - len(refusals) == self.known.events
        assert len(refusals) == self.known.refusals

    @invariant()
    def the_chain_verifies_and_tells_the_state(self) -> None:
        """Replaying the audit gives the release as it is stored."""
        problems, told = self.database.read(
            lambda session: (audit.verify_chain(session, self.id), audit.replay(session, self.id))
        )
        assert problems == ()
        assert told == self.release

    def teardown(self) -> None:
        """Let whoever listens know how far it went."""
        note(f"ended {self.release.stage}")
