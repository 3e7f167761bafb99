"""What a hostile cast tries at one release: old cards, replays, forgeries, races, and every honest press."""

from datetime import timedelta
from itertools import count

from hypothesis import event as note
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from readiness.commands import (
    AddEvidence,
    AnswerRollback,
    AssignRole,
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
)
from readiness.model import CheckState, Decision, Person, Stage
from readiness.records import APP, START
from readiness.signing.fingerprints import seen
from storage.ledger import Ledger
from tests.readiness.small import TEMPLATE
from tests.readiness.world import MARA, ROLES
from tests.storage.schemes import Schemes
from tests.storage.siege import STAFF, Press, people

ELSEWHERE = "T0ELSE"
MOST_AT_ONCE = 16
GATES = [gate.key for gate in TEMPLATE.gates]
LINES = [line.key for line in TEMPLATE.sheet]
SCOPE = [item.key for item in TEMPLATE.checks if item.gate is not None]
_forged = count(1)

reasons = st.sampled_from(["", "Because.", "For another reason."])
texts = st.sampled_from(["A link", "Another link"])
spans = st.sampled_from(
    [timedelta(seconds=1), timedelta(minutes=3), timedelta(hours=2), timedelta(days=1), timedelta(days=4)]
)
decisions = st.sampled_from([Decision.APPROVED, Decision.APPROVED, Decision.APPROVED, Decision.REJECTED])


class Hostile(Schemes):
    """A release asked for by everybody for anything at any time."""

    @rule()
    def the_engineers_do_everything(self) -> None:
        self.everything_is_done()

    @rule()
    def whoever_may_signs_every_gate_and_line(self) -> None:
        for subject, role in self.subjects():
            self.everybody_signs(subject, role)

    @rule(key=st.sampled_from(SCOPE), who=people, state=st.sampled_from(CheckState), reason=reasons)
    def somebody_works(self, key: str, who: Person, state: CheckState, reason: str) -> None:
        self.does(who, MarkChecks((key,), state, reason))

    @rule(key=st.sampled_from(SCOPE), who=people, text=texts, gone=st.booleans())
    def somebody_shows_or_hides_evidence(self, key: str, who: Person, text: str, gone: bool) -> None:
        self.does(who, RemoveEvidence(key, text) if gone else AddEvidence(key, text))

    @rule(who=people, subject=st.sampled_from([*GATES, *LINES]), decision=decisions, why=reasons)
    def somebody_signs(self, who: Person, subject: str, decision: Decision, why: str) -> None:
        self.does(who, Sign(subject, decision, why))

    @rule(data=st.data(), decision=decisions, why=reasons)
    def a_holder_signs_what_is_due(self, data: st.DataObject, decision: Decision, why: str) -> None:
        due = self.fingerprints(self.release)
        roles = {subject: role for subject, role in self.subjects() if subject in due}
        able = [(subject, who) for subject, role in roles.items() for who in self.holders(role)]
        if able:
            subject, who = data.draw(st.sampled_from(able))
            self.does(who, Sign(subject, decision, why))

    @rule()
    def the_cards_are_kept_as_they_are_shown(self) -> None:
        shown = self.fingerprints(self.release).items()
        self.cards += [Sign(key, Decision.APPROVED, seen=seen(each)) for key, each in shown]

    @precondition(lambda self: self.cards)
    @rule(data=st.data(), who=people)
    def somebody_presses_an_old_card(self, data: st.DataObject, who: Person) -> None:
        card = data.draw(st.sampled_from(self.cards))
        able = self.holders(dict(self.subjects())[card.subject])
        before = self.release
        for presser in [who, *able[:1]]:
            outcome = self.does(presser, card)
            if outcome.events:
                assert seen(self.fingerprints(before)[card.subject]) == card.seen, "it signed what it hid"
                note("an old card was still true")
            before = self.release

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
            press = Press(f"F{next(_forged)}", who, command)
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
        cast = cast[: MOST_AT_ONCE // (1 + twins)]
        wanted = ((who, Sign(gate, each, "At once.")) for who, each in zip(cast, decided, strict=False))
        self.at_once(*wanted, twins=twins)

    @rule(who=st.sampled_from(STAFF), key=st.sampled_from(SCOPE), gate=st.sampled_from(GATES))
    def a_scope_changes_while_it_is_signed(self, who: Person, key: str, gate: str) -> None:
        signing = Sign(gate, Decision.APPROVED)
        signers = [(signer, signing) for signer in self.holders(self.template.gate(gate).role)]
        states = (CheckState.OPEN, CheckState.DONE, CheckState.BLOCKED)
        self.at_once(*signers, *((who, MarkChecks((key,), state, "Changed.")) for state in states))
