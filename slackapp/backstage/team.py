"""The release team at work while nobody plays them: they do what is left before the start."""

from collections.abc import Awaitable, Callable

from readiness.authority import bars
from readiness.checks import met
from readiness.commands import Command, Sign
from readiness.model import Decision, Release
from readiness.signing.gates import gate_views
from readiness.signing.sheet import sheet_views
from readiness.template import Kind, Template
from slackapp.backstage.facts import BY_HAND
from slackapp.backstage.seeds import Groups, Unplantable, people, person, worked_on
from slackapp.parts import Parts


async def do_the_rest(
    parts: Parts, release_id: str, groups: Groups, told: Callable[[], Awaitable[None]]
) -> None:
    """Do everything before the start but the word on the way back. Raises ``Unplantable``.

    Checks are ticked and verified, gates approved in order, the sheet signed, the final line last. ``told``
    returns when everybody was told so far: nobody answers before being asked.
    """
    case = await parts.case(release_id)
    open_checks = _open(case.template, case.release)
    for command, by in worked_on(case.template, case.release.roles, open_checks, case.release.opened_by):
        await _perform(parts, release_id, command, by, groups)
    for gate in case.template.gates:
        await told()
        await _approve(parts, release_id, gate.key, groups)
    for final in (False, True):
        await told()
        for line in case.template.sheet:
            if line.final is final:
                await _sign_line(parts, release_id, line.key, groups)
    parts.nudge()


def _open(template: Template, release: Release) -> list[str]:
    return [
        item.key
        for item in template.items.values()
        if item.kind is Kind.CHECK
        and item.phase.before_start
        and item.required
        and not met(item, release.check(item.key))
    ]


async def _approve(parts: Parts, release_id: str, key: str, groups: Groups) -> None:
    case = await parts.case(release_id)
    view = next(view for view in gate_views(case.template, case.release) if view.gate.key == key)
    if view.counts:
        return
    holders = list(people(case.release.acting(view.gate.role), groups))
    free = [one for one in holders if not bars(case.template, case.release, view.gate, one)]
    if not free:
        raise Unplantable(f"Nobody in the team can approve the gate “{view.gate.title}”.")
    await _perform(parts, release_id, Sign(key, Decision.APPROVED), free[0], groups)


async def _sign_line(parts: Parts, release_id: str, key: str, groups: Groups) -> None:
    case = await parts.case(release_id)
    view = next(view for view in sheet_views(case.template, case.release) if view.line.key == key)
    if view.standing == "approved":
        return
    holders = list(people(case.release.acting(view.line.role or ""), groups))
    if not holders:
        raise Unplantable(f"Nobody in the team can sign as {view.line.title}.")
    await _perform(parts, release_id, Sign(key, Decision.APPROVED), holders[0], groups)


async def _perform(parts: Parts, release_id: str, command: Command, by: str, groups: Groups) -> None:
    outcome = await parts.ledger.perform(
        release_id, command, person(by, groups), parts.now(), surface=BY_HAND, within=30.0
    )
    if outcome.refusal is not None:
        raise Unplantable(outcome.refusal)
