"""Schemes of a few steps, which nobody would stumble upon: to be two, to be somebody else, to be late."""

from datetime import timedelta

from hypothesis import event as note
from hypothesis import strategies as st
from hypothesis.stateful import rule

from readiness.commands import (
    AddEvidence,
    AnswerRollback,
    ConfirmOverride,
    Delegate,
    FinishRollback,
    MarkChecks,
    Move,
    OverrideGate,
    RemoveEvidence,
    RollBack,
    Sign,
    Start,
    VerifyChecks,
)
from readiness.model import CheckState, Decision, Person
from readiness.signing.fingerprints import seen
from readiness.template import Gate
from tests.readiness.small import TO_VERIFY
from tests.readiness.world import ADA, DAN, RHEA
from tests.storage.siege import STAFF, Siege

SOME_TIME = timedelta(days=1)
gates = st.integers(0, 2)
staff = st.sampled_from(STAFF)
different = st.permutations(STAFF)


class Schemes(Siege):
    """What somebody tries who knows the rules."""

    def its_turn_comes(self, number: int) -> Gate:
        """The gate with this number, with all checks done, and whatever can be signed before it signed."""
        self.everything_is_done()
        for subject, role in self.subjects()[:number]:
            self.everybody_signs(subject, role)
        return self.template.gates[number]

    def hands_over(self, gate: Gate, holder: Person, stand_in: Person) -> None:
        """A holder hands their role to somebody for a day."""
        self.does(holder, Delegate(gate.role, holder.id, stand_in.id, self.now + SOME_TIME, "Leave."))

    def approves(self, who: Person, gate: Gate) -> None:
        """Somebody approves the gate as it is now."""
        if self.does(who, Sign(gate.key, Decision.APPROVED)).events:
            note(f"approved {gate.key}")

    def nobody_has_signed(self, gate: Gate) -> None:
        """Somebody rejects the gate, and loses the role: no approval is left, and no rejection stands."""
        critic = next(person for person in (ADA, DAN) if person.id != self.release.opened_by)
        self.is_given(gate.role, critic)
        self.does(critic, Sign(gate.key, Decision.REJECTED, "Not like this."))

    @rule(crowd=different, number=st.integers(2, 4))
    def they_stand_in_for_each_other(self, crowd: list[Person], number: int) -> None:
        """In a ring, each signs for the next: several people, as many holders, and one say."""
        gate = self.its_turn_comes(0)
        self.nobody_has_signed(gate)
        ring = crowd[:number]
        for holder, stand_in in zip(ring, [*ring[1:], ring[0]], strict=True):
            self.is_given(gate.role, holder)
            self.hands_over(gate, holder, stand_in)
            self.approves(stand_in, gate)

    @rule(crowd=different, number=gates)
    def a_holder_and_their_stand_in_both_sign(self, crowd: list[Person], number: int) -> None:
        """Two people, and one holder."""
        gate = self.its_turn_comes(number)
        self.nobody_has_signed(gate)
        holder, stand_in, *_ = crowd
        self.is_given(gate.role, holder)
        self.hands_over(gate, holder, stand_in)
        self.approves(holder, gate)
        self.approves(stand_in, gate)

    @rule(crowd=different, number=gates)
    def a_stand_in_signs_when_the_time_is_over(self, crowd: list[Person], number: int) -> None:
        gate = self.its_turn_comes(number)
        holder, stand_in, *_ = crowd
        self.is_given(gate.role, holder)
        self.hands_over(gate, holder, stand_in)
        self.now += SOME_TIME
        self.approves(stand_in, gate)

    @rule(crowd=different, number=gates)
    def a_stand_in_signs_for_who_holds_it_no_more(self, crowd: list[Person], number: int) -> None:
        gate = self.its_turn_comes(number)
        holder, stand_in, next_one, *_ = crowd
        self.is_given(gate.role, holder)
        self.hands_over(gate, holder, stand_in)
        self.is_given(gate.role, next_one)
        self.approves(holder, gate)
        self.approves(stand_in, gate)

    @rule(number=gates, worker=staff)
    def who_did_the_work_approves_it(self, number: int, worker: Person) -> None:
        """Before the approval, and after it."""
        gate = self.its_turn_comes(number)
        self.is_given(gate.role, worker)
        key = self.template.scope(gate.key)[0].key
        for state in (CheckState.DONE, CheckState.OPEN, CheckState.DONE):
            self.does(worker, MarkChecks((key,), state))
            self.does(worker, VerifyChecks((key,)))
            self.approves(worker, gate)

    @rule(number=gates)
    def who_opened_it_approves_it(self, number: int) -> None:
        gate = self.its_turn_comes(number)
        opener = next(person for person in STAFF if person.id == self.release.opened_by)
        self.is_given(gate.role, opener)
        self.approves(opener, gate)

    @rule(number=gates, who=staff, evidence=st.booleans(), reason=st.booleans())
    def what_was_approved_becomes_something_else(
        self, number: int, who: Person, evidence: bool, reason: bool
    ) -> None:
        """Its evidence goes, or the reason why it does not apply changes, or it is not done any more."""
        self.everything_is_done()
        gate = self.template.gates[number]
        key = self.template.scope(gate.key)[0].key
        if evidence:
            self.does(who, AddEvidence(key, "A link"))
        if reason:
            self.does(who, MarkChecks((key,), CheckState.NOT_APPLICABLE, "We have none."))
            self.does(next(one for one in STAFF if one != who), VerifyChecks((key,)))
        for subject, role in self.subjects():
            self.everybody_signs(subject, role)
        if evidence:
            self.does(who, RemoveEvidence(key, "A link"))
        elif reason:
            self.does(who, MarkChecks((key,), CheckState.NOT_APPLICABLE, "We forgot."))
            self.does(next(one for one in STAFF if one != who), VerifyChecks((key,)))
        else:
            self.does(who, MarkChecks((key,), CheckState.OPEN))

    @rule(number=gates)
    def it_changes_between_the_look_and_the_press(self, number: int) -> None:
        gate = self.its_turn_comes(number)
        shown = self.fingerprints(self.release).get(gate.key)
        if shown is not None:
            self.does(STAFF[-1], AddEvidence(self.template.scope(gate.key)[0].key, f"Of {self.now}"))
            for holder in self.holders(gate.role):
                before = self.fingerprints(self.release)[gate.key]
                done = self.does(holder, Sign(gate.key, Decision.APPROVED, seen=seen(shown)))
                assert not done.events or seen(before) == seen(shown), "it signed what it hid"

    @rule(number=gates, days=st.integers(1, 5))
    def an_approval_grows_old(self, number: int, days: int) -> None:
        gate = self.its_turn_comes(number)
        self.everybody_signs(gate.key, gate.role)
        self.now += timedelta(days=days)
        self.does(STAFF[0], MarkChecks(("checkup.smoke",), CheckState.OPEN))

    @rule(days=st.integers(8, 20))
    def the_start_moves_after_all_is_signed(self, days: int) -> None:
        for subject, role in self.subjects():
            self.everybody_signs(subject, role)
        for lead in self.holders("release-manager")[:1]:
            self.does(lead, Move(self.now + timedelta(days=days), "UTC"))

    @rule(number=gates, second=staff, stand_in=staff)
    def who_overrides_confirms_it_too(self, number: int, second: Person, stand_in: Person) -> None:
        """By themselves, and by somebody to whom they handed the role."""
        gate = self.template.gates[number]
        for manager in self.holders("release-manager")[:1]:
            self.does(second, OverrideGate(gate.key, "It has to."))
            self.does(manager, OverrideGate(gate.key, "It has to."))
            self.does(manager, ConfirmOverride(gate.key))
            until = self.now + SOME_TIME
            self.does(manager, Delegate("release-manager", manager.id, stand_in.id, until, "Leave."))
            self.does(stand_in, ConfirmOverride(gate.key))
            self.does(second, ConfirmOverride(gate.key))

    @rule(undone=st.booleans(), key=st.sampled_from(TO_VERIFY), back=st.booleans())
    def it_starts_with_everything_signed(self, undone: bool, key: str, back: bool) -> None:
        """Or with all but one thing; and is rolled back, and planned anew."""
        self.everything_is_done()
        for subject, role in self.subjects():
            self.everybody_signs(subject, role)
        self.does(RHEA, AnswerRollback(ready=True))
        if undone:
            self.does(STAFF[0], MarkChecks((key,), CheckState.OPEN))
        for manager in self.holders("release-manager")[:1]:
            if self.does(manager, Start()).events:
                note("it started with go")
            if back:
                later = Move(self.now + 9 * SOME_TIME, "UTC")
                for command in (RollBack("Errors."), FinishRollback(), later):
                    self.does(manager, command)
