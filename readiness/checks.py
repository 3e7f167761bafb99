"""Checks: when each counts as met, and how people bring it there."""

import hashlib

from readiness.authority import mentions, require_member
from readiness.commands import AddEvidence, AssignCheck, MarkChecks, RemoveEvidence, VerifyChecks, WriteNote
from readiness.events import (
    CheckAssigned,
    ChecksMarked,
    ChecksVerified,
    Event,
    EvidenceAdded,
    EvidenceRemoved,
    NoteWritten,
)
from readiness.model import Check, CheckState, Person, Release, Stage
from readiness.once import once
from readiness.refusal import Refused
from readiness.template import Item, Kind, Phase, Template

TEXT_LIMIT = 3_000
"""The longest note, reason or piece of evidence, in characters: what one Slack text input takes."""
_QUOTED = 200
"""Characters that are quoted of a colleague's note: the rest is read where it stands."""
_DONE = (CheckState.DONE, CheckState.VERIFIED)
_WANTS_REASON = {CheckState.NOT_APPLICABLE: "does not apply", CheckState.BLOCKED: "is blocked"}


def met(item: Item, check: Check) -> bool:
    """Whether the check counts: done or not applicable, agreed by a second person where that is asked for."""
    if item.verification:
        return check.verified_by is not None
    return check.state in _DONE or check.state is CheckState.NOT_APPLICABLE


def awaits_verification(item: Item, check: Check) -> bool:
    """Whether only a second person's word is missing."""
    claimed = check.state in (CheckState.DONE, CheckState.NOT_APPLICABLE)
    return item.verification and claimed and check.verified_by is None


def may_verify(item: Item, check: Check, person: Person) -> bool:
    """Whether this person is the second one: anybody but who brought the check into its state."""
    return awaits_verification(item, check) and check.by != person.id


@once
def met_checks(template: Template, release: Release) -> frozenset[str]:
    """The keys of the checks that count; one that nobody has touched never does."""
    touched = (item for item in template.checks if item.key in release.checks)
    return frozenset(item.key for item in touched if met(item, release.checks[item.key]))


def unmet(template: Template, release: Release, *phases: Phase) -> tuple[Item, ...]:
    """The required checks of these phases that are not met, in the order of the template."""
    done = met_checks(template, release)
    return tuple(i for i in template.checks if i.phase in phases and i.required and i.key not in done)


def check_item(template: Template, release: Release, key: str) -> Item:
    """The check with this key, when it may be changed now; refused otherwise."""
    item = template.items.get(key)
    if item is None:
        raise Refused(f"There is no item “{key}” in this release's template.")
    if item.kind is not Kind.CHECK:
        raise Refused(f"“{item.title}” follows from what happens; nobody ticks it.")
    if release.stage is Stage.CANCELLED:
        raise Refused("This release was cancelled. Its checklist can be read, but no longer changed.")
    if release.stage is Stage.CLOSED and item.phase is not Phase.REVIEW:
        raise Refused("This release is closed. Only the checks of its reviews can still be changed.")
    return item


def mark(template: Template, release: Release, command: MarkChecks, by: Person) -> tuple[Event, ...]:
    """Bring checks into a state; those already there are left as they are."""
    require_member(by, "work on checks")
    if command.state is CheckState.VERIFIED:
        raise Refused("A check is verified by a second person, who presses Verify on a check that is done.")
    reason = cleaned(command.reason, "The reason")
    if command.state in _WANTS_REASON and not reason:
        raise Refused(f"Say why it {_WANTS_REASON[command.state]}: the approvers read the reason.")
    if command.state not in _WANTS_REASON:
        reason = ""
    items = _items(template, release, command.keys)
    changed = tuple(i.key for i in items if not _already(release.check(i.key), command.state, reason))
    return (ChecksMarked(changed, command.state, reason),) if changed else ()


def _items(template: Template, release: Release, keys: tuple[str, ...]) -> list[Item]:
    """The checks with these keys, each once."""
    return [check_item(template, release, key) for key in dict.fromkeys(keys)]


def _already(check: Check, state: CheckState, reason: str) -> bool:
    if state is CheckState.DONE:
        return check.state in _DONE
    return check.state is state and check.reason == reason


def verify(template: Template, release: Release, command: VerifyChecks, by: Person) -> tuple[Event, ...]:
    """Agree as a second person; checks that are verified already are left as they are."""
    require_member(by, "verify checks")
    items = _items(template, release, command.keys)
    waiting = tuple(i for i in items if release.check(i.key).verified_by is None)
    for item in waiting:
        _require_second_person(item, release.check(item.key), by)
    return (ChecksVerified(tuple(i.key for i in waiting)),) if waiting else ()


def _require_second_person(item: Item, check: Check, by: Person) -> None:
    if not item.verification:
        raise Refused(f"“{item.title}” needs no second person: the gate's approval verifies it.")
    if not awaits_verification(item, check):
        raise Refused(f"“{item.title}” is not done yet. Verify it once somebody has done it.")
    if not may_verify(item, check, by):
        raise Refused(f"You marked “{item.title}” yourself. Somebody else has to verify it.")


def assign(template: Template, release: Release, command: AssignCheck, by: Person) -> tuple[Event, ...]:
    """Give a check an owner, or none."""
    require_member(by, "assign checks")
    item = check_item(template, release, command.key)
    if release.check(item.key).owner == command.owner:
        return ()
    return (CheckAssigned(item.key, command.owner),)


def add_evidence(template: Template, release: Release, command: AddEvidence, by: Person) -> tuple[Event, ...]:
    """Attach a link or a text; the same text twice is one piece of evidence."""
    require_member(by, "attach evidence")
    item = check_item(template, release, command.key)
    text = cleaned(command.text, "The evidence")
    if not text:
        raise Refused("The evidence is empty. Paste a link, or say in a sentence what shows that it is done.")
    if any(evidence.text == text for evidence in release.check(item.key).evidence):
        return ()
    return (EvidenceAdded(item.key, text),)


def remove_evidence(
    template: Template, release: Release, command: RemoveEvidence, by: Person
) -> tuple[Event, ...]:
    """Take a piece of evidence away; one that is gone already stays gone."""
    require_member(by, "remove evidence")
    item = check_item(template, release, command.key)
    if all(evidence.text != command.text for evidence in release.check(item.key).evidence):
        return ()
    return (EvidenceRemoved(item.key, command.text),)


def write_note(template: Template, release: Release, command: WriteNote, by: Person) -> tuple[Event, ...]:
    """Change the note of a check; an empty one removes it."""
    require_member(by, "write notes")
    item = check_item(template, release, command.key)
    check, note = release.check(item.key), cleaned(command.note, "The note")
    if check.note == note:
        return ()
    if (refusal := overwriting(check, command)) is not None:
        raise refusal
    return (NoteWritten(item.key, note),)


def overwriting(check: Check, command: WriteNote) -> Refused | None:
    """Why the note can't be written: a colleague's, which the person was not shown, would be lost by it.

    None where it can. A note that holds the colleague's too loses nothing.
    """
    shown = command.seen is None or command.seen == mark_of(check.note)
    if shown or _on_one_line(check.note) in _on_one_line(command.note):
        return None
    theirs = _on_one_line(check.note)
    quoted = theirs if len(theirs) <= _QUOTED else f"{theirs[:_QUOTED].rstrip()}…"
    by = (check.note_by,) if check.note_by else ()
    return Refused(
        f"{mentions(by) or 'Somebody'} has written a note meanwhile, which yours would replace: "
        f"“{quoted}”. Put both together here, or copy yours and open the check anew.",
        by,
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def mark_of(text: str) -> str:
    """What stands for a text, short enough for a window's metadata; empty for an empty one."""
    words = text.strip().encode("utf-8", "surrogatepass")
    return hashlib.sha256(words).hexdigest()[:16] if words else ""


def cleaned(text: str, what: str) -> str:
    """The text without the space around it; refused when it is longer than ``TEXT_LIMIT``."""
    words = text.strip()
    if len(words) > TEXT_LIMIT:
        raise Refused(f"{what} has {len(words):,} characters; {TEXT_LIMIT:,} fit. Shorten it, or link to it.")
    return words
