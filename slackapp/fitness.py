"""Who of the role holders can act, noted in the releases as the app learns it from Slack."""

from collections.abc import Iterable

from readiness.commands import NoteFitness
from readiness.model import Person, PersonKind, Release, is_group
from readiness.records import APP
from readiness.signing.fitness import role_holders
from slackapp.parts import Case, Parts
from storage import people as known
from storage import releases

MOST_RELEASES = 10_000
"""Somebody's account changes rarely, and then every active release is looked at."""
_ITSELF = Person(APP)


async def note_fitness(parts: Parts, case: Case, holders: Iterable[str] | None = None) -> Case:
    """Note of the release's ``holders``, or of all of them, who can act; the release as it is then."""
    release = case.release
    asked = frozenset(holders) if holders is not None else role_holders(release)
    fit, unfit = await _judged(parts, asked)
    if not (unfit - {*release.unfit}) and not (fit & {*release.unfit}):
        return case
    command = NoteFitness(tuple(sorted(unfit)), tuple(sorted(fit)))
    outcome = await parts.ledger.perform(release.id, command, _ITSELF, parts.now(), surface="slack")
    parts.nudge()
    return case if outcome.release is None else Case(case.template, outcome.release)


async def note_change(parts: Parts, changed: str) -> None:
    """Note in every active release that somebody, or a user group, can act again or can't any more."""
    concerned = {changed, *(() if is_group(changed) else await parts.people.groups_with(changed))}
    for release in await _holding(parts, concerned):
        await note_fitness(parts, await parts.case(release.id), concerned & role_holders(release))


async def _holding(parts: Parts, concerned: set[str]) -> list[Release]:
    found = await parts.database.reading(lambda s: releases.whole_active(s, parts.workspace, MOST_RELEASES))
    return [release for release in found if concerned & role_holders(release)]


async def _judged(parts: Parts, holders: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Who of them can act and who can't, by what is known without asking Slack; of strangers neither."""
    groups = {holder for holder in holders if is_group(holder)}
    held = await parts.database.reading(lambda s: known.groups(s, parts.workspace, groups)) if groups else {}
    members = {member for group in held.values() for member in group.members}
    people = (holders - groups) | members
    found = await parts.database.reading(lambda s: known.get(s, parts.workspace, people))
    can_act = {one for one, person in found.items() if person.kind is PersonKind.MEMBER}
    can_not = {*found} - can_act
    # A group whose members are not all known may hold somebody who can act.
    empty = {group for group, each in held.items() if {*each.members} <= can_not}
    fit = frozenset((can_act & holders) | ({*held} - empty))
    return fit, frozenset((can_not & holders) | empty)
