"""Posts of a plan by their keys, what became of each post, and what is refused of it."""

from datetime import datetime

import pytest

from readiness.commands import Command
from readiness.communication.plan import PostKey
from readiness.model import Person
from readiness.records import PostState
from readiness.refusal import Refused
from tests.readiness.playing import DAY, ENGINEERING, START, TEAM, WEEK, Play, opened


def key_of(slot: str, due: datetime, audience: str = ENGINEERING, place: str = TEAM) -> PostKey:
    return PostKey(slot, due, audience, place)


WEEK_BEFORE = str(key_of("week-before", START - WEEK))
DAY_BEFORE = str(key_of("day-before", START - DAY))


def state_of(play: Play, slot: str) -> dict[datetime, tuple[PostState, str]]:
    keys = {PostKey.parse(text): post for text, post in play.release.posts.items()}
    return {key.due: (post.state, post.reason) for key, post in keys.items() if key.slot == slot}


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
