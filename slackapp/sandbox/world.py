"""What there is in the workspace at this moment. Kept in memory and touched on one event loop only."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from slackapp.sandbox import elements
from slackapp.sandbox.changes import Changes
from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.marks import mentioning
from slackapp.sandbox.values import Json
from slackapp.sandbox.workspace import Member, UserGroup, Workspace, identifier


@dataclass(frozen=True, slots=True)
class Notification:
    """What popped up for somebody: the plain fallback text of a direct message or of a mention."""

    channel: str
    ts: str
    text: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A complaint that Slack itself shows to a person, such as a command that was not answered in time.

    `ts` is when, in the form of a message's: it tells between which messages it belongs.
    """

    id: int
    text: str
    channel: str | None = None
    view: str | None = None
    ts: str = ""


@dataclass(slots=True, eq=False)
class World:
    """The people, conversations, views and files of one local Slack."""

    workspace: Workspace
    members: dict[str, Member]
    groups: dict[str, UserGroup]
    conversations: dict[str, Conversation]
    changes: Changes = field(default_factory=Changes)
    modals: dict[str, list[LiveView]] = field(default_factory=dict)
    homes: dict[str, LiveView] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    notifications: dict[str, list[Notification]] = field(default_factory=dict)
    troubles: dict[str, list[Trouble]] = field(default_factory=dict)
    reads: dict[str, dict[str, str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, workspace: Workspace) -> World:
        """The world that this workspace starts as."""
        members = {member.id: member for member in (*workspace.members, workspace.bot)}
        by_name = {member.name: member.id for member in members.values()}
        full = {m.id for m in workspace.members if m.can_act and not (m.is_restricted or m.is_stranger)}
        conversations = {}
        for channel in workspace.channels:
            inside = {by_name[name] for name in channel.members} or set(full)
            if channel.app_is_member:
                inside.add(workspace.bot.id)
            conversations[channel.id] = Conversation(
                id=channel.id,
                kind="private" if channel.is_private else "channel",
                name=channel.name,
                topic=channel.topic,
                members=inside,
                is_general=channel.is_general,
                is_archived=channel.is_archived,
                is_shared=channel.is_shared,
            )
        groups = {
            group.id: replace(group, members=tuple(by_name[name] for name in group.members))
            for group in workspace.user_groups
        }
        return cls(workspace, members, groups, conversations)

    @property
    def bot(self) -> Member:
        """The app's own user."""
        return self.members[self.workspace.app.bot_user_id]

    def new_ids(self) -> Iterator[str]:
        """Ids for blocks and elements that the app left without one."""
        while True:
            yield secrets.token_urlsafe(4)[:5]

    def sees(self, user: str, conversation: Conversation) -> bool:
        """Whether this person can read a conversation; guests and strangers only what they are members of."""
        own_only = self.members[user].sees_own_channels_only
        return user in conversation.members or (conversation.kind == "channel" and not own_only)

    def member_named(self, name: str) -> Member | None:
        """Somebody by first name, full name, handle (with or without `@`) or id."""
        wanted = name.removeprefix("@")
        for member in self.members.values():
            if wanted in {member.first_name, member.real_name, member.name, member.id}:
                return member
        return None

    def channel_named(self, name: str) -> Conversation | None:
        """The channel of this name, with or without `#`."""
        wanted = name.removeprefix("#")
        return next((c for c in self.conversations.values() if not c.is_direct and c.name == wanted), None)

    def direct_messages(self, *users: str) -> Conversation:
        """The direct message of exactly these people, made when there is none yet."""
        wanted = set(users)
        kind = "im" if len(wanted) <= 2 else "mpim"
        for conversation in self.conversations.values():
            if conversation.kind == kind and conversation.members == wanted:
                return conversation
        prefix = "D" if kind == "im" else "G"
        name = (
            "" if kind == "im" else "mpdm-" + "--".join(sorted(self.members[u].name for u in wanted)) + "-1"
        )
        made = Conversation(identifier(prefix, "+".join(sorted(wanted))), kind, name=name, members=wanted)
        self.conversations[made.id] = made
        self.changes.note(made.id)
        return made

    def post(self, conversation: Conversation, raw: Json, reader: str | None = None) -> Post:
        """Put a message into a conversation.

        It gets its ts, its state and, where it should pop up, its notifications.
        """
        raw = {"type": "message", "ts": conversation.next_ts(), **raw}
        if raw.get("blocks"):
            raw["blocks"] = elements.with_ids(raw["blocks"], self.new_ids())
        post = Post(raw, reader)
        post.redraw()
        conversation.posts[post.ts] = post
        thread = conversation.posts.get(raw.get("thread_ts", ""))
        if thread is not None and reader is None:
            thread.raw["thread_ts"] = thread.ts
            thread.raw["reply_count"] = thread.raw.get("reply_count", 0) + 1
        self._notify(conversation, post)
        self.changes.note(conversation.id, reader)
        return post

    def _notify(self, conversation: Conversation, post: Post) -> None:
        for user in conversation.members:
            if user == post.raw.get("user") or post.reader is not None or self.members[user].is_bot:
                continue
            if conversation.is_direct or self._mentions(post, user):
                popped_up = Notification(conversation.id, post.ts, post.raw.get("text", ""))
                self.notifications.setdefault(user, []).append(popped_up)

    def _mentions(self, post: Post, user: str) -> bool:
        written = " ".join(mentioning(post.raw))
        groups = [group for group in self.groups.values() if user in group.members]
        names = [
            f"<@{user}",
            "<!channel",
            "<!here",
            "<!everyone",
            *(f"<!subteam^{group.id}" for group in groups),
        ]
        return any(name in written for name in names)

    def trouble(self, user: str, text: str, *, channel: str | None = None, view: str | None = None) -> None:
        """Show a person a complaint of Slack's own."""
        theirs = self.troubles.setdefault(user, [])
        stamp = f"{time.time():.6f}"
        theirs.append(Trouble(len(theirs) + 1, text, channel, view, stamp))
        self.changes.note("troubles", user)

    def read(self, user: str, channel: str, ts: str) -> None:
        """Remember that the person has seen a conversation up to this message."""
        theirs = self.reads.setdefault(user, {})
        if ts > theirs.get(channel, ""):
            theirs[channel] = ts
            self.changes.note("reads", user)

    def view(self, view_id: str) -> LiveView | None:
        """The open modal or the published Home tab of this id."""
        views = [*self.homes.values(), *(view for stack in self.modals.values() for view in stack)]
        return next((view for view in views if view.id == view_id), None)
