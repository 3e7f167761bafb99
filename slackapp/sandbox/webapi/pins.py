"""pins.* and reactions.*: what is fastened to messages."""

from __future__ import annotations

import time

from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Refusal


def _post(call: Call, name: str = "timestamp") -> tuple[Conversation, Post]:
    conversation = call.inside(call.conversation())
    post = conversation.posts.get(call.required(name))
    if post is None or post.reader is not None:
        raise Refusal("message_not_found")
    return conversation, post


@METHODS.method("pins.add", "pins:write")
def pins_add(call: Call) -> Json:
    """Pin a message."""
    conversation, post = _post(call)
    if post.ts in conversation.pins:
        raise Refusal("already_pinned")
    conversation.pins[post.ts] = {"created": int(time.time()), "created_by": call.bot.id}
    post.raw["pinned_to"] = [conversation.id]
    call.world.changes.note(conversation.id)
    return {}


@METHODS.method("pins.remove", "pins:write")
def pins_remove(call: Call) -> Json:
    """Take a pin off a message."""
    conversation, post = _post(call)
    if post.ts not in conversation.pins:
        raise Refusal("no_pin")
    del conversation.pins[post.ts]
    post.raw.pop("pinned_to", None)
    call.world.changes.note(conversation.id)
    return {}


@METHODS.method("pins.list", "pins:read")
def pins_list(call: Call) -> Json:
    """What is pinned in a conversation, the last pin first."""
    conversation = call.conversation()
    items = [
        {"type": "message", "channel": conversation.id, "message": conversation.posts[ts].raw, **pin}
        for ts, pin in reversed(conversation.pins.items())
    ]
    return {"items": items}


@METHODS.method("reactions.add", "reactions:write")
def reactions_add(call: Call) -> Json:
    """React to a message with an emoji (its name without colons)."""
    conversation, post = _post(call)
    name = call.required("name")
    reactions = post.raw.setdefault("reactions", [])
    reaction = next((each for each in reactions if each["name"] == name), None)
    if reaction is None:
        reactions.append({"name": name, "users": [call.bot.id], "count": 1})
    elif call.bot.id in reaction["users"]:
        raise Refusal("already_reacted")
    else:
        reaction["users"].append(call.bot.id)
        reaction["count"] += 1
    call.world.changes.note(conversation.id)
    return {}
