"""What a release is at one moment: values only, changed by nothing but ``evolve``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from readiness.records import Delegation, Override, Post, RollbackPlan, Said, Shown, Trouble
from readiness.template import DEPUTY, RELEASE_MANAGER


class Stage(StrEnum):
    """Where a release stands between its plan and its close."""

    PLANNED = "planned"
    DEPLOYING = "deploying"
    MONITORING = "monitoring"
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def active(self) -> bool:
        """Whether people still work on the release."""
        return self not in (Stage.CLOSED, Stage.CANCELLED)


class CheckState(StrEnum):
    """What is known of a check."""

    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    NOT_APPLICABLE = "not_applicable"
    BLOCKED = "blocked"


class Decision(StrEnum):
    """What a role holder decided."""

    APPROVED = "approved"
    REJECTED = "rejected"


class PersonKind(StrEnum):
    """What Slack says that somebody is; only a full member may act."""

    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    STRANGER = "stranger"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts: their Slack id, what they are, and the ids of the user groups that they are in."""

    id: str
    kind: PersonKind = PersonKind.MEMBER
    administrator: bool = False
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a check is done: a link or a text, and who added it when."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """What people said of one check. ``by`` and ``at`` tell who brought it into its state, and when."""

    state: CheckState = CheckState.OPEN
    by: str | None = None
    at: datetime | None = None
    reason: str = ""
    """Why it is not applicable or blocked."""
    verified_by: str | None = None
    verified_at: datetime | None = None
    owner: str | None = None
    note: str = ""
    note_by: str | None = None
    """Who wrote the note as it stands, or took it away."""
    evidence: tuple[Evidence, ...] = ()
    evidence_removed_by: str | None = None
    evidence_removed_at: datetime | None = None
    """When evidence was last taken away: what somebody signed may have stood on it."""


UNTOUCHED = Check()


@dataclass(frozen=True, slots=True)
class SignOff:
    """A role holder's recorded decision on a gate or a line of the sheet."""

    by: str
    at: datetime
    role: str
    decision: Decision
    fingerprint: str
    """The digest of what was material in its scope when it was signed."""
    comment: str = ""
    attested: tuple[str, ...] = ()
    """The conditions that were met by nothing but this signature."""
    shown: tuple[Shown, ...] = ()
    """What the approver was shown of the items in its scope."""
    on_behalf: str | None = None
    """For whom they signed, when the role was handed to them for a time."""
    planned_start: datetime | None = None
    """The planned start as it was then."""
    expired_at: datetime | None = None
    """When the approval ran out, by the template's rule of time."""
    cycle: int = 1
    """The plan that it was given in."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value of a success criterion, in its unit, and who measured it when; None is inconclusive.

    ``failing_since`` is since when the question stands what to do about a criterion that fails: measuring it
    again does not answer it.
    """

    value: float | None
    by: str
    at: datetime
    note: str = ""
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody's answer to whether the release can be rolled back."""

    ready: bool
    by: str
    at: datetime
    reason: str = ""


def is_group(some_id: str) -> bool:
    """Whether a Slack id is that of a user group: these begin with S."""
    return some_id.startswith("S")


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Release:
    """One thing going to production.

    ``template`` is the reference ``key@version`` of the version that it was made from. ``cycle`` counts the
    plans: a release that was
    rolled back and planned anew is in its next cycle, and no sign-off of an earlier one is fresh. Times are
    aware, in UTC.
    """

    id: str
    workspace: str
    name: str
    summary: str
    template: str
    channel: str
    opened_by: str
    opened_at: datetime
    planned_start: datetime
    zone: str
    stage: Stage = Stage.PLANNED
    cycle: int = 1
    planned_at: datetime | None = None
    """When the present planned start was set."""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    rollback_began_at: datetime | None = None
    rolled_back_at: datetime | None = None
    closed_at: datetime | None = None
    stage_reason: str = ""
    """Why the release came into its stage: why it was rolled back, closed with open checks, or cancelled."""
    rollout: int | None = None
    override: Override | None = None
    rollback_answer: Answer | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    sign_offs: Mapping[str, tuple[SignOff, ...]] = field(default_factory=dict)
    """By gate or sheet line: the sign-offs that stand, one a person."""
    measurements: Mapping[str, Measurement] = field(default_factory=dict)
    kept_going: Mapping[str, Said] = field(default_factory=dict)
    """By criterion: why the release goes on although the criterion failed."""
    posts: Mapping[str, Post] = field(default_factory=dict)
    """By the post's key: what became of the communication plan's updates that have come due."""
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    """By the notice's key: what other messages could not be told, and what became of each since."""
    audiences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the audience's item: where it reads; the template says where one reads that is not named."""
    word: Said | None = None
    """The team's last word for the next update."""
    rollback_plan: RollbackPlan | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)
    """By gate, or ``START``: what was overridden, or is to be once a second person confirms it."""
    delegations: Mapping[str, tuple[Delegation, ...]] = field(default_factory=dict)
    """By role: to whom its holders have handed it for now."""
    unfit: tuple[str, ...] = ()
    """The holders who can't act: deactivated, or guests."""

    @property
    def started_without_go(self) -> bool:
        """Whether the deployment of the present plan was started by an override."""
        return self.override is not None and self.override.at == self.started_at

    def check(self, key: str) -> Check:
        """What is known of the check with this key."""
        return self.checks.get(key, UNTOUCHED)

    def holders(self, role: str) -> tuple[str, ...]:
        """The ids of the people and user groups that hold the role; empty when nobody does."""
        return self.roles.get(role, ())

    def delegations_of(self, role: str) -> tuple[Delegation, ...]:
        """By whom the role is handed to whom, as far as that counts: by a holder who can act, to a third."""
        held = self.holders(role)
        return tuple(
            handed
            for handed in self.delegations.get(role, ())
            if handed.of in held and handed.to not in held and handed.of not in self.unfit
        )

    def acting(self, role: str) -> tuple[str, ...]:
        """Who can act in the role now: the holders, without those who can't, and their delegates."""
        # So it is in most releases, and it is asked for with every blocker.
        if not self.delegations and not self.unfit:
            return self.holders(role)
        delegates = (handed.to for handed in self.delegations_of(role))
        return tuple(one for one in (*self.holders(role), *delegates) if one not in self.unfit)

    def has(self, person: Person, role: str) -> bool:
        """Whether the role is the person's own, by themselves or through a user group."""
        return any(holder == person.id or holder in person.groups for holder in self.holders(role))

    def stands_in_for(self, person: Person, role: str) -> str | None:
        """Who handed the role to this person, for whom they act in it; None where it is their own."""
        return None if self.has(person, role) else self.handed_by(person.id, role)

    def handed_by(self, some_id: str, role: str) -> str | None:
        """Who handed the role to the person with this id, as far as it counts; None where nobody did."""
        return next((handed.of for handed in self.delegations_of(role) if handed.to == some_id), None)

    def holds(self, person: Person, role: str) -> bool:
        """Whether the person may do what the role may: it is theirs, or it was handed to them for now."""
        return self.has(person, role) or self.stands_in_for(person, role) is not None

    def leads(self, person: Person) -> bool:
        """Whether the person is the release manager or the deputy."""
        return self.holds(person, RELEASE_MANAGER) or self.holds(person, DEPUTY)
