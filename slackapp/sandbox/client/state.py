"""Everything that one person sees, as JSON."""

from __future__ import annotations

from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.seen import channel_label
from slackapp.sandbox.sight import Sight
from slackapp.sandbox.values import Json
from slackapp.sandbox.workspace import Member

MOST_MESSAGES = 1000
"""How many messages of a conversation the page is given."""


def state_for(exchange: Exchange, user: str, since: int | None = None) -> Json:
    """The answer to `GET /client/state`.

    Channels in which nothing happened after the version `since` come without their messages.
    """
    world = exchange.world
    sight = Sight(exchange, user)
    changed = world.changes.places_since(since, user)
    return {
        "version": world.changes.version,
        "me": user,
        "team": {
            "id": world.workspace.team_id,
            "name": world.workspace.team_name,
            "domain": world.workspace.domain,
        },
        "app": _app(exchange),
        "people": [_person(member) for member in world.members.values()],
        "usergroups": [
            {"id": group.id, "handle": group.handle, "name": group.name, "users": list(group.members)}
            for group in world.groups.values()
        ],
        "channels": [
            _channel(sight, each, with_messages=changed is None or each.id in changed)
            for each in sight.conversations()
        ],
        "modals": [_view(sight, view) for view in world.modals.get(user, ())],
        "home": _view(sight, sight.home) if sight.home else None,
        "notifications": [
            {"channel": each.channel, "ts": each.ts, "text": each.text}
            for each in world.notifications.get(user, ())[-50:]
        ],
        "troubles": [
            {"id": each.id, "text": each.text, "channel": each.channel, "view": each.view, "ts": each.ts}
            for each in world.troubles.get(user, ())[-20:]
        ],
    }


def _app(exchange: Exchange) -> Json:
    app = exchange.world.workspace.app
    return {
        "id": app.id,
        "name": app.bot_name,
        "bot_user": app.bot_user_id,
        "home_tab": app.home_tab,
        "connected": exchange.http is not None or exchange.socket.connected > 0,
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in app.commands
        ],
        "shortcuts": [
            {
                "callback_id": each.callback_id,
                "name": each.name,
                "type": each.scope,
                "description": each.description,
            }
            for each in app.shortcuts
        ],
    }


def _person(member: Member) -> Json:
    return {
        "id": member.id,
        "name": member.name,
        "real_name": member.real_name,
        "display_name": member.first_name,
        "title": member.title,
        "tz": member.tz,
        "tz_label": member.tz,
        "face": {"emoji": member.emoji, "colour": member.colour, "initials": member.initials},
        "is_bot": member.is_bot,
        "deleted": member.deleted,
        "is_restricted": member.is_restricted,
        "is_ultra_restricted": member.is_ultra_restricted,
        "is_stranger": member.is_stranger,
        "is_admin": member.is_admin,
        "can_act": member.can_act,
    }


def _channel(sight: Sight, conversation: Conversation, *, with_messages: bool) -> Json:
    posts = conversation.posts_seen_by(sight.user)[-MOST_MESSAGES:] if with_messages else []
    shown = {"messages": [_message(sight, conversation, post) for post in posts]} if with_messages else {}
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": channel_label(sight.reader, conversation).removeprefix("#"),
        "topic": conversation.topic,
        "is_general": conversation.is_general,
        "is_archived": conversation.is_archived,
        "is_member": sight.user in conversation.members,
        "app_is_member": sight.exchange.world.bot.id in conversation.members,
        "with": conversation.other(sight.user),
        "members": sorted(conversation.members),
        "read": sight.exchange.world.reads.get(sight.user, {}).get(conversation.id),
        "bookmarks": [
            {"id": each["id"], "title": each["title"], "link": each["link"], "emoji": each.get("emoji")}
            for each in conversation.bookmarks.values()
        ],
        **shown,
    }


def _message(sight: Sight, conversation: Conversation, post: Post) -> Json:
    raw = post.raw
    return {
        "ts": post.ts,
        "user": raw.get("user"),
        "is_app": raw.get("bot_id") == sight.exchange.world.workspace.app.bot_id,
        "name": raw.get("username"),
        "emoji": raw.get("icons", {}).get("emoji"),
        "text": raw.get("text", ""),
        "blocks": raw.get("blocks", []),
        "edited": "edited" in raw,
        "thread_ts": raw.get("thread_ts"),
        "reply_count": raw.get("reply_count", 0),
        "ephemeral": post.reader is not None,
        "pinned": post.ts in conversation.pins,
        "reactions": raw.get("reactions", []),
        "files": [
            {"id": each["id"], "name": each["name"], "title": each["title"], "url": each["url_private"]}
            for each in raw.get("files", ())
        ],
        "state": post.state_for(sight.user),
        "subtype": raw.get("subtype"),
    }


def _view(sight: Sight, view: LiveView) -> Json:
    words = sight.reader.words
    return {
        "id": view.id,
        "type": view.kind,
        "callback_id": view.drawn.get("callback_id", ""),
        "title": words(view.drawn.get("title")) or None,
        "submit": words(view.drawn.get("submit")) or None,
        "close": words(view.drawn.get("close")) or None,
        "blocks": view.blocks,
        "hash": view.hash,
        "state": view.state,
        "errors": view.errors,
        "waiting": view.waiting,
        "external_id": view.drawn.get("external_id", ""),
    }
