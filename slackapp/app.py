"""The running app: its parts put together, started, kept going and ended."""

import asyncio
import gc
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

import aiohttp
import uvicorn
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from schedules.clock import Clock, MachineClock
from schedules.clockwork import Clockwork, Job
from schedules.courier import Courier
from schedules.routing import SLACK, Routed
from schedules.sweeper import Sweeper
from schedules.ticker import Ticker
from slackapp.bolt import bolt_app
from slackapp.channels import Channels
from slackapp.delivery import SlackDelivery
from slackapp.failures import FAILURES, SlackProblem, is_unreachable, word
from slackapp.homes import refresh_homes
from slackapp.listening import Listening
from slackapp.parts import Parts
from slackapp.people import People
from slackapp.secrecy import kept_secret
from slackapp.settings import Settings
from slackapp.sockets import socket_mode, try_socket_mode
from slackapp.web.site import site
from storage import additions, posts, templates
from storage.claims import Claimed
from storage.database import Database, DatabaseProblem, Session, TooLate, migrate
from storage.doubts import Posted
from storage.ledger import Ledger
from storage.settlements import Settlement

HOMES_EVERY = 5.0
"""Seconds between two looks for Home tabs that no longer show the truth."""
SWEEP_EVERY = 60.0
"""Seconds between two looks for posts that stand in their channel twice."""
SDK_LOGGERS = ("slack_sdk.web.async_base_client", "slack_sdk.webhook.async_client")
"""Without a level of its own, each spells out every call, texts and all, for a log that nobody writes."""
HTTP_TIMEOUT = 10
"""Seconds that a call to Slack may take."""

log = logging.getLogger("slackapp")


@dataclass(frozen=True, slots=True)
class Running:
    """The app while it runs."""

    bolt: AsyncApp
    site: Starlette
    parts: Parts
    clockwork: Clockwork


def prepared(settings: Settings) -> Database:
    """The database, ready for use: a SQLite file is made and migrated where needed, Postgres is checked.

    It holds the shipped templates then. Raises ``DatabaseProblem``.
    """
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite"):
        migrate(url)
    database = Database(url)
    try:
        database.check()
        database.write(lambda s: templates.add_shipped(s, MachineClock().now()))
    except DatabaseProblem:
        database.close()
        raise
    return database


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, *, first: Callable[[Parts], Awaitable[None]] | None = None
) -> AsyncIterator[Running]:
    """The app from its start to its end. ``clock`` is the business clock, the machine's unless given.

    ``first`` is done before anything comes due, is told or can be pressed. What it raises ends the app.
    Raises ``DatabaseProblem`` and ``SlackProblem``.
    """
    machine = MachineClock()
    business = clock or machine
    async with AsyncExitStack() as stack:
        stack.enter_context(kept_secret(settings))
        database = prepared(settings)
        stack.callback(database.close)
        client = await stack.enter_async_context(_client(settings))
        workspace, address = await _workspace(client)
        database.write(lambda session: additions.tell(session, workspace))
        app_token = settings.slack_app_token
        if app_token is not None:
            await try_socket_mode(client, app_token)
        people = People(database, client, workspace, settings.administrators, machine.now)
        delivery = SlackDelivery(database, client, people, business.now)

        def became(session: Session, claimed: Claimed, settlement: Settlement) -> None:
            posts.became(session, claimed, settlement, business.now())

        courier = Courier(database, workspace, Routed({SLACK: delivery}), machine, settled=became)

        def stands(session: Session, posted: Posted, ts: str) -> None:
            posts.stands(session, posted, ts, business.now())

        sweeper = Sweeper(database, workspace, delivery, machine, stands=stands)
        ticker = Ticker(database, workspace, business, courier.nudge)
        parts = Parts(
            workspace=workspace,
            address=address,
            database=database,
            ledger=Ledger(database, workspace),
            people=people,
            channels=Channels(client),
            now=business.now,
            machine_now=machine.now,
            nudge=courier.nudge,
        )
        listening = Listening(parts, client)
        stack.push_async_callback(listening.finish)
        if first is not None:
            await first(parts)
        bolt = bolt_app(listening, client, None if settings.socket_mode else settings.slack_signing_secret)
        jobs = {
            "homes": Job(HOMES_EVERY, lambda: refresh_homes(parts, client)),
            "sweeper": Job(SWEEP_EVERY, sweeper.sweep),
        }
        clockwork = Clockwork(ticker, courier, business, machine, jobs)
        clockwork.start()
        stack.push_async_callback(clockwork.stop)
        if app_token is not None:
            await stack.enter_async_context(socket_mode(bolt, app_token))

        async def problem() -> str:
            return await database_problem(database)

        yield Running(bolt, site(None if settings.socket_mode else bolt, problem), parts, clockwork)


@asynccontextmanager
async def _client(settings: Settings) -> AsyncIterator[AsyncWebClient]:
    for name in SDK_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(HTTP_TIMEOUT)) as session:
        # No retry handlers: the default one posts twice when only Slack's reply was lost.
        yield AsyncWebClient(
            token=token,
            base_url=settings.slack_api_url,
            session=session,
            timeout=HTTP_TIMEOUT,
            retry_handlers=[],
        )


async def _workspace(client: AsyncWebClient) -> tuple[str, str]:
    """The workspace's id, and the address under which its messages are."""
    try:
        told = await client.auth_test()
        return str(told["team_id"]), str(told.get("url") or "")
    except FAILURES as error:
        if is_unreachable(error):
            raise SlackProblem(f"Slack can't be reached at {client.base_url}. Check the network.") from error
        sentence = f"Slack refuses SLACK_BOT_TOKEN ({word(error)}). readiness doctor says more."
        raise SlackProblem(sentence) from error


async def database_problem(database: Database) -> str:
    """Why the database can't be used, as a sentence; empty when it can be read and written."""
    try:
        await database.checking()
        await database.reading(templates.listing)
    except (DatabaseProblem, TooLate) as problem:
        return str(problem)
    return ""


async def serve_forever(settings: Settings) -> None:
    """Run the app until the process is told to end. Raises ``DatabaseProblem`` and ``SlackProblem``."""
    async with running(settings) as app:
        spare_the_collector()
        await listen(app, settings)


def spare_the_collector() -> None:
    """Let the garbage collector come round less often, and leave out what lasts as long as the process.

    Its rounds over all that is remembered held an answer up by 100 ms and more with 1,000 releases at work,
    and found nothing: values that never change form no circles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 100)


async def listen(app: Running, settings: Settings) -> None:
    """Serve the app's HTTP side until the process is told to end. Raises ``OSError`` for a port in use."""
    config = uvicorn.Config(
        app.site,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    with _bound(settings.host, settings.port) as bound:
        await QuietServer(config).serve(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    """A socket on this address. uvicorn, left to bind it, ends the process with a line of its own."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family)
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), f"The address {host}:{port}") from error
    # An answer goes out in two pieces, and the second would wait 40 ms for word that the first has come.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


class QuietServer(uvicorn.Server):
    """Ends when it is told to, and lets the rest of the app end in peace.

    uvicorn raises the signal once more when it is done, which would cancel whatever is still being closed.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take an interrupt or a request to end as the wish to stop serving."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self._stop_serving)
        try:
            yield
        finally:
            for each in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(each)

    def _stop_serving(self) -> None:
        self.should_exit = True
