"""Checklists and reviews that come due at a moment: a message with a button for each check."""

from collections.abc import Sequence

from readiness.checks import awaits_verification, met
from readiness.derived import Verdict, verdict
from readiness.model import CheckState, Release, Stage
from readiness.progress import progress_of
from readiness.records import START
from readiness.signing.overrides import overrides
from readiness.template import Anchor, Group, Item, Kind, Phase, Template
from slackapp.actions import Action, Target
from slackapp.blocks.boxes import can_change, due_words
from slackapp.blocks.figures import measured_line
from slackapp.blocks.lines import check_words
from slackapp.blocks.parts import (
    Block,
    Element,
    Message,
    actions,
    button,
    confirm,
    context,
    header,
    option,
    overflow,
    section,
    sections,
)
from slackapp.blocks.text import cut, escape, fitted, linked, one_line, people, said, when

MOST_CHECKS = 25
"""With a button each; a message has room for fifty blocks and about 13,000 units."""
REST_ROOM = 1_000
PROMISES_ROOM = 3_000
OVERRIDES_ROOM = 1_500
PLAN_ROOM = 700
"""For each text of the rollback plan, which its window shows whole."""
OPEN_DETAILS = "details"
"""What the menu beside a check wants when it asks for its details; else it names a state."""


def checklist_message(template: Template, release: Release, group_key: str) -> Message:
    """The group that has come due, each check with a button that names the state it wants."""
    group = template.groups[group_key]
    head = f"{one_line(release.name)}: {one_line(group.title)}"
    return _message(template, release, group, head, [[_why_now(group)], _written_down(release, group)])


def review_message(template: Template, release: Release, group_key: str) -> Message:
    """The review that has come due: what was overridden, what was promised and measured, and its checks."""
    group = template.groups[group_key]
    head = f"{one_line(group.title)}: {one_line(release.name)}"
    opening = [_overridden(template, release), _promises(template, release), ["*To be done now*"]]
    return _message(template, release, group, head, opening)


def _message(
    template: Template, release: Release, group: Group, head: str, opening: list[list[str]]
) -> Message:
    checks = [item for item in group.items if item.kind is Kind.CHECK]
    done = progress_of(template, release, group.items)
    count = f"{done.met} of {done.total} done"
    due = f" · {due_words(group.due, release)}" if group.due is not None else ""
    rest = [_line(release, item) for item in checks[MOST_CHECKS:]]
    blocks: list[Block] = [
        header(head),
        *(block for paragraph in opening for block in sections(paragraph)),
        *(_row(release, item) for item in checks[:MOST_CHECKS]),
        *sections(fitted(rest, "press *Open checklist*", most=len(rest), room=REST_ROOM)),
        actions(*_buttons(release, group)),
        context(f"{'✅ ' if done.complete else ''}{count}{due}"),
    ]
    return Message(escape(f"{head}. {count}."), blocks)


_WHY_NOW = {
    Anchor.PLANNED_START: "The start is near. Please go through these, and press *Done* as each is.",
    Anchor.START: "The deployment has begun. These are its steps: press *Done* as each is.",
    Anchor.FINISH: "The deployment has ended. Please look at these, and press *Done* as each is.",
    Anchor.ROLLBACK: "The release is being rolled back. These are the steps: press *Done* as each is.",
}


_ROLLING_BACK = "The release is being rolled back. This is what was prepared for it, and what is still open."


def _why_now(group: Group) -> str:
    if group.due is None:
        return _ROLLING_BACK if group.items[0].phase is Phase.ROLLBACK else "Press *Done* as each is."
    if group.due.anchor is Anchor.FINISH and group.items[0].phase is Phase.MONITORING:
        return "Watch these now that it is live, and press *Done* as each is."
    return _WHY_NOW[group.due.anchor]


def _written_down(release: Release, group: Group) -> list[str]:
    """What the rollback plan says about the group, for whoever rolls back now."""
    plan = release.rollback_plan
    if release.stage is not Stage.ROLLING_BACK or group.items[0].phase is not Phase.ROLLBACK or plan is None:
        return []
    texts = {"automat": plan.automatic, "manual": plan.manual, "recover": plan.recovery}
    written = [text for word, text in texts.items() if word in group.key and text]
    return [f"*The rollback plan says*\n{linked(cut(text, PLAN_ROOM))}" for text in written]


def _row(release: Release, item: Item) -> Block:
    return section(_line(release, item), _accessory(release, item))


def _line(release: Release, item: Item) -> str:
    check = release.check(item.key)
    mark = "✅" if met(item, check) else "⬜"
    line = f"{mark} *{said(item.title, 120)}*"
    if check.state is not CheckState.OPEN:
        by = f" · {people([check.by])}, {when(check.at)}" if check.by and check.at else ""
        line += f"\n{said(check_words(item, check), 200)}{by}"
    elif check.owner:
        line += f"\n{people([check.owner])} has it"
    return line


def _accessory(release: Release, item: Item) -> Element | None:
    """One press to the state that comes next; the other states behind three dots."""
    if not can_change(release, item.phase):
        return None
    check = release.check(item.key)
    title = one_line(item.title)
    if check.state is CheckState.OPEN:
        done = Target(release.id, item.key, CheckState.DONE)
        return button("Done", Action.MARK, done, f"Done: mark {title} done")
    if awaits_verification(item, check):
        agreed = Target(release.id, item.key, CheckState.VERIFIED)
        question = f"You agree, as a second person, with what was said of “{title}”."
        ask = confirm("Verify this check?", question, "Verify")
        return button("Verify", Action.MARK, agreed, f"Verify as a second person: {title}", ask=ask)
    return overflow(
        Action.MARK,
        option("Open it again", str(Target(release.id, item.key, CheckState.OPEN))),
        option("Details…", str(Target(release.id, item.key, OPEN_DETAILS))),
    )


def _buttons(release: Release, group: Group) -> list[Element]:
    label = f"Open checklist at {one_line(group.title)}"
    opens = button("Open checklist", Action.OPEN_GROUP, Target(release.id, group.key), label)
    if group.items[0].phase is not Phase.ROLLBACK:
        return [opens]
    plan_label = f"Rollback plan of {one_line(release.name)}"
    return [opens, button("Rollback plan", Action.OPEN_ROLLBACK_PLAN, Target(release.id), plan_label)]


def _overridden(template: Template, release: Release) -> list[str]:
    """What was decided against the rules, which a review looks at first."""
    found = [each for each in overrides(template, release) if each.counts]
    lines = []
    for each in found:
        what = "Started without go" if each.subject == START else f"Gate “{said(each.title, 80)}” overridden"
        given = each.override
        lines.append(f"🚨 {what} by {people([given.by])}, {when(given.at)}: {said(given.reason, 300)}")
    if not lines:
        return ["*Overrides*: none. Every gate was approved before the start."]
    shown = fitted(lines, "see `/readiness history`", most=len(lines), room=OVERRIDES_ROOM)
    return ["*Overrides*", *shown]


def _promises(template: Template, release: Release) -> list[str]:
    """What was promised against what was measured, the failing first."""
    order = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS)
    items: Sequence[Item] = sorted(template.criteria, key=lambda item: order.index(verdict(item, release)))
    if not items:
        return []
    lines = [measured_line(item, release) for item in items]
    shown = fitted(lines, "see `/readiness criteria`", most=len(lines), room=PROMISES_ROOM)
    return ["*What was promised, and what was measured*", *shown]
