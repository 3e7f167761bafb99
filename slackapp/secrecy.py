"""No token, signing secret or password reaches a log: every record is cleaned where it is made.

Cleaned there, it is clean for every handler, and for the one of last resort; the texts of exceptions and of
stacks are cleaned with it.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from slackapp.settings import Settings

HIDDEN = "•••"
LEAST = 4
"""Characters of a secret that is looked for by itself; a shorter one is hidden where its form tells."""
_FORMS = (
    (re.compile(r"\bx(?:ox[a-z]|app)-[\w.%-]+"), HIDDEN),
    (re.compile(r"(https://hooks\.slack\.com/)[^\s\"'<>]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(\bwss?://[^\s\"'<>?]+\?)[^\s\"'<>]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@\"'<>]*:)[^\s/\"'<>]+(@)"), rf"\1{HIDDEN}\2"),
    (re.compile(r"(?i)(\bpassword\s*[=:]\s*)(?:'[^']*'|\"[^\"]*\"|[^\s,;)]+)"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(\bauthorization['\"]?\s*[=:]\s*['\"]?(?:bearer|basic)\s+)[^\s'\",]+"), rf"\1{HIDDEN}"),
)
"""What secrets look like: Slack's tokens, response URLs, the tickets of sockets, passwords in addresses."""
_FORMATTER = logging.Formatter()

Clean = Callable[[str], str]


def secrets_of(settings: Settings) -> frozenset[str]:
    """The values that nobody may read: every secret of the settings, and the passwords in addresses."""
    found: set[str] = set()
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            found |= _spellings(value.get_secret_value())
    return frozenset(each for each in found if len(each) >= LEAST)


def _spellings(secret: str) -> set[str]:
    """The secret; of an address with a password only that, as it is written there and as it is meant."""
    if "://" not in secret:
        return {secret, repr(secret)[1:-1]}
    password = urlsplit(secret).password or ""
    meant = unquote(password)
    return {password, meant, repr(meant)[1:-1], quote(meant, safe="")}


def cleaning(secrets: frozenset[str]) -> Clean:
    """What puts ``•••`` in the place of these secrets, and of whatever has the form of one."""
    longest_first = sorted(map(re.escape, secrets), key=len, reverse=True)
    values = re.compile("|".join(longest_first)) if secrets else None

    def clean(text: str) -> str:
        if values is not None:
            text = values.sub(HIDDEN, text)
        for form, hidden in _FORMS:
            text = form.sub(hidden, text)
        return text

    return clean


@contextmanager
def kept_secret(settings: Settings) -> Iterator[None]:
    """While this lasts, no record of any logger names a secret, whichever handler takes it."""
    clean = cleaning(secrets_of(settings))
    make = logging.getLogRecordFactory()
    logging.setLogRecordFactory(lambda *args, **named: _cleaned(make(*args, **named), clean))
    try:
        yield
    finally:
        logging.setLogRecordFactory(make)


def _cleaned(record: logging.LogRecord, clean: Clean) -> logging.LogRecord:
    record.msg, record.args = clean(_message(record)), None
    if record.exc_info:
        record.exc_text = clean(_FORMATTER.formatException(record.exc_info))
        # A handler that looks at the exception itself would read it uncleaned.
        record.exc_info = None
    if record.stack_info is not None:
        record.stack_info = clean(record.stack_info)
    return record


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - a message that does not fit its arguments must not end an act
        return f"{record.msg} (with arguments that do not fit it)"


def end_without_secrets(settings: Settings) -> None:
    """Have an error that ends this process, or a thread of it, told without secrets from here on."""
    clean = cleaning(secrets_of(settings))

    def told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        sys.stderr.write(clean("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = told
    threading.excepthook = lambda ended: told(ended.exc_type, ended.exc_value, ended.exc_traceback)
