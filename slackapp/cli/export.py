"""``export``."""

from pathlib import Path
from typing import Annotated

import typer

from schedules.clock import MachineClock
from slackapp.cli.plainly import COMMAND_LINE, whoever_runs_this, with_database
from slackapp.cli.sentences import fail
from slackapp.exporting import ENDINGS, Format, drawn, read_pack, record
from slackapp.nearest import nearest
from storage import releases
from storage.database import Database, Session


def export(
    release: Annotated[str, typer.Argument(help="The release's name or id.")],
    form: Annotated[
        Format | None,
        typer.Option("--format", help="By default what the file's name ends with, else html."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; the standard output otherwise.")
    ] = None,
) -> None:
    """Write the evidence pack of one release: all that was checked, signed, told and done, in one file."""

    def write(database: Database) -> None:
        pack = database.read(lambda session: read_pack(session, release, "", MachineClock().now()))
        if pack is None:
            fail(database.read(lambda session: _unknown(session, release)))
        wanted = form or (ENDINGS.get(output.suffix.lower()) if output else None) or Format.HTML
        text, who = drawn(pack, wanted), whoever_runs_this()
        database.write(lambda session: record(session, pack, wanted, who, COMMAND_LINE))
        if output is None:
            typer.echo(text, nl=False)
        else:
            output.write_bytes(text.encode())
            typer.echo(f"{output} holds the evidence pack of “{pack.release.name}”.")

    with_database(write)


def _unknown(session: Session, name: str) -> str:
    meant = nearest(name, releases.names(session))
    return f"There is no release “{name}”." + (f" Did you mean “{meant}”?" if meant else "")
