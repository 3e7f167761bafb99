"""Whom the team's own questions reached, and when, in minutes after the planned start."""

from datetime import datetime, timedelta

from readiness.notices import NoticeKind
from tests.readiness.playing import MINUTE, START, TEAM, Play

SECOND = timedelta(seconds=1)
FIRST = START + 30 * MINUTE
"""When the first update after the start is due."""


def dms(play: Play, kind: NoticeKind, since: datetime = START) -> list[tuple[int, str]]:
    """Who was asked by direct message, so many minutes after the planned start."""
    found = play.asked(kind, since)
    return [(int((at - START) / MINUTE), to) for at, to in found if to != TEAM]


def in_channel(play: Play, kind: NoticeKind) -> list[int]:
    return sorted({int((at - START) / MINUTE) for at, to in play.asked(kind, START) if to == TEAM})
