"""A wish to tell somebody something: what goes into the outbox. What it says is drawn when it is sent."""

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is drawn as."""

    CARD = "card"
    GATE = "gate"
    SHEET = "sheet"
    LINE = "line"
    ROLE = "role"
    STAGE = "stage"
    OVERDUE = "overdue"
    UPDATE = "update"
    MOVED = "moved"
    CHECKLIST = "checklist"
    REVIEW = "review"
    PROMPT = "prompt"
    WORD = "word"
    CRITERION = "criterion"
    TROUBLE = "trouble"
    EXPIRY = "expiry"
    DELEGATION = "delegation"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish to tell somebody something.

    ``key`` is unique in a release; wishing for the same key again redraws what was posted. ``to`` is a
    channel, a person, or a user group whose members are told one by one. ``redraw_only``: nothing is posted
    that was not posted before, and everything posted about this kind and ``subject`` is redrawn. ``once``:
    what was posted under the key stays as it is.
    """

    key: str
    kind: NoticeKind
    to: str
    subject: str = ""
    redraw_only: bool = False
    once: bool = False
