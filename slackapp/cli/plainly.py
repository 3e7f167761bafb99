"""What every command shares: failures as sentences, the settings, the database."""

import logging
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
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def fail(*sentences: str, code: int = FAILED) -> NoReturn:
    """Say on the error stream what is wrong, a line each, and end the process with ``code``."""
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(code)


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
