from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.client.requests import ACTS
from slackapp.sandbox.client.site import PAGE
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import (
    actions,
    checkboxes,
    element,
    home,
    option,
    section,
)
from tests.sandbox.looking import Act, Get


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
