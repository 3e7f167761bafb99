"""The doctor: each thing that can be wrong in the set-up, and the sentence that mends it."""

import copy

import pytest

from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from tests.journeys.story import Story
from tests.served import Served
from tests.slackapp.conftest import Readiness


def test_when_all_is_well_it_says_so_and_ends_with_0(
    readiness: Readiness, tokens: dict[str, str], slack: LocalSlack, sqlite_url: str
) -> None:
    with Served(slack, sqlite_url):
        Story(slack).opens("Hotfix")

    result = readiness("doctor", **tokens)
    assert result.exit_code == 0
    place = sqlite_url.removeprefix("sqlite:///")
    assert result.stdout.splitlines() == [
        "ok    The tokens are set; Slack reaches the app over HTTP at /slack/events.",
        f"ok    The database {place} can be read and written, and its schema is right.",
        "ok    Slack knows the app as readiness in Larkspur Goods.",
        "ok    The app has every scope that it needs.",
        "ok    The app is in #checkout-launch, the channel of Checkout 2.4.",
    ]


def test_socket_mode_is_tried_too(readiness: Readiness, tokens: dict[str, str], slack: LocalSlack) -> None:
    result = readiness("doctor", **tokens, SLACK_APP_TOKEN=slack.app_token)
    assert "ok    Socket Mode can be opened." in result.stdout
    assert "over Socket Mode" in result.stdout

    wrong = readiness("doctor", **tokens, SLACK_APP_TOKEN="xapp-wrong")
    assert wrong.exit_code == 1
    assert (
        "mend  Slack refuses SLACK_APP_TOKEN (invalid_auth). Make one with connections:write" in wrong.stdout
    )


def test_missing_tokens_are_named_and_the_rest_is_looked_at_all_the_same(readiness: Readiness) -> None:
    result = readiness("doctor")
    assert result.exit_code == 1
    assert "mend  SLACK_BOT_TOKEN is not set." in result.stdout
    assert "ok    The database" in result.stdout


def test_a_token_that_slack_refuses(readiness: Readiness, tokens: dict[str, str]) -> None:
    result = readiness("doctor", **tokens | {"SLACK_BOT_TOKEN": "xoxb-wrong"})
    assert result.exit_code == 1
    assert "mend  Slack refuses SLACK_BOT_TOKEN (invalid_auth). Copy it again." in result.stdout


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop_request": True}])
def test_a_slack_that_can_not_be_reached(
    readiness: Readiness, tokens: dict[str, str], slack: LocalSlack, fault: dict[str, object]
) -> None:
    slack.faults.add("auth.test", **fault)  # type: ignore[arg-type]
    result = readiness("doctor", **tokens)
    assert result.exit_code == 1
    assert f"mend  Slack can't be reached at {slack.api_url}. Check the network." in result.stdout


def test_a_missing_scope_is_named(readiness: Readiness) -> None:
    fewer = copy.deepcopy(manifest())
    fewer["oauth_config"]["scopes"]["bot"].remove("pins:write")
    with LocalSlack(small_company(fewer)) as slack:
        result = readiness(
            "doctor",
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url,
        )
    assert result.exit_code == 1
    assert "mend  The app lacks the scopes pins:write." in result.stdout


def test_a_channel_that_lost_the_app(
    readiness: Readiness, tokens: dict[str, str], slack: LocalSlack, sqlite_url: str
) -> None:
    with Served(slack, sqlite_url):
        Story(slack).opens("Hotfix")
        slack.admin.remove_app("#checkout-launch")

    result = readiness("doctor", **tokens)
    assert result.exit_code == 1
    assert (
        "mend  The app isn't in #checkout-launch, the channel of Checkout 2.4. Type /invite @Readiness there."
        in result.stdout
    )
    slack.admin.archive("#checkout-launch")
    assert "is archived. Unarchive it." in readiness("doctor", **tokens).stdout
    slack.faults.add("conversations.info", error="channel_not_found")
    assert "can't be seen (channel_not_found)" in readiness("doctor", **tokens).stdout


def test_a_database_without_a_schema(
    readiness: Readiness, tokens: dict[str, str], empty_postgres_url: str
) -> None:
    result = readiness("doctor", **tokens | {"DATABASE_URL": empty_postgres_url})
    assert result.exit_code == 1
    assert "readiness migrate" in result.stdout


def test_a_database_that_can_not_be_named(readiness: Readiness, tokens: dict[str, str]) -> None:
    result = readiness("doctor", **tokens | {"DATABASE_URL": "sqlite://"})
    assert result.exit_code == 1
    assert "mend  DATABASE_URL names no file." in result.stdout
