"""What lies before a person's eyes, in the order in which they would look.

The open modal, else messages and the Home tab.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slackapp.sandbox.acts.places import Place
from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.reading import Reader
from slackapp.sandbox.seen import Message, View, channel_label, message_seen, view_seen


@dataclass(frozen=True, slots=True)
class Sight:
    """The eyes of one person."""

    exchange: Exchange
    user: str

    @property
    def reader(self) -> Reader:
        """How this person reads."""
        return Reader(self.exchange.world, self.user)

    @property
    def modal(self) -> LiveView | None:
        """The uppermost modal."""
        stack = self.exchange.world.modals.get(self.user)
        return stack[-1] if stack else None

    @property
    def home(self) -> LiveView | None:
        """The Home tab as it was last published."""
        return self.exchange.world.homes.get(self.user)

    def conversations(self) -> list[Conversation]:
        """Every conversation that the person can read."""
        world = self.exchange.world
        return [each for each in world.conversations.values() if world.sees(self.user, each)]

    def conversation(self, name: str) -> Conversation:
        """A channel by its name (`#releases`), or the direct message with somebody by their name.

        `messages`, like the app's own name, is the direct message with the app; the empty name is the
        workspace's general channel.
        """
        if name in {"messages", self.exchange.world.bot.real_name}:
            return self.app_messages()
        for each in self.conversations():
            if not name and each.is_general:
                return each
            other = self.exchange.world.members.get(each.other(self.user) or "")
            names = {
                each.id,
                channel_label(self.reader, each),
                channel_label(self.reader, each).removeprefix("#"),
            }
            if name in names or (other is not None and name in {other.name, other.real_name}):
                return each
        raise LookupError(
            f"{self.exchange.world.members[self.user].first_name} sees no channel called {name}."
        )

    def app_messages(self) -> Conversation:
        """The direct message with the app."""
        return self.exchange.world.direct_messages(self.exchange.world.bot.id, self.user)

    def posts(self, conversation: Conversation | None = None) -> list[tuple[Conversation, Post]]:
        """Messages in sight, newest first; with a conversation, those in it."""
        where = [conversation] if conversation else self.conversations()
        pairs = [(each, post) for each in where for post in each.posts_seen_by(self.user)]
        return sorted(pairs, key=lambda pair: pair[1].ts, reverse=True)

    def messages(self, conversation: Conversation) -> list[Message]:
        """The messages of one conversation, oldest first."""
        return [message_seen(self.reader, where, post) for where, post in reversed(self.posts(conversation))]

    def message(self, conversation: Conversation, post: Post) -> Message:
        """A message as this person sees it."""
        return message_seen(self.reader, conversation, post)

    def view(self, view: LiveView | None) -> View | None:
        """A view as this person sees it."""
        return view_seen(self.reader, view) if view else None

    def places(self, where: str | Message | View | None) -> Iterator[Place]:
        """Where to look for something to press: an open modal hides the rest, unless `where` says otherwise.

        `where` is a channel's or a person's name, `messages` (from the app), `modal`, `home`, or a message
        or view seen before, which is then used as it was, however old.
        """
        if isinstance(where, Message):
            yield self._old_message(where)
        elif isinstance(where, View):
            yield self._old_view(where)
        elif where in {None, "modal"} and self.modal is not None:
            yield Place(self.exchange, self.user, view=self.modal)
        elif where == "home" or where is None:
            yield from self._open_places(where)
        elif where != "modal":
            for each, post in self.posts(self.conversation(where)):
                yield Place(self.exchange, self.user, conversation=each, post=post)

    def _open_places(self, where: str | None) -> Iterator[Place]:
        if where is None:
            for conversation, post in self.posts():
                yield Place(self.exchange, self.user, conversation=conversation, post=post)
        if self.home is not None:
            yield Place(self.exchange, self.user, view=self.home)

    def _old_message(self, message: Message) -> Place:
        conversation = self.exchange.world.conversations[message.channel_id]
        reader = self.user if message.ephemeral else None
        post = Post(message.raw, reader, drawn=message.state)
        return Place(self.exchange, self.user, conversation=conversation, post=post)

    def _old_view(self, view: View) -> Place:
        live = self.exchange.world.view(view.id)
        old = LiveView(
            id=view.id,
            user=self.user,
            drawn=view.raw,
            hash=view.hash,
            state=view.state,
            root_id=live.root_id if live else view.id,
        )
        return Place(self.exchange, self.user, view=old)

    def surfaces(self) -> list[tuple[str, Message | View | str]]:
        """Everything in sight with a name for it.

        Modals, Home, messages from the newest on, Slack's own complaints.
        """
        world = self.exchange.world
        views = [("modal", view) for view in reversed(world.modals.get(self.user, []))]
        views += [("home", self.home)] if self.home else []
        seen: list[tuple[str, Message | View | str]] = [
            (name, view_seen(self.reader, view)) for name, view in views
        ]
        for conversation, post in self.posts():
            message = message_seen(self.reader, conversation, post)
            seen.append((message.channel, message))
        seen += [("Slack says", trouble.text) for trouble in world.troubles.get(self.user, ())]
        return seen

    def first_with(self, words: str, where: str | None) -> Message | View | str | None:
        """The first thing in sight that has these words.

        `where` narrows it to `modal`, `home`, or a conversation as `conversation` finds it.
        """
        channel = None if where in {None, "modal", "home"} else self.conversation(str(where)).id
        for name, thing in self.surfaces():
            here = thing.channel_id == channel if isinstance(thing, Message) else where == name
            if (where is None or here) and words in (thing if isinstance(thing, str) else thing.shown):
                return thing
        return None

    def labels(self, where: str | Message | View | None) -> dict[str, str]:
        """The label of each input, by block_id, of the modal that would be submitted."""
        place = next(self.places(where or "modal"), None)
        blocks = place.blocks if place else []
        return {
            block["block_id"]: self.reader.words(block["label"])
            for block in blocks
            if block["type"] == "input"
        }

    def described(self) -> str:
        """What is in sight in words, for the failure of a test."""
        lines = []
        for name, thing in self.surfaces()[:25]:
            words = thing if isinstance(thing, str) else thing.shown
            lines.append(f"[{name}] " + " / ".join(words.splitlines()))
        return "\n".join(lines) or "(nothing)"
