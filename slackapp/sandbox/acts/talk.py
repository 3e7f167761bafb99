"""What people do among themselves, which the app may hear of as events."""

from __future__ import annotations

import secrets
import time

from slackapp.sandbox.acts.outcome import DONE, NotPossible, Outcome
from slackapp.sandbox.acts.places import message_place, visible_conversation
from slackapp.sandbox.conversation import Conversation
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.limits import limit
from slackapp.sandbox.mentions import linked
from slackapp.sandbox.values import Json

_CHANNEL_TYPES = {"channel": "channel", "private": "group", "im": "im", "mpim": "mpim"}


async def say(exchange: Exchange, user: str, channel: str, text: str, thread_ts: str = "") -> Outcome:
    """Post a message as the person."""
    conversation = visible_conversation(exchange, user, channel)
    if user not in conversation.members:
        raise NotPossible("You need to join this channel first.", "not_in_channel")
    if conversation.is_archived:
        raise NotPossible("This channel is archived.", "is_archived")
    world = exchange.world
    raw: Json = {"user": user, "team": world.workspace.team_id, "text": linked(world, text)}
    raw["client_msg_id"] = secrets.token_hex(16)
    if thread_ts:
        raw["thread_ts"] = thread_ts
    post = world.post(conversation, raw)
    if world.bot.id in conversation.members:
        heard = post.raw | {
            "channel": channel,
            "channel_type": _CHANNEL_TYPES[conversation.kind],
            "event_ts": post.ts,
        }
        await exchange.announce(heard)
        if f"<@{world.bot.id}>" in post.raw["text"]:
            mention = {key: value for key, value in heard.items() if key != "channel_type"}
            await exchange.announce(mention | {"type": "app_mention"})
    return Outcome(ok=True, more={"ts": post.ts})


async def open_home(exchange: Exchange, user: str, tab: str = "home") -> Outcome:
    """Open the app's Home tab, or its messages."""
    world = exchange.world
    conversation = world.direct_messages(world.bot.id, user)
    event: Json = {"type": "app_home_opened", "user": user, "channel": conversation.id, "tab": tab}
    home = world.homes.get(user)
    if tab == "home" and home is not None:
        app = world.workspace.app
        event["view"] = home.as_slack(world.workspace.team_id, app.id, app.bot_id)
    await exchange.announce(event)
    return Outcome(ok=True, more={"channel": conversation.id})


async def join(exchange: Exchange, user: str, channel: str) -> Outcome:
    """Join a public channel."""
    conversation = visible_conversation(exchange, user, channel)
    if conversation.is_archived:
        raise NotPossible("This channel is archived.", "is_archived")
    return await _let_in(exchange, conversation, user, "")


async def invite(exchange: Exchange, user: str, channel: str, invited: str) -> Outcome:
    """Bring somebody else, or the app by its bot user, into a channel that the person is in."""
    conversation = visible_conversation(exchange, user, channel)
    if user not in conversation.members or conversation.is_direct or invited not in exchange.world.members:
        raise NotPossible("You can't invite them here.")
    return await _let_in(exchange, conversation, invited, user)


async def _let_in(exchange: Exchange, conversation: Conversation, user: str, inviter: str) -> Outcome:
    if user in conversation.members:
        return DONE
    world = exchange.world
    conversation.members.add(user)
    world.post(
        conversation, {"subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel"}
    )
    if world.bot.id in conversation.members:
        kind = "C" if conversation.kind == "channel" else "G"
        event = {
            "type": "member_joined_channel",
            "user": user,
            "channel": conversation.id,
            "channel_type": kind,
        }
        await exchange.announce(event | ({"inviter": inviter} if inviter else {}))
    return DONE


async def leave(exchange: Exchange, user: str, channel: str) -> Outcome:
    """Leave a channel. When it is the app that leaves, it gets `channel_left` or `group_left`."""
    conversation = visible_conversation(exchange, user, channel)
    if user not in conversation.members or conversation.is_direct:
        raise NotPossible("You are not in this channel.")
    world = exchange.world
    conversation.members.discard(user)
    world.post(
        conversation, {"subtype": "channel_leave", "user": user, "text": f"<@{user}> has left the channel"}
    )
    if user == world.bot.id:
        word = "channel_left" if conversation.kind == "channel" else "group_left"
        await exchange.announce({"type": word, "channel": channel})
    elif world.bot.id in conversation.members:
        await exchange.announce({"type": "member_left_channel", "user": user, "channel": channel})
    return DONE


async def react(exchange: Exchange, user: str, channel: str, ts: str, name: str) -> Outcome:
    """Add a reaction to a message, or take one's own away."""
    place = message_place(exchange, user, channel, ts)
    if place.post is None or place.post.reader is not None:
        raise NotPossible("You can't react to this message.")
    reactions: list[Json] = place.post.raw.setdefault("reactions", [])
    reaction = next((each for each in reactions if each["name"] == name), None)
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        reactions.append(reaction)
    added = user not in reaction["users"]
    reaction["users"] = (
        [*reaction["users"], user] if added else [each for each in reaction["users"] if each != user]
    )
    reaction["count"] = len(reaction["users"])
    place.post.raw["reactions"] = [each for each in reactions if each["users"]]
    exchange.world.changes.note(channel)
    item = {"type": "message", "channel": channel, "ts": ts}
    word = "reaction_added" if added else "reaction_removed"
    await exchange.announce(
        {"type": word, "user": user, "reaction": name, "item": item, "item_user": place.post.raw["user"]}
    )
    return DONE


def read(exchange: Exchange, user: str, channel: str, ts: str) -> Outcome:
    """See a conversation up to this message; the app hears nothing of it."""
    conversation = visible_conversation(exchange, user, channel)
    if ts not in conversation.posts:
        raise NotPossible("There is no such message.", "bad_request")
    exchange.world.read(user, channel, ts)
    return DONE


def upload(exchange: Exchange, user: str, name: str, content: bytes) -> Outcome:
    """Make a file, for a file input."""
    if len(content) > limit("file.bytes"):
        raise NotPossible("That file is too large for the local Slack.", "too_long")
    file_id = "F0" + secrets.token_hex(5).upper()
    exchange.world.files[file_id] = {
        "id": file_id,
        "name": name,
        "size": len(content),
        "content": content,
        "complete": True,
        "user": user,
        "created": int(time.time()),
    }
    return Outcome(ok=True, more={"file": file_id})
