"""Failures as sentences, and the log: what every command needs, and nothing that takes long to load."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from readiness.reading.problems import MalformedTemplate

FAILED = 1
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
def files_plainly() -> Iterator[None]:
    """Turn what is wrong with a file or an address into a sentence."""
    try:
        yield
    except MalformedTemplate as problem:
        fail(str(problem))
    except UnicodeDecodeError:
        fail("The file is not text in UTF-8.")
    except OSError as error:
        fail(f"{error.filename or 'The address or file'} can't be used: {error.strerror or error}.")
