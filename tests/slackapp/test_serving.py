"""What ``serve`` says when it can't listen, and what it leaves out of the log."""

import logging
import socket
from collections.abc import Iterator

import pytest

from slackapp.cli.sentences import log_from
from slackapp.sandbox import LocalSlack
from tests.journeys.story import CHANNEL, Story, eventually
from tests.served import Served
from tests.slackapp.conftest import Readiness


def test_a_port_in_use_is_one_sentence_and_exit_code_1(readiness: Readiness, tokens: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = readiness("serve", **tokens, HOST="127.0.0.1", PORT=str(port))
    assert result.exit_code == 1
    assert result.stderr == f"The address 127.0.0.1:{port} can't be used: Address already in use.\n"


@pytest.fixture
def loggers() -> Iterator[None]:
    """The levels as they were, after the test."""
    names = ("slack_sdk", "slack_bolt", "apscheduler")
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("loggers")
@pytest.mark.parametrize("socket_mode", [False, True])
def test_however_much_is_logged_no_response_url_is(
    slack: LocalSlack, sqlite_url: str, caplog: pytest.LogCaptureFixture, *, socket_mode: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    log_from("DEBUG")
    with Served(slack, sqlite_url, socket_mode=socket_mode):
        eventually(lambda: not socket_mode or slack.connections == 1)
        story = Story(slack)
        story.opens("Hotfix")
        story.person("Omar").presses("Status", CHANNEL)
        story.person("Omar").sees("NO-GO", in_=CHANNEL)
    addresses = [
        str(sent.delivery.payload["response_url"])
        for sent in slack.delivered
        if sent.delivery.payload.get("response_url")
    ]
    assert addresses
    assert not [
        record.name
        for record in caplog.records
        if record.threadName == "app" and any(address in record.getMessage() for address in addresses)
    ]


@pytest.mark.usefixtures("loggers")
def test_the_clockwork_and_the_libraries_say_no_more_than_they_are_asked() -> None:
    log_from("INFO")
    assert not logging.getLogger("apscheduler.scheduler").isEnabledFor(logging.INFO)
    log_from("ERROR")
    assert not logging.getLogger("slack_sdk").isEnabledFor(logging.WARNING)
