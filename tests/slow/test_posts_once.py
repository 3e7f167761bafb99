"""Every post is in its channel exactly once, wherever a server is killed while it sends it."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import pytest

from tests.slow import lives
from tests.slow.lives import QUICK, TIMEOUT, Step
from tests.slow.stage import Stage, end, eventually, stage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

KILLS = 50
PAUSED = 3
ALLOWED = 10.0
"""Seconds that a slow machine may take for what takes a fraction of one."""
CHANNELS = 10
UPDATES = 8
"""So many posts come due for each life: more than it has claimed when it dies under their load."""


@pytest.fixture
def ready(database_url: str) -> Iterator[Stage]:
    with stage(database_url, CHANNELS) as laid_out:
        yield laid_out


@pytest.mark.parametrize(
    "step",
    [Step.BEFORE_THE_CLAIM, Step.AFTER_THE_CLAIM, Step.AFTER_SLACK_TOOK_IT, Step.BEFORE_THE_SETTLE],
)
def test_a_server_that_is_killed_while_it_sends_loses_nothing_and_sends_nothing_twice(
    ready: Stage, step: Step
) -> None:
    chance = random.Random(step)
    most = 3 if step is Step.BEFORE_THE_CLAIM else 6
    for _ in range(KILLS):
        ready.plan(UPDATES)
        life = lives.begin(ready.orders(step=step, number=chance.randint(1, most)))
        life.join(120)
        assert life.exitcode == -signal.SIGKILL, f"It did not come to be {step}."
    assert not ready.is_done
    ready.play_to_the_end()
    assert ready.is_told_once, ready.copies.most_common(3)
    assert ready.slack.calls("chat.delete") == [], "Nothing was there to be swept up."


@pytest.mark.parametrize(
    ("step", "doubled"),
    [(Step.AFTER_THE_CLAIM, False), (Step.BEFORE_THE_BYTES, True), (Step.AFTER_SLACK_TOOK_IT, False)],
)
def test_servers_that_are_paused_for_longer_than_their_lease_leave_every_post_once(
    ready: Stage, step: Step, doubled: bool
) -> None:
    one_by_one = replace(QUICK, destinations=1)
    paused = []
    for _ in range(PAUSED):
        ready.plan(UPDATES)
        life = lives.begin(ready.orders(step=step, number=3, signal=signal.SIGSTOP, pace=one_by_one))
        eventually(partial(lives.is_stopped, life), 30)
        paused.append(life)
    with ready.living():
        eventually(lambda: ready.is_done, 120)
        assert ready.is_told_once
        for life in paused:
            os.kill(life.pid or 0, signal.SIGCONT)
        end(*paused)
        eventually(lambda: max(ready.copies.values()) == 1, 30)
    assert ready.is_told_once
    deleted = [call for call in ready.slack.calls("chat.delete") if call.ok]
    assert len(deleted) == (PAUSED if doubled else 0)


@pytest.mark.parametrize("replicas", [2, 4])
def test_replicas_with_the_same_work_send_every_post_once(postgres_url: str, replicas: int) -> None:
    with stage(postgres_url, CHANNELS) as ready:
        for _ in range(20):
            ready.plan(CHANNELS)
        with ready.living(replicas):
            eventually(lambda: ready.is_done, 120)
        assert ready.is_told_once
        assert ready.slack.calls("chat.delete") == []


def test_replicas_that_are_killed_again_and_again_send_every_post_once(postgres_url: str) -> None:
    chance = random.Random(4)
    with stage(postgres_url, CHANNELS) as ready:
        for _ in range(3):
            for _ in range(4):
                ready.plan(UPDATES)
            steps = chance.sample(list(Step)[:5], 4)
            together = [lives.begin(ready.orders(step=step, number=2)) for step in steps]
            for life in together:
                life.join(120)
                assert life.exitcode == -signal.SIGKILL
        ready.play_to_the_end()
        assert ready.is_told_once
        assert ready.slack.calls("chat.delete") == []


def test_a_slack_that_fails_every_fifth_call_gets_every_post_once_and_as_soon_as_it_lets_us(
    database_url: str,
) -> None:
    with stage(database_url, 60) as ready:
        with ready.living(pace=replace(QUICK, destinations=32)):
            eventually(lambda: ready.is_done, 30)
            faults = ready.slack.faults
            faults.add("*", share=0.05, seed=1, lose_reply=True)
            faults.add("*", share=0.05, seed=2, rate_limited=1)
            faults.add("*", share=0.05, seed=3, status=503)
            faults.add("*", share=0.05, seed=4, hang=2 * TIMEOUT)
            began = time.time()
            for _ in range(6):
                ready.plan(10)
            eventually(lambda: ready.is_done, 120)
        faults.clear()
        assert ready.is_told_once
        posts, looks, arrivals = (
            ready.calls("chat.postMessage"),
            ready.calls("conversations.history"),
            ready.arrivals,
        )
        for channel in ready.channels:
            failed = sum(at >= began for at in (*posts[channel], *looks[channel])) - 1
            explained = failed * (TIMEOUT + QUICK.longest_wait)
            assert arrivals[channel] - began <= explained + ALLOWED, (
                f"{failed} failures explain {explained} s"
            )


def test_channels_that_ask_to_wait_fail_or_hang_hold_no_other_up(sqlite_url: str) -> None:
    with stage(sqlite_url, 10) as ready:
        limited, failing, hanging, *others = ready.channels[1:]
        with ready.living(pace=replace(QUICK, destinations=8)):
            eventually(lambda: ready.is_done, 30)
            add = ready.slack.faults.add
            add("chat.postMessage", when=_in(limited), rate_limited=60)
            add("chat.postMessage", when=_in(failing), status=503)
            add("chat.postMessage", when=_in(hanging), hang=60)
            began = time.time()
            for _ in range(5):
                ready.plan(len(ready.channels))
            eventually(lambda: ready.posts_in(*others) >= 5 * len(others), 30)
            arrivals = ready.arrivals
        assert max(arrivals[channel] for channel in others) - began < ALLOWED
        assert len([at for at in ready.calls("chat.postMessage")[limited] if at >= began]) == 1


def _in(channel: str) -> Callable[[Mapping[str, object]], bool]:
    return lambda arguments: arguments.get("channel") == channel
