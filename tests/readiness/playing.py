"""A release with a whole communication plan, played with a ledger and a courier that are values alone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from readiness.commands import Command, Finish, FinishRollback, Move, OpenRelease, RollBack, Start
from readiness.communication.outdating import not_to_be_told
from readiness.communication.overview import PlanRow, plan_rows
from readiness.communication.plan import PostKey
from readiness.events import Event, PostsChanged
from readiness.evolve import evolve
from readiness.model import Person, Release, Stage
from readiness.notices import NoticeKind, Wish, notices_due, wishes
from readiness.passing import passed
from readiness.records import APP, PostState
from readiness.rules import decide
from readiness.schedule import next_due_at
from readiness.template import (
    DEPUTY,
    ON_CALL,
    RELEASE_MANAGER,
    ROLLBACK_TEAM,
    Anchor,
    Comparison,
    Due,
    Figure,
    Group,
    Item,
    Kind,
    Phase,
    Role,
    Section,
    Slot,
    Template,
)
from tests.readiness.world import DAN, EMIL, MARA, OSKAR, RHEA

MINUTE, HOUR, DAY, WEEK = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))
OPENED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
START = OPENED + 21 * DAY
TEAM = "C0TEAM"
BOARD = "C0BOARD"


def item(key: str, kind: Kind, phase: Phase, **more: object) -> Item:
    """An item of the plan's template."""
    made = Item(key, key.capitalize(), f"{key} in full.", kind, phase, key.partition(".")[0])
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of an item, by name


def group(key: str, *items: Item, due: Due | None = None) -> Group:
    """A group under the section of the same name."""
    return Group(key, key.capitalize(), key, items, due)


def section(phase: Phase, *groups: Group) -> Section:
    """A section of its groups."""
    return Section(groups[0].key, groups[0].key.capitalize(), phase, groups)


SLOTS = (
    Slot("week-before", "A week before", Anchor.PLANNED_START, -WEEK, wall_clock=True),
    Slot("day-before", "A day before", Anchor.PLANNED_START, -DAY, wall_clock=True),
    Slot("hour-before", "An hour before", Anchor.PLANNED_START, -HOUR),
    Slot("start", "It begins", Anchor.START, timedelta()),
    Slot("during", "Every half hour", Anchor.START, 30 * MINUTE, 30 * MINUTE),
    Slot("finish", "It ends", Anchor.FINISH, timedelta()),
    Slot("hour-after", "An hour after", Anchor.FINISH, HOUR),
    Slot("day-after", "A day after", Anchor.FINISH, DAY),
    Slot("weekly", "Every week", Anchor.FINISH, WEEK, WEEK),
    Slot("rollback", "Every half hour of a rollback", Anchor.ROLLBACK, timedelta(), 30 * MINUTE),
)
TEMPLATE = Template(
    key="planned",
    title="Planned",
    description="A template with a whole plan.",
    reference="planned@1",
    roles=tuple(Role(key, key) for key in (RELEASE_MANAGER, DEPUTY, ROLLBACK_TEAM, ON_CALL)),
    gates=(),
    slots=SLOTS,
    sections=(
        section(
            Phase.VERIFICATION,
            group(
                "team",
                item("team.there", Kind.CHECK, Phase.VERIFICATION, required=False),
                due=Due(Anchor.PLANNED_START, -HOUR),
            ),
        ),
        section(
            Phase.EXECUTION,
            group(
                "steps",
                item("steps.first", Kind.CHECK, Phase.EXECUTION, required=False),
                due=Due(Anchor.START, timedelta()),
            ),
        ),
        section(
            Phase.MONITORING,
            group(
                "watch",
                item("watch.day", Kind.CHECK, Phase.MONITORING, required=False),
                due=Due(Anchor.FINISH, 2 * HOUR, DAY),
            ),
        ),
        section(
            Phase.ROLLBACK,
            group("undo", item("undo.steps", Kind.CHECK, Phase.ROLLBACK, required=False)),
        ),
        section(
            Phase.COMMUNICATION,
            group(
                "readers",
                item(
                    "readers.engineering",
                    Kind.AUDIENCE,
                    Phase.COMMUNICATION,
                    level="all",
                    release_channel=True,
                ),
                item("readers.executive", Kind.AUDIENCE, Phase.COMMUNICATION, level="little"),
                item("readers.product", Kind.AUDIENCE, Phase.COMMUNICATION, level="some"),
            ),
            group(
                "times",
                item("times.before", Kind.SLOT, Phase.COMMUNICATION, slots=("week-before", "day-before")),
            ),
        ),
        section(
            Phase.SUCCESS,
            group(
                "success",
                item(
                    "success.errors",
                    Kind.CRITERION,
                    Phase.SUCCESS,
                    figure=Figure(Comparison.BELOW, 1, "%", "errors"),
                ),
                item(
                    "success.speed",
                    Kind.CRITERION,
                    Phase.SUCCESS,
                    figure=Figure(Comparison.BELOW, 2, "s", "an answer"),
                ),
            ),
        ),
        section(
            Phase.REVIEW,
            group(
                "review",
                item("review.week", Kind.CHECK, Phase.REVIEW, required=False),
                due=Due(Anchor.FINISH, WEEK),
            ),
        ),
    ),
)
ROLES = {
    RELEASE_MANAGER: (MARA.id,),
    DEPUTY: (DAN.id,),
    ROLLBACK_TEAM: (RHEA.id,),
    ON_CALL: ("S0ONCALL",),
}

Outcome = PostState | None
Courier = Callable[[PostKey, datetime], Outcome]
"""What becomes of a post that is tried at a moment; None to try again later."""


def arrives(key: PostKey, now: datetime) -> Outcome:
    """Whatever is tried is sent."""
    return PostState.SENT


@dataclass(frozen=True, slots=True)
class Sent:
    """A post in its channel."""

    key: PostKey
    at: datetime
    stage: Stage
    planned_start: datetime


@dataclass
class Play:
    """A release as the ledger and a courier carry it through time.

    ``told`` are the wishes in the order in which they were made, ``sent`` the posts that stand in channels.
    """

    template: Template = TEMPLATE
    now: datetime = OPENED
    courier: Courier = arrives
    state: Release | None = None
    told: list[tuple[datetime, Wish]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    log: list[tuple[Event, str, datetime]] = field(default_factory=list)
    waiting: dict[str, Wish] = field(default_factory=dict)
    wished: set[str] = field(default_factory=set)
    looks: Callable[[], None] | None = None
    """Called after each tick, for whoever goes the same way beside it."""

    @property
    def release(self) -> Release:
        """The release as it stands."""
        assert self.state is not None
        return self.state

    def asks(self, who: Person, *commands: Command) -> "Play":
        """Have somebody ask for one thing after the other, now."""
        for command in commands:
            before = self.state
            if before is not None:
                self._pass()
            self._happen(decide(self.template, self.state, command, who, self.now), who.id)
            self._pass()
            self._tell(before)
        self.deliver()
        return self

    def look(self) -> None:
        """What a tick does."""
        before = self.release
        self._pass()
        self._tell(before)
        self.deliver()

    def to(self, moment: datetime) -> "Play":
        """Live until this moment, ticking whenever something is due."""
        while (due := next_due_at(self.template, self.release, self.now)) is not None and due <= moment:
            self.now = due
            self.look()
            if self.looks is not None:
                self.looks()
        self.now = moment
        return self

    def later(self, by: timedelta) -> "Play":
        """Live on for so long."""
        return self.to(self.now + by)

    def down_until(self, moment: datetime) -> "Play":
        """Be down until this moment, and tick then."""
        self.now = moment
        self.look()
        return self

    def deliver(self) -> None:
        """Try what waits, as the courier does."""
        for key, wish in list(self.waiting.items()):
            if why := not_to_be_told(self.template, self.release, wish.kind, wish.subject, self.now):
                self._settle(key, PostState.EXPIRED, why)
            elif (outcome := self.courier(PostKey.parse(key), self.now)) is not None:
                if outcome is PostState.SENT:
                    post = Sent(PostKey.parse(key), self.now, self.release.stage, self.release.planned_start)
                    self.sent.append(post)
                self._settle(key, outcome, "")

    def _settle(self, key: str, state: PostState, why: str) -> None:
        del self.waiting[key]
        if state is PostState.SENT or self.release.posts[key].state.waits:
            before = self.release
            self._pass()
            self._happen((PostsChanged((key,), state, why, "C", "1"),), APP)
            self._tell(before)

    def _pass(self) -> None:
        self._happen(passed(self.template, self.release, self.now), APP)
        assert passed(self.template, self.release, self.now) == ()

    def _happen(self, events: tuple[Event, ...], by: str) -> None:
        for event in events:
            self.state = evolve(self.state, event, by, self.now)
            self.log.append((event, by, self.now))

    def _tell(self, before: Release | None) -> None:
        due = notices_due(self.template, self.release, self.now)
        for wish in dict.fromkeys((*wishes(self.template, before, self.release), *due)):
            if wish.kind is NoticeKind.UPDATE:
                self.waiting[wish.key] = wish
            if not (wish.once and wish.key in self.wished) or wish.kind is NoticeKind.UPDATE:
                self.told.append((self.now, wish))
            self.wished.add(wish.key)

    def slots_sent(self, place: str = TEAM) -> list[str]:
        """The slots that were told in a place, in order."""
        return [post.key.slot for post in self.sent if post.key.destination == place]

    def rows(self) -> tuple[PlanRow, ...]:
        """The plan as it stands."""
        return plan_rows(self.template, self.release, self.now)

    def asked(self, kind: NoticeKind, since: datetime | None = None) -> list[tuple[datetime, str]]:
        """Who was told something of this kind, and when; redrawing left out."""
        return [
            (at, wish.to)
            for at, wish in self.told
            if wish.kind is kind and not wish.redraw_only and (since is None or at >= since)
        ]

    def redrawn(self, kind: NoticeKind) -> list[datetime]:
        """When what was told of this kind was drawn anew."""
        return [at for at, wish in self.told if wish.kind is kind and wish.redraw_only]


def opened(
    start: datetime = START, at: datetime = OPENED, zone: str = "UTC", template: Template = TEMPLATE
) -> Play:
    """A release that was opened just now."""
    play = Play(template, at)
    command = OpenRelease("R1", "T0", "Checkout", "", "planned@1", TEAM, start, zone, ROLES)
    return play.asks(MARA, command)


GO = Start("The fair opens.")
ON = Finish(anyway=True)


def deploying(**durations: float) -> Play:
    """A release whose deployment began at its planned start, so much ago."""
    return opened().to(START).asks(MARA, GO).later(timedelta(**durations))


def monitoring(**durations: float) -> Play:
    """A release that was deployed within ten minutes, so much ago."""
    return deploying(minutes=10).asks(MARA, ON).later(timedelta(**durations))


def rolling_back(**durations: float) -> Play:
    """A release whose deployment is rolled back since so much."""
    return deploying(minutes=10).asks(OSKAR_AS_MEMBER, RollBack("Errors.")).later(timedelta(**durations))


def planned_anew(start: datetime, **durations: float) -> Play:
    """A release that was rolled back and planned anew."""
    play = rolling_back(minutes=20).asks(MARA, FinishRollback())
    return play.later(timedelta(**durations)).asks(MARA, Move(start, "UTC"))


OSKAR_AS_MEMBER = Person(OSKAR.id, groups=frozenset({"S0ONCALL"}))
__all__ = ["DAN", "EMIL", "MARA", "RHEA"]
