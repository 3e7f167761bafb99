"""The status: where a release stands, what blocks it and who can lift that, in a second and on a phone."""

from collections.abc import Sequence
from datetime import datetime

from readiness.gates import gate_views
from readiness.go import Blocker, blockers, open_high_risks
from readiness.model import Release, Stage
from readiness.template import Template
from readiness.wording import counted
from slackapp.actions import Action, Reading, Target
from slackapp.blocks.lines import (
    blocker_line,
    gate_line,
    headline,
    override_line,
    plain_stage,
    progress_line,
    rollback_line,
    rollout_line,
    stage_line,
)
from slackapp.blocks.parts import (
    Block,
    Message,
    View,
    actions,
    button,
    context,
    header,
    modal,
    packed,
    section,
    sections,
)
from slackapp.blocks.text import escape, people, said

MOST_BLOCKERS = 12
MOST_GATES = 12
MOST_RISKS = 5
MOST_IN_VIEW = 200
"""Blockers in the window; with every item of the largest template open they are fewer."""


def missing_for_start(template: Template, release: Release, now: datetime) -> tuple[Blocker, ...]:
    """What stands in the way of the start; nothing once the release has started."""
    return blockers(template, release, now) if release.stage is Stage.PLANNED else ()


def status(template: Template, release: Release, now: datetime, *, shared_by: str = "") -> Message:
    """Where the release stands at ``now``; ``shared_by`` is who shows it to a channel, else it is private."""
    missing = missing_for_start(template, release, now)
    blocks = [
        *_body(template, release, now, missing[:MOST_BLOCKERS], len(missing)),
        _foot(release, shared_by),
    ]
    return Message(_fallback(release, missing, now), blocks)


def status_view(template: Template, release: Release, now: datetime) -> View:
    """The same in a window, with every blocker."""
    missing = missing_for_start(template, release, now)
    blocks = [*_body(template, release, now, missing[:MOST_IN_VIEW], len(missing)), *_overridden(release)]
    return modal("Status", blocks, Reading.STATUS, str(Target(release.id)))


def _body(
    template: Template, release: Release, now: datetime, shown: Sequence[Blocker], in_all: int
) -> list[Block]:
    lines = [progress_line(template, release), *_risks(template, release), rollback_line(release, now)]
    return [
        header(headline(release, shown)),
        *sections([_stage(template, release, now)]),
        *_blockers(template, shown, in_all),
        *gates_block(template, release),
        *sections(lines),
    ]


def _fallback(release: Release, missing: Sequence[Blocker], now: datetime) -> str:
    stands = f", {counted(len(missing), 'blocker')}" if missing else ""
    loud = " It was started without go." if release.override else ""
    return escape(f"{headline(release, missing)}{stands}. {plain_stage(release, now)}{loud}")


def _stage(template: Template, release: Release, now: datetime) -> str:
    lines = [stage_line(release, now), rollout_line(release), override_line(release)]
    return "\n".join([*filter(None, lines), f"Template: {said(template.title, 80)}"])


def _blockers(template: Template, shown: Sequence[Blocker], in_all: int) -> list[Block]:
    """The blockers, the gravest first, in as few paragraphs as they take."""
    if not in_all:
        return []
    are = "1 thing stands" if in_all == 1 else f"{in_all} things stand"
    lines = [f"*{are} in the way of the start*"]
    lines += [blocker_line(template, blocker) for blocker in shown]
    if in_all > len(shown):
        lines.append(f"…and {in_all - len(shown)} more: see `/readiness checklist` and `/readiness gates`")
    return sections(lines)


def gates_block(template: Template, release: Release) -> list[Block]:
    """Every gate in a line; after the first dozen, how many more there are."""
    views = gate_views(template, release)
    if not views:
        return sections(["*Gates*\nThis template has none, so nothing can start from it"])
    lines = ["*Gates*", *(gate_line(template, release, view) for view in views[:MOST_GATES])]
    if len(views) > MOST_GATES:
        lines.append(f"…and {len(views) - MOST_GATES} more: see `/readiness gates`")
    return sections(lines)


def _risks(template: Template, release: Release) -> list[str]:
    """The open high risks, or that there are none."""
    risks = open_high_risks(template, release)
    if not risks:
        return ["*High risks*: none open"]
    lines = [f"*High risks*: {len(risks)} open"]
    lines += [f"• {said(item.title, 120)}" for item in risks[:MOST_RISKS]]
    if len(risks) > MOST_RISKS:
        lines.append(f"…and {len(risks) - MOST_RISKS} more: see `/readiness risks`")
    return lines


def _overridden(release: Release) -> list[Block]:
    """What stood in the way when the release started without go, whole."""
    if release.override is None:
        return []
    stood = [f"• {said(text, 200)}" for text in release.override.blockers]
    return [section(paragraph) for paragraph in packed(["*It started in spite of*", *stood])][:20]


def _foot(release: Release, shared_by: str) -> Block:
    if shared_by:
        return context(f"Shared by {people([shared_by])}")
    return actions(
        button(
            "Share in channel",
            Action.SHARE_STATUS,
            Target(release.id),
            f"Share the status of {release.name} in this channel",
        ),
        button(
            "Open checklist",
            Action.OPEN_CHECKLIST,
            Target(release.id),
            f"Open the checklist of {release.name}",
        ),
    )
