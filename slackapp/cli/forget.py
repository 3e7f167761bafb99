"""``forget``."""

import re
from typing import Annotated

import typer

from schedules.clock import MachineClock
from slackapp.cli.plainly import COMMAND_LINE, whoever_runs_this, with_database
from slackapp.cli.sentences import fail
from storage import audit, people
from storage.audit import Stamp
from storage.database import Database, Session
from storage.encoding import canonical

_USER = re.compile(r"[UW][A-Z0-9]+")


def forget(user: Annotated[str, typer.Argument(help="The person's Slack id, such as U024BE7LH.")]) -> None:
    """Forget somebody's name and profile. What they did stays in the audit, under their Slack id."""
    if _USER.fullmatch(user) is None:
        fail(f"“{user}” is no id of a person. In Slack it stands in their profile, under Copy member ID.")

    def erase(database: Database) -> None:
        if not database.write(lambda session: _forgotten(session, user)):
            fail(
                f"Nobody with the id {user} is known here, so there is nobody to forget. Nothing was changed."
            )
        typer.echo(f"Nothing is kept of {user} now but this id, with what they did.")

    with_database(erase)


def _forgotten(session: Session, user: str) -> bool:
    """Forget somebody; False, and nothing written, where nobody of that id is known."""
    if not people.is_known(session, user):
        return False
    for workspace in people.forget(session, user):
        stamp = Stamp(workspace, whoever_runs_this(), MachineClock().now(), COMMAND_LINE)
        audit.append_to_workspace(session, stamp, ("PersonForgotten", canonical({"user": user})))
    return True
