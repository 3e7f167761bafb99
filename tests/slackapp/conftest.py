"""The command line as somebody types it, in an environment of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from slackapp.cli.commands import app
from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company

OURS = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
    "DATABASE_URL",
    "HOST",
    "PORT",
    "LOG_LEVEL",
    "ADMINISTRATORS",
)
Readiness = Callable[..., Result]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting but those of the test, and a folder without ``.env``."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(small_company(manifest())) as running:
        yield running


@pytest.fixture
def tokens(slack: LocalSlack) -> dict[str, str]:
    """Settings that are right for the local Slack, over HTTP."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }


@pytest.fixture
def readiness(sqlite_url: str) -> Readiness:
    """``readiness("doctor", PORT="1")`` types ``readiness doctor`` with this setting."""

    def typed(*words: str, **settings: str) -> Result:
        environment = {"DATABASE_URL": sqlite_url, "COLUMNS": "200", **settings}
        return CliRunner().invoke(app, words, env=environment)

    return typed


@pytest.fixture
def environment(tokens: dict[str, str], sqlite_url: str) -> dict[str, str]:
    """The environment of a process of its own, with all settings."""
    return {**os.environ, **tokens, "DATABASE_URL": sqlite_url, "HOST": "127.0.0.1", "PYTHONUNBUFFERED": "1"}
