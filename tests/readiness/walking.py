"""One release, asked for one thing after the other by people who mean it, and by people who do not."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

from hypothesis import event as note_event
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from readiness.commands import (
    AnswerRollback,
    AssignRole,
    Command,
    ConfirmOverride,
    Delegate,
    EndDelegation,
    Move,
    NoteFitness,
    OverrideGate,
    Start,
    Together,
    VerifyChecks,
)
from readiness.events import (
    ChecksVerified,
    Event,
    OverrideConfirmed,
    OverrideGiven,
    RoleDelegated,
    SignedOff,
    Started,
)
from readiness.model import Decision, Person, Stage
from readiness.notices import NoticeKind, wishes
from readiness.passing import passed
from readiness.records import APP, START
from readiness.rules import Refused, decide, evolve
from readiness.signing.go import blockers
from readiness.template import RELEASE_MANAGER, Duties
from tests.readiness import oracle
from tests.readiness.small import BEFORE_START, TEMPLATE, TO_VERIFY
from tests.readiness.whims import (
    EVERYBODY,
    NEXT,
    holders,
    people,
    reasons,
    roles_of_all,
    spans,
    stage_moves,
    subjects,
    works,
)
from tests.readiness.world import (
    APPROVERS,
    EMIL,
    FINN,
    LINES,
    MARA,
    MEMBERS,
    ONCALL_GROUP,
    OUTSIDERS,
    RHEA,
    ROLES,
    Story,
    approve,
    done,
    opening,
    reject,
    reopen,
)


class Walk(RuleBasedStateMachine):
    """One release, asked for one thing after the other; most of it by who would really ask."""

    story: Story

    @initialize(
        opener=st.sampled_from(MEMBERS),
        quorum=st.sampled_from([1, 1, 2]),
        separation=st.sampled_from(Duties),
        roles=st.sampled_from([ROLES, ROLES, {**ROLES, "dev-lead": ("U0DORA", ONCALL_GROUP, "U0FINN")}, {}]),
        expires_after=st.sampled_from([None, timedelta(hours=2), timedelta(days=7)]),
        start_may_move=st.sampled_from([None, timedelta(days=1)]),
        overrides_need_second=st.booleans(),
        well_begun=st.booleans(),
    )
    def a_release_is_opened(
        self,
        *,
        opener: Person,
        quorum: int,
        separation: Duties,
        roles: dict[str, tuple[str, ...]],
        expires_after: timedelta | None,
        start_may_move: timedelta | None,
        overrides_need_second: bool,
        well_begun: bool,
    ) -> None:
        first = replace(TEMPLATE.gates[0], quorum=quorum, separation=separation)
        second = replace(TEMPLATE.gates[1], expires_after=expires_after, start_may_move=start_may_move)
        gates = (first, second, *TEMPLATE.gates[2:])
        self.story = Story(
            template=replace(TEMPLATE, gates=gates, overrides_need_second=overrides_need_second)
        )
        self.ask(opener, opening(roles=roles))
        if well_begun:
            self.all_goes_by_the_book()

    @rule(who=people, command=works)
    def somebody_works(self, who: Person, command: Command) -> None:
        self.ask(who, command)

    @rule(who=people, commands=st.lists(works, max_size=3))
    def somebody_works_on_several_things_at_once(self, who: Person, commands: list[Command]) -> None:
        self.ask(who, Together(tuple(commands)))

    @rule()
    def the_engineers_do_all_that_is_left_before_the_start(self) -> None:
        self.ask(EMIL, done(*BEFORE_START))
        for item in TEMPLATE.checks:
            if item.verification:
                self.ask(FINN, VerifyChecks((item.key,)))

    @rule(key=st.sampled_from(BEFORE_START))
    def the_engineers_forget_one_check_and_everybody_signs(self, key: str) -> None:
        self.ask(EMIL, done(*(other for other in BEFORE_START if other != key)))
        self.ask(EMIL, reopen(key))
        self.the_approvers_decide_on_every_gate(Decision.APPROVED)
        self.the_signers_sign_every_line()

    @rule(who=st.sampled_from(MEMBERS), key=st.sampled_from(TO_VERIFY))
    def somebody_does_and_verifies_a_check_alone(self, who: Person, key: str) -> None:
        self.ask(who, reopen(key))
        self.ask(who, done(key))
        self.ask(who, VerifyChecks((key,)))

    @rule(who=st.sampled_from(OUTSIDERS), command=works | stage_moves | st.builds(approve, subjects))
    def an_outsider_who_holds_a_role_tries(self, who: Person, command: Command) -> None:
        self.ask(MARA, AssignRole("dev-lead", (who.id,)))
        self.ask(who, command)

    @rule(line=st.sampled_from(list(LINES)))
    def a_signer_has_second_thoughts(self, line: str) -> None:
        for holder in self.holding(self.story.template.items[line].role or ""):
            self.ask(holder, reject(line))
            self.story.now += timedelta(minutes=1)
            self.ask(holder, approve(line))

    @rule(verdict=st.sampled_from([Decision.APPROVED, Decision.APPROVED, Decision.REJECTED]))
    def the_approvers_decide_on_every_gate(self, verdict: Decision) -> None:
        for gate in self.story.template.gates:
            for holder in self.holding(gate.role):
                self.ask(holder, approve(gate.key) if verdict is Decision.APPROVED else reject(gate.key))

    @rule()
    def the_signers_sign_every_line(self) -> None:
        for line in self.story.template.sheet:
            for holder in self.holding(line.role or ""):
                self.ask(holder, approve(line.key))

    @rule()
    def all_goes_by_the_book(self) -> None:
        self.the_engineers_do_all_that_is_left_before_the_start()
        self.the_approvers_decide_on_every_gate(Decision.APPROVED)
        self.the_signers_sign_every_line()
        self.ask(RHEA, AnswerRollback(ready=True))

    @rule(data=st.data())
    def what_comes_next_is_done(self, data: st.DataObject) -> None:
        if self.story.release.stage is Stage.ROLLED_BACK:
            self.ask(MARA, Move(self.story.now + timedelta(days=2), "UTC"))
        elif commands := NEXT.get(self.story.release.stage):
            self.ask(MARA, data.draw(st.sampled_from(commands)))

    @rule(who=people, subject=subjects, verdict=st.sampled_from([approve, reject]), comment=reasons)
    def somebody_decides(self, who: Person, subject: str, verdict: object, comment: str) -> None:
        sign = approve(subject, comment) if verdict is approve else reject(subject, comment)
        self.ask(who, sign)

    @rule(who=st.sampled_from([RHEA, MARA]) | people, ready=st.booleans(), reason=reasons)
    def somebody_answers_on_rollback(self, who: Person, ready: bool, reason: str) -> None:
        self.ask(who, AnswerRollback(ready, reason))

    @rule(who=people, role=st.sampled_from([*ROLES, "wizard"]), held=holders)
    def somebody_assigns_a_role(self, who: Person, role: str, held: tuple[str, ...]) -> None:
        self.ask(who, AssignRole(role, held))

    @rule(who=people, role=roles_of_all, of=people, to=people, span=spans, reason=reasons)
    def somebody_hands_a_role_over(
        self, who: Person, role: str, of: Person, to: Person, span: timedelta, reason: str
    ) -> None:
        self.ask(who, Delegate(role, of.id, to.id, self.story.now + span, reason))

    @rule(role=roles_of_all, to=people, span=spans, back=st.booleans())
    def a_holder_hands_a_role_over(self, role: str, to: Person, span: timedelta, back: bool) -> None:
        for holder in self.holding(role):
            self.ask(holder, Delegate(role, holder.id, to.id, self.story.now + span, "On leave."))
            if back:
                self.ask(holder, EndDelegation(role, to.id))

    @rule(unfit=holders, fit=holders)
    def slack_tells_who_can_act(self, unfit: tuple[str, ...], fit: tuple[str, ...]) -> None:
        self.ask(Person(APP), NoteFitness(unfit, fit))

    @rule(who=people, subject=subjects, reason=reasons)
    def somebody_overrides_a_gate(self, who: Person, subject: str, reason: str) -> None:
        self.ask(who, OverrideGate(subject, reason))

    @rule(subject=st.sampled_from([*APPROVERS, START]), second=people)
    def the_manager_overrides_and_a_second_person_confirms(self, subject: str, second: Person) -> None:
        for holder in self.holding(RELEASE_MANAGER):
            self.ask(holder, Start("It has to.") if subject == START else OverrideGate(subject, "It has to."))
        self.ask(second, ConfirmOverride(subject))

    @rule(command=stage_moves)
    def the_release_manager_moves_the_stage(self, command: Command) -> None:
        for holder in self.holding(RELEASE_MANAGER):
            self.ask(holder, command)

    @rule(who=people, command=stage_moves)
    def somebody_moves_the_stage(self, who: Person, command: Command) -> None:
        self.ask(who, command)

    @rule(
        who=st.just(MARA) | people, by=spans, zone=st.sampled_from(["UTC", "Europe/Berlin", "Mars/Olympus"])
    )
    def somebody_moves_the_start(self, who: Person, by: timedelta, zone: str) -> None:
        self.ask(who, Move(self.story.now + by - timedelta(minutes=1), zone))

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.story.now += span

    @precondition(lambda self: self.story.release.stage is Stage.PLANNED)
    @rule()
    def the_manager_starts_with_go_and_can_not_without_it(self) -> None:
        story = self.story
        is_go = oracle.is_go(story.template, story.release, story.now)
        assert (not blockers(story.template, story.release, story.now)) is is_go
        manager = next((p for p in self.holding(RELEASE_MANAGER) if oracle.is_member(p)), None)
        if manager is not None:
            assert bool(self.ask(manager, Start())) is is_go
            assert (story.release.stage is Stage.DEPLOYING) is is_go

    def teardown(self) -> None:
        """Let ``--hypothesis-show-statistics`` tell how far the walks went."""
        stages = {type(happened).__name__ for happened, _, _ in self.story.log}
        for reached in sorted(stages):
            note_event(reached)

    def holding(self, role: str) -> Iterator[Person]:
        """The people who hold a role now, members or not."""
        yield from [person for person in EVERYBODY.values() if self.story.release.holds(person, role)]

    def ask(self, who: Person, command: Command) -> tuple[Event, ...]:
        """What came of it; a refused command changes nothing, and no rule changes what it was given."""
        self.let_time_pass()
        story, before = self.story, self.story.state
        untouched = deepcopy(before)
        try:
            events = decide(story.template, before, command, who, story.now)
        except Refused as refusal:
            assert refusal.sentence.endswith((".", "REASON."))  # noqa: PT017 - not everything is refused
            assert before == untouched
            return ()
        assert decide(story.template, before, command, who, story.now) == events
        for event in events:
            self.hold_against_the_rules(event, who)
            story.state = evolve(story.state, event, who.id, story.now)
            story.log.append((event, who.id, story.now))
        assert before == untouched
        if before is not None and story.release.stage is not before.stage:
            assert (before.stage, story.release.stage) in oracle.MOVES
        self.hold_wishes(story, before)
        return events

    def let_time_pass(self) -> None:
        """What has come to pass by itself, as the ledger has it happen before every command."""
        story = self.story
        if story.state is not None:
            for event in passed(story.template, story.state, story.now):
                story.state = evolve(story.state, event, APP, story.now)
                story.log.append((event, APP, story.now))
            assert passed(story.template, story.release, story.now) == ()

    def hold_against_the_rules(self, event: Event, who: Person) -> None:
        """What must be so for this event to happen now, said independently of the rules."""
        assert oracle.is_member(who)
        match event:
            case SignedOff():
                assert oracle.may_sign(self.story.template, self.story.release, event, who)
                assert all(
                    oracle.is_as_shown(self.story.template, self.story.release, each)
                    for each in event.shown
                    if each.key in self.story.template.items
                )
            case RoleDelegated():
                assert who.id == event.of in self.story.release.holders(event.role)
            case OverrideGiven():
                assert oracle.holds(self.story.release, RELEASE_MANAGER, who)
                assert event.reason.strip()
                assert event.blockers
            case OverrideConfirmed():
                given = self.story.release.overrides[event.subject]
                assert who.id not in (given.by, given.on_behalf)
            case Started():
                if not oracle.is_go(self.story.template, self.story.release, self.story.now):
                    assert event.override.strip()
                    assert event.blockers
                    if not self.story.template.overrides_need_second:
                        assert oracle.holds(self.story.release, RELEASE_MANAGER, who)
                    else:
                        first = self.story.release.overrides[START]
                        assert first.confirmed_by == who.id != first.by
            case ChecksVerified():
                assert all(self.story.release.check(key).by != who.id for key in event.keys)

    def hold_wishes(self, story: Story, before: object) -> None:
        """Everybody who is asked for a signature by name is somebody who can give it."""
        told = wishes(story.template, before, story.release)  # type: ignore[arg-type]
        assert [wish.kind for wish in told].count(NoticeKind.CARD) == 1
        assert len({wish.key for wish in told}) == len(told)
        for wish in told:
            asked = EVERYBODY.get(wish.to) if wish.kind in (NoticeKind.GATE, NoticeKind.LINE) else None
            if asked is not None and oracle.is_member(asked):
                decide(story.template, story.release, approve(wish.subject), asked, story.now)
