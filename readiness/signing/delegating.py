"""Handing a role to somebody for a time: who may, until when, and how it ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from readiness.authority import mentions, require_member
from readiness.checks import cleaned
from readiness.commands import Delegate, EndDelegation
from readiness.events import DelegationEnded, Event, RoleDelegated
from readiness.model import Person, Release, Stage, is_group
from readiness.refusal import Refused
from readiness.template import Template

LONGEST = timedelta(days=60)
"""For longer than this a role is assigned, not handed over."""


def delegate(
    template: Template, release: Release, command: Delegate, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Hand a role that is one's own, by name, to somebody until a moment."""
    require_member(by, "hand a role to somebody")
    title = _title(template, command.role)
    _require_open(release)
    _require_own(release, command, by, title)
    require_another(template, release, command)
    reason = required_reason(command)
    require_term(command, now)
    event = RoleDelegated(command.role, command.of, command.to, command.until, reason)
    return () if _stands(release, event) else (event,)


def _title(template: Template, role: str) -> str:
    if not template.has_role(role):
        raise Refused(f"There is no role “{role}” in the template “{template.title}”.")
    return template.role(role).title


def _require_open(release: Release) -> None:
    if release.stage is Stage.CANCELLED:
        raise Refused("This release was cancelled. Its roles can be read, but no longer changed.")


def _require_own(release: Release, command: Delegate, by: Person, title: str) -> None:
    if command.of == by.id and by.id in release.holders(command.role):
        return
    if command.of == by.id and release.has(by, command.role):
        raise Refused(
            f"You are the {title} through a user group. Add the person to the group, "
            f"or ask the release manager to give them the role."
        )
    if release.stands_in_for(by, command.role) is not None:
        raise Refused(f"The role {title} was handed to you for now. Only who holds it can hand it on.")
    raise Refused(f"Only who holds the role {title} can hand it to somebody.")


def require_another(template: Template, release: Release, command: Delegate) -> None:
    """Refuse to hand the role to anybody but one person who does not hold it."""
    if not command.to or is_group(command.to):
        raise Refused("Choose one person to hand the role to.")
    if command.to in release.holders(command.role):
        title = _title(template, command.role)
        raise Refused(f"{mentions((command.to,))} holds the role {title} already.", (command.to,))


def required_reason(command: Delegate) -> str:
    """The reason as it is kept; refused when it is empty or too long."""
    reason = cleaned(command.reason, "The reason")
    if not reason:
        raise Refused("Say why you hand the role over: everybody reads it in the channel.")
    return reason


def require_term(command: Delegate, now: datetime) -> None:
    """Refuse a moment that is not ahead, or more than ``LONGEST`` ahead."""
    if command.until <= now:
        raise Refused("That time is over already. Choose one that is still to come.")
    if command.until - now > LONGEST:
        raise Refused(
            f"A role is handed over for at most {LONGEST.days} days. "
            f"For longer, ask the release manager to assign it."
        )


def _stands(release: Release, event: RoleDelegated) -> bool:
    return any(
        (handed.of, handed.to, handed.until, handed.reason) == (event.of, event.to, event.until, event.reason)
        for handed in release.delegations.get(event.role, ())
    )


def end_delegation(
    template: Template, release: Release, command: EndDelegation, by: Person
) -> tuple[Event, ...]:
    """Take a role back that was handed over: by either of the two, or by whoever may assign it."""
    require_member(by, "take a role back")
    _title(template, command.role)
    handed = [each for each in release.delegations.get(command.role, ()) if each.to == command.to]
    if not handed:
        return ()
    may = by.id in (handed[0].of, handed[0].to) or release.leads(by) or by.administrator
    if not may:
        both = handed[0].of, handed[0].to
        raise Refused(
            f"Only {mentions(both)}, the release manager, the deputy or an administrator "
            f"can take this role back.",
            both,
        )
    return (DelegationEnded(command.role, command.to),)


def ended_with(release: Release, role: str, holders: tuple[str, ...]) -> Iterator[Event]:
    """The delegations that end with these holders of the role: nobody hands on what is not theirs."""
    for handed in release.delegations.get(role, ()):
        if handed.of not in holders or handed.to in holders:
            yield DelegationEnded(role, handed.to)


def ended_by_time(release: Release, now: datetime) -> Iterator[Event]:
    """The delegations whose time is over."""
    for role, handed_over in release.delegations.items():
        for handed in handed_over:
            if handed.until <= now:
                yield DelegationEnded(role, handed.to)
