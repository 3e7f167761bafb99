"""The communication plan in people's hands: read, previewed, skipped, sent now, and who reads it where."""

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest

from slackapp.sandbox import LocalSlack, Person
from tests.journeys.story import CHANNEL, eventually
from tests.journeys.timed import Timed, timed

EXECUTIVES = "#executives"
TWO_DAYS = timedelta(days=2)


@pytest.fixture
def plan(slack: LocalSlack, sqlite_url: str) -> Iterator[Timed]:
    """A release of the small template, whose clock the story winds."""
    with timed(slack, sqlite_url) as story:
        story.opens("Small team", Summary="One page instead of four.")
        yield story


def reads_plan(story: Timed, who: str = "Robin") -> str:
    modal = story.types(who, "/readiness schedule").modal
    assert modal is not None
    story.person(who).closes(everything=True)
    return modal.shown


def opens_time(story: Timed, who: str, title: str) -> Person:
    person = story.person(who)
    assert story.types(who, "/readiness schedule").modal is not None
    assert person.presses("Open…", "modal", beside=title).ok
    person.sees("Whole plan", in_="modal")
    return person


def test_the_plan_says_what_comes_when_for_whom_and_whom_nothing_reaches(plan: Timed, robin: Person) -> None:
    shown = reads_plan(plan)
    assert "⚠️ The company has no channel to read in, so no update reaches them." in shown
    assert "Two days before" in shown
    assert "The team · Next" in shown
    assert "Deployment begins · expected" in shown
    assert "The day after · 1 day after the deployment ends" in shown
    assert "Next update: Two days before" in plan.card.shown


def test_who_reads_where_is_said_by_whoever_leads_and_only_where_the_app_can_post(
    plan: Timed, robin: Person, noor: Person
) -> None:
    plan.types("Robin", "/readiness audiences")
    robin.sees("⚠️ no channel: no update reaches it", in_="modal")
    assert robin.presses("Change…", beside="The company").ok
    robin.fills("Channels", ["#watercooler"])
    assert "Type /invite @Readiness" in robin.submits().errors["Channels"]
    robin.fills("Channels", [EXECUTIVES])
    assert robin.submits().ok
    robin.sees("#executives", in_="modal")
    robin.closes(everything=True)
    eventually(lambda: "has no channel" not in plan.card.shown)

    plan.types("Noor", "/readiness audiences")
    assert noor.presses("Change…", beside="The company").ok
    noor.fills("Channels", None)
    assert "Only the release manager or the deputy" in noor.submits().trouble
    assert "let The company read in #executives" in plan.history()


def test_where_two_audiences_share_a_channel_the_window_says_whose_update_is_read(
    plan: Timed, robin: Person
) -> None:
    plan.lets_read("The company", CHANNEL)
    plan.types("Robin", "/readiness audiences")
    robin.sees("Reads there what is written for: The team", in_="modal")


def test_any_post_can_be_previewed_as_its_audience_will_read_it(plan: Timed, robin: Person) -> None:
    plan.lets_read("The company", EXECUTIVES)
    for title, words in {
        "Two days before": "Checkout 2.4 is planned to go live in 2 days",
        "Deployment begins": "Checkout 2.4 is being deployed",
        "The day after": "Checkout 2.4 has been live for 1 day",
        "Every hour during deployment": "Checkout 2.4: 1 hour into the deployment",
    }.items():
        opens_time(plan, "Robin", title)
        assert robin.presses("Preview", "modal", beside="").ok
        robin.sees(words, in_="modal")
        robin.sees("This is how it would read if all stood as it does now.", in_="modal")
        robin.closes(everything=True)


def test_a_post_is_skipped_with_a_reason_that_the_plan_shows(plan: Timed, robin: Person) -> None:
    opens_time(plan, "Robin", "Two days before")
    assert robin.presses("Skip…", "modal").ok
    assert robin.submits().errors == {"Why?": "Please complete this required field."}
    robin.fills("Why?", "It is a holiday")
    assert robin.submits().ok
    robin.sees("Skipped: It is a holiday", in_="modal")
    robin.closes(everything=True)

    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    assert "The team · Skipped: It is a holiday" in reads_plan(plan)
    assert plan.posts_in(CHANNEL, "go live in 2 days") == 0
    assert "left out the update" in plan.history()


def test_every_place_of_a_time_is_skipped_in_one_go(plan: Timed, robin: Person) -> None:
    plan.lets_read("The company", EXECUTIVES)
    opens_time(plan, "Robin", "Two days before")
    assert robin.presses("Skip all…", "modal").ok
    robin.sees("in #checkout-launch, #executives", in_="modal")
    robin.fills("Why?", "It is a holiday")
    assert robin.submits().ok
    robin.closes(everything=True)
    assert "The team and The company · Skipped: It is a holiday" in reads_plan(plan)


def test_a_post_is_sent_now_once_and_not_again_at_its_own_time(plan: Timed, robin: Person) -> None:
    opens_time(plan, "Robin", "Two days before")
    assert robin.presses("Send now", "modal", confirm=False).reason == "denied"
    assert robin.presses("Send now", "modal").ok
    robin.closes(everything=True)
    eventually(lambda: plan.posts_in(CHANNEL, "is planned to go live") == 1)

    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    plan.winds_to(plan.release.planned_start - TWO_DAYS + timedelta(minutes=1))
    eventually(lambda: "✅ Two days before" in reads_plan(plan))
    assert plan.posts_in(CHANNEL, "is planned to go live") == 1


def test_only_who_leads_skips_and_sends(plan: Timed, noor: Person) -> None:
    opens_time(plan, "Noor", "Two days before")
    assert noor.presses("Send now", "modal").ok
    noor.sees("Only the release manager or the deputy can send an update.", in_="modal")


def test_an_update_goes_out_on_time_once_in_each_place_and_calls_nobody(
    plan: Timed, robin: Person, noor: Person
) -> None:
    plan.lets_read("The company", EXECUTIVES)
    reply = plan.types("Robin", "/readiness word Legal has <signed>.")
    assert reply.shown == "Your word goes into the next update of Checkout 2.4."
    called = len(robin.notified)
    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    robin.sees("is planned to go live in 2 days", in_=EXECUTIVES)
    robin.sees("Robin Ashdown, ", in_=EXECUTIVES)
    robin.sees("“Legal has <signed>.”", in_=EXECUTIVES)
    robin.sees("written for: The company", in_=EXECUTIVES)
    eventually(lambda: plan.posts_in(CHANNEL, "written for: The team") == 1)
    assert len(robin.notified) == called
    eventually(lambda: "The team and The company · Sent" in reads_plan(plan))
    assert plan.posts_in(EXECUTIVES, "is planned to go live in 2 days") == 1


def test_who_is_told_the_old_date_is_told_the_new_one(plan: Timed, robin: Person) -> None:
    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    robin.sees("written for: The team", in_=CHANNEL)
    assert robin.presses("Move…", CHANNEL).ok
    robin.fills("Day of the go-live", "2099-06-01")
    assert robin.submits().ok
    robin.sees("📅 Checkout 2.4 goes live later", in_=CHANNEL)
    robin.sees("You had been told", in_=CHANNEL)
    eventually(lambda: "✅ Two days before" in reads_plan(plan))
    assert "🔜 Two days before" in reads_plan(plan)


def test_a_late_update_says_by_how_much_and_why(plan: Timed, robin: Person) -> None:
    plan.winds_to(plan.release.planned_start - TWO_DAYS + timedelta(minutes=40))
    robin.sees("comes 40 minutes late: this app was not running when it came due.", in_=CHANNEL)
    eventually(lambda: "The team · Sent 40 minutes late" in reads_plan(plan))


def test_what_slack_refuses_is_told_to_the_manager_with_how_to_mend_it_and_sent_again(
    plan: Timed, slack: LocalSlack, robin: Person
) -> None:
    plan.lets_read("The company", EXECUTIVES)
    refusal = slack.faults.add(
        "chat.postMessage", error="is_archived", times=1, when=lambda a: "The company" in str(a["blocks"])
    )
    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    eventually(lambda: refusal.struck == 1)
    robin.sees("❌ Checkout 2.4: an update was not sent", in_="Readiness")
    robin.sees("The channel is archived. Unarchive it, or choose another channel.", in_="Readiness")
    eventually(lambda: "Update Two days before, The company · Not sent" in plan.card.shown)
    assert "The company · Not sent: The channel is archived." in reads_plan(plan)

    assert robin.presses("Send again", "messages").ok
    robin.sees("written for: The company", in_=EXECUTIVES)
    # Where it told of the trouble, and nowhere else, it tells that it is over.
    robin.sees("in #executives is settled: it was sent.", in_="Readiness")
    assert plan.posts_in("Readiness", "an update was not sent") == 0
    eventually(lambda: "Not sent" not in plan.card.shown)


@pytest.mark.slow
def test_what_nobody_can_tell_is_put_to_the_manager_who_says_that_it_was_sent(
    plan: Timed, slack: LocalSlack, robin: Person
) -> None:
    plan.lets_read("The company", EXECUTIVES)
    slack.faults.add(
        "chat.postMessage", lose_reply=True, times=1, when=lambda a: "The company" in str(a["blocks"])
    )
    slack.faults.add("conversations.history", error="missing_scope")
    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    robin.sees("❓ Checkout 2.4: an update may not have arrived", 60, in_="Readiness")
    eventually(lambda: "The company · Uncertain whether it arrived" in reads_plan(plan))
    assert robin.presses("Send again", "messages", confirm=False).reason == "denied"
    assert robin.presses("It is there", "messages").ok
    robin.sees("is settled: it was sent.", in_="Readiness")
    assert "The company · Sent: Somebody has seen it." in reads_plan(plan)
    assert plan.posts_in(EXECUTIVES, "written for: The company") == 1


def test_an_update_that_is_gone_from_the_plan_is_not_sent_by_an_old_button(
    plan: Timed, robin: Person
) -> None:
    old = opens_time(plan, "Robin", "Two days before").modal
    assert old is not None
    plan.winds_to(plan.release.planned_start - timedelta(hours=1))
    assert robin.presses("Send now", old).ok
    robin.sees("It would misinform by now", in_="modal")
    assert plan.posts_in(CHANNEL, "go live in 2 days") == 0


@pytest.mark.slow
def test_a_plan_is_skipped_sent_and_spoken_for_on_each_kind_of_database(
    slack: LocalSlack, database_url: str
) -> None:
    with timed(slack, database_url) as story:
        robin = story.person("Robin")
        story.opens("Small team")
        story.lets_read("The company", EXECUTIVES, "#releases")
        opens_time(story, "Robin", "Two days before")
        assert robin.presses("Skip…", "modal", beside="").ok
        robin.fills("Why?", "They know")
        assert robin.submits().ok
        robin.closes(everything=True)
        assert story.types("Robin", "/readiness word All is well").ok
        story.winds_to(story.release.planned_start - TWO_DAYS)
        eventually(lambda: story.posts_in("#releases", "All is well") == 1)
        assert "Skipped: They know" in reads_plan(story)


def test_a_sent_update_is_a_link_to_its_message_as_slack_gives_it(
    plan: Timed, slack: LocalSlack, robin: Person
) -> None:
    plan.lets_read("The company", EXECUTIVES)
    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    eventually(lambda: "The team and The company · Sent" in reads_plan(plan))
    (post,) = [each for each in robin.messages(EXECUTIVES) if "written for: The company" in each.shown]
    permalink = plan.app.run(plan.app.app.parts.channels.permalink(post.channel_id, post.ts))
    link = f"{slack.url}{urlsplit(permalink).path}"

    asked = len(slack.calls("chat.getPermalink"))
    whole = plan.types("Robin", "/readiness schedule").modal
    assert whole is not None
    assert f"<{link}|The company>" in json.dumps(whole.raw)
    assert robin.presses("Open…", "modal", beside="Two days before").ok
    robin.sees("Sent · Open the message", in_="modal")
    assert robin.modal is not None
    assert f"<{link}|Open the message>" in json.dumps(robin.modal.raw)
    assert len(slack.calls("chat.getPermalink")) == asked
    assert httpx.get(link).headers["location"] == f"/?in={post.channel_id}"


@pytest.mark.parametrize(("who", "zone"), [("Robin", "Europe/London"), ("Omar", "America/New_York")])
def test_the_plan_is_read_on_the_clocks_of_whoever_reads_it(plan: Timed, who: str, zone: str) -> None:
    due = (plan.release.planned_start - TWO_DAYS).astimezone(ZoneInfo(zone))
    lines = [line for line in reads_plan(plan, who).splitlines() if "Two days before ·" in line]
    assert len(lines) == 1
    assert lines[0].endswith(f"{due:%H:%M}")


def test_each_audience_previews_its_own_text_which_is_then_what_it_reads(plan: Timed, robin: Person) -> None:
    plan.lets_read("The company", EXECUTIVES)
    plan.winds_to(plan.release.planned_start - TWO_DAYS - timedelta(minutes=1))
    previewed = {}
    for audience in ("The team", "The company"):
        opens_time(plan, "Robin", "Two days before")
        assert robin.presses("Preview", "modal", beside=audience).ok
        robin.sees(f"written for: {audience}", in_="modal")
        assert robin.modal is not None
        previewed[audience] = robin.modal.shown
        robin.closes(everything=True)
    assert previewed["The team"] != previewed["The company"]

    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    for audience, channel in (("The team", CHANNEL), ("The company", EXECUTIVES)):
        robin.sees(f"written for: {audience}", in_=channel)
        (post,) = [each for each in robin.messages(channel) if "written for:" in each.shown]
        # In a window people are mentioned, which calls nobody there; in an update they are named.
        lines = [line for line in post.shown.splitlines() if "↳" not in line]
        assert [line for line in lines if line not in previewed[audience]] == []


def test_a_word_is_added_from_the_plan_to_the_next_update(plan: Timed, robin: Person) -> None:
    assert plan.types("Robin", "/readiness schedule").modal is not None
    assert robin.presses("Add a word…", "modal").ok
    robin.fills("What is new?", "Legal has signed.")
    assert robin.submits().ok
    robin.closes(everything=True)
    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    robin.sees("“Legal has signed.”", in_=CHANNEL)


def test_nobody_puts_an_update_off_without_a_reason_and_a_trace(plan: Timed, robin: Person) -> None:
    opens_time(plan, "Robin", "Two days before")
    assert robin.presses("Skip…", "modal").ok
    robin.fills("Why?", "   ")
    assert not robin.submits().ok
    robin.closes(everything=True)
    plan.winds_to(plan.release.planned_start - TWO_DAYS)
    eventually(lambda: plan.posts_in(CHANNEL, "is planned to go live in 2 days") == 1)
    eventually(lambda: "found the update “Two days before” for The team" in plan.history())
    eventually(lambda: "sent the update “Two days before” for The team" in plan.history())
    assert "was refused" in plan.history()
