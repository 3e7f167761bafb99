"""What the administrators of a workspace do, which the app hears of as events."""

from __future__ import annotations

from dataclasses import replace

from slackapp.sandbox.acts import talk
from slackapp.sandbox.conversation import Conversation
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.server import LoopbackServer
from slackapp.sandbox.values import Json
from slackapp.sandbox.workspace import Member, UserGroup


class Administration:
    """Changes to people, groups and channels, named as on the screen (`Alice`, `#releases`, `@qa-leads`).

    Each waits until the app has acknowledged the event that follows, if it subscribed to it.
    """

    def __init__(self, server: LoopbackServer, exchange: Exchange) -> None:
        self._server = server
        self._exchange = exchange

    def _member(self, name: str) -> Member:
        found = self._exchange.world.member_named(name)
        if found is None:
            raise LookupError(f"Nobody in this workspace is called {name}.")
        return found

    def _channel(self, name: str) -> Conversation:
        found = self._exchange.world.channel_named(name)
        if found is None:
            raise LookupError(f"There is no channel called {name}.")
        return found

    def _group(self, handle: str) -> UserGroup:
        for group in self._exchange.world.groups.values():
            if group.handle == handle.removeprefix("@"):
                return group
        raise LookupError(f"There is no user group called {handle}.")

    def _announce(self, what: str, event: Json) -> None:
        self._exchange.world.changes.note(what)
        self._server.run(self._exchange.announce(event))

    def _replace(self, changed: Member) -> None:
        world = self._exchange.world
        self._server.read(lambda: world.members.update({changed.id: changed}))
        self._announce("people", {"type": "user_change", "user": changed.as_slack(world.workspace.team_id)})

    def deactivate(self, name: str) -> None:
        """Close somebody's account."""
        member = self._member(name)
        self._replace(replace(member, deleted=True, given_id=member.id))

    def make_guest(self, name: str) -> None:
        """Turn a full member into a guest."""
        member = self._member(name)
        self._replace(replace(member, is_restricted=True, given_id=member.id))

    def move_to_zone(self, name: str, tz: str) -> None:
        """Change somebody's time zone, such as `Asia/Tokyo`."""
        member = self._member(name)
        self._replace(replace(member, tz=tz, given_id=member.id))

    def rename(self, name: str, real_name: str) -> None:
        """Change somebody's full name."""
        member = self._member(name)
        self._replace(replace(member, real_name=real_name, given_id=member.id))

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        self._set_archived(channel, archived=True)

    def unarchive(self, channel: str) -> None:
        """Bring a channel back."""
        self._set_archived(channel, archived=False)

    def _set_archived(self, channel: str, *, archived: bool) -> None:
        conversation = self._channel(channel)
        conversation.is_archived = archived
        family = "channel" if conversation.kind == "channel" else "group"
        word = f"{family}_{'archive' if archived else 'unarchive'}"
        self._announce(conversation.id, {"type": word, "channel": conversation.id, "user": ""})

    def rename_channel(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        conversation = self._channel(channel)
        conversation.name = name.removeprefix("#")
        family = "channel" if conversation.kind == "channel" else "group"
        told = {"id": conversation.id, "name": conversation.name, "created": conversation.created}
        self._announce(conversation.id, {"type": f"{family}_rename", "channel": told})

    def invite_app(self, channel: str) -> None:
        """Let the app into a channel."""
        conversation = self._channel(channel)
        inviter = next(user for user in conversation.members if not self._exchange.world.members[user].is_bot)
        bot = self._exchange.world.bot.id
        self._server.run(talk.invite(self._exchange, inviter, conversation.id, bot))

    def remove_app(self, channel: str) -> None:
        """Throw the app out of a channel."""
        conversation = self._channel(channel)
        self._server.run(talk.leave(self._exchange, self._exchange.world.bot.id, conversation.id))

    def set_group(self, handle: str, *names: str) -> None:
        """Say anew who is in a user group."""
        users = tuple(self._member(name).id for name in names)
        self._regroup(replace(self._group(handle), members=users))

    def disable_group(self, handle: str) -> None:
        """Switch a user group off."""
        self._regroup(replace(self._group(handle), is_disabled=True))

    def _regroup(self, group: UserGroup) -> None:
        self._server.read(lambda: self._exchange.world.groups.update({group.id: group}))
        told = {"id": group.id, "handle": group.handle, "name": group.name, "users": list(group.members)}
        self._announce("people", {"type": "subteam_updated", "subteam": told})
