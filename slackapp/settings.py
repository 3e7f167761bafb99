"""The environment, read here and nowhere else."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SLACK_API = "https://slack.com/api/"


def default_database() -> str:
    """A SQLite file in the user's data folder."""
    return f"sqlite:///{user_data_path('readiness') / 'readiness.sqlite3'}"


class WrongSettings(Exception):
    """Settings that can't work; ``sentences`` says for each what is wrong and what to do."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """What the environment, or a file ``.env`` beside it, says. Secrets never show in its text."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API
    database_url: SecretStr = Field(default_factory=lambda: SecretStr(default_database()))
    host: str = "0.0.0.0"  # noqa: S104 - a container's port is published from here
    port: int = Field(default=3000, ge=0, le=65535)
    log_level: str = "INFO"
    administrators: Annotated[frozenset[str], NoDecode] = frozenset()
    """Slack ids of people who may assign roles, take them back and confirm overrides in any release."""

    @field_validator("administrators", mode="before")
    @classmethod
    def _separate(cls, value: object) -> object:
        return frozenset(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("slack_api_url")
    @classmethod
    def _end_with_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("it has to start with https:// (or http:// for a local Slack)")
        return value if value.endswith("/") else value + "/"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("it has to be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _begins(value, "xoxb-", "a bot token; you find it under OAuth & Permissions")

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _begins(value, "xapp-", "an app-level token; you find it under Basic Information")

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached over Socket Mode rather than over HTTP."""
        return self.slack_app_token is not None

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database; None of another kind, or of one in memory."""
        url = self.database_url.get_secret_value()
        path = url.partition("?")[0].removeprefix("sqlite:///")
        return Path(path) if url.startswith("sqlite:///") and path else None

    def missing_to_serve(self) -> list[str]:
        """A sentence for each setting without which ``serve`` can't work."""
        sentences = []
        if self.slack_bot_token is None:
            sentences.append(
                "SLACK_BOT_TOKEN is not set. Install the app into your workspace "
                "and copy the Bot User OAuth Token."
            )
        if self.slack_app_token is None and self.slack_signing_secret is None:
            sentences.append(
                "Neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET (for HTTP) is set. "
                "Set one of them; both stand under Basic Information in your app's settings."
            )
        return sentences


def _begins(value: SecretStr | None, prefix: str, what: str) -> SecretStr | None:
    if value is not None and not value.get_secret_value().startswith(prefix):
        raise ValueError(f"it has to start with {prefix}: it is {what}")
    return value


def read_settings(**given: object) -> Settings:
    """The settings of this process, after those ``given``. Raises ``WrongSettings`` without any secret."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise WrongSettings([_sentence(problem) for problem in error.errors()]) from None


def _sentence(problem: object) -> str:
    assert isinstance(problem, dict)  # noqa: S101 - pydantic's own shape
    name = str(problem["loc"][0]).upper() if problem["loc"] else "The settings"
    reason = str(problem["msg"]).removeprefix("Value error, ")
    return f"{name} can't be used: {reason[0].lower()}{reason[1:]}."
