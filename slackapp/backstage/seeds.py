"""What a local Slack starts with beside its people: releases, as values, planted in an empty database."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from readiness.authority import bars
from readiness.commands import Cancel, Command, MarkChecks, OpenRelease, SetAudience, Sign, VerifyChecks
from readiness.model import CheckState, Decision, Person, Release
from readiness.template import Kind, Template
from slackapp.backstage.facts import BY_HAND
from slackapp.parts import Case, Parts
from storage import releases, templates
from storage.database import Session


@dataclass(frozen=True, slots=True)
class ReleaseSeed:
    """One release to plant. People and groups are named by their Slack ids, channels too.

    It was opened ``opened`` before now. It starts at ``hour`` in its zone, on the first day on which that is
    ``start`` or more from now. ``done`` are the keys of checks, ``approved`` of gates. ``cancelled`` is the
    reason where it was given up. ``origin`` says where it was written down, for sentences.
    """

    id: str
    name: str
    summary: str
    template: str
    channel: str
    opened_by: str
    start: timedelta
    zone: str = "Europe/London"
    hour: int = 10
    opened: timedelta = timedelta(days=2)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audiences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    cancelled: str = ""
    origin: str = ""


Groups = Mapping[str, tuple[str, ...]]
"""The members of each user group."""


class Unplantable(Exception):
    """A seed asks for what the rules refuse; the text is a sentence."""


async def plant(parts: Parts, seeds: Iterable[ReleaseSeed], groups: Groups) -> None:
    """Make the releases, unless they are there. Raises ``Unplantable``."""
    for seed in seeds:
        if await parts.database.reading(partial(_is_missing, parts.workspace, seed.id)):
            await _Planting(parts, seed, groups).plant()
    parts.nudge()


def _is_missing(workspace: str, release_id: str, session: Session) -> bool:
    return releases.get(session, workspace, release_id) is None


class _Planting:
    """One seed's acts, in order, each a little later than the one before, and none in the future."""

    def __init__(self, parts: Parts, seed: ReleaseSeed, groups: Groups) -> None:
        self._parts = parts
        self._seed = seed
        self._groups = groups
        self._now = parts.now()
        self._minutes = itertools.count(1)

    async def plant(self) -> None:
        seed = self._seed
        reference = await self._parts.database.reading(lambda s: templates.latest(s, seed.template))
        template = await self._parts.template(reference or seed.template)
        await self._perform(None, self._opening(), seed.opened_by)
        # As opening a release in Slack does: updates call people by their names.
        await self._parts.people.meet({seed.opened_by, *self._holders()})
        for audience, places in seed.audiences.items():
            await self._perform(seed.id, SetAudience(audience, places), self._leader())
        for command, by in worked_on(template, seed.roles, seed.done, seed.opened_by):
            await self._perform(seed.id, command, by)
        for gate in template.gates:
            if gate.key in seed.approved:
                await self._approve(gate.key)
        if seed.cancelled:
            await self._perform(seed.id, Cancel(seed.cancelled), self._leader())

    def _opening(self) -> OpenRelease:
        seed = self._seed
        return OpenRelease(
            seed.id,
            self._parts.workspace,
            seed.name,
            seed.summary,
            seed.template,
            seed.channel,
            planned_start(seed, self._now),
            seed.zone,
            seed.roles,
        )

    def _holders(self) -> Iterator[str]:
        for held in self._seed.roles.values():
            yield from people(held, self._groups)

    def _leader(self) -> str:
        held = self._seed.roles.get("release-manager") or (self._seed.opened_by,)
        return next((one for one in held if one not in self._groups), self._seed.opened_by)

    async def _approve(self, gate: str) -> None:
        case = await self._parts.case(self._seed.id)
        role = case.template.gate(gate).role
        holders = list(people(case.release.holders(role), self._groups))
        free = [
            one for one in holders if not bars(case.template, case.release, case.template.gate(gate), one)
        ]
        by = next(iter(free or holders), self._seed.opened_by)
        await self._perform(self._seed.id, Sign(gate, Decision.APPROVED), by)

    async def _perform(self, release: str | None, command: Command, by: str) -> None:
        at = self._moment()
        outcome = await self._parts.ledger.perform(
            release, command, person(by, self._groups), at, surface=BY_HAND, within=30.0
        )
        if outcome.refusal is not None:
            raise Unplantable(f"{self._seed.origin}The release “{self._seed.name}”: {outcome.refusal}")

    def _moment(self) -> datetime:
        began = self._now - self._seed.opened
        return min(began + timedelta(minutes=next(self._minutes)), self._now)


def planned_start(seed: ReleaseSeed, now: datetime) -> datetime:
    """When the release is to start, seen from ``now``."""
    earliest = (now + seed.start).astimezone(ZoneInfo(seed.zone))
    start = earliest.replace(hour=seed.hour, minute=0, second=0, microsecond=0)
    return (start if start >= earliest else start + timedelta(days=1)).astimezone(UTC)


def person(user: str, groups: Groups) -> Person:
    """Somebody of the cast, as the rules see them."""
    return Person(user, groups=frozenset(each for each, members in groups.items() if user in members))


def people(holders: Iterable[str], groups: Groups) -> Iterator[str]:
    """The people among the holders of a role, those in user groups included."""
    for holder in holders:
        yield from groups.get(holder, (holder,))


def worked_on(
    template: Template, roles: Mapping[str, tuple[str, ...]], keys: Iterable[str], otherwise: str
) -> Iterator[tuple[Command, str]]:
    """What brings the checks to done: ticked by who is in charge of them, verified by somebody else."""
    wanted = frozenset(keys)
    for group in template.groups.values():
        checks = [item for item in group.items if item.kind is Kind.CHECK and item.key in wanted]
        if not checks:
            continue
        first = next(iter(roles.get(checks[0].role or "", ())), otherwise)
        yield MarkChecks(tuple(item.key for item in checks), CheckState.DONE), first
        asks = tuple(item.key for item in checks if item.verification)
        if asks:
            second = next(
                (one for held in roles.values() for one in held if one != first and one.startswith("U")),
                otherwise,
            )
            yield VerifyChecks(asks), second


async def foreground(parts: Parts, wanted: str) -> Case | None:
    """The release that the page's clock and tour are about: the wanted one, else the next that is active."""

    def read(session: Session) -> Release | None:
        found = releases.get(session, parts.workspace, wanted) if wanted else None
        active = () if found else releases.whole_active(session, parts.workspace, 1)
        return found or next(iter(active), None)

    release = await parts.database.reading(read)
    return None if release is None else Case(await parts.template(release.template), release)
