"""A template version is stored once and never changes."""

from dataclasses import replace

from readiness.template import Template
from readiness.templates import shipped, shipped_template
from storage import templates
from storage.database import Database
from tests.storage import sample
from tests.storage.sample import NOW


def add(database: Database, template: Template) -> str:
    return database.write(lambda session: templates.add(session, template, NOW))


def get(database: Database, reference: str) -> Template | None:
    return database.read(lambda session: templates.get(session, reference))


def test_a_template_comes_back_as_it_was_stored(database_url: str, database: Database) -> None:
    restarted = Database(database_url)
    assert get(restarted, "sample@1") == replace(sample.template(), reference="sample@1")
    restarted.close()


def test_the_same_template_again_is_the_same_version(database: Database) -> None:
    assert add(database, sample.template()) == "sample@1"


def test_a_changed_template_is_a_new_version_and_the_old_one_stays(database: Database) -> None:
    assert add(database, sample.template(title="Other")) == "sample@2"
    assert add(database, sample.template()) == "sample@1"
    old, new = get(database, "sample@1"), get(database, "sample@2")
    assert old is not None
    assert new is not None
    assert (old.title, new.title) == ("Sample", "Other")
    assert database.read(lambda session: templates.latest(session, "sample")) == "sample@2"


def test_a_template_is_read_once(database: Database, statements: list[str]) -> None:
    get(database, "sample@1")
    statements.clear()
    get(database, "sample@1")
    assert [s for s in statements if "BEGIN" not in s] == []


def test_what_is_not_stored_is_none(database: Database) -> None:
    assert [get(database, reference) for reference in ("sample@9", "other@1", "sample", "sample@x")] == [
        None
    ] * 4
    assert database.read(lambda session: templates.latest(session, "other")) is None


def test_a_list_names_the_newest_version_of_each(database: Database) -> None:
    add(database, sample.template(title="Zebra"))
    add(database, replace(sample.template(title="Ape"), key="ape"))
    listed = database.read(templates.listing)
    assert [(stored.reference, stored.title) for stored in listed] == [
        ("ape@1", "Ape"),
        ("sample@2", "Zebra"),
    ]


def test_the_shipped_templates_are_stored_once_and_come_back_whole(database: Database) -> None:
    first = database.write(lambda session: templates.add_shipped(session, NOW))
    again = database.write(lambda session: templates.add_shipped(session, NOW))
    assert first == again == tuple(f"{key}@1" for key in shipped())
    for reference, key in zip(first, shipped(), strict=True):
        assert get(database, reference) == replace(shipped_template(key), reference=reference)
