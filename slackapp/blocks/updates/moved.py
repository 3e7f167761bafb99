"""That the planned start was moved, for those who had been told the old one."""

from datetime import datetime

from readiness.communication.coming import next_update
from readiness.communication.telling import Shift
from readiness.model import Release
from readiness.template import Template
from slackapp.blocks.parts import Block, Message, context, header, sections
from slackapp.blocks.text import escape, one_line, said, spoken, when


def moved_message(template: Template, release: Release, subject: str, to: str, now: datetime) -> Message:
    """The old date beside the new one; ``subject`` is that of the notice, ``to`` the place that reads it."""
    shift = Shift.parse(subject)
    name = one_line(release.name)
    later = "later" if shift.new > shift.old else "earlier"
    head = f"{name} goes live {later}"
    word = release.word
    why = word is not None and release.planned_at is not None and word.at >= release.planned_at
    lines = [
        f"Go-live is now planned for *{when(shift.new)}*.",
        f"You had been told ~{when(shift.old)}~. That no longer holds.",
        *([f"💬 “{said(word.text, 600)}”"] if word is not None and why else []),
    ]
    coming = next_update(template, release, to, now)
    blocks: list[Block] = [header(f"📅 {head}"), *sections(lines)]
    if coming is not None:
        blocks.append(context(f"Next update: {when(coming.at)}"))
    text = f"{head}: {spoken(shift.new, release.zone)}. You had been told {spoken(shift.old, release.zone)}."
    return Message(escape(text), blocks)
