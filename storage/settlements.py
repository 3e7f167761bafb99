"""What became of a notice that the courier set out to post, as a value to be recorded with it.

Moments are the machine clock's.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """It was posted, as the message ``ts`` in ``channel``."""

    channel: str
    ts: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """It can't be posted; the sentence says why and how to mend it."""

    sentence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Expired:
    """It was not posted and will not be, for it would misinform by now; the sentence says why."""

    sentence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have been posted, and can't be looked for; the sentence says why. A person has to say."""

    sentence: str
    at: datetime


Settlement = Sent | Failed | Expired | Uncertain
