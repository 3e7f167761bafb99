"""``serve``, ``migrate`` and ``doctor``."""

import asyncio
from typing import Annotated

import typer

from slackapp import doctor as examination
from slackapp.app import serve_forever
from slackapp.cli.plainly import WRONG_SETTINGS, plainly
from slackapp.cli.sentences import FAILED, fail, log_from
from slackapp.secrecy import end_without_secrets
from slackapp.settings import read_settings
from storage import database


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on; HOST otherwise.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on; PORT otherwise.")] = None,
) -> None:
    """Run the app against Slack: Socket Mode when SLACK_APP_TOKEN is set, else HTTP at /slack/events."""
    with plainly():
        given = {"host": host, "port": port}
        settings = read_settings(**{name: value for name, value in given.items() if value is not None})
        if missing := settings.missing_to_serve():
            fail(*missing, code=WRONG_SETTINGS)
        end_without_secrets(settings)
        log_from(settings.log_level)
        asyncio.run(serve_forever(settings))


def migrate() -> None:
    """Bring the database at DATABASE_URL to this version's schema."""
    with plainly():
        database.migrate(read_settings().database_url.get_secret_value())
        typer.echo("The database has this version's schema.")


def doctor() -> None:
    """Say what is missing or wrong in the set-up, and how to mend each."""
    with plainly():
        findings = asyncio.run(examination.examine(read_settings()))
        for finding in findings:
            typer.echo(f"{'ok' if finding.well else 'mend':<6}{finding.sentence}")
        if not all(finding.well for finding in findings):
            raise typer.Exit(FAILED)
