"""Whatever people ask of a release, the rules that matter most hold after every step."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    invariant,
    run_state_machine_as_test,
)

from readiness.commands import (
    VerifyChecks,
)
from readiness.model import CheckState
from readiness.notices import notices_due
from readiness.passing import passed
from readiness.rules import decide, evolve
from readiness.schedule import next_due_at
from readiness.signing.gates import gate_views
from readiness.signing.sheet import sheet_views
from readiness.waiting import waiting_for
from tests.readiness import oracle
from tests.readiness.walking import Walk
from tests.readiness.whims import (
    EVERYBODY,
)
from tests.readiness.world import (
    approve,
    done,
)


class Held(Walk):
    """A walk of which all that always holds is looked at after every step."""

    @invariant()
    def no_gate_counts_with_its_scope_unmet(self) -> None:
        for view in gate_views(self.story.template, self.story.release):
            assert view.counts is oracle.counts(self.story.template, self.story.release, view.gate.key)

    @invariant()
    def no_line_is_fresh_that_was_signed_for_something_else(self) -> None:
        for view in sheet_views(self.story.template, self.story.release):
            assert (view.standing == "approved") is oracle.is_signed(
                self.story.template, self.story.release, view.line
            )

    @invariant()
    def what_is_left_out_has_a_reason_and_what_is_verified_a_second_person(self) -> None:
        for key, check in self.story.release.checks.items():
            reasoned = check.state in (CheckState.NOT_APPLICABLE, CheckState.BLOCKED)
            assert bool(check.reason) is reasoned, key
            assert check.verified_by is None or check.verified_by != check.by, key

    @invariant()
    def replaying_what_happened_gives_the_state(self) -> None:
        replayed = None
        for event, by, at in self.story.log:
            replayed = evolve(replayed, event, by, at)
        assert replayed == self.story.release

    @invariant()
    def what_waits_for_somebody_is_theirs_to_do(self) -> None:
        template, release, now = self.story.template, self.story.release, self.story.now
        for person in EVERYBODY.values():
            waiting = waiting_for(template, release, person)
            for view in waiting.gates:
                assert decide(template, release, approve(view.gate.key), person, now)
            for line in waiting.lines:
                assert decide(template, release, approve(line.line.key), person, now)
            if waiting.to_verify:
                assert decide(
                    template, release, VerifyChecks(tuple(i.key for i in waiting.to_verify)), person, now
                )
            if waiting.to_do:
                assert decide(template, release, done(*(i.key for i in waiting.to_do)), person, now)

    @invariant()
    def time_asks_the_same_when_it_is_asked_twice(self) -> None:
        template, release, now = self.story.template, self.story.release, self.story.now
        due = next_due_at(template, release, now)
        assert due is None or due > now
        assert notices_due(template, release, now) == notices_due(template, release, now)
        if due is not None:
            assert notices_due(template, release, due) or passed(template, release, due)


PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))


def test_whatever_people_do_the_rules_hold() -> None:
    run_state_machine_as_test(Held, settings=settings(PATIENT, max_examples=60, stateful_step_count=50))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whatever_people_do_for_long_the_rules_hold() -> None:
    run_state_machine_as_test(Held, settings=settings(PATIENT, max_examples=300, stateful_step_count=80))
