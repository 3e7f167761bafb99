"""bookmarks.*: the links at the top of a channel."""

from __future__ import annotations

import secrets

from slackapp.sandbox.conversation import Conversation
from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Refusal


def _channel(call: Call) -> Conversation:
    return call.inside(call.conversation("channel_id"))


def _given(call: Call) -> Json:
    return {key: call.text(key) for key in ("title", "link", "emoji") if call.text(key)}


@METHODS.method("bookmarks.add", "bookmarks:write")
def bookmarks_add(call: Call) -> Json:
    """Add a link."""
    conversation = _channel(call)
    if call.required("type") != "link":
        raise Refusal("invalid_bookmark_type")
    call.required("title")
    if not call.required("link").startswith(("https://", "http://")):
        raise Refusal("invalid_link")
    bookmark_id = "Bk0" + secrets.token_hex(5).upper()
    bookmark = {"id": bookmark_id, "channel_id": conversation.id, "type": "link", **_given(call)}
    conversation.bookmarks[bookmark_id] = bookmark
    call.world.changes.note(conversation.id)
    return {"bookmark": bookmark}


@METHODS.method("bookmarks.edit", "bookmarks:write")
def bookmarks_edit(call: Call) -> Json:
    """Change a link."""
    conversation = _channel(call)
    bookmark = conversation.bookmarks.get(call.required("bookmark_id"))
    if bookmark is None:
        raise Refusal("not_found")
    bookmark |= _given(call)
    call.world.changes.note(conversation.id)
    return {"bookmark": bookmark}


@METHODS.method("bookmarks.remove", "bookmarks:write")
def bookmarks_remove(call: Call) -> Json:
    """Take a link away."""
    conversation = _channel(call)
    if conversation.bookmarks.pop(call.required("bookmark_id"), None) is None:
        raise Refusal("not_found")
    call.world.changes.note(conversation.id)
    return {}


@METHODS.method("bookmarks.list", "bookmarks:read")
def bookmarks_list(call: Call) -> Json:
    """The links of a channel."""
    return {"bookmarks": list(_channel(call).bookmarks.values())}
