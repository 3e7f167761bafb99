"""What happened to a release: past participles. The audit keeps them; ``evolve`` makes the state of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from readiness.model import CheckState, Decision


@dataclass(frozen=True, slots=True)
class Opened:
    """A release was made."""

    id: str
    workspace: str
    name: str
    summary: str
    template: str
    channel: str
    planned_start: datetime
    zone: str
    roles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ChecksMarked:
    """Checks came into a state."""

    keys: tuple[str, ...]
    state: CheckState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChecksVerified:
    """A second person agreed to checks."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckAssigned:
    """A check was given to somebody, or to nobody."""

    key: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    """A link or text was attached to a check."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceRemoved:
    """A link or text was taken away from a check."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The note of a check was changed."""

    key: str
    note: str


@dataclass(frozen=True, slots=True)
class RoleAssigned:
    """A role was given to people or user groups."""

    role: str
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A role holder decided on a gate or a line of the sheet."""

    subject: str
    role: str
    decision: Decision
    fingerprint: str
    comment: str = ""
    attested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RollbackAnswered:
    """Somebody said whether the release can be rolled back."""

    ready: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A success criterion was measured."""

    criterion: str
    value: float


@dataclass(frozen=True, slots=True)
class Moved:
    """Another planned start was set."""

    planned_start: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class PlannedAnew:
    """A release that was rolled back got a new plan.

    ``reopened`` checks are open again, the ``cleared`` lines of the sheet are unsigned, and the gates'
    sign-offs are stale.
    """

    planned_start: datetime
    zone: str
    reopened: tuple[str, ...]
    cleared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """The deployment began; with an override, in spite of ``blockers``."""

    override: str = ""
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RolloutSet:
    """The share of users that has the release changed, in percent."""

    percent: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """The deployment ended; ``open_checks`` were not met."""

    open_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RollbackBegan:
    """The release is being rolled back."""

    reason: str


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The rollback is done."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The release was closed; ``open_checks`` were not met."""

    reason: str = ""
    open_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The release was given up."""

    reason: str


CheckEvent = ChecksMarked | ChecksVerified | CheckAssigned | EvidenceAdded | EvidenceRemoved | NoteWritten
StageEvent = (
    Moved | PlannedAnew | Started | RolloutSet | Finished | RollbackBegan | RolledBack | Closed | Cancelled
)
Event = Opened | CheckEvent | RoleAssigned | SignedOff | RollbackAnswered | Measured | StageEvent
