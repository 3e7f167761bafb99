"""The HTTP server: on the loopback address only, in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import uvicorn
from starlette.types import ASGIApp

from slackapp.sandbox.dropping import DroppableProtocol

Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class LoopbackServer:
    """Serves one ASGI app on 127.0.0.1. The port is taken when this is made; 0 means any free one."""

    port: int = 0
    _socket: socket.socket = field(init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _server: uvicorn.Server | None = field(default=None, init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self.port = self._socket.getsockname()[1]

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, app: ASGIApp) -> None:
        """Start serving; returns when requests are answered."""
        config = uvicorn.Config(
            app,
            http=DroppableProtocol,
            ws="websockets-sansio",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), name="local-slack", daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise TimeoutError("The local Slack did not start within ten seconds.")

    def _serve(self, ready: threading.Event) -> None:
        asyncio.run(self._until_told(ready))

    async def _until_told(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        server = self._server
        if server is None:
            return
        serving = asyncio.create_task(server.serve(sockets=[self._socket]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.001)
        ready.set()
        await serving

    def run(self, work: Coroutine[Any, Any, Result], seconds: float = 60.0) -> Result:
        """Run a coroutine on the server's loop from another thread, and wait for what it gives."""
        if self._loop is None:
            work.close()
            raise RuntimeError("The local Slack isn't started.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def read(self, look: Callable[[], Result]) -> Result:
        """Run a plain function on the server's loop, so that it sees a state between two changes."""

        async def looked() -> Result:
            return look()

        return self.run(looked())

    def stop(self, before: Callable[[], Awaitable[None]]) -> None:
        """Run `before` on the loop, then stop serving. Stopping twice does nothing."""
        if self._thread is None or self._server is None:
            self._socket.close()
            return

        async def end() -> None:
            await before()

        self.run(end())
        self._server.should_exit = True
        self._thread.join(10)
        self._thread = self._loop = None
