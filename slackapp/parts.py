"""What listeners work with: the ledger, the people, the templates and the clock of one workspace."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from readiness.choosing import meant, named
from readiness.commands import Command
from readiness.model import Person, Release
from readiness.refusal import Refused
from readiness.template import Template
from slackapp.channels import Channels
from slackapp.deadline import time_to_write
from slackapp.nearest import nearest
from slackapp.payloads import Asker
from slackapp.people import People
from storage import releases, templates
from storage.audit import Asked, Stamp
from storage.database import Database, DatabaseProblem, Session, TooLate
from storage.ledger import Ledger
from storage.releases import Listed

log = logging.getLogger(__name__)
NO_RELEASE = "There is no active release. Plan one with /readiness new."
GONE = "This release does not exist. /readiness list shows those that are active."


class Recorded(Refused):
    """A refusal that is in the audit already, in the sentence that stands there: it mentions who it may."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Case:
    """A release and the template version that it was made from."""

    template: Template
    release: Release


@dataclass(frozen=True, slots=True)
class Parts:
    """What listeners work with.

    ``address`` is the workspace's own, as Slack tells it: ``https://larkspur.slack.com/``. ``now`` is the
    business clock and ``machine_now`` the machine's; ``nudge`` tells the courier that something waits.
    """

    workspace: str
    address: str
    database: Database
    ledger: Ledger
    people: People
    channels: Channels
    now: Callable[[], datetime]
    machine_now: Callable[[], datetime]
    nudge: Callable[[], None]
    _templates: dict[str, Template] = field(default_factory=dict)
    _references: dict[str, str] = field(default_factory=dict)
    """The template version that each release was made from, of those that were read; it never changes."""

    async def case(self, release_id: str) -> Case:
        """The release as it is now; refused when there is none with this id."""
        known = await self.database.glancing(releases.known(self.workspace, release_id))
        return await self._case(known or await self._read(release_id))

    async def active_cases(self, most: int) -> list[Case]:
        """The releases that people still work on, at most so many, the next planned start first."""
        found = await self.database.reading(lambda s: releases.whole_active(s, self.workspace, most))
        return [await self._case(release) for release in found]

    async def perform(
        self,
        asker: Asker,
        release_id: str | None,
        command: Command,
        *,
        surface: str,
        by: Person | None = None,
    ) -> Case:
        """Do what was asked and return the release as it is then; refused with the rules' sentence."""
        person = by or await self.people.person(asker.user)
        outcome = await self.ledger.perform(
            release_id,
            command,
            person,
            self.now(),
            press=asker.press or None,
            surface=surface,
            within=time_to_write(),
        )
        self.nudge()
        if outcome.refusal is not None:
            raise Recorded(outcome.refusal)
        return await self._case(outcome.release)

    async def record(
        self, asker: Asker, release_id: str, asked: Asked, sentence: str, *, surface: str
    ) -> None:
        """Put a refusal into the audit that did not come from the ledger; log it where that fails."""
        stamp = Stamp(self.workspace, asker.user, self.now(), surface, asker.press or None)
        try:
            await self.ledger.refuse(release_id or None, asked, sentence, stamp, time_to_write())
        except (DatabaseProblem, TooLate) as problem:
            log.warning("A refusal is not in the audit: %s", problem, extra={"action": "refusal_lost"})

    async def meant(self, channel: str, words: str = "") -> tuple[Listed, ...]:
        """The releases that a command in ``channel`` may mean: one, or several to choose from."""
        return await self.database.reading(lambda s: _meant(s, self.workspace, channel, words))

    async def case_meant(self, channel: str, words: str) -> Case | tuple[Listed, ...]:
        """The release that a command in ``channel`` means, or the several that it may mean."""
        if not words:
            # Mostly it is the channel's only one, and remembered.
            known = await self.database.glancing(releases.known_in(self.workspace, channel))
            if known is not None:
                return await self._case(known)
        found = await self.meant(channel, words)
        return found if len(found) > 1 else await self._case(await self._read(found[0].id))

    async def template_of(self, release_id: str) -> Template:
        """The template version that the release was made from; refused when there is no such release."""
        known = self._references.get(release_id)
        return (await self.case(release_id)).template if known is None else await self.template(known)

    async def _read(self, release_id: str) -> Release | None:
        return await self.database.reading(lambda s: releases.get(s, self.workspace, release_id))

    async def template(self, reference: str) -> Template:
        """The template version with this reference, which never changes; refused when it is not stored."""
        known = self._templates.get(reference)
        if known is None:
            known = await self.database.reading(lambda s: templates.get(s, reference))
            if known is None:
                raise Refused(
                    f"There is no template “{reference}”. readiness template list shows those that are."
                )
            self._templates[reference] = known
        return known

    async def _case(self, release: Release | None) -> Case:
        if release is None:
            raise Refused(GONE)
        self._references[release.id] = release.template
        return Case(await self.template(release.template), release)


def _meant(session: Session, workspace: str, channel: str, words: str) -> tuple[Listed, ...]:
    if words:
        return _named(session, workspace, words)
    found = releases.candidates(session, workspace, channel)
    if not found:
        # A release that has ended can still be looked at, and its reviews ticked.
        found = releases.last_ended_in(session, workspace, channel)
    if not found:
        raise Refused(NO_RELEASE)
    chosen = {candidate.id for candidate in meant(found, channel)}
    return tuple(candidate for candidate in found if candidate.id in chosen)


def _named(session: Session, workspace: str, words: str) -> tuple[Listed, ...]:
    found = releases.called(session, workspace, words)
    chosen = {candidate.id for candidate in named(found, words)}
    if not chosen:
        close = nearest(words, releases.names(session, workspace))
        hint = f"Did you mean “{close}”?" if close else "/readiness list shows those that are active."
        raise Refused(f"No release is called “{words}”. {hint}")
    return tuple(candidate for candidate in found if candidate.id in chosen)
