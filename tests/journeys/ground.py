"""Releases to press things on: one for each state that a press needs, planted anew once it changed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from readiness.commands import (
    Command,
    ConfirmOverride,
    Delegate,
    Finish,
    MarkChecks,
    Measure,
    OpenRelease,
    OverrideGate,
    RollBack,
    Start,
    VerifyChecks,
)
from readiness.communication.overview import plan_rows
from readiness.model import CheckState, Person, Release
from readiness.plan_events import PostsChanged
from readiness.records import APP, START, PostState
from readiness.template import DEPUTY, RELEASE_MANAGER, Template
from readiness.templates import shipped_template
from slackapp.permissions import Who
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.values import Ack
from slackapp.sandbox.workspace import Workspace
from storage import audit, releases, templates
from storage.audit import Stamp
from storage.changes import Change
from storage.database import Session
from tests.journeys.story import CHANNEL
from tests.served import Served

CAST: Mapping[Who, str] = {
    Who.MANAGER: "Robin",
    Who.DEPUTY: "Dana",
    Who.HOLDER: "Victor",
    Who.DELEGATE: "Senna",
    Who.MEMBER: "Casey",
    Who.ADMINISTRATOR: "Hana",
    Who.GUEST: "Gil",
    Who.STRANGER: "Stella",
    Who.BOT: "Buildbot",
}
"""Who of the cast stands for whom. Victor holds every role but the manager's and the deputy's."""
Steps = list[tuple[Command, str]]
"""Commands, each with who of the cast gives it."""
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
OPENER, WORKER, SECOND = "Ingrid", "Omar", "Devi"
PLANNED, SIGNABLE, OVERRIDDEN, DEPLOYING, MONITORING, ROLLING_BACK = (
    "planned",
    "signable",
    "overridden",
    "deploying",
    "monitoring",
    "rolling back",
)
IN_TROUBLE = {"failed": PostState.FAILED, "uncertain": PostState.UNCERTAIN}
FAILED, UNCERTAIN = IN_TROUBLE
"""Planned, and an update of the plan came into trouble."""


def unsent(template: Template, release: Release, now: datetime) -> str:
    """The key of the first update of the plan that can still be sent or skipped."""
    return next(
        str(row.key) for row in plan_rows(template, release, now) if row.key is not None and row.post is None
    )


def everybody_in_one_channel(manifest: Mapping[str, Any]) -> Workspace:
    """The small company, with all of the cast in the release's channel, which is shared."""
    company = small_company(manifest)
    names = tuple(member.name for member in company.members if not member.deleted)
    changed = [
        replace(each, members=names, is_shared=True) if f"#{each.name}" == CHANNEL else each
        for each in company.channels
    ]
    return replace(company, channels=tuple(changed))


@dataclass(slots=True)
class Ground:
    """The app, the local Slack, and a release of the small template in whatever state a press needs."""

    served: Served
    planted: dict[str, tuple[str, int]] = field(default_factory=dict)

    def id_of(self, name: str) -> str:
        """The id of somebody of the cast."""
        return self.served.slack.person(name).id

    @property
    def template(self) -> Template:
        """The template of all releases here: the small team's, with a second person for every override."""
        database = self.served.app.parts.database
        made = replace(shipped_template("small-team"), overrides_need_second=True)
        reference = database.write(lambda session: templates.add(session, made, NOW))
        found = database.read(lambda session: templates.get(session, reference))
        assert found is not None
        return found

    @property
    def channel(self) -> str:
        """The id of the channel in which they live."""
        return self.served.slack.look(
            lambda world: next(c.id for c in world.conversations.values() if f"#{c.name}" == CHANNEL)
        )

    def release(self, state: str) -> Release:
        """A release in this state, and the only one of the channel that is active."""
        known = self.planted.get(state)
        if known is None or self._version(known[0]) != known[1]:
            self.planted[state] = self._plant(state)
        release_id = self.planted[state][0]
        self._only(release_id)
        return self._stored(release_id)

    def _stored(self, release_id: str) -> Release:
        parts = self.served.app.parts
        release = parts.database.read(lambda s: releases.get(s, parts.workspace, release_id))
        assert release is not None
        return release

    def _version(self, release_id: str) -> int:
        """How much its state has changed: a refusal does not count."""
        counted = text("SELECT count(*) FROM audit WHERE chain = :id AND kind <> 'Refused'")
        read = self.served.app.parts.database.read
        return int(read(lambda s: s.connection().execute(counted, {"id": release_id}).scalar_one()))

    def _only(self, release_id: str) -> None:
        change = text("UPDATE releases SET active = (id = :id)")
        self.served.app.parts.database.write(lambda s: s.connection().execute(change, {"id": release_id}))

    def _plant(self, state: str) -> tuple[str, int]:
        parts = self.served.app.parts
        held = {role.key: (self.id_of("Victor"),) for role in self.template.roles}
        roles = held | {RELEASE_MANAGER: (self.id_of("Robin"),), DEPUTY: (self.id_of("Dana"),)}
        start = parts.now() + timedelta(days=3)
        release_id = f"cell{secrets.token_hex(3)}"
        opened = OpenRelease(
            release_id,
            parts.workspace,
            "Cell",
            "",
            self.template.reference,
            self.channel,
            start,
            "UTC",
            roles,
        )
        self._do(None, opened, OPENER)
        for role in held:
            if role not in (RELEASE_MANAGER, DEPUTY):
                until, reason = start + timedelta(days=9), "On leave"
                handed = Delegate(role, self.id_of("Victor"), self.id_of("Senna"), until, reason)
                self._do(release_id, handed, "Victor")
        for command, by in self._way_to(state):
            self._do(release_id, command, by)
        if state in IN_TROUBLE:
            key = unsent(self.template, self._stored(release_id), parts.now())
            failed = PostsChanged((key,), IN_TROUBLE[state], "Slack was down.")
            parts.database.write(lambda s: self._happens(s, release_id, failed))
        return release_id, self._version(release_id)

    def _happens(self, session: Session, release_id: str, event: PostsChanged) -> None:
        """What the courier would write down, had it tried to send the update."""
        parts = self.served.app.parts
        held = releases.hold(session, parts.workspace, release_id)
        assert held is not None
        change = Change(session, held, parts.now())
        change.happen((event,), Stamp(parts.workspace, APP, parts.now(), "courier"))
        change.write()

    def _way_to(self, state: str) -> Steps:
        before = tuple(item.key for item in self.template.checks if item.phase.before_start)
        verified = tuple(i.key for i in self.template.checks if i.phase.before_start and i.verification)
        criterion = self.template.criteria[0].key
        to_sign: Steps = [(MarkChecks(before, CheckState.DONE), WORKER), (VerifyChecks(verified), SECOND)]
        going: Steps = [(Start("It can't wait"), "Robin"), (ConfirmOverride(START), "Dana")]
        deploying: Steps = [*going, (Measure(criterion, 99.0), WORKER)]
        monitoring: Steps = [*deploying, (Finish(anyway=True), "Robin")]
        ways: dict[str, Steps] = {
            PLANNED: [(MarkChecks(verified[:1], CheckState.DONE), WORKER)],
            SIGNABLE: [*to_sign],
            OVERRIDDEN: [(OverrideGate(self.template.gates[0].key, "It can't wait"), "Robin")],
            DEPLOYING: [*deploying],
            MONITORING: [*monitoring],
            ROLLING_BACK: [*monitoring, (RollBack("It fails"), "Robin")],
            FAILED: [],
            UNCERTAIN: [],
        }
        return ways[state]

    def _do(self, release_id: str | None, command: Command, by: str) -> None:
        parts = self.served.app.parts
        outcome = parts.ledger.perform_now(release_id, command, Person(self.id_of(by)), parts.now())
        assert outcome.refusal is None, outcome.refusal

    def send(self, kind: str, payload: dict[str, Any]) -> tuple[Ack, list[audit.Entry]]:
        """Send the app what Slack would, and give its ack and the rows that the audit has for it."""
        trigger = f"9.9.{secrets.token_hex(8)}"
        team = self.served.slack.look(lambda world: world.workspace.team_id)
        around = {"trigger_id": trigger} | (
            {"team_id": team} if kind == "command" else {"team": {"id": team}}
        )
        ack = self.served.slack.forge(kind, around | payload)
        return ack, self._rows_of(trigger)

    def _rows_of(self, press: str) -> list[audit.Entry]:
        parts = self.served.app.parts
        chain = text("SELECT chain, seq FROM audit WHERE press = :press")
        found = parts.database.read(lambda s: s.connection().execute(chain, {"press": press}).first())
        if found is None:
            return []
        return list(parts.database.read(lambda s: audit.history(s, found[0], 1, found[1] + 1)))
