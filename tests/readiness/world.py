"""The people of a release, and a story of what they ask for, with the real rules inside."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from readiness.commands import (
    AnswerRollback,
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    MarkChecks,
    OpenRelease,
    RollBack,
    Sign,
    Start,
    VerifyChecks,
)
from readiness.events import Event
from readiness.model import CheckState, Decision, Person, PersonKind, Release, Stage
from readiness.rules import Refused, decide, evolve
from readiness.template import (
    DEPUTY,
    ON_CALL,
    RELEASE_MANAGER,
    ROLLBACK_TEAM,
    Template,
)
from tests.readiness.small import BEFORE_START, TEMPLATE, TO_VERIFY

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = NOW + timedelta(days=7)
NEXT_WEEK = NOW + timedelta(days=7)
"""Until when roles are handed over."""
CHANNEL = "C0RELEASE"

MARA = Person("U0MARA")
"""The release manager, who opens the release."""
DAN = Person("U0DAN")
"""The deputy."""
DORA = Person("U0DORA")
"""Leads the development team: approves the first gate, signs a line."""
QUINN = Person("U0QUINN")
"""Leads QA: approves the second gate, signs a line."""
PETRA = Person("U0PETRA")
"""The product owner: approves the last gate."""
RHEA = Person("U0RHEA")
"""On the rollback team."""
ONCALL_GROUP = "S0ONCALL"
OSKAR = Person("U0OSKAR", groups=frozenset({ONCALL_GROUP}))
"""On call, by a user group."""
EMIL = Person("U0EMIL")
FINN = Person("U0FINN")
"""Two engineers who hold no role."""
ADA = Person("U0ADA", administrator=True)
GUS = Person("U0GUS", PersonKind.GUEST)
BOT = Person("U0BOT", PersonKind.BOT)
STRANGER = Person("U0STRANGER", PersonKind.STRANGER)
DELIA = Person("U0DELIA", PersonKind.DEACTIVATED)
"""Her account was deactivated."""
OUTSIDERS = (GUS, BOT, STRANGER, DELIA)
MEMBERS = (MARA, DAN, DORA, QUINN, PETRA, RHEA, OSKAR, EMIL, FINN, ADA)

ROLES = {
    RELEASE_MANAGER: (MARA.id,),
    DEPUTY: (DAN.id,),
    ROLLBACK_TEAM: (RHEA.id,),
    ON_CALL: (ONCALL_GROUP,),
    "dev-lead": (DORA.id,),
    "qa-lead": (QUINN.id,),
    "product-owner": (PETRA.id,),
}


APPROVERS = {"development": DORA, "testing": QUINN, "approval": PETRA}
LINES = {"sheet.dev": DORA, "sheet.qa": QUINN, "sheet.final": MARA}


@dataclass
class Story:
    """What people ask of one release, one after the other, and what came of it.

    A refusal raises ``Refused``. ``log`` holds every event with who caused it when.
    """

    template: Template = TEMPLATE
    now: datetime = NOW
    state: Release | None = None
    log: list[tuple[Event, str, datetime]] = field(default_factory=list)

    @property
    def release(self) -> Release:
        """The release as it stands."""
        assert self.state is not None
        return self.state

    def asks(self, who: Person, *commands: Command) -> tuple[Event, ...]:
        """What happens when somebody asks for one thing after the other."""
        happened: list[Event] = []
        for command in commands:
            for event in decide(self.template, self.state, command, who, self.now):
                self.state = evolve(self.state, event, who.id, self.now)
                self.log.append((event, who.id, self.now))
                happened.append(event)
        return tuple(happened)

    def refuses(self, who: Person, command: Command) -> str:
        """The sentence that refuses the command; fails when it is allowed, or when it leaves a trace."""
        before = deepcopy(self.state)
        with pytest.raises(Refused) as refusal:
            decide(self.template, self.state, command, who, self.now)
        assert self.state == before
        assert refusal.value.sentence == str(refusal.value)
        return refusal.value.sentence

    def later(self, **durations: float) -> "Story":
        """The same story, so much later."""
        self.now += timedelta(**durations)
        return self

    def with_template(self, template: Template) -> "Story":
        """The same story under another template; for one that is still being told."""
        self.template = template
        return self


def opening(**changes: object) -> OpenRelease:
    """The command that opens the release of these tests."""
    command = OpenRelease(
        "R1", "T0TEAM", "Checkout 2.4", "Pay by card.", TEMPLATE.reference, CHANNEL, START, "UTC", ROLES
    )
    return replace(command, **changes)  # type: ignore[arg-type]  # the fields of the command, by name


def done(*keys: str) -> MarkChecks:
    """Mark checks as done."""
    return MarkChecks(keys, CheckState.DONE)


def reopen(*keys: str) -> MarkChecks:
    """Mark checks as open again."""
    return MarkChecks(keys, CheckState.OPEN)


def waive(*keys: str, reason: str = "We have no such thing.") -> MarkChecks:
    """Mark checks as not applicable."""
    return MarkChecks(keys, CheckState.NOT_APPLICABLE, reason)


def approve(subject: str, comment: str = "") -> Sign:
    """Approve a gate or a line."""
    return Sign(subject, Decision.APPROVED, comment)


def reject(subject: str, comment: str = "Not yet.") -> Sign:
    """Reject a gate or a line."""
    return Sign(subject, Decision.REJECTED, comment)


def _planned() -> Story:
    story = Story()
    story.asks(MARA, opening())
    return story


def _checked() -> Story:
    story = planned()
    story.later(hours=1).asks(EMIL, done(*BEFORE_START))
    story.later(minutes=5).asks(FINN, VerifyChecks(TO_VERIFY))
    return story


def _approved() -> Story:
    story = checked()
    for gate, approver in APPROVERS.items():
        story.later(minutes=10).asks(approver, approve(gate))
    return story


def _signed() -> Story:
    story = approved()
    for line, signer in LINES.items():
        story.later(minutes=10).asks(signer, approve(line))
    return story


def _ready() -> Story:
    story = signed()
    story.later(minutes=10).asks(RHEA, AnswerRollback(ready=True))
    return story


def _deploying() -> Story:
    story = ready()
    story.later(minutes=10).asks(MARA, Start())
    return story


def _monitoring() -> Story:
    story = deploying()
    story.asks(EMIL, done("rollout.steps", "rollout.flags"))
    story.later(hours=1).asks(MARA, Finish())
    return story


def _rolling_back() -> Story:
    story = deploying()
    story.later(minutes=20).asks(OSKAR, RollBack("Errors everywhere."))
    return story


def _rolled_back() -> Story:
    story = rolling_back()
    story.later(minutes=20).asks(MARA, FinishRollback())
    return story


def _closed() -> Story:
    story = monitoring()
    story.asks(OSKAR, done("watch.metrics"))
    story.later(days=7).asks(MARA, Close())
    return story


def _cancelled() -> Story:
    story = planned()
    story.later(minutes=20).asks(MARA, Cancel("No longer wanted."))
    return story


def _told_afresh(tell: Callable[[], Story]) -> Callable[[], Story]:
    """Tell the beginning once; give each test a story of its own that goes on from there."""
    told = cache(tell)

    def afresh() -> Story:
        story = told()
        return replace(story, log=list(story.log))

    return afresh


planned = _told_afresh(_planned)
checked = _told_afresh(_checked)
approved = _told_afresh(_approved)
signed = _told_afresh(_signed)
ready = _told_afresh(_ready)
deploying = _told_afresh(_deploying)
monitoring = _told_afresh(_monitoring)
rolling_back = _told_afresh(_rolling_back)
rolled_back = _told_afresh(_rolled_back)
closed = _told_afresh(_closed)
cancelled = _told_afresh(_cancelled)

AT_STAGE: dict[Stage, Callable[[], Story]] = {
    Stage.PLANNED: planned,
    Stage.DEPLOYING: deploying,
    Stage.MONITORING: monitoring,
    Stage.ROLLING_BACK: rolling_back,
    Stage.ROLLED_BACK: rolled_back,
    Stage.CLOSED: closed,
    Stage.CANCELLED: cancelled,
}
