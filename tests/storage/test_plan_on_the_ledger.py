"""The ledger and its outbox carry a plan through time as the rules alone do, on both databases."""

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from readiness.commands import Command
from readiness.communication.outdating import not_to_be_told
from readiness.communication.plan import PostKey
from readiness.model import Person, Release
from readiness.notices import NoticeKind
from readiness.records import PostState
from readiness.template import Slot
from storage import audit, claims, releases, templates
from storage.claims import Claimed
from storage.database import Database, Session
from storage.ledger import Ledger
from storage.settlements import Expired, Failed, Sent, Settlement, Uncertain
from tests.readiness.plan_whims import PLANS, STEPS, ZONES, Step
from tests.readiness.planned import HOUR, OPENED, ROLES, TEAM, TEMPLATE
from tests.readiness.play import REFUSED, UNREADABLE, Outcome, Play
from tests.readiness.world import MARA
from tests.storage import sample
from tests.storage.planned_release import settle
from tests.storage.sample import WORKSPACE

_SELECT = text("SELECT key, kind, state FROM notices WHERE release_id = :release_id")


@dataclass
class Twin(Play):
    """A play that a real ledger and outbox go the same way beside, with a courier that settles there."""

    database: Database = field(kw_only=True)
    id: str = field(kw_only=True)
    came: list[str] = field(default_factory=list)
    """The keys of the posts that the real courier brought into channels."""
    begun: list[Claimed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.database, WORKSPACE)
        self.machine = sample.NOW

    def perform(self, command: Command, who: Person) -> None:
        release_id = None if self.state is None else self.id
        try:
            super().perform(command, who)
        finally:
            self.ledger.perform_now(release_id, command, who, self.now)

    def tick(self) -> None:
        super().tick()
        asyncio.run(self.ledger.look(self.id, self.now))

    def deliver(self) -> None:
        super().deliver()
        for one in self.begun:
            self._settle_for_real(one, PostState.SENT)
        self.begun.clear()
        for one in self._claimed():
            if why := not_to_be_told(self.template, self.stored, one.kind, one.subject, self.now):
                settle(self.database, one, Expired(why, self.machine), self.now)
            else:
                self._settle_for_real(one, self.courier(PostKey.parse(one.key), self.now))

    def set_off(self) -> None:
        super().set_off()
        for one in self._claimed():
            if one.key in self.flying:
                assert self.database.write(partial(claims.mark_started, claimed=one, now=self.machine))
                self.begun.append(one)
            else:
                self._settle_for_real(one, None)

    def _claimed(self) -> list[Claimed]:
        """The updates that wait, claimed for an hour, which is over by the next claim. All else is told."""
        self.machine += HOUR

        def claimed(session: Session) -> list[Claimed]:
            found = claims.claim(session, WORKSPACE, self.machine, HOUR, 1000)
            for other in (one for one in found if one.kind is not NoticeKind.UPDATE):
                claims.settle(session, other, "C", "1", self.machine)
            return [one for one in found if one.kind is NoticeKind.UPDATE and one.release_id == self.id]

        return self.database.write(claimed)

    def _settle_for_real(self, one: Claimed, outcome: Outcome) -> None:
        settlements: dict[Outcome, Settlement] = {
            PostState.SENT: Sent("C", "1", self.machine),
            PostState.FAILED: Failed(REFUSED, self.machine),
            PostState.UNCERTAIN: Uncertain(UNREADABLE, self.machine),
        }
        if outcome is None:
            assert self.database.write(lambda s: claims.give_back(s, one, self.machine, "Later."))
            return
        if outcome is PostState.SENT or (outcome is PostState.UNCERTAIN and self.arrives_in_doubt):
            self.came.append(one.key)
        settle(self.database, one, settlements[outcome], self.now)

    @property
    def stored(self) -> Release:
        """The release as the database has it."""
        release = self.database.read(lambda s: releases.get(s, WORKSPACE, self.id))
        assert release is not None
        return release

    def hold_against_each_other(self) -> None:
        """Release, next look and outbox are what they are by the rules alone."""
        held = self.database.write(lambda s: releases.hold(s, WORKSPACE, self.id))
        assert held is not None
        assert held.release == replace(self.release, template=held.release.template)
        assert held.next_due_at == self.due
        rows = self.database.read(lambda s: s.connection().execute(_SELECT, {"release_id": self.id}).all())
        assert {row.key for row in rows} == self.wished
        updates = {row.key: row.state for row in rows if row.kind == NoticeKind.UPDATE}
        assert {key for key, state in updates.items() if state == "wished"} == set(self.waiting)
        assert {key for key, state in updates.items() if state in ("failed", "uncertain")} == self.stuck
        assert sorted(self.came) == sorted(str(post.key) for post in self.sent)


@pytest.mark.parametrize("times", [12, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_the_ledger_arrives_where_the_rules_do_and_sends_once(database: Database, times: int) -> None:
    numbers = iter(range(1_000_000))

    @settings(
        max_examples=times,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(PLANS, st.sampled_from(ZONES), st.integers(1, 24 * 20), st.lists(STEPS, min_size=6, max_size=14))
    def walks(plan: tuple[Slot, ...], zone: str, ahead: int, steps: list[Step]) -> None:
        template = replace(TEMPLATE, slots=plan)
        reference = database.write(lambda session: templates.add(session, template, OPENED))
        twin = Twin(template, database=database, id=f"R{next(numbers)}")
        start = OPENED + ahead * HOUR
        opening = sample.opening(
            twin.id, TEAM, template=reference, planned_start=start, zone=zone, roles=ROLES
        )
        twin.asks(MARA, opening).to(OPENED)
        for step in steps:
            step(twin)
            twin.hold_against_each_other()
        assert database.read(lambda s: audit.replay(s, twin.id)) == twin.stored
        assert database.read(lambda s: audit.verify_chain(s, twin.id)) == ()

    walks()
