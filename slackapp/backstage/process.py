"""The app's child process, as the one who starts it sees it: started, asked, killed."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from typing import Any

from slackapp.backstage.lines import Said, heard, line
from slackapp.backstage.spawning import Spawned, spawned

READY_WITHIN = 150.0
"""Seconds that the app has to start and connect, on a machine that is busy."""
ANSWERED_WITHIN = 150.0
ENDS_WITHIN = 5.0
LONGEST_LINE = 4 * 1024 * 1024


class AppProcess:
    """One run of the app. ``hears`` is called with what it says unasked, ``ended`` when it is over."""

    def __init__(self, hears: Callable[[Said], None], ended: Callable[[int], None]) -> None:
        self._hears = hears
        self._ended = ended
        self._process: Spawned | None = None
        self._answers: dict[int, asyncio.Future[str]] = {}
        self._numbers = itertools.count(1)
        self._ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._listening: asyncio.Task[None] | None = None

    async def spawn(self) -> None:
        """Start the process; it waits for ``begin``."""
        self._process = spawned()
        self._listening = asyncio.create_task(self._listen(self._process))

    async def begin(self, first: Said) -> str:
        """Hand it what it begins with, and wait until it is ready.

        Returns nothing, or a sentence when it could not start.
        """
        self._say(first)
        try:
            return await asyncio.wait_for(asyncio.shield(self._ready), READY_WITHIN)
        except TimeoutError:
            return f"The app did not start within {READY_WITHIN:.0f} seconds."

    async def ask(self, do: str, **more: Any) -> str:  # noqa: ANN401 - any JSON value
        """Have it do something. Returns nothing, or a sentence when it could not."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._say({"id": number, "do": do, **more})
        try:
            return await asyncio.wait_for(answer, ANSWERED_WITHIN)
        except TimeoutError:
            return "The app does not answer."
        finally:
            self._answers.pop(number, None)

    async def kill(self) -> None:
        """End it as a crash would, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
        if self._listening is not None:
            await self._listening

    async def end(self) -> None:
        """Let it end in peace by closing its input; kill it when that takes too long."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        if self._listening is not None:
            await asyncio.wait([self._listening], timeout=ENDS_WITHIN)
        await self.kill()

    def _say(self, said: Said) -> None:
        if self._process is None or self._process.stdin is None:
            return
        # It may be gone: then its listening ends too, which settles what is waited for.
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(line(said))
            self._process.stdin.flush()

    async def _listen(self, process: Spawned) -> None:
        lines = asyncio.StreamReader(limit=LONGEST_LINE)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(lines), process.stdout
        )
        while text := await lines.readline():
            self._heard(heard(text))
        transport.close()
        code = await asyncio.to_thread(process.wait)
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        self._settle(self._ready, "The app ended before it was ready.")
        for answer in self._answers.values():
            self._settle(answer, "The app ended before it answered.")
        self._ended(code)

    def _heard(self, said: Said) -> None:
        if "ready" in said:
            self._settle(self._ready, "")
        elif "failed" in said:
            self._settle(self._ready, str(said["failed"]))
        elif "answer" in said:
            self._settle(self._answers.get(said["answer"]), str(said["error"]))
        else:
            self._hears(said)

    @staticmethod
    def _settle(future: asyncio.Future[str] | None, answer: str) -> None:
        if future is not None and not future.done():
            future.set_result(answer)
