"""Answers to acts: in the acknowledgement of a command, or at a response URL."""

from __future__ import annotations

import time

from slackapp.sandbox.exchange import Exchange, ResponseUrl
from slackapp.sandbox.messages import Unacceptable, edit, message_content
from slackapp.sandbox.values import Json
from slackapp.sandbox.world import World


def answer_in_conversation(world: World, user: str, channel: str, body: Json) -> None:
    """Show an answer where the act took place.

    To the person alone, or with `response_type: in_channel` to all.
    """
    conversation = world.conversations[channel]
    app = world.workspace.app
    raw: Json = {"user": app.bot_user_id, "bot_id": app.bot_id, "app_id": app.id, **message_content(body)}
    if body.get("thread_ts"):
        raw["thread_ts"] = str(body["thread_ts"])
    if body.get("response_type", "ephemeral") == "in_channel":
        world.post(conversation, raw)
    else:
        world.post(conversation, raw | {"is_ephemeral": True}, reader=user)


def use_response_url(exchange: Exchange, key: str, body: Json) -> tuple[int, Json]:
    """What a POST to a response URL does; gives the HTTP status and the answer."""
    url = exchange.response_urls.get(key)
    if url is None:
        return 404, {"ok": False, "error": "invalid_url"}
    if time.monotonic() - url.made_at > exchange.timing.response_url_life:
        return 404, {"ok": False, "error": "expired_url"}
    if url.uses >= exchange.timing.response_url_uses:
        return 404, {"ok": False, "error": "used_url"}
    url.uses += 1
    try:
        _respond(exchange, url, body)
    except Unacceptable as fault:
        exchange.world.complaints.append(f"answer at a response URL: {fault}")
        return 400, {
            "ok": False,
            "error": fault.error,
            "response_metadata": {"messages": list(fault.messages)},
        }
    return 200, {"ok": True}


def _respond(exchange: Exchange, url: ResponseUrl, body: Json) -> None:
    world = exchange.world
    conversation = world.conversations[url.channel]
    post = conversation.posts.get(url.ts or "")
    if body.get("delete_original"):
        if post is None:
            raise Unacceptable("message_not_found")
        del conversation.posts[post.ts]
        world.changes.note(conversation.id, post.reader)
    elif body.get("replace_original"):
        if post is None or post.raw.get("bot_id") != world.workspace.app.bot_id:
            raise Unacceptable("message_not_found")
        mark = {} if post.reader else {"edited": {"user": world.bot.id, "ts": conversation.next_ts()}}
        edit(world, conversation, post, {"blocks": [], **message_content(body)} | mark)
    else:
        answer_in_conversation(world, url.user, url.channel, body)
