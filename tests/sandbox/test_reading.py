from __future__ import annotations

from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import (
    actions,
    beside,
    button,
    context,
    element,
    header,
    home,
    image,
    mrkdwn,
    plain,
    rich_section,
    rich_text,
    section,
    table,
    video,
)
from tests.sandbox.pressing import post


def test_what_is_shown_is_what_a_person_reads(client: WebClient, alice: Person, releases: str) -> None:
    robin = identifier("U", "robin")
    text = (
        f"*Bold* _snake_case_ ~old~ `code` <@{robin}> <#{releases}> <https://example.org/|the plan> "
        f"<!subteam^{identifier('S', 'qa-leads')}> &lt;ok&gt; &amp; <!here> in_the_middle"
    )
    post(
        client,
        releases,
        header("Heading"),
        section(text=mrkdwn(text), fields=[plain("*as it is*")]),
        context(mrkdwn("_small_")),
        rich_text(
            rich_section({"type": "text", "text": "For "}, {"type": "user", "user_id": robin}),
            {"type": "rich_text_list", "style": "bullet", "elements": [rich_section()]},
        ),
        table(1, 2),
        beside(button(text=plain("Go"))),
    )
    assert alice.messages()[-1].shown.splitlines() == [
        "Heading",
        "Bold snake_case old code @Robin #releases the plan @qa-leads <ok> & @here in_the_middle",
        "*as it is*",
        "small",
        "For @Robin",
        "Words",
        "x | x",
        "Words",
        "Go",
    ]


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("{date_num} {time_secs}", "2026-01-01 01:00:00"),
        ("{date}", "January 1, 2026"),
        ("{date_short} at {time}", "Jan 1, 2026 at 01:00"),
        ("{date_long}", "Thursday, January 1, 2026"),
        ("{nonsense}", "{nonsense}"),
    ],
)
def test_dates_are_shown_in_the_readers_own_zone(
    client: WebClient, alice: Person, releases: str, pattern: str, shown: str
) -> None:
    stamp = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    client.chat_postMessage(channel=releases, text=f"<!date^{stamp}^{pattern}|then>")
    assert alice.member.tz == "Europe/Berlin"
    assert alice.messages()[-1].shown == shown


def test_near_dates_are_shown_as_words(client: WebClient, alice: Person, releases: str) -> None:
    now = int(datetime.now(UTC).timestamp())
    client.chat_postMessage(channel=releases, text=f"<!date^{now}^{{date_short_pretty}}, {{ago}}|then>")
    assert alice.messages()[-1].shown == "today, 0 minutes ago"


def test_mentions_and_direct_messages_pop_up(
    client: WebClient, alice: Person, robin: Person, releases: str
) -> None:
    client.chat_postMessage(channel=releases, text="Nobody in particular")
    client.chat_postMessage(channel=releases, text=f"<@{alice.id}>, please look")
    client.chat_postMessage(channel=releases, text=f"<!subteam^{identifier('S', 'qa-leads')}>, you too")
    client.chat_postMessage(channel=releases, text="<!channel> all of you")
    client.chat_postMessage(channel=robin.id, text="For Robin")
    assert len(alice.notified) == 3
    assert [each.text for each in robin.notified] == ["<!channel> all of you", "For Robin"]


def test_a_guest_sees_only_the_channels_that_they_are_in(
    slack: LocalSlack, client: WebClient, releases: str
) -> None:
    gil, stella = slack.person("Gil"), slack.person("Stella")
    client.chat_postMessage(channel="#checkout-launch", text="Seen")
    client.chat_postMessage(channel=releases, text="Unseen")
    gil.sees("Seen", within=0)
    gil.sees_nothing_of("Unseen", for_=0)
    with pytest.raises(LookupError, match="Gil sees no channel called #releases"):
        gil.types("/tea", channel="#releases")
    stella.sees_nothing_of("een", for_=0)


def test_somebody_whom_nobody_knows_is_asked_for_in_vain(slack: LocalSlack) -> None:
    with pytest.raises(LookupError, match="Nobody in this workspace is called Zoe"):
        slack.person("Zoe")
    assert slack.person("Alice") is slack.person("@alice")


def test_pictures_films_and_fields_are_read_by_their_words(
    client: WebClient, alice: Person, releases: str
) -> None:
    post(
        client,
        releases,
        image(title=plain("Chart"), alt_text="Errors fall"),
        video(title=plain("Film"), alt_text="A film"),
        {"type": "markdown", "text": "**Strong**"},
        context(image(alt_text="A face")),
        actions(element("users_select", placeholder=plain("Who?"))),
        rich_text(
            rich_section(
                {"type": "date", "timestamp": 0, "format": "{date_num}", "fallback": "then"},
                {"type": "usergroup", "usergroup_id": identifier("S", "qa-leads")},
                {"type": "channel", "channel_id": releases},
                {"type": "emoji", "name": "eyes"},
                {"type": "link", "url": "https://example.org/"},
                {"type": "broadcast", "range": "here"},
                {"type": "color", "value": "#7a5cff"},
            )
        ),
    )
    assert alice.messages()[-1].shown.splitlines() == [
        "Chart",
        "Errors fall",
        "Film",
        "Strong",
        "A face",
        "Who?",
        "1970-01-01@qa-leads#releases:eyes:https://example.org/@here",
    ]


def test_a_date_that_slack_cannot_read_falls_back(client: WebClient, alice: Person, releases: str) -> None:
    client.chat_postMessage(channel=releases, text="<!date^soon^{date}|next week> <!everyone> <@U0GONE>")
    assert alice.messages()[-1].shown == "next week @everyone @U0GONE"


def test_what_is_in_sight_can_be_narrowed(client: WebClient, alice: Person, releases: str) -> None:
    client.chat_postMessage(channel=releases, text="Here")
    client.chat_postMessage(channel=alice.id, text="There")
    client.views_publish(user_id=alice.id, view=home(section(text=mrkdwn("At home"))))
    alice.sees("Here", within=0, in_="#releases")
    alice.sees("There", within=0, in_="messages")
    alice.sees("There", within=0, in_="Tea Round")
    alice.sees("At home", within=0, in_="home")
    with pytest.raises(AssertionError):
        alice.sees("There", within=0, in_="#releases")
    with pytest.raises(AssertionError, match="Alice sees 'Here'"):
        alice.sees_nothing_of("Here")


def test_only_markup_mentions_people(client: WebClient, slack: LocalSlack, robin: Person) -> None:
    everybody, one = "<!channel>", f"<@{robin.id}>"
    for blocks in (
        [header(everybody)],
        [actions(button(text=plain(everybody), value=one))],
        [section(text=plain(everybody))],
        [image(alt_text=one)],
        [rich_text(rich_section({"type": "text", "text": everybody}))],
    ):
        client.chat_postMessage(channel="#releases", text="nobody", blocks=blocks)
    assert not robin.notified
    for blocks in (
        [section(text=mrkdwn(one))],
        [context(mrkdwn(everybody))],
        [{"type": "markdown", "text": one}],
        [rich_text(rich_section({"type": "user", "user_id": robin.id}))],
        [rich_text(rich_section({"type": "broadcast", "range": "here"}))],
    ):
        client.chat_postMessage(channel="#releases", text="somebody", blocks=blocks)
    client.chat_postMessage(channel="#releases", text=f"for {one}")
    assert len(robin.notified) == 6
