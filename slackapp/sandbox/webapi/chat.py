"""chat.*: what the app says."""

from __future__ import annotations

from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.messages import Unacceptable, edit, message_content
from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Refusal, unarchived


@METHODS.method("chat.postMessage", "chat:write")
def chat_post_message(call: Call) -> Json:
    """Post into a channel (by id or `#name`), a direct message, or to a person by id."""
    conversation = _destination(call)
    raw = _authored(call) | _content(call)
    thread = call.text("thread_ts")
    if thread:
        if thread not in conversation.posts:
            raise Refusal("thread_not_found")
        raw["thread_ts"] = thread
        if call.flag("reply_broadcast"):
            raw["subtype"] = "thread_broadcast"
    post = call.world.post(conversation, raw)
    return {"channel": conversation.id, "ts": post.ts, "message": post.raw}


def _destination(call: Call) -> Conversation:
    wanted = call.required("channel")
    world = call.world
    if wanted in world.members:
        if world.members[wanted].deleted or world.members[wanted].is_bot:
            raise Refusal("channel_not_found")
        return world.direct_messages(call.bot.id, wanted)
    named = world.channel_named(wanted) if wanted.startswith("#") else None
    conversation = named or call.conversation()
    if not call.world.sees(call.bot.id, conversation):
        raise Refusal("channel_not_found")
    public = conversation.kind == "channel" and "chat:write.public" in world.workspace.app.scopes
    return unarchived(conversation) if public else call.inside(conversation)


def _authored(call: Call) -> Json:
    app = call.world.workspace.app
    raw: Json = {
        "user": call.bot.id,
        "bot_id": app.bot_id,
        "app_id": app.id,
        "team": call.world.workspace.team_id,
    }
    if call.text("username") or call.text("icon_emoji") or call.text("icon_url"):
        if "chat:write.customize" not in app.scopes:
            raise Refusal(
                "missing_scope", needed="chat:write.customize", provided=",".join(sorted(app.scopes))
            )
        raw |= {"subtype": "bot_message", "username": call.text("username", app.bot_name)}
        raw |= {"icons": {"emoji": call.text("icon_emoji")}} if call.text("icon_emoji") else {}
    raw["bot_profile"] = {
        "id": app.bot_id,
        "app_id": app.id,
        "name": app.bot_name,
        "team_id": call.world.workspace.team_id,
        "deleted": False,
        "updated": 0,
    }
    return raw


def _content(call: Call) -> Json:
    try:
        return message_content(call.arguments)
    except Unacceptable as fault:
        raise Refusal(
            fault.error, *fault.messages, errors=[m.removeprefix("[ERROR] ") for m in fault.messages]
        ) from None


def _own_post(call: Call, conversation: Conversation, error: str) -> Post:
    post = conversation.posts.get(call.required("ts"))
    if post is None or post.reader is not None:
        raise Refusal("message_not_found")
    if post.raw.get("bot_id") != call.world.workspace.app.bot_id:
        raise Refusal(error)
    return post


@METHODS.method("chat.update", "chat:write")
def chat_update(call: Call) -> Json:
    """Replace what one of the app's own messages says. Blocks and metadata that are not given stay."""
    conversation = unarchived(call.conversation())
    post = _own_post(call, conversation, "cant_update_message")
    given = _content(call)
    edit(
        call.world,
        conversation,
        post,
        given | {"edited": {"user": call.bot.id, "ts": conversation.next_ts()}},
    )
    return {"channel": conversation.id, "ts": post.ts, "text": post.raw["text"], "message": post.raw}


@METHODS.method("chat.delete", "chat:write")
def chat_delete(call: Call) -> Json:
    """Remove one of the app's own messages."""
    conversation = unarchived(call.conversation())
    post = _own_post(call, conversation, "cant_delete_message")
    del conversation.posts[post.ts]
    conversation.pins.pop(post.ts, None)
    call.world.changes.note(conversation.id)
    return {"channel": conversation.id, "ts": post.ts}


@METHODS.method("chat.postEphemeral", "chat:write")
def chat_post_ephemeral(call: Call) -> Json:
    """Show something to one member of a conversation.

    It is no message: nothing can find, change or delete it.
    """
    conversation = call.inside(call.conversation())
    reader = call.user()
    if reader.id not in conversation.members:
        raise Refusal("user_not_in_channel")
    raw = _authored(call) | _content(call)
    raw.pop("metadata", None)
    post = call.world.post(conversation, raw | {"is_ephemeral": True}, reader=reader.id)
    return {"message_ts": post.ts}


@METHODS.method("chat.getPermalink")
def chat_get_permalink(call: Call) -> Json:
    """The address of a message."""
    conversation = call.conversation()
    ts = call.required("message_ts")
    post = conversation.posts.get(ts)
    if post is None or post.reader is not None:
        raise Refusal("message_not_found")
    domain = call.world.workspace.domain
    link = f"https://{domain}.slack.com/archives/{conversation.id}/p{ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": link}
