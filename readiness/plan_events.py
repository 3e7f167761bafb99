"""What happened to the communication plan and to the messages of a release: events, as in ``events``."""

from dataclasses import dataclass

from readiness.records import PostState
from readiness.wish import NoticeKind


@dataclass(frozen=True, slots=True)
class AudienceSet:
    """It was said where an audience reads."""

    audience: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordSaid:
    """The team said something for the next update."""

    text: str


@dataclass(frozen=True, slots=True)
class PostsChanged:
    """Updates of the plan came into a state: they came due, were skipped, called for, sent, or expired."""

    keys: tuple[str, ...]
    state: PostState
    reason: str = ""
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True)
class NoticeChanged:
    """A notice beside the plan's posts failed or is uncertain, or became something else since.

    ``key`` is what it was wished by; ``kind``, ``to`` and ``subject`` are the rest of the wish.
    """

    key: str
    kind: NoticeKind
    to: str
    subject: str
    state: PostState
    reason: str = ""


PlanEvent = AudienceSet | WordSaid | PostsChanged | NoticeChanged
