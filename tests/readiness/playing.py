"""Releases with a whole communication plan in every stage, to be played on."""

from datetime import datetime, timedelta

from readiness.commands import Finish, FinishRollback, Move, OpenRelease, RollBack, Start
from readiness.model import Person
from readiness.template import Template
from tests.readiness.planned import (
    BOARD,
    DAY,
    ENGINEERING,
    ERRORS,
    EXECUTIVE,
    HOUR,
    MINUTE,
    OPENED,
    PRODUCT,
    ROLES,
    SLOTS,
    START,
    TEAM,
    TEMPLATE,
    WEEK,
    item,
    with_slot,
)
from tests.readiness.play import Courier, Outcome, Play, Sent, arrives, fails, waits
from tests.readiness.world import DAN, EMIL, MARA, OSKAR, RHEA


def opened(
    start: datetime = START, at: datetime = OPENED, zone: str = "UTC", template: Template = TEMPLATE
) -> Play:
    """A release that was opened just now, and looked at."""
    play = Play(template, at)
    command = OpenRelease("R1", "T0", "Checkout", "", "planned@1", TEAM, start, zone, ROLES)
    return play.asks(MARA, command).to(at)


GO = Start("The fair opens.")
ON = Finish(anyway=True)


def deploying(**durations: float) -> Play:
    """A release whose deployment began at its planned start, so much ago."""
    return opened().to(START).asks(MARA, GO).later(timedelta(**durations))


def monitoring(**durations: float) -> Play:
    """A release that was deployed within ten minutes, so much ago."""
    return deploying(minutes=10).asks(MARA, ON).later(timedelta(**durations))


def rolling_back(**durations: float) -> Play:
    """A release whose deployment is rolled back since so much."""
    return deploying(minutes=10).asks(OSKAR_AS_MEMBER, RollBack("Errors.")).later(timedelta(**durations))


def planned_anew(start: datetime, **durations: float) -> Play:
    """A release that was rolled back and planned anew."""
    play = rolling_back(minutes=20).asks(MARA, FinishRollback())
    return play.later(timedelta(**durations)).asks(MARA, Move(start, "UTC"))


OSKAR_AS_MEMBER = Person(OSKAR.id, groups=frozenset({"S0ONCALL"}))
__all__ = [
    "BOARD",
    "DAN",
    "DAY",
    "EMIL",
    "ENGINEERING",
    "ERRORS",
    "EXECUTIVE",
    "HOUR",
    "MARA",
    "MINUTE",
    "OPENED",
    "PRODUCT",
    "RHEA",
    "ROLES",
    "SLOTS",
    "START",
    "TEAM",
    "TEMPLATE",
    "WEEK",
    "Courier",
    "Outcome",
    "Play",
    "Sent",
    "arrives",
    "fails",
    "item",
    "waits",
    "with_slot",
]
