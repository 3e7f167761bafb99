"""One check in detail: its state, owner, evidence, note, and a second person's word."""

from readiness.checks import mark_of, overwriting
from readiness.commands import (
    AddEvidence,
    AssignCheck,
    CheckCommand,
    MarkChecks,
    RemoveEvidence,
    Together,
    VerifyChecks,
    WriteNote,
)
from readiness.model import CheckState
from readiness.refusal import Refused
from readiness.template import Item
from slackapp.actions import Field, Reading
from slackapp.answers import Answer, Errors, Open, Redraw, Replace, View
from slackapp.blocks import check as check_blocks
from slackapp.listeners.approvals import undone
from slackapp.listeners.checklist import back, page_with
from slackapp.parts import Case, Parts, Recorded
from slackapp.payloads import Pressed, Submitted
from storage import audit

MATERIAL = (MarkChecks, RemoveEvidence)
"""What may make an approval stale."""


def _item(case: Case, key: str) -> Item:
    item = case.template.items.get(key)
    if item is None:
        raise Refused("This check does not exist in the release's template.")
    return item


async def open_(parts: Parts, pressed: Pressed) -> Answer:
    """The details of a check, from the checklist, from Home or from a message."""
    case = await parts.case(pressed.target.release)
    item = _item(case, pressed.target.subject)
    view = await _details(parts, case, item)
    in_checklist = pressed.view is not None and pressed.view["callback_id"] == Reading.CHECKLIST
    # Drawn anew, the menu is empty again: Slack tells of no choice that was made already.
    return Open(view, page_with(parts, case, pressed.asker.user, item) if in_checklist else None)


async def verify(parts: Parts, pressed: Pressed) -> Answer:
    """A second person agrees that it is done, or does not apply."""
    target = pressed.target
    case = await parts.perform(
        pressed.asker, target.release, VerifyChecks((target.subject,)), surface="checklist"
    )
    item = _item(case, target.subject)
    beneath = page_with(parts, case, pressed.asker.user, item)
    return Redraw(await _details(parts, case, item), beneath)


async def _details(parts: Parts, case: Case, item: Item) -> View:
    acts = await parts.database.reading(lambda s: audit.of_item(s, case.release.id, item.key))
    return check_blocks.view(case.template, case.release, item, acts)


async def submit(parts: Parts, submitted: Submitted) -> Answer:
    """Save whatever was changed in the window, all of it or nothing.

    What would make an approval stale is asked about first, and the rest is saved.
    """
    target = submitted.target
    case = await parts.case(target.release)
    item = _item(case, target.subject)
    try:
        commands = _commands(case, item, submitted)
        question = await _question(parts, case, submitted, commands)
        if question is not None:
            commands = [command for command in commands if not isinstance(command, MATERIAL)]
        together = Together(tuple(commands))
        case = await parts.perform(submitted.asker, target.release, together, surface="checklist")
    except Refused as refused:
        field = await _field(parts, submitted, refused)
        return Errors({field: refused.sentence}, recorded=isinstance(refused, Recorded))
    return question or back(parts, case, submitted, item)


async def _field(parts: Parts, submitted: Submitted, refused: Refused) -> Field:
    """The input that the refusal is about: the note where a colleague has written one meanwhile."""
    target = submitted.target
    check = (await parts.case(target.release)).release.check(target.subject)
    note = WriteNote(target.subject, submitted.text(Field.NOTE), target.seen.split(".")[-1])
    lost = overwriting(check, note)
    return Field.NOTE if lost is not None and lost.sentence == refused.sentence else Field.REASON


async def _question(
    parts: Parts, case: Case, submitted: Submitted, commands: list[CheckCommand]
) -> Replace | None:
    """What is asked before an approval is undone; None where none is."""
    material = tuple(command for command in commands if isinstance(command, MATERIAL))
    person = await parts.people.person(submitted.asker.user)
    gate = undone(parts, case, Together(material), person) if material else ""
    if not gate:
        return None
    marked = next((command for command in material if isinstance(command, MarkChecks)), None)
    removed = tuple(command.text for command in material if isinstance(command, RemoveEvidence))
    undoing = check_blocks.Undoing(marked.state if marked else None, marked.reason if marked else "", removed)
    key = submitted.target.subject
    return Replace(check_blocks.untick_view(case.template, case.release, key, gate, undoing))


async def submit_anyway(parts: Parts, submitted: Submitted) -> Answer:
    """Change a check although its gate is approved; the person was asked."""
    target = submitted.target
    case = await parts.case(target.release)
    item = _item(case, target.subject)
    commands: list[CheckCommand] = []
    if target.wanted:
        state = CheckState(target.wanted)
        commands.append(MarkChecks((item.key,), state, submitted.text(Field.REASON)))
    evidence = check_blocks.removed(case.release.check(item.key), target.seen.split(","))
    commands += [RemoveEvidence(item.key, text) for text in evidence]
    together = Together(tuple(commands))
    case = await parts.perform(submitted.asker, target.release, together, surface="checklist")
    return back(parts, case, submitted, item)


def _commands(case: Case, item: Item, submitted: Submitted) -> list[CheckCommand]:
    """What the person changed: all that differs from what was drawn, whatever it is by now."""
    target = submitted.target
    if target.seen.count(".") != 2:
        raise Refused("This window is from an older version of the app. Close it, and open it again.")
    owner, reason_mark, note_mark = target.seen.split(".")
    commands: list[CheckCommand] = []
    state = CheckState(submitted.text(Field.STATE) or CheckState.OPEN)
    reason = submitted.text(Field.REASON)
    reworded = state in check_blocks.WITH_REASON and mark_of(reason) != reason_mark
    if state != target.wanted or reworded:
        commands.append(MarkChecks((item.key,), state, reason))
    if submitted.text(Field.OWNER) != owner:
        commands.append(AssignCheck(item.key, submitted.text(Field.OWNER) or None))
    if mark_of(submitted.text(Field.NOTE)) != note_mark:
        commands.append(WriteNote(item.key, submitted.text(Field.NOTE), note_mark))
    picked = submitted.many(Field.REMOVED_EVIDENCE)
    evidence = check_blocks.removed(case.release.check(item.key), picked)
    commands += [RemoveEvidence(item.key, text) for text in evidence]
    if text := submitted.text(Field.EVIDENCE):
        commands.append(AddEvidence(item.key, text))
    return commands
