"""What people ask of the plan and of the rollback: who may, what is refused, and with which sentence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from readiness.checks import TEXT_LIMIT
from readiness.commands import (
    AnswerRollback,
    Cancel,
    Close,
    Command,
    FinishRollback,
    KeepGoing,
    Measure,
    RollBack,
    SayWord,
    SendPosts,
    SetAudience,
    SettleNotice,
    SkipPosts,
    WriteRollbackPlan,
)
from readiness.communication.overview import PAUSING, PostStanding, plan_rows
from readiness.communication.plan import PostKey
from readiness.communication.planning import MOST_PLACES, WORD_LIMIT
from readiness.communication.posting import NEXT_CAME, OVER
from readiness.model import Person, Stage
from readiness.records import PostState, RollbackPlan
from readiness.refusal import Refused
from readiness.reverting import LONGEST_ROLLBACK
from readiness.stages import open_at_close
from readiness.template import Anchor, Slot
from tests.readiness.playing import (
    BOARD,
    DAY,
    GO,
    HOUR,
    MINUTE,
    ON,
    START,
    TEAM,
    TEMPLATE,
    WEEK,
    Outcome,
    Play,
    deploying,
    monitoring,
    opened,
    rolling_back,
)
from tests.readiness.world import DAN, EMIL, GUS, MARA, RHEA

ENGINEERING, EXECUTIVE = "readers.engineering", "readers.executive"
ERRORS = "success.errors"
SHORT = timedelta(seconds=5)


def key_of(slot: str, due_before: timedelta) -> str:
    return str(PostKey(slot, START - due_before, ENGINEERING, TEAM))


WEEK_BEFORE, DAY_BEFORE = key_of("week-before", WEEK), key_of("day-before", DAY)


def refused(play: Play, who: Person, command: Command) -> str:
    before = play.release
    with pytest.raises(Refused) as refusal:
        play.asks(who, command)
    assert play.release.posts == before.posts
    return refusal.value.sentence


def becomes(state: PostState | None) -> Play:
    """A release whose post of a week before is in this state, two days before its start."""
    play = opened()
    play.courier = lambda key, now: state
    return play.to(START - 2 * DAY)


class TestAudiences:
    def test_an_audience_reads_where_the_manager_says(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (f" {BOARD} ", BOARD, "")))

        assert play.release.audiences == {EXECUTIVE: (BOARD,)}
        happened = len(play.log)
        play.asks(DAN, SetAudience(EXECUTIVE, (BOARD,)))
        assert len(play.log) == happened

    @pytest.mark.parametrize(
        ("who", "command", "words"),
        [
            (EMIL, SetAudience(EXECUTIVE, (BOARD,)), "Only the release manager or the deputy"),
            (MARA, SetAudience("steps.first", (BOARD,)), "There is no audience"),
            (MARA, SetAudience("nobody", (BOARD,)), "There is no audience"),
            (
                MARA,
                SetAudience(EXECUTIVE, tuple(f"C{n}" for n in range(MOST_PLACES + 1))),
                "at most 10 channels",
            ),
        ],
    )
    def test_anything_else_is_refused(self, who: Person, command: SetAudience, words: str) -> None:
        assert words in refused(opened(), who, command)

    def test_a_closed_release_tells_nobody_any_more(self) -> None:
        play = monitoring().asks(MARA, Close("Done."))

        assert "no more updates go out" in refused(play, MARA, SetAudience(EXECUTIVE, (BOARD,)))


class TestWord:
    def test_whoever_holds_a_role_adds_to_the_next_update(self) -> None:
        play = opened().asks(RHEA, SayWord("  We are ready. "))

        assert play.release.word is not None
        assert (play.release.word.text, play.release.word.by) == ("We are ready.", RHEA.id)

    def test_a_double_click_says_it_once_and_the_same_later_says_it_again(self) -> None:
        word = SayWord("Still waiting.")
        play = opened().asks(MARA, word).later(SHORT).asks(MARA, word)
        assert play.release.word is not None
        assert play.release.word.at == play.now - SHORT

        play.later(MINUTE).asks(MARA, word)
        assert play.release.word is not None
        assert play.release.word.at == play.now

    @pytest.mark.parametrize(
        ("who", "text", "words"),
        [
            (EMIL, "Hello.", "Only who holds a role"),
            (GUS, "Hello.", "Guests can look"),
            (MARA, "  ", "Say what is new"),
            (MARA, "x" * (WORD_LIMIT + 1), "501 characters; 500 fit"),
        ],
    )
    def test_anything_else_is_refused(self, who: Person, text: str, words: str) -> None:
        assert words in refused(opened(), who, SayWord(text))

    def test_a_pause_that_nothing_was_left_out_of_just_ends(self) -> None:
        play = deploying(hours=2, minutes=10)

        before = len(play.sent)
        play.asks(MARA, SayWord("We go on."))

        assert len(play.sent) == before

    def test_a_word_that_comes_when_nobody_reads_is_kept(self) -> None:
        play = deploying(hours=4, minutes=10).asks(MARA, SetAudience(ENGINEERING, ()))

        before = len(play.sent)
        play.asks(MARA, SayWord("We go on."))

        assert len(play.sent) == before


class TestSkipping:
    def test_what_is_skipped_is_not_sent_and_shows_why(self) -> None:
        play = opened().asks(MARA, SkipPosts((DAY_BEFORE,), "The board meets anyway.")).to(START)

        assert play.slots_sent() == ["week-before", "hour-before"]
        row = next(row for row in play.rows() if row.slot.key == "day-before")
        assert (row.standing, row.reason) == (PostStanding.SKIPPED, "The board meets anyway.")
        assert row.post is not None
        assert row.post.by == MARA.id

    def test_skipping_again_changes_nothing(self) -> None:
        play = opened().asks(MARA, SkipPosts((DAY_BEFORE,), "No need."))
        happened = len(play.log)

        assert len(play.asks(MARA, SkipPosts((DAY_BEFORE,), "Really.")).log) == happened

    def test_what_failed_or_waits_can_be_skipped(self) -> None:
        for state in (PostState.FAILED, None):
            play = becomes(state).asks(MARA, SkipPosts((WEEK_BEFORE,), "Told by hand."))
            assert play.release.posts[WEEK_BEFORE].state is PostState.SKIPPED
            assert play.to(START - DAY).slots_sent() == []

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (PostState.SENT, "sent already"),
            (PostState.UNCERTAIN, "Say first"),
            (PostState.EXPIRED, "nothing to skip"),
        ],
    )
    def test_what_is_settled_can_not(self, state: PostState, words: str) -> None:
        assert words in refused(becomes(state), MARA, SkipPosts((WEEK_BEFORE,), "No."))

    @pytest.mark.parametrize(
        ("who", "command", "words"),
        [
            (EMIL, SkipPosts((DAY_BEFORE,), "No."), "Only the release manager or the deputy"),
            (MARA, SkipPosts((DAY_BEFORE,), " "), "Say why"),
            (MARA, SkipPosts((), "No."), "Choose an update"),
            (MARA, SkipPosts(("nonsense",), "No."), "not in the plan any more"),
            (MARA, SkipPosts((key_of("day-before", 2 * DAY),), "No."), "not in the plan any more"),
        ],
    )
    def test_anything_else_is_refused(self, who: Person, command: SkipPosts, words: str) -> None:
        assert words in refused(opened(), who, command)


class TestSending:
    def test_what_is_sent_early_is_not_sent_again_at_its_time(self) -> None:
        play = opened().asks(MARA, SendPosts((DAY_BEFORE,)))

        assert play.slots_sent() == ["day-before"]
        assert play.to(START).slots_sent() == ["day-before", "week-before", "hour-before"]

    def test_what_failed_is_sent_again_and_what_is_on_its_way_stays_so(self) -> None:
        play = becomes(PostState.FAILED)
        play.courier = waits
        play.asks(MARA, SendPosts((WEEK_BEFORE,)))
        happened = len(play.log)

        assert play.release.posts[WEEK_BEFORE].state is PostState.CALLED
        assert len(play.asks(MARA, SendPosts((WEEK_BEFORE,))).log) == happened

    def test_what_was_skipped_can_be_sent_after_all(self) -> None:
        play = opened().asks(MARA, SkipPosts((DAY_BEFORE,), "No need."), SendPosts((DAY_BEFORE,)))

        assert play.slots_sent() == ["day-before"]

    @pytest.mark.parametrize(
        ("state", "words"), [(PostState.SENT, "sent already"), (PostState.UNCERTAIN, "Say first")]
    )
    def test_what_people_may_have_read_is_not_sent(self, state: PostState, words: str) -> None:
        assert words in refused(becomes(state), MARA, SendPosts((WEEK_BEFORE,)))

    def test_what_would_misinform_is_not_sent(self) -> None:
        play = becomes(PostState.FAILED).to(START - DAY)

        assert refused(play, MARA, SendPosts((WEEK_BEFORE,))) == f"It would misinform by now: {NEXT_CAME}"

    def test_only_who_leads_may(self) -> None:
        assert "Only the release manager" in refused(opened(), RHEA, SendPosts((DAY_BEFORE,)))


def waits(key: PostKey, now: object) -> Outcome:
    return None


class TestSettling:
    def test_what_somebody_has_seen_is_sent(self) -> None:
        play = becomes(PostState.UNCERTAIN).asks(MARA, SettleNotice(WEEK_BEFORE, sent=True))

        assert play.release.posts[WEEK_BEFORE].state is PostState.SENT
        happened = len(play.log)
        assert len(play.asks(MARA, SettleNotice(WEEK_BEFORE, sent=True)).log) == happened

    def test_what_nobody_has_seen_is_sent_again(self) -> None:
        play = becomes(PostState.UNCERTAIN)
        play.courier = waits
        play.asks(MARA, SettleNotice(WEEK_BEFORE, sent=False))

        assert play.release.posts[WEEK_BEFORE].state is PostState.CALLED
        happened = len(play.log)
        assert len(play.asks(MARA, SettleNotice(WEEK_BEFORE, sent=False)).log) == happened

    def test_what_would_misinform_by_now_expires_instead(self) -> None:
        play = becomes(PostState.UNCERTAIN).to(START - DAY)

        play.asks(MARA, SettleNotice(WEEK_BEFORE, sent=False))

        assert play.release.posts[WEEK_BEFORE].state is PostState.EXPIRED

    def test_what_slack_refused_is_sent_again_and_nobody_can_have_seen_it(self) -> None:
        play = becomes(PostState.FAILED)
        play.courier = waits

        assert "nobody can read it" in refused(play, MARA, SettleNotice(WEEK_BEFORE, sent=True))
        play.asks(MARA, SettleNotice(WEEK_BEFORE, sent=False))
        assert play.release.posts[WEEK_BEFORE].state is PostState.CALLED

    def test_only_who_leads_settles(self) -> None:
        refusal = refused(becomes(PostState.FAILED), RHEA, SettleNotice(WEEK_BEFORE, sent=False))
        assert "Only the release manager" in refusal

    @pytest.mark.parametrize("key", [DAY_BEFORE, "nonsense"])
    def test_what_is_not_in_doubt_can_not_be_settled(self, key: str) -> None:
        assert "not in doubt" in refused(becomes(PostState.UNCERTAIN), MARA, SettleNotice(key, sent=True))


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
        template = replace(TEMPLATE, slots=(*TEMPLATE.slots, once))
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
        play = opened(template=replace(TEMPLATE, slots=(*TEMPLATE.slots, once))).to(START)
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
        play.courier = lambda key, now: PostState.SENT
        play.asks(MARA, GO, ON)

        assert "times.before" in [item.key for item in open_at_close(TEMPLATE, play.release)]
        assert "is open" in refused(play, MARA, Close())


class TestRollbackPlan:
    PLAN = WriteRollbackPlan(
        "Errors over 1 %.", " By hand. ", "Restore.", RHEA.id, date(2026, 11, 1), 20, "The migration."
    )

    def test_it_is_written_down_as_it_was_said(self) -> None:
        play = opened().asks(DAN, self.PLAN)

        assert play.release.rollback_plan == RollbackPlan(
            "Errors over 1 %.", "By hand.", "Restore.", RHEA.id, date(2026, 11, 1), 20, "The migration."
        )
        happened = len(play.log)
        assert len(play.asks(MARA, self.PLAN).log) == happened
        assert len(opened().asks(MARA, WriteRollbackPlan()).log) == len(opened().log)

    @pytest.mark.parametrize(
        ("who", "command", "words"),
        [
            (RHEA, WriteRollbackPlan("x"), "Only the release manager or the deputy"),
            (MARA, WriteRollbackPlan(minutes=0), "from 1 to"),
            (MARA, WriteRollbackPlan(minutes=LONGEST_ROLLBACK + 1), "from 1 to"),
            (MARA, WriteRollbackPlan(rehearsed_on=date(2026, 12, 1)), "lies in the future"),
            (MARA, WriteRollbackPlan(manual="x" * (TEXT_LIMIT + 1)), "3,000 fit"),
        ],
    )
    def test_anything_else_is_refused(self, who: Person, command: WriteRollbackPlan, words: str) -> None:
        assert words in refused(opened(), who, command)

    def test_that_of_a_release_that_is_over_stays(self) -> None:
        play = opened().asks(MARA, Cancel("No."))

        assert "stays as it is" in refused(play, MARA, self.PLAN)


class TestKeepGoing:
    def test_who_may_roll_back_may_decide_to_go_on(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0), KeepGoing(ERRORS, " It heals. "))

        assert play.release.kept_going[ERRORS].text == "It heals."
        happened = len(play.log)
        assert len(play.later(SHORT).asks(MARA, KeepGoing(ERRORS, "It heals.")).log) == happened

    @pytest.mark.parametrize(
        ("who", "command", "words"),
        [
            (EMIL, KeepGoing(ERRORS, "Yes."), "can decide to keep going"),
            (RHEA, KeepGoing(ERRORS, " "), "Say why"),
            (RHEA, KeepGoing("steps.first", "Yes."), "There is no success criterion"),
        ],
    )
    def test_anything_else_is_refused(self, who: Person, command: KeepGoing, words: str) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0))

        assert words in refused(play, who, command)

    def test_there_is_nothing_to_decide_for_one_that_passes_or_elsewhere(self) -> None:
        passing = deploying(minutes=5).asks(MARA, Measure(ERRORS, 0.1))
        assert "does not fail any more" in refused(passing, RHEA, KeepGoing(ERRORS, "Yes."))
        assert "while deploying or monitoring" in refused(opened(), RHEA, KeepGoing(ERRORS, "Yes."))

    def test_a_cancelled_release_is_not_measured(self) -> None:
        play = opened().asks(MARA, Cancel("No."))

        assert "no longer measured" in refused(play, MARA, Measure(ERRORS, 0.1))

    def test_an_inconclusive_measurement_is_no_failure(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, None, "The meter is down."))

        assert "does not fail any more" in refused(play, RHEA, KeepGoing(ERRORS, "Yes."))
        assert play.asks(RHEA, AnswerRollback(ready=True)).release.rollback_answer is not None
