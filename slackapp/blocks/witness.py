"""What a sign-off message says of the audit, so that Slack bears witness to it: the heads of its chain."""

from collections.abc import Mapping
from datetime import datetime

from readiness.model import Release
from slackapp.blocks.parts import Message, context

MOST_HEADS = 20
"""How many heads a message prints; of a longer sheet the last ones, which vouch for all before them."""
Heads = Mapping[tuple[str, str, datetime], object]
"""The audit rows of sign-offs, by what was signed, by whom and when; each is written ``ROW:HASH``."""


def witnessed(message: Message, release: Release, heads: Heads, *subjects: str) -> Message:
    """The message with the audit's head at each sign-off that stands on these gates or lines of the sheet.

    ``readiness audit verify --head`` takes what is printed.
    """
    signed = sorted(
        (sign_off.at, str(heads[subject, sign_off.by, sign_off.at]))
        for subject in subjects
        for sign_off in release.sign_offs.get(subject, ())
        if (subject, sign_off.by, sign_off.at) in heads
    )
    if not signed:
        return message
    printed = " · ".join(f"`{head}`" for _, head in signed[-MOST_HEADS:])
    return Message(message.text, [*message.blocks, context(f"Audit head at signing, row:hash · {printed}")])
