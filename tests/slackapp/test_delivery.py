"""Delivery: what is told lands once, and every failure of Slack is judged for what it was."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from readiness.notices import NoticeKind
from schedules.delivery import CannotDeliver, CannotTell, Delivered, InDoubt, TryLater
from slackapp.delivery import SlackDelivery
from slackapp.sandbox import LocalSlack
from storage.claims import Claimed
from storage.doubts import Posted
from tests.journeys.story import CHANNEL, Story, eventually
from tests.served import Served


class Told:
    """The card of a release that was just opened, and a way to tell it once more."""

    def __init__(self, story: Story, served: Served) -> None:
        self.story = story
        self.served = served
        eventually(lambda: story.card.pinned)
        assert story.card.metadata is not None
        release, number = story.card.metadata["event_payload"]["id"].rsplit("-", 1)
        began = datetime.now(UTC) - timedelta(minutes=5)
        self.claimed = Claimed(
            id=int(number),
            workspace=served.app.parts.workspace,
            release_id=release,
            key="card",
            kind=NoticeKind.CARD,
            to=story.card.channel_id,
            subject="",
            attempt=2,
            wanted=1,
            failures=1,
            wished_at=began,
            in_doubt=True,
            send_started_at=began,
            channel=None,
            ts=None,
        )

    @property
    def cards(self) -> int:
        robin = self.story.person("Robin")
        return sum("Managed by" in message.shown for message in robin.messages(CHANNEL))

    def deliver(self, claimed: Claimed, api_url: str = "") -> Delivered:
        """What comes of telling it; the failure is raised."""

        return self.served.run(self._delivery(api_url).deliver(claimed, begin))

    def copies(self, posted: Posted) -> Sequence[str]:
        """The messages of this post."""
        return self.served.run(self._delivery().copies(posted.channel, [posted]))[posted.id]

    def leave(self, posted: Posted, kept: str, others: Sequence[str]) -> None:
        """Let one message stand alone."""
        self.served.run(self._delivery().leave(posted, kept, others))

    def _delivery(self, api_url: str = "") -> SlackDelivery:
        settings, parts = self.served.settings, self.served.app.parts
        assert settings.slack_bot_token is not None
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=api_url or settings.slack_api_url,
            retry_handlers=[],
        )
        return SlackDelivery(parts.database, client, parts.people, parts.now)


async def begin() -> None:
    """Nothing is claimed here, so that no sending is written down."""


@pytest.fixture
def told(slack: LocalSlack, sqlite_url: str) -> Iterator[Told]:
    with Served(slack, sqlite_url) as served:
        story = Story(slack)
        story.opens("Hotfix")
        yield Told(story, served)


def test_what_arrived_although_its_reply_was_lost_is_found_and_not_posted_again(told: Told) -> None:
    card = told.story.card
    assert told.deliver(told.claimed) == Delivered(card.channel_id, card.ts)
    assert told.cards == 1


def test_it_is_found_behind_many_other_messages(told: Told) -> None:
    for number in range(205):
        told.story.person("Noor").says(f"Message {number}", CHANNEL)
    assert told.deliver(told.claimed).ts == told.story.card.ts


def test_what_never_arrived_is_posted(told: Told) -> None:
    delivered = told.deliver(replace(told.claimed, id=told.claimed.id + 1_000))
    assert delivered.ts != ""
    assert told.cards == 2


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel", "channel_not_found"])
def test_a_doubt_that_nobody_can_settle_by_looking_is_said_to_be_one(
    told: Told, slack: LocalSlack, error: str
) -> None:
    slack.faults.add("conversations.history", error=error)
    with pytest.raises(CannotTell, match=error):
        told.deliver(told.claimed)
    assert told.cards == 1


def test_a_history_that_fails_for_a_while_leaves_the_doubt(told: Told, slack: LocalSlack) -> None:
    slack.faults.add("conversations.history", status=503)
    with pytest.raises(InDoubt):
        told.deliver(told.claimed)


@pytest.mark.parametrize(
    ("fault", "judged"),
    [
        ({"rate_limited": 7}, TryLater),
        ({"error": "ratelimited"}, TryLater),
        ({"error": "internal_error"}, InDoubt),
        ({"status": 503}, InDoubt),
        ({"lose_reply": True}, InDoubt),
        ({"drop_request": True}, InDoubt),
        ({"error": "is_archived"}, CannotDeliver),
        ({"error": "channel_not_found"}, CannotDeliver),
        ({"error": "not_in_channel"}, CannotDeliver),
        ({"error": "invalid_blocks"}, CannotDeliver),
        ({"error": "restricted_action"}, CannotDeliver),
    ],
)
def test_each_failure_is_judged_for_what_it_was(
    told: Told, slack: LocalSlack, fault: dict[str, object], judged: type[Exception]
) -> None:
    slack.faults.add("chat.postMessage", **fault)  # type: ignore[arg-type]
    with pytest.raises(judged) as failure:
        told.deliver(replace(told.claimed, in_doubt=False))
    if "rate_limited" in fault:
        assert getattr(failure.value, "seconds", None) == 7
    assert told.cards == (2 if "lose_reply" in fault else 1)


def test_a_slack_that_can_not_be_reached_took_nothing(told: Told) -> None:
    with pytest.raises(TryLater):
        told.deliver(replace(told.claimed, in_doubt=False), "http://127.0.0.1:9/api/")


def test_an_update_that_slack_refuses_is_not_posted_instead(told: Told, slack: LocalSlack) -> None:
    slack.faults.add("chat.update", error="is_inactive")
    shown = replace(told.claimed, in_doubt=False, channel=told.story.card.channel_id, ts=told.story.card.ts)
    with pytest.raises(CannotDeliver):
        told.deliver(shown)
    assert told.cards == 1


def test_a_notice_about_a_release_that_is_not_stored_can_not_be_delivered(told: Told) -> None:
    with pytest.raises(CannotDeliver):
        told.deliver(replace(told.claimed, release_id="gone"))


def test_what_arrived_counts_even_when_it_can_no_longer_be_drawn(told: Told) -> None:
    unknown = replace(told.claimed, subject="gone", kind=NoticeKind.STAGE)
    assert told.deliver(unknown).ts == told.story.card.ts


def test_what_was_posted_in_place_of_what_is_gone_has_a_name_of_its_own(told: Told) -> None:
    first = told.story.card.ts
    anew = told.deliver(replace(told.claimed, posting=1))
    assert anew.ts != first
    assert told.deliver(replace(told.claimed, posting=1)) == anew


def test_slack_may_ask_to_wait_without_saying_how_long(told: Told, slack: LocalSlack) -> None:
    slack.faults.add("chat.postMessage", error="ratelimited")
    with pytest.raises(TryLater) as failure:
        told.deliver(replace(told.claimed, in_doubt=False))
    assert failure.value.seconds == 30


def test_what_slack_refuses_for_good_says_how_to_mend_it(told: Told, slack: LocalSlack) -> None:
    slack.admin.remove_app(CHANNEL)
    with pytest.raises(CannotDeliver, match="Type /invite @Readiness in it"):
        told.deliver(replace(told.claimed, in_doubt=False))


def test_of_two_cards_the_younger_is_deleted_and_the_older_is_pinned(told: Told) -> None:
    older = told.story.card
    younger = told.deliver(replace(told.claimed, in_doubt=False))
    assert told.cards == 2
    posted = Posted(
        id=told.claimed.id,
        workspace=told.claimed.workspace,
        release_id=told.claimed.release_id,
        key=told.claimed.key,
        kind=NoticeKind.CARD,
        to=older.channel_id,
        channel=older.channel_id,
        ts=younger.ts,
        posting=0,
        doubted_at=datetime.now(UTC),
        redrawn=False,
    )
    assert told.copies(posted) == [older.ts, younger.ts]
    told.leave(posted, older.ts, [younger.ts])
    told.leave(posted, older.ts, [younger.ts])
    assert told.cards == 1
    assert told.story.card.ts == older.ts
    assert told.story.card.pinned


@pytest.mark.parametrize(
    ("fault", "judged"), [({"rate_limited": 7}, TryLater), ({"error": "no_such_subteam"}, CannotDeliver)]
)
def test_a_group_that_can_not_be_read_is_not_taken_for_told(
    told: Told, slack: LocalSlack, fault: dict[str, Any], judged: type[Exception]
) -> None:
    group = told.story.group("@qa-leads")
    to_all = replace(told.claimed, kind=NoticeKind.OVERDUE, key=f"overdue:{group}", to=group, in_doubt=False)
    slack.faults.add("usergroups.users.list", **fault)
    with pytest.raises(judged):
        told.deliver(to_all)

    slack.faults.clear()
    assert told.deliver(to_all).channel == group
