"""What every command shares: failures as sentences, the settings, the database."""

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from slackapp.app import prepared
from slackapp.cli.sentences import fail, files_plainly
from slackapp.failures import SlackProblem
from slackapp.settings import WrongSettings, read_settings
from storage.database import Database, DatabaseProblem
from storage.problems import WrongUrl

WRONG_SETTINGS = 2
COMMAND_LINE = "command line"
"""The surface of what is done here, as the audit names it."""


def whoever_runs_this() -> str:
    """Who the audit says did it: ``cli:`` and the user's name on this machine, or their number without one.

    No Slack id looks like this. The name is that of the process's user, whatever its environment says.
    """
    number = os.getuid()
    try:
        return f"cli:{pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"cli:{number}"


@contextmanager
def plainly() -> Iterator[None]:
    """Turn the failures that people can mend into sentences: no traceback reaches a person."""
    with files_plainly():
        try:
            yield
        except WrongSettings as wrong:
            fail(*wrong.sentences, code=WRONG_SETTINGS)
        except WrongUrl as problem:
            fail(str(problem), code=WRONG_SETTINGS)
        except (DatabaseProblem, SlackProblem) as problem:
            fail(str(problem))


def with_database(work: Callable[[Database], None]) -> None:
    """Do ``work`` with the database of the settings, and close it."""
    with plainly():
        database = prepared(read_settings())
        try:
            work(database)
        finally:
            database.close()
