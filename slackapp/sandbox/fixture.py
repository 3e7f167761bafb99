"""A pytest plugin: the fixture `local_slack`, for the tests of any Slack app.

Name it in a `conftest.py` (`pytest_plugins = ["slackapp.sandbox.fixture"]`), and say what the app is with a
fixture of one's own:

    @pytest.fixture(scope="session")
    def slack_manifest():
        return yaml.safe_load(Path("manifest.yml").read_text())
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from slackapp.sandbox.cast import small_company
from slackapp.sandbox.local import LocalSlack
from slackapp.sandbox.workspace import Workspace


@pytest.fixture(scope="session")
def slack_manifest() -> Mapping[str, Any]:
    """The manifest of the app under test, parsed. To be given by the tests."""
    raise NotImplementedError("Give the app's manifest: a fixture called slack_manifest that returns it.")


@pytest.fixture
def slack_workspace(slack_manifest: Mapping[str, Any]) -> Workspace:
    """Who and what is there: a small company, unless the tests give another."""
    return small_company(slack_manifest)


@pytest.fixture
def local_slack(slack_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSlack]:
    """A local Slack of this test alone, and the environment that points an app at it.

    `SLACK_API_URL`, `SLACK_BOT_TOKEN`, `SLACK_APP_TOKEN` and `SLACK_SIGNING_SECRET` are set while it runs.
    The test fails at its end when the app answered in a way that Slack has no error for.
    """
    with LocalSlack(slack_workspace) as slack:
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", slack.signing_secret)
        yield slack
        assert slack.complaints == []  # noqa: S101 - this is a test's
