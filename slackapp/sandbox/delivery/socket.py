"""Socket Mode.

The app calls `apps.connections.open`, connects, and gets envelopes that it acknowledges by id.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.exceptions import WebSocketException

from slackapp.sandbox.values import Ack, Delivery, Json

MOST_CONNECTIONS = 10
"""How many connections one app may hold open (docs.slack.dev, Using Socket Mode)."""

_CLOSED = (WebSocketDisconnect, WebSocketException, RuntimeError)
"""What sending over a connection raises that is ending: the server's libraries each say it their own way."""
_TYPES = {"command": "slash_commands", "interaction": "interactive", "event": "events_api"}


@dataclass(slots=True, eq=False)
class _Connection:
    socket: WebSocket
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class SocketRoute:
    """The app's open connections. An envelope goes to one of them, in turn."""

    app_id: str
    changed: Callable[[], None] = lambda: None
    _tickets: set[str] = field(default_factory=set)
    _connections: list[_Connection] = field(default_factory=list)
    _turn: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def connected(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    def ticket(self) -> str:
        """What makes a WebSocket address valid, once."""
        made = secrets.token_urlsafe(16)
        self._tickets.add(made)
        return made

    async def serve(self, socket: WebSocket) -> None:
        """One connection, from its greeting to its end."""
        if socket.query_params.get("ticket") not in self._tickets or self.connected >= MOST_CONNECTIONS:
            await socket.close(code=1008)
            return
        self._tickets.discard(socket.query_params["ticket"])
        await socket.accept()
        connection = _Connection(socket)
        await socket.send_text(json.dumps(self._hello()))
        self._connections.append(connection)
        self.changed()
        try:
            while True:
                self._acknowledged(connection, await socket.receive_text())
        except _CLOSED:
            pass
        finally:
            self._forget(connection)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connected + 1,
            "debug_info": {"host": "local", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    def _acknowledged(self, connection: _Connection, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        waiting = connection.waiting.pop(message.get("envelope_id", ""), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message.get("payload") or {})

    def _forget(self, connection: _Connection) -> None:
        with contextlib.suppress(ValueError):
            self._connections.remove(connection)
        for waiting in connection.waiting.values():
            waiting.cancel()
        self.changed()

    async def send(self, delivery: Delivery, limit: float) -> Ack:
        """See `Route.send`. A connection that ends before the acknowledgement counts as unreachable."""
        started = time.monotonic()
        answer = await self._handed_over(delivery)
        if answer is None:
            return Ack(failure="unreachable", status=0)
        try:
            body = await asyncio.wait_for(asyncio.shield(answer), limit)
        except TimeoutError:
            answer.cancel()
            return Ack(failure="timeout", status=0, seconds=time.monotonic() - started)
        except asyncio.CancelledError:
            if not answer.cancelled():
                raise
            return Ack(failure="unreachable", status=0, seconds=time.monotonic() - started)
        return Ack(body=body, seconds=time.monotonic() - started)

    async def _handed_over(self, delivery: Delivery) -> asyncio.Future[Json] | None:
        """What the app will answer; None when no open connection takes the envelope."""
        envelope = str(uuid.uuid4())
        text = json.dumps(_enveloped(delivery, envelope))
        for connection in self._in_turn():
            answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
            connection.waiting[envelope] = answer
            try:
                await connection.socket.send_text(text)
            except _CLOSED:
                connection.waiting.pop(envelope, None)
                continue
            answer.add_done_callback(partial(_forget_envelope, connection, envelope))
            return answer
        return None

    def _in_turn(self) -> list[_Connection]:
        """The open connections, beginning with the one whose turn it is."""
        if not self._connections:
            return []
        first = next(self._turn) % self.connected
        return [*self._connections[first:], *self._connections[:first]]

    async def announce_disconnect(self, reason: str) -> None:
        """Tell every connection that it is to be replaced, as Slack does before it closes one."""
        for connection in list(self._connections):
            notice = {"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}
            with contextlib.suppress(*_CLOSED):
                await connection.socket.send_text(json.dumps(notice))

    def drop(self) -> None:
        """Cut every connection without a word, as a failing network does."""
        for connection in list(self._connections):
            self._forget(connection)
            connection.socket.scope["state"]["transport"].abort()


def _forget_envelope(connection: _Connection, envelope: str, _: asyncio.Future[Json]) -> None:
    connection.waiting.pop(envelope, None)


def _enveloped(delivery: Delivery, envelope: str) -> Json:
    enveloped: Json = {
        "envelope_id": envelope,
        "type": _TYPES[delivery.kind],
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind != "event",
    }
    if delivery.kind == "event":
        enveloped |= {"retry_attempt": delivery.retry, "retry_reason": delivery.retry_reason}
    return enveloped
