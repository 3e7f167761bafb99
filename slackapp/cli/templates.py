"""``template list | show | check | add``."""

import json
from pathlib import Path
from typing import Annotated

import typer

from readiness.template import Template
from readiness.templates import as_data, read_template
from readiness.wording import counted
from schedules.clock import MachineClock
from slackapp.cli.plainly import plainly, whoever_runs_this, with_database
from slackapp.cli.sentences import fail
from storage import additions, templates, workspaces
from storage.database import Database, Session

app = typer.Typer(help="Templates: what a release must do.", no_args_is_help=True)


@app.command(name="list")
def list_templates() -> None:
    """List the newest version of every template."""

    def listing(database: Database) -> None:
        for stored in database.read(templates.listing):
            typer.echo(f"{stored.reference}  {stored.title}")

    with_database(listing)


@app.command(name="show")
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

    with_database(show)


def _print_outline(template: Template) -> None:
    typer.echo(f"{template.title} ({template.reference}): {counted(len(template.items), 'item')}")
    for section in template.sections:
        typer.echo(f"\n{section.title}")
        for group in section.groups:
            typer.echo(f"  {group.title}: {len(group.items)}")


@app.command(name="check")
def check_template(file: Annotated[Path, typer.Argument(help="A YAML file.")]) -> None:
    """Say whether a file is a template, and if not, every line that is wrong and why."""
    with plainly():
        template = read_template(file.read_text(encoding="utf-8"), file.name)
        typer.echo(f"{file.name} is a template: {template.title}, {counted(len(template.items), 'item')}.")


@app.command(name="add")
def add_template(file: Annotated[Path, typer.Argument(help="A YAML file.")]) -> None:
    """Store a template, as a new version when its key is there already. Running releases keep theirs."""

    def add(database: Database) -> None:
        template = read_template(file.read_text(encoding="utf-8"), file.name)
        reference = database.write(lambda session: _added(session, template))
        typer.echo(f"{template.title} is stored as {reference}.")

    with_database(add)


def _added(session: Session, template: Template) -> str:
    reference = templates.add(session, template, MachineClock().now(), whoever_runs_this())
    for workspace in workspaces.known(session):
        additions.tell(session, workspace)
    return reference
