"""The whole plan as people see it: what was sent, what comes next, what was left out and why."""

from dataclasses import replace

from readiness.commands import Cancel, Close, FinishRollback, RollBack, SetAudience
from readiness.communication.overview import PAUSING, PostStanding, plan_rows
from readiness.communication.posting import OVER
from readiness.model import Stage
from readiness.records import PostState
from readiness.stages import open_at_close
from readiness.template import Anchor, Slot
from tests.readiness.planned_posts import becomes, refused
from tests.readiness.playing import (
    BOARD,
    DAY,
    EXECUTIVE,
    GO,
    HOUR,
    MINUTE,
    ON,
    START,
    TEMPLATE,
    WEEK,
    Play,
    arrives,
    deploying,
    opened,
    rolling_back,
    waits,
    with_slot,
)
from tests.readiness.world import MARA


class TestOverview:
    def standings(self, play: Play) -> dict[str, PostStanding]:
        return {row.slot.key: row.standing for row in play.rows()}

    def test_it_shows_the_whole_plan_and_what_comes_next(self) -> None:
        play = opened().to(START - 2 * DAY)
        rows = play.rows()

        assert [(row.slot.key, row.standing.value) for row in rows] == [
            ("week-before", "sent"),
            ("day-before", "next"),
            ("hour-before", "planned"),
            ("start", "planned"),
            ("during", "planned"),
            ("finish", "planned"),
            ("hour-after", "planned"),
            ("day-after", "planned"),
            ("weekly", "planned"),
        ]
        assert [row.expected for row in rows[3:6]] == [START, START + 30 * MINUTE, None]

    def test_it_is_the_same_in_whichever_order_posts_went_out(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (BOARD,))).to(START - 2 * DAY)
        rows, posts = play.rows(), play.release.posts
        turned_round = replace(play.release, posts=dict(reversed(list(posts.items()))))

        assert len({row.destination for row in rows if row.standing is PostStanding.SENT}) > 1
        assert plan_rows(play.template, turned_round, play.now) == rows

    def test_what_waits_is_next_and_then_late(self) -> None:
        play = opened()
        play.courier = waits
        play.to(START - WEEK)
        assert self.standings(play)["week-before"] is PostStanding.NEXT

        row = play.later(HOUR).rows()[0]

        assert (row.standing, row.late) == (PostStanding.LATE, HOUR)

    def test_what_was_sent_late_says_by_how_much(self) -> None:
        row = opened().down_until(START - 6 * DAY).rows()[0]

        assert (row.standing, row.late) == (PostStanding.SENT, DAY)

    def test_what_nobody_has_noticed_yet_is_late(self) -> None:
        play = opened()
        play.now = START - 6 * DAY

        assert (play.rows()[0].standing, play.rows()[0].late) == (PostStanding.LATE, DAY)

    def test_what_an_early_start_left_out_is_shown_as_such(self) -> None:
        play = opened().to(START - 2 * DAY).asks(MARA, GO)

        row = next(row for row in play.rows() if row.slot.key == "hour-before")
        assert (row.standing, row.reason) == (PostStanding.EXPIRED, OVER[Stage.DEPLOYING])

    def test_what_the_end_of_a_stage_left_out_is_shown_as_such(self) -> None:
        once = Slot("once", "Once", Anchor.START, 2 * HOUR)
        template = with_slot(once)
        play = opened(template=template).to(START).asks(MARA, GO).later(MINUTE)
        finished = play.asks(MARA, ON)
        rows = {row.slot.key: row for row in finished.rows()}
        assert (rows["once"].standing, rows["once"].reason) == (
            PostStanding.EXPIRED,
            OVER[Stage.MONITORING],
        )

        closed = finished.later(2 * HOUR).asks(MARA, Close("Done."))
        rows = {row.slot.key: row for row in closed.rows()}
        assert (rows["day-after"].standing, rows["day-after"].reason) == (
            PostStanding.EXPIRED,
            OVER[Stage.CLOSED],
        )

    def test_a_rollback_shows_what_it_left_out_and_goes_on(self) -> None:
        rows = rolling_back().rows()

        assert [row.standing for row in rows if row.slot.key == "rollback"] == [
            PostStanding.SENT,
            PostStanding.NEXT,
        ]
        cancelled = opened().asks(MARA, Cancel("No.")).rows()
        assert {row.reason for row in cancelled} == {OVER[Stage.CANCELLED]}

    def test_the_end_of_a_rollback_leaves_out_what_was_still_to_come(self) -> None:
        once = Slot("once", "Once", Anchor.ROLLBACK, 2 * HOUR)
        play = opened(template=with_slot(once)).to(START)
        play.asks(MARA, GO, RollBack("Errors."), FinishRollback())

        row = next(row for row in play.rows() if row.slot.key == "once")
        assert (row.standing, row.reason) == (PostStanding.EXPIRED, OVER[Stage.ROLLED_BACK])

    def test_while_updates_pause_the_next_says_so(self) -> None:
        play = deploying(hours=3, minutes=5)

        row = next(row for row in play.rows() if row.standing is PostStanding.NEXT)
        assert (row.slot.key, row.reason) == ("during", PAUSING)
        skipped = [row for row in play.rows() if row.standing is PostStanding.SKIPPED]
        assert {(row.destination, row.key) for row in skipped} == {("", None)}

    def test_a_slot_that_a_template_has_no_more_is_left_out(self) -> None:
        play = opened().to(START - 2 * DAY)
        play.template = replace(TEMPLATE, slots=TEMPLATE.slots[1:])

        assert "week-before" not in self.standings(play)

    def test_closing_mentions_updates_that_are_open(self) -> None:
        play = becomes(PostState.FAILED).to(START)
        play.courier = arrives
        play.asks(MARA, GO, ON)

        assert "times.before" in [item.key for item in open_at_close(TEMPLATE, play.release)]
        assert "is open" in refused(play, MARA, Close())
