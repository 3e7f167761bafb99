"""One call of a Web API method: its arguments, its caller, and the ways in which it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from slackapp.sandbox.conversation import Conversation
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.values import Json
from slackapp.sandbox.workspace import Member
from slackapp.sandbox.world import World


class Refusal(Exception):
    """An answer with `ok: false`: Slack's name of the error, and what else the answer tells."""

    def __init__(self, error: str, *messages: str, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.more = more

    def as_slack(self) -> Json:
        """The body of the answer."""
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


@dataclass(frozen=True, slots=True)
class Call:
    """A call with its merged arguments; what came as text is read by the methods below."""

    method: str
    arguments: Json
    exchange: Exchange

    @property
    def world(self) -> World:
        """What there is in the workspace."""
        return self.exchange.world

    @property
    def bot(self) -> Member:
        """The caller: the app's user."""
        return self.world.bot

    def text(self, name: str, default: str = "") -> str:
        """A string argument, or the default when it was not given."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """A string argument that must be there."""
        if not self.text(name):
            raise Refusal("invalid_arguments", f"[ERROR] missing required field: {name}")
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument: true, "true" and "1" are true."""
        value = self.arguments.get(name)
        return default if value is None else str(value).lower() in {"true", "1"}

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number between 1 and `most`."""
        try:
            value = int(self.text(name, str(default)))
        except ValueError:
            raise Refusal("invalid_arguments", f"[ERROR] {name} must be an integer") from None
        if value < 1:
            raise Refusal("invalid_limit")
        return min(value, most)

    def structure(self, name: str, error: str) -> object:
        """An argument that is JSON, parsed where it came as text; None when it was not given."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(error, f"[ERROR] {name} is not valid JSON") from None

    def names(self, name: str) -> list[str]:
        """A list of ids, given as a list or separated by commas."""
        value = self.arguments.get(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        return [each.strip() for each in self.text(name).split(",") if each.strip()]

    def conversation(self, name: str = "channel") -> Conversation:
        """The conversation that an argument names by id and that the app can see."""
        found = self.world.conversations.get(self.required(name))
        if found is None or not self.world.sees(self.bot.id, found):
            raise Refusal("channel_not_found")
        return found

    def inside(self, conversation: Conversation) -> Conversation:
        """The same conversation, if the app is in it and it isn't archived."""
        if self.bot.id not in conversation.members:
            raise Refusal("not_in_channel")
        return unarchived(conversation)

    def user(self, name: str = "user") -> Member:
        """The person that an argument names by id."""
        found = self.world.members.get(self.required(name))
        if found is None:
            raise Refusal("user_not_found")
        return found


def unarchived(conversation: Conversation) -> Conversation:
    """The same conversation, unless it is archived."""
    if conversation.is_archived:
        raise Refusal("is_archived")
    return conversation


class Caller(Enum):
    """Whose token a method wants."""

    BOT = "bot"
    APP = "app"
    ANYBODY = "anybody"


Method = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Entry:
    """A method and what it asks: one of these scopes (none named: none needed), and the kind of caller."""

    run: Method
    scopes: tuple[str, ...]
    caller: Caller


@dataclass(slots=True)
class Registry:
    """The methods by name."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def method(self, name: str, *scopes: str, caller: Caller = Caller.BOT) -> Callable[[Method], Method]:
        """Enter a function under a method's name. Having any one of the scopes is enough."""

        def enter(run: Method) -> Method:
            self.entries[name] = Entry(run, scopes, caller)
            return run

        return enter


METHODS = Registry()


def page_of(
    call: Call, rows: Sequence[Json], default: int = 100, most: int = 1000
) -> tuple[list[Json], Json]:
    """One page of the rows, and the `response_metadata` that leads to the next.

    Cursors are opaque to callers.
    """
    limit = call.number("limit", default, most)
    cursor = call.text("cursor")
    if cursor and not cursor.startswith("from:"):
        raise Refusal("invalid_cursor")
    start = int(cursor.removeprefix("from:")) if cursor else 0
    end = start + limit
    return list(rows[start:end]), {"next_cursor": f"from:{end}" if end < len(rows) else ""}
