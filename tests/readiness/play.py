"""A ledger, an outbox and a courier that are values alone, to carry a release through time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from readiness.commands import Command
from readiness.communication.outdating import not_to_be_told
from readiness.communication.overview import PlanRow, plan_rows
from readiness.communication.plan import PostKey
from readiness.events import Event
from readiness.evolve import evolve
from readiness.model import Person, Release, Stage
from readiness.notices import NoticeKind, Wish, notices_due, wishes
from readiness.passing import passed
from readiness.plan_events import PostsChanged
from readiness.records import APP, PostState
from readiness.refusal import Refused
from readiness.rules import decide
from readiness.schedule import next_due_at
from readiness.template import Template
from tests.readiness.planned import OPENED, TEAM, TEMPLATE

Outcome = PostState | None
Courier = Callable[[PostKey, datetime], Outcome]
"""What becomes of a post that is tried at a moment; None to try again later."""
REFUSED = "The channel is archived."
UNREADABLE = "Its channel can't be read."


def arrives(key: PostKey, now: datetime) -> Outcome:
    """Whatever is tried is sent."""
    return PostState.SENT


def waits(key: PostKey, now: datetime) -> Outcome:
    """Whatever is tried has to wait."""
    return None


def fails(key: PostKey, now: datetime) -> Outcome:
    """Whatever is tried is refused."""
    return PostState.FAILED


@dataclass(frozen=True, slots=True)
class Sent:
    """A post in its channel. ``release`` is as it stood when the post was drawn, at the moment ``at``.

    ``era`` counts how often the clock had gone back by then.
    """

    key: PostKey
    at: datetime
    release: Release
    era: int = 0

    @property
    def stage(self) -> Stage:
        """The stage in which it was drawn."""
        return self.release.stage

    @property
    def planned_start(self) -> datetime:
        """The planned start that it speaks of."""
        return self.release.planned_start


@dataclass
class Play:
    """A release as the ledger and a courier carry it through time, step for step as ``storage`` does it.

    ``told`` are the wishes in the order in which they were made, ``sent`` the posts that stand in channels.
    ``due`` is the moment that the ledger keeps as the next at which the release needs a look. Of the outbox,
    ``waiting`` are the posts to be tried, ``stuck`` those that wait for a person.
    """

    template: Template = TEMPLATE
    now: datetime = OPENED
    courier: Courier = arrives
    state: Release | None = None
    told: list[tuple[datetime, Wish]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    log: list[tuple[Event, str, datetime]] = field(default_factory=list)
    waiting: dict[str, Wish] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)
    wished: set[str] = field(default_factory=set)
    due: datetime | None = None
    arrives_in_doubt: bool = True
    """Whether a post of which nobody knows stands in its channel."""
    in_doubt: dict[str, bool] = field(default_factory=dict)
    """Of each post that was uncertain, whether it stands in its channel."""
    flying: dict[str, Sent] = field(default_factory=dict)
    """What is on its way: drawn, and not yet settled."""
    era: int = 0

    @property
    def release(self) -> Release:
        """The release as it stands."""
        assert self.state is not None
        return self.state

    def asks(self, who: Person, *commands: Command) -> "Play":
        """Have somebody ask for one thing after the other, now."""
        try:
            for command in commands:
                self.perform(command, who)
        finally:
            self.deliver()
        return self

    def look(self) -> None:
        """What a tick does, and the courier after it."""
        self.tick()
        self.deliver()

    def tick(self) -> None:
        """What the ledger does with a look."""
        if self.due is not None and self.due <= self.now:
            before = self.release
            self._pass()
            if self.state is before:
                self._wish(notices_due(self.template, before, self.now))
                self.due = next_due_at(self.template, before, self.now)
            else:
                self._write(before)

    def to(self, moment: datetime) -> "Play":
        """Live until this moment, ticking whenever something is due."""
        while self.due is not None and self.due <= moment:
            self.now = max(self.due, self.now)
            self.look()
        self.now = moment
        return self

    def later(self, by: timedelta) -> "Play":
        """Live on for so long."""
        return self.to(self.now + by)

    def down_until(self, moment: datetime) -> "Play":
        """Be down until this moment, and tick then. With a moment that lies back, the clock went back."""
        self.unnoticed_until(moment)
        self.look()
        return self

    def unnoticed_until(self, moment: datetime) -> "Play":
        """Let it be this moment, with no tick before what happens next."""
        self.era += moment < self.now
        self.now = moment
        return self

    def deliver(self) -> None:
        """Try what waits, as the courier does, after what was on its way has arrived."""
        for key, post in list(self.flying.items()):
            del self.flying[key]
            self._arrive(post)
        for key, wish in list(self.waiting.items()):
            if why := not_to_be_told(self.template, self.release, wish.kind, wish.subject, self.now):
                self._settle(key, PostState.EXPIRED, why)
            elif (outcome := self.courier(PostKey.parse(key), self.now)) is not None:
                self._told(key, outcome)

    def set_off(self) -> None:
        """Begin to send what waits, one post in each place: it arrives when anything is delivered next."""
        busy = set[str]()
        for key, wish in self.waiting.items():
            is_free = wish.to not in busy
            busy.add(wish.to)
            if is_free and not not_to_be_told(self.template, self.release, wish.kind, wish.subject, self.now):
                self.flying[key] = self._drawn(key)

    def _drawn(self, key: str) -> Sent:
        return Sent(PostKey.parse(key), self.now, self.release, self.era)

    def _told(self, key: str, outcome: PostState) -> None:
        match outcome:
            case PostState.SENT:
                self._arrive(self._drawn(key))
            case PostState.UNCERTAIN:
                self.in_doubt[key] = self.arrives_in_doubt
                if self.arrives_in_doubt:
                    self.sent.append(self._drawn(key))
                self._settle(key, outcome, UNREADABLE)
            case _:
                self._settle(key, outcome, REFUSED)

    def _arrive(self, post: Sent) -> None:
        self.sent.append(post)
        self._settle(str(post.key), PostState.SENT, "")

    def _settle(self, key: str, state: PostState, why: str) -> None:
        """What ``storage.posts`` does with the settlement of a post."""
        del self.waiting[key]
        if state is not PostState.SENT:
            self.stuck.add(key)
        before = self.release
        if before.posts[key].state is PostState.SENT:
            return
        if state in (PostState.SENT, PostState.UNCERTAIN) or before.posts[key].state.waits:
            self._pass()
            found = ("C", "1") if state is PostState.SENT else ()
            self._happen((PostsChanged((key,), state, why, *found),), APP)
            self._write(before)

    def perform(self, command: Command, who: Person) -> None:
        """What the ledger does with a command."""
        before, written = self.state, len(self.log)
        if before is not None:
            self._pass()
        try:
            events = decide(self.template, self.state, command, who, self.now)
        except Refused:
            if before is not None and self.state is not before:
                self._write(before)
            raise
        if before is None:
            self._open(events, who)
        elif events:
            self._happen(events, who.id)
            self._pass()
            self._write(before)
            self._follow(events)
        else:
            self.state = before
            del self.log[written:]

    def _open(self, events: tuple[Event, ...], who: Person) -> None:
        self._happen(events, who.id)
        is_due = passed(self.template, self.release, self.now) or notices_due(
            self.template, self.release, self.now
        )
        self.due = self.now if is_due else next_due_at(self.template, self.release, self.now)
        self._wish(wishes(self.template, None, self.release))

    def _follow(self, events: tuple[Event, ...]) -> None:
        """What ``storage.posts`` does with what people said of posts."""
        for event in events:
            if isinstance(event, PostsChanged):
                for key in self.stuck.intersection(event.keys):
                    if event.state in (PostState.CALLED, PostState.SENT):
                        self.stuck.remove(key)
                    if event.state is PostState.CALLED:
                        self.waiting[key] = Wish(key, NoticeKind.UPDATE, PostKey.parse(key).destination, key)

    def _pass(self) -> None:
        self._happen(passed(self.template, self.release, self.now), APP)
        assert passed(self.template, self.release, self.now) == ()

    def _happen(self, events: tuple[Event, ...], by: str) -> None:
        for event in events:
            self.state = evolve(self.state, event, by, self.now)
            self.log.append((event, by, self.now))

    def _write(self, before: Release) -> None:
        """What ``storage.changes`` writes."""
        after, was_due = self.release, self.due is not None and self.due <= self.now
        self.due = next_due_at(self.template, after, self.now)
        is_another = any(
            getattr(before, name) != getattr(after, name)
            for name in ("stage", "planned_start", "roles", "delegations", "unfit", "word")
        )
        due = notices_due(self.template, after, self.now) if was_due or is_another else ()
        self._wish((*wishes(self.template, before, after), *due))

    def _wish(self, wished: tuple[Wish, ...]) -> None:
        for wish in dict.fromkeys(wished):
            if not (wish.once and wish.key in self.wished):
                self.told.append((self.now, wish))
                if wish.kind is NoticeKind.UPDATE:
                    self.waiting[wish.key] = wish
            if not wish.redraw_only:
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
