"""conversations.history and conversations.replies: what was said, as a bot may read it back."""

from __future__ import annotations

from slackapp.sandbox.conversation import Conversation
from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Refusal, page_of
from slackapp.sandbox.webapi.conversations import need_scope

_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


@METHODS.method("conversations.history", *_HISTORY)
def conversations_history(call: Call) -> Json:
    """Messages of the top level, newest first.

    Replies in threads are left out, and metadata unless asked for.
    """
    conversation = _readable(call)
    rows = [
        _told(call, post.raw)
        for post in reversed(conversation.lasting())
        if post.raw.get("thread_ts", post.ts) == post.ts and _in_range(call, post.ts)
    ]
    messages, more = page_of(call, rows, default=100, most=999)
    return {
        "messages": messages,
        "has_more": bool(more["next_cursor"]),
        "pin_count": len(conversation.pins),
        "response_metadata": more,
    }


@METHODS.method("conversations.replies", *_HISTORY)
def conversations_replies(call: Call) -> Json:
    """A message and the replies in its thread, oldest first. Bots may read them in direct messages only."""
    conversation = _readable(call)
    if not conversation.is_direct:
        raise Refusal("not_allowed_token_type")
    parent = call.required("ts")
    if parent not in conversation.posts:
        raise Refusal("thread_not_found")
    rows = [
        _told(call, post.raw)
        for post in conversation.lasting()
        if parent in {post.ts, post.raw.get("thread_ts")} and _in_range(call, post.ts)
    ]
    messages, more = page_of(call, rows, default=1000)
    return {"messages": messages, "has_more": bool(more["next_cursor"]), "response_metadata": more}


def _readable(call: Call) -> Conversation:
    conversation = call.conversation()
    if call.bot.id not in conversation.members:
        raise Refusal("not_in_channel")
    need_scope(call, conversation.kind, "history")
    return conversation


def _in_range(call: Call, ts: str) -> bool:
    oldest, latest = call.text("oldest", "0"), call.text("latest", "99999999999")
    try:
        after, before, at = _micros(oldest), _micros(latest), _micros(ts)
    except ValueError:
        raise Refusal(
            "invalid_ts_oldest" if not oldest.replace(".", "").isdigit() else "invalid_ts_latest"
        ) from None
    return after <= at <= before if call.flag("inclusive") else after < at < before


def _micros(ts: str) -> int:
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int((fraction + "000000")[:6])


def _told(call: Call, raw: Json) -> Json:
    if call.flag("include_all_metadata"):
        return raw
    return {key: value for key, value in raw.items() if key != "metadata"}
