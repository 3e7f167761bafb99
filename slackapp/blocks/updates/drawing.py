"""An update as a message: its headline, what nobody should overlook, the audience's lines, what is next."""

from collections.abc import Callable, Mapping

from readiness.template import Detail
from slackapp.blocks.parts import Block, Message, context, header, sections
from slackapp.blocks.text import escape, said, spoken
from slackapp.blocks.updates import engineering, executive, product, support, users
from slackapp.blocks.updates.facts import late_lines, loud_lines, next_line, word_line
from slackapp.blocks.updates.update import Tone, Update, headline

Lines = Callable[[Update], list[str]]

LINES: Mapping[Detail, Lines] = {
    Detail.ENGINEERING: engineering.lines,
    Detail.SUPPORT: support.lines,
    Detail.PRODUCT: product.lines,
    Detail.EXECUTIVE: executive.lines,
    Detail.USERS: users.lines,
}
"""By what an audience reads as."""


def update_message(update: Update) -> Message:
    """The update for its audience, as it is true at its moment."""
    detail = _detail(update)
    announces = detail is Detail.USERS
    head = users.head(update) if announces else headline(update)
    loud = users.loud(update) if announces else loud_lines(update)
    blocks: list[Block] = [
        header(f"🚨 {head}" if update.tone is Tone.BACK else head),
        *sections([*late_lines(update), *loud]),
        *(block for paragraph in _paragraphs(LINES[detail](update)) for block in sections(paragraph)),
        *sections(filter(None, [word_line(update)])),
        context(next_line(update) if announces else _foot(update)),
    ]
    # Users are no readers of ours by name, and of gates they know nothing.
    aloud = " ".join(users.loud(update)) if announces else _loud_word(update)
    return Message(_fallback(update, head, aloud), blocks)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """The lines with a heading above each paragraph: a line that begins with bold words begins one."""
    paragraphs: list[list[str]] = []
    for line in lines:
        if not paragraphs or line.startswith("*"):
            paragraphs.append([])
        paragraphs[-1].append(line)
    return paragraphs


def _detail(update: Update) -> Detail:
    """As whom the audience reads; one that the template lacks reads in short."""
    audience = update.template.items.get(update.key.audience)
    return audience.reads_as if audience is not None else Detail.EXECUTIVE


def _foot(update: Update) -> str:
    audience = update.template.items.get(update.key.audience)
    title = f" · written for: {said(audience.title, 80)}" if audience is not None else ""
    return f"{next_line(update)}{title}"


def _loud_word(update: Update) -> str:
    return "It was started without go." if update.release.started_without_go else ""


def _fallback(update: Update, head: str, aloud: str) -> str:
    """The same for a notification, in plain words."""
    release, coming = update.release, update.next
    planned = f"Go-live: {spoken(release.planned_start, release.zone)}." if update.tone.before else ""
    parts = [f"{head}.", planned, aloud]
    if update.pauses:
        parts.append("Updates pause until there is news.")
    elif coming is not None:
        parts.append(f"Next update: {spoken(coming.at, release.zone)}.")
    return escape(" ".join(part for part in parts if part))
