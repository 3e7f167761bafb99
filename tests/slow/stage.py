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

from readiness.model import Person, Release
from readiness.notices import NoticeKind, Wish
from slackapp.manifest import manifest
from slackapp.sandbox import Channel, LocalSlack
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.world import World
from slackapp.traces import EVENT
from storage import outbox, templates
from storage.database import Database
from storage.ledger import Ledger
from tests.served import settings_for
from tests.slow import lives
from tests.slow.lives import Orders
from tests.storage import sample


class Stage:
    """A release ``R1`` of a local Slack's workspace, and ``channels`` to post in."""

    def __init__(self, slack: LocalSlack, database: Database, url: str, channels: tuple[str, ...]) -> None:
        self.slack = slack
        self.database = database
        self.workspace = slack.look(lambda world: world.workspace.team_id)
        self.channels = channels
        self.settings: Mapping[str, Any] = (
            settings_for(slack, url).model_copy(update={"port": 0}).model_dump()
        )
        self._keys = count(1)
        self._opened()
        self.wished: list[str] = ["card"]

    def _opened(self) -> None:
        now = datetime.now(UTC)
        opener = Person(self.slack.person("Robin").member.id)
        opening = sample.opening(
            workspace=self.workspace, channel=self.channels[0], planned_start=now + timedelta(days=7)
        )
        self.database.write(lambda s: templates.add(s, sample.template(), now))
        outcome = Ledger(self.database, self.workspace).perform_now(None, opening, opener, now)
        assert isinstance(outcome.release, Release), outcome.refusal

    def wish(self, number: int) -> None:
        """Wish for so many more posts, to one channel after the other."""
        to_come = [
            Wish(f"post:{key}", NoticeKind.STAGE, self.channels[key % len(self.channels)], "deploying")
            for key in (next(self._keys) for _ in range(number))
        ]
        now = datetime.now(UTC)
        self.database.write(lambda s: outbox.wish(s, self.workspace, "R1", to_come, now))
        self.wished += [each.key for each in to_come]

    @property
    def waiting(self) -> int:
        """How many posts are still to be sent."""
        return self.database.read(lambda s: outbox.waiting(s, self.workspace))

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

    def play_to_the_end(self, within: float = 60.0) -> None:
        """Let a server live until nothing waits any more, and no post stands twice."""
        with self.living():
            eventually(lambda: self.waiting == 0, within)
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
        """Whether every post is in the channels exactly once."""
        copies = self.copies
        return len(copies) == len(self.wished) and set(copies.values()) == {1}


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
