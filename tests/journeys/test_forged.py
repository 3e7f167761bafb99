"""A payload forged in any field that Slack sends back is refused with a sentence, logged and audited."""

import copy
import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readiness.model import Release
from slackapp.actions import Action, Submission
from slackapp.listening import FOREIGN
from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.values import Ack
from storage import audit, releases
from tests.journeys.cells import CELLS, Case
from tests.journeys.ground import Ground, everybody_in_one_channel
from tests.served import Served

Payload = dict[str, Any]
OVERRIDE = chr(0x202E)
OTHERWISE = (f"press {Action.TICK}", f"press {Action.OPEN_NEW}")
"""A box names its release in its window, and the button of a new release none."""
BUTTONS = [act for act in CELLS if act.startswith("press ") and act not in OTHERWISE]
WINDOWS = [act for act in CELLS if act.startswith("submit ")]
PLAIN = [
    act
    for act in WINDOWS
    if act not in (f"submit {Submission.NEW_RELEASE_ROLES}", f"submit {Submission.EVIDENCE}")
]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Ground]:
    file = tmp_path_factory.mktemp("forged") / "readiness.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    with (
        LocalSlack(everybody_in_one_channel(manifest())) as slack,
        Served(slack, f"sqlite:///{file}") as served,
    ):
        yield Ground(served)
        assert slack.complaints == []


@pytest.fixture
def forge(ground: Ground, caplog: pytest.LogCaptureFixture) -> Callable[..., str]:
    """Send an act as Robin would, changed before it is sent; gives the sentence with which it was refused."""

    def forged(act: str, change: Callable[[Payload], None]) -> str:
        cell = CELLS[act]
        case = Case(ground, ground.template, ground.release(cell.state))
        kind, payload = cell.sends(case)
        payload = copy.deepcopy(payload) | {"user": {"id": ground.id_of("Robin")}}
        change(payload)
        caplog.set_level(logging.INFO)
        caplog.clear()
        before = present(ground, case.release)
        ack, rows = ground.send(kind, payload)
        assert ack.ok, (ack.failure, ack.body)
        assert [row.kind for row in rows] == [audit.REFUSED], rows
        assert present(ground, case.release) == before
        logged = [getattr(record, "action", "") for record in caplog.records]
        assert "refused" in logged or "unreadable_act" in logged or told(ack), logged
        return str(rows[0].data["sentence"])

    return forged


def present(ground: Ground, release: Release) -> Release | None:
    parts = ground.served.app.parts
    found = parts.database.read(lambda s: releases.get(s, parts.workspace, release.id))
    # Updates go out by themselves meanwhile.
    return None if found is None else replace(found, posts={})


def told(ack: Ack) -> bool:
    return bool(ack.body.get("errors"))


def value(text: str) -> Callable[[Payload], None]:
    return lambda payload: payload["actions"][0].update(value=text)


def metadata(text: str) -> Callable[[Payload], None]:
    return lambda payload: payload["view"].update(private_metadata=text)


@pytest.mark.parametrize("act", BUTTONS)
def test_the_value_of_a_button_names_a_release_that_is_not_there(forge: Callable[..., str], act: str) -> None:
    assert "does not exist" in forge(act, value("gone|x|y|z"))


@pytest.mark.parametrize("text", ["", "|", "|||||||", "x" * 2_000, OVERRIDE, "'; DROP TABLE audit; --"])
@pytest.mark.parametrize("act", [f"press {Action.APPROVE}", f"press {Action.ROLLED_BACK}"])
def test_the_value_of_a_button_is_anything(forge: Callable[..., str], act: str, text: str) -> None:
    assert forge(act, value(text))


def test_the_value_of_a_button_names_another_gate_or_what_is_none(
    ground: Ground, forge: Callable[..., str]
) -> None:
    release = ground.release("signable")
    later = ground.template.gates[-1].key
    act = f"press {Action.APPROVE}"
    assert forge(act, value(f"{release.id}|{later}||0000"))
    assert forge(act, value(f"{release.id}|no-gate||0000"))
    assert forge(act, value(f"{release.id}|{ground.template.gates[0].key}||0000"))


@pytest.mark.parametrize("act", PLAIN)
def test_the_metadata_of_a_window_names_a_release_that_is_not_there(
    forge: Callable[..., str], act: str
) -> None:
    wanted = "approved" if act.endswith(Submission.SIGN) else "open"
    assert "does not exist" in forge(act, metadata(f"gone|x|{wanted}|0.0.0"))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"id": 7}', "x" * 3_000])
@pytest.mark.parametrize("act", WINDOWS)
def test_the_metadata_of_a_window_is_anything(forge: Callable[..., str], act: str, text: str) -> None:
    if act == f"submit {Submission.EVIDENCE}" and text == "null":
        text = "7"
    assert forge(act, metadata(text))


@pytest.mark.parametrize("act", [BUTTONS[0], WINDOWS[0]])
def test_the_name_of_what_was_pressed_is_none_of_ours(forge: Callable[..., str], act: str) -> None:
    def rename(payload: Payload) -> None:
        if "actions" in payload:
            payload["actions"][0]["action_id"] = "x" * 255
        else:
            payload["view"]["callback_id"] = "x" * 255

    assert "no longer in use" in forge(act, rename)


@pytest.mark.parametrize("block", ["", "boxes", "a|b|c|d|e", "a|b|0|1|e", f"{OVERRIDE}|" * 50])
def test_the_id_of_a_block_is_anything(forge: Callable[..., str], block: str) -> None:
    assert forge(f"press {Action.TICK}", lambda payload: payload["actions"][0].update(block_id=block))


def test_a_box_of_another_release_ticks_nothing_in_this_one(
    ground: Ground, forge: Callable[..., str]
) -> None:
    assert "does not exist" in forge(f"press {Action.TICK}", metadata("another|testing|0"))


@pytest.mark.parametrize("act", CELLS)
def test_another_workspace_is_refused_whatever_it_asks_for(
    ground: Ground, forge: Callable[..., str], act: str
) -> None:
    def elsewhere(payload: Payload) -> None:
        payload |= {"team": {"id": "T0ELSEWHERE"}, "team_id": "T0ELSEWHERE", "user_id": ground.id_of("Robin")}

    assert forge(act, elsewhere) == FOREIGN


def test_a_release_of_another_workspace_is_not_there_for_ours(
    ground: Ground, forge: Callable[..., str]
) -> None:
    release = ground.release("planned")
    other = f"other{secrets.token_hex(3)}"
    parts = ground.served.app.parts

    def copy_over(session: Any) -> None:
        from sqlalchemy import text  # noqa: PLC0415

        names = [row[1] for row in session.connection().execute(text("PRAGMA table_info(releases)"))]
        picked = ", ".join({"id": f"'{other}'", "workspace": "'T0ELSEWHERE'"}.get(n, n) for n in names)
        copying = f"INSERT INTO releases SELECT {picked} FROM releases WHERE id = :id"
        session.connection().execute(text(copying), {"id": release.id})

    parts.database.write(copy_over)
    assert "does not exist" in forge(f"press {Action.ROLLED_BACK}", value(other))
    assert "does not exist" in forge(f"submit {Submission.CANCEL}", metadata(other))
