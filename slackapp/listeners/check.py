"""One check in detail: its state, owner, evidence, note, and a second person's word."""

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
from slackapp.answers import Answer, Errors, Open, Redraw, View
from slackapp.blocks import check as check_blocks
from slackapp.listeners.checklist import back, page_with
from slackapp.parts import Case, Parts, Recorded
from slackapp.payloads import Pressed, Submitted
from storage import audit

WITH_REASON = (CheckState.NOT_APPLICABLE, CheckState.BLOCKED)


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
    """Save whatever was changed in the window, all of it or nothing."""
    target = submitted.target
    case = await parts.case(target.release)
    item = _item(case, target.subject)
    try:
        command = Together(tuple(_commands(case, item, submitted)))
        case = await parts.perform(submitted.asker, target.release, command, surface="checklist")
    except Refused as refused:
        return Errors({Field.REASON: refused.sentence}, recorded=isinstance(refused, Recorded))
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
    reworded = state in WITH_REASON and check_blocks.mark_of(reason) != reason_mark
    if state != target.wanted or reworded:
        commands.append(MarkChecks((item.key,), state, reason))
    if submitted.text(Field.OWNER) != owner:
        commands.append(AssignCheck(item.key, submitted.text(Field.OWNER) or None))
    if check_blocks.mark_of(submitted.text(Field.NOTE)) != note_mark:
        commands.append(WriteNote(item.key, submitted.text(Field.NOTE)))
    picked = submitted.many(Field.REMOVED_EVIDENCE)
    evidence = check_blocks.removed(case.release.check(item.key), picked)
    commands += [RemoveEvidence(item.key, text) for text in evidence]
    if text := submitted.text(Field.EVIDENCE):
        commands.append(AddEvidence(item.key, text))
    return commands
