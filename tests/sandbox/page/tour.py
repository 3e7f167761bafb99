"""An app that shows everything that Block Kit has, to try the page of the local Slack on: `/tour`."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.sandbox import LocalSlack
from tests.sandbox import tea
from tests.sandbox.kit import Kit, plain
from tests.sandbox.page.sights import form, front_page, sights, terms

MANIFEST: dict[str, Any] = {
    **tea.MANIFEST,
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
    },
    "display_information": {"name": "Tour Guide"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "Tour Guide"},
        "shortcuts": [
            {
                "name": "Start a tour",
                "type": "global",
                "callback_id": "start",
                "description": "Opens the form",
            },
            {"name": "Keep this", "type": "message", "callback_id": "keep", "description": "Keeps a message"},
        ],
        "slash_commands": [
            {
                "command": "/tour",
                "description": "Shows what there is to see",
                "usage_hint": "[form | alone | slow]",
                "should_escape": True,
            },
            {"command": "/tourists", "description": "Who came along"},
        ],
    },
}

ANYTHING = re.compile(r".*")


@dataclass
class Guide:
    """The listeners, and how often each message's button was pressed."""

    ids: dict[str, str]
    presses: Counter[str] = field(default_factory=Counter)

    async def show(self, ack: AsyncAck, command: Kit, client: AsyncWebClient) -> None:
        match command["text"]:
            case "slow":
                await asyncio.sleep(2)
            case "alone":
                await ack(text="Nobody else sees this: *psst*")
            case "form":
                await client.views_open(trigger_id=command["trigger_id"], view=form())
                await ack()
            case _:
                channel, blocks = command["channel_id"], sights(0, self.ids)
                posted = await client.chat_postMessage(channel=channel, text="The tour", blocks=blocks)
                await client.pins_add(channel=channel, timestamp=posted["ts"])
                await ack()

    async def open_form(self, ack: AsyncAck, body: Kit, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    async def keep(self, ack: AsyncAck, body: Kit, client: AsyncWebClient) -> None:
        words = f"Kept: {body['message']['text']}"
        await client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text=words)
        await ack()

    async def opened(self, event: Kit, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=front_page(event["user"]))

    async def count(self, ack: AsyncAck, body: Kit, client: AsyncWebClient) -> None:
        ts = body["message"]["ts"]
        self.presses[ts] += 1
        blocks = sights(self.presses[ts], self.ids)
        await client.chat_update(channel=body["channel"]["id"], ts=ts, text="The tour", blocks=blocks)
        await ack()

    async def dawdle(self, ack: AsyncAck) -> None:
        await asyncio.sleep(2)
        await ack()

    async def deeper(self, ack: AsyncAck, body: Kit, client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=terms())
        await ack()

    async def told(self, ack: AsyncAck, body: Kit, action: Kit, client: AsyncWebClient) -> None:
        """Say to whoever acted what arrived."""
        chosen = [_short(value) for key, value in action.items() if key.startswith("selected_")]
        words = f"{action['action_id']}: {', '.join(chosen) or action.get('value') or 'pressed'}"
        await client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text=words)
        await ack()

    async def inns(self, ack: AsyncAck, payload: Kit) -> None:
        names = [name for name in ("Anchor", "Bell", "Crown") if payload["value"].lower() in name.lower()]
        await ack(options=[{"text": plain(f"The {name}"), "value": name} for name in names])

    async def book(self, ack: AsyncAck, view: Kit, body: Kit, client: AsyncWebClient) -> None:
        values = {block: fields["it"] for block, fields in view["state"]["values"].items()}
        if len(values["Your name"]["value"]) < 3:
            await ack(response_action="errors", errors={"Your name": "That name is too short."})
            return
        filled = {block: _short(_held(state)) for block, state in values.items() if _held(state)}
        words = "; ".join(f"{block}={value}" for block, value in filled.items())
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Booked: {words}")
        await ack()


def _held(state: Kit) -> Any:
    return next(value for key, value in state.items() if key not in {"type", "timezone"})


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(_short(each) for each in value)
    if isinstance(value, dict):
        return str(value.get("value") or value.get("name") or value)
    return str(value)


def tour(slack: LocalSlack) -> AsyncApp:
    """The app with its listeners."""
    app = tea.bolt(slack)
    robin = slack.person("Robin").id
    releases = slack.look(
        lambda world: next(each.id for each in world.conversations.values() if each.is_general)
    )
    team = slack.look(lambda world: next(iter(world.groups)))
    guide = Guide({"robin": robin, "team": team, "releases": releases})
    app.command("/tour")(guide.show)
    app.shortcut("start")(guide.open_form)
    app.shortcut("keep")(guide.keep)
    app.event("app_home_opened")(guide.opened)
    app.action("count")(guide.count)
    app.action("slow")(guide.dawdle)
    app.action("open")(guide.open_form)
    app.action("deeper")(guide.deeper)
    app.action(ANYTHING)(guide.told)
    app.options(ANYTHING)(guide.inns)
    app.view("form")(guide.book)
    return app
