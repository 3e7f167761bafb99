"""Who may do what. Everything fails closed: whoever is not named here may not."""

from readiness.model import CheckState, Person, PersonKind, Release, is_group
from readiness.refusal import Refused
from readiness.template import DEPUTY, ON_CALL, RELEASE_MANAGER, ROLLBACK_TEAM, Duties, Gate, Item, Template

_OUTSIDERS = {
    PersonKind.GUEST: "Guests can look, but not",
    PersonKind.BOT: "Bots can't",
    PersonKind.STRANGER: "People from another workspace can look, but not",
    PersonKind.DEACTIVATED: "A deactivated account can't",
}


def require_member(person: Person, act: str) -> None:
    """Refuse anybody but a full member; ``act`` completes "can't …"."""
    if person.kind is not PersonKind.MEMBER:
        raise Refused(f"{_OUTSIDERS[person.kind]} {act}. Ask a full member of this workspace.")


def require_lead(release: Release, person: Person, act: str) -> None:
    """Refuse anybody but the release manager and the deputy."""
    require_member(person, act)
    if not release.leads(person):
        raise Refused(f"Only the release manager or the deputy can {act}.{_ask(release, RELEASE_MANAGER)}")


def require_release_manager(release: Release, person: Person, act: str) -> None:
    """Refuse anybody but the release manager."""
    require_member(person, act)
    if not release.holds(person, RELEASE_MANAGER):
        raise Refused(f"Only the release manager can {act}.{_ask(release, RELEASE_MANAGER)}")


def require_role_assigner(release: Release, person: Person) -> None:
    """Roles are assigned by the release manager; in their absence by the deputy or an administrator."""
    require_member(person, "assign roles")
    if not (release.leads(person) or person.administrator):
        raise Refused(
            "Only the release manager, the deputy or an administrator can assign roles."
            f"{_ask(release, RELEASE_MANAGER)}"
        )


def answers_rollback(release: Release, person: Person) -> bool:
    """Whether the person may say if the release can be rolled back, and may call a rollback."""
    roles = (RELEASE_MANAGER, DEPUTY, ROLLBACK_TEAM, ON_CALL)
    return person.kind is PersonKind.MEMBER and any(release.holds(person, role) for role in roles)


def require_rollback_caller(release: Release, person: Person, act: str) -> None:
    """Refuse anybody but the release manager, the deputy, the rollback team and on-call."""
    require_member(person, act)
    if not answers_rollback(release, person):
        raise Refused(
            f"Only the rollback team, on-call, the release manager or the deputy can {act}."
            f"{_ask(release, ROLLBACK_TEAM)}"
        )


def require_holder(template: Template, release: Release, person: Person, role: str, act: str) -> None:
    """Refuse anybody who does not hold the role."""
    require_member(person, act)
    if not release.holds(person, role):
        title = template.role(role).title
        raise Refused(f"Only the {title} can {act}.{_ask_holders(release, role)}")


def _ask_holders(release: Release, role: str) -> str:
    if acting := release.acting(role):
        return f" Ask {mentions(acting)}."
    if release.holders(role):
        return " Whoever holds that role can't act; ask the release manager to give it to somebody else."
    return " Nobody holds that role; ask the release manager to assign it."


def bars(template: Template, release: Release, gate: Gate, person_id: str) -> str:
    """Why separation of duties bars this person from the gate, as a sentence; empty when it does not."""
    if gate.separation is Duties.NOBODY:
        return ""
    if release.opened_by == person_id:
        return "You opened this release, so somebody else has to approve its gates."
    if gate.separation is Duties.CONTRIBUTORS and contributions(template, release, gate, person_id):
        return "You completed a check in this gate's scope, so somebody else has to approve it."
    return ""


def all_barred(template: Template, release: Release, gate: Gate) -> bool:
    """Whether everybody who can act in the gate's role is barred from it; of a user group it is not known."""
    acting = release.acting(gate.role)
    return bool(acting) and all(bars(template, release, gate, one) for one in acting)


def contributions(template: Template, release: Release, gate: Gate, person_id: str) -> tuple[Item, ...]:
    """The checks in the gate's scope that this person completed."""
    unfinished = (CheckState.OPEN, CheckState.BLOCKED)
    return tuple(
        item
        for item in template.scope(gate.key)
        if (check := release.check(item.key)).by == person_id and check.state not in unfinished
    )


def mentions(holders: tuple[str, ...]) -> str:
    """Slack mentions of people and user groups: ``<@U1>``, ``<!subteam^S1>``."""
    return ", ".join(f"<!subteam^{holder}>" if is_group(holder) else f"<@{holder}>" for holder in holders)


def _ask(release: Release, role: str) -> str:
    acting = release.acting(role)
    return f" Ask {mentions(acting)}." if acting else ""
