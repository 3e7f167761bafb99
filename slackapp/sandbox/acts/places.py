"""Where an act takes place: a message or a view that the person can see, and an element in it."""

from __future__ import annotations

from dataclasses import dataclass

from slackapp.sandbox import elements, payloads
from slackapp.sandbox.acts.outcome import NotPossible
from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.elements import Placed
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.values import Json, State


@dataclass(frozen=True, slots=True)
class Place:
    """Something with blocks in front of a person: a message in a conversation, or a view."""

    exchange: Exchange
    user: str
    conversation: Conversation | None = None
    post: Post | None = None
    view: LiveView | None = None

    @property
    def blocks(self) -> list[Json]:
        """What is drawn there."""
        if self.view is not None:
            return self.view.blocks
        return list(self.post.raw.get("blocks", ())) if self.post else []

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this place from every other."""
        if self.view is not None:
            return (self.user, self.view.id)
        return (
            self.user,
            self.conversation.id if self.conversation else "",
            self.post.ts if self.post else "",
        )

    @property
    def state(self) -> State:
        """What the person has filled in there; for a message it becomes theirs alone by asking."""
        if self.view is not None:
            return self.view.state
        if self.post is None:
            return {}
        if self.user not in self.post.filled:
            drawn = self.post.drawn
            self.post.filled[self.user] = {block: dict(values) for block, values in drawn.items()}
        return self.post.filled[self.user]

    def element(self, block_id: str, action_id: str) -> Placed:
        """The element of these ids. Raises NotPossible when it isn't drawn there."""
        placed = elements.find(self.blocks, block_id, action_id)
        if placed is None:
            raise NotPossible("That button or field isn't there any more.", "gone")
        return placed

    def changed(self) -> None:
        """Tell whoever looks at it that what is filled in changed."""
        changes = self.exchange.world.changes
        if self.view is not None:
            changes.note("modals" if self.view.kind == "modal" else "home", self.user)
        elif self.conversation is not None:
            changes.note(self.conversation.id, self.user)

    def action_payload(self, actions: list[Json]) -> Json:
        """A block_actions payload of an act in this place."""
        if self.view is not None:
            return payloads.view_action(self.exchange, self.view, actions)
        if self.conversation is None or self.post is None:
            raise NotPossible("There is nothing to press.")
        return payloads.message_action(self.exchange, self.user, self.conversation, self.post, actions)

    def container(self) -> Json:
        """The part of a block_suggestion payload that says where it was asked."""
        if self.view is not None:
            view = payloads.view_as_told(self.exchange, self.view)
            return {"container": {"type": "view", "view_id": self.view.id}, "view": view}
        told = self.action_payload([])
        return {key: told[key] for key in ("container", "channel", "message") if key in told}

    def trouble(self, sentence: str) -> None:
        """Show the person that the app did not answer."""
        channel = self.conversation.id if self.conversation else None
        view = self.view.id if self.view else None
        self.exchange.world.trouble(self.user, sentence, channel=channel, view=view)


def visible_conversation(exchange: Exchange, user: str, channel: str) -> Conversation:
    """The conversation of this id, if the person can see it."""
    conversation = exchange.world.conversations.get(channel)
    if conversation is None or not exchange.world.sees(user, conversation):
        raise NotPossible("There is no such channel, or you are not in it.", "channel_not_found")
    return conversation


def message_place(exchange: Exchange, user: str, channel: str, ts: str) -> Place:
    """A message that the person can see."""
    conversation = visible_conversation(exchange, user, channel)
    post = conversation.posts.get(ts)
    if post is None or post.reader not in {None, user}:
        raise NotPossible("That message isn't there any more.", "gone")
    return Place(exchange, user, conversation=conversation, post=post)


def view_place(exchange: Exchange, user: str, view_id: str) -> Place:
    """A view that is on the person's screen."""
    view = exchange.world.view(view_id)
    if view is None or view.user != user:
        raise NotPossible("That window is closed.", "gone")
    return Place(exchange, user, view=view)
