"""An ack goes out at once."""

from statistics import median

import pytest

from benchmarks.load import Burst
from benchmarks.scene import SQLITE, scene

HELD_BACK = 0.040
"""Seconds for which Linux puts off its word that a first piece has come, for which the next would wait."""


@pytest.mark.slow
def test_the_second_piece_of_an_answer_does_not_wait_for_word_of_the_first() -> None:
    with scene() as laid_out, laid_out.planted_app(SQLITE, 10) as (server, acts):
        bodies = [press.body for press in acts.statuses(50)]
        answered = laid_out.load.send(Burst(server.port, laid_out.secret, bodies, concurrent=1))

    assert answered.acked == len(bodies)
    assert median(answered.times) < HELD_BACK
