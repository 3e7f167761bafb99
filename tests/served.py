"""The app as it runs in production, in a thread of the test: real HTTP or Socket Mode, a real database."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

import uvicorn

from schedules.clock import Clock
from slackapp.app import Running, running
from slackapp.sandbox import LocalSlack
from slackapp.settings import Settings

T = TypeVar("T")


class Served:
    """The app against a local Slack: over HTTP unless ``socket_mode``. Use it as a context manager."""

    def __init__(
        self, slack: LocalSlack, database_url: str, *, socket_mode: bool = False, clock: Clock | None = None
    ) -> None:
        self.slack = slack
        self.settings = settings_for(slack, database_url, socket_mode=socket_mode)
        self.url = ""
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._failure: BaseException | None = None
        self._app: Running | None = None
        self._thread = threading.Thread(target=self._run, name="app", daemon=True)

    @property
    def app(self) -> Running:
        """The running app."""
        assert self._app is not None
        return self._app

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns that runs in the app's loop."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(30), "The app did not start within 30 seconds."
        if self._failure is not None:
            raise self._failure
        if not self.settings.socket_mode:
            self.slack.deliver_to(f"{self.url}/slack/events")
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)
        assert not self._thread.is_alive(), "The app did not end within 20 seconds."

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:  # noqa: BLE001 - told to the thread that waits
            self._failure = failure
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with running(self.settings, self._clock) as app:
            self._app = app
            config = uvicorn.Config(app.site, port=0, log_config=None, access_log=False, lifespan="off")
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - uvicorn has no event that says it
                await asyncio.sleep(0.005)
            port = server.servers[0].sockets[0].getsockname()[1]
            self.url = f"http://127.0.0.1:{port}"
            self._ready.set()
            await self._stop.wait()
            server.should_exit = True
            await serving


def settings_for(slack: LocalSlack, database_url: str, *, socket_mode: bool = False) -> Settings:
    """Settings for the local Slack, taken from nowhere else."""
    return Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token if socket_mode else None,
            "slack_signing_secret": slack.signing_secret,
            "slack_api_url": slack.api_url,
            "database_url": database_url,
            "host": "127.0.0.1",
        }
    )
