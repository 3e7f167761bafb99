"""The command line: ``readiness serve | sandbox | migrate | doctor | template | export``."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from readiness.templates import MalformedTemplate, as_data, read_template
from schedules.clock import MachineClock
from slackapp import doctor as examination
from slackapp import exporting
from slackapp.app import SlackProblem, prepared, serve_forever
from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from slackapp.settings import Settings, WrongSettings, read_settings
from storage import templates
from storage.database import Database, DatabaseProblem, migrate

app = typer.Typer(
    help="Carries a release from its plan to its close, in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
template_app = typer.Typer(help="Templates: what a release must do.", no_args_is_help=True)
app.add_typer(template_app, name="template")

WRONG_USE = 2
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def fail(*sentences: str, code: int = 1) -> None:
    """Say on the error stream what is wrong, a line each, and end the process."""
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(code)


@contextmanager
def plainly() -> Iterator[None]:
    """Turn the failures that people can mend into sentences: no traceback reaches a person."""
    try:
        yield
    except WrongSettings as wrong:
        fail(*wrong.sentences, code=WRONG_USE)
    except MalformedTemplate as malformed:
        fail(str(malformed))
    except (DatabaseProblem, SlackProblem) as problem:
        fail(str(problem))
    except OSError as error:
        fail(f"{error.filename or 'A file'} can't be used: {error.strerror or error}.")


def _settings(**overrides: Any) -> Settings:  # noqa: ANN401 - of any setting
    settings = read_settings()
    given = {name: value for name, value in overrides.items() if value is not None}
    return settings.model_copy(update=given)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on; HOST otherwise.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on; PORT otherwise.")] = None,
) -> None:
    """Run the app against Slack: Socket Mode when SLACK_APP_TOKEN is set, else HTTP at /slack/events."""
    with plainly():
        settings = _settings(host=host, port=port)
        if missing := settings.missing_to_serve():
            fail(*missing, code=WRONG_USE)
        logging.basicConfig(
            level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
        )
        asyncio.run(serve_forever(settings))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="The port of the page; 0 takes any free one.")] = 8765,
) -> None:
    """Try the app in the browser, against a local Slack with a small cast. Nothing leaves this machine."""
    with (
        plainly(),
        TemporaryDirectory(prefix="readiness-") as folder,
        LocalSlack(small_company(manifest()), port=port) as slack,
    ):
        settings = Settings.model_validate(
            {
                "slack_bot_token": slack.bot_token,
                "slack_app_token": slack.app_token,
                "slack_api_url": slack.api_url,
                "database_url": f"sqlite:///{folder}/sandbox.sqlite3",
                "host": "127.0.0.1",
                "port": 0,
            }
        )
        logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
        typer.echo(f"Open {slack.url} in a browser, and type /readiness new. Ctrl-C ends it.")
        asyncio.run(serve_forever(settings))


@app.command(name="migrate")
def migrate_() -> None:
    """Bring the database at DATABASE_URL to this version's schema."""
    with plainly():
        migrate(read_settings().database_url.get_secret_value())
        typer.echo("The database has this version's schema.")


@app.command()
def doctor() -> None:
    """Say what is missing or wrong in the set-up, and how to mend each."""
    with plainly():
        findings = asyncio.run(examination.examine(read_settings()))
        for finding in findings:
            typer.echo(f"{'ok     ' if finding.well else 'mend   '}{finding.sentence}")
        if not all(finding.well for finding in findings):
            raise typer.Exit(1)


def _with_database(work: Callable[[Database], None]) -> None:
    with plainly():
        database = prepared(read_settings())
        try:
            work(database)
        finally:
            database.close()


@template_app.command(name="list")
def list_templates() -> None:
    """List the newest version of every template."""

    def listing(database: Database) -> None:
        for stored in database.read(templates.listing):
            typer.echo(f"{stored.reference}  {stored.title}")

    _with_database(listing)


@template_app.command(name="show")
def show_template(
    key: Annotated[str, typer.Argument(help="The template's key, or key@version.")],
    as_json: Annotated[bool, typer.Option("--json", help="The whole template as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Show one template: its groups with their number of items, or the whole of it as JSON."""

    def show(database: Database) -> None:
        reference = key if "@" in key else database.read(lambda s: templates.latest(s, key))
        found = reference and database.read(lambda s: templates.get(s, reference))
        if not found:
            fail(f"There is no template “{key}”. readiness template list shows those that are.")
        elif as_json:
            typer.echo(json.dumps(as_data(found), indent=2, ensure_ascii=False))
        else:
            _print_outline(found)

    _with_database(show)


def _print_outline(template: Any) -> None:  # noqa: ANN401
    typer.echo(f"{template.title} ({template.reference}): {len(template.items)} items")
    for section in template.sections:
        typer.echo(f"\n{section.title}")
        for group in section.groups:
            typer.echo(f"  {group.title}: {len(group.items)}")


@template_app.command(name="check")
def check_template(file: Annotated[Path, typer.Argument(help="A YAML file.")]) -> None:
    """Say whether a file is a template, and if not, every line that is wrong and why."""
    with plainly():
        template = read_template(file.read_text(encoding="utf-8"), file.name)
        typer.echo(f"{file.name} is a template: {template.title}, {len(template.items)} items.")


@template_app.command(name="add")
def add_template(file: Annotated[Path, typer.Argument(help="A YAML file.")]) -> None:
    """Store a template, as a new version when its key is there already. Running releases keep theirs."""

    def add(database: Database) -> None:
        template = read_template(file.read_text(encoding="utf-8"), file.name)
        reference = database.write(lambda s: templates.add(s, template, MachineClock().now()))
        typer.echo(f"{template.title} is stored as {reference}.")

    _with_database(add)


@app.command()
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

    _with_database(write)
