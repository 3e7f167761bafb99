"""An ack means that it is written: not even SIGKILL takes back what was acknowledged."""

from collections.abc import Iterator

import pytest

from benchmarks.kills import killed
from benchmarks.scene import DATABASES, Scene, scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

KILLS, ACKS = 8, 3000


@pytest.fixture
def laid_out() -> Iterator[Scene]:
    """A Slack, a load, and databases that wait for the disk."""
    with scene() as ready:
        yield ready


@pytest.mark.parametrize("kind", DATABASES)
def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(laid_out: Scene, kind: str) -> None:
    came = killed(laid_out, kind, KILLS, ACKS)

    assert (came.lost, came.torn) == ((), ())
    assert came.kills == KILLS
    assert came.written >= ACKS
