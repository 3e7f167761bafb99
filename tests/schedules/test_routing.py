"""A notice goes the way of its destination's kind."""

import asyncio

import pytest

from readiness.notices import NoticeKind, Wish
from schedules.clock import MachineClock
from schedules.courier import Courier
from schedules.routing import SLACK, Routed, kind_of
from storage import outbox
from storage.database import Database
from tests.schedules.far_side import FarSide
from tests.schedules.telling import state
from tests.storage.sample import BOB, CHANNEL, NOW, WORKSPACE


@pytest.mark.parametrize(
    ("destination", "kind"),
    [(CHANNEL, SLACK), (BOB.id, SLACK), ("email:team@example.org", "email"), ("email:a:b", "email")],
)
def test_the_kind_stands_before_the_colon(destination: str, kind: str) -> None:
    assert kind_of(destination) == kind


def test_each_kind_goes_its_own_way_and_an_unknown_one_is_said_to_be(database: Database) -> None:
    slack, email = FarSide(), FarSide()
    there = CHANNEL, "email:team@example.org", "pigeon:loft"
    wishes = [Wish(f"post:{to}", NoticeKind.STAGE, to, "deploying") for to in there]
    database.write(lambda session: outbox.wish(session, WORKSPACE, "R1", wishes, NOW))
    routed = Routed({SLACK: slack, "email": email})
    asyncio.run(Courier(database, WORKSPACE, routed, MachineClock()).run_once())
    assert (slack.said, email.said) == ([f"post:{CHANNEL}"], ["post:email:team@example.org"])
    sentence = "Give the audience a destination of another kind (email, slack)."
    said = state(database, "post:pigeon:loft")
    assert said == ("failed", f"The app has no way to deliver to pigeon:loft. {sentence}")
