"""What people may ask of a release: imperatives. ``decide`` answers with events, or refuses in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from readiness.model import CheckState, Decision


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """Make a release of a template; ``planned_start`` is aware."""

    id: str
    workspace: str
    name: str
    summary: str
    template: str
    channel: str
    planned_start: datetime
    zone: str
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkChecks:
    """Bring checks into a state: one tap, a group, or a section. ``state`` is never ``verified``."""

    keys: tuple[str, ...]
    state: CheckState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VerifyChecks:
    """Agree, as a second person, that checks are done or do not apply."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssignCheck:
    """Give a check an owner, or none."""

    key: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """Attach a link or a text to a check."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class RemoveEvidence:
    """Take a piece of evidence away from a check; ``text`` names it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Say something of a check; an empty note removes it.

    ``seen`` is the ``mark_of`` the note that the person was shown; None replaces whatever note there is.
    """

    key: str
    note: str
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class AssignRole:
    """Say who holds a role: ids of people and user groups."""

    role: str
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """Approve or reject a gate or a line of the sheet, by its key.

    ``seen`` begins the fingerprint of what the person was shown; empty where nothing was shown.
    """

    subject: str
    decision: Decision
    comment: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRollback:
    """Say whether the release can be rolled back; *not ready* wants a reason."""

    ready: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """Record the value of a success criterion, in its unit; None for one that says nothing either way."""

    criterion: str
    value: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeepGoing:
    """Go on although a criterion failed, and say why."""

    criterion: str
    reason: str


@dataclass(frozen=True, slots=True)
class SetAudience:
    """Say where an audience reads: ids of Slack channels, or other destinations; none for nowhere."""

    audience: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SayWord:
    """Say something for the next update."""

    text: str


@dataclass(frozen=True, slots=True)
class SkipPosts:
    """Leave out the updates of the plan with these keys, and say why."""

    keys: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SendPosts:
    """Send updates of the plan now: before their time, or again where that is certain to be right."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettleNotice:
    """Say of a message that failed or is uncertain that people can read it, or that it is sent again."""

    key: str
    sent: bool


@dataclass(frozen=True, slots=True)
class WriteRollbackPlan:
    """Write down how the release is rolled back."""

    automatic: str = ""
    manual: str = ""
    recovery: str = ""
    owner: str | None = None
    rehearsed_on: date | None = None
    minutes: int | None = None
    point_of_no_return: str = ""


@dataclass(frozen=True, slots=True)
class Delegate:
    """Hand a role that one holds to somebody until a moment, with a reason. ``of`` is who hands it over."""

    role: str
    of: str
    to: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class EndDelegation:
    """Take back a role that was handed to somebody."""

    role: str
    to: str


@dataclass(frozen=True, slots=True)
class OverrideGate:
    """Let a gate count although it was not approved, and say why."""

    gate: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmOverride:
    """Agree, as a second person, to an override of a gate or of the start.

    ``seen`` is the mark of the override that the person was shown; empty where none was.
    """

    subject: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Set another planned start; after a rollback this plans the release anew."""

    planned_start: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Start:
    """Begin the deployment. ``override`` is the reason for going without go."""

    override: str = ""


@dataclass(frozen=True, slots=True)
class SetRollout:
    """Say which share of users has the release, in percent."""

    percent: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """End the deployment and begin monitoring. ``anyway`` confirms open checks."""

    anyway: bool = False


@dataclass(frozen=True, slots=True)
class RollBack:
    """Begin to roll the release back."""

    reason: str


@dataclass(frozen=True, slots=True)
class FinishRollback:
    """Say that the release is rolled back."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the release; ``reason`` is needed while anything is open."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give the release up."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoteFitness:
    """Note which holders of roles can act, as far as Slack tells; the app itself asks for it.

    ``unfit`` are deactivated accounts, guests, and user groups with nobody in them who could act; ``fit``
    can act again.
    """

    unfit: tuple[str, ...] = ()
    fit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """Several commands on one release, one after the other: all of them, or, when one is refused, none."""

    commands: tuple["Command", ...]


CheckCommand = MarkChecks | VerifyChecks | AssignCheck | AddEvidence | RemoveEvidence | WriteNote
StageCommand = Move | Start | SetRollout | Finish | RollBack | FinishRollback | Close | Cancel
PlanCommand = SetAudience | SayWord | SkipPosts | SendPosts | SettleNotice
RollbackCommand = AnswerRollback | WriteRollbackPlan | Measure | KeepGoing
SignCommand = Sign | OverrideGate | ConfirmOverride
RoleCommand = AssignRole | Delegate | EndDelegation | NoteFitness
Command = (
    OpenRelease
    | CheckCommand
    | RoleCommand
    | SignCommand
    | RollbackCommand
    | PlanCommand
    | StageCommand
    | Together
)
