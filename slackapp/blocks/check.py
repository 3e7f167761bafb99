"""One check in detail, and the windows that ask something about checks."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from readiness.checks import awaits_verification, mark_of
from readiness.choosing import Candidate
from readiness.model import Check, CheckState, Release
from readiness.signing.fingerprints import covered
from readiness.signing.gates import gate_views
from readiness.signing.overrides import voided_by
from readiness.template import Gate, Item, Kind, Template
from readiness.wording import counted
from slackapp.actions import Action, Field, Option, Reading, Submission, Target
from slackapp.blocks.boxes import can_change, due_words, open_checks
from slackapp.blocks.derived import derived_lines
from slackapp.blocks.history import Entry, acts_lines
from slackapp.blocks.inputs import field, one_of, one_state, person, some_of, text_input
from slackapp.blocks.lines import check_words, role_title, signers
from slackapp.blocks.parts import (
    Block,
    Element,
    View,
    actions,
    button,
    confirm,
    context,
    modal,
    option,
    plain,
    sections,
)
from slackapp.blocks.text import escape, fitted, linked, one_line, people, said, when

MOST_BYTES = 235_000
"""Of the 250,000 that a window may take: the rest is for what stands around its blocks."""
MOST_EVIDENCE = 60
ACTS_ROOM = 2_500
WITH_REASON = (CheckState.NOT_APPLICABLE, CheckState.BLOCKED)
"""The states that want a reason."""
_STATES = {
    CheckState.OPEN: "Open",
    CheckState.DONE: "Done",
    CheckState.NOT_APPLICABLE: "Not applicable",
    CheckState.BLOCKED: "Blocked",
}


def view(template: Template, release: Release, item: Item, acts: Sequence[Entry] = ()) -> View:
    """All that is known of the item; of a check, with the inputs to change it while it may be changed.

    ``acts`` are what was done to it, newest first.
    """
    check = release.check(item.key)
    metadata = str(Target(release.id, item.key, _shown(check), drawn(check)))
    changes = item.kind is Kind.CHECK and can_change(release, item.phase)
    above = [*_about(template, release, item), *_acts(template, acts)]
    below = _inputs(release, item) if changes else []
    evidence = _evidence(check, MOST_BYTES - _size([*above, *below]))
    blocks = [*above, *evidence, *below]
    if not changes:
        return modal("Details", blocks, Reading.DETAILS, metadata)
    return modal("Details", blocks, Submission.CHECK, metadata, "Save")


def _acts(template: Template, acts: Sequence[Entry]) -> list[Block]:
    lines = acts_lines(template, acts)
    shown = fitted(lines, "see `/readiness history`", most=len(lines), room=ACTS_ROOM)
    return sections(["*Who did what when*", *shown]) if lines else []


def _shown(check: Check) -> CheckState:
    """The state that the window offers: who verifies presses a button of its own."""
    return CheckState.DONE if check.state is CheckState.VERIFIED else check.state


def drawn(check: Check) -> str:
    """The owner, and what stands for the reason and the note, as they are drawn.

    What differs from it when the window is submitted is what the person changed; all else may have been
    changed by a colleague meanwhile.
    """
    return ".".join([check.owner or "", mark_of(check.reason), mark_of(check.note)])


def _size(blocks: Sequence[Block]) -> int:
    """How many bytes the blocks take on their way to Slack."""
    return len(json.dumps(blocks))


def _about(template: Template, release: Release, item: Item) -> list[Block]:
    check = release.check(item.key)
    text = linked(item.text) if item.text != item.title else ""
    blocks = sections([f"*{said(item.title)}*", *filter(None, [text]), *_facts(template, release, item)])
    if item.kind is not Kind.CHECK:
        return [*blocks, *sections(derived_lines(template, release, (item,)))]
    blocks += sections(_who_and_when(item, check))
    if not can_change(release, item.phase):
        blocks += sections([linked(text) for text in (check.reason, check.note) if text])
    if awaits_verification(item, check) and can_change(release, item.phase):
        blocks.append(actions(_verify_button(release, item)))
    return blocks


def _facts(template: Template, release: Release, item: Item) -> list[str]:
    owned = people(release.holders(item.role)) if item.role else ""
    facts = {
        "Gate": said(template.gate(item.gate).title, 100) if item.gate else "",
        "Role": " ".join([role_title(template, item.role), owned]).strip() if item.role else "",
        "Risk": item.risk.value if item.risk else "",
        "Figure": _figure(item),
        "When": due_words(item.due, release) if item.due else "",
    }
    lines = [f"{name}: {fact}" for name, fact in facts.items() if fact]
    lines += ["It may be not applicable; say why then."] if item.if_applicable else []
    lines += ["It counts once a second person has verified it."] if item.verification else []
    return [*lines, *([] if item.required else ["It is optional: nothing waits for it."])]


def _figure(item: Item) -> str:
    return escape(f"{item.figure.measure} {item.figure}".strip()) if item.figure else ""


def _who_and_when(item: Item, check: Check) -> list[str]:
    """The state in words, and who brought it there when."""
    by = f" · {people([check.by])}, {when(check.at)}" if check.by and check.at else ""
    lines = [f"*{said(check_words(item, check), 400)}*{by}"]
    if check.verified_by and check.verified_at:
        lines.append(f"Verified by {people([check.verified_by])}, {when(check.verified_at)}")
    return lines


def _verify_button(release: Release, item: Item) -> Element:
    question = f"You agree, as a second person, with what was said of “{one_line(item.title)}”."
    label = f"Verify as a second person: {one_line(item.title)}"
    ask = confirm("Verify this check?", question, "Verify")
    return button("Verify", Action.VERIFY, Target(release.id, item.key), label, style="primary", ask=ask)


def _evidence(check: Check, room: int) -> list[Block]:
    """The evidence, the newest first and each whole, as much as the window takes in ``room`` bytes."""
    if not check.evidence:
        return []
    blocks = sections([f"*Evidence* ({len(check.evidence)})"])
    shown = 0
    for piece in reversed(check.evidence):
        drawn = [*sections([linked(piece.text)]), context(f"added by {people([piece.by])}, {when(piece.at)}")]
        if _size([*blocks, *drawn]) > room or len(blocks) + len(drawn) > MOST_EVIDENCE:
            break
        blocks += drawn
        shown += 1
    if shown < len(check.evidence):
        left = len(check.evidence) - shown
        blocks.append(context(f"…and {counted(left, 'older piece')}: see `/readiness history`"))
    return blocks


def _inputs(release: Release, item: Item) -> list[Block]:
    check = release.check(item.key)
    states = {state: option(word, state) for state, word in _STATES.items()}
    why = "Needed when it is not applicable or blocked. The approvers read it."
    blocks = [
        one_state(Field.STATE, "State", list(states.values()), states[_shown(check)]),
        text_input(Field.REASON, "Reason", check.reason, hint=why, optional=True),
        person(Field.OWNER, "Owner", check.owner),
        text_input(
            Field.EVIDENCE, "Add evidence", hint="A link, or a sentence that shows it.", optional=True
        ),
        text_input(Field.NOTE, "Note", check.note, optional=True),
    ]
    if check.evidence:
        newest = list(reversed(check.evidence))[:100]
        options = [option(one_line(piece.text), mark_of(piece.text)) for piece in newest]
        hint = "Taking evidence away makes the approvals of its gate stale."
        blocks.append(some_of(Field.REMOVED_EVIDENCE, "Remove evidence", options, hint=hint))
    return blocks


def removed(check: Check, values: Collection[str]) -> tuple[str, ...]:
    """The texts of the evidence that was picked in ``REMOVED_EVIDENCE`` and that is still there."""
    return tuple(piece.text for piece in check.evidence if mark_of(piece.text) in values)


@dataclass(frozen=True, slots=True)
class Undoing:
    """What would make an approval stale: a ``state``, if it changes, with its reason; evidence taken away."""

    state: CheckState | None = CheckState.OPEN
    reason: str = ""
    removed: tuple[str, ...] = ()


UNTICKED = Undoing()


def untick_view(
    template: Template, release: Release, key: str, gate_key: str, undoing: Undoing = UNTICKED
) -> View:
    """Asks before a check in a gate's scope is changed so that its approval or override no longer counts."""
    item, gate = template.items[key], template.gate(gate_key)
    signed = release.sign_offs.get(gate_key, ())
    given = voided_by(template, release, gate_key, key, undoing.state) if undoing.state else None
    by = [f"approved by {signers(signed)}"] if signed else []
    by += [f"overridden by {people([given.by])}, {when(given.at)}"] if given is not None else []
    opens = undoing.state is CheckState.OPEN
    what = "Opening it again makes" if opens else "This change makes"
    lines = [
        f"*{said(item.title)}* is in the scope of the gate *{said(gate.title)}*, {' and '.join(by)}.",
        *([f"{what} that approval stale: it no longer counts, and has to be given again."] if signed else []),
        *([f"🚨 {what} the override void: the gate no longer counts by it."] if given is not None else []),
        "Ticking the check again before anybody signs undoes that." if opens else _undoing_words(undoing),
    ]
    wants_reason = undoing.state in WITH_REASON
    inputs = [text_input(Field.REASON, "Reason", undoing.reason)] if wants_reason else []
    taken = ",".join(mark_of(text) for text in undoing.removed)
    metadata = str(Target(release.id, key, undoing.state or "", taken))
    title, submit = ("Open it again?", "Open it again") if opens else ("Change it all the same?", "Change it")
    return modal(title, [*sections(lines), *inputs], Submission.UNTICK, metadata, submit, "Keep it")


def _undoing_words(undoing: Undoing) -> str:
    state = f"It will be {_STATES[undoing.state].lower()}. " if undoing.state else ""
    taken = f"{counted(len(undoing.removed), 'piece')} of evidence will be gone." if undoing.removed else ""
    return f"{state}{taken}"


def not_applicable_view(template: Template, release: Release, key: str) -> View:
    """Asks why the open checks of a group or section don't apply; ``key`` is the group's or section's."""
    title, items = _part(template, key)
    left = open_checks(release, items)
    lines = [f"*{said(title)}*: {counted(len(left), 'open check')} will be not applicable, for one reason."]
    lines += [f"• {said(item.title)}" for item in left[:50]]
    lines += [f"…and {len(left) - 50} more"] if len(left) > 50 else []
    lines += [
        f"⚠️ This makes the approval of the gate *{said(gate.title)}* stale: it has to be given again."
        for gate in _approved_over(template, release, left)
    ]
    blocks = [
        *sections(lines),
        text_input(Field.REASON, "Why don't they apply?", hint="The approvers read it."),
    ]
    return modal("Not applicable", blocks, Submission.NOT_APPLICABLE, str(Target(release.id, key)), "Save")


def _approved_over(template: Template, release: Release, items: Sequence[Item]) -> list[Gate]:
    keys = {item.key for item in items}
    approved = (view.gate for view in gate_views(template, release) if view.fresh or view.stale)
    return [gate for gate in approved if covered(template, gate).intersection(keys)]


def _part(template: Template, key: str) -> tuple[str, tuple[Item, ...]]:
    if key in template.groups:
        return template.groups[key].title, template.groups[key].items
    found = next(section for section in template.sections if section.key == key)
    return found.title, found.items


def evidence_view(candidates: Sequence[Candidate], link: str) -> View:
    """Asks to which check of which release the message behind ``link`` is evidence."""
    options = [option(one_line(candidate.name), candidate.id) for candidate in candidates]
    menu = {
        "type": "external_select",
        "min_query_length": 2,
        "placeholder": plain("Type a part of its title", 150),
    }
    blocks = [
        *sections([f"This message becomes evidence: <{escape(link)}>"]),
        one_of(Field.RELEASE, "Release", options, options[0] if len(options) == 1 else None),
        field(Option.CHECK, "Check", menu, hint="Choose the release first."),
    ]
    return modal("Attach as evidence", blocks, Submission.EVIDENCE, json.dumps({"link": link}), "Attach")
