"""What the tour can see on Slack's side: what was typed, and what was read by whom."""

from collections.abc import Iterable, Iterator

from slackapp.sandbox.backstage import Step
from slackapp.sandbox.exchange import Exchange

READERS = ("executive", "engineer")
"""The steps that are done once somebody has read the newest update, when the deployment has begun."""
TYPED = {"/readiness status": "status", "/readiness export": "export"}
"""What a command that the app acknowledged stands for."""


def seen(exchange: Exchange, steps: Iterable[Step], *, started: bool) -> Iterator[str]:
    """What has happened, in the tour's words. To be asked on the local Slack's loop."""
    for each in exchange.delivered:
        if each.delivery.kind == "command" and each.ack.ok:
            typed = f"{each.delivery.payload['command']} {each.delivery.payload['text']}".strip()
            if typed in TYPED:
                yield TYPED[typed]
    for step in steps:
        if started and step.key in READERS and _has_read(exchange, step.person, step.place):
            yield step.key


def _has_read(exchange: Exchange, user: str, channel: str) -> bool:
    """Whether somebody has seen the app's newest message in a channel."""
    world = exchange.world
    conversation = world.conversations.get(channel)
    posts = conversation.lasting() if conversation else []
    ours = [post.ts for post in posts if post.raw.get("user") == world.bot.id]
    return bool(ours) and world.reads.get(user, {}).get(channel, "") >= ours[-1]
