"""When Slack or the database is slow, an act is answered in time all the same, or nothing comes of it."""

import sqlite3
import threading
import time

from slackapp.sandbox import LocalSlack, Person
from tests.journeys.story import CHANNEL, Story
from tests.served import Served

SLOW = "Slack or the database took too long to answer. Nothing has changed; please try again."
MISSED = "Slack did not open the window. Nothing has changed; please try again."


def _answered_in_time(slack: LocalSlack) -> None:
    seconds = max(sent.ack.seconds for sent in slack.delivered)
    assert seconds < 2.95, seconds
    assert all(sent.ack.ok for sent in slack.delivered)


def test_who_somebody_is_takes_slack_too_long_to_say(scene: Story, slack: LocalSlack) -> None:
    boris = scene.person("Boris")
    slack.faults.add("users.info", hang=4)
    assert boris.presses("Ready to roll back", CHANNEL).ok
    boris.sees(SLOW, in_=CHANNEL)
    _answered_in_time(slack)
    assert "nobody has said yet" in scene.status()


def test_a_window_that_slack_takes_too_long_to_open_is_owned_up_to(scene: Story, slack: LocalSlack) -> None:
    slack.faults.add("views.open", hang=4)
    assert MISSED in scene.types("Noor", "/readiness checklist").shown
    _answered_in_time(slack)


def test_a_channel_that_slack_takes_too_long_to_tell_of_keeps_the_form_open(
    empty_scene: Story, slack: LocalSlack, dana: Person
) -> None:
    assert dana.types("/readiness new Checkout 2.4", CHANNEL).modal is not None
    slack.faults.add("conversations.info", hang=4)
    assert list(dana.submits().errors.values()) == [SLOW]
    _answered_in_time(slack)


def test_a_slow_slack_and_a_busy_database_share_one_deadline(
    scene: Story, slack: LocalSlack, on_sqlite: Served
) -> None:
    boris = scene.person("Boris")
    slack.faults.add("users.info", hang=1.5)
    file = on_sqlite.settings.database_url.get_secret_value().removeprefix("sqlite:///")
    released = threading.Event()

    def hold() -> None:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        released.wait(10)
        other.close()

    holding = threading.Thread(target=hold)
    holding.start()
    time.sleep(0.1)
    try:
        assert boris.presses("Ready to roll back", CHANNEL).ok
        _answered_in_time(slack)
    finally:
        released.set()
        holding.join()
    time.sleep(1)
    assert "nobody has said yet" in scene.status()
