"""Socket Mode: the same app, without an address that Slack could reach."""

from collections.abc import Iterator

import httpx
import pytest

from slackapp.sandbox import LocalSlack
from tests.journeys.story import CHANNEL, Story, eventually
from tests.served import Served


@pytest.fixture
def served(slack: LocalSlack, sqlite_url: str) -> Iterator[Served]:
    with Served(slack, sqlite_url, socket_mode=True) as running:
        eventually(lambda: slack.connections == 1)
        yield running


def test_a_release_is_opened_and_started_over_the_socket(slack: LocalSlack, served: Served) -> None:
    story = Story(slack)
    story.opens("Hotfix")
    story.is_ready_to_roll_back()
    story.starts_without_go()
    story.person("Robin").sees("Deploying since", in_=CHANNEL)
    assert slack.complaints == []


def test_over_the_socket_nothing_is_heard_over_http(served: Served) -> None:
    assert httpx.post(f"{served.url}/slack/events", content=b"{}").status_code == 404
    assert httpx.get(f"{served.url}/healthz").text == "alive"
    assert httpx.get(f"{served.url}/readyz").text == "ready"


@pytest.mark.slow
def test_a_connection_that_slack_replaces_loses_nobody(slack: LocalSlack, served: Served) -> None:
    slack.refresh_sockets()
    eventually(lambda: slack.connections >= 1 and slack.person("Noor").types("/readiness help").ok, within=20)
