"""The history of migrations and the tables in the code say the same, on both databases."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlmodel import Session

from storage import schema
from storage.database import Database, migrate
from storage.tables import metadata

TABLES = {*metadata.tables, "alembic_version"}


def differences(connection: Connection) -> object:
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def indexes_and_uniques(connection: Connection) -> dict[str, object]:
    inspector = inspect(connection)
    return {
        table: (
            sorted(
                str(index["name"])
                for index in inspector.get_indexes(table)
                if not index.get("duplicates_constraint")
            ),
            sorted(str(unique["name"]) for unique in inspector.get_unique_constraints(table)),
            inspector.get_pk_constraint(table)["name"],
            sorted(str(key["name"]) for key in inspector.get_foreign_keys(table)),
        )
        for table in metadata.tables
    }


def declared() -> dict[str, object]:
    def names(table: str, kind: str) -> list[str]:
        return sorted(str(c.name) for c in metadata.tables[table].constraints if type(c).__name__ == kind)

    return {
        name: (
            sorted(str(index.name) for index in table.indexes),
            names(name, "UniqueConstraint"),
            str(table.primary_key.name),
            names(name, "ForeignKeyConstraint"),
        )
        for name, table in metadata.tables.items()
    }


def look(url: str, what: object) -> object:
    database = Database(url)
    try:
        return database.read(lambda session: what(session.connection()))  # type: ignore[operator]
    finally:
        database.close()


def test_the_migrations_make_the_tables_that_the_code_names(database_url: str) -> None:
    assert look(database_url, differences) == []


def test_keys_and_constraints_have_the_same_names_on_both_databases(database_url: str) -> None:
    assert look(database_url, indexes_and_uniques) == declared()


def test_an_empty_database_gets_every_table(empty_database_url: str) -> None:
    migrate(empty_database_url)
    assert look(empty_database_url, lambda connection: set(inspect(connection).get_table_names())) == TABLES


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    assert look(database_url, differences) == []


def test_replicas_that_start_together_migrate_once(empty_database_url: str) -> None:
    failures: list[Exception] = []

    def start() -> None:
        try:
            migrate(empty_database_url)
        except Exception as error:  # noqa: BLE001 - reported by the assertion
            failures.append(error)

    replicas = [threading.Thread(target=start) for _ in range(4)]
    for replica in replicas:
        replica.start()
    for replica in replicas:
        replica.join()
    assert failures == []
    assert look(empty_database_url, differences) == []


def test_the_revisions_are_numbered_in_their_order() -> None:
    scripts = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    newest_first = [int(script.revision) for script in scripts.walk_revisions()]
    assert newest_first == list(range(schema.needed_schema(), 0, -1))


@pytest.mark.parametrize("kind", ["script.py.mako", "env.py", "versions/0001_the_first_schema.py"])
def test_the_history_lies_in_the_package(kind: str) -> None:
    assert (Path(schema.__file__).parent / "migrations" / kind).is_file()


def test_a_session_finds_foreign_keys_enforced(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    def pragma(session: Session) -> object:
        return session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar()

    assert (database.read(pragma), database.write(pragma)) == (1, 1)
    database.close()
