"""The servers that are measured, each a process of its own, as it runs in production."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

APP = ("-m", "slackapp", "serve")
BARE = ("-m", "benchmarks.bare")
READY_WITHIN = 60.0
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, and how many seconds it took from its start until it was ready."""

    process: subprocess.Popen[bytes]
    port: int
    ready_after: float

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def resident(self) -> int:
        """The memory that it has in use now, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status")
        if status.exists():
            line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
            return int(line.split()[1]) * 1024
        said = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True, text=True
        )
        return int(said.stdout) * 1024


@contextmanager
def serving(what: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """A server that is ready; ``folder`` takes its log. Whatever is left of it is ended afterwards."""
    port = free_port()
    log = folder / f"{what[-1].rpartition(chr(47))[2]}-{port}.log"
    # Nothing of the caller's own settings reaches the server, and no file .env either: it starts elsewhere.
    variables = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(_ROOT), **environment}
    started = time.monotonic()
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, *what],
            cwd=folder,
            env={**variables, "HOST": "127.0.0.1", "PORT": str(port), "LOG_LEVEL": "WARNING"},
            stdout=written,
            stderr=written,
        )
    try:
        _wait_until_ready(process, port, log)
        yield Server(process, port, time.monotonic() - started)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not _is_ready(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The server was not ready; its log says:\n{log.read_text()}")
        time.sleep(0.01)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
