from __future__ import annotations

import asyncio
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.server import LoopbackServer
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import actions, button, home, mrkdwn, section
from tests.sandbox.tea import MANIFEST, bolt, served

NEWS = ["user_change", "channel_archive", "channel_unarchive", "channel_rename", "channel_left",
        "member_joined_channel", "member_left_channel", "subteam_updated", "reaction_removed"]  # fmt: skip


def events(slack: LocalSlack) -> list[Any]:
    return [each.delivery.payload["event"] for each in slack.delivered if each.delivery.kind == "event"]


def test_an_event_is_told_as_slack_tells_it(slack: LocalSlack, app: AsyncApp, alice: Person) -> None:
    heard: list[Any] = []

    @app.event("message")
    async def said(body: Any) -> None:
        heard.append(body)

    alice.says("Hello <there>", channel="#checkout-launch")
    body = heard[0]
    assert body["type"] == "event_callback"
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["is_bot"]
    assert body["event"]["text"] == "Hello &lt;there&gt;"
    assert body["event"]["channel_type"] == "channel"
    assert body["event"]["user"] == alice.id


def test_only_what_was_subscribed_to_is_told_and_only_where_the_app_is(
    slack: LocalSlack, app: AsyncApp, alice: Person, robin: Person
) -> None:
    alice.says("Unheard", channel="#watercooler")
    robin.says("Not subscribed to", channel="#security-review")
    assert slack.delivered == []


def test_a_direct_message_to_the_app_is_told(slack: LocalSlack, app: AsyncApp, alice: Person) -> None:
    heard: list[str] = []

    @app.event("message")
    async def said(event: Any) -> None:
        heard.append(event["channel_type"])

    alice.says("Hello", channel="messages")
    assert heard == ["im"]


def test_the_home_tab_is_drawn_when_it_is_opened(app: AsyncApp, alice: Person) -> None:
    opened: list[Any] = []

    @app.event("app_home_opened")
    async def home_opened(event: Any, client: Any) -> None:
        opened.append(event)
        text = f"Opened {len(opened)} times"
        await client.views_publish(user_id=event["user"], view=home(section(text=mrkdwn(text))))

    first = alice.opens_home()
    assert first is not None
    assert first.shown == "Opened 1 times"
    assert "view" not in opened[0]
    second = alice.opens_home()
    assert second is not None
    assert second.shown == "Opened 2 times"
    assert opened[1]["view"]["id"] == first.id == second.id


def test_an_event_that_fails_comes_again_three_times(slack: LocalSlack, app: AsyncApp, alice: Person) -> None:
    seen: list[tuple[str, list[str]]] = []

    @app.event("message")
    async def said(body: Any, request: Any) -> None:
        seen.append((body["event_id"], request.headers.get("x-slack-retry-num", [""])))
        raise RuntimeError("Not today.")

    slack.timing.event_retries = (0.0, 0.01, 0.02)
    alice.says("Hello")
    deadline = time.monotonic() + 5
    while len(seen) < 4:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert [number for _, number in seen] == [[""], ["1"], ["2"], ["3"]]
    assert len({event_id for event_id, _ in seen}) == 1
    assert slack.delivered[1].delivery.retry_reason == "http_error"


def test_the_retries_are_those_that_slack_documents(slack: LocalSlack) -> None:
    assert (slack.timing.event_retries, slack.timing.ack_limit) == ((0.0, 60.0, 300.0), 3.0)


def test_an_app_can_decline_the_retries(slack: LocalSlack, alice: Person) -> None:
    async def fail(request: Request) -> PlainTextResponse:
        return PlainTextResponse("no", status_code=500, headers={"X-Slack-No-Retry": "1"})

    server = LoopbackServer()
    server.start(Starlette(routes=[Route("/", fail, methods=["POST"])]))
    slack.timing.event_retries = (0.0, 0.0, 0.0)
    slack.deliver_to(f"{server.url}/")
    alice.says("Hello")
    time.sleep(0.05)
    assert len(slack.delivered) == 1
    server.stop()


def test_commands_and_presses_never_come_again(slack: LocalSlack, app: AsyncApp, alice: Person) -> None:
    slack.timing.event_retries = (0.0, 0.0, 0.0)

    @app.command("/tea")
    async def tea() -> None:
        raise RuntimeError("Not today.")

    reply = alice.types("/tea")
    assert reply.trouble == '/tea failed with the error "dispatch_failed"'
    time.sleep(0.05)
    assert len(slack.delivered) == 1


def test_an_app_that_does_not_answer_in_time_is_complained_of_to_the_person(
    slack: LocalSlack, app: AsyncApp, client: WebClient, alice: Person, robin: Person
) -> None:
    slack.timing.ack_limit = 0.05

    @app.command("/tea")
    async def tea(ack: Any) -> None:
        await asyncio.sleep(0.3)
        await ack()

    @app.action("press")
    async def press(ack: Any) -> None:
        await asyncio.sleep(0.3)
        await ack()

    assert alice.types("/tea").trouble == '/tea failed with the error "operation_timeout"'
    client.chat_postMessage(channel="#releases", text="x", blocks=[actions(button())])
    assert alice.presses("Press").trouble == "Operation timed out. Apps need to respond within 3 seconds."
    alice.sees("Operation timed out", within=0)
    assert robin.troubles == []
    time.sleep(0.4)


def test_a_request_with_a_wrong_secret_is_turned_away_by_bolt(slack: LocalSlack, alice: Person) -> None:
    app = bolt(slack)

    @app.command("/tea")
    async def tea(ack: Any) -> None:
        await ack("Tea")

    server = LoopbackServer()
    server.start(served(app))
    with LocalSlack(small_company(MANIFEST)) as stranger:
        stranger.deliver_to(f"{server.url}/slack/events")
        assert not stranger.person("Alice").types("/tea").ok
        assert stranger.delivered[-1].ack.status == 401
    server.stop()


@pytest.fixture
def curious() -> Any:
    """A local Slack whose app has subscribed to everything that administrators bring about."""
    settings = {**MANIFEST["settings"], "event_subscriptions": {"bot_events": NEWS}}
    with LocalSlack(small_company({**MANIFEST, "settings": settings})) as slack:
        app = bolt(slack)
        for name in NEWS:

            @app.event(name)
            async def heard() -> None: ...

        server = LoopbackServer()
        server.start(served(app))
        slack.deliver_to(f"{server.url}/slack/events")
        yield slack
        server.stop()


def test_what_administrators_do_is_told(curious: LocalSlack) -> None:
    admin, alice = curious.admin, curious.person("Alice")
    admin.deactivate("Casey")
    admin.make_guest("Boris")
    admin.move_to_zone("Alice", "Asia/Tokyo")
    admin.rename("Paula", "Paula Ferrand-Ruiz")
    admin.archive("#support")
    admin.unarchive("#support")
    admin.rename_channel("#support", "#help")
    admin.remove_app("#help")
    admin.invite_app("#help")
    admin.set_group("@qa-leads", "Robin", "Alice")
    admin.disable_group("@rollback-team")
    told = events(curious)
    assert [event["type"] for event in told] == [
        "user_change",
        "user_change",
        "user_change",
        "user_change",
        "channel_archive",
        "channel_unarchive",
        "channel_rename",
        "channel_left",
        "member_joined_channel",
        "subteam_updated",
        "subteam_updated",
    ]
    assert told[0]["user"]["deleted"]
    assert told[1]["user"]["is_restricted"]
    assert told[2]["user"]["tz"] == "Asia/Tokyo"
    assert told[2]["user"]["id"] == alice.id
    assert told[3]["user"]["real_name"] == "Paula Ferrand-Ruiz"
    assert told[9]["subteam"]["users"] == [identifier("U", "robin"), alice.id]
    assert all(each.ack.ok for each in curious.delivered)


def test_administrators_can_change_only_what_there_is(slack: LocalSlack) -> None:
    with pytest.raises(LookupError, match="Nobody in this workspace is called Zoe"):
        slack.admin.deactivate("Zoe")
    with pytest.raises(LookupError, match="There is no channel called #none"):
        slack.admin.archive("#none")
    with pytest.raises(LookupError, match="There is no user group called @none"):
        slack.admin.set_group("@none")


def test_people_come_and_go_and_react(curious: LocalSlack) -> None:
    hana = curious.person("Hana")
    hana.joins("#engineering")
    assert [event["type"] for event in events(curious)] == ["member_joined_channel"]
    assert hana.messages("#engineering")[-1].shown == "@Hana has joined the channel"


def test_a_request_signed_long_ago_is_turned_away_by_bolt(
    slack: LocalSlack, app: AsyncApp, alice: Person, request_url: str
) -> None:
    @app.command("/tea")
    async def tea(ack: Any) -> None:
        await ack("Tea")

    alice.types("/tea")
    payload = slack.delivered[0].delivery.payload
    assert slack.delivered[0].ack.seconds < 1

    def status(at: float | None) -> int:
        body, headers = slack.signed_request("command", payload, at=at)
        request = urllib.request.Request(request_url, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request) as response:
                return int(response.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    assert status(None) == 200
    assert status(time.time() - 600) == 401


def test_an_app_without_interactivity_hears_of_no_press(releases: str) -> None:
    settings = {**MANIFEST["settings"], "interactivity": {"is_enabled": False}}
    with LocalSlack(small_company({**MANIFEST, "settings": settings})) as slack:
        deaf = WebClient(token=slack.bot_token, base_url=slack.api_url)
        deaf.chat_postMessage(channel=releases, text="x", blocks=[actions(button())])
        assert not slack.person("Alice").presses("Press").ok
        assert slack.delivered == []
