"""The start and the end of Socket Mode: a wrong token ends the start, and the end loses no press."""

import threading

import pytest

from slackapp.failures import SlackProblem
from slackapp.sandbox import LocalSlack
from tests.journeys.story import CHANNEL, Story, eventually
from tests.served import Served
from tests.slackapp.conftest import Readiness


def test_a_wrong_token_for_socket_mode_ends_the_start_with_a_sentence(
    readiness: Readiness, tokens: dict[str, str]
) -> None:
    result = readiness("serve", **tokens, SLACK_APP_TOKEN="xapp-wrong", HOST="127.0.0.1", PORT="0")
    assert result.exit_code == 1
    assert result.stderr == (
        "Slack refuses SLACK_APP_TOKEN (invalid_auth). Make one with connections:write under "
        "Basic Information.\n"
    )


def test_a_slack_that_can_not_be_reached_for_socket_mode_is_no_wrong_token(
    slack: LocalSlack, sqlite_url: str
) -> None:
    slack.faults.add("apps.connections.open", status=503)
    with (
        pytest.raises(SlackProblem, match="can't be reached"),
        Served(slack, sqlite_url, socket_mode=True),
    ):
        pass


def test_a_press_that_is_being_answered_is_answered_before_the_end(
    slack: LocalSlack, sqlite_url: str
) -> None:
    replies = []
    with Served(slack, sqlite_url, socket_mode=True):
        eventually(lambda: slack.connections == 1)
        Story(slack).opens("Hotfix")
        slack.faults.add("users.info", hang=1)
        boris = slack.person("Boris")
        pressing = threading.Thread(
            target=lambda: replies.append(boris.presses("Ready to roll back", CHANNEL))
        )
        asked = len(slack.calls("users.info"))
        pressing.start()
        eventually(lambda: len(slack.calls("users.info")) > asked)
    pressing.join(10)
    assert [reply.ok for reply in replies] == [True]
