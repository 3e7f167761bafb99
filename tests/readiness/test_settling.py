"""Messages beside the plan's posts that failed or are uncertain: who loses something, and who settles it."""

import pytest

from readiness.commands import AnswerRollback, SettleNotice
from readiness.communication.outdating import ANSWERED
from readiness.communication.prompts import prompt_subject
from readiness.communication.settling import is_missed, troubled
from readiness.evolve import evolve
from readiness.model import Person
from readiness.plan_events import NoticeChanged
from readiness.records import APP, PostState
from readiness.refusal import Refused
from readiness.wish import NoticeKind
from tests.readiness.playing import HOUR, MINUTE, START, TEAM, Play, opened
from tests.readiness.world import EMIL, MARA, RHEA

WHY = "The channel is archived."


@pytest.mark.parametrize(
    ("kind", "to", "missed"),
    [
        (NoticeKind.CHECKLIST, TEAM, True),
        (NoticeKind.STAGE, "email:team@example.org", True),
        (NoticeKind.GATE, "U0ALICE", True),
        (NoticeKind.LINE, "W0ALICE", True),
        (NoticeKind.PROMPT, "S0ROLLBACK", True),
        (NoticeKind.CRITERION, "U0ALICE", True),
        (NoticeKind.DELEGATION, "U0ALICE", False),
        (NoticeKind.WORD, "U0ALICE", False),
        (NoticeKind.TROUBLE, "U0MARA", False),
        (NoticeKind.TROUBLE, TEAM, False),
    ],
)
def test_who_reads_a_channel_and_who_is_asked_for_something_misses_what_does_not_arrive(
    kind: NoticeKind, to: str, missed: bool
) -> None:
    assert is_missed(kind, to) is missed


def in_trouble(kind: NoticeKind, subject: str, state: PostState, to: str = TEAM) -> Play:
    """An hour before the start, something was to go to the team's channel."""
    play = opened().to(START - HOUR + MINUTE)
    event = NoticeChanged("k", kind, to, subject, state, WHY)
    play.state = evolve(play.release, event, APP, play.now)
    return play


@pytest.mark.parametrize("state", [PostState.FAILED, PostState.UNCERTAIN])
def test_it_is_sent_again_once_when_somebody_calls_for_it(state: PostState) -> None:
    play = in_trouble(NoticeKind.CHECKLIST, "team", state)
    assert list(troubled(play.release)) == ["k"]

    play.asks(MARA, SettleNotice("k", sent=False))

    assert play.release.troubles["k"].state is PostState.CALLED
    assert not troubled(play.release)
    happened = len(play.log)
    assert len(play.asks(MARA, SettleNotice("k", sent=False)).log) == happened


def test_what_somebody_has_seen_needs_no_more() -> None:
    play = in_trouble(NoticeKind.CHECKLIST, "team", PostState.UNCERTAIN)
    play.asks(MARA, SettleNotice("k", sent=True))
    assert play.release.troubles["k"].state is PostState.SENT
    with pytest.raises(Refused, match="not in doubt"):
        play.asks(MARA, SettleNotice("k", sent=False))


@pytest.mark.parametrize(
    ("who", "sent", "words"),
    [(RHEA, False, "Only the release manager"), (EMIL, True, "Only"), (MARA, True, "nobody can read it")],
)
def test_anything_else_is_refused(who: Person, sent: bool, words: str) -> None:
    play = in_trouble(NoticeKind.CHECKLIST, "team", PostState.FAILED)
    with pytest.raises(Refused, match=words):
        play.asks(who, SettleNotice("k", sent=sent))
    assert play.release.troubles["k"].state is PostState.FAILED


def test_a_question_that_somebody_answers_meanwhile_troubles_nobody_any_more() -> None:
    play = opened().to(START - HOUR + MINUTE)
    subject = prompt_subject(play.release)
    play = in_trouble(NoticeKind.PROMPT, subject, PostState.FAILED)
    play.asks(RHEA, AnswerRollback(ready=True))
    found = play.release.troubles["k"]
    assert (found.state, found.reason, found.by) == (PostState.EXPIRED, ANSWERED, APP)
    assert play.redrawn(NoticeKind.TROUBLE) == [play.now]


def test_the_oldest_trouble_comes_first() -> None:
    play = in_trouble(NoticeKind.CHECKLIST, "team", PostState.FAILED)
    before = play.now - 5 * MINUTE
    older = NoticeChanged("older", NoticeKind.SHEET, TEAM, "sheet", PostState.UNCERTAIN, WHY)
    play.state = evolve(play.release, older, APP, before)
    assert list(troubled(play.release)) == ["older", "k"]
