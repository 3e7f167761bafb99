"""The sign-off sheet as people meet it: in the channel, and line by line in direct messages."""

from collections.abc import Sequence

from readiness.model import Release, Stage
from readiness.signing.fingerprints import seen
from readiness.signing.gates import Standing
from readiness.signing.sheet import LineView, sheet_views
from readiness.template import Template
from slackapp.actions import Action, Target
from slackapp.blocks.decisions import (
    can_sign,
    decision_line,
    is_theirs,
    no_longer_signed,
    no_longer_theirs,
    what_ships,
)
from slackapp.blocks.differences import difference_lines
from slackapp.blocks.lines import MARKS, sheet_line, too_late
from slackapp.blocks.parts import Block, Element, Message, actions, button, header, section, sections
from slackapp.blocks.text import escape, fitted, one_line, said

MOST_BUTTONS = 10
"""Lines of the sheet with a button of their own; a message has room for fifty blocks."""
LINES_ROOM = 3_500


def sheet_message(template: Template, release: Release) -> Message:
    """The sign-off sheet: every line and where it stands, with a button on those whose turn it is."""
    views = sheet_views(template, release)
    signed = sum(view.standing is Standing.APPROVED for view in views)
    head = f"Sign-off sheet: {signed} of {len(views)} signed"
    late = no_longer_signed(release) if signed < len(views) else []
    blocks = [header(head), *sections([what_ships(release), *late]), *sheet_blocks(template, release, views)]
    return Message(escape(f"{one_line(release.name)}: {head}"), blocks)


def sheet_blocks(template: Template, release: Release, views: tuple[LineView, ...]) -> list[Block]:
    """The lines of the sheet: first those that are asked for, each with its button, then the others."""
    asked = [view for view in views if can_sign(release, view)][:MOST_BUTTONS]
    closed = [view for view in views if view.standing is Standing.WAITING and not view.line.final]
    left = [view for view in views if view not in asked and view not in closed]
    others = [*_not_open(release, closed), *(sheet_line(template, release, view) for view in left)]
    rest = "see *Sign-off* in `/readiness checklist`"
    return [
        *(section(sheet_line(template, release, view), _sign_button(release, view)) for view in asked),
        *sections(fitted(others, rest, most=len(others), room=LINES_ROOM)),
    ]


def _not_open(release: Release, views: Sequence[LineView]) -> list[str]:
    """The lines whose turn has not come, or never came, together."""
    titles = ", ".join(said(view.line.title, 80) for view in views)
    is_planned = release.stage is Stage.PLANNED
    words = "open after the last gate" if is_planned else f"not signed {too_late(release)}"
    return [f"{MARKS[Standing.WAITING]} {titles}: {words}"] if views else []


def _sign_button(release: Release, view: LineView) -> Element:
    label = f"Sign as {one_line(view.line.title)} for {one_line(release.name)}"
    return button("Sign…", Action.APPROVE_WITH_COMMENT, Target(release.id, view.line.key), label)


def line_message(template: Template, release: Release, line_key: str, to: str = "") -> Message:
    """One line of the sheet, for the direct message to whoever signs it, or did when it was sent."""
    view = next(view for view in sheet_views(template, release) if view.line.key == line_key)
    title = one_line(view.line.title)
    is_asked = can_sign(release, view) and is_theirs(release, view.role, to)
    head = f"Sign-off as {title}"
    blocks: list[Block] = [
        header(head),
        *sections(
            [
                what_ships(release),
                sheet_line(template, release, view),
                *no_longer_theirs(release, view.role, to),
                *([] if view.standing is Standing.APPROVED else no_longer_signed(release)),
            ]
        ),
    ]
    if view.sign_off is not None:
        blocks.append(section(decision_line(view.sign_off)))
    blocks += sections(difference_lines(template, release, view))
    if is_asked:
        again = [_reaffirm_button(release, view)] if view.standing is Standing.STALE else []
        blocks.append(actions(*again, _sign_button(release, view), _refuse_button(release, view)))
    word = "your signature is asked for" if is_asked else "nothing is asked of you now"
    return Message(escape(f"{one_line(release.name)}, {head}: {word}"), blocks)


def _reaffirm_button(release: Release, view: LineView) -> Element:
    """One tap: what differs stands above it."""
    label = f"Re-affirm as {one_line(view.line.title)} for {one_line(release.name)}"
    subject = Target(release.id, view.line.key, seen=seen(view.fingerprint))
    return button("Re-affirm", Action.REAFFIRM, subject, label, style="primary")


def _refuse_button(release: Release, view: LineView) -> Element:
    label = f"Reject as {one_line(view.line.title)} with a reason"
    return button("Reject…", Action.REJECT, Target(release.id, view.line.key), label, style="danger")
