"""Go or no-go: what stands in the way of the start, who can lift it, and how."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from readiness.checks import awaits_verification, met_checks
from readiness.model import Check, CheckState, Release
from readiness.once import once
from readiness.signing.asking import nobody_left, who_can
from readiness.signing.gates import GateView, Standing, gate_views
from readiness.signing.lacking import rejections
from readiness.signing.sheet import LineView, sheet_open, sheet_views
from readiness.template import DEPUTY, RELEASE_MANAGER, ROLLBACK_TEAM, Item, Role, Template
from readiness.wording import counted, listed

ANSWER_HOLDS = timedelta(hours=1)
"""How long a *ready to roll back* is good for a start."""


class Obstacle(StrEnum):
    """What kind of thing blocks the start."""

    ROLE = "role"
    RISK = "risk"
    CHECKS = "checks"
    GATE = "gate"
    SHEET = "sheet"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that stands in the way of the start.

    ``subject`` is the key of what it is about (a role, group, item, gate, line); ``text`` says what is
    missing; ``how`` what lifts it; ``role`` and
    ``who`` (ids of people and user groups) who can.
    """

    kind: Obstacle
    subject: str
    text: str
    how: str
    role: str
    who: tuple[str, ...]


def blockers(template: Template, release: Release, now: datetime) -> tuple[Blocker, ...]:
    """Everything that stands in the way of the start, the gravest first; empty means go."""
    return (*_lasting(template, release), *_rollback(release, now))


@once
def _lasting(template: Template, release: Release) -> tuple[Blocker, ...]:
    """What stands in the way however late it is."""
    return (
        *_empty_roles(template, release),
        *_open_risks(template, release),
        *_open_checks(template, release),
        *_gates(template, release),
        *_sheet(template, release),
    )


def start_lacks(template: Template, release: Release, now: datetime) -> tuple[str, ...]:
    """The keys of all that a start waits for, each by itself: an override of it passes over these alone."""
    roles = (*empty_roles(template, release), *absent_roles(template, release))
    signed = {view.gate.key: view.counts for view in gate_views(template, release)}
    signed |= {view.line.key: view.standing is Standing.APPROVED for view in sheet_views(template, release)}
    unsigned = tuple(subject for subject, counts in signed.items() if not counts)
    return (
        *(role.key for role in roles),
        *(item.key for item in (*open_high_risks(template, release), *_open_before_start(template, release))),
        *unsigned,
        *(f"{subject}:{key}" for subject in unsigned for key in rejections(release, subject)),
        *(f"rollback:{blocker.text}" for blocker in _rollback(release, now)),
    )


def open_high_risks(template: Template, release: Release) -> tuple[Item, ...]:
    """The high risks that are not met."""
    done = met_checks(template, release)
    return tuple(item for item in template.high_risks if item.key not in done)


def _open_before_start(template: Template, release: Release) -> Iterator[Item]:
    done = met_checks(template, release)
    return (item for item in template.checks_before_start if item.key not in done)


def _blocker(kind: Obstacle, subject: str, text: str, how: str, role: str, release: Release) -> Blocker:
    return Blocker(kind, subject, text, how, role, release.acting(role))


def _empty_roles(template: Template, release: Release) -> Iterator[Blocker]:
    for roles, words in (
        (empty_roles(template, release), nobody_holds),
        (absent_roles(template, release), nobody_can_act),
    ):
        if roles:
            whom = RELEASE_MANAGER if release.acting(RELEASE_MANAGER) else DEPUTY
            how = "assign with /readiness roles"
            how += "" if release.acting(whom) else ", as an administrator can"
            yield _blocker(Obstacle.ROLE, roles[0].key, words(roles), how, whom, release)


def empty_roles(template: Template, release: Release) -> tuple[Role, ...]:
    """The required roles that nobody holds."""
    return tuple(role for role in template.roles if role.required and not release.holders(role.key))


def absent_roles(template: Template, release: Release) -> tuple[Role, ...]:
    """The required roles of whose holders none can act: all are deactivated, or guests."""
    return tuple(
        role
        for role in template.roles
        if role.required and release.holders(role.key) and not release.acting(role.key)
    )


def nobody_can_act(roles: Sequence[Role]) -> str:
    """That whoever holds these roles can't act, in words."""
    titles = listed([role.title for role in roles])
    are = "the role" if len(roles) == 1 else "the roles"
    return f"Nobody who holds {are} {titles} can act: deactivated, or a guest"


def nobody_holds(roles: Sequence[Role]) -> str:
    """That nobody holds these roles, in words."""
    titles = listed([role.title for role in roles])
    return f"Nobody holds the role {titles}" if len(roles) == 1 else f"{len(roles)} roles are empty: {titles}"


def _open_risks(template: Template, release: Release) -> Iterator[Blocker]:
    for item in open_high_risks(template, release):
        check = release.check(item.key)
        text = f"High risk open: {item.title}{_state_words(item, check)}"
        yield _blocker(
            Obstacle.RISK, item.key, text, _how(item, check), item.role or RELEASE_MANAGER, release
        )


def _open_checks(template: Template, release: Release) -> Iterator[Blocker]:
    by_group: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in _open_before_start(template, release):
        by_group[item.group, item.role or RELEASE_MANAGER].append(item)
    for (group, role), items in by_group.items():
        yield _group_blocker(template, release, group, role, items)


def _group_blocker(template: Template, release: Release, group: str, role: str, items: list[Item]) -> Blocker:
    title = template.groups[group].title
    if len(items) == 1:
        check = release.check(items[0].key)
        text = f"{title}: {items[0].title}{_state_words(items[0], check)}"
        return _blocker(Obstacle.CHECKS, group, text, _how(items[0], check), role, release)
    touched = [(item, release.checks[item.key]) for item in items if item.key in release.checks]
    waiting = sum(awaits_verification(item, check) for item, check in touched)
    blocked = sum(check.state is CheckState.BLOCKED for _, check in touched)
    parts = [counted(len(items) - waiting - blocked, "open check")] if len(items) > waiting + blocked else []
    parts += [f"{blocked} blocked"] if blocked else []
    parts += [f"{waiting} to be verified"] if waiting else []
    how = "a second person verifies them" if waiting == len(items) else "tick them in the checklist"
    return _blocker(Obstacle.CHECKS, group, f"{title}: {listed(parts)}", how, role, release)


def _state_words(item: Item, check: Check) -> str:
    if check.state is CheckState.BLOCKED:
        return f" (blocked: {check.reason})"
    return " (to be verified)" if awaits_verification(item, check) else ""


def _how(item: Item, check: Check) -> str:
    if awaits_verification(item, check):
        return "a second person verifies it"
    return "clear what blocks it" if check.state is CheckState.BLOCKED else "tick it in the checklist"


_GATE_WORDS = {
    Standing.WAITING: ("is not approved", "approve it once its scope is met"),
    Standing.READY: ("waits for approval", "approve it"),
    Standing.REJECTED: ("was rejected", "mend what was rejected and approve it"),
    Standing.STALE: ("is stale: its approval no longer counts", "re-affirm it"),
    Standing.APPROVED: ("waits for an earlier gate", "approve the earlier gate first"),
}


def _gates(template: Template, release: Release) -> Iterator[Blocker]:
    if not template.gates:
        text, how = "The template has no gate, so nobody approves anything", "use a template with a gate"
        yield _blocker(Obstacle.GATE, "", text, how, RELEASE_MANAGER, release)
    for view in gate_views(template, release):
        if not view.counts:
            yield _gate_blocker(template, release, view)


def _gate_blocker(template: Template, release: Release, view: GateView) -> Blocker:
    words, how = _GATE_WORDS[view.standing]
    role = view.gate.role
    who = who_can(template, release, view)
    if view.standing is Standing.APPROVED:
        role = view.after[0].role
    elif view.standing is Standing.STALE and not view.awaits_signature:
        how = "re-affirm it once its scope is met"
    elif why := nobody_left(template, release, view):
        role, how = RELEASE_MANAGER, f"give its role to somebody else: {why}, so no holder is left"
    text = f"Gate “{view.gate.title}” {words}"
    blocker = _blocker(Obstacle.GATE, view.gate.key, text, how, role, release)
    return replace(blocker, who=who) if role == view.gate.role else blocker


def _sheet(template: Template, release: Release) -> Iterator[Blocker]:
    if not any(line.final for line in template.sheet):
        text, how = "The template has no final approval", "use a template whose sheet has a final line"
        yield _blocker(Obstacle.SHEET, "", text, how, RELEASE_MANAGER, release)
    missing = [v for v in sheet_views(template, release) if v.standing is not Standing.APPROVED]
    is_open = sheet_open(template, release)
    rejected = [view for view in missing if view.standing is Standing.REJECTED]
    unsigned = len(missing) - len(rejected)
    if unsigned and not is_open:
        text = f"Sign-off sheet: {counted(unsigned, 'line')} to be signed"
        yield _blocker(Obstacle.SHEET, "", text, "it opens after the last gate", RELEASE_MANAGER, release)
    yield from (_line_blocker(view, release) for view in (missing if is_open else rejected))


_LINE_WORDS = {
    Standing.WAITING: ("not signed by", "the other lines come first"),
    Standing.READY: ("not signed by", "sign the line"),
    Standing.REJECTED: ("rejected by", "mend what was rejected and sign the line"),
    Standing.STALE: ("to be re-affirmed by", "re-affirm the line"),
}


def _line_blocker(view: LineView, release: Release) -> Blocker:
    words, how = _LINE_WORDS[view.standing]
    if view.standing is Standing.STALE and not view.awaits_signature:
        how = "the other lines come first"
    text = f"Sign-off sheet {words} {view.line.title}"
    return _blocker(Obstacle.SHEET, view.line.key, text, how, view.role, release)


def answer_holds(release: Release, now: datetime) -> bool:
    """Whether somebody has said *ready to roll back*, at most an hour ago."""
    answer = release.rollback_answer
    return answer is not None and answer.ready and now - answer.at <= ANSWER_HOLDS


def _rollback(release: Release, now: datetime) -> Iterator[Blocker]:
    if answer_holds(release, now):
        return
    answer = release.rollback_answer
    if answer is None:
        text = "Nobody has said that the release can be rolled back"
    elif not answer.ready:
        text = f"Not ready to roll back: {answer.reason}"
    else:
        text = "The last “ready to roll back” is more than an hour old"
    role = ROLLBACK_TEAM if release.acting(ROLLBACK_TEAM) else RELEASE_MANAGER
    yield _blocker(
        Obstacle.ROLLBACK, "rollback", text, "press “Ready to roll back” on the card", role, release
    )
