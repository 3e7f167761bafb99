"""Where a measurement takes place: a Slack, the load, databases of each kind, and a folder, for one run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.acts import Acts
from benchmarks.load import Load, load
from benchmarks.seeding import Field, plant
from benchmarks.servers import APP, BARE, Server, serving
from benchmarks.slack import Slack, local_slack
from tests import postgres

SQLITE, POSTGRES = "SQLite", "Postgres"
DATABASES = (SQLITE, POSTGRES)


@dataclass(frozen=True, slots=True)
class Scene:
    """What every measurement of a run shares. ``empty`` makes a new database of a kind, and gives its URL."""

    slack: Slack
    load: Load
    folder: Path
    empty: Callable[[str], str]

    @property
    def secret(self) -> str:
        """What requests are signed with."""
        return self.slack.local.signing_secret

    @contextmanager
    def bare(self) -> Iterator[Server]:
        """A bare Bolt app that is ready."""
        with serving(BARE, self.slack.environment(), self.folder) as server:
            yield server

    @contextmanager
    def app(self, url: str) -> Iterator[Server]:
        """The app on this database, ready."""
        with serving(APP, self.slack.environment(url), self.folder) as server:
            yield server

    @contextmanager
    def planted_app(
        self, kind: str, releases: int, among: int | None = None
    ) -> Iterator[tuple[Server, Acts]]:
        """The app on a new database with so many releases, and acts on them, or on some ``among`` them."""
        field = plant(self.empty(kind), self.slack, releases)
        with self.app(field.url) as server:
            yield server, self.acts(field, server, among)

    def acts(self, field: Field, server: Server, among: int | None = None) -> Acts:
        """Acts on the releases of the field; the windows are opened through the server."""
        return Acts(self.slack, field, self.slack.windows(f"{server.url}/slack/events"), among)


@contextmanager
def scene() -> Iterator[Scene]:
    """A scene, cleared away afterwards. Its Postgres waits for the disk at every commit, as SQLite does."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="readiness-bench-")))
        numbers = count(1)

        def empty(kind: str) -> str:
            number = next(numbers)
            if kind == SQLITE:
                return f"sqlite:///{folder / f'{number}.db'}"
            return server().create(f"readiness_bench_{number}")

        started: list[postgres.Server] = []

        def server() -> postgres.Server:
            if not started:
                started.append(stack.enter_context(postgres.running(durable=True)))
            return started[0]

        slack = stack.enter_context(local_slack())
        yield Scene(slack, stack.enter_context(load()), folder, empty)
