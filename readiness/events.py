"""What happened to a release: past participles. The audit keeps them; ``evolve`` makes the state of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from readiness.model import CheckState, Decision
from readiness.plan_events import PlanEvent
from readiness.records import Shown


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
    template_digest: str
    """Of all that the template says: the audit tells by it which text the release was made from."""


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
    shown: tuple[Shown, ...] = ()
    on_behalf: str | None = None
    replaces: tuple[str, ...] = ()
    """Whose sign-offs this one takes the place of: approvals that count no more, rejections taken back."""
    completes: bool = False
    """Whether the gate is approved with it, which makes an override of the gate void."""


@dataclass(frozen=True, slots=True)
class RollbackAnswered:
    """Somebody said whether the release can be rolled back."""

    ready: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A success criterion was measured.

    ``failing_since``: since when people are asked what to do about its failing; None while they are not.
    """

    criterion: str
    value: float | None
    note: str = ""
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptGoing:
    """Somebody said why the release goes on although a criterion failed."""

    criterion: str
    reason: str


@dataclass(frozen=True, slots=True)
class RollbackPlanWritten:
    """The rollback plan was written down."""

    automatic: str
    manual: str
    recovery: str
    owner: str | None
    rehearsed_on: date | None
    minutes: int | None
    point_of_no_return: str


@dataclass(frozen=True, slots=True)
class RoleDelegated:
    """Somebody handed a role to somebody else until a moment."""

    role: str
    of: str
    to: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DelegationEnded:
    """A role that was handed over is its holder's alone again: it was taken back, or its time is over."""

    role: str
    to: str


@dataclass(frozen=True, slots=True)
class FitnessChanged:
    """Of the people who hold roles these can't act: deactivated accounts and guests."""

    unfit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalExpired:
    """An approval ran out, by the template's rule of time."""

    subject: str
    by: str


@dataclass(frozen=True, slots=True)
class OverrideGiven:
    """A gate, or the start, was overridden; where the template asks for it, a second person has to agree."""

    subject: str
    reason: str
    blockers: tuple[str, ...]
    on_behalf: str | None = None
    passes_over: tuple[str, ...] = ()
    """The keys of what was missing, by which a later change of it is known."""
    through: str | None = None
    """The user group by which whoever gave it is the release manager; None where they are by name."""


@dataclass(frozen=True, slots=True)
class OverrideConfirmed:
    """A second person agreed to an override."""

    subject: str


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
    on_behalf: str | None = None


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
RollbackEvent = RollbackAnswered | RollbackPlanWritten | Measured | KeptGoing
SignEvent = SignedOff | ApprovalExpired | OverrideGiven | OverrideConfirmed
RoleEvent = RoleAssigned | RoleDelegated | DelegationEnded | FitnessChanged
Event = Opened | CheckEvent | RoleEvent | SignEvent | RollbackEvent | PlanEvent | StageEvent
