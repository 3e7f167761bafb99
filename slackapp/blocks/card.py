"""The card: the release's one living message, with the buttons that make sense in its stage.

It is redrawn when something changes, not as time passes, so it says moments and never distances.
"""

from collections.abc import Sequence
from datetime import datetime

from readiness.model import Release, Stage
from readiness.schedule import overdue
from readiness.signing.go import Blocker
from readiness.template import RELEASE_MANAGER, Template
from readiness.wording import counted
from slackapp.actions import Action, Target
from slackapp.blocks.criteria import criteria_line
from slackapp.blocks.lines import (
    blocker_lines,
    headline,
    progress_line,
    reached_at,
    rollout_line,
)
from slackapp.blocks.overrides import loud_words, override_line
from slackapp.blocks.parts import (
    Block,
    Element,
    Message,
    actions,
    button,
    confirm,
    context,
    header,
    section,
    sections,
)
from slackapp.blocks.plan_lines import plan_lines
from slackapp.blocks.rollback_plan import ways_back
from slackapp.blocks.status import gates_block, missing_for_start
from slackapp.blocks.text import escape, linked, one_line, people, said, spoken, when

MOST_BLOCKERS = 5
BLOCKERS_ROOM = 2_000


def card(template: Template, release: Release, now: datetime) -> Message:
    """The release at a glance, for everybody in its channel."""
    missing = missing_for_start(template, release, now)
    head = headline(release, missing)
    blocks: list[Block] = [
        header(head),
        *sections([line for line in _stand(template, release, now) if line]),
        *([section(linked(release.summary))] if release.summary else []),
        *_blockers(template, release, missing),
        *gates_block(template, release),
        *sections(_prospects(template, release, now)),
        *sections(plan_lines(template, release, now, "press *Schedule*")),
        *_buttons(template, release, is_go=not missing),
        context(_people(template, release)),
    ]
    return Message(_fallback(template, release, head, missing), blocks)


def _fallback(template: Template, release: Release, head: str, missing: Sequence[Blocker]) -> str:
    stands = f", {counted(len(missing), 'blocker')}" if missing else ""
    planned = f" Go-live: {spoken(release.planned_start, release.zone)}." if _is_planned(release) else ""
    return escape(f"{head}{stands}.{planned}{loud_words(template, release)}")


def _is_planned(release: Release) -> bool:
    return release.stage is Stage.PLANNED


def _stand(template: Template, release: Release, now: datetime) -> list[str]:
    late = overdue(release, now)
    lines = [f"*{'Overdue' if late else 'Planned'}*: go-live {when(release.planned_start)}"]
    if late:
        lines.append("Nobody has started it. Start it, move it or cancel it.")
    if not _is_planned(release):
        lines = [_reached(release)]
    return [*lines, rollout_line(release), override_line(template, release)]


def _reached(release: Release) -> str:
    word = release.stage.value.replace("_", " ").capitalize()
    moment = reached_at(release)
    reason = f"\nReason: {said(release.stage_reason, 400)}" if release.stage_reason else ""
    since = "since " if release.stage.active and release.stage is not Stage.ROLLED_BACK else ""
    return f"*{word}* {since}{when(moment)}{reason}" if moment else f"*{word}*{reason}"


def _blockers(template: Template, release: Release, missing: Sequence[Blocker]) -> list[Block]:
    if not missing:
        return [section("*GO*: nothing stands in the way of the start")] if _is_planned(release) else []
    shown = blocker_lines(template, missing, "press *Status*", most=MOST_BLOCKERS, room=BLOCKERS_ROOM)
    return sections([f"*NO-GO*: {counted(len(missing), 'blocker')}", *shown])


def _prospects(template: Template, release: Release, now: datetime) -> list[str]:
    """How far the work is, whether it can be undone, and what the success is measured by."""
    measured = criteria_line(template, release)
    return [progress_line(template, release), *ways_back(release, now), *([measured] if measured else [])]


def _people(template: Template, release: Release) -> str:
    managed = people(release.holders(RELEASE_MANAGER)) or "nobody yet"
    return f"Managed by {managed} · opened by {people([release.opened_by])} · {said(template.title, 80)}"


def _buttons(template: Template, release: Release, *, is_go: bool) -> list[Block]:
    everyday, moving = _EVERYDAY.get(release.stage, ("checklist",)), _MOVING.get(release.stage, ())
    if not template.criteria:
        everyday = tuple(name for name in everyday if name != "criteria")
    if is_go:
        moving = tuple("go" if name == "start" else name for name in moving)
    return [actions(*(_button(name, release) for name in row)) for row in (everyday, moving) if row]


_EVERYDAY: dict[Stage, tuple[str, ...]] = {
    Stage.PLANNED: ("checklist", "gates", "status", "schedule", "ready", "not ready"),
    Stage.DEPLOYING: ("checklist", "status", "schedule", "criteria", "ready", "not ready"),
    Stage.MONITORING: ("checklist", "status", "schedule", "criteria", "ready", "not ready"),
    Stage.ROLLING_BACK: ("checklist", "status", "schedule", "plan"),
}
_MOVING: dict[Stage, tuple[str, ...]] = {
    Stage.PLANNED: ("start", "move", "cancel"),
    Stage.DEPLOYING: ("finish", "roll back"),
    Stage.MONITORING: ("close", "roll back"),
    Stage.ROLLING_BACK: ("rolled back",),
    Stage.ROLLED_BACK: ("plan anew", "cancel"),
}
_BUTTONS: dict[str, tuple[str, Action, str, str]] = {
    "checklist": ("Open checklist", Action.OPEN_CHECKLIST, "Open checklist of {}", ""),
    "gates": ("Gates", Action.OPEN_GATES, "Gates and sign-off sheet of {}", ""),
    "status": ("Status", Action.OPEN_STATUS, "Status of {}", ""),
    "schedule": ("Schedule", Action.OPEN_SCHEDULE, "Schedule of the updates of {}", ""),
    "criteria": ("Criteria", Action.OPEN_CRITERIA, "Criteria of {}, and recording a value", ""),
    "plan": ("Rollback plan", Action.OPEN_ROLLBACK_PLAN, "Rollback plan of {}", ""),
    "ready": ("Ready to roll back", Action.ROLLBACK_READY, "Ready to roll back {}", ""),
    "not ready": ("Not ready…", Action.ROLLBACK_NOT_READY, "Not ready… to roll back {}, and why", ""),
    "start": ("Start…", Action.OPEN_START, "Start… the deployment of {}", ""),
    "go": ("Start…", Action.OPEN_START, "Start… the deployment of {}", "primary"),
    "move": ("Move…", Action.OPEN_MOVE, "Move… the planned start of {}", ""),
    "cancel": ("Cancel release…", Action.OPEN_CANCEL, "Cancel release… {}", "danger"),
    "finish": ("Finish…", Action.OPEN_FINISH, "Finish… the deployment of {}", "primary"),
    "roll back": ("Roll back…", Action.OPEN_ROLL_BACK, "Roll back… {}", "danger"),
    "close": ("Close…", Action.OPEN_CLOSE, "Close… the release {}", ""),
    "rolled back": ("Rolled back", Action.ROLLED_BACK, "Rolled back: {}", "primary"),
    "plan anew": ("Plan anew…", Action.OPEN_MOVE, "Plan anew… {}", "primary"),
}
"""By name: what stands on the button, its action, the whole action in words, and its style."""


def move_buttons(release: Release) -> Block:
    """The buttons that move the release on from its stage."""
    return actions(*(_button(name, release) for name in _MOVING[release.stage]))


def _button(name: str, release: Release) -> Element:
    text, action, label, style = _BUTTONS[name]
    ask = None
    if action is Action.ROLLED_BACK:
        question = f"The rollback of “{one_line(release.name)}” is done, and what ran before runs again?"
        ask = confirm("Rolled back?", question, "Yes, rolled back")
    return button(
        text, action, Target(release.id), label.format(one_line(release.name)), style=style, ask=ask
    )
