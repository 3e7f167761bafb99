"""Planted releases are what the ledger would have written: what is measured on them holds for real ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from benchmarks.seeding import Field, Planted, plant
from benchmarks.shapes import DONE_SHARES
from benchmarks.slack import Slack, local_slack
from readiness.commands import MarkChecks
from readiness.model import CheckState, Person, Release, SignOff
from readiness.schedule import next_due_at
from storage import audit, outbox, releases
from storage.changes import template_of
from storage.database import Database, Session
from storage.ledger import Ledger

COUNT = 3 * len(DONE_SHARES)


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with local_slack() as running:
        yield running


@pytest.fixture
def field(slack: Slack, empty_database_url: str) -> Field:
    return plant(empty_database_url, slack, COUNT)


@pytest.fixture
def database(field: Field) -> Iterator[Database]:
    database = Database(field.url)
    yield database
    database.close()


@pytest.fixture
def stored(field: Field, slack: Slack, database: Database) -> dict[Planted, Release]:
    """What the database says of each planted release."""

    def read(session: Session) -> dict[Planted, Release | None]:
        return {each: releases.get(session, slack.workspace.team_id, each.id) for each in field.planted}

    return {planted: release for planted, release in database.read(read).items() if release is not None}


def test_there_are_as_many_releases_as_were_asked_for(
    field: Field, slack: Slack, database: Database, stored: dict[Planted, Release]
) -> None:
    assert len(database.read(lambda s: releases.active(s, slack.workspace.team_id))) == COUNT
    assert len({release.channel for release in stored.values()}) == len(field.planted)


def test_each_is_worked_on_as_far_as_its_shape(field: Field, stored: dict[Planted, Release]) -> None:
    for planted, release in stored.items():
        shape = field.shapes[planted.shape]
        assert (release.checks, release.roles) == (shape.checks, shape.roles)
        assert _of_its_own_start(shape, release) == release.sign_offs


def _of_its_own_start(shape: Release, release: Release) -> dict[str, tuple[SignOff, ...]]:
    """The sign-offs of the shape, given when its start was planned for that of the release."""
    start = release.planned_start
    return {
        key: tuple(replace(s, planned_start=start) for s in held) for key, held in shape.sign_offs.items()
    }


def test_the_audit_of_each_tells_how_it_stands(database: Database, stored: dict[Planted, Release]) -> None:
    def told(session: Session) -> list[tuple[Release | None, tuple[str, ...]]]:
        return [(audit.replay(session, p.id), audit.verify_chain(session, p.id)) for p in stored]

    assert database.read(told) == [(release, ()) for release in stored.values()]


def _next_due(release: Release, now: datetime, session: Session) -> datetime | None:
    return next_due_at(template_of(session, release), release, now)


def test_each_is_looked_at_when_its_own_start_comes(
    field: Field, slack: Slack, database: Database, stored: dict[Planted, Release]
) -> None:
    now = datetime.now(UTC)
    every = (*stored.values(), *field.shapes)
    moments = [database.read(partial(_next_due, release, now)) for release in every]
    first = min(moment for moment in moments if moment is not None)
    assert database.read(lambda s: releases.next_due(s, slack.workspace.team_id)) == first


def test_nothing_waits_to_be_told(slack: Slack, database: Database) -> None:
    assert database.read(lambda s: outbox.waiting(s, slack.workspace.team_id)) == 0


def test_the_ledger_goes_on_where_the_copy_ends(field: Field, slack: Slack, database: Database) -> None:
    planted = field.planted[0]
    is_open = field.shapes[planted.shape].check
    key = next(item.key for item in field.template.checks if is_open(item.key).state is CheckState.OPEN)
    ledger = Ledger(database, slack.workspace.team_id)

    outcome = ledger.perform_now(
        planted.id,
        MarkChecks((key,), CheckState.DONE),
        Person(slack.people[0]),
        datetime.now(UTC),
        press="p1",
    )

    assert outcome.events
    assert database.read(lambda s: audit.verify_chain(s, planted.id)) == ()
    assert database.read(lambda s: outbox.posted(s, planted.id, "card")) == (slack.channel, slack.card_ts)
