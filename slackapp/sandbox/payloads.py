"""The payloads of interactions and commands, with the parts that Slack puts into each."""

from __future__ import annotations

from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.values import Json


def channel_name(conversation: Conversation) -> str:
    """The name that payloads give a conversation: direct messages and private channels have stand-ins."""
    return {"im": "directmessage", "private": "privategroup"}.get(conversation.kind, conversation.name)


def opening(exchange: Exchange, kind: str, user: str) -> Json:
    """What every interaction begins with."""
    workspace = exchange.world.workspace
    member = exchange.world.members[user]
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {
            "id": user,
            "username": member.name,
            "name": member.name,
            "team_id": member.team(workspace.team_id),
        },
        "api_app_id": workspace.app.id,
        "token": exchange.credentials.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def view_as_told(exchange: Exchange, view: LiveView) -> Json:
    """The `view` object of a payload."""
    workspace = exchange.world.workspace
    return view.as_slack(workspace.team_id, workspace.app.id, workspace.app.bot_id)


def command(exchange: Exchange, user: str, conversation: Conversation, name: str, text: str) -> Json:
    """A slash command, as form fields."""
    workspace = exchange.world.workspace
    return {
        "token": exchange.credentials.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": conversation.id,
        "channel_name": channel_name(conversation),
        "user_id": user,
        "user_name": exchange.world.members[user].name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": exchange.new_response_url(user, conversation.id),
        "trigger_id": exchange.new_trigger(user),
    }


def message_action(
    exchange: Exchange, user: str, conversation: Conversation, post: Post, actions: list[Json]
) -> Json:
    """A press in a message. Ephemeral messages are named but, as in Slack, not repeated."""
    ephemeral = post.reader is not None
    payload = opening(exchange, "block_actions", user) | {
        "container": {
            "type": "message",
            "message_ts": post.ts,
            "channel_id": conversation.id,
            "is_ephemeral": ephemeral,
        },
        "trigger_id": exchange.new_trigger(user),
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "state": {"values": post.state_for(user)},
        "response_url": exchange.new_response_url(user, conversation.id, post.ts),
        "actions": actions,
    }
    if not ephemeral:
        payload["message"] = _message(post)
    return payload


def _message(post: Post) -> Json:
    # Whether Slack repeats metadata here isn't documented, so nobody should build on it.
    return {key: value for key, value in post.raw.items() if key != "metadata"}


def view_action(exchange: Exchange, view: LiveView, actions: list[Json]) -> Json:
    """A press in a modal or in the Home tab."""
    return opening(exchange, "block_actions", view.user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": exchange.new_trigger(view.user, view.id),
        "view": view_as_told(exchange, view),
        "actions": actions,
    }


def suggestion(exchange: Exchange, user: str, place: Json, ids: tuple[str, str], typed: str) -> Json:
    """The question for the options of an external select; `place` is its container and message or view."""
    return opening(exchange, "block_suggestion", user) | {
        "block_id": ids[0],
        "action_id": ids[1],
        "value": typed,
        **place,
    }


def submission(exchange: Exchange, view: LiveView) -> Json:
    """A submitted modal."""
    return opening(exchange, "view_submission", view.user) | {
        "trigger_id": exchange.new_trigger(view.user, view.id),
        "view": view_as_told(exchange, view),
        "response_urls": _response_urls(exchange, view),
    }


def _response_urls(exchange: Exchange, view: LiveView) -> list[Json]:
    urls = []
    for block in view.blocks:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        state = view.state[block["block_id"]][element["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if channel:
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": exchange.new_response_url(view.user, channel),
                }
            )
    return urls


def closed(exchange: Exchange, view: LiveView, *, cleared: bool) -> Json:
    """A modal that the person closed."""
    told = {"view": view_as_told(exchange, view), "is_cleared": cleared}
    return opening(exchange, "view_closed", view.user) | told


def shortcut(exchange: Exchange, user: str, callback_id: str, action_ts: str) -> Json:
    """A global shortcut. It carries no channel."""
    return opening(exchange, "shortcut", user) | {
        "callback_id": callback_id,
        "action_ts": action_ts,
        "trigger_id": exchange.new_trigger(user),
    }


def message_shortcut(
    exchange: Exchange, user: str, callback_id: str, conversation: Conversation, post: Post
) -> Json:
    """A shortcut on a message."""
    return opening(exchange, "message_action", user) | {
        "callback_id": callback_id,
        "action_ts": post.ts,
        "trigger_id": exchange.new_trigger(user),
        "response_url": exchange.new_response_url(user, conversation.id, post.ts),
        "message_ts": post.ts,
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "message": _message(post),
    }
