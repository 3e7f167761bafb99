"""Slash commands and shortcuts."""

from __future__ import annotations

import time

from slackapp.sandbox import payloads
from slackapp.sandbox.acts.outcome import NotPossible, Outcome
from slackapp.sandbox.acts.places import message_place, visible_conversation
from slackapp.sandbox.acts.presses import BAD_ANSWER, NO_ANSWER
from slackapp.sandbox.answers import answer_in_conversation
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.mentions import escaped, linked
from slackapp.sandbox.messages import Unacceptable
from slackapp.sandbox.values import Ack, Delivery, Json


async def command(exchange: Exchange, user: str, channel: str, typed: str) -> Outcome:
    """Type a slash command, such as `/readiness status`, into a conversation."""
    conversation = visible_conversation(exchange, user, channel)
    name, _, text = typed.strip().partition(" ")
    known = exchange.world.workspace.app.command(name)
    if known is None:
        raise NotPossible(f"{name} is not a valid command.", "no_such_command")
    if user not in conversation.members:
        raise NotPossible("You need to join this channel first.", "not_in_channel")
    text = (
        linked(exchange.world, text.strip(), labelled=True) if known.should_escape else escaped(text.strip())
    )
    payload = payloads.command(exchange, user, conversation, name, text)
    ack = await exchange.deliver(Delivery("command", payload))
    if not ack.ok:
        word = "operation_timeout" if ack.failure == "timeout" else "dispatch_failed"
        sentence = f'{name} failed with the error "{word}"'
        exchange.world.trouble(user, sentence, channel=channel)
        return Outcome(ok=False, trouble=sentence, reason=word, ack=ack)
    return _shown(exchange, user, channel, ack)


def _shown(exchange: Exchange, user: str, channel: str, ack: Ack) -> Outcome:
    if not ack.body:
        return Outcome(ok=True, ack=ack)
    try:
        answer_in_conversation(exchange.world, user, channel, ack.body)
    except Unacceptable as fault:
        exchange.world.complaints.append(f"answer to a command: {fault}")
        exchange.world.trouble(user, BAD_ANSWER, channel=channel)
        return Outcome(ok=False, trouble=BAD_ANSWER, reason=fault.error, ack=ack)
    return Outcome(ok=True, ack=ack)


async def shortcut(exchange: Exchange, user: str, callback_id: str) -> Outcome:
    """Use one of the app's global shortcuts."""
    _known(exchange, callback_id, "global")
    payload = payloads.shortcut(exchange, user, callback_id, f"{time.time():.6f}")
    return await _used(exchange, user, payload)


async def message_shortcut(exchange: Exchange, user: str, callback_id: str, channel: str, ts: str) -> Outcome:
    """Use one of the app's shortcuts on a message."""
    _known(exchange, callback_id, "message")
    place = message_place(exchange, user, channel, ts)
    if place.conversation is None or place.post is None or place.post.reader is not None:
        raise NotPossible("Shortcuts can't be used on this message.")
    payload = payloads.message_shortcut(exchange, user, callback_id, place.conversation, place.post)
    return await _used(exchange, user, payload)


def _known(exchange: Exchange, callback_id: str, scope: str) -> None:
    shortcuts = exchange.world.workspace.app.shortcuts
    if not any(each.callback_id == callback_id and each.scope == scope for each in shortcuts):
        raise NotPossible("The app has no such shortcut.", "no_such_shortcut")


async def _used(exchange: Exchange, user: str, payload: Json) -> Outcome:
    ack = await exchange.deliver(Delivery("interaction", payload))
    if ack.ok:
        return Outcome(ok=True, ack=ack)
    sentence = NO_ANSWER if ack.failure == "timeout" else BAD_ANSWER
    exchange.world.trouble(user, sentence)
    return Outcome(ok=False, trouble=sentence, reason=ack.failure, ack=ack)
