"""The status: where a release stands, what blocks it and who can lift that, in a second and on a phone."""

from collections.abc import Sequence
from datetime import datetime

from readiness.model import Release, Stage
from readiness.signing.gates import gate_views
from readiness.signing.go import Blocker, blockers, open_high_risks
from readiness.template import Template
from readiness.wording import counted
from slackapp.actions import Action, Reading, Target
from slackapp.blocks.criteria import criteria_line
from slackapp.blocks.lines import (
    blocker_lines,
    gate_line,
    headline,
    plain_stage,
    progress_line,
    rollout_line,
    several_roles_lines,
    stage_line,
)
from slackapp.blocks.overrides import loud_words, override_line
from slackapp.blocks.parts import (
    Block,
    Message,
    View,
    actions,
    button,
    context,
    header,
    modal,
    sections,
)
from slackapp.blocks.plan_lines import plan_lines
from slackapp.blocks.rollback_plan import ways_back
from slackapp.blocks.text import escape, fitted, people, said

MOST_BLOCKERS = 8
MOST_RISKS = 5
BLOCKERS_ROOM = 4_000
"""In a message, whose texts have room for about 13,000 units in all."""
GATES_ROOM = 3_000
RISKS_ROOM = 700
VIEW_ROOM = 15_000
"""In a window, which may take 250,000 bytes, and six for each unit."""


def missing_for_start(template: Template, release: Release, now: datetime) -> tuple[Blocker, ...]:
    """What stands in the way of the start; nothing once the release has started."""
    return blockers(template, release, now) if release.stage is Stage.PLANNED else ()


def status(template: Template, release: Release, now: datetime, *, shared_by: str = "") -> Message:
    """Where the release stands at ``now``; ``shared_by`` is who shows it to a channel, else it is private."""
    missing = missing_for_start(template, release, now)
    blockers_shown = _blockers(template, missing, MOST_BLOCKERS, BLOCKERS_ROOM)
    blocks = [*_body(template, release, now, missing, blockers_shown), _foot(release, shared_by, missing)]
    return Message(_fallback(template, release, missing, now), blocks)


def status_view(template: Template, release: Release, now: datetime) -> View:
    """The same in a window, with every blocker."""
    missing = missing_for_start(template, release, now)
    blockers_shown = _blockers(template, missing, len(missing), VIEW_ROOM)
    blocks = [*_body(template, release, now, missing, blockers_shown), *_overridden(release)]
    return modal("Status", blocks, Reading.STATUS, str(Target(release.id)))


def _body(
    template: Template,
    release: Release,
    now: datetime,
    missing: Sequence[Blocker],
    blockers_shown: list[Block],
) -> list[Block]:
    lines = [
        progress_line(template, release),
        *_risks(template, release),
        *ways_back(release, now),
        *filter(None, [criteria_line(template, release)]),
        *plan_lines(template, release, now, "see `/readiness schedule`"),
    ]
    return [
        header(headline(release, missing)),
        *sections([_stage(template, release, now)]),
        *blockers_shown,
        *gates_block(template, release),
        *sections(lines),
    ]


def _fallback(template: Template, release: Release, missing: Sequence[Blocker], now: datetime) -> str:
    stands = f", {counted(len(missing), 'blocker')}" if missing else ""
    loud = loud_words(template, release)
    head = f"{headline(release, missing)}{stands}. {plain_stage(release, now)}"
    return escape(f"{head.rstrip()}{loud}")


def _stage(template: Template, release: Release, now: datetime) -> str:
    lines = [stage_line(release, now), rollout_line(release), override_line(template, release)]
    return "\n".join([*filter(None, lines), f"Template: {said(template.title, 80)}"])


def _blockers(template: Template, missing: Sequence[Blocker], most: int, room: int) -> list[Block]:
    """The blockers, the gravest first, in as few paragraphs as they take."""
    if not missing:
        return []
    are = "1 thing stands" if len(missing) == 1 else f"{len(missing)} things stand"
    lines = blocker_lines(template, missing, "press *Whole status*", most=most, room=room)
    return sections([f"*{are} in the way of the start*", *lines])


def gates_block(template: Template, release: Release) -> list[Block]:
    """Every gate in a line, as far as there is room."""
    lines = [gate_line(template, release, view) for view in gate_views(template, release)]
    none = ["This template has none, so nothing can start from it"]
    shown = fitted(lines, "see `/readiness gates`", most=len(lines), room=GATES_ROOM)
    return sections(["*Gates*", *(shown or none), *several_roles_lines(template, release)])


def _risks(template: Template, release: Release) -> list[str]:
    """The open high risks; while planned they are the first blockers, and only counted here."""
    lines = [f"• {said(item.title, 120)}" for item in open_high_risks(template, release)]
    head = f"*High risks*: {len(lines)} open" if lines else "*High risks*: none open"
    if release.stage is Stage.PLANNED:
        return [head]
    return [head, *fitted(lines, "see `/readiness risks`", most=MOST_RISKS, room=RISKS_ROOM)]


def _overridden(release: Release) -> list[Block]:
    """What stood in the way when the release started without go."""
    if release.override is None:
        return []
    stood = [f"• {said(text, 200)}" for text in release.override.blockers]
    rest = "see `/readiness history`"
    return sections(["*It started in spite of*", *fitted(stood, rest, most=len(stood), room=VIEW_ROOM)])


def _foot(release: Release, shared_by: str, missing: Sequence[Blocker]) -> Block:
    if shared_by:
        return context(f"Shared by {people([shared_by])}")
    name, about = release.name, Target(release.id)
    everything = button("Whole status", Action.WHOLE_STATUS, about, f"Open the whole status of {name}")
    return actions(
        *([everything] if len(missing) > MOST_BLOCKERS or release.override else []),
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
