"""Acts that come from the page as JSON, each turned into the act of the person."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slackapp.sandbox.acts import commands, modals, presses, talk
from slackapp.sandbox.acts.outcome import NotPossible, Outcome
from slackapp.sandbox.acts.places import Place, message_place, view_place
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.values import Json


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to act: who, and with what."""

    exchange: Exchange
    user: str
    body: Json

    def text(self, name: str) -> str:
        """A string that must be given. Raises NotPossible."""
        value = self.body.get(name)
        if not isinstance(value, str):
            raise NotPossible(f"{name} is missing.", "bad_request")
        return value

    def optional(self, name: str) -> str:
        """A string that may be left out."""
        return self.text(name) if self.body.get(name) is not None else ""

    def place(self) -> Place:
        """Where the act takes place, from `in`."""
        inside = self.body.get("in")
        if not isinstance(inside, dict):
            raise NotPossible("in is missing.", "bad_request")
        if "view" in inside:
            return view_place(self.exchange, self.user, str(inside["view"]))
        return message_place(self.exchange, self.user, str(inside.get("channel")), str(inside.get("ts")))


Act = Callable[[Asked], Awaitable[Outcome]]


async def _command(asked: Asked) -> Outcome:
    return await commands.command(asked.exchange, asked.user, asked.text("channel"), asked.text("text"))


async def _say(asked: Asked) -> Outcome:
    thread = asked.optional("thread_ts")
    return await talk.say(asked.exchange, asked.user, asked.text("channel"), asked.text("text"), thread)


async def _press(asked: Asked) -> Outcome:
    option = asked.body.get("option")
    return await presses.press(asked.place(), asked.text("block_id"), asked.text("action_id"), option)


async def _fill(asked: Asked) -> Outcome:
    enter = bool(asked.body.get("enter"))
    ids = asked.text("block_id"), asked.text("action_id")
    return await presses.fill(asked.place(), *ids, asked.body.get("value"), enter=enter)


async def _options(asked: Asked) -> Outcome:
    typed = asked.text("value")
    return await presses.options(asked.place(), asked.text("block_id"), asked.text("action_id"), typed)


async def _submit(asked: Asked) -> Outcome:
    place = view_place(asked.exchange, asked.user, asked.text("view"))
    return await modals.submit(place, asked.body.get("values"))


async def _close(asked: Asked) -> Outcome:
    place = view_place(asked.exchange, asked.user, asked.text("view"))
    return await modals.close(place, everything=bool(asked.body.get("all")))


async def _home(asked: Asked) -> Outcome:
    return await talk.open_home(asked.exchange, asked.user)


async def _messages_tab(asked: Asked) -> Outcome:
    return await talk.open_home(asked.exchange, asked.user, tab="messages")


async def _shortcut(asked: Asked) -> Outcome:
    return await commands.shortcut(asked.exchange, asked.user, asked.text("callback_id"))


async def _message_shortcut(asked: Asked) -> Outcome:
    return await commands.message_shortcut(
        asked.exchange, asked.user, asked.text("callback_id"), asked.text("channel"), asked.text("ts")
    )


async def _react(asked: Asked) -> Outcome:
    channel, ts, name = asked.text("channel"), asked.text("ts"), asked.text("name")
    return await talk.react(asked.exchange, asked.user, channel, ts, name)


async def _join(asked: Asked) -> Outcome:
    return await talk.join(asked.exchange, asked.user, asked.text("channel"))


async def _leave(asked: Asked) -> Outcome:
    return await talk.leave(asked.exchange, asked.user, asked.text("channel"))


async def _invite(asked: Asked) -> Outcome:
    return await talk.invite(asked.exchange, asked.user, asked.text("channel"), asked.text("user"))


async def _upload(asked: Asked) -> Outcome:
    if "base64" not in asked.body:
        return talk.upload(asked.exchange, asked.user, asked.text("name"), asked.text("text").encode())
    try:
        content = base64.b64decode(asked.text("base64"), validate=True)
    except ValueError:
        raise NotPossible("base64 is no base64.", "bad_request") from None
    return talk.upload(asked.exchange, asked.user, asked.text("name"), content)


async def _read(asked: Asked) -> Outcome:
    return talk.read(asked.exchange, asked.user, asked.text("channel"), asked.text("ts"))


ACTS: dict[str, Act] = {
    "command": _command,
    "say": _say,
    "press": _press,
    "fill": _fill,
    "options": _options,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "messages_tab": _messages_tab,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "react": _react,
    "join": _join,
    "leave": _leave,
    "invite": _invite,
    "upload": _upload,
    "read": _read,
}
"""What `act` may be; the README says what each needs."""


async def perform(exchange: Exchange, body: object) -> Outcome:
    """Do what the page asks. Raises NotPossible where Slack's client would not let the person do it."""
    if not isinstance(body, dict):
        raise NotPossible("The body is to be an object.", "bad_request")
    user = exchange.world.members.get(str(body.get("as")))
    if user is None or not user.can_act:
        raise NotPossible("Nobody can act as that person.", "bad_request")
    act = ACTS.get(str(body.get("act")))
    if act is None:
        raise NotPossible(f"There is no act called {body.get('act')}.", "bad_request")
    return await act(Asked(exchange, user.id, body))
