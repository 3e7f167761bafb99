"""Settings come from the environment; whatever is wrong with one is said in a sentence, and no secret is."""

from pathlib import Path

import pytest

from slackapp.settings import SLACK_API, Settings, WrongSettings, read_settings
from tests.slackapp.conftest import Readiness


def test_with_nothing_set_there_is_a_database_in_the_users_folder_and_slack_itself() -> None:
    settings = read_settings()
    assert settings.database_url.get_secret_value().startswith("sqlite:///")
    assert "readiness" in settings.database_url.get_secret_value()
    assert settings.slack_api_url == SLACK_API
    assert (settings.port, settings.log_level, settings.administrators) == (3000, "INFO", frozenset())


def test_a_file_beside_the_process_is_read_and_the_environment_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PORT=4000\nLOG_LEVEL=debug\nSLACK_BOT_TOKEN=\n")
    monkeypatch.setenv("PORT", "5000")
    settings = read_settings()
    assert (settings.port, settings.log_level, settings.slack_bot_token) == (5000, "DEBUG", None)


def test_administrators_are_named_with_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMINISTRATORS", "U1, U2 U3")
    assert read_settings().administrators == frozenset({"U1", "U2", "U3"})


def test_the_address_of_the_api_ends_with_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "https://slack-gov.com/api")
    assert read_settings().slack_api_url == "https://slack-gov.com/api/"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-secret", "SLACK_BOT_TOKEN can't be used: it has to start with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-secret", "SLACK_APP_TOKEN can't be used: it has to start with xapp-"),
        ("SLACK_API_URL", "slack.com/secret", "SLACK_API_URL can't be used: it has to start with https://"),
        ("PORT", "secret", "PORT can't be used: input should be a valid integer"),
        ("PORT", "65536", "PORT can't be used: input should be less than or equal to 65535"),
        ("LOG_LEVEL", "secret", "LOG_LEVEL can't be used: it has to be DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_exit_code_2(
    readiness: Readiness, name: str, value: str, sentence: str
) -> None:
    result = readiness("serve", **{name: value})
    assert result.exit_code == 2
    assert result.stderr.startswith(sentence)
    assert result.stderr.endswith(".\n")
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.stderr


def test_several_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    assert len(wrong.value.sentences) == 2


def test_to_serve_two_things_have_to_be_set(readiness: Readiness) -> None:
    result = readiness("serve")
    assert result.exit_code == 2
    assert [line.partition(".")[0] for line in result.stderr.splitlines()] == [
        "SLACK_BOT_TOKEN is not set",
        "Neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET (for HTTP) is set",
    ]


def test_no_secret_shows_in_the_text_of_the_settings() -> None:
    settings = Settings.model_validate(
        {
            "slack_bot_token": "xoxb-geheim",
            "slack_app_token": "xapp-geheim",
            "slack_signing_secret": "geheim",
            "database_url": "postgresql://readiness:geheim@db/readiness",
        }
    )
    assert "geheim" not in f"{settings!r} {settings}"
    assert settings.socket_mode
