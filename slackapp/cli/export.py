"""``export``."""

from pathlib import Path
from typing import Annotated

import typer

from slackapp import exporting
from slackapp.cli.plainly import fail, with_database
from storage.database import Database


def export(
    release: Annotated[str, typer.Argument(help="The release's name or id.")],
    output: Annotated[Path | None, typer.Option(help="A file; the standard output otherwise.")] = None,
) -> None:
    """Write one release as JSON: its state, its template and its whole audit chain."""

    def write(database: Database) -> None:
        text = exporting.release_as_json(database, release)
        if text is None:
            fail(f"There is no release “{release}”.")
        elif output is None:
            typer.echo(text)
        else:
            output.write_text(text + "\n", encoding="utf-8")
            typer.echo(f"{output} holds the release.")

    with_database(write)
