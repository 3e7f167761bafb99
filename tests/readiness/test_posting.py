"""What becomes of posts: late and honestly so, coalesced, expired, out of reach, and what is next."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from readiness.commands import Cancel, Close, Finish, FinishRollback, Move, RollBack, SendPosts, SetAudience
from readiness.communication.coming import NextUpdate, next_update
from readiness.communication.outdating import ANSWERED, MOVED_ON, not_to_be_told
from readiness.communication.overview import PostStanding
from readiness.communication.plan import PostKey, readers, without_place
from readiness.communication.posting import (
    MOVED,
    NEXT_CAME,
    NOBODY_READ,
    OVER,
    READS_ELSEWHERE,
    START_CAME,
    Cause,
    ended_by,
    lateness,
    outdated,
)
from readiness.communication.telling import Shift, told_places
from readiness.derived import happened, plan_is_kept
from readiness.evolve import evolve
from readiness.model import Stage
from readiness.notices import NoticeKind, wishes
from readiness.plan_events import NoticeChanged, PostsChanged
from readiness.records import APP, PostState
from readiness.schedule import next_due_at
from readiness.template import Detail, Kind, Phase
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
    item,
    monitoring,
    opened,
    planned_anew,
    rolling_back,
)
from tests.readiness.world import MARA

ENGINEERING, EXECUTIVE, PRODUCT = "readers.engineering", "readers.executive", "readers.product"


def key_of(slot: str, due: datetime, audience: str = ENGINEERING, place: str = TEAM) -> PostKey:
    return PostKey(slot, due, audience, place)


def never(key: PostKey, now: datetime) -> Outcome:
    return None


def failing(key: PostKey, now: datetime) -> Outcome:
    return PostState.FAILED


def state_of(play: Play, slot: str) -> dict[datetime, tuple[PostState, str]]:
    keys = {PostKey.parse(text): post for text, post in play.release.posts.items()}
    return {key.due: (post.state, post.reason) for key, post in keys.items() if key.slot == slot}


class TestOutage:
    def test_three_hours_of_a_deployment_are_told_in_one_update_that_is_honestly_late(self) -> None:
        play = deploying(minutes=10)
        back = START + 3 * HOUR + 17 * MINUTE

        play.down_until(back)

        assert play.slots_sent()[3:] == ["start", "during"]
        last = play.sent[-1]
        assert (last.key.due, last.at) == (START + 3 * HOUR, back)
        states = state_of(play, "during")
        assert [states[START + n * 30 * MINUTE] for n in range(1, 6)] == [(PostState.EXPIRED, NEXT_CAME)] * 5
        assert play.later(13 * MINUTE).sent[-1].at == START + 3 * HOUR + 30 * MINUTE

    def test_it_says_by_how_much_and_that_the_app_was_not_running(self) -> None:
        play = deploying(minutes=10)
        play.courier = never
        play.down_until(START + 45 * MINUTE)

        late = lateness(play.release, key_of("during", START + 30 * MINUTE), play.now)

        assert late is not None
        assert (late.by, late.cause) == (15 * MINUTE, Cause.APP)

    def test_what_slack_held_up_says_so_and_what_comes_within_a_minute_is_on_time(self) -> None:
        play = deploying(minutes=10)
        play.courier = never
        play.to(START + 31 * MINUTE)
        key = key_of("during", START + 30 * MINUTE)

        assert lateness(play.release, key, play.now) is None
        late = lateness(play.release, key, play.now + MINUTE)
        assert late is not None
        assert (late.by, late.cause) == (2 * MINUTE, Cause.SLACK)

    def test_what_is_called_for_late_names_who_called(self) -> None:
        play = deploying(minutes=10)
        play.courier = failing
        play.to(START + 40 * MINUTE)
        play.courier = never
        key = key_of("during", START + 30 * MINUTE)
        play.asks(MARA, SendPosts((str(key),)))

        late = lateness(play.release, key, play.now)

        assert late is not None
        assert (late.cause, late.who) == (Cause.PEOPLE, MARA.id)

    def test_what_nobody_has_noticed_yet_is_late_by_the_app(self) -> None:
        late = lateness(opened().release, key_of("day-before", START - DAY), START)

        assert late is not None
        assert late.cause is Cause.APP

    def test_a_late_slot_before_the_start_is_told_until_the_next_one(self) -> None:
        before = opened().down_until(START - DAY - MINUTE)
        after = opened().down_until(START - DAY)

        assert before.slots_sent() == ["week-before"]
        assert after.slots_sent() == ["day-before"]
        assert state_of(after, "week-before") == {START - WEEK: (PostState.EXPIRED, NEXT_CAME)}

    def test_once_the_planned_start_has_come_nothing_before_it_is_told(self) -> None:
        play = opened().down_until(START + MINUTE)

        assert play.slots_sent() == []
        assert state_of(play, "hour-before") == {START - HOUR: (PostState.EXPIRED, START_CAME)}
        assert state_of(play, "day-before") == {START - DAY: (PostState.EXPIRED, NEXT_CAME)}

    def test_a_slot_after_the_finish_is_told_until_the_next(self) -> None:
        finished = START + 10 * MINUTE
        play = monitoring().down_until(finished + 23 * HOUR)
        assert play.slots_sent()[-1] == "hour-after"

        late = monitoring().down_until(finished + DAY)
        assert late.slots_sent()[-2:] == ["finish", "day-after"]

    def test_a_clock_that_jumps_ahead_and_back_tells_nothing_twice(self) -> None:
        play = opened().down_until(START - DAY).down_until(START - 5 * DAY)

        play.to(START)

        assert play.slots_sent() == ["day-before", "hour-before"]


class TestWhatWaits:
    def test_a_post_that_waits_is_given_up_when_the_next_comes(self) -> None:
        play = deploying(minutes=10)
        play.courier = never
        play.to(START + 65 * MINUTE)

        states = state_of(play, "during")
        assert states[START + 30 * MINUTE] == (PostState.EXPIRED, NEXT_CAME)
        assert states[START + HOUR] == (PostState.DUE, "")
        assert outdated(TEMPLATE, play.release, key_of("during", START + 30 * MINUTE), play.now) == NEXT_CAME

    @pytest.mark.parametrize(
        ("command", "who", "reason"),
        [
            (Move(START + DAY, "UTC"), MARA, MOVED),
            (GO, MARA, OVER[Stage.DEPLOYING]),
            (Cancel("No."), MARA, OVER[Stage.CANCELLED]),
        ],
    )
    def test_what_waits_before_the_start_is_given_up_when_that_no_longer_comes(
        self, command: Move, who: object, reason: str
    ) -> None:
        play = opened()
        play.courier = never
        play.to(START - 2 * HOUR).asks(MARA, command)

        assert state_of(play, "day-before") == {START - DAY: (PostState.EXPIRED, reason)}

    @pytest.mark.parametrize(
        ("command", "reason"), [(ON, OVER[Stage.MONITORING]), (RollBack("!"), OVER[Stage.ROLLING_BACK])]
    )
    def test_what_waits_during_a_deployment_ends_with_it(self, command: Finish, reason: str) -> None:
        play = deploying(minutes=10)
        play.courier = never
        play.to(START + 35 * MINUTE).asks(MARA, command)

        assert state_of(play, "during") == {START + 30 * MINUTE: (PostState.EXPIRED, reason)}

    def test_what_waits_after_the_finish_ends_with_closing(self) -> None:
        play = monitoring(minutes=10)
        play.courier = never
        play.later(HOUR).asks(MARA, Close("Done."))

        assert list(state_of(play, "hour-after").values()) == [(PostState.EXPIRED, OVER[Stage.CLOSED])]

    def test_what_was_given_up_but_arrived_all_the_same_counts_as_sent(self) -> None:
        play = deploying(minutes=10)
        play.courier = never
        play.to(START + 35 * MINUTE)
        play.waiting.clear()
        play.to(START + 65 * MINUTE)

        assert plan_is_kept(play.release) is False
        assert ended_by(TEMPLATE, play.release, key_of("during", START + HOUR), play.now) == ""


class TestReaders:
    def test_places_that_several_audiences_share_read_the_most_detailed_text_once(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (BOARD, TEAM)), SetAudience(PRODUCT, (BOARD,)))

        found = readers(TEMPLATE, play.release)

        assert [(r.destination, r.audience.key) for r in found] == [(TEAM, ENGINEERING), (BOARD, PRODUCT)]
        assert [item.key for item in found[1].sharing] == [EXECUTIVE]
        play.to(START - 2 * DAY)
        assert [(p.key.destination, p.key.audience) for p in play.sent] == [
            (TEAM, ENGINEERING),
            (BOARD, PRODUCT),
        ]

    @pytest.mark.parametrize(
        ("key", "changes", "detail"),
        [
            ("readers.support", {}, Detail.SUPPORT),
            ("readers.helpers", {}, Detail.EXECUTIVE),
            ("readers.team", {"release_channel": True}, Detail.ENGINEERING),
            ("readers.support", {"detail": Detail.USERS}, Detail.USERS),
        ],
    )
    def test_as_whom_an_audience_reads_is_said_or_follows_from_its_name_and_place(
        self, key: str, changes: dict[str, object], detail: Detail
    ) -> None:
        assert item(key, Kind.AUDIENCE, Phase.COMMUNICATION, **changes).reads_as is detail

    def test_an_audience_without_a_place_gets_none_and_the_plan_says_so(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (BOARD,)))

        assert [item.key for item in without_place(TEMPLATE, play.release)] == [PRODUCT]
        assert happened(TEMPLATE.items[EXECUTIVE], play.release)
        assert not happened(TEMPLATE.items[PRODUCT], play.release)

    def test_who_reads_from_today_on_is_not_sent_what_came_due_before(self) -> None:
        play = opened().to(START - 3 * DAY).asks(MARA, SetAudience(EXECUTIVE, (BOARD,)))

        assert play.to(START).slots_sent(BOARD) == ["day-before", "hour-before"]

    def test_while_nobody_reads_anywhere_the_plan_shows_it(self) -> None:
        play = opened().asks(MARA, SetAudience(ENGINEERING, ())).to(START - 3 * DAY)
        play.asks(MARA, SetAudience(EXECUTIVE, (BOARD,)))

        assert play.slots_sent(BOARD) == []
        row = play.rows()[0]
        assert (row.slot.key, row.standing, row.reason) == ("week-before", PostStanding.EXPIRED, NOBODY_READ)
        assert (row.key, row.audience, row.destination) == (None, "", "")

    def test_what_waits_for_a_place_that_is_read_no_more_is_given_up(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (BOARD,)))
        play.courier = never
        play.to(START - 3 * DAY).asks(MARA, SetAudience(EXECUTIVE, ()))
        play.look()

        key = key_of("week-before", START - WEEK, EXECUTIVE, BOARD)
        assert play.release.posts[str(key)].reason == READS_ELSEWHERE
        assert outdated(TEMPLATE, play.release, key, play.now) == READS_ELSEWHERE

    def test_a_place_that_changes_hands_is_told_once(self) -> None:
        play = opened().to(START - WEEK).asks(MARA, SetAudience(PRODUCT, (TEAM,)))
        play.asks(MARA, SetAudience(ENGINEERING, ())).to(START - 2 * DAY)

        assert play.slots_sent() == ["week-before"]


class TestNextUpdate:
    def test_before_the_start_it_is_the_next_slot_and_at_last_the_start_itself(self) -> None:
        play = opened()
        assert next_update(TEMPLATE, play.release, TEAM, play.now) == NextUpdate("week-before", START - WEEK)

        play.to(START - MINUTE)
        assert next_update(TEMPLATE, play.release, TEAM, play.now) == NextUpdate(
            "start", START, expected=True
        )
        assert next_update(TEMPLATE, play.release, TEAM, START) is None

    def test_what_was_sent_early_or_skipped_is_not_announced(self) -> None:
        play = opened()
        play.asks(MARA, SendPosts((str(key_of("week-before", START - WEEK)),)))

        assert next_update(TEMPLATE, play.release, TEAM, play.now) == NextUpdate("day-before", START - DAY)

    def test_during_a_deployment_it_is_the_next_half_hour_and_none_while_updates_pause(self) -> None:
        play = deploying(minutes=10)
        soon = START + 30 * MINUTE
        assert next_update(TEMPLATE, play.release, TEAM, play.now) == NextUpdate("during", soon)
        assert next_update(TEMPLATE, play.to(START + 3 * HOUR).release, TEAM, play.now) is None

    def test_once_it_is_over_there_is_none(self) -> None:
        play = monitoring(days=8).asks(MARA, Close("Done."))

        assert next_update(TEMPLATE, play.release, TEAM, play.now) is None


class TestMoved:
    def test_whoever_was_told_the_old_date_is_told_of_the_new_one_once(self) -> None:
        play = opened().to(START - 5 * DAY).asks(MARA, SetAudience(EXECUTIVE, (BOARD,)))
        play.asks(MARA, Move(START + DAY, "UTC"))

        assert [to for _, to in play.asked(NoticeKind.MOVED)] == [TEAM]
        (subject,) = {wish.subject for _, wish in play.told if wish.kind is NoticeKind.MOVED}
        assert Shift.parse(subject) == Shift(START, START + DAY)
        assert told_places(play.release) == (TEAM,)

    def test_while_nobody_was_told_a_date_nobody_is_told_of_another(self) -> None:
        assert opened().asks(MARA, Move(START + DAY, "UTC")).asked(NoticeKind.MOVED) == []

    def test_a_date_that_moves_back_and_forth_is_told_each_time(self) -> None:
        play = opened().to(START - 5 * DAY)
        for start in (START + DAY, START, START + DAY):
            play.later(HOUR).asks(MARA, Move(start, "UTC"))

        assert len(play.asked(NoticeKind.MOVED)) == 3

    def test_what_was_moved_again_meanwhile_is_not_told(self) -> None:
        play = opened().to(START - 5 * DAY).asks(MARA, Move(START + DAY, "UTC"))
        subject = str(Shift(START, START + DAY))
        kind = NoticeKind.MOVED
        assert not_to_be_told(TEMPLATE, play.release, kind, subject, play.now) == ""

        play.asks(MARA, Move(START + 2 * DAY, "UTC"))

        assert "moved again" in not_to_be_told(TEMPLATE, play.release, kind, subject, play.now)

    @pytest.mark.parametrize(
        ("slot", "every", "told"),
        [
            ("week-before", None, [(TEAM, str(Shift(START, START + DAY)))]),
            ("week-before", DAY, []),
            ("gone", None, []),
        ],
    )
    def test_what_arrives_although_the_start_was_moved_meanwhile_is_put_right(
        self, slot: str, every: timedelta | None, told: list[tuple[str, str]]
    ) -> None:
        play = opened()
        play.courier = lambda key, now: None
        play.to(START - WEEK).asks(MARA, Move(START + DAY, "UTC"))
        assert play.asked(NoticeKind.MOVED) == []
        repeated = tuple(replace(s, every=every) if s.key == slot else s for s in TEMPLATE.slots)
        template = replace(TEMPLATE, slots=repeated)

        arrived = PostsChanged((str(key_of(slot, START - WEEK)),), PostState.SENT, "", TEAM, "1")
        after = evolve(play.release, arrived, APP, play.now)

        found = [w for w in wishes(template, play.release, after) if w.kind is NoticeKind.MOVED]
        assert [(wish.to, wish.subject) for wish in found] == told

    def test_a_release_planned_anew_tells_all_who_have_read_of_it(self) -> None:
        play = planned_anew(START + 20 * DAY)

        assert [to for _, to in play.asked(NoticeKind.MOVED)] == [TEAM]


class TestStages:
    def test_what_the_plan_tells_is_not_said_twice(self) -> None:
        assert rolling_back().asked(NoticeKind.STAGE) == []

    def test_the_end_of_a_rollback_is_told_to_every_audience(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (BOARD,))).to(START).asks(MARA, GO)
        play.asks(MARA, RollBack("Errors."))
        assert play.slots_sent(BOARD)[-1] == "rollback"
        play.asks(MARA, FinishRollback())

        assert [to for _, to in play.asked(NoticeKind.STAGE)] == [TEAM, BOARD]

    def test_a_cancelled_release_is_told_to_all_who_have_read_of_it(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (BOARD,))).to(START - DAY)
        play.asks(MARA, Cancel("No longer wanted."))

        assert [to for _, to in play.asked(NoticeKind.STAGE)] == [TEAM, BOARD]


class TestTrouble:
    def test_a_post_that_failed_is_told_to_the_manager_and_again_when_it_is_mended(self) -> None:
        play = opened()
        play.courier = failing
        play.to(START - 2 * DAY)
        assert play.asked(NoticeKind.TROUBLE) == [(START - WEEK, MARA.id)]
        assert not plan_is_kept(play.release)

        play.courier = lambda key, now: PostState.SENT
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
        play.courier = never
        assert not happened(TEMPLATE.items["times.before"], play.to(START - 2 * DAY).release)


class TestWhatIsStillToBeTold:
    def test_questions_that_were_answered_are_not_asked(self) -> None:
        play = deploying(minutes=31)
        subject = START.isoformat()
        for kind in (NoticeKind.WORD, NoticeKind.PROMPT):
            assert not_to_be_told(TEMPLATE, play.release, kind, subject, play.now) == ""
            assert not_to_be_told(TEMPLATE, play.release, kind, "2020", play.now) == MOVED_ON
        quiet = deploying(hours=4)
        assert not_to_be_told(TEMPLATE, quiet.release, NoticeKind.WORD, subject, quiet.now) == ""

        fresh = deploying(minutes=5)
        for kind in (NoticeKind.WORD, NoticeKind.PROMPT):
            assert not_to_be_told(TEMPLATE, fresh.release, kind, subject, fresh.now) == ANSWERED
        assert not_to_be_told(TEMPLATE, fresh.release, NoticeKind.CRITERION, "success.errors", play.now)

    def test_a_checklist_of_a_stage_that_is_over_is_not_posted(self) -> None:
        play = deploying(minutes=5)

        assert not_to_be_told(TEMPLATE, play.release, NoticeKind.CHECKLIST, "steps", play.now) == ""
        assert not_to_be_told(TEMPLATE, play.release, NoticeKind.CHECKLIST, "team", play.now) == MOVED_ON
        assert not_to_be_told(TEMPLATE, play.release, NoticeKind.CARD, "", play.now) == ""

    def test_an_update_that_was_sent_or_skipped_is_not_sent(self) -> None:
        play = opened().to(START - 2 * DAY)
        key = key_of("week-before", START - WEEK)

        said = not_to_be_told(TEMPLATE, play.release, NoticeKind.UPDATE, str(key), play.now)

        assert said == "It is sent already."
        assert next_due_at(TEMPLATE, play.release, play.now) == START - DAY
