"""What people may ask of a release: imperatives. ``decide`` answers with events, or refuses in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

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
    """Say something of a check; an empty note removes it."""

    key: str
    note: str


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
    """Record the value of a success criterion, in its unit."""

    criterion: str
    value: float


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
class Together:
    """Several commands on one release, one after the other: all of them, or, when one is refused, none."""

    commands: tuple["Command", ...]


CheckCommand = MarkChecks | VerifyChecks | AssignCheck | AddEvidence | RemoveEvidence | WriteNote
StageCommand = Move | Start | SetRollout | Finish | RollBack | FinishRollback | Close | Cancel
Command = OpenRelease | CheckCommand | AssignRole | Sign | AnswerRollback | Measure | StageCommand | Together
