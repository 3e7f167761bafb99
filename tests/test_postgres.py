"""The Postgres that the tests start is real, theirs alone, and gone when they are."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).parents[1]
START_AND_WAIT = """
from tests import postgres
with postgres.running() as server:
    print(server.url, flush=True)
    input()
"""


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)


def asked(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row and row[0]


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def test_a_new_database_is_a_real_postgres_without_tables(empty_postgres_url: str) -> None:
    assert str(asked(empty_postgres_url, "SELECT version()")).startswith("PostgreSQL")
    assert asked(empty_postgres_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_a_copy_holds_what_its_template_holds_and_changes_alone(postgres_server: postgres.Server) -> None:
    original = postgres_server.create("copied_from")
    with psycopg.connect(original) as connection:
        connection.execute("CREATE TABLE boxes AS SELECT 1 AS ticked")
    copy = postgres_server.create("copied_to", template="copied_from")
    with psycopg.connect(copy) as connection:
        connection.execute("UPDATE boxes SET ticked = 2")
    answers = asked(original, "SELECT ticked FROM boxes"), asked(copy, "SELECT ticked FROM boxes")
    postgres_server.drop("copied_to")
    postgres_server.drop("copied_from")
    assert answers == (1, 2)


def test_a_database_can_be_dropped_while_somebody_is_connected(postgres_server: postgres.Server) -> None:
    url = postgres_server.create("in_use")
    with psycopg.connect(url) as connection:
        postgres_server.drop("in_use")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_a_given_server_is_used_as_it_is(
    postgres_server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", postgres_server.url)
    with postgres.running() as server:
        assert server == postgres_server
    assert asked(postgres_server.url, "SELECT 1") == 1


@pytest.mark.usefixtures("own_server")
def test_a_server_for_measurements_waits_for_the_disk() -> None:
    with postgres.running(durable=True) as server:
        assert asked(server.url, "SHOW fsync") == "on"
        assert asked(server.url, "SHOW synchronous_commit") == "on"


@pytest.mark.usefixtures("own_server")
def test_the_server_ends_with_a_test_run_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        url = run.stdout.readline().strip()
        folder = Path(url.partition("host=")[2])
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        assert asked(url, "SELECT 1") == 1
        run.send_signal(signal.SIGKILL)
    assert eventually(lambda: not folder.exists())
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


@pytest.mark.usefixtures("own_server")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as somebody else")
def test_programs_that_only_root_can_read_are_copied_to_where_the_server_can(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o700)
    with postgres.running(programs=postgres.copied(postgres.find_programs(), tmp_path)) as server:
        assert asked(server.url, "SELECT 1") == 1


def test_no_postgres_is_a_sentence_and_not_a_skipped_test(tmp_path: Path) -> None:
    with pytest.raises(
        postgres.PostgresMissingError, match=r"need Postgres and found none: run `make setup`"
    ):
        postgres.find_programs(str(tmp_path))
