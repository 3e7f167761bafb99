from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
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
from tests.sandbox.looking import Act, Get, channel_of


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
