"""Posts that people skip, send and settle: who may, what is refused, and with which sentence."""

import pytest

from readiness.commands import SendPosts, SettleNotice, SkipPosts
from readiness.communication.overview import PostStanding
from readiness.communication.posting import NEXT_CAME
from readiness.model import Person
from readiness.records import PostState
from tests.readiness.planned_posts import DAY_BEFORE, WEEK_BEFORE, becomes, key_of, refused
from tests.readiness.playing import DAY, START, opened, waits
from tests.readiness.world import EMIL, MARA, RHEA


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
            (
                MARA,
                SkipPosts((str(key_of("day-before", START - 2 * DAY)),), "No."),
                "not in the plan any more",
            ),
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
