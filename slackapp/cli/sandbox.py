"""``sandbox``: the app against a local Slack, with a cast of people and a release behind them."""

import asyncio
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from readiness.commands import Cancel, OpenRelease
from readiness.model import Person
from slackapp.app import Running, listen, running
from slackapp.cli.plainly import log_from, plainly
from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack, Workspace
from slackapp.sandbox.cast import small_company
from slackapp.settings import Settings
from storage import templates

TEMPLATE = "production-readiness"
JOBS_WITH_A_ROLE = {
    "Deputy": "Deputy Release Manager",
    "On-call": "On-call Engineer",
    "Rollback Team": "Operations Team Lead",
}
"""Who of the cast holds a role that is not called like anybody's job."""


def sandbox(
    port: Annotated[int, typer.Option(help="The port of the page; 0 takes any free one.")] = 8765,
) -> None:
    """Try the app in the browser, against a local Slack with a small cast. Nothing leaves this machine."""
    company = small_company(manifest())
    with (
        plainly(),
        TemporaryDirectory(prefix="readiness-") as folder,
        LocalSlack(company, port=port) as slack,
    ):
        log_from("WARNING")
        asyncio.run(_serve(settings_for(slack, f"sqlite:///{folder}/sandbox.sqlite3"), company, slack.url))


def settings_for(slack: LocalSlack, database_url: str) -> Settings:
    """Settings for the local Slack over Socket Mode, taken from nowhere else."""
    return Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "database_url": database_url,
            "host": "127.0.0.1",
            "port": 0,
        }
    )


async def _serve(settings: Settings, company: Workspace, url: str) -> None:
    async with running(settings) as app:
        await remember_a_release(app, company)
        typer.echo(f"Open {url} in a browser, and type /readiness new. Ctrl-C ends it.")
        await listen(app, settings)


async def remember_a_release(app: Running, company: Workspace) -> None:
    """Give the team a release that was cancelled, so that the next one's roles are filled in from it."""
    parts = app.parts
    jobs = {member.title: member.id for member in company.members}
    reference = await parts.database.reading(lambda s: templates.latest(s, TEMPLATE))
    template = await parts.template(reference or TEMPLATE)
    titles = {role.key: JOBS_WITH_A_ROLE.get(role.title, role.title) for role in template.roles}
    robin = Person(jobs["Release Manager"])
    opened = OpenRelease(
        id="checkout23",
        workspace=parts.workspace,
        name="Checkout 2.3",
        summary="A faster basket.",
        template=TEMPLATE,
        channel=next(channel.id for channel in company.channels if channel.is_general),
        planned_start=parts.now() + timedelta(days=1),
        zone="Europe/London",
        roles={key: (jobs[title],) for key, title in titles.items() if title in jobs},
    )
    await parts.ledger.perform(None, opened, robin, parts.now(), surface="sandbox")
    reason = "It ships with Checkout 2.4."
    await parts.ledger.perform(opened.id, Cancel(reason), robin, parts.now(), surface="sandbox")
    parts.nudge()
