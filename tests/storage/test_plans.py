"""What is asked all the time is read off the end of an index: its cost doesn't grow with what is held.

SQLite, which keeps no statistics here, plans the same whatever it holds. What Postgres plans depends on that.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from storage import claims, outbox, releases
from storage.database import Database, Session
from tests.storage.sample import CHANNEL, NOW, WORKSPACE

Look = Callable[[Session], object]
LEASE = timedelta(minutes=1)
LOOKS: tuple[tuple[str, Look, str], ...] = (
    ("in a channel", lambda s: releases.in_channel(s, WORKSPACE, CHANNEL), "channel=? AND active=?"),
    ("ended in it", lambda s: releases.last_ended_in(s, WORKSPACE, CHANNEL), "channel=? AND active=?"),
    ("active", lambda s: releases.active(s, WORKSPACE), "active=?"),
    ("ended", lambda s: releases.ended(s, WORKSPACE), "active=?"),
    ("due", lambda s: releases.due(s, WORKSPACE, NOW), "next_due_at<?"),
    ("due next", lambda s: releases.next_due(s, WORKSPACE), "next_due_at>?"),
    ("of a template", lambda s: releases.last_of_template(s, WORKSPACE, "sample"), "template_key=?"),
    ("to be told", lambda s: claims.claim(s, WORKSPACE, NOW, LEASE, 8), "state=? AND not_before<?"),
    ("to be told next", lambda s: outbox.next_ready(s, WORKSPACE), "state=?"),
)


@pytest.fixture
def on_sqlite(sqlite_url: str) -> Iterator[Database]:
    """A migrated SQLite database that holds nothing."""
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def executed() -> Iterator[list[tuple[str, object]]]:
    """The statements that are executed while the test runs, with their parameters."""
    found: list[tuple[str, object]] = []

    def note(*arguments: object) -> None:
        if not str(arguments[2]).startswith("BEGIN"):
            found.append((str(arguments[2]), arguments[3]))

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("look", "by"), [look[1:] for look in LOOKS], ids=[look[0] for look in LOOKS])
def test_a_look_reads_the_end_of_an_index_in_its_order(
    on_sqlite: Database, executed: list[tuple[str, object]], look: Look, by: str
) -> None:
    on_sqlite.write(look)
    ((statement, parameters),) = executed

    def explained(session: Session) -> list[str]:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        return [row.detail for row in plan]

    plan = on_sqlite.read(explained)
    assert any(f"(workspace=? AND {by})" in step for step in plan), plan
    assert not [
        step for step in plan if "TEMP B-TREE" in step or step.startswith(("SCAN releases", "SCAN notices"))
    ]
