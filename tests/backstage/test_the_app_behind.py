"""The app as a child process: killed and started again, with its clock wound, through faults of each kind."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from slackapp.backstage.scripts import script
from slackapp.sandbox.switches import SWITCHES
from tests.backstage.rehearsal import Rehearsal, eventually, rehearsal
from tests.sandbox.asking import behind, done

pytestmark = pytest.mark.slow
HERE = "#checkout-launch"
READERS = ("#executives", "#engineering", HERE, "#support")


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Rehearsal]:
    with rehearsal(script(), tmp_path) as running:
        yield running


def headlines(it: Rehearsal, channel: str) -> list[str]:
    """The first lines of the plan's updates in a channel."""
    messages = it.slack.person("Robin").messages(channel)
    shown = (message.shown.splitlines()[0] for message in messages if not message.ephemeral)
    return [line for line in shown if "is planned to go live" in line or "live for" in line or "into" in line]


def test_nobody_is_told_of_a_release_that_is_half_planted(it: Rehearsal) -> None:
    it.slack.person("Alice").sees("Managed by", in_=HERE, within=20)
    told = it.slack.calls("chat.postMessage")
    (card,) = [each for each in told if each.arguments["text"].startswith("Checkout 2.4: NO-GO")]
    assert "*Development complete*: approved" in str(card.arguments["blocks"])


def test_a_killed_app_answers_nobody_and_comes_back_with_everything(it: Rehearsal) -> None:
    noor = it.slack.person("Noor")
    noor.sees("Managed by", in_=HERE, within=20)
    assert noor.types("/readiness status", HERE).ok
    it.does("kill")
    shown = behind(it.slack)["app"]
    assert (shown["running"], shown["starts"]) == (False, 1)
    assert "Start it again" in shown["note"]
    assert not noor.types("/readiness status", HERE).ok
    assert done(it.slack, "kill")["reason"] == "not_now"
    it.does("start")
    shown = behind(it.slack)["app"]
    assert (shown["running"], shown["connected"], shown["starts"], shown["note"]) == (True, True, 2, "")
    assert "Checkout 2.4" in noor.types("/readiness status", HERE).shown
    assert done(it.slack, "start")["reason"] == "not_now"
    cards = [m for m in noor.messages(HERE) if "Managed by" in m.shown]
    assert len(cards) == 1


def test_what_came_due_while_the_app_was_dead_comes_late_and_once(it: Rehearsal) -> None:
    eventually(lambda: it.moment("next-post"))
    due = it.moment("next-post")
    assert due is not None
    it.winds(due - it.shown - timedelta(minutes=10))
    it.does("kill")
    before = it.shown
    assert done(it.slack, "jump", to="next-post")["reason"] == "not_now"
    assert done(it.slack, "wind", seconds=60)["reason"] == "not_now"
    it.does("rate", rate=3600)
    eventually(lambda: it.shown > due + timedelta(minutes=30))
    it.does("rate", rate=1)
    it.does("start")
    assert it.shown > before
    for channel in READERS:
        eventually(lambda channel=channel: headlines(it, channel))  # type: ignore[misc]
        assert len(headlines(it, channel)) == 1
    assert "late" in it.slack.person("Casey").messages("#executives")[-1].shown


def test_the_clock_runs_stands_still_and_never_goes_back(it: Rehearsal) -> None:
    it.does("rate", rate=60)
    began, machine = it.shown, time.monotonic()
    eventually(lambda: it.shown > began + timedelta(minutes=1))
    assert time.monotonic() - machine < 30
    it.does("pause")
    assert it.clock["paused"]
    stood = it.shown
    time.sleep(0.2)
    assert it.shown == stood
    it.winds(timedelta(minutes=5))
    assert it.shown == stood + timedelta(minutes=5)
    it.does("resume")
    assert (it.clock["paused"], it.clock["rate"]) == (False, 60)
    eventually(lambda: it.shown > stood + timedelta(minutes=5))
    shown = [it.shown for _ in range(20)]
    assert shown == sorted(shown)


def test_one_winding_at_a_time_and_it_can_be_stopped(it: Rehearsal) -> None:
    it.does("wind", seconds=300 * 86400)
    assert done(it.slack, "wind", seconds=60)["reason"] == "not_now"
    it.does("stop_jump")
    eventually(lambda: it.clock["jump"] is None)
    assert done(it.slack, "jump", to="finish")["reason"] == "not_now"
    assert done(it.slack, "jump", to="nowhere")["reason"] == "not_now"
    assert done(it.slack, "help", step="status")["reason"] == "not_now"


def test_every_jump_ahead_arrives_and_passes_nothing_over(it: Rehearsal) -> None:
    for to, updates in (("next-post", 1), ("hour-before", 3), ("start", 3)):
        eventually(lambda to=to: it.moment(to))  # type: ignore[misc]
        target = it.moment(to)
        assert target is not None
        it.jumps(to)
        assert timedelta() <= it.shown - target < timedelta(minutes=1)
        when = ("in a week", "tomorrow", "in 1 hour")[:updates]
        expected = [f"Checkout 2.4 is planned to go live {each}" for each in when]
        eventually(lambda expected=expected: headlines(it, "#executives") == expected)  # type: ignore[misc]
    eventually(lambda: it.moment("start") is None)
    for to, why in (
        ("next-post", "All updates before the start are out: the next one comes with the start."),
        ("hour-before", "The planned start has passed."),
        ("start", "It has passed: start, move or cancel it."),
        ("finish", "It has not been started yet."),
        ("quarter", "It has not been finished yet."),
    ):
        refused = done(it.slack, "jump", to=to)
        assert (refused["reason"], refused["error"]) == ("not_now", why)


def test_the_tour_can_be_put_aside(it: Rehearsal) -> None:
    it.does("skip_tour")
    assert behind(it.slack)["tour"]["skipped"]
    it.does("resume_tour")
    assert not behind(it.slack)["tour"]["skipped"]


def test_a_dropped_socket_is_connected_anew(it: Rehearsal) -> None:
    it.does("drop_sockets")
    eventually(lambda: behind(it.slack)["app"]["connections"] >= 1, within=40)
    eventually(lambda: it.slack.person("Noor").types("/readiness status", HERE).ok, within=20)
    it.does("refresh_sockets")
    eventually(lambda: it.slack.person("Noor").types("/readiness status", HERE).ok, within=40)


@pytest.mark.parametrize("switch", [each.key for each in SWITCHES])
def test_through_a_fault_nothing_is_lost_and_nothing_doubled(it: Rehearsal, switch: str) -> None:
    it.does("switch", key=switch, on=True)
    it.jumps("next-post")
    it.does("switch", key=switch, on=False)
    for channel in READERS:
        eventually(lambda channel=channel: headlines(it, channel), within=120)  # type: ignore[misc]
        assert len(headlines(it, channel)) == 1


def test_a_day_at_3_600_times_and_two_weeks_at_50_000_times_post_what_they_should(it: Rehearsal) -> None:
    goes_live(it)
    it.does("rate", rate=3600)
    eventually(lambda: len(headlines(it, "#executives")) >= 3, within=60)
    it.does("rate", rate=1)
    into = [line for line in headlines(it, "#executives") if "into" in line]
    every_half_hour = [
        "30 minutes",
        "1 hour",
        "1 hour 30 minutes",
        "2 hours",
        "2 hours 30 minutes",
        "3 hours",
    ]
    assert into == [f"Checkout 2.4: {late} into the deployment" for late in every_half_hour[: len(into)]]
    assert it.slack.person("Robin").types("/readiness finish", HERE).modal is not None
    assert it.slack.person("Robin").submits().ok
    finished = it.shown
    it.does("rate", rate=3600)
    eventually(lambda: it.shown > finished + timedelta(hours=25), within=120)
    assert live(it) == ["1 hour", "4 hours", "1 day"]
    it.does("rate", rate=50_000)
    eventually(lambda: it.shown > finished + timedelta(days=15), within=120)
    it.does("pause")
    assert live(it) == ["1 hour", "4 hours", "1 day", "7 days", "14 days"]


def live(it: Rehearsal) -> list[str]:
    lines = headlines(it, "#executives")
    return [line.removeprefix("Checkout 2.4 has been live for ") for line in lines if "live for" in line]


def goes_live(it: Rehearsal) -> None:
    it.does("help", step="plan")
    it.arrives()
    it.does("help", step="rest")
    it.does("help", step="hour")
    it.arrives()
    assert it.slack.person("Omar").presses("Ready to roll back", HERE).ok
    robin = it.slack.person("Robin")
    assert robin.types("/readiness start", HERE).modal is not None
    robin.fills("Type the release's name", "Checkout 2.4")
    assert robin.submits().ok
