"""Who may do what: every cell of the table is pressed, typed or submitted, and done or refused as it says."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from slackapp import permissions
from slackapp.listeners import PRESSES, SHORTCUTS, SUBMISSIONS
from slackapp.listeners.commands import OF_RELEASE, PLAIN
from slackapp.manifest import manifest
from slackapp.permissions import Right, Who, may
from slackapp.sandbox import LocalSlack
from storage import audit
from tests.journeys.cells import CELLS, Case, Cell, command, press
from tests.journeys.ground import CAST, DEPLOYING, Ground, everybody_in_one_channel
from tests.served import Served

MAY_NOT = re.compile(
    "^(Only |Guests can look, but not|Bots can't|People from another workspace can look, but not"
    "|You gave this override|No role of this release is yours|The role .* was handed to you for now)"
)
"""How the sentences begin that refuse somebody for who they are."""
LOOKS = [name for name in [*PLAIN, *OF_RELEASE] if permissions.COMMANDS.get(name, Right.LOOK) is Right.LOOK]
OUTSIDE = (Who.MEMBER, Who.GUEST, Who.STRANGER)
"""Who has nothing to do with the release."""
WINDOWS = [name for name in PRESSES if name not in permissions.PRESSES]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Ground]:
    file = tmp_path_factory.mktemp("ground") / "readiness.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    with LocalSlack(everybody_in_one_channel(manifest())) as slack:
        served = Served(slack, f"sqlite:///{file}")
        administrators = frozenset({slack.person(CAST[Who.ADMINISTRATOR]).id})
        served.settings = served.settings.model_copy(update={"administrators": administrators})
        with served:
            yield Ground(served)
        assert slack.complaints == []


def right_of(act: str) -> Right:
    kind, _, name = act.partition(" ")
    tables = {
        "/readiness": permissions.COMMANDS,
        "press": permissions.PRESSES,
        "submit": permissions.SUBMISSIONS,
    }
    return tables[kind][name]


def done_by(ground: Ground, cell: Cell, who: Who) -> list[audit.Entry]:
    """The rows of the audit for the act, done by somebody in the column."""
    case = Case(ground, ground.template, ground.release(cell.state))
    kind, payload = cell.sends(case)
    user = ground.id_of(CAST[who])
    by = {"user_id": user} if kind == "command" else {"user": {"id": user}}
    ack, rows = ground.send(kind, payload | by)
    assert ack.ok, (ack.failure, ack.body)
    return rows


def spread(acts: Iterable[str], groups: Callable[[str], Iterable[Sequence[Who]]]) -> list[ParameterSet]:
    """Every act by everybody: by one of each group in turn at once, by the others where there is time."""
    return [
        pytest.param(
            act, who, id=f"{act}-{who}", marks=[] if place == number % len(group) else pytest.mark.slow
        )
        for number, act in enumerate(acts)
        for group in groups(act)
        for place, who in enumerate(group)
    ]


def who_may_and_who_may_not(act: str) -> tuple[list[Who], list[Who]]:
    right = right_of(act)
    return [who for who in Who if may(right, who)], [who for who in Who if not may(right, who)]


@pytest.mark.parametrize(("act", "who"), spread(CELLS, who_may_and_who_may_not))
def test_an_act_is_done_or_refused_as_the_table_says(ground: Ground, act: str, who: Who) -> None:
    cell = CELLS[act]
    rows = done_by(ground, cell, who)
    refused = [row.data["sentence"] for row in rows if row.kind == audit.REFUSED]
    barred = [sentence for sentence in refused if MAY_NOT.search(sentence)]
    if not may(right_of(act), who):
        assert barred, (rows, "It was not refused.")
    else:
        assert not barred, barred
        assert not refused, refused
        assert bool(rows) is cell.writes


def only_shows(rows: Iterable[audit.Entry]) -> None:
    """Nothing was done, and nobody refused for who they are; a move may be out of turn, for everybody."""
    for row in rows:
        assert row.kind == audit.REFUSED
        assert not MAY_NOT.search(row.data["sentence"])


@pytest.mark.parametrize(("name", "who"), spread(LOOKS, lambda _: [tuple(Who)]))
def test_everybody_may_look_by_command(ground: Ground, name: str, who: Who) -> None:
    only_shows(done_by(ground, Cell(DEPLOYING, command(name)), who))


@pytest.mark.parametrize(("action", "who"), spread(WINDOWS, lambda _: [OUTSIDE]))
def test_nobody_is_barred_from_a_button_that_only_shows(ground: Ground, action: str, who: Who) -> None:
    cell = Cell(DEPLOYING, press(action, lambda case: case.target(case.template.gates[0].key)))
    only_shows(done_by(ground, cell, who))


def test_every_command_button_window_and_shortcut_has_its_row() -> None:
    assert {*permissions.COMMANDS} <= {*PLAIN, *OF_RELEASE}
    assert {*permissions.PRESSES} <= {*PRESSES}
    assert {*permissions.SUBMISSIONS} == {*SUBMISSIONS}
    assert {*permissions.SHORTCUTS} == {*SHORTCUTS}


def test_every_row_that_does_something_has_a_cell() -> None:
    rows = {f"/readiness {name}" for name in permissions.COMMANDS}
    rows |= {f"press {name}" for name in permissions.PRESSES}
    rows |= {f"submit {name}" for name, right in permissions.SUBMISSIONS.items() if right is not Right.LOOK}
    assert {*CELLS} == rows
