"""A hostile cast at one release, through the real ledger: old cards, replays, forgeries, races."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from hypothesis import event as note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from readiness.commands import (
    AddEvidence,
    AnswerRollback,
    AssignRole,
    Command,
    ConfirmOverride,
    Delegate,
    EndDelegation,
    FinishRollback,
    MarkChecks,
    Move,
    NoteFitness,
    OverrideGate,
    RemoveEvidence,
    RollBack,
    Sign,
    Start,
    VerifyChecks,
)
from readiness.model import CheckState, Decision, Person, Release, Stage
from readiness.records import APP, START
from readiness.signing.fingerprints import seen
from readiness.signing.gates import gate_views
from readiness.signing.sheet import sheet_views
from readiness.template import Duties, Template
from storage import audit, releases, templates
from storage.database import Database
from storage.ledger import Ledger, Outcome
from tests.readiness.small import BEFORE_START, TEMPLATE, TO_VERIFY
from tests.readiness.world import EMIL, FINN, MARA, MEMBERS, NOW, OUTSIDERS, ROLES, opening
from tests.storage.watching import Watcher

WORKSPACE = "T0TEAM"
ELSEWHERE = "T0ELSE"
CAST = {person.id: person for person in (*MEMBERS, *OUTSIDERS)}
MOST_AT_ONCE = 16
GATES = [gate.key for gate in TEMPLATE.gates]
LINES = [line.key for line in TEMPLATE.sheet]
SCOPE = [item.key for item in TEMPLATE.checks if item.gate is not None]
_numbers = count(1)

people = st.sampled_from(MEMBERS) | st.sampled_from(list(CAST.values()))
reasons = st.sampled_from(["", "Because.", "For another reason."])
texts = st.sampled_from(["A link", "Another link"])
spans = st.sampled_from(
    [timedelta(seconds=1), timedelta(minutes=3), timedelta(hours=2), timedelta(days=1), timedelta(days=4)]
)
decisions = st.sampled_from([Decision.APPROVED, Decision.APPROVED, Decision.APPROVED, Decision.REJECTED])


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


class Hostile(RuleBasedStateMachine):
    """One release in a database with many, asked for by everybody for anything at any time."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(self.database, WORKSPACE)
        self.now = NOW
        self.known = Known()
        self.pressed: list[Press] = []
        self.cards: list[Sign] = []

    @initialize(second=st.booleans(), separation=st.sampled_from(Duties), opener=st.sampled_from(MEMBERS))
    def a_release_is_opened(self, *, second: bool, separation: Duties, opener: Person) -> None:
        template = template_of(second=second, separation=separation)
        reference = self.database.write(lambda session: templates.add(session, template, NOW))
        self.template = replace(template, reference=reference)
        self.id = f"H{next(_numbers)}"
        roles = {**ROLES, "dev-lead": ("U0DORA", "S0ONCALL", "U0FINN")}
        humans = frozenset(person.id for person in MEMBERS)
        groups = {person.id: person.groups for person in CAST.values()}
        self.watcher = Watcher(self.template, humans, groups)
        self.does(opener, opening(id=self.id, template=reference, roles=roles))

    @property
    def release(self) -> Release:
        """The release as it is stored."""
        found = self.database.read(lambda session: releases.get(session, WORKSPACE, self.id))
        assert found is not None
        return found

    def does(self, who: Person, command: Command) -> Outcome:
        """Press something new."""
        return self.presses(Press(f"P{next(_numbers)}", who, command))

    def presses(self, press: Press, ledger: Ledger | None = None) -> Outcome:
        """Press, and keep count of what came of it."""
        outcome = self.performed(press, ledger or self.ledger)
        self.pressed.append(press)
        self.counted(press, outcome)
        return outcome

    def performed(self, press: Press, ledger: Ledger) -> Outcome:
        """What the ledger makes of the press."""
        release_id = None if type(press.command).__name__ == "OpenRelease" else self.id
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

    def holders(self, role: str) -> list[Person]:
        release = self.release
        return [person for person in MEMBERS if release.holds(person, role)]

    @rule()
    def the_engineers_do_everything(self) -> None:
        self.does(EMIL, MarkChecks(BEFORE_START, CheckState.DONE))
        self.does(FINN, VerifyChecks(TO_VERIFY))

    @rule()
    def whoever_may_signs_every_gate_and_line(self) -> None:
        for subject, role in [
            *((gate.key, gate.role) for gate in self.template.gates),
            *((line.key, line.role or "") for line in self.template.sheet),
        ]:
            for holder in self.holders(role):
                self.does(holder, Sign(subject, Decision.APPROVED))

    @rule(key=st.sampled_from(SCOPE), who=people, state=st.sampled_from(CheckState), reason=reasons)
    def somebody_works(self, key: str, who: Person, state: CheckState, reason: str) -> None:
        self.does(who, MarkChecks((key,), state, reason))

    @rule(key=st.sampled_from(SCOPE), who=people, text=texts, gone=st.booleans())
    def somebody_shows_or_hides_evidence(self, key: str, who: Person, text: str, gone: bool) -> None:
        self.does(who, RemoveEvidence(key, text) if gone else AddEvidence(key, text))

    @rule(who=people, subject=st.sampled_from([*GATES, *LINES]), decision=decisions, why=reasons)
    def somebody_signs(self, who: Person, subject: str, decision: Decision, why: str) -> None:
        self.does(who, Sign(subject, decision, why))

    @rule()
    def the_cards_are_kept_as_they_are_shown(self) -> None:
        views = [(view.gate.key, view.fingerprint) for view in gate_views(self.template, self.release)]
        views += [(view.line.key, view.fingerprint) for view in sheet_views(self.template, self.release)]
        shown = [(key, seen(each)) for key, each in views if each]
        self.cards += [Sign(key, Decision.APPROVED, seen=each) for key, each in shown]

    @precondition(lambda self: self.cards)
    @rule(data=st.data(), who=people)
    def somebody_presses_an_old_card(self, data: st.DataObject, who: Person) -> None:
        card = data.draw(st.sampled_from(self.cards))
        before = self.release
        outcome = self.does(who, card)
        if outcome.events:
            signed = next(view for view in self._fingerprints(before) if view[0] == card.subject)
            assert seen(signed[1]) == card.seen, "an old card signed what it did not show"
            note("an old card was still true")

    def _fingerprints(self, release: Release) -> list[tuple[str, str]]:
        gates = [(view.gate.key, view.fingerprint) for view in gate_views(self.template, release)]
        return gates + [(view.line.key, view.fingerprint) for view in sheet_views(self.template, release)]

    @precondition(lambda self: self.pressed)
    @rule(data=st.data())
    def a_press_is_replayed(self, data: st.DataObject) -> None:
        press = data.draw(st.sampled_from(self.pressed))
        was_effective = press.id in self.known.effective
        outcome = self.presses(press)
        assert outcome.repeated or not was_effective

    @rule(
        who=people, subject=st.sampled_from([*GATES, START, "no-such", "unit.tests", "'; DROP TABLE audit"])
    )
    def somebody_forges_ids(self, who: Person, subject: str) -> None:
        before = self.release
        forged = Ledger(self.database, ELSEWHERE)
        for command in (
            Sign(subject, Decision.APPROVED),
            OverrideGate(subject, "Mine."),
            ConfirmOverride(subject),
        ):
            press = Press(f"P{next(_numbers)}", who, command)
            outcome = forged.perform_now(self.id, command, who, self.now, press=press.id)
            assert outcome.refusal is not None
            assert outcome.release is None
        assert self.release == before, "another workspace reached into this one"

    @rule(who=people, holder=people, role=st.sampled_from(list(ROLES)), to=people, span=spans)
    def somebody_hands_over(
        self, who: Person, holder: Person, role: str, to: Person, span: timedelta
    ) -> None:
        self.does(who, Delegate(role, holder.id, to.id, self.now + span, "Leave."))
        for own in self.holders(role)[:1]:
            self.does(own, Delegate(role, own.id, to.id, self.now + span, "Leave."))

    @rule(who=people, role=st.sampled_from(list(ROLES)), to=people)
    def somebody_takes_back(self, who: Person, role: str, to: Person) -> None:
        self.does(who, EndDelegation(role, to.id))

    @rule(who=people, role=st.sampled_from(list(ROLES)), held=st.lists(people, max_size=3))
    def somebody_assigns(self, who: Person, role: str, held: list[Person]) -> None:
        self.does(who, AssignRole(role, tuple(person.id for person in held)))

    @rule(unfit=people, by=people)
    def somebody_is_said_to_be_unfit(self, unfit: Person, by: Person) -> None:
        assert self.does(by, NoteFitness((unfit.id,))).refusal is not None
        self.does(Person(APP), NoteFitness((unfit.id,)))

    @rule(who=st.just(MARA) | people, subject=st.sampled_from([*GATES, START]), second=people)
    def somebody_overrides_and_somebody_confirms(self, who: Person, subject: str, second: Person) -> None:
        self.does(who, Start("It has to.") if subject == START else OverrideGate(subject, "It has to."))
        self.does(second, ConfirmOverride(subject))

    @rule(who=people, by=spans, back=st.booleans())
    def the_start_moves(self, who: Person, by: timedelta, back: bool) -> None:
        was = self.release.planned_start
        self.does(who, Move(self.now + by, "UTC"))
        self.does(MARA, Move(self.now + by, "UTC"))
        if back:
            self.does(MARA, Move(was, "UTC"))

    @precondition(lambda self: self.release.stage is not Stage.PLANNED)
    @rule()
    def it_is_rolled_back_and_planned_anew(self) -> None:
        for holder in self.holders("release-manager")[:1]:
            self.does(holder, RollBack("Errors."))
            self.does(holder, FinishRollback())
            self.does(holder, Move(self.now + timedelta(days=9), "UTC"))

    @rule(who=people)
    def somebody_starts(self, who: Person) -> None:
        self.does(who, AnswerRollback(ready=True))
        self.does(who, Start())

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.now += span

    @rule(
        cast=st.lists(people, min_size=2, max_size=MOST_AT_ONCE),
        gate=st.sampled_from(GATES),
        decided=st.lists(decisions, min_size=MOST_AT_ONCE, max_size=MOST_AT_ONCE),
        twins=st.booleans(),
    )
    def many_decide_on_one_gate_at_once(
        self, cast: list[Person], gate: str, decided: list[Decision], twins: bool
    ) -> None:
        races = [
            Press(f"P{next(_numbers)}", who, Sign(gate, decision, "At once."))
            for who, decision in zip(cast, decided, strict=False)
        ]
        if twins:
            races = [press for press in races for _ in range(2)][:MOST_AT_ONCE]
        outcomes = self.all_at_once(races)
        for press in races:
            self.pressed.append(press)
        for press, outcome in zip(races, outcomes, strict=True):
            self.counted(press, outcome)

    @rule(who=st.sampled_from(MEMBERS), key=st.sampled_from(SCOPE), gate=st.sampled_from(GATES))
    def a_scope_changes_while_it_is_signed(self, who: Person, key: str, gate: str) -> None:
        races = [
            Press(f"P{next(_numbers)}", signer, Sign(gate, Decision.APPROVED, seen=""))
            for signer in self.holders(self.template.gate(gate).role)
        ]
        races += [
            Press(f"P{next(_numbers)}", who, MarkChecks((key,), state, "Changed."))
            for state in (CheckState.OPEN, CheckState.DONE, CheckState.BLOCKED)
        ]
        for press, outcome in zip(races, self.all_at_once(races), strict=True):
            self.pressed.append(press)
            self.counted(press, outcome)

    def all_at_once(self, races: Sequence[Press]) -> list[Outcome]:
        """What each comes to, pressed together in threads."""
        together = threading.Barrier(len(races))

        def run(press: Press) -> Outcome:
            together.wait()
            return self.performed(press, self.ledger)

        with ThreadPoolExecutor(len(races)) as threads:
            return list(threads.map(run, races))

    @invariant()
    def no_gate_is_open_that_the_right_people_did_not_sign(self) -> None:
        self.watch()
        release = self.release
        if release.stage is not Stage.PLANNED:
            return
        for view in gate_views(self.template, release):
            assert not view.counts or self.watcher.may_be_open(view.gate, self.seen_at), view.gate.key
            if view.counts:
                note(f"{view.gate.key} stood open")

    def watch(self) -> None:
        """Read on in the audit."""
        found = self.database.read(lambda session: audit.history(session, self.id, limit=10_000))
        for entry in reversed(found):
            if entry.seq > self.watcher.read:
                self.watcher.sees(entry.kind, entry.by, entry.at, entry.data)
                self.seen_at: datetime = entry.at

    @invariant()
    def nothing_is_lost_and_nothing_is_done_twice(self) -> None:
        found = self.database.read(lambda session: audit.history(session, self.id, limit=10_000))
        by_people = [entry for entry in found if entry.surface != "clock"]
        refusals = [entry for entry in by_people if entry.kind == audit.REFUSED]
        assert len(by_people) - len(refusals) == self.known.events
        assert len(refusals) == self.known.refusals

    @invariant()
    def the_chain_verifies_and_tells_the_state(self) -> None:
        problems, told = self.database.read(
            lambda session: (audit.verify_chain(session, self.id), audit.replay(session, self.id))
        )
        assert problems == ()
        assert told == self.release

    def teardown(self) -> None:
        """Let ``--hypothesis-show-statistics`` tell how far it went."""
        for view in gate_views(self.template, self.release):
            note(f"{view.gate.key}: {view.standing}{' overridden' if view.override else ''}")
        note(f"stage {self.release.stage}")
