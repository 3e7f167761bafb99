"""The audit of the workspace names every stored template: what it says, and who added it."""

import threading

from readiness.records import APP
from readiness.templates import digest
from storage import additions, audit, templates, verifying, workspaces
from storage.audit import Entry
from storage.database import Database
from tests.storage import sample
from tests.storage.sample import NOW, WORKSPACE


def tell(database: Database) -> None:
    database.write(lambda session: additions.tell(session, WORKSPACE))


def told(database: Database) -> list[Entry]:
    return list(reversed(database.read(lambda session: audit.history(session, WORKSPACE))))


def test_it_says_who_added_which_text(database: Database) -> None:
    other = sample.template(title="Other")
    database.write(lambda session: templates.add(session, other, NOW, "cli:robin"))
    tell(database)
    assert [(entry.kind, entry.by, entry.surface, entry.data) for entry in told(database)] == [
        (
            "TemplateAdded",
            APP,
            "start",
            {"template": "sample@1", "digest": digest(sample.template())},
        ),
        ("TemplateAdded", "cli:robin", "command line", {"template": "sample@2", "digest": digest(other)}),
    ]
    assert database.read(lambda session: verifying.verify(session, WORKSPACE)).problems == ()


def test_it_says_so_once(database: Database) -> None:
    tell(database)
    tell(database)
    database.write(lambda session: templates.add(session, sample.template(), NOW, "cli:robin"))
    tell(database)
    assert len(told(database)) == 1


def test_replicas_that_start_together_say_so_once(database: Database) -> None:
    together = threading.Barrier(4)

    def start() -> None:
        together.wait()
        tell(database)

    replicas = [threading.Thread(target=start) for _ in range(4)]
    for replica in replicas:
        replica.start()
    for replica in replicas:
        replica.join()
    assert len(told(database)) == 1


def test_a_workspace_is_known_from_its_first_row(database: Database) -> None:
    assert database.read(workspaces.known) == ()
    tell(database)
    assert database.read(workspaces.known) == (WORKSPACE,)
