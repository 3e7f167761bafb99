"""``sandbox``: the app against a local Slack, with a cast of people, a story, and a clock to wind."""

import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from slackapp.backstage.behind import BehindTheApp
from slackapp.backstage.casting import company
from slackapp.backstage.scripts import Script, script
from slackapp.cli.sentences import fail, files_plainly, log_from
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.backstage import NotNow

STARTS_WITHIN = 200.0


def play(arguments: Sequence[str]) -> None:
    """Run this command alone, with what stands behind its name: the others take a second to load."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(sandbox)
    app(list(arguments), prog_name="readiness sandbox")


def sandbox(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port of the page; 0 takes any free one.")
    ] = 8765,
    empty: Annotated[  # noqa: FBT002
        bool, typer.Option("--empty", help="Start with people alone, without the story and its tour.")
    ] = False,
    template: Annotated[
        Path | None, typer.Option(help="A template of your own (YAML), for the story and for new releases.")
    ] = None,
    seed: Annotated[
        Path | None, typer.Option(help="People, channels and releases of your own (YAML), without the tour.")
    ] = None,
) -> None:
    """Try the app in the browser, against a local Slack with a small cast. Nothing leaves this machine."""
    with files_plainly(), TemporaryDirectory(prefix="readiness-") as folder:
        log_from("WARNING")
        opens_on = script(empty=empty, template=template, seed=seed)
        with LocalSlack(company(opens_on), port=port) as slack:
            _play(slack, opens_on, f"sqlite:///{folder}/sandbox.sqlite3")


def _play(slack: LocalSlack, opens_on: Script, database_url: str) -> None:
    ends = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ends.set())
    behind = slack.run(_behind(slack, opens_on, database_url))
    try:
        slack.run(behind.start(), STARTS_WITHIN)
        typer.echo(f"Open {slack.url} in a browser. Ctrl-C ends it.")
        ends.wait()
    except NotNow as problem:
        fail(str(problem))
    finally:
        slack.run(behind.close())


async def _behind(slack: LocalSlack, opens_on: Script, database_url: str) -> BehindTheApp:
    return BehindTheApp(slack, settings_for(slack, database_url), opens_on)


def settings_for(slack: LocalSlack, database_url: str) -> dict[str, object]:
    """Settings for the local Slack over Socket Mode, taken from nowhere else."""
    return {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_api_url": slack.api_url,
        "database_url": database_url,
        "host": "127.0.0.1",
        "port": 0,
    }
