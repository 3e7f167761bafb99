"""Updates pause once for everybody: a place where the update that says so failed is told of it too."""

from datetime import datetime

from readiness.commands import SayWord, SetAudience, SettleNotice
from readiness.communication.plan import PostKey
from readiness.communication.posting import NEXT_CAME, ended_by
from readiness.communication.words import silence
from readiness.records import PostState
from readiness.template import Anchor, Slot, Template
from tests.readiness.playing import (
    BOARD,
    EXECUTIVE,
    GO,
    HOUR,
    MINUTE,
    START,
    TEAM,
    TEMPLATE,
    Play,
    arrives,
    opened,
    with_slot,
)
from tests.readiness.world import MARA

PAUSED_AT = START + 2 * HOUR
PAUSING = str(PostKey("during", PAUSED_AT, EXECUTIVE, BOARD))


def with_board(outcome: PostState | None, template: Template = TEMPLATE) -> Play:
    """A deployment whose fourth silent update, which says that updates pause, fares so with the board."""

    def courier(key: PostKey, _now: datetime) -> PostState | None:
        return outcome if (key.due, key.destination) == (PAUSED_AT, BOARD) else PostState.SENT

    play = opened(template=template).to(START).asks(MARA, GO)
    play.courier = courier
    play.asks(MARA, SetAudience(EXECUTIVE, (BOARD,))).to(PAUSED_AT)
    quiet = silence(template, play.release)
    assert quiet is not None
    assert quiet.paused
    return play


def mended(play: Play) -> Play:
    """Whatever is tried from now on is sent."""
    play.courier = arrives
    return play


def read_by_board(play: Play) -> list[datetime]:
    """When the updates were due that stand at the board."""
    return [post.key.due for post in play.sent if post.key.destination == BOARD and post.key.slot == "during"]


def test_what_failed_is_sent_again_hours_later_for_nothing_took_its_place() -> None:
    play = with_board(PostState.FAILED).later(3 * HOUR)
    assert PAUSED_AT not in read_by_board(play)

    mended(play).asks(MARA, SettleNotice(PAUSING, sent=False))

    assert read_by_board(play)[-1] == PAUSED_AT
    assert [post.key.due for post in play.sent if post.key.destination == TEAM][-1] == PAUSED_AT


def test_what_waits_for_slack_does_not_expire_while_updates_pause() -> None:
    play = with_board(None).later(2 * HOUR)
    assert play.release.posts[PAUSING].state is PostState.DUE

    mended(play).deliver()

    assert read_by_board(play)[-1] == PAUSED_AT


def test_whoever_was_not_told_of_the_pause_reads_the_next_word() -> None:
    play = mended(with_board(PostState.FAILED).later(HOUR))

    play.asks(MARA, SayWord("The cache is warm again."))

    assert read_by_board(play)[-1] > PAUSED_AT
    play.asks(MARA, SettleNotice(PAUSING, sent=False))
    assert play.release.posts[PAUSING].reason == NEXT_CAME


def test_a_word_before_the_next_half_hour_goes_out_with_it_everywhere() -> None:
    play = mended(with_board(PostState.FAILED).later(5 * MINUTE))

    play.asks(MARA, SayWord("The cache is warm again.")).to(PAUSED_AT + 30 * MINUTE)

    assert read_by_board(play)[-1] == PAUSED_AT + 30 * MINUTE


def test_an_update_of_its_own_moment_takes_the_place_of_what_failed_although_others_pause() -> None:
    look = Slot("look", "A look of its own", Anchor.START, 2 * HOUR + 40 * MINUTE)
    play = with_board(PostState.FAILED, with_slot(look))
    key, due = PostKey.parse(PAUSING), START + look.offset
    assert not ended_by(play.template, play.release, key, due - MINUTE)
    assert ended_by(play.template, play.release, key, due) == NEXT_CAME
