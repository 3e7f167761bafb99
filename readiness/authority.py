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
        raise _only("the release manager or the deputy", release, RELEASE_MANAGER, act)


def require_release_manager(release: Release, person: Person, act: str) -> None:
    """Refuse anybody but the release manager."""
    require_member(person, act)
    if not release.holds(person, RELEASE_MANAGER):
        raise _only("the release manager", release, RELEASE_MANAGER, act)


def require_role_assigner(release: Release, person: Person) -> None:
    """Roles are assigned by the release manager; in their absence by the deputy or an administrator."""
    require_member(person, "assign roles")
    if not (release.leads(person) or person.administrator):
        whom = "the release manager, the deputy or an administrator"
        raise _only(whom, release, RELEASE_MANAGER, "assign roles")


def require_no_handing_on(release: Release, person: Person, role: str) -> None:
    """Refuse to give away for good whom the release follows, by somebody to whom that was handed for a time.

    They would keep by it what is to come back by itself.
    """
    leads = (RELEASE_MANAGER, DEPUTY)
    own = person.administrator or any(release.has(person, each) for each in leads)
    if role in leads and not own:
        held = release.holders(RELEASE_MANAGER)
        raise Refused(
            "The role was handed to you for now. Only the release manager, the deputy or an administrator "
            f"can say for good who leads this release. Ask {mentions(held)}.",
            held,
        )


def answers_rollback(release: Release, person: Person) -> bool:
    """Whether the person may say if the release can be rolled back, and may call a rollback."""
    roles = (RELEASE_MANAGER, DEPUTY, ROLLBACK_TEAM, ON_CALL)
    return person.kind is PersonKind.MEMBER and any(release.holds(person, role) for role in roles)


def require_rollback_caller(release: Release, person: Person, act: str) -> None:
    """Refuse anybody but the release manager, the deputy, the rollback team and on-call."""
    require_member(person, act)
    if not answers_rollback(release, person):
        whom = "the rollback team, on-call, the release manager or the deputy"
        raise _only(whom, release, ROLLBACK_TEAM, act)


def require_holder(template: Template, release: Release, person: Person, role: str, act: str) -> None:
    """Refuse anybody who does not hold the role."""
    require_member(person, act)
    if not release.holds(person, role):
        title = template.role(role).title
        raise _only(f"the {title}", release, role, act, _why_nobody(release, role))


def _why_nobody(release: Release, role: str) -> str:
    if release.holders(role):
        return " Whoever holds that role can't act; ask the release manager to give it to somebody else."
    return " Nobody holds that role; ask the release manager to assign it."


def bars(
    template: Template, release: Release, gate: Gate, person_id: str, on_behalf: str | None = None
) -> str:
    """Why separation of duties bars this person from the gate, as a sentence; empty when it does not.

    ``on_behalf`` is whoever handed them the role: a delegate may do no more than that one could.
    """
    if gate.separation is Duties.NOBODY:
        return ""
    if release.opened_by == person_id:
        return "You opened this release, so somebody else has to approve its gates."
    if release.opened_by == on_behalf:
        return "Whoever handed you the role opened this release, so somebody else has to approve its gates."
    if gate.separation is not Duties.CONTRIBUTORS:
        return ""
    if contributions(template, release, gate, person_id):
        return "You completed a check in this gate's scope, so somebody else has to approve it."
    if on_behalf is not None and contributions(template, release, gate, on_behalf):
        return (
            "Whoever handed you the role completed a check in this gate's scope, "
            "so somebody else has to approve it."
        )
    return ""


def eligible(template: Template, release: Release, gate: Gate) -> tuple[str, ...]:
    """Who can act in the gate's role and is not barred from it; of a user group's members it is not known."""
    role = gate.role
    return tuple(
        one
        for one in release.acting(role)
        if not bars(template, release, gate, one, release.handed_by(one, role))
    )


def require_separate(template: Template, release: Release, gate: Gate, person: Person) -> None:
    """Refuse whom separation of duties bars from the gate, and say who can approve it instead."""
    behalf = release.stands_in_for(person, gate.role)
    barred = bars(template, release, gate, person.id, behalf)
    if not barred:
        return
    others = tuple(one for one in eligible(template, release, gate) if one != person.id)
    if others:
        raise Refused(f"{barred} Ask {mentions(others)}.", others)
    title = template.role(gate.role).title
    raise Refused(f"{barred} Nobody else is {title}: ask the release manager to give that role to somebody.")


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


def _only(whom: str, release: Release, role: str, act: str, otherwise: str = "") -> Refused:
    """Only they can; ask who acts in the role, or what else to do where nobody does."""
    acting = release.acting(role)
    ask = f" Ask {mentions(acting)}." if acting else otherwise
    return Refused(f"Only {whom} can {act}.{ask}", acting)
