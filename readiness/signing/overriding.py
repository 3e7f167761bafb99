"""The emergency path: the release manager overrides a gate or the start, and a second person agrees."""

from datetime import datetime

from readiness.authority import mentions, require_member, require_release_manager
from readiness.checks import cleaned
from readiness.commands import ConfirmOverride, OverrideGate
from readiness.events import Event, OverrideConfirmed, OverrideGiven, Started
from readiness.model import Person, Release, Stage
from readiness.records import START, Override
from readiness.refusal import Refused
from readiness.signing.fingerprints import digest, seen
from readiness.signing.gates import GateView, Standing, gate_view, stage_words
from readiness.signing.go import blockers, start_lacks
from readiness.signing.lacking import gate_lacks
from readiness.signing.overrides import has_lapsed, has_lost_the_role, in_force, outgrown, waiting
from readiness.template import RELEASE_MANAGER, Template
from readiness.wording import listed


def override_gate(
    template: Template, release: Release, command: OverrideGate, by: Person
) -> tuple[Event, ...]:
    """Let a gate count although it was not approved; the release manager alone may, and says why."""
    if not template.has_gate(command.gate):
        raise Refused(f"There is no gate “{command.gate}” in this release's template.")
    title = template.gate(command.gate).title
    require_release_manager(release, by, f"override the gate “{title}”")
    _require_planned(release)
    reason = _reason(command.reason)
    view = gate_view(template, release, command.gate)
    if view.standing is Standing.APPROVED:
        raise Refused(f"“{title}” is approved. There is nothing to override.")
    if _stands(
        in_force(template, release, command.gate) or waiting(template, release, command.gate), by, reason
    ):
        return ()
    lacks = gate_lacks(template, release, view.gate)
    return (_given(release, command.gate, reason, missing(view), lacks, by),)


def _given(
    release: Release, subject: str, reason: str, texts: tuple[str, ...], lacks: tuple[str, ...], by: Person
) -> OverrideGiven:
    """The event of an override by the release manager, who may be so by name, by a group or for another."""
    on_behalf = release.stands_in_for(by, RELEASE_MANAGER)
    held = release.holders(RELEASE_MANAGER)
    through = None if by.id in held else next((group for group in held if group in by.groups), None)
    return OverrideGiven(subject, reason, texts, on_behalf, lacks, through)


def missing(view: GateView) -> tuple[str, ...]:
    """What the gate lacks, a phrase each: what an override passes over."""
    lacks = [f"“{item.title}” is open" for item in view.open]
    lacks += [f"Not met: {condition.text}" for condition in view.unmet]
    lacks += [f"It comes after “{gate.title}”" for gate in view.after]
    words = {
        Standing.REJECTED: "It was rejected",
        Standing.STALE: "What was approved has changed since",
    }
    return (
        *lacks,
        words.get(view.standing, "Nobody has approved it" if not view.approvals else _too_few(view)),
    )


def _too_few(view: GateView) -> str:
    return f"{view.approvals} of {view.gate.quorum} approvals are in"


def start_override(
    template: Template, release: Release, reason: str, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Start without go: at once, or where the template asks for a second person, once that one agrees."""
    texts = tuple(blocker.text for blocker in blockers(template, release, now))
    if not template.overrides_need_second:
        return (Started(reason, texts, release.stands_in_for(by, RELEASE_MANAGER)),)
    given = waiting(template, release, START)
    lacks = start_lacks(template, release, now)
    if given is not None and _stands(given, by, reason) and not set(lacks).difference(given.passes_over):
        return ()
    return (_given(release, START, reason, texts, lacks, by),)


def confirm_override(
    template: Template, release: Release, command: ConfirmOverride, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Agree as a second person; to an override of the start, and the deployment starts."""
    require_member(by, "confirm an override")
    given = release.overrides.get(command.subject)
    if given is None:
        raise Refused("There is no such override to confirm.")
    if given.confirmed_by == by.id and given.cycle == release.cycle:
        return ()
    _require_planned(release)
    if waiting(template, release, command.subject) is None:
        raise _not_waiting(template, release, command.subject, given)
    _require_second(release, given, by)
    if command.seen not in ("", mark(given)):
        raise Refused("This override was given anew after it was shown to you. Read it, then confirm it.")
    agreed = OverrideConfirmed(command.subject)
    if command.subject != START:
        return (agreed,)
    if has_lapsed(given, now):
        raise Refused(
            "That start was asked for more than an hour ago, and much may be different. "
            "Ask the release manager to start again."
        )
    texts = tuple(blocker.text for blocker in blockers(template, release, now))
    if set(start_lacks(template, release, now)).difference(given.passes_over):
        new = [text for text in texts if text not in given.blockers]
        raise Refused(
            f"More stands in the way than when this start was asked for: {listed(new, most=3)}. "
            f"Ask the release manager to start again."
        )
    return (agreed, Started(given.reason, texts, given.on_behalf)) if texts else (agreed, Started())


def _not_waiting(template: Template, release: Release, subject: str, given: Override) -> Refused:
    if why := void_because(template, release, subject, given):
        return Refused(f"This override is void. {why}", (given.by,))
    return Refused("This override waits for nobody: it counts already, or it is void.")


def void_because(template: Template, release: Release, subject: str, given: Override) -> str:
    """Why an override that nobody took back counts no longer, as sentences; empty where none of it is so."""
    if new := outgrown(template, release, subject, given):
        return f"More is missing than it names: {_new_words(template, new)}. Give it anew, or mend that."
    if given.confirmed_by is None and has_lost_the_role(release, given):
        return f"{mentions((given.by,))} gave it and is no longer the release manager: ask who is."
    return ""


def is_void(template: Template, release: Release, subject: str) -> bool:
    """Whether an override of the present plan, before the start, counts no longer as things are."""
    given = release.overrides.get(subject)
    if given is None or given.cycle != release.cycle or given.voided_at is not None:
        return False
    return release.stage is Stage.PLANNED and bool(void_because(template, release, subject, given))


def _new_words(template: Template, keys: tuple[str, ...]) -> str:
    """What is missing in words: titles of items, and that somebody rejected the gate."""
    words = [f"“{template.items[key].title}” is open" for key in keys if key in template.items]
    if len(words) < len(keys):
        words.append("somebody rejected it")
    return listed(words, most=3)


def mark(given: Override) -> str:
    """What a button carries of an override, to tell whether it is still the one that was shown."""
    return seen(digest([given.by, given.at.isoformat(), given.reason, given.blockers, given.cycle]))


def _require_second(release: Release, given: Override, by: Person) -> None:
    """The deputy, an administrator, or whoever holds another role; nobody who stands for the first one."""
    first = {given.by, given.on_behalf}
    if by.id in first:
        raise Refused("You gave this override, or it was given for you. Somebody else has to confirm it.")
    if any(release.handed_by(by.id, role) in first - {None} for role in release.roles):
        raise Refused("You stand in for whoever gave this override. Somebody else has to confirm it.")
    if by.administrator or any(release.holds(by, role) for role in release.roles if role != RELEASE_MANAGER):
        return
    raise Refused("Only the deputy, an administrator or whoever holds another role can confirm an override.")


def _stands(given: Override | None, by: Person, reason: str) -> bool:
    return given is not None and (given.by, given.reason) == (by.id, reason)


def _require_planned(release: Release) -> None:
    if release.stage is not Stage.PLANNED:
        raise Refused(
            f"Overrides are given while a release is planned, and this is {stage_words(release.stage)}."
        )


def _reason(text: str) -> str:
    reason = cleaned(text, "The reason")
    if not reason:
        raise Refused("Say why: the reason stands on the card, in every update and in the history.")
    return reason
