"""The HTTP server: on the loopback address only, in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState

from slackapp.sandbox.dropping import DroppableProtocol

Result = TypeVar("Result")
CLOSED_WITHIN = 1.0
"""Seconds that connections have to close when the server stops."""


@dataclass(slots=True, eq=False)
class LoopbackServer:
    """Serves one ASGI app on 127.0.0.1. The port is taken when this is made; 0 means any free one.

    uvicorn's protocol runs on a plain asyncio server: uvicorn's own `Server` takes 0.3 s to stop, which a
    test run pays each time.
    """

    port: int = 0
    _socket: socket.socket = field(init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _told_to_stop: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", self.port))
        # An answer goes out in two pieces, and the second would wait 40 ms for word that the first has come.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port = self._socket.getsockname()[1]

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, app: ASGIApp) -> None:
        """Start serving; returns when requests are answered."""
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(app, ready)), name=f"loopback-{self.port}", daemon=True
        )
        self._thread.start()
        if not ready.wait(10):
            raise TimeoutError("The server did not start within ten seconds.")

    async def _serve(self, app: ASGIApp, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        config = uvicorn.Config(
            app,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=60,
        )
        config.load()
        state = ServerState()
        listening = await self._loop.create_server(
            lambda: DroppableProtocol(config=config, server_state=state, app_state={}), sock=self._socket
        )
        ready.set()
        await self._told_to_stop.wait()
        listening.close()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=1)
        await _ended(state)

    def run(self, work: Coroutine[Any, Any, Result], seconds: float = 60.0) -> Result:
        """Run a coroutine on the server's loop from another thread, and wait for what it gives."""
        if self._loop is None:
            work.close()
            raise RuntimeError("The server isn't running.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def read(self, look: Callable[[], Result]) -> Result:
        """Run a plain function on the server's loop, so that it sees a state between two changes."""

        async def looked() -> Result:
            return look()

        return self.run(looked())

    def stop(self, first: Callable[[], Awaitable[None]] | None = None) -> None:
        """Run `first` on the loop, then stop serving. Stopping twice does nothing."""
        if self._thread is None:
            self._socket.close()
            return

        async def end() -> None:
            if first is not None:
                await first()
            self._told_to_stop.set()

        self.run(end())
        self._thread.join(10)
        self._thread = self._loop = None


async def _ended(state: ServerState) -> None:
    """Close every connection, and wait until it is closed: the loop that would see to it ends after this."""
    for connection in list(state.connections):
        connection.transport.close()
    deadline = time.monotonic() + CLOSED_WITHIN
    while state.connections and time.monotonic() < deadline:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.002)
    for connection in list(state.connections):
        # Something waits to be sent that nobody fetches any more.
        connection.transport.abort()
    await asyncio.sleep(0)
