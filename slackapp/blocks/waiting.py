"""What waits for one person in one release, with a button for each thing to sign and each role to fill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.model import Release
from readiness.template import Item, Role, Template
from readiness.waiting import Waiting
from readiness.wording import counted
from slackapp.actions import Action, Target
from slackapp.blocks.lines import stage_line
from slackapp.blocks.parts import Block, Element, actions, button, option, section, sections, select
from slackapp.blocks.text import fitted, one_line, said


@dataclass(frozen=True, slots=True)
class Room:
    """How much is said of one release: acts with a button, checks in the menu, units for each list."""

    buttons: int
    in_menu: int
    units: int


IN_MESSAGE = Room(buttons=3, in_menu=5, units=400)
IN_HOME = Room(buttons=6, in_menu=25, units=1_000)
REST_ROOM = 1_000


def waiting_blocks(release: Release, waiting: Waiting, now: datetime, room: Room) -> list[Block]:
    """What the person can sign, fill, verify and do, in that order."""
    signing = [_to_sign(release, view.gate.key, view.gate.title, "gate") for view in waiting.gates]
    signing += [
        _to_sign(release, view.line.key, view.line.title, "line of the sign-off sheet")
        for view in waiting.lines
    ]
    acts = [*signing, *(_to_fill(release, role) for role in waiting.to_fill)]
    rest = [f"• {text}" for text, _ in acts[room.buttons :]]
    where = "see `/readiness gates` and `/readiness roles`"
    return [
        section(f"*{said(release.name)}*\n{stage_line(release, now)}"),
        *(section(text, press) for text, press in acts[: room.buttons]),
        *sections(fitted(rest, where, most=len(rest), room=room.units)),
        *_checks("To verify as a second person", waiting.to_verify, room),
        *_checks("To do", waiting.to_do, room),
        _row(release, [*waiting.to_verify, *waiting.to_do][: room.in_menu]),
    ]


def rest_of(cases: Sequence[tuple[Template, Release, Waiting]]) -> list[Block]:
    """The releases for which there was no more room, with how much waits in each."""
    lines = [
        f"• *{said(release.name, 100)}*: {counted(_number(waiting), 'thing')}"
        for _, release, waiting in cases
    ]
    shown = fitted(lines, "see `/readiness list`", most=len(lines), room=REST_ROOM)
    return sections(["*And in other releases*", *shown]) if lines else []


def _number(waiting: Waiting) -> int:
    parts = (waiting.gates, waiting.lines, waiting.to_fill, waiting.to_verify, waiting.to_do)
    return sum(len(part) for part in parts)


def _to_sign(release: Release, key: str, title: str, what: str) -> tuple[str, Element]:
    label = f"Review and sign {one_line(title)} of {one_line(release.name)}"
    sign = button(
        "Review and sign…", Action.APPROVE_WITH_COMMENT, Target(release.id, key), label, style="primary"
    )
    return f"Sign the {what} *{said(title, 80)}*", sign


def _to_fill(release: Release, role: Role) -> tuple[str, Element]:
    label = f"Give somebody the role {one_line(role.title)} of {one_line(release.name)}"
    give = button("Assign…", Action.CHANGE_ROLE, Target(release.id, role.key), label)
    return f"Give somebody the role *{said(role.title, 80)}*: nobody can act in it", give


def _checks(heading: str, items: Sequence[Item], room: Room) -> list[Block]:
    lines = [f"• {said(item.title, 100)}" for item in items]
    shown = fitted(lines, "see `/readiness checklist`", most=len(lines), room=room.units)
    return sections([f"*{heading}* ({len(items)})", *shown]) if items else []


def _row(release: Release, items: Sequence[Item]) -> Block:
    label = f"Open the checklist of {one_line(release.name)}"
    elements: list[Element] = [button("Open checklist", Action.OPEN_CHECKLIST, Target(release.id), label)]
    if items:
        options = [option(item.title, str(Target(release.id, item.key))) for item in items]
        elements.append(select(Action.OPEN_CHECK, "Details of…", options))
    return actions(*elements)
