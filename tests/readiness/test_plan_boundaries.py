"""What holds the plan at its edges: a skip before Slack is back, a tick without a courier, a first second."""

from readiness.commands import AnswerRollback, SkipPosts
from readiness.communication.posting import NEXT_CAME
from readiness.communication.prompts import open_rounds
from readiness.notices import NoticeKind, Wish
from tests.readiness.play import arrives
from tests.readiness.playing import HOUR, MINUTE, START, TEAM, WEEK, deploying, opened, waits
from tests.readiness.world import MARA, RHEA


def test_what_is_skipped_while_it_waits_is_not_sent_when_slack_is_back() -> None:
    play = opened()
    play.courier = waits
    play.to(START - WEEK + HOUR)
    (key,) = play.waiting
    play.asks(MARA, SkipPosts((key,), "Told by hand."))

    play.courier = arrives
    play.waiting[key] = Wish(key, NoticeKind.UPDATE, TEAM, key)
    play.deliver()

    assert play.sent == []


def test_what_waits_expires_with_a_tick_though_no_courier_comes_to_it() -> None:
    play = deploying(minutes=10)
    play.courier = waits
    play.to(START + 30 * MINUTE).unnoticed_until(START + HOUR).tick()

    row = next(row for row in play.rows() if row.due == START + 30 * MINUTE)
    assert (row.standing.value, row.reason) == ("expired", NEXT_CAME)


def test_the_question_on_rollback_is_asked_of_a_plan_made_at_its_very_moment_and_answered_at_it() -> None:
    play = opened(at=START - HOUR)
    assert [at for at, _ in play.asked(NoticeKind.PROMPT)] == [START - HOUR]
    assert open_rounds(play.template, play.release, play.now)

    play.asks(RHEA, AnswerRollback(ready=True))

    assert not open_rounds(play.template, play.release, play.now)
