"""A release team in a local Slack, and the app that serves it: over HTTP, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack, Person, Timing
from slackapp.sandbox.cast import small_company
from tests.journeys.story import Story
from tests.served import Served

IN_A_MINUTE = ("test_commands.py", "test_gates.py", "test_refusals_in_the_audit.py")
"""The journeys of the fast tier: whoever changes a rule sees at once whether the app still serves people."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the other journeys into the slow tier: each starts an app and a local Slack of its own."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.name not in IN_A_MINUTE:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    """People who wait for longer than a machine is slow; `Slack` itself waits no longer than it does."""
    with LocalSlack(small_company(manifest()), timing=Timing(patience=20.0)) as running:
        yield running


@pytest.fixture
def served(slack: LocalSlack, database_url: str) -> Iterator[Served]:
    with Served(slack, database_url) as app:
        yield app


@pytest.fixture
def on_sqlite(slack: LocalSlack, sqlite_url: str) -> Iterator[Served]:
    """The app on SQLite alone, for what does not depend on the kind of database."""
    with Served(slack, sqlite_url) as app:
        yield app


@pytest.fixture
def story(slack: LocalSlack, served: Served) -> Iterator[Story]:
    """A story on each kind of database. Whatever happens in it, no payload may break a rule of Slack's."""
    yield Story(slack)
    assert slack.complaints == []


@pytest.fixture
def empty_scene(slack: LocalSlack, on_sqlite: Served) -> Iterator[Story]:
    """A story on SQLite alone, with no release yet."""
    yield Story(slack)
    assert slack.complaints == []


@pytest.fixture
def scene(slack: LocalSlack, on_sqlite: Served) -> Iterator[Story]:
    """A story on SQLite alone, with a release of the small template that Dana has opened."""
    told = Story(slack)
    told.opens("Small team")
    yield told
    assert slack.complaints == []


@pytest.fixture
def robin(slack: LocalSlack) -> Person:
    """The release manager."""
    return slack.person("Robin")


@pytest.fixture
def dana(slack: LocalSlack) -> Person:
    """The deputy, who opens the releases here, so that everybody else may approve gates."""
    return slack.person("Dana")


@pytest.fixture
def victor(slack: LocalSlack) -> Person:
    """The Development Team Lead."""
    return slack.person("Victor")


@pytest.fixture
def alice(slack: LocalSlack) -> Person:
    """The QA Team Lead."""
    return slack.person("Alice")


@pytest.fixture
def paula(slack: LocalSlack) -> Person:
    """The Product Owner."""
    return slack.person("Paula")


@pytest.fixture
def noor(slack: LocalSlack) -> Person:
    """The on-call engineer."""
    return slack.person("Noor")


@pytest.fixture
def omar(slack: LocalSlack) -> Person:
    """The Operations Team Lead, in the rollback team."""
    return slack.person("Omar")


@pytest.fixture
def gil(slack: LocalSlack) -> Person:
    """A guest."""
    return slack.person("Gil")
