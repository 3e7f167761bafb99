"""No token, signing secret or database password reaches a log, at any level, in any part of a record."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from slackapp.secrecy import HIDDEN, cleaning, kept_secret, secrets_of
from slackapp.settings import Settings

BOT, APP = "xoxb-1111-2222-AbCdEf", "xapp-1-A1-2222-abcdef"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
PASSWORD = "p@ss/wörd"
ESCAPED = "p%40ss%2Fw%C3%B6rd"
URL = f"postgresql://readiness:{ESCAPED}@db.example/readiness"
SECRETS = (BOT, APP, SIGNING, PASSWORD, ESCAPED)
LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL)


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings.model_validate(
        {
            "slack_bot_token": BOT,
            "slack_app_token": APP,
            "slack_signing_secret": SIGNING,
            "database_url": URL,
        }
    )


@pytest.fixture
def written(settings: Settings) -> Iterator[io.StringIO]:
    """What a handler of somebody else's wrote that takes everything, with the secrets kept."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with kept_secret(settings):
            yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def without_secrets(text: str) -> bool:
    return not any(secret in text for secret in SECRETS)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_part_of_a_record_is_clean_at_every_level(
    written: io.StringIO, level: int, secret: str
) -> None:
    log = logging.getLogger("some.library")
    log.log(level, f"in the text {secret}!")
    log.log(level, "as an argument %s, in one %r", secret, {"token": [secret]})
    log.log(level, "by name %(token)s", {"token": secret})
    try:
        try:
            raise ValueError(f"in an exception {secret}")  # noqa: TRY301 - a cause with a secret
        except ValueError as error:
            raise RuntimeError(f"and in its cause {secret}") from error
    except RuntimeError:
        log.log(level, "with a traceback", exc_info=True, stack_info=True)
    text = written.getvalue()
    assert text.count(logging.getLevelName(level)) == 4
    assert "and in its cause" in text
    assert HIDDEN in text
    assert without_secrets(text)


def test_a_message_that_does_not_fit_its_arguments_is_no_way_out(written: io.StringIO) -> None:
    format_of_two = "two %s %s"
    logging.getLogger("some.library").warning(format_of_two, BOT)
    assert "with arguments that do not fit it" in written.getvalue()
    assert without_secrets(written.getvalue())


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("another xoxp-9-8-7 and xoxe.xoxp-1-abc.", f"another {HIDDEN} and xoxe.{HIDDEN}"),
        ("at https://hooks.slack.com/actions/T1/2/abc now", f"at https://hooks.slack.com/{HIDDEN} now"),
        (
            "wss://wss.slack.com/link/?ticket=abc&app_id=1 opened",
            f"wss://wss.slack.com/link/?{HIDDEN} opened",
        ),
        ("postgresql://me:pw@host/name", f"postgresql://me:{HIDDEN}@host/name"),
        ("host=db password=pw user=me", f"host=db password={HIDDEN} user=me"),
        ("password = 'a b' next", f"password = {HIDDEN} next"),
        ("'Authorization': 'Bearer abc.def'", f"'Authorization': 'Bearer {HIDDEN}'"),
        ("nothing here: xoxo and axapp-1", "nothing here: xoxo and axapp-1"),
    ],
)
def test_what_has_the_form_of_a_secret_is_hidden_though_no_setting_holds_it(said: str, hidden: str) -> None:
    assert cleaning(frozenset())(said) == hidden


@given(st.text(), st.text(), st.sampled_from([BOT, APP, SIGNING, ESCAPED]))
def test_no_surroundings_let_a_secret_through(before: str, after: str, secret: str) -> None:
    clean = cleaning(frozenset(SECRETS))
    assert secret not in clean(f"{before}{secret}{after}")


def test_all_secrets_of_the_settings_are_known_whatever_they_are_called(settings: Settings) -> None:
    assert secrets_of(settings) >= {*SECRETS}
    assert secrets_of(Settings.model_validate({"database_url": "sqlite:///readiness.db"})) == frozenset()


def test_whatever_is_secret_by_its_name_is_a_secret_by_its_type() -> None:
    words = ("token", "secret", "password", "database_url", "key")
    for name, field in Settings.model_fields.items():
        if any(word in name for word in words):
            assert "SecretStr" in str(field.annotation), name


def test_the_settings_show_no_secret(settings: Settings) -> None:
    assert without_secrets(f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}")
    assert isinstance(settings.database_url, SecretStr)


def test_the_log_is_as_before_once_the_app_has_ended(settings: Settings) -> None:
    before = logging.getLogRecordFactory()
    with kept_secret(settings):
        assert logging.getLogRecordFactory() is not before
    assert logging.getLogRecordFactory() is before


@pytest.mark.parametrize("where", ["main", "thread"])
def test_an_error_that_ends_the_process_tells_no_secret(where: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import sys, threading\n"
        "from slackapp.secrecy import end_without_secrets\n"
        "from slackapp.settings import Settings\n"
        "end_without_secrets(Settings())\n"
        f"def fail(): raise RuntimeError('so it ends with {SIGNING}')\n"
        f"(fail if '{where}' == 'main' else threading.Thread(target=fail).start)()\n",
        encoding="utf-8",
    )
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={"SLACK_SIGNING_SECRET": SIGNING, "PYTHONPATH": root, "PATH": ""},
        check=False,
    )
    assert "so it ends with" in ended.stderr
    assert SIGNING not in ended.stderr
