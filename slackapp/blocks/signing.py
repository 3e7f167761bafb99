"""Gates and the sign-off sheet as people meet them: what they are asked to sign, and who decided what."""

from collections.abc import Sequence
from datetime import datetime

from readiness.gates import GateView, Standing, gate_fingerprint, gate_view, gate_views, seen
from readiness.model import Decision, Release, SignOff, Stage
from readiness.sheet import LineView, sheet_fingerprint, sheet_views
from readiness.template import Template
from slackapp.actions import Action, Field, Submission, Target
from slackapp.blocks.inputs import text_input
from slackapp.blocks.lines import MARKS, gate_line, sheet_line, stage_line, what_is_left
from slackapp.blocks.parts import (
    Block,
    Element,
    Message,
    View,
    actions,
    button,
    confirm,
    context,
    divider,
    header,
    modal,
    section,
    sections,
)
from slackapp.blocks.scope import IN_MESSAGE, IN_VIEW, extent, scope_lines
from slackapp.blocks.text import escape, fitted, one_line, people, said, when

MOST_BUTTONS = 10
"""Lines of the sheet with a button of their own; a message has room for fifty blocks."""
LINES_ROOM = 3_500
GATES_ROOM = 4_000
_ASKED = "waiting for approval"
_WORDS = {
    Standing.WAITING: "closed again",
    Standing.READY: _ASKED,
    Standing.APPROVED: "approved",
    Standing.REJECTED: "rejected",
    Standing.STALE: "stale",
}


def gate_message(template: Template, release: Release, gate_key: str, *, to_channel: bool = True) -> Message:
    """What a gate asks its approvers to sign, with the buttons; or what became of it.

    Not ``to_channel``, but to one of its approvers, the notification says that it is theirs.
    """
    view = gate_view(template, release, gate_key)
    head = f"{one_line(view.gate.title)}: {_WORDS[view.standing]}"
    asked = _is_asked(release, awaits=view.awaits_signature)
    blocks = [
        header(head),
        *sections([_what_ships(release), *_became(release, view)]),
        *sections(scope_lines(template, release, view, IN_MESSAGE)),
        *(_asking(template, release, view) if asked else []),
    ]
    text = f"{one_line(release.name)}: {head}"
    if asked and not to_channel:
        text = f"Your approval is asked for. {text}"
    return Message(escape(text), blocks)


def _is_asked(release: Release, *, awaits: bool) -> bool:
    return release.stage is Stage.PLANNED and awaits


def _what_ships(release: Release) -> str:
    summary = f"\n{said(release.summary, 600)}" if release.summary else ""
    return f"*{said(release.name)}* goes live {when(release.planned_start)}{summary}"


def _became(release: Release, view: GateView) -> list[str]:
    """Who decided, and when; or why nothing can be signed at the moment."""
    decided = [decision_line(sign_off) for sign_off in view.sign_offs]
    rest = "see `/readiness history`"
    lines = fitted(decided, rest, most=len(decided), room=2_000)
    if view.standing is Standing.STALE:
        lines.append("⚠️ What was signed has changed since, so it has to be signed again.")
    if view.gate.quorum > 1:
        lines.append(f"{view.approvals} of {view.gate.quorum} approvals are in.")
    if view.standing is not Standing.APPROVED and (view.open or view.unmet or view.after):
        lines.append(f"Nobody can sign it now: {what_is_left(view)}.")
    if release.stage is not Stage.PLANNED and view.standing is not Standing.APPROVED:
        lines.append("The release is no longer planned, so nobody signs it any more.")
    return lines


def decision_line(sign_off: SignOff) -> str:
    """Who decided what and when, with their comment."""
    word = "✅ Approved" if sign_off.decision is Decision.APPROVED else "❌ Rejected"
    comment = f": {said(sign_off.comment, 300)}" if sign_off.comment else ""
    return f"{word} by {people([sign_off.by])}, {when(sign_off.at)}{comment}"


def _asking(template: Template, release: Release, view: GateView) -> list[Block]:
    title, name = one_line(view.gate.title), one_line(release.name)
    subject = Target(release.id, view.gate.key, seen=seen(view.fingerprint))
    question = f"You sign “{title}” of {name}: {extent(template, release, view)}. It stands under your name."
    ask = confirm("Approve this gate?", question, "Approve")
    return [
        context(
            f"It is for {people(release.holders(view.gate.role)) or 'nobody: the role is empty'} to sign"
        ),
        actions(
            button(
                "Approve", Action.APPROVE, subject, f"Approve {title} of {name}", style="primary", ask=ask
            ),
            button(
                "Approve with a comment…",
                Action.APPROVE_WITH_COMMENT,
                subject,
                f"Approve {title} with a comment",
            ),
            button("Reject…", Action.REJECT, subject, f"Reject {title} with a reason", style="danger"),
        ),
    ]


def sheet_message(template: Template, release: Release) -> Message:
    """The sign-off sheet: every line and where it stands, with a button on those whose turn it is."""
    views = sheet_views(template, release)
    signed = sum(view.standing is Standing.APPROVED for view in views)
    head = f"Sign-off sheet: {signed} of {len(views)} signed"
    blocks = [header(head), *sections([_what_ships(release)]), *sheet_blocks(template, release, views)]
    return Message(escape(f"{one_line(release.name)}: {head}"), blocks)


def sheet_blocks(template: Template, release: Release, views: tuple[LineView, ...]) -> list[Block]:
    """The lines of the sheet: first those that are asked for, each with its button, then the others."""
    asked = [view for view in views if _is_asked(release, awaits=view.awaits_signature)][:MOST_BUTTONS]
    closed = [view for view in views if view.standing is Standing.WAITING and not view.line.final]
    left = [view for view in views if view not in asked and view not in closed]
    others = [*_not_open(closed), *(sheet_line(template, release, view) for view in left)]
    rest = "see *Sign-off* in `/readiness checklist`"
    return [
        *(section(sheet_line(template, release, view), _sign_button(release, view)) for view in asked),
        *sections(fitted(others, rest, most=len(others), room=LINES_ROOM)),
    ]


def _not_open(views: Sequence[LineView]) -> list[str]:
    """The lines whose turn has not come, together."""
    titles = ", ".join(said(view.line.title, 80) for view in views)
    return [f"{MARKS[Standing.WAITING]} {titles}: open after the last gate"] if views else []


def _sign_button(release: Release, view: LineView) -> Element:
    label = f"Sign as {one_line(view.line.title)} for {one_line(release.name)}"
    return button("Sign…", Action.APPROVE_WITH_COMMENT, Target(release.id, view.line.key), label)


def line_message(template: Template, release: Release, line_key: str) -> Message:
    """One line of the sheet, for the direct message to whoever signs it."""
    view = next(view for view in sheet_views(template, release) if view.line.key == line_key)
    title = one_line(view.line.title)
    is_asked = _is_asked(release, awaits=view.awaits_signature)
    head = f"Sign-off as {title}"
    blocks: list[Block] = [
        header(head),
        *sections([_what_ships(release), sheet_line(template, release, view)]),
    ]
    if view.sign_off is not None:
        blocks.append(section(decision_line(view.sign_off)))
    if is_asked:
        blocks.append(actions(_sign_button(release, view), _refuse_button(release, view)))
    word = "your signature is asked for" if is_asked else "nothing is asked of you now"
    return Message(escape(f"{one_line(release.name)}, {head}: {word}"), blocks)


def _refuse_button(release: Release, view: LineView) -> Element:
    label = f"Reject as {one_line(view.line.title)} with a reason"
    return button("Reject…", Action.REJECT, Target(release.id, view.line.key), label, style="danger")


def sign_view(template: Template, release: Release, subject: str, decision: Decision) -> View:
    """The window that shows exactly what is signed: the gate or line with the key ``subject``."""
    is_gate = template.has_gate(subject)
    approves = decision is Decision.APPROVED
    title = template.gate(subject).title if is_gate else template.items[subject].title
    verb = "approve" if approves else "reject"
    covered = _gate_covers(template, release, subject) if is_gate else _line_covers(template, release)
    label, hint = ("Comment", "It stands beside your signature.") if approves else ("Why?", _WHY)
    blocks = [
        *sections([f"You {verb} *{said(title)}*, under your name.", _what_ships(release)]),
        *sections(covered),
        text_input(Field.COMMENT, label, hint=hint, optional=approves),
    ]
    present = seen(_fingerprint(template, release, subject))
    metadata = str(Target(release.id, subject, decision, present))
    return modal("Sign-off", blocks, Submission.SIGN, metadata, verb.capitalize())


def _fingerprint(template: Template, release: Release, subject: str) -> str:
    if template.has_gate(subject):
        return gate_fingerprint(template, release, template.gate(subject))
    return sheet_fingerprint(template, release)


_WHY = "The team reads what has to be mended before you can approve it."


def _gate_covers(template: Template, release: Release, gate_key: str) -> list[str]:
    return scope_lines(template, release, gate_view(template, release, gate_key), IN_VIEW)


def _line_covers(template: Template, release: Release) -> list[str]:
    """What every line of the sheet covers: all gates, the communication plan and the planned start."""
    gates = [gate_line(template, release, view) for view in gate_views(template, release)]
    slots = [f"• {said(slot.title, 100)}" for slot in template.slots]
    return [
        "*The gates*",
        *fitted(gates, "see `/readiness gates`", most=len(gates), room=12_000),
        "*The communication plan*",
        *(fitted(slots, "see `/readiness checklist`", most=len(slots), room=6_000) or ["It has no posts"]),
    ]


def gates_message(template: Template, release: Release, now: datetime) -> Message:
    """Every gate and the sign-off sheet, with the buttons of what is asked for."""
    views = gate_views(template, release)
    lines = [gate_line(template, release, view) for view in views]
    counting = sum(view.counts for view in views)
    head = f"Gates: {counting} of {len(views)} approved"
    asked = [view for view in views if _is_asked(release, awaits=view.awaits_signature)]
    rest = "see the messages in the release's channel"
    blocks = [
        header(head),
        section(f"*{said(release.name)}*\n{stage_line(release, now)}"),
        *sections(fitted(lines, rest, most=len(lines), room=GATES_ROOM)),
        *(block for view in asked[:3] for block in _asking(template, release, view)),
        divider(),
        section("*Sign-off sheet*"),
        *sheet_blocks(template, release, sheet_views(template, release)),
    ]
    return Message(escape(f"{one_line(release.name)}: {head}"), blocks)
