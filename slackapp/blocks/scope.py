"""What a signature covers: what was checked and by whom, what does not apply and why, what is attested."""

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.checks import met
from readiness.model import CheckState, Release, Stage
from readiness.signing.gates import GateView, Standing
from readiness.template import Condition, Item, Template
from readiness.wording import counted
from slackapp.blocks.text import cut, fitted, linked, one_line, people, said


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be said, in units; ``reason`` is for the words of one check."""

    groups: int
    not_applicable: int
    reason: int
    conditions: int
    evidence: int


IN_MESSAGE = Room(groups=2_500, not_applicable=2_000, reason=150, conditions=2_500, evidence=1_500)
IN_VIEW = Room(groups=8_000, not_applicable=12_000, reason=600, conditions=6_000, evidence=8_000)
"""In a window, where reasons are whole unless they are long; the details of each check show them in full."""
_REST = "see `/readiness checklist`"


def scope_lines(template: Template, release: Release, view: GateView, room: Room) -> list[str]:
    """The conditions of the gate, what was checked in its scope, and what does not apply."""
    items = template.scope(view.gate.key)
    return [
        *_conditions(release, view, room),
        *_checked(template, release, items, room),
        *_not_applicable(release, items, room),
        *_evidence(release, items, room),
    ]


def _checked(template: Template, release: Release, items: Sequence[Item], room: Room) -> list[str]:
    by_group: dict[str, list[Item]] = {}
    for item in items:
        by_group.setdefault(item.group, []).append(item)
    lines = [_group_line(template, release, key, each) for key, each in by_group.items()]
    return ["\n*What was checked*", *fitted(lines, _REST, most=len(lines), room=room.groups)] if lines else []


def _group_line(template: Template, release: Release, key: str, items: Sequence[Item]) -> str:
    done = [item for item in items if met(item, release.check(item.key))]
    who = dict.fromkeys(by for item in done if (by := release.check(item.key).by))
    second = dict.fromkeys(by for item in done if (by := release.check(item.key).verified_by))
    line = f"• {said(template.groups[key].title, 100)}: {len(done)} of {len(items)}"
    line += f" by {people(list(who), most=3)}" if who else ""
    return f"{line}, verified by {people(list(second), most=3)}" if second else line


def _not_applicable(release: Release, items: Sequence[Item], room: Room) -> list[str]:
    lines = [
        f"• {said(item.title, 100)}: {said(release.check(item.key).reason, room.reason)}"
        for item in items
        if release.check(item.key).state is CheckState.NOT_APPLICABLE
    ]
    return (
        ["\n*Not applicable*", *fitted(lines, _REST, most=len(lines), room=room.not_applicable)]
        if lines
        else []
    )


def _evidence(release: Release, items: Sequence[Item], room: Room) -> list[str]:
    """What shows that the checks are done, the newest piece of each."""
    lines = [
        f"• {said(item.title, 100)}: {linked(cut(one_line(check.evidence[-1].text), room.reason))}"
        for item in items
        if (check := release.check(item.key)).evidence
    ]
    return ["*Evidence*", *fitted(lines, _REST, most=len(lines), room=room.evidence)] if lines else []


def _conditions(release: Release, view: GateView, room: Room) -> list[str]:
    lines = [_condition(each, release, view) for each in view.gate.conditions]
    rest = "press *Approve with a comment…*"
    return ["*Conditions*", *fitted(lines, rest, most=len(lines), room=room.conditions)] if lines else []


def _condition(condition: Condition, release: Release, view: GateView) -> str:
    """What was signed is a record, and what nobody can sign any more is told without a verdict."""
    text = said(condition.text, 900)
    if condition.attested and view.standing is Standing.APPROVED:
        return f"✍️ {text} _Attested by_ {people([sign_off.by for sign_off in view.sign_offs])}"
    if view.standing is Standing.APPROVED:
        return f"✅ {text} _Met when it was signed._"
    if release.stage is not Stage.PLANNED:
        return f"• {text}"
    if condition.attested:
        return f"✍️ {text} _You attest this by approving._"
    return f"⬜ {text} _Not met yet._" if condition in view.unmet else f"✅ {text} _Met._"


def extent(template: Template, release: Release, view: GateView) -> str:
    """How much a signature on the gate covers, in plain words for a confirmation."""
    items = template.scope(view.gate.key)
    skipped = sum(release.check(item.key).state is CheckState.NOT_APPLICABLE for item in items)
    attested = sum(condition.attested for condition in view.gate.conditions)
    parts = [counted(len(items), "check")]
    parts += [f"{skipped} of them not applicable"] if skipped else []
    parts += [f"{counted(attested, 'condition')} on your word"] if attested else []
    return ", ".join(parts)
