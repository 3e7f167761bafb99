from __future__ import annotations

import http.client
import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.client.requests import ACTS
from slackapp.sandbox.client.site import PAGE
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import (
    actions,
    button,
    checkboxes,
    element,
    home,
    input_block,
    modal,
    option,
    plain,
    section,
    text_input,
)

Act = Callable[..., Any]
Get = Callable[..., Any]


@pytest.fixture
def get(slack: LocalSlack, alice: Person) -> Get:
    """Alice's state, as the page gets it."""

    def fetched(who: str = alice.id) -> Any:
        with urllib.request.urlopen(f"{slack.url}/client/state?as={who}") as response:
            return json.load(response)

    return fetched


@pytest.fixture
def act(slack: LocalSlack, alice: Person) -> Act:
    """An act of Alice's, as the page asks for it; gives the answer, refused or not."""

    def acted(act: str, **more: Any) -> Any:
        body = json.dumps({"as": alice.id, "act": act, **more}).encode()
        headers = {"Content-Type": "application/json", "Origin": slack.url}
        request = urllib.request.Request(f"{slack.url}/client/act", data=body, headers=headers)
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)
        except HTTPError as refused:
            with refused:
                return json.load(refused) | {"status": refused.code}

    return acted


def channel_of(state: Any, name: str) -> Any:
    return next(channel for channel in state["channels"] if channel["name"] == name)


def test_the_state_has_everything_that_a_person_sees(
    get: Get, client: WebClient, alice: Person, releases: str
) -> None:
    client.chat_postMessage(
        channel=releases, text="x", blocks=[actions(button(), checkboxes(), block_id="row")]
    )
    client.chat_postEphemeral(channel=releases, user=alice.id, text="Psst")
    client.chat_postMessage(channel=alice.id, text="Direct")
    state = get()
    assert state["me"] == alice.id
    assert state["app"]["commands"][0] == {"command": "/tea", "description": "Tea", "usage_hint": "[now]"}
    assert {each["type"] for each in state["app"]["shortcuts"]} == {"global", "message"}
    assert state["app"]["connected"] is False
    assert len(state["people"]) == 19
    assert channel_of(state, "watercooler")["app_is_member"] is False
    public, private = channel_of(state, "releases")["messages"]
    assert public["state"]["row"]["it"] == {"type": "checkboxes", "selected_options": []}
    assert (public["ephemeral"], private["ephemeral"]) == (False, True)
    direct = channel_of(state, "Tea Round")
    assert (direct["kind"], direct["with"]) == ("im", state["app"]["bot_user"])
    assert state["notifications"] == [
        {"channel": direct["id"], "ts": direct["messages"][0]["ts"], "text": "Direct"}
    ]


def test_the_state_keeps_what_others_alone_may_see(
    get: Get, client: WebClient, robin: Person, releases: str
) -> None:
    client.chat_postEphemeral(channel=releases, user=robin.id, text="For Robin alone")
    client.chat_postMessage(channel="#security-review", text="By invitation")
    client.views_publish(user_id=robin.id, view=home(section()))
    state = get()
    assert "For Robin alone" not in json.dumps(state)
    assert "security-review" not in {channel["name"] for channel in state["channels"]}
    assert state["home"] is None
    guest = get(identifier("U", "gil"))
    assert {channel["name"] for channel in guest["channels"]} == {"checkout-launch"}


def test_a_whole_visit_is_possible_through_the_page(
    slack: LocalSlack, app: AsyncApp, get: Get, act: Act, releases: str
) -> None:
    submitted: list[Any] = []
    fields = [
        input_block(text_input(), block_id="kind"),
        input_block(checkboxes(2), block_id="extras", optional=True),
        input_block(element("external_select", action_id="who", min_query_length=0), block_id="who"),
    ]

    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        view = modal(*fields, callback_id="tea", submit=plain("Send"), close=plain("Never mind"))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.options("who")
    async def who(ack: Any) -> None:
        await ack(options=[option(1), option(2)])

    @app.view("tea")
    async def sent(ack: Any, view: Any, client: Any, body: Any) -> None:
        submitted.append(view["state"]["values"])
        await client.chat_postMessage(channel=releases, text="x", blocks=[actions(button(), block_id="row")])
        await ack()

    @app.action("press")
    async def press(ack: Any, respond: Any) -> None:
        await respond("Pressed")
        await ack()

    assert act("command", channel=releases, text="/tea")["ok"]
    view = get()["modals"][0]
    assert (view["title"], view["submit"], view["close"]) == ("Title", "Send", "Never mind")
    inside = {"in": {"view": view["id"]}}
    assert act("fill", **inside, block_id="extras", action_id="it", value=["v1"])["ok"]
    answer = act("submit", view=view["id"])
    assert answer["reason"] == "incomplete"
    assert set(answer["errors"]) == {"kind", "who"}
    assert set(get()["modals"][0]["errors"]) == {"kind", "who"}
    offered = act("options", **inside, block_id="who", action_id="who", value="")["options"]
    assert [each["value"] for each in offered] == ["v1", "v2"]
    values = {"kind": {"it": "Assam"}, "who": {"who": "v2"}}
    assert act("submit", view=view["id"], values=values)["ok"]
    assert submitted[0]["kind"]["it"]["value"] == "Assam"
    assert submitted[0]["extras"]["it"]["selected_options"] == [option(1)]
    assert submitted[0]["who"]["who"]["selected_option"] == option(2)
    state = get()
    assert state["modals"] == []
    message = channel_of(state, "releases")["messages"][-1]
    place = {"channel": releases, "ts": message["ts"]}
    assert act("press", **{"in": place}, block_id="row", action_id="press")["ok"]
    assert channel_of(get(), "releases")["messages"][-1]["text"] == "Pressed"
    assert slack.complaints == []


def test_people_talk_through_the_page(
    slack: LocalSlack, app: AsyncApp, get: Get, act: Act, robin: Person
) -> None:
    @app.event("message")
    async def said() -> None: ...

    @app.event("reaction_added")
    async def reacted() -> None: ...

    @app.event("app_home_opened")
    async def opened(event: Any, client: Any) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=home(section()))

    support, releases = identifier("C", "support"), identifier("C", "releases")
    assert act("say", channel=support, text="x")["reason"] == "not_in_channel"
    assert act("join", channel=support)["ok"]
    ts = act("say", channel=support, text="Hello @robin")["ts"]
    assert act("react", channel=support, ts=ts, name="wave")["ok"]
    assert act("say", channel=support, text="In the thread", thread_ts=ts)["ok"]
    message = channel_of(get(), "support")["messages"][-2]
    assert message["text"] == f"Hello <@{robin.id}>"
    assert message["reactions"] == [{"name": "wave", "users": [get()["me"]], "count": 1}]
    assert message["reply_count"] == 1
    assert act("react", channel=support, ts=ts, name="wave")["ok"]
    assert channel_of(get(), "support")["messages"][-2]["reactions"] == []
    assert act("invite", channel=support, user=identifier("U", "sam"))["ok"]
    assert act("leave", channel=support)["ok"]
    assert not channel_of(get(), "support")["is_member"]
    assert act("home")["ok"]
    assert get()["home"]["blocks"]
    assert act("messages_tab")["channel"].startswith("D")
    assert act("upload", name="plan.txt", text="The plan")["file"].startswith("F")
    assert act("shortcut", callback_id="none")["reason"] == "no_such_shortcut"
    assert act("message_shortcut", callback_id="blame", channel=releases, ts="1.0")["reason"] == "gone"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"act": "dance"}, 400),
        ({"act": "say"}, 400),
        ({"act": "press", "block_id": "x", "action_id": "y"}, 400),
        ({"act": "press", "in": {"view": "V0NONE"}, "block_id": "x", "action_id": "y"}, 409),
        ({"act": "press", "in": {"channel": "C0NONE", "ts": "1.0"}, "block_id": "x", "action_id": "y"}, 409),
        ({"act": "close", "view": "V0NONE"}, 409),
        ({"act": "command", "channel": identifier("C", "releases"), "text": "/coffee"}, 409),
        ({"act": "home", "as": "U0NOBODY"}, 400),
        ({"act": "home", "as": identifier("U", "otto")}, 400),
        ({"act": "home", "as": identifier("U", "buildbot")}, 400),
    ],
)
def test_what_the_page_asks_wrongly_is_a_sentence(act: Act, asked: Any, status: int) -> None:
    answer = act(**asked)
    assert answer["status"] == status
    assert answer["ok"] is False
    assert answer["error"].endswith(".")


def test_every_act_of_the_protocol_is_written_down(slack: LocalSlack) -> None:
    readme = (PAGE.parent / "README.md").read_text()
    assert [name for name in ACTS if f"`{name}`" not in readme] == []


@pytest.fixture
def raw(slack: LocalSlack) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(slack.url.removeprefix("http://"), timeout=10)
    yield connection
    connection.close()


def status_of(raw: http.client.HTTPConnection, method: str, path: str, body: str = "", **headers: str) -> int:
    raw.request(
        method, path, body=body, headers={key.replace("_", "-"): value for key, value in headers.items()}
    )
    response = raw.getresponse()
    response.read()
    return response.status


def test_other_sites_and_other_names_are_turned_away(
    slack: LocalSlack, raw: http.client.HTTPConnection
) -> None:
    assert status_of(raw, "GET", "/client/state") == 200
    assert status_of(raw, "GET", "/client/state", Origin="https://evil.example") == 403
    assert status_of(raw, "GET", "/client/state", Origin="null") == 403
    assert status_of(raw, "GET", "/client/state", Host="evil.example") == 403
    assert status_of(raw, "GET", "/", Host="evil.example") == 403
    port = slack.url.rpartition(":")[2]
    assert status_of(raw, "GET", "/client/state", Host=f"localhost:{port}") == 200
    act = '{"act": "home"}'
    assert status_of(raw, "POST", "/client/act", act, Content_Type="text/plain") == 400
    assert status_of(raw, "POST", "/client/act", "{", Content_Type="application/json") == 400
    assert status_of(raw, "POST", "/client/act", "[]", Content_Type="application/json") == 400
    assert status_of(raw, "GET", "/client/state?as=U0NOBODY") == 400
    assert status_of(raw, "GET", "/client/events?as=U0NOBODY") == 400


def test_the_page_may_run_nothing_but_its_own_files(raw: http.client.HTTPConnection) -> None:
    raw.request("GET", "/client/state")
    response = raw.getresponse()
    response.read()
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert status_of(raw, "GET", "/../local.py") == 404
    assert status_of(raw, "GET", "/%2e%2e/local.py") == 404
    assert status_of(raw, "GET", "/none.js") == 404


def test_changes_are_told_to_whoever_sees_them(
    slack: LocalSlack,
    raw: http.client.HTTPConnection,
    client: WebClient,
    alice: Person,
    robin: Person,
    releases: str,
) -> None:
    raw.request("GET", f"/client/events?as={alice.id}")
    feed = raw.getresponse()
    assert feed.headers["Content-Type"].startswith("text/event-stream")

    def told() -> Any:
        line = feed.readline()
        feed.readline()
        return json.loads(line.removeprefix(b"data: "))

    first = told()
    assert first["changed"] == []
    client.views_publish(user_id=robin.id, view=home())
    client.chat_postEphemeral(channel=releases, user=robin.id, text="x")
    client.chat_postMessage(channel=releases, text="x")
    news = told()
    assert news["changed"] == [releases]
    assert news["version"] > first["version"]
    client.views_publish(user_id=alice.id, view=home())
    assert told()["changed"] == ["home"]
    slack.stop()
    assert feed.read().count(b"data") <= 1


@pytest.fixture
def press(client: WebClient, act: Act, releases: str) -> Act:
    """Puts elements into a message, and asks for an act on the first of them."""

    def pressed(asked: str, kit: Any, **more: Any) -> Any:
        ts = client.chat_postMessage(channel=releases, text="x", blocks=[{**kit, "block_id": "row"}])["ts"]
        return act(
            asked, **{"in": {"channel": releases, "ts": ts}, "block_id": "row", "action_id": "it", **more}
        )

    return pressed


def test_an_element_takes_only_its_own_kind_of_act(app: AsyncApp, press: Act) -> None:
    box, menu = actions(checkboxes()), actions(element("overflow", options=[option(1), option(2)]))
    assert press("press", box)["error"] == "That is no button."
    assert press("fill", menu, value="v1")["error"] == "Nothing can be filled in there."
    assert press("fill", box, value="v1")["error"] == "A list is needed there."
    assert press("fill", box, value=["v7"])["reason"] == "no_such_option"
    assert press("press", menu, option="v7")["error"] == "That menu has no such entry."
    assert press("press", menu, option=2)["error"] == "That menu has no such entry."
    assert press("press", menu, action_id="other")["reason"] == "gone"
    assert press("options", box, value="x")["error"] == "That field has its own options."
    assert press("fill", actions(element("channels_select")), value="C0NONE")["reason"] == "no_such_channel"


def test_an_entry_of_a_menu_is_pressed_by_value_or_position(
    slack: LocalSlack, app: AsyncApp, press: Act
) -> None:
    @app.action("it")
    async def pressed(ack: Any) -> None:
        await ack()

    menu = actions(element("overflow", options=[option(1), option(2)]))
    assert press("press", menu, option="v2")["ok"]
    assert press("press", menu, option=0)["ok"]
    chosen = [each.delivery.payload["actions"][0]["selected_option"]["value"] for each in slack.delivered]
    assert chosen == ["v2", "v1"]


def test_options_are_asked_for_once_enough_is_typed(slack: LocalSlack, app: AsyncApp, press: Act) -> None:
    menu = actions(element("external_select"))
    assert press("options", menu, value="ab") == {"ok": True, "options": []}
    assert slack.delivered == []
    answer = press("options", menu, value="abc")
    assert (answer["error"], answer["reason"]) == ("The options could not be loaded.", "refused")


def test_an_app_that_fails_is_a_sentence_for_the_person(
    app: AsyncApp, act: Act, press: Act, get: Get, alice: Person, client: WebClient, releases: str
) -> None:
    answer = press("press", actions(button(action_id="it")))
    assert answer["error"] == "Something went wrong: the app did not accept this."
    assert act("shortcut", callback_id="order")["reason"] == "refused"
    assert len(get()["troubles"]) == 2
    client.chat_postEphemeral(channel=releases, user=alice.id, text="x")
    unseen = get()["channels"][0]["messages"][-1]["ts"]
    assert not act("message_shortcut", callback_id="blame", channel=releases, ts=unseen)["ok"]
    assert not act("react", channel=releases, ts=unseen, name="eyes")["ok"]


def test_a_modal_is_closed_submitted_and_refused_through_the_page(
    slack: LocalSlack, app: AsyncApp, act: Act, get: Get, releases: str
) -> None:
    answers: list[Any] = [
        {"response_action": "errors", "errors": {}},
        {"response_action": "push", "view": modal(external_id="one")},
    ]

    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        submit = {"submit": plain("Send")} if body["text"] else {}
        view = modal(section(), callback_id="tea", external_id="one", **submit)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("tea")
    async def submitted(ack: Any) -> None:
        await ack(answers.pop())

    act("command", channel=releases, text="/tea")
    view = get()["modals"][0]["id"]
    assert act("submit", view=view)["error"] == "This window has nothing to submit."
    assert act("close", view=view, all=True)["ok"]
    assert get()["modals"] == []
    act("command", channel=releases, text="/tea submittable")
    view = get()["modals"][0]["id"]
    assert act("submit", view=view)["reason"] == "duplicate_external_id"
    assert act("submit", view=view)["reason"] == "invalid_errors"
    slack.deliver_to("http://127.0.0.1:1/nobody")
    assert act("submit", view=view)["reason"] == "unreachable"
    home_id = act("home")["ok"] and get()["home"]
    assert home_id is None


def test_the_home_tab_is_no_window_to_submit(client: WebClient, act: Act, get: Get, alice: Person) -> None:
    client.views_publish(user_id=alice.id, view=home(section()))
    assert act("submit", view=get()["home"]["id"])["error"] == "There is no window to submit."


def test_what_slacks_own_client_does_not_offer_is_refused(slack: LocalSlack, act: Act) -> None:
    old, support = identifier("C", "old-launch"), identifier("C", "support")
    assert act("join", channel=old)["reason"] == "is_archived"
    assert slack.person("Robin").member.name == "robin"
    assert act("invite", channel=support, user=identifier("U", "sam"))["ok"] is False
    assert act("leave", channel=support)["ok"] is False
    assert act("command", channel=support, text="/tea")["reason"] == "not_in_channel"
    assert act("join", channel=identifier("C", "releases")) == {"ok": True}
    slack.admin.archive("#engineering")
    assert act("say", channel=identifier("C", "engineering"), text="x")["reason"] == "is_archived"
    assert act("say", channel=identifier("C", "watercooler"), text="Hello @here")["ok"]


def test_the_page_lies_at_the_root(raw: http.client.HTTPConnection) -> None:
    raw.request("GET", "/")
    response = raw.getresponse()
    assert response.status == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert b"<script" in response.read()
