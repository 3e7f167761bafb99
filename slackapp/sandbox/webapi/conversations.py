"""conversations.*, but for what was said there (`history`)."""

from __future__ import annotations

from collections.abc import Callable

from slackapp.sandbox.conversation import Conversation
from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Refusal, page_of, unarchived

_TYPES = {"channel": "public_channel", "private": "private_channel", "im": "im", "mpim": "mpim"}
_FAMILY = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def need_scope(call: Call, kind: str, right: str) -> None:
    """Refuse unless the app has the scope for this kind of conversation, such as `groups:history`."""
    needed = f"{_FAMILY[kind]}:{right}"
    provided = call.world.workspace.app.scopes
    if needed not in provided:
        raise Refusal("missing_scope", needed=needed, provided=",".join(sorted(provided)))


def listed(call: Call, wanted: Callable[[Conversation], bool]) -> Json:
    """A page of the wanted conversations that the app may see, of the types asked for (default: public)."""
    types = call.names("types") or ["public_channel"]
    if not set(types) <= set(_TYPES.values()):
        raise Refusal("invalid_types")
    for kind, name in _TYPES.items():
        if name in types:
            need_scope(call, kind, "read")
    rows = []
    for conversation in call.world.conversations.values():
        if _TYPES[conversation.kind] not in types or not call.world.sees(call.bot.id, conversation):
            continue
        if wanted(conversation) and not (call.flag("exclude_archived") and conversation.is_archived):
            rows.append(conversation.as_slack(call.bot.id))
    channels, more = page_of(call, rows)
    return {"channels": channels, "response_metadata": more}


@METHODS.method("conversations.list", "channels:read", "groups:read", "im:read", "mpim:read")
def conversations_list(call: Call) -> Json:
    """The conversations of the types asked for."""
    return listed(call, lambda _: True)


@METHODS.method("conversations.info", "channels:read", "groups:read", "im:read", "mpim:read")
def conversations_info(call: Call) -> Json:
    """One conversation."""
    conversation = call.conversation()
    need_scope(call, conversation.kind, "read")
    described = conversation.as_slack(call.bot.id)
    if not call.flag("include_num_members"):
        described.pop("num_members", None)
    return {"channel": described}


@METHODS.method("conversations.members", "channels:read", "groups:read", "im:read", "mpim:read")
def conversations_members(call: Call) -> Json:
    """The ids of who is in a conversation, page by page."""
    conversation = call.conversation()
    need_scope(call, conversation.kind, "read")
    rows, more = page_of(call, [{"id": user} for user in sorted(conversation.members)])
    return {"members": [row["id"] for row in rows], "response_metadata": more}


@METHODS.method("conversations.join", "channels:join")
def conversations_join(call: Call) -> Json:
    """Let the app into a public channel."""
    conversation = call.conversation()
    if conversation.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    unarchived(conversation)
    already = call.bot.id in conversation.members
    conversation.members.add(call.bot.id)
    call.world.changes.note(conversation.id)
    joined: Json = {"channel": conversation.as_slack(call.bot.id)}
    return joined | ({"warning": "already_in_channel"} if already else {})


@METHODS.method("conversations.open", "im:write", "mpim:write", "channels:manage", "groups:write")
def conversations_open(call: Call) -> Json:
    """The direct message with one person, or with several."""
    if call.text("channel"):
        return {"channel": {"id": call.conversation().id}}
    users = call.names("users")
    if not users:
        raise Refusal("users_list_not_supplied")
    for user in users:
        member = call.world.members.get(user)
        if member is None:
            raise Refusal("user_not_found")
        if member.is_bot:
            raise Refusal("cannot_dm_bot")
        if member.deleted:
            raise Refusal("user_disabled")
    conversation = call.world.direct_messages(call.bot.id, *users)
    opened: Json = {"id": conversation.id}
    if call.flag("return_im"):
        opened |= conversation.as_slack(call.bot.id)
    return {"channel": opened}
