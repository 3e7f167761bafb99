"""Gates and the sign-off sheet as people meet them: what they are asked to sign, and who decided what."""

from datetime import datetime

from readiness.model import Decision, Release, Stage
from readiness.signing.asking import who_can
from readiness.signing.fingerprints import gate_fingerprint, seen, sheet_fingerprint
from readiness.signing.gates import GateView, Standing, gate_view, gate_views
from readiness.signing.overrides import waiting
from readiness.signing.sheet import sheet_views
from readiness.template import Template
from slackapp.actions import Action, Field, Submission, Target
from slackapp.blocks.audiences import audience_line
from slackapp.blocks.decisions import (
    can_sign,
    decision_line,
    is_theirs,
    no_longer_signed,
    no_longer_theirs,
    what_ships,
)
from slackapp.blocks.differences import difference_lines
from slackapp.blocks.inputs import text_input
from slackapp.blocks.lines import gate_line, stage_line, was_left, what_is_left
from slackapp.blocks.overrides import override_button, override_line
from slackapp.blocks.parts import (
    Block,
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
from slackapp.blocks.sheet import sheet_blocks
from slackapp.blocks.text import escape, fitted, is_person, one_line, people, said

GATES_ROOM = 4_000
_ASKED = "waiting for approval"
_WORDS = {
    Standing.WAITING: "closed again",
    Standing.READY: _ASKED,
    Standing.APPROVED: "approved",
    Standing.REJECTED: "rejected",
    Standing.STALE: "stale",
}


def gate_message(template: Template, release: Release, gate_key: str, to: str = "") -> Message:
    """What a gate asks its approvers to sign, with the buttons; or what became of it.

    ``to`` is who reads it: the channel, or somebody who was asked, and may have given the role away since.
    """
    view = gate_view(template, release, gate_key)
    word = "overridden" if view.override is not None else _word(release, view)
    head = f"{one_line(view.gate.title)}: {word}"
    asked = can_sign(release, view) and is_theirs(release, view.gate.role, to)
    blocks = [
        header(head),
        *sections(
            [
                what_ships(release),
                *_became(template, release, view),
                *no_longer_theirs(release, view.gate.role, to),
            ]
        ),
        *sections(scope_lines(template, release, view, IN_MESSAGE)),
        *(_asking(template, release, view) if asked else []),
        *_emergency(template, release, view, to),
    ]
    text = f"{one_line(release.name)}: {head}"
    if asked and view.override is None and is_person(to):
        text = f"Your approval is asked for. {text}"
    return Message(escape(text), blocks)


def _word(release: Release, view: GateView) -> str:
    return "not approved" if was_left(release, view) else _WORDS[view.standing]


def _became(template: Template, release: Release, view: GateView) -> list[str]:
    """Who decided, and when; or why nothing can be signed at the moment."""
    decided = [decision_line(sign_off) for sign_off in view.sign_offs]
    rest = "see `/readiness history`"
    lines = fitted(decided, rest, most=len(decided), room=2_000)
    if view.override is not None or waiting(template, release, view.gate.key) is not None:
        lines.append(override_line(template, release, view.gate.key))
    if view.override is not None and view.counts:
        return [*lines, "It counts by this override."]
    if view.standing is Standing.STALE:
        lines.append("⚠️ *Closed again*: what was signed is different now.")
        lines += difference_lines(template, release, view)
    if view.gate.quorum > 1:
        lines.append(f"{view.approvals} of {view.gate.quorum} approvals are in.")
    if view.standing is Standing.APPROVED:
        return lines
    if release.stage is Stage.PLANNED and (view.open or view.unmet or view.after):
        lines.append(f"Nobody can sign it now: {what_is_left(view)}.")
    return [*lines, *no_longer_signed(release)]


def _asking(template: Template, release: Release, view: GateView) -> list[Block]:
    title, name = one_line(view.gate.title), one_line(release.name)
    subject = Target(release.id, view.gate.key, seen=seen(view.fingerprint))
    question = f"You sign “{title}” of {name}: {extent(template, release, view)}. It stands under your name."
    ask = confirm("Approve this gate?", question, "Approve")
    approve = button(
        "Approve", Action.APPROVE, subject, f"Approve {title} of {name}", style="primary", ask=ask
    )
    if view.standing is Standing.STALE:
        # What differs stands above it, so that one tap is enough.
        approve = button(
            "Re-affirm", Action.REAFFIRM, subject, f"Re-affirm {title} of {name}", style="primary"
        )
    return [
        context(_whose(template, release, view)),
        actions(
            approve,
            button(
                "Approve with a comment…",
                Action.APPROVE_WITH_COMMENT,
                subject,
                f"Approve {title} with a comment",
            ),
            button("Reject…", Action.REJECT, subject, f"Reject {title} with a reason", style="danger"),
        ),
    ]


def _whose(template: Template, release: Release, view: GateView) -> str:
    """Who can sign it; of a user group's members it is not known here."""
    if view.override is not None:
        return "Nobody is asked to sign it. An approval would take the override's place"
    signers = people(who_can(template, release, view))
    if signers:
        return f"It is for {signers} to sign"
    return (
        "Nobody who holds the role is left to sign it: the release manager has to give it to one more person"
    )


def _emergency(template: Template, release: Release, view: GateView, to: str) -> list[Block]:
    """In the channel alone: who is asked to approve is not the one to override."""
    if to != release.channel or view.override is not None:
        return []
    views = [each for each in gate_views(template, release) if each.gate.key == view.gate.key]
    buttons = override_button(release, views)
    return [actions(*buttons)] if buttons else []


def sign_view(template: Template, release: Release, subject: str, decision: Decision) -> View:
    """The window that shows exactly what is signed: the gate or line with the key ``subject``."""
    is_gate = template.has_gate(subject)
    approves = decision is Decision.APPROVED
    title = template.gate(subject).title if is_gate else template.items[subject].title
    verb = ("approve" if is_gate else "sign as") if approves else "reject"
    covered = _gate_covers(template, release, subject) if is_gate else _line_covers(template, release)
    label, hint = ("Comment", "It stands beside your signature.") if approves else ("Why?", _WHY)
    blocks = [
        *sections([f"You {verb} *{said(title)}*, under your name.", what_ships(release)]),
        *sections(covered),
        text_input(Field.COMMENT, label, hint=hint, optional=approves),
    ]
    present = seen(_fingerprint(template, release, subject))
    metadata = str(Target(release.id, subject, decision, present))
    submit = ("Approve" if is_gate else "Sign") if approves else "Reject"
    return modal("Sign-off", blocks, Submission.SIGN, metadata, submit)


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
    readers = [audience_line(release, audience) for audience in template.audiences]
    return [
        "*The gates*",
        *fitted(gates, "see `/readiness gates`", most=len(gates), room=12_000),
        "*The communication plan*",
        *(fitted(slots, "see `/readiness checklist`", most=len(slots), room=6_000) or ["It has no posts"]),
        *fitted(readers, "see `/readiness schedule`", most=len(readers), room=6_000),
    ]


def gates_message(template: Template, release: Release, now: datetime) -> Message:
    """Every gate and the sign-off sheet, with the buttons of what is asked for."""
    views = gate_views(template, release)
    lines = [gate_line(template, release, view) for view in views]
    approved = sum(view.counts and view.override is None for view in views)
    overridden = sum(view.counts and view.override is not None for view in views)
    besides = f", {overridden} overridden" if overridden else ""
    head = f"Gates: {approved} of {len(views)} approved{besides}"
    asked = [view for view in views if can_sign(release, view)]
    rest = "see the messages in the release's channel"
    blocks = [
        header(head),
        section(f"*{said(release.name)}*\n{stage_line(release, now)}"),
        *sections(fitted(lines, rest, most=len(lines), room=GATES_ROOM)),
        *(block for view in asked[:3] for block in _asking(template, release, view)),
        *([actions(*emergency)] if (emergency := override_button(release, views)) else []),
        divider(),
        section("*Sign-off sheet*"),
        *sheet_blocks(template, release, sheet_views(template, release)),
    ]
    return Message(escape(f"{one_line(release.name)}: {head}"), blocks)
