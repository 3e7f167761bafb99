"""Lines about a release that several surfaces share, so that a thing reads the same everywhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from readiness.checks import awaits_verification
from readiness.model import Check, CheckState, Decision, Release, SignOff, Stage
from readiness.progress import progress_by_phase
from readiness.schedule import overdue
from readiness.signing.asking import nobody_left, who_can
from readiness.signing.gates import GateView, Standing, stage_words
from readiness.signing.go import Blocker, answer_holds
from readiness.signing.sheet import LineView, in_several_roles
from readiness.template import Item, Phase, Template
from readiness.wording import counted, listed
from slackapp.blocks.text import away, escape, fitted, one_line, people, said, span, spoken, when

PHASES = {
    Phase.PREPARATION: "Preparation",
    Phase.VERIFICATION: "Verification",
    Phase.EXECUTION: "Deployment",
    Phase.MONITORING: "Monitoring",
    Phase.RISK: "Risks",
    Phase.ROLLBACK: "Rollback",
    Phase.COMMUNICATION: "Communication",
    Phase.SUCCESS: "Success",
    Phase.SIGN_OFF: "Sign-off",
    Phase.REVIEW: "Reviews",
}
MARKS = {
    Standing.WAITING: "⬜",
    Standing.READY: "⏳",
    Standing.APPROVED: "✅",
    Standing.REJECTED: "❌",
    Standing.STALE: "⚠️",
}


def verdict(release: Release, missing: Sequence[Blocker]) -> str:
    """The word that everybody looks for: go or no-go while planned, else the stage."""
    if release.stage is not Stage.PLANNED:
        return stage_words(release.stage)
    return "NO-GO" if missing else "GO"


def headline(release: Release, missing: Sequence[Blocker]) -> str:
    """``Checkout 2.4: NO-GO``, as plain text."""
    return f"{one_line(release.name)}: {verdict(release, missing)}"


def role_title(template: Template, role: str) -> str:
    """What people call the role, escaped; of a role that the template lacks, its key in words."""
    return said(template.role(role).title if template.has_role(role) else role.replace("-", " "), 80)


def stage_line(release: Release, now: datetime) -> str:
    """Where the release stands and since when, or until when."""
    match release.stage:
        case Stage.PLANNED if overdue(release, now):
            late = span(now - release.planned_start)
            return f"*Overdue* by {late}: planned for {when(release.planned_start)}, and nobody started it"
        case Stage.PLANNED:
            return f"*Planned*: go-live {away(release.planned_start, now)}, {when(release.planned_start)}"
        case Stage.DEPLOYING:
            return f"*Deploying* {_since(release.started_at, now)}"
        case Stage.MONITORING:
            return f"*Monitoring* {_since(release.finished_at, now)}"
        case Stage.ROLLING_BACK:
            return f"*Rolling back* {_since(release.rollback_began_at, now)}{_because(release)}"
        case Stage.ROLLED_BACK:
            return f"*Rolled back* {_at(release.rolled_back_at)}{_because(release)}"
        case Stage.CLOSED:
            return f"*Closed* {_at(release.closed_at)}{_because(release)}"
        case Stage.CANCELLED:
            return f"*Cancelled* {_at(release.closed_at)}{_because(release)}"


def _since(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    lasted = f"for {span(now - moment)}, " if now - moment >= timedelta(minutes=1) else ""
    return f"{lasted}since {when(moment)}"


def _at(moment: datetime | None) -> str:
    return when(moment) if moment else ""


def _because(release: Release) -> str:
    return f": {said(release.stage_reason, 400)}" if release.stage_reason else ""


def plain_stage(release: Release, now: datetime) -> str:
    """For a notification, in a sentence: since when it is in its stage, or how far away its start is."""
    if release.stage is not Stage.PLANNED:
        return _plain_since(release, now)
    start = spoken(release.planned_start, release.zone)
    if overdue(release, now):
        return f"Overdue by {span(now - release.planned_start)}: it was planned for {start}."
    return f"Go-live {away(release.planned_start, now)}: {start}."


def _plain_since(release: Release, now: datetime) -> str:
    """Nothing where no moment is known; the headline before it says the stage."""
    reached = reached_at(release)
    if reached is None:
        return ""
    goes_on = release.stage in (Stage.DEPLOYING, Stage.MONITORING, Stage.ROLLING_BACK)
    was = "It began" if goes_on else "That was"
    return f"{was} {away(reached, now)}: {spoken(reached, release.zone)}."


def reached_at(release: Release) -> datetime | None:
    """When the release came into its stage; None while it is planned."""
    return {
        Stage.DEPLOYING: release.started_at,
        Stage.MONITORING: release.finished_at,
        Stage.ROLLING_BACK: release.rollback_began_at,
        Stage.ROLLED_BACK: release.rolled_back_at,
        Stage.CLOSED: release.closed_at,
        Stage.CANCELLED: release.closed_at,
    }.get(release.stage)


def rollout_line(release: Release) -> str:
    """Who has the release, or nothing while nobody said so."""
    return f"*Rollout*: {release.rollout} % of users" if release.rollout is not None else ""


def rollback_line(release: Release, now: datetime) -> str:
    """Whether the release can be rolled back, who said so and when; nothing once it is, or all is over."""
    if release.stage not in (Stage.PLANNED, Stage.DEPLOYING, Stage.MONITORING):
        return ""
    answer = release.rollback_answer
    if answer is None:
        return "*Rollback*: nobody has said yet whether it can be rolled back"
    by = f"says {people([answer.by])}, {when(answer.at)}"
    if not answer.ready:
        return f"*Rollback*: ⚠️ *not ready*, {by}: {said(answer.reason, 300)}"
    if release.stage is Stage.PLANNED and not answer_holds(release, now):
        return f"*Rollback*: ready, {by}. That is more than an hour ago: ask again"
    return f"*Rollback*: ✅ ready, {by}"


def blocker_lines(
    template: Template, missing: Sequence[Blocker], rest: str, *, most: int, room: int
) -> list[str]:
    """What stands in the way, in the order of ``missing``, and below each who can lift it and how.

    As many as fit, ``most`` in ``room`` units; ``rest`` says where the others stand.
    """
    lines = [_blocker_line(template, blocker) for blocker in missing[:most]]
    return fitted(lines, rest, most=most, room=room, of=len(missing))


def _blocker_line(template: Template, blocker: Blocker) -> str:
    who = people(blocker.who) or f"{role_title(template, blocker.role)} (nobody yet)"
    return f"• {said(blocker.text, 200)}\n      ↳ {who}: {escape(blocker.how)}"


def progress_line(template: Template, release: Release) -> str:
    """How many checks of each phase are met."""
    parts = [
        f"{PHASES[phase]} {done.met} of {done.total}" for phase, done in progress_by_phase(template, release)
    ]
    return "*Progress*\n" + " · ".join(parts) if parts else "*Progress*\nNothing to tick"


def gate_line(template: Template, release: Release, view: GateView) -> str:
    """A gate by name, and in words where it stands."""
    title = said(view.gate.title, 80)
    if view.override is not None:
        given = view.override
        return (
            f"🚨 *{title}*: overridden by {people([given.by])}, {when(given.at)}: {said(given.reason, 120)}"
        )
    if was_left(release, view):
        return f"{MARKS[Standing.WAITING]} *{title}*: {_so_far(view)}not approved {too_late(release)}"
    return f"{MARKS[view.standing]} *{title}*: {_gate_words(template, release, view)}"


def _gate_words(template: Template, release: Release, view: GateView) -> str:
    match view.standing:
        case Standing.APPROVED:
            later = "" if view.counts else ", and counts once the earlier gates do"
            return f"approved by {signers(view.sign_offs)}{later}"
        case Standing.REJECTED:
            noes = [each for each in view.sign_offs if each.decision is Decision.REJECTED]
            return f"rejected by {signers(noes)}: {said(noes[-1].comment, 120)}"
        case Standing.STALE:
            return f"stale: it changed after it was signed by {signers(view.sign_offs)}"
        case Standing.READY:
            return f"{_so_far(view)}waiting for approval by {_whose_turn(template, release, view)}"
        case Standing.WAITING:
            return what_is_left(view)


def _so_far(view: GateView) -> str:
    return f"{view.approvals} of {view.gate.quorum} approvals, " if view.approvals else ""


def was_left(release: Release, view: GateView | LineView) -> bool:
    """Whether nobody signed it while the release was planned, so that nobody will any more."""
    return release.stage is not Stage.PLANNED and view.standing in (Standing.READY, Standing.WAITING)


def too_late(release: Release) -> str:
    """Until when it could be signed: ``before the start``."""
    return "before the start" if release.started_at is not None else "before the release was cancelled"


def what_is_left(view: GateView) -> str:
    """What keeps a gate from being asked for."""
    if view.open:
        return f"open, {counted(len(view.open), 'check')} left"
    if view.unmet:
        return f"open, {counted(len(view.unmet), 'condition')} not met"
    if view.after:
        return f"waits for {listed([f'“{said(gate.title, 80)}”' for gate in view.after], most=2)}"
    return "has nothing in it, so it can't be passed"


def sheet_line(template: Template, release: Release, view: LineView) -> str:
    """A line of the sign-off sheet, and in words where it stands."""
    title = said(view.line.title, 80)
    if was_left(release, view):
        return f"{MARKS[Standing.WAITING]} *{title}*: not signed {too_late(release)}"
    return f"{MARKS[view.standing]} *{title}*: {_sheet_words(template, release, view)}"


def _sheet_words(template: Template, release: Release, view: LineView) -> str:
    signed = [view.sign_off] if view.sign_off else []
    match view.standing:
        case Standing.APPROVED:
            return f"signed by {signers(signed)}"
        case Standing.REJECTED:
            return f"rejected by {signers(signed)}: {said(signed[-1].comment, 120)}"
        case Standing.STALE:
            return f"stale: something changed after it was signed by {signers(signed)}"
        case Standing.READY:
            return f"waiting for {_whom(template, release, view.role)}"
        case Standing.WAITING:
            return "signs last" if view.line.final else "opens after the last gate"


def signers(sign_offs: Sequence[SignOff]) -> str:
    """Who signed, for whom where the role was handed to them, and when the last of them did."""
    latest = f", {when(sign_offs[-1].at)}" if sign_offs else ""
    behalf = [sign_off.on_behalf for sign_off in sign_offs if sign_off.on_behalf is not None]
    for_whom = f" for {people(behalf)}" if behalf else ""
    return f"{people([sign_off.by for sign_off in sign_offs])}{for_whom}{latest}"


def several_roles_lines(template: Template, release: Release) -> list[str]:
    """That what looks like several people was one, for whoever signed in more than one role."""
    lines = [
        f"👤 {people([person])} signed in {len(roles)} roles, as one person: "
        f"{listed([role_title(template, role) for role in roles], most=3)}"
        for person, roles in in_several_roles(template, release)
    ]
    return fitted(lines, "see `/readiness gates`", most=3, room=700)


def _whose_turn(template: Template, release: Release, view: GateView) -> str:
    if why := nobody_left(template, release, view):
        return f"another {role_title(template, view.gate.role)} than those who hold that role: {why}"
    return people(who_can(template, release, view)) or _whom(template, release, view.gate.role)


def _whom(template: Template, release: Release, role: str) -> str:
    if acting := people(release.acting(role)):
        return acting
    why = "whoever holds that role can't act" if release.holders(role) else "nobody holds that role"
    return f"the {role_title(template, role)}, and {why}"


def check_words(item: Item, check: Check) -> str:
    """The state of a check in plain words, on one line and whole."""
    agreed = {True: ", to be verified by a second person", False: ""}[awaits_verification(item, check)]
    match check.state:
        case CheckState.OPEN:
            return "Open"
        case CheckState.DONE:
            return f"Done{agreed}"
        case CheckState.VERIFIED:
            return "Done and verified"
        case CheckState.NOT_APPLICABLE:
            verified = " and verified" if check.verified_by else agreed
            return f"Not applicable{verified}: {one_line(check.reason)}"
        case CheckState.BLOCKED:
            return f"Blocked: {one_line(check.reason)}"
