"""The guided tour, walked step by step; each step's mark follows from what really happened."""

from datetime import timedelta
from pathlib import Path

import pytest

from readiness.templates import shipped_source
from slackapp.backstage.scripts import script
from slackapp.sandbox import Person
from tests.backstage.rehearsal import Rehearsal, rehearsal
from tests.sandbox.asking import acted

pytestmark = pytest.mark.slow
HERE = "#checkout-launch"
UPDATES = [
    *(f"is planned to go live {when}" for when in ("in a week", "tomorrow", "in 1 hour")),
    "is being deployed",
    *(
        f"Checkout 2.4: {late} into the deployment"
        for late in ("30 minutes", "1 hour", "1 hour 30 minutes", "2 hours")
    ),
    "is live",
    *(f"has been live for {long}" for long in ("1 hour", "4 hours", "1 day")),
    *(f"has been live for {7 * weeks} days" for weeks in range(1, 14)),
]
"""What an executive reads of a release from a week before it to the quarter after, each once and in order."""


def test_the_whole_tour(tmp_path: Path) -> None:
    with rehearsal(script(), tmp_path) as it:
        sees_and_ticks(it)
        signs(it)
        watches_it_go_stale(it)
        lets_time_pass(it)
        goes_live(it)
        ends(it)


def who(it: Rehearsal, step: str) -> Person:
    """Whom the step says to act as."""
    return it.slack.person(it.step(step)["as"])


def types(it: Rehearsal, step: str) -> Person:
    person = who(it, step)
    assert person.types(it.step(step)["types"], HERE).ok
    return person


def sees_and_ticks(it: Rehearsal) -> None:
    assert not any(it.steps.values())
    who(it, "status").sees("Checkout 2.4: NO-GO", in_=HERE, within=20)
    types(it, "status")
    it.has_done("status")
    worker = types(it, "tick")
    assert worker.ticks("Settings of each environment have been checked").ok
    it.has_done("tick")
    worker.closes(everything=True)


def signs(it: Rehearsal) -> None:
    other = types(it, "refused")
    other.presses("Approve", HERE)
    assert it.step("sign")["in"] == "messages"
    it.has_done("refused")
    assert not it.steps["sign"]
    who(it, "sign").presses("Approve", "messages")
    it.has_done("sign")


def watches_it_go_stale(it: Rehearsal) -> None:
    worker = types(it, "stale")
    title = it.step("stale")["text"].split("details of “")[1].split("”")[0]
    worker.chooses("Details of…", title)
    worker.sees("Details", in_="modal")
    worker.chooses("State", "Not applicable")
    worker.fills("Reason", "There is nothing like it in this release.")
    assert worker.submits().ok
    worker.sees("Change it all the same?", in_="modal")
    assert worker.submits().ok
    it.has_done("stale")
    worker.closes(everything=True)
    signer = types(it, "reaffirm")
    (affirm,) = [label for label in ("Re-affirm", "Approve") if label in signer.messages(HERE)[-1].buttons]
    signer.presses(affirm, HERE)
    it.has_done("reaffirm")


def lets_time_pass(it: Rehearsal) -> None:
    began = it.shown
    it.does("help", step="plan")
    it.arrives()
    it.has_done("plan")
    assert it.shown > began
    it.does("help", step="rest")
    it.has_done("rest")
    asked = [call.arguments["text"] for call in it.slack.calls("chat.postMessage")]
    assert len([text for text in asked if text.endswith("your signature is asked for")]) == 10
    it.does("help", step="hour")
    it.arrives()
    it.has_done("hour")
    assert who(it, "ready").presses("Ready to roll back", HERE).ok
    it.has_done("ready")


def goes_live(it: Rehearsal) -> None:
    manager = types(it, "start")
    manager.fills("Type the release's name", "Checkout 2.4")
    assert manager.submits().ok
    it.has_done("start")
    for step in ("executive", "engineer"):
        assert not it.steps[step]
        reads(it, step)
        it.has_done(step)
    details = who(it, "engineer").messages(it.step("engineer")["in"])
    assert [each.shown for each in details if "somebody" in each.shown] == []
    it.does("help", step="answered")
    it.arrives()
    person = who(it, "answered")
    person.sees("Can Checkout 2.4 be rolled back?", in_=HERE)
    assert person.presses("Ready", HERE).ok
    it.has_done("answered")


def reads(it: Rehearsal, step: str) -> None:
    """Open the step's channel, in which an update of the deployment has come."""
    person, channel = who(it, step), it.step(step)["in"]
    person.sees("Checkout 2.4 is being deployed", in_=channel, within=20)
    newest = person.messages(channel)[-1]
    assert acted(it.slack, person.id, "read", channel=channel, ts=newest.ts)["ok"]


def ends(it: Rehearsal) -> None:
    it.jumps("finish")
    manager = types(it, "finish")
    assert manager.submits().ok
    it.has_done("finish")
    finished = it.shown
    it.jumps("quarter", within=120)
    assert it.shown >= finished + timedelta(days=90)
    updates = it.slack.person("Casey").messages("#executives")
    assert [update.shown.splitlines()[0].removeprefix("Checkout 2.4 ") for update in updates] == UPDATES
    types(it, "export")
    it.has_done("export")
    assert all(it.steps.values())
    assert it.slack.complaints == []


@pytest.mark.parametrize("key", ["hotfix", "small-team"])
def test_the_tour_of_another_template_can_be_walked_to_its_end(tmp_path: Path, key: str) -> None:
    file = tmp_path / "own.yml"
    file.write_text(shipped_source(key).replace(f"key: {key}", "key: ours"), encoding="utf-8")
    with rehearsal(script(template=file), tmp_path) as it:
        for step in ("plan", "rest", "hour"):
            if step in it.steps:
                it.does("help", step=step)
                it.arrives()
                it.has_done(step)
        assert who(it, "ready").presses("Ready to roll back", HERE).ok
        it.has_done("ready")
        manager = types(it, "start")
        manager.fills("Type the release's name", "Checkout 2.4")
        assert manager.submits().ok
        it.has_done("start")
        for step in {"executive", "engineer"} & set(it.steps):
            reads(it, step)
            it.has_done(step)
        it.jumps("next-post")
        if "answered" in it.steps:
            assert who(it, "answered").presses("Ready", HERE).ok
            it.has_done("answered")
        assert types(it, "finish").submits().ok
        it.has_done("finish")
        types(it, "export")
        it.has_done("export")
