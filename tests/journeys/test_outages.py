"""A server that is not there while its plan goes on: what it tells when it is back, and what it does not."""

from datetime import timedelta

from readiness.communication.plan import PostKey
from readiness.communication.posting import NEXT_CAME
from schedules.clock import MachineClock, WoundClock
from slackapp.sandbox import LocalSlack
from tests.journeys.story import CHANNEL, eventually
from tests.journeys.timed import Timed
from tests.served import Served

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
AN_UPDATE = "written for: The team"
LATE = "comes 17 minutes late: this app was not running when it came due."


def test_a_server_that_was_down_for_three_hours_of_a_deployment_tells_one_update_and_why_it_is_late(
    slack: LocalSlack, database_url: str
) -> None:
    clock = WoundClock(MachineClock())
    with Served(slack, database_url, clock=clock) as served:
        story = Timed(slack, served=served, clock=clock)
        story.opens("Small team")
        story.winds_to(story.release.planned_start)
        story.starts_without_go()
        began = story.release.started_at
        assert began is not None
        eventually(lambda: story.posts_in(CHANNEL, AN_UPDATE) == 1)
    clock.wind(began + 3 * HOUR + 17 * MINUTE - clock.now())

    with Served(slack, database_url, clock=clock) as served:
        story = Timed(slack, served=served, clock=clock)
        story.person("Robin").sees(LATE, in_=CHANNEL)
        became = {PostKey.parse(text): post.reason for text, post in story.release.posts.items()}
        missed = {key.due: reason for key, reason in became.items() if key.slot == "hourly" and reason}
        assert missed == {began + HOUR: NEXT_CAME, began + 2 * HOUR: NEXT_CAME}
        story.winds_to(began + 4 * HOUR)
        eventually(lambda: story.posts_in(CHANNEL, AN_UPDATE) == 3)
        assert story.posts_in(CHANNEL, LATE) == 1
    assert slack.complaints == []
