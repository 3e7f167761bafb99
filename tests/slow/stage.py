"""A release with posts to be sent to many channels of a local Slack, and a way to count what arrived."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.context import ForkServerProcess
from typing import Any

from sqlalchemy import TextClause, text

from readiness.commands import SetAudience
from readiness.model import Person, Release
from readiness.template import (
    RELEASE_MANAGER,
    ROLLBACK_TEAM,
    Anchor,
    Group,
    Item,
    Kind,
    Phase,
    Section,
    Slot,
    Template,
)
from slackapp.manifest import manifest
from slackapp.sandbox import Channel, LocalSlack
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.world import World
from slackapp.traces import EVENT
from storage import templates
from storage.database import Database
from storage.ledger import Ledger
from tests.served import settings_for
from tests.slow import lives
from tests.slow.lives import Orders
from tests.storage import sample

_SENT = text("SELECT count(*) FROM release_posts WHERE state = 'sent'")
_WAITING = text("SELECT count(*) FROM notices WHERE state <> 'sent'")
_TRACES = text("SELECT release_id, id FROM notices")
AUDIENCE = "audiences.engineering"
LEAD, SOON = timedelta(hours=1), timedelta(seconds=0.3)


class Stage:
    """Releases in a local Slack's workspace, and ``channels`` for their updates to go to."""

    def __init__(self, slack: LocalSlack, database: Database, url: str, channels: tuple[str, ...]) -> None:
        self.slack = slack
        self.database = database
        self.workspace = slack.look(lambda world: world.workspace.team_id)
        self.channels = channels
        self.settings: Mapping[str, Any] = (
            settings_for(slack, url).model_copy(update={"port": 0}).model_dump()
        )
        self.planned = 0
        self._numbers = count(1)
        self._robin = Person(slack.person("Robin").member.id)
        self._ledger = Ledger(database, self.workspace)
        database.write(lambda s: templates.add(s, _template(), datetime.now(UTC)))

    def plan(self, updates: int) -> None:
        """Open a release with so many updates that come due at once, each in a channel of its own."""
        now, number = datetime.now(UTC), next(self._numbers)
        first = self.planned % len(self.channels)
        rooms = (*self.channels[first:], *self.channels[:first])[:updates]
        robin = self._robin.id
        opening = sample.opening(
            f"R{number}",
            workspace=self.workspace,
            channel=self.slack.look(lambda world: world.channel_named("releases").id),  # type: ignore[union-attr]
            planned_start=now + LEAD + SOON,
            roles={RELEASE_MANAGER: (robin,), ROLLBACK_TEAM: (robin,)},
        )
        for command in (opening, SetAudience(AUDIENCE, rooms)):
            release = None if command is opening else opening.id
            outcome = self._ledger.perform_now(release, command, self._robin, now)
            assert isinstance(outcome.release, Release), outcome.refusal
            assert outcome.refusal is None
        self.planned += len(rooms)

    @property
    def is_done(self) -> bool:
        """Whether every update is recorded as sent, and nothing waits to be told."""
        return self._count(_SENT) == self.planned and self._count(_WAITING) == 0

    def _count(self, select: TextClause) -> int:
        return self.database.read(lambda s: int(s.connection().execute(select).scalar_one()))

    @property
    def copies(self) -> Counter[str]:
        """How many messages stand in all channels for each notice, by its opaque id."""

        def counted(world: World) -> Counter[str]:
            found: Counter[str] = Counter()
            for conversation in world.conversations.values():
                for post in conversation.lasting():
                    metadata = post.raw.get("metadata") or {}
                    if metadata.get("event_type") == EVENT:
                        found[metadata["event_payload"]["id"]] += 1
            return found

        return self.slack.look(counted)

    def orders(self, **named: Any) -> Orders:
        """Orders for a life on this stage."""
        return Orders(self.settings, **named)

    def play_to_the_end(self, within: float = 120.0) -> None:
        """Let a server live until nothing waits any more, and no post stands twice."""
        with self.living():
            eventually(lambda: self.is_done, within)
            eventually(lambda: max(self.copies.values()) == 1, within)

    @contextmanager
    def living(self, number: int = 1, **named: Any) -> Iterator[None]:
        """So many servers that live until the end of the block."""
        living = [lives.begin(self.orders(**named)) for _ in range(number)]
        try:
            yield
        finally:
            end(*living)

    def calls(self, method: str) -> Mapping[str, Sequence[float]]:
        """When Slack got calls of this method, by channel; the machine's seconds."""
        found = defaultdict(list)
        for call in self.slack.calls(method):
            found[str(call.arguments.get("channel", ""))].append(call.at)
        return found

    @property
    def arrivals(self) -> Mapping[str, float]:
        """When the last post of each channel arrived, in the machine's seconds."""

        def arrived(world: World) -> Mapping[str, float]:
            return {
                channel: max((float(post.ts) for post in conversation.lasting()), default=0.0)
                for channel, conversation in world.conversations.items()
            }

        return self.slack.look(arrived)

    def posts_in(self, *channels: str) -> int:
        """How many messages stand in these channels."""
        return self.slack.look(
            lambda world: sum(len(list(world.conversations[each].lasting())) for each in channels)
        )

    @property
    def is_told_once(self) -> bool:
        """Whether every notice is in the channels exactly once, and nothing else is."""
        rows = self.database.read(lambda s: s.connection().execute(_TRACES).all())
        return self.copies == Counter(f"{row.release_id}-{row.id}" for row in rows)


def _template() -> Template:
    audience = Item(
        key=AUDIENCE,
        title="Engineering",
        text="Engineering reads what happens.",
        kind=Kind.AUDIENCE,
        phase=Phase.COMMUNICATION,
        group="audiences",
    )
    group = Group("audiences", "Audiences", "communication", (audience,))
    communication = Section("communication", "Communication", Phase.COMMUNICATION, (group,))
    template = sample.template()
    slots = (Slot("hour-before", "One hour before", Anchor.PLANNED_START, -LEAD),)
    return replace(template, sections=(*template.sections, communication), slots=slots)


def end(*living: ForkServerProcess) -> None:
    """Have servers finish what is under way, and end."""
    for each in living:
        each.terminate()
    for each in living:
        each.join(20)
        assert each.exitcode is not None, "A server did not end within 20 seconds."


def eventually(true: Callable[[], bool], within: float) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, f"It did not come to be so within {within} seconds."
        time.sleep(0.02)


@contextmanager
def stage(url: str, channels: int) -> Iterator[Stage]:
    """A stage on a migrated database."""
    company = small_company(manifest())
    rooms = tuple(Channel(f"room-{number:03}") for number in range(channels))
    database = Database(url)
    try:
        with LocalSlack(replace(company, channels=(*company.channels, *rooms))) as slack:
            yield Stage(slack, database, url, tuple(room.id for room in rooms))
    finally:
        database.close()
