"""A post that failed is told to the manager, and keeps its schedule from being met."""

from readiness.commands import SendPosts
from readiness.derived import happened, plan_is_kept
from readiness.evolve import evolve
from readiness.notices import NoticeKind, wishes
from readiness.plan_events import NoticeChanged
from readiness.records import APP, PostState
from tests.readiness.planned_posts import key_of
from tests.readiness.playing import DAY, START, TEAM, TEMPLATE, WEEK, arrives, fails, opened, waits
from tests.readiness.world import MARA


class TestTrouble:
    def test_a_post_that_failed_is_told_to_the_manager_and_again_when_it_is_mended(self) -> None:
        play = opened()
        play.courier = fails
        play.to(START - 2 * DAY)
        assert play.asked(NoticeKind.TROUBLE) == [(START - WEEK, MARA.id)]
        assert not plan_is_kept(play.release)

        play.courier = arrives
        play.asks(MARA, SendPosts((str(key_of("week-before", START - WEEK)),)))

        assert play.slots_sent() == ["week-before"]
        # As it is called for, and as it arrives.
        assert play.redrawn(NoticeKind.TROUBLE) == [START - 2 * DAY] * 2
        assert plan_is_kept(play.release)
        assert happened(TEMPLATE.items["times.before"], play.release)

    def test_of_two_messages_in_trouble_the_one_that_changes_is_told_alone(self) -> None:
        one, other = (
            NoticeChanged(key, NoticeKind.CHECKLIST, TEAM, "team", PostState.FAILED, "Archived.")
            for key in ("one", "other")
        )
        before = evolve(opened().release, one, APP, START)
        after = evolve(before, other, APP, START)

        told = [wish for wish in wishes(TEMPLATE, before, after) if wish.kind is NoticeKind.TROUBLE]

        assert [(wish.to, wish.subject) for wish in told] == [(MARA.id, "other")]

    def test_a_schedule_is_not_met_while_something_of_it_is_open_or_nothing_was_sent(self) -> None:
        play = opened()
        assert not happened(TEMPLATE.items["times.before"], play.release)
        play.courier = waits
        assert not happened(TEMPLATE.items["times.before"], play.to(START - 2 * DAY).release)
