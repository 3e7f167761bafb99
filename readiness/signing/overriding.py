"""The emergency path: the release manager overrides a gate or the start, and a second person agrees."""

from datetime import datetime

from readiness.authority import require_member, require_release_manager
from readiness.checks import cleaned
from readiness.commands import ConfirmOverride, OverrideGate
from readiness.events import Event, OverrideConfirmed, OverrideGiven, Started
from readiness.model import Person, Release, Stage
from readiness.records import START, Override
from readiness.refusal import Refused
from readiness.signing.fingerprints import digest, seen
from readiness.signing.gates import GateView, Standing, gate_view, stage_words
from readiness.signing.go import blockers
from readiness.signing.overrides import has_lapsed, in_force, waiting
from readiness.template import RELEASE_MANAGER, Template


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
    on_behalf = release.stands_in_for(by, RELEASE_MANAGER)
    return (OverrideGiven(command.gate, reason, missing(view), on_behalf),)


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
    template: Template, release: Release, reason: str, texts: tuple[str, ...], by: Person
) -> tuple[Event, ...]:
    """Start without go: at once, or where the template asks for a second person, once that one agrees."""
    on_behalf = release.stands_in_for(by, RELEASE_MANAGER)
    if not template.overrides_need_second:
        return (Started(reason, texts, on_behalf),)
    if _stands(waiting(template, release, START), by, reason):
        return ()
    return (OverrideGiven(START, reason, texts, on_behalf),)


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
    given = waiting(template, release, command.subject)
    if given is None:
        raise Refused("This override waits for nobody: it counts already, or it is void.")
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
    return (agreed, Started(given.reason, texts, given.on_behalf)) if texts else (agreed, Started())


def mark(given: Override) -> str:
    """What a button carries of an override, to tell whether it is still the one that was shown."""
    return seen(digest([given.by, given.at.isoformat(), given.reason, given.blockers, given.cycle]))


def _require_second(release: Release, given: Override, by: Person) -> None:
    """The deputy, an administrator, or whoever holds another role; nobody who stands for the first one."""
    first = {given.by, given.on_behalf}
    if by.id in first:
        raise Refused("You gave this override, or it was given for you. Somebody else has to confirm it.")
    if by.administrator:
        return
    for role in release.roles:
        # A role of the first one's that was handed over is still theirs.
        is_theirs = release.stands_in_for(by, role) in first - {None}
        if role != RELEASE_MANAGER and release.holds(by, role) and not is_theirs:
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
