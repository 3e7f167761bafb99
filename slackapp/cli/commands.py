"""The command line put together: ``readiness`` and all that can be asked of it."""

import typer

from slackapp.cli import audit, sandbox, serving, templates
from slackapp.cli.export import export
from slackapp.cli.forget import forget
from slackapp.cli.verify import verify

app = typer.Typer(
    help="Carries a release from its plan to its close, in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serving.serve)
app.command()(sandbox.sandbox)
app.command()(serving.migrate)
app.command()(serving.doctor)
app.add_typer(templates.app, name="template")
app.command()(export)
app.command()(verify)
app.add_typer(audit.app, name="audit")
app.command()(forget)
