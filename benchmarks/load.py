"""The load: signed requests from a process of its own, as lean as it can be, so that the server is measured.

A process, because a generator in the server's own would take its time away; plain streams, because an HTTP
client costs more than the request that it sends.
"""

import asyncio
import math
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from slackapp.sandbox.delivery.http import signature

CONCURRENT = 16
"""Connections that each wait for one answer before they send the next request, as the issue asks."""
NOT_ACKED = math.nan
"""The time to ack of a request that was not acknowledged."""


def is_acked(taken: float) -> bool:
    """Whether a time to ack is one."""
    return not math.isnan(taken)


@dataclass(frozen=True, slots=True)
class Kill:
    """End the server with SIGKILL once so many requests are acked, up to ``within`` seconds later."""

    process_id: int
    after_acks: int
    within: float = 0.02


@dataclass(frozen=True, slots=True)
class Burst:
    """Requests for the server at ``port``, sent as fast as it answers them, or until it is gone."""

    port: int
    secret: str
    bodies: Sequence[bytes]
    concurrent: int = CONCURRENT
    kill: Kill | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a burst: for each request the seconds until its ack, or ``NOT_ACKED``."""

    seconds: float
    times: tuple[float, ...]
    strange: int = 0
    """Answers with a status other than 200."""

    @property
    def acked(self) -> int:
        """How many were acknowledged."""
        return sum(map(is_acked, self.times))

    @property
    def rate(self) -> float:
        """Acknowledged requests a second."""
        return self.acked / self.seconds


class Load:
    """The load process. Bursts are sent one after the other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, burst: Burst) -> Answered:
        """Send the burst and return what came of it."""
        self._connection.send(burst)
        answered: Answered = self._connection.recv()
        return answered


@contextmanager
def load() -> Iterator[Load]:
    """A load process for as long as the block lasts."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_work, args=(far,), name="load", daemon=True)
    process.start()
    far.close()
    try:
        yield Load(near)
    finally:
        near.close()
        process.join(10)


def _work(connection: Connection) -> None:
    while True:
        try:
            burst = connection.recv()
        except EOFError:
            return
        connection.send(asyncio.run(_send(burst)))


async def _send(burst: Burst) -> Answered:
    shooting = _Shooting(burst)
    started = time.perf_counter()
    await asyncio.gather(*(shooting.connection() for _ in range(burst.concurrent)))
    return Answered(time.perf_counter() - started, tuple(shooting.times), shooting.strange)


class _Shooting:
    """One burst while it is sent."""

    def __init__(self, burst: Burst) -> None:
        self._burst = burst
        # Signed before the clock starts: the server has to verify, but nobody has to wait for the signing.
        self._requests = [_request(body, burst.secret) for body in burst.bodies]
        self._waiting = iter(range(len(self._requests)))
        self._acks = 0
        self._is_gone = False
        self.times = [NOT_ACKED] * len(self._requests)
        self.strange = 0

    async def connection(self) -> None:
        """Send whatever is next until nothing is left; the end of the server ends it too."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._burst.port)
        except OSError:
            self._is_gone = True
            return
        try:
            for number in self._waiting:
                if self._is_gone:
                    break
                started = time.perf_counter()
                writer.write(self._requests[number])
                self._note(number, await _status(reader), time.perf_counter() - started)
        except (OSError, EOFError):
            self._is_gone = True
        finally:
            writer.close()

    def _note(self, number: int, status: int, taken: float) -> None:
        if status != 200:
            self.strange += 1
            return
        self.times[number] = taken
        self._acks += 1
        kill = self._burst.kill
        if kill is not None and self._acks == kill.after_acks:
            pause = random.random() * kill.within
            asyncio.get_running_loop().call_later(pause, os.kill, kill.process_id, signal.SIGKILL)


def _request(body: bytes, secret: str) -> bytes:
    timestamp = str(int(time.time()))
    head = (
        "POST /slack/events HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\n"
        f"X-Slack-Signature: {signature(secret, timestamp, body)}\r\n\r\n"
    )
    return head.encode() + body


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of the answer, once all of it has arrived."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, _, after = head.partition(b"content-length:")
    await reader.readexactly(int(after.split(b"\r\n", 1)[0]))
    return int(head.split(b" ", 2)[1])
