"""What is wished is told once in the local Slack, however Slack fails on the way."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from readiness.commands import AssignRole, MarkChecks, VerifyChecks
from readiness.model import CheckState, Person
from readiness.notices import NoticeKind, Wish
from schedules.courier import Courier
from slackapp.delivery import SlackDelivery
from slackapp.people import People
from slackapp.sandbox import LocalSlack, Message
from storage import outbox, templates
from storage.database import Database
from storage.ledger import Ledger
from tests.schedules.far_side import StandingClock
from tests.storage import sample
from tests.storage.sample import NOW, WORKSPACE

CHANNEL = "#checkout-launch"


class Telling:
    """A release with a card to be told, and a courier whose clock is the test's."""

    def __init__(self, slack: LocalSlack, database: Database) -> None:
        self.slack = slack
        self.database = database
        self.clock = StandingClock(datetime.now(UTC))
        self.omar = slack.person("Omar")
        self.robin = slack.person("Robin")
        self.channel = self.robin.says("Here we go.", CHANNEL).channel_id
        database.write(lambda s: templates.add(s, sample.template(), NOW))
        opener = Person(slack.person("Alice").member.id)
        Ledger(database, WORKSPACE).perform_now(None, sample.opening(channel=self.channel), opener, NOW)

    def run(self, after: float = 0.0) -> int:
        """Tell what may be told so many seconds later."""
        self.clock.forward(after)
        return asyncio.run(self._run())

    async def _run(self) -> int:
        client = AsyncWebClient(self.slack.bot_token, self.slack.api_url, retry_handlers=[])
        people = People(self.database, client, WORKSPACE, frozenset(), self.clock.now)
        delivery = SlackDelivery(self.database, client, people, lambda: NOW)
        return await Courier(self.database, WORKSPACE, delivery, self.clock).run_once()

    def asks(self, *holders: str) -> None:
        """Give the gate's role to these, and tick its scope: they are asked to sign."""
        ledger = Ledger(self.database, WORKSPACE)
        scope = tuple(item.key for item in sample.template().scope("ready"))
        ledger.perform_now("R1", AssignRole(sample.QA, holders), sample.ALICE, NOW)
        ledger.perform_now("R1", MarkChecks(scope, CheckState.DONE), sample.ALICE, NOW)
        ledger.perform_now("R1", VerifyChecks(scope[:1]), sample.BOB, NOW)

    def wish(self, *wishes: Wish) -> None:
        self.database.write(lambda s: outbox.wish(s, WORKSPACE, "R1", wishes, NOW))

    @property
    def cards(self) -> list[Message]:
        return [message for message in self.robin.messages(CHANNEL) if "Checkout R1" in message.shown]


@pytest.fixture
def telling(slack: LocalSlack, sqlite_url: str) -> Iterator[Telling]:
    database = Database(sqlite_url)
    yield Telling(slack, database)
    database.close()


def test_a_look_that_is_rate_limited_leaves_the_doubt_and_nothing_is_posted_twice(telling: Telling) -> None:
    telling.slack.faults.add("chat.postMessage", times=1, lose_reply=True)
    telling.slack.faults.add("conversations.history", times=1, rate_limited=5)
    for _ in range(4):
        telling.run(after=60)
    assert len(telling.cards) == 1
    assert outbox_knows(telling, telling.cards[0].ts)


CARD = Wish("card", NoticeKind.CARD, "")


def test_a_card_that_was_deleted_is_posted_anew_and_once(telling: Telling) -> None:
    telling.run()
    telling.slack.faults.add("chat.update", times=1, error="message_not_found")
    telling.slack.faults.add("chat.postMessage", times=1, lose_reply=True)
    telling.wish(CARD)
    for _ in range(3):
        telling.run(after=60)
    assert len(telling.cards) == 2, "the one that Slack called gone, and one in its place"
    assert outbox_knows(telling, telling.cards[-1].ts)


def test_a_card_that_is_found_after_a_doubt_is_pinned_as_any_other(telling: Telling) -> None:
    telling.slack.faults.add("chat.postMessage", times=1, lose_reply=True)
    telling.run()
    assert [card.pinned for card in telling.cards] == [False]
    telling.run(after=60)
    assert [card.pinned for card in telling.cards] == [True]


def test_what_nobody_could_tell_is_looked_for_again_when_it_is_wished_anew(telling: Telling) -> None:
    telling.slack.faults.add("chat.postMessage", times=1, lose_reply=True)
    telling.slack.faults.add("conversations.history", times=1, error="missing_scope")
    telling.run()
    telling.run(after=60)
    telling.wish(CARD)
    telling.run(after=90)
    assert len(telling.cards) == 1
    assert outbox_knows(telling, telling.cards[0].ts)


def test_a_redraw_for_a_group_tells_nobody_who_joined_since(telling: Telling) -> None:
    group = telling.slack.look(lambda world: world.workspace.user_groups[0])
    telling.asks(group.id, telling.omar.member.id)
    for _ in range(2):
        telling.run(after=5)
    telling.slack.admin.set_group("rollback-team", "Omar", "Noor", "Hana")
    telling.wish(Wish("gate:ready:again", NoticeKind.GATE, telling.channel, "ready", redraw_only=True))
    for _ in range(2):
        telling.run(after=90)
    assert len(telling.slack.person("Noor").direct_messages()) == 1
    assert len(telling.omar.direct_messages()) == 1, "although the group and Omar himself were asked"
    assert telling.slack.person("Hana").direct_messages() == []


def test_who_opened_the_release_is_not_asked_to_sign_in_the_name_of_a_group(telling: Telling) -> None:
    (group,) = telling.slack.look(
        lambda world: [each.id for each in world.groups.values() if each.handle == "qa-leads"]
    )
    telling.asks(group)
    for _ in range(2):
        telling.run(after=5)
    assert len(telling.slack.person("Senna").direct_messages()) == 1
    assert telling.slack.person("Alice").direct_messages() == []


def outbox_knows(telling: Telling, ts: str) -> bool:
    return telling.database.read(lambda s: outbox.posted(s, "R1", "card")) == (telling.channel, ts)
