"""What every command shares: failures as sentences, the settings, the database."""

import logging
import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from readiness.templates import MalformedTemplate
from slackapp.app import prepared
from slackapp.failures import SlackProblem
from slackapp.settings import WrongSettings, read_settings
from storage.database import Database, DatabaseProblem

FAILED = 1
WRONG_SETTINGS = 2
COMMAND_LINE = "command line"
"""The surface of what is done here, as the audit names it."""
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def fail(*sentences: str, code: int = FAILED) -> NoReturn:
    """Say on the error stream what is wrong, a line each, and end the process with ``code``."""
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(code)


def whoever_runs_this() -> str:
    """Who the audit says did it: ``cli:`` and the user's name on this machine, or their number without one.

    No Slack id looks like this. The name is that of the process's user, whatever its environment says.
    """
    number = os.getuid()
    try:
        return f"cli:{pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"cli:{number}"


def log_from(level: str) -> None:
    """Write a log to the error stream, from this level on."""
    logging.basicConfig(level=level, format=LOG_FORMAT)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    for library in ("slack_sdk", "slack_bolt"):
        # In detail they write response URLs and tokens of triggers into the log.
        logging.getLogger(library).setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))


@contextmanager
def plainly() -> Iterator[None]:
    """Turn the failures that people can mend into sentences: no traceback reaches a person."""
    try:
        yield
    except WrongSettings as wrong:
        fail(*wrong.sentences, code=WRONG_SETTINGS)
    except (MalformedTemplate, DatabaseProblem, SlackProblem) as problem:
        fail(str(problem))
    except UnicodeDecodeError:
        fail("The file is not text in UTF-8.")
    except OSError as error:
        fail(f"{error.filename or 'The address or file'} can't be used: {error.strerror or error}.")


def with_database(work: Callable[[Database], None]) -> None:
    """Do ``work`` with the database of the settings, and close it."""
    with plainly():
        database = prepared(read_settings())
        try:
            work(database)
        finally:
            database.close()
