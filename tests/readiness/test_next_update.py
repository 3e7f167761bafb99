"""Which update a place is told to expect next."""

from readiness.commands import Close, SendPosts
from readiness.communication.coming import NextUpdate, next_update
from tests.readiness.planned_posts import key_of
from tests.readiness.playing import (
    DAY,
    HOUR,
    MINUTE,
    START,
    TEAM,
    TEMPLATE,
    WEEK,
    deploying,
    monitoring,
    opened,
)
from tests.readiness.world import MARA


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
