"""What a release keeps beside its checklist: updates sent, the rollback plan, words, overrides, delegations.

Values only, changed by nothing but ``evolve``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from readiness.wish import NoticeKind

APP = "app"
"""Who did what nobody pressed: time passed, or an update was sent. No Slack id looks like this."""

START = "start"
"""The subject of an override of the start; a gate's override has the gate's key."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, and when."""

    text: str
    by: str
    at: datetime


class PostState(StrEnum):
    """What became of one update of the communication plan in one place, or of another notice in trouble."""

    DUE = "due"
    CALLED = "called"
    SENT = "sent"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    FAILED = "failed"
    UNCERTAIN = "uncertain"

    @property
    def waits(self) -> bool:
        """Whether the courier still has to send it."""
        return self in (PostState.DUE, PostState.CALLED)

    @property
    def troubled(self) -> bool:
        """Whether it failed, or nobody can tell whether it arrived: somebody has to see to it."""
        return self in (PostState.FAILED, PostState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Post:
    """An update of the communication plan in one place, from the moment that something became of it.

    ``by`` and ``at`` tell who or what brought it into its state, and when. ``reason`` says why it was
    skipped, expired or could not be sent. Once sent, ``channel`` and ``ts`` are the message's.
    """

    state: PostState
    at: datetime
    by: str = APP
    reason: str = ""
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A notice beside the plan's posts that could not be told, or that may not have arrived.

    ``kind``, ``to`` and ``subject`` are what was wished. ``state`` goes as a post's does: it failed or is
    uncertain, is called for again, and was sent or expired in the end. ``by`` and ``at`` tell who or what
    brought it into its state, and when; ``reason`` why.
    """

    kind: NoticeKind
    to: str
    subject: str
    state: PostState
    at: datetime
    by: str = APP
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RollbackPlan:
    """How the release is rolled back, in the team's own words.

    ``automatic`` says which triggers at which thresholds, ``minutes`` how long a rollback takes,
    ``point_of_no_return`` from when on it is no longer possible. ``owner`` is a person's id.
    """

    automatic: str = ""
    manual: str = ""
    recovery: str = ""
    owner: str | None = None
    rehearsed_on: date | None = None
    minutes: int | None = None
    point_of_no_return: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A gate passed, or a start made, without what it needs: who gave which reason, what stood in the way.

    Where the template asks for a second person, it counts once ``confirmed_by`` is set. ``cycle`` is the plan
    that it was given in.
    """

    by: str
    at: datetime
    reason: str
    blockers: tuple[str, ...]
    cycle: int = 1
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    on_behalf: str | None = None
    """For whom it was given, when the release manager's role was handed to whoever gave it."""
    voided_at: datetime | None = None
    """When the gate was approved properly, so that the override counts no longer."""
    passes_over: tuple[str, ...] = ()
    """The keys of what was missing when it was given: it passes over that, and over nothing else."""
    through: str | None = None
    """The user group by which whoever gave it held the role; None where it was theirs by name."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """A role handed by ``of``, who holds it, to ``to`` until a moment, with a reason."""

    of: str
    to: str
    since: datetime
    until: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What an approver was shown of one item in the scope when they signed.

    ``state`` is the check's state, or for a derived item ``met`` or ``unmet``; of a gate that a line of the
    sheet covers, ``overridden``. ``met`` is whether the item counted.
    """

    key: str
    state: str
    reason: str = ""
    evidence: tuple[str, ...] = ()
    met: bool = True
