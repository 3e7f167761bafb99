"""Each sign-off message prints the head of the audit at the sign-off, so that Slack bears witness to it."""

import re
import sqlite3

from slackapp.sandbox import Person
from storage import chains, verifying
from tests.journeys.story import CHANNEL, Story, eventually
from tests.served import Served

HEAD = re.compile(r"\b\d+:[0-9a-f]{16}\b")
LABEL = "Audit head at signing"


def _heads(person: Person, in_: str) -> list[chains.Head]:
    shown = [m.shown for m in person.messages(in_) if LABEL in m.shown]
    return [chains.head(found) for text in shown for found in HEAD.findall(text)]


def _problems(served: Served, *heads: chains.Head) -> tuple[str, ...]:
    parts = served.app.parts
    (release,) = served.run(parts.active_cases(5))
    look = parts.database.reading(lambda s: verifying.verify_chain(s, release.release.id, heads))
    return served.run(look)


def test_the_heads_of_gates_and_of_the_sheet_fit_the_chain_and_no_other(
    scene: Story, on_sqlite: Served, victor: Person
) -> None:
    scene.does_everything_before_the_start()
    scene.approves_every_gate()
    gates = len(scene.plan.gates)
    eventually(lambda: len(_heads(victor, CHANNEL)) == gates)
    scene.signs_line(scene.plan.sheet[0])
    eventually(lambda: len(_heads(victor, CHANNEL)) == gates + 1)

    heads = _heads(victor, CHANNEL)
    assert _problems(on_sqlite, *heads) == ()
    file = on_sqlite.settings.database_url.get_secret_value().removeprefix("sqlite:///")
    with sqlite3.connect(file) as other:
        row = max(heads, key=lambda head: head.row).row
        other.execute("UPDATE audit SET by = 'UEVIL' WHERE seq = ?", (row,))
    other.close()
    assert _problems(on_sqlite, *heads) == (f"Row {row} was changed after it was written.",)


def test_whoever_approves_sees_the_head_at_once(scene: Story, on_sqlite: Served, victor: Person) -> None:
    scene.does_everything_before_the_start()
    gate = scene.plan.gates[0]
    victor.sees(f"{gate.title}: waiting for approval", in_="Readiness")
    assert victor.presses("Approve", "messages").ok
    victor.sees(LABEL, in_="Readiness")
    (head,) = {*_heads(victor, "Readiness")}
    assert _problems(on_sqlite, head) == ()
