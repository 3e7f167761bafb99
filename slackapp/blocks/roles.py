"""Who holds which role, and the window in which one of them is given to somebody else."""

from collections.abc import Mapping

from readiness.model import Release
from readiness.template import Role, Template
from slackapp.actions import Action, Field, Reading, Submission, Target
from slackapp.blocks.delegations import delegation_blocks
from slackapp.blocks.inputs import people as people_input
from slackapp.blocks.inputs import user_groups
from slackapp.blocks.parts import (
    MOST_IN_MODAL,
    Block,
    Element,
    Message,
    View,
    actions,
    button,
    modal,
    section,
    sections,
)
from slackapp.blocks.text import escape, fitted, one_line, people, said

MOST_ROLES = 90
"""With a button each; a window has room for a hundred blocks."""
MOST_HOLDERS = 20
REST_ROOM = 10_000


def roles_view(template: Template, release: Release) -> View:
    """Every role with who holds it, and a button to change that while the release is active."""
    shown, rest = template.roles[:MOST_ROLES], template.roles[MOST_ROLES:]
    lines = [_line(release, role) for role in rest]
    handed = [block for role in shown for block in delegation_blocks(release, role)]
    blocks: list[Block] = [
        *sections([f"*{said(release.name)}*"]),
        *(section(_line(release, role), _change_button(release, role)) for role in shown),
        *sections(fitted(lines, "the template has too many roles", most=len(lines), room=REST_ROOM)),
        *_hand_over(release),
    ]
    blocks += handed[: MOST_IN_MODAL - len(blocks)]
    return modal("Roles", blocks, Reading.ROLES, str(Target(release.id)))


def _line(release: Release, role: Role) -> str:
    held = people(release.holders(role.key), most=MOST_HOLDERS)
    missing = "⚠️ nobody yet" if role.required else "nobody"
    return "\n".join([f"*{said(role.title, 100)}*", held or missing, *_absent(release, role.key)])


def _absent(release: Release, role: str) -> list[str]:
    """Who of the holders can't act, and whether that leaves nobody."""
    unfit = [holder for holder in release.holders(role) if holder in release.unfit]
    if not unfit:
        return []
    word = "" if release.acting(role) else " That leaves nobody: give the role to somebody else."
    return [f"⚠️ {people(unfit, most=MOST_HOLDERS)} can't act: deactivated, or a guest.{word}"]


def _hand_over(release: Release) -> list[Block]:
    if not release.stage.active:
        return []
    label = f"Hand over a role of yours of {one_line(release.name)}"
    return [actions(button("Hand over a role…", Action.HAND_OVER, Target(release.id), label))]


def _change_button(release: Release, role: Role) -> Element | None:
    if not release.stage.active:
        return None
    label = f"Change who is {one_line(role.title)}"
    return button("Change…", Action.CHANGE_ROLE, Target(release.id, role.key), label)


def role_view(template: Template, release: Release, role_key: str, handles: Mapping[str, str]) -> View:
    """The window for one role; ``handles`` are those of the user groups among its holders, by id."""
    role = template.role(role_key)
    held = release.holders(role_key)
    persons = [holder for holder in held if holder not in handles]
    groups = [(holder, handles[holder]) for holder in held if holder in handles]
    blocks = [
        *sections([f"*{said(role.title)}* of *{said(release.name)}*"]),
        people_input(Field.PEOPLE, "People", persons),
        user_groups("User groups", groups, hint="Whoever is in the group holds the role."),
    ]
    return modal("Change a role", blocks, Submission.ROLE, str(Target(release.id, role_key)), "Save")


def role_message(template: Template, release: Release, role_key: str) -> Message:
    """Says aloud who holds the role now, or that who holds it can't act: then nobody was given it."""
    title = template.role(role_key).title
    held = people(release.holders(role_key), most=MOST_HOLDERS) or "nobody"
    absent = _absent(release, role_key)
    is_now = "is held by" if absent else "is now"
    text = f"*{said(title)}* of *{said(release.name)}* {is_now} {held}."
    plain_text = f"{one_line(release.name)}: the role {one_line(title)} was given to somebody else."
    if absent and not release.acting(role_key):
        plain_text = f"{one_line(release.name)}: nobody can act as {one_line(title)}."
        absent.append("Assign it with `/readiness roles`.")
    return Message(escape(plain_text), sections([text, *absent]))
