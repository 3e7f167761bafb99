"""How a release comes to be, and who holds its roles."""

from collections.abc import Mapping
from datetime import datetime

from readiness.authority import require_member, require_no_handing_on, require_role_assigner
from readiness.commands import AssignRole, OpenRelease
from readiness.events import Event, Opened, RoleAssigned
from readiness.model import Person, Release, Stage
from readiness.moments import zone
from readiness.refusal import Refused
from readiness.signing.delegating import ended_with
from readiness.template import RELEASE_MANAGER, Template
from readiness.templates import digest

NAME_LIMIT = 80
"""The longest name of a release, in characters: with the stage beside it, it fits a Slack header (150)."""
SUMMARY_LIMIT = 500
"""The longest summary: it stands on every card and every request for a sign-off."""


def open_release(template: Template, command: OpenRelease, by: Person, now: datetime) -> tuple[Event, ...]:
    """Make a release; its manager is whoever opens it, unless somebody is named."""
    require_member(by, "open a release")
    name = _name(command.name)
    summary = command.summary.strip()
    if len(summary) > SUMMARY_LIMIT:
        raise Refused(f"The summary has {len(summary):,} characters; {SUMMARY_LIMIT} fit. Link to the rest.")
    if not command.channel:
        raise Refused("Choose the channel that the release lives in.")
    require_possible_start(command.planned_start, command.zone, now)
    roles = _roles(template, command.roles)
    roles.setdefault(RELEASE_MANAGER, (by.id,))
    return (
        Opened(
            command.id,
            command.workspace,
            name,
            summary,
            command.template,
            command.channel,
            command.planned_start,
            command.zone,
            roles,
            digest(template),
        ),
    )


def require_possible_start(planned_start: datetime, zone_name: str, now: datetime) -> None:
    """Refuse a start that lies in the past, and a zone that does not exist."""
    zone(zone_name)
    if planned_start <= now:
        raise Refused("The planned start lies in the past. Choose a time that is still to come.")


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Refused("Give the release a name, such as “Checkout 2.4”.")
    if len(cleaned) > NAME_LIMIT:
        raise Refused(
            f"The name has {len(cleaned)} characters; {NAME_LIMIT} fit. Put the rest into the summary."
        )
    return cleaned


def _roles(template: Template, roles: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    for key in roles:
        _require_role(template, key)
    return {key: tuple(dict.fromkeys(holders)) for key, holders in roles.items() if holders}


def _require_role(template: Template, key: str) -> None:
    if not template.has_role(key):
        raise Refused(f"There is no role “{key}” in the template “{template.title}”.")


def assign_role(template: Template, release: Release, command: AssignRole, by: Person) -> tuple[Event, ...]:
    """Say who holds a role; the release manager's role is never left empty."""
    require_role_assigner(release, by)
    _require_role(template, command.role)
    if release.stage is Stage.CANCELLED:
        raise Refused("This release was cancelled. Its roles can be read, but no longer changed.")
    holders = tuple(dict.fromkeys(command.holders))
    if command.role == RELEASE_MANAGER and not holders:
        raise Refused("A release always has a release manager. Name somebody else instead.")
    unchanged = set(holders) == set(release.holders(command.role))
    if unchanged:
        return ()
    require_no_handing_on(release, by, command.role)
    return (RoleAssigned(command.role, holders), *ended_with(release, command.role, holders))
