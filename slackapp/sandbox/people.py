"""People who act, for tests: in words that they see, and synchronously from any thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from slackapp.sandbox.acts import commands, talk
from slackapp.sandbox.acts.outcome import NotPossible, Outcome
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.hands import Asked, Hands, Where
from slackapp.sandbox.seen import Message, View
from slackapp.sandbox.server import LoopbackServer
from slackapp.sandbox.sight import Sight
from slackapp.sandbox.workspace import Member
from slackapp.sandbox.world import Notification

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a command or shortcut: whether it was acknowledged, and what is new in sight since."""

    ok: bool
    trouble: str
    messages: tuple[Message, ...]
    modal: View | None

    @property
    def shown(self) -> str:
        """All words of the new messages."""
        return "\n".join(message.shown for message in self.messages)

    @property
    def answer(self) -> Message:
        """What was said to the person alone: others may have written meanwhile."""
        return next(message for message in self.messages if message.ephemeral)


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of submitting a modal; `errors` by the label of the input."""

    ok: bool
    trouble: str = ""
    errors: dict[str, str] = field(default_factory=dict)


class Person:
    """Somebody of the cast. Every act waits for its acknowledgement; what follows is waited for by `sees`.

    `in_` narrows where to look: a channel's or a person's name, `messages` (the direct message with the
    app), `modal`, `home`, or a message or view seen before, which is acted on as it was then. An open modal
    hides everything else. A channel that isn't named is the workspace's general one.
    """

    def __init__(self, server: LoopbackServer, exchange: Exchange, user: str) -> None:
        self._server = server
        self._exchange = exchange
        self._sight = Sight(exchange, user)
        self._hands = Hands(exchange, user, self._sight)
        self.id = user

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._server.run(work)

    # What they do

    def types(self, command: str, channel: str = "") -> Reply:
        """Type a slash command, and wait until it is acknowledged."""

        async def typed() -> Reply:
            where = self._sight.conversation(channel)
            return await self._with_news(commands.command(self._exchange, self.id, where.id, command))

        return self._run(typed())

    async def _with_news(self, act: Coroutine[Any, Any, Outcome]) -> Reply:
        before = {(where.id, post.ts) for where, post in self._sight.posts()}
        modal_before = self._sight.modal
        outcome = await act
        news = [pair for pair in reversed(self._sight.posts()) if (pair[0].id, pair[1].ts) not in before]
        modal = self._sight.modal if self._sight.modal is not modal_before else None
        messages = tuple(self._sight.message(where, post) for where, post in news)
        return Reply(outcome.ok, outcome.trouble, messages, self._sight.view(modal))

    def says(self, text: str, channel: str = "", thread: Message | None = None) -> Message:
        """Post a message, and wait until the app has heard of it; gives it as it stands there."""

        async def said() -> Message:
            where = self._sight.conversation(channel)
            thread_ts = thread.ts if thread else ""
            outcome = await talk.say(self._exchange, self.id, where.id, text, thread_ts)
            return self._sight.message(where, where.posts[outcome.more["ts"]])

        return self._run(said())

    def presses(self, label: str, in_: Where = None, *, beside: str = "", confirm: bool = True) -> Outcome:
        """Press the newest button, or entry of an overflow menu, that reads `label`.

        `beside` asks for words in the text that it stands by. A confirmation dialog is answered with
        `confirm`, and kept in `asked`.
        """
        return self._run(self._hands.press(label, in_, beside, confirm=confirm))

    def ticks(self, label: str, in_: Where = None) -> Outcome:
        """Tick the box that reads `label`, or that has it among its words."""
        return self._run(self._hands.tick(label, in_, on=True))

    def unticks(self, label: str, in_: Where = None) -> Outcome:
        """Take the tick away."""
        return self._run(self._hands.tick(label, in_, on=False))

    def chooses(self, label: str, option: str, in_: Where = None, *, beside: str = "") -> Outcome:
        """Choose an option, person or channel in the menu of this label, placeholder or section.

        In one for several, add it.
        """
        return self._run(self._hands.add(label, option, in_, beside))

    def fills(self, label: str, value: object, in_: Where = None, *, beside: str = "") -> Outcome:
        """Fill in the field of this label; None empties it.

        Text for text and numbers; people and channels by name; options by their text (a list where several
        can be chosen); dates, times and aware datetimes as themselves or in ISO form.
        """
        return self._run(self._hands.fill(label, value, in_, beside))

    def submits(self, in_: Where = None) -> Submission:
        """Submit the open modal."""

        async def submitted() -> Submission:
            labels = self._sight.labels(in_)
            outcome = await self._hands.submit(in_)
            errors = {
                labels.get(block, block): text for block, text in outcome.more.get("errors", {}).items()
            }
            return Submission(outcome.ok, outcome.trouble, errors)

        return self._run(submitted())

    def closes(self, *, everything: bool = False) -> Outcome:
        """Close the open modal, or all that lie on each other."""
        return self._run(self._hands.close(everything=everything))

    def opens_home(self, within: float = 1.0) -> View | None:
        """Open the app's Home tab, and wait so many seconds at most for the app to draw it."""

        async def opened() -> View | None:
            before = self._sight.home.hash if self._sight.home else ""
            await talk.open_home(self._exchange, self.id)
            await self._drawn_anew(before, within)
            return self._sight.view(self._sight.home)

        return self._run(opened())

    async def _drawn_anew(self, before: str, within: float) -> None:
        changes = self._exchange.world.changes
        deadline = asyncio.get_running_loop().time() + within
        while self._sight.home is None or self._sight.home.hash == before:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await changes.wait_after(changes.version, left):
                return

    def uses_shortcut(self, name: str) -> Reply:
        """Use the app's global shortcut of this name."""
        act = commands.shortcut(self._exchange, self.id, self._callback_id(name))
        return self._run(self._with_news(act))

    def uses_message_shortcut(self, name: str, message: Message) -> Reply:
        """Use the app's shortcut of this name on a message."""
        callback_id = self._callback_id(name)
        act = commands.message_shortcut(self._exchange, self.id, callback_id, message.channel_id, message.ts)
        return self._run(self._with_news(act))

    def _callback_id(self, name: str) -> str:
        for shortcut in self._exchange.world.workspace.app.shortcuts:
            if shortcut.name == name:
                return shortcut.callback_id
        raise NotPossible(f"The app has no shortcut called {name}.", "no_such_shortcut")

    def joins(self, channel: str) -> None:
        """Join a public channel."""

        async def joined() -> None:
            await talk.join(self._exchange, self.id, self._sight.conversation(channel).id)

        self._run(joined())

    # What they see

    @property
    def member(self) -> Member:
        """This person as the workspace knows them."""
        return self._exchange.world.members[self.id]

    @property
    def modal(self) -> View | None:
        """The uppermost modal."""
        return self._server.read(lambda: self._sight.view(self._sight.modal))

    @property
    def home(self) -> View | None:
        """The Home tab as the app last drew it for this person."""
        return self._server.read(lambda: self._sight.view(self._sight.home))

    def messages(self, channel: str = "") -> list[Message]:
        """The messages of a channel, or of the direct message with somebody, oldest first."""
        return self._server.read(lambda: self._sight.messages(self._sight.conversation(channel)))

    def direct_messages(self) -> list[Message]:
        """The direct messages from the app, oldest first."""
        return self._server.read(lambda: self._sight.messages(self._sight.app_messages()))

    @property
    def asked(self) -> list[Asked]:
        """The confirmation dialogs so far."""
        return self._hands.asked

    @property
    def notified(self) -> list[Notification]:
        """What popped up on this person's devices: direct messages and mentions, as plain text."""
        return self._server.read(lambda: list(self._exchange.world.notifications.get(self.id, ())))

    @property
    def troubles(self) -> list[str]:
        """What Slack itself complained of to this person, such as an app that did not answer."""
        return self._server.read(
            lambda: [each.text for each in self._exchange.world.troubles.get(self.id, ())]
        )

    def sees(
        self, words: str, within: float | None = None, *, in_: str | None = None
    ) -> Message | View | str:
        """Wait until these words are in sight, `within` so many seconds, and give what holds them.

        Raises AssertionError that lists what is in sight.
        """

        async def seen() -> Message | View | str:
            return await self._hands.wait_for(lambda: self._sight.first_with(words, in_), repr(words), within)

        return self._run(seen())

    def sees_nothing_of(self, words: str, for_: float = 0.3) -> None:
        """Hold that these words are not in sight, and don't come into it for so many seconds."""

        async def watched() -> None:
            deadline = asyncio.get_running_loop().time() + for_
            changes = self._exchange.world.changes
            while True:
                version = changes.version
                if self._sight.first_with(words, None) is not None:
                    raise AssertionError(
                        f"{self.member.first_name} sees {words!r}:\n{self._sight.described()}"
                    )
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0:
                    return
                await changes.wait_after(version, left)

        self._run(watched())
