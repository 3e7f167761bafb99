"""What ``serve`` says when it can't listen, and what it leaves out of the log."""

import logging
import socket
from collections.abc import Iterator

import pytest

from slackapp.cli.plainly import log_from
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
def test_however_much_is_logged_no_response_url_is() -> None:
    log_from("DEBUG")
    for name in ("slack_sdk.webhook.async_client", "slack_sdk.web.async_client", "slack_bolt.AsyncApp"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
        assert logging.getLogger(name).isEnabledFor(logging.INFO)
    assert not logging.getLogger("apscheduler.scheduler").isEnabledFor(logging.INFO)
    log_from("ERROR")
    assert not logging.getLogger("slack_sdk").isEnabledFor(logging.WARNING)
