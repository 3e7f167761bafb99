"""Who reads updates where: as the manager says, each place once, and what a change of place does."""

import pytest

from readiness.commands import Close, SetAudience
from readiness.communication.overview import PostStanding
from readiness.communication.plan import readers, without_place
from readiness.communication.planning import MOST_PLACES
from readiness.communication.posting import NOBODY_READ, READS_ELSEWHERE, outdated
from readiness.derived import happened
from readiness.model import Person
from readiness.template import Detail, Kind, Phase
from tests.readiness.planned_posts import key_of, refused
from tests.readiness.playing import (
    BOARD,
    DAY,
    ENGINEERING,
    EXECUTIVE,
    PRODUCT,
    START,
    TEAM,
    TEMPLATE,
    WEEK,
    item,
    monitoring,
    opened,
    waits,
)
from tests.readiness.world import DAN, EMIL, MARA


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
        play.courier = waits
        play.to(START - 3 * DAY).asks(MARA, SetAudience(EXECUTIVE, ()))
        play.look()

        key = key_of("week-before", START - WEEK, EXECUTIVE, BOARD)
        assert play.release.posts[str(key)].reason == READS_ELSEWHERE
        assert outdated(TEMPLATE, play.release, key, play.now) == READS_ELSEWHERE

    def test_a_place_that_changes_hands_is_told_once(self) -> None:
        play = opened().to(START - WEEK).asks(MARA, SetAudience(PRODUCT, (TEAM,)))
        play.asks(MARA, SetAudience(ENGINEERING, ())).to(START - 2 * DAY)

        assert play.slots_sent() == ["week-before"]
