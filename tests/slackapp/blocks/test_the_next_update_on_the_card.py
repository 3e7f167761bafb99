"""What the card says of the next update: whenever that changes, the card is wished anew."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from readiness.commands import Finish, Move, SayWord, SendPosts, SetAudience, SettleNotice, SkipPosts
from readiness.communication.overview import PostStanding
from readiness.notices import NoticeKind
from readiness.records import PostState
from readiness.template import Anchor, Slot
from slackapp.blocks.plan_lines import plan_lines
from tests.readiness.playing import (
    BOARD,
    DAY,
    GO,
    HOUR,
    MINUTE,
    START,
    TEAM,
    Courier,
    Play,
    arrives,
    deploying,
    fails,
    monitoring,
    opened,
    waits,
    with_slot,
)
from tests.readiness.world import DAN, MARA

STEP = timedelta(seconds=30)


def on_card(play: Play) -> list[str]:
    """What the card says of the plan, if it is drawn now."""
    return plan_lines(play.template, play.release, play.now, "press *Schedule*")


class Card:
    """A card in its channel, drawn anew as often as it is wished, and never else."""

    def __init__(self, play: Play) -> None:
        self.play, self.shows, self.seen = play, on_card(play), len(play.told)

    def is_true(self) -> None:
        """It says what a card would say that is drawn now."""
        told, self.seen = self.play.told[self.seen :], len(self.play.told)
        if any(wish.kind is NoticeKind.CARD for _, wish in told):
            self.shows = on_card(self.play)
        assert self.shows == on_card(self.play), self.play.now

    def lives_to(self, moment: datetime) -> None:
        """Look at it every half minute, and after every tick."""
        while self.play.now < moment:
            after = self.play.now + STEP
            due = self.play.due
            self.play.to(after if due is None or due > after else due)
            self.is_true()


@pytest.mark.parametrize(
    ("begin", "until"),
    [
        (lambda: opened().to(START - 2 * HOUR), START + 20 * MINUTE),
        (deploying, START + 5 * HOUR),
        (monitoring, START + 3 * HOUR),
    ],
)
@pytest.mark.parametrize("courier", [arrives, waits, fails])
def test_it_stays_true_as_time_passes(begin: Callable[[], Play], until: datetime, courier: Courier) -> None:
    play = begin()
    play.courier = courier
    Card(play).lives_to(until)


def test_it_is_true_after_whatever_people_do_to_the_plan() -> None:
    play = opened().to(START - 2 * DAY)
    card = Card(play)

    def next_key() -> str:
        return next(str(row.key) for row in play.rows() if row.standing is PostStanding.NEXT)

    play.asks(MARA, SetAudience("readers.executive", (BOARD,)))
    card.is_true()
    play.asks(MARA, SkipPosts((next_key(),), "Told by hand."))
    card.is_true()
    play.asks(MARA, SendPosts((next_key(),)))
    card.is_true()
    play.asks(MARA, Move(START + DAY, "UTC"))
    card.is_true()
    play.courier = fails
    card.lives_to(START + MINUTE)
    failed = [key for key, post in play.release.posts.items() if post.state is PostState.FAILED]
    assert failed
    play.courier = arrives
    play.asks(MARA, SettleNotice(failed[-1], sent=False))
    card.is_true()
    for command in (GO, SayWord("All is well."), Finish(anyway=True)):
        play.later(MINUTE).asks(MARA, command)
        card.is_true()


def test_one_that_waits_for_slack_is_still_the_next() -> None:
    play = opened().to(START - 2 * DAY)
    play.courier = waits
    play.to(START - DAY + HOUR)

    assert on_card(play)[0].startswith("*Next update*: A day before, <!date")


def test_while_updates_pause_it_names_no_time_until_there_is_a_word() -> None:
    play = deploying(hours=2, minutes=1)
    assert on_card(play)[0] == "*Next update*: none until there is news from the team"
    card = Card(play)
    card.lives_to(START + 4 * HOUR)

    play.asks(DAN, SayWord("The disks are here."))

    card.is_true()
    assert on_card(play)[0].startswith("*Next update*: Every half hour, <!date")


def test_while_updates_pause_it_names_what_comes_all_the_same() -> None:
    once = Slot("once", "After six hours", Anchor.START, 6 * HOUR)
    play = opened(template=with_slot(once)).to(START).asks(MARA, GO)
    card = Card(play.later(2 * HOUR))

    assert on_card(play)[0].startswith("*Next update*: After six hours, <!date")
    card.lives_to(START + 7 * HOUR)
    assert play.slots_sent(TEAM)[-1] == "once"
