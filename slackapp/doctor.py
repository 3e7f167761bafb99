"""The doctor: what is missing or wrong in the set-up, and how to mend each."""

from collections.abc import Iterator
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.failures import FAILURES, is_unreachable, word
from slackapp.manifest import bot_scopes
from slackapp.settings import Settings
from storage import releases
from storage.database import Database, DatabaseProblem
from storage.releases import Listed


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether all is well, and a sentence that says so or says the mend."""

    well: bool
    sentence: str


def well(sentence: str) -> Finding:
    """Something that is as it should be."""
    return Finding(well=True, sentence=sentence)


def mend(sentence: str) -> Finding:
    """Something that is missing or wrong; the sentence says what to do."""
    return Finding(well=False, sentence=sentence)


async def examine(settings: Settings) -> list[Finding]:
    """Everything that the app needs, looked at in turn. Changes nothing and needs no running app."""
    findings = list(_tokens(settings))
    findings += _database(settings)
    if settings.slack_bot_token is not None:
        findings += await _slack(settings)
    return findings


def _tokens(settings: Settings) -> Iterator[Finding]:
    missing = settings.missing_to_serve()
    yield from (mend(sentence) for sentence in missing)
    if not missing:
        way = "Socket Mode" if settings.socket_mode else "HTTP at /slack/events"
        yield well(f"The tokens are set; Slack reaches the app over {way}.")


def _database(settings: Settings) -> list[Finding]:
    if (file := settings.database_file) is not None and not file.exists():
        return [well(f"The database {file} will be made at the first start.")]
    try:
        database = Database(settings.database_url.get_secret_value())
    except DatabaseProblem as problem:
        return [mend(str(problem))]
    try:
        database.check()
    except DatabaseProblem as problem:
        return [mend(str(problem))]
    finally:
        database.close()
    return [well(f"{database.place} can be read and written, and its schema is right.")]


async def _slack(settings: Settings) -> list[Finding]:
    assert settings.slack_bot_token is not None  # noqa: S101 - examine looked
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session:
        token = settings.slack_bot_token.get_secret_value()
        client = AsyncWebClient(
            token=token, base_url=settings.slack_api_url, session=session, retry_handlers=[]
        )
        try:
            answer = await client.auth_test()
        except FAILURES as error:
            if is_unreachable(error):
                return [mend(f"Slack can't be reached at {settings.slack_api_url}. Check the network.")]
            return [mend(f"Slack refuses SLACK_BOT_TOKEN ({word(error)}). Copy it again.")]
        findings = [well(f"Slack knows the app as {answer['user']} in {answer['team']}.")]
        findings.append(_scopes(str(answer.headers.get("x-oauth-scopes", ""))))
        findings += await _app_token(settings, session)
        findings += await _channels(settings, client, str(answer["team_id"]))
        return findings


def _scopes(header: str) -> Finding:
    granted = {scope.strip() for scope in header.split(",")}
    if missing := sorted(bot_scopes() - granted):
        return mend(
            f"The app lacks the scopes {', '.join(missing)}. "
            "Add them under OAuth & Permissions and install it again.",
        )
    return well("The app has every scope that it needs.")


async def _app_token(settings: Settings, session: aiohttp.ClientSession) -> list[Finding]:
    if settings.slack_app_token is None:
        return []
    client = AsyncWebClient(base_url=settings.slack_api_url, session=session, retry_handlers=[])
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except FAILURES as error:
        return [
            mend(
                f"Slack refuses SLACK_APP_TOKEN ({word(error)}). "
                "Make one with connections:write under Basic Information.",
            )
        ]
    return [well("Socket Mode can be opened.")]


async def _channels(settings: Settings, client: AsyncWebClient, workspace: str) -> list[Finding]:
    """Whether the app is in the channel of every active release."""
    try:
        active = await _active(settings, workspace)
    except DatabaseProblem:
        return []
    findings = []
    for channel in sorted({release.channel for release in active}):
        names = ", ".join(release.name for release in active if release.channel == channel)
        findings.append(await _membership(client, channel, names))
    return findings


async def _active(settings: Settings, workspace: str) -> list[Listed]:
    database = Database(settings.database_url.get_secret_value())
    try:
        return list(await database.reading(lambda s: releases.active(s, workspace)))
    finally:
        database.close()


async def _membership(client: AsyncWebClient, channel: str, names: str) -> Finding:
    try:
        found = (await client.conversations_info(channel=channel))["channel"]
    except FAILURES as error:
        return mend(f"The channel of {names} can't be seen ({word(error)}). Type /invite @Readiness in it.")
    if found.get("is_archived"):
        return mend(f"#{found['name']}, the channel of {names}, is archived. Unarchive it.")
    if not found.get("is_member"):
        return mend(
            f"The app isn't in #{found['name']}, the channel of {names}. Type /invite @Readiness there.",
        )
    return well(f"The app is in #{found['name']}, the channel of {names}.")
