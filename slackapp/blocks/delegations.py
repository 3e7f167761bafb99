"""Roles that are handed over for a time: the window, what is said aloud, and who acts for whom."""

from collections.abc import Sequence

from readiness.model import Release
from readiness.records import Delegation
from readiness.template import Role, Template
from slackapp.actions import Action, Field, Submission, Target
from slackapp.blocks.inputs import day, field, one_of, person, text_input
from slackapp.blocks.parts import Block, Message, View, button, modal, option, section, sections
from slackapp.blocks.text import escape, one_line, people, said, when


def delegate_view(release: Release, roles: Sequence[Role]) -> View:
    """The window in which somebody hands one of ``roles``, which are theirs, to a person until a moment."""
    options = [option(one_line(role.title), role.key) for role in roles]
    blocks = [
        *sections(
            [
                f"You hand a role of *{said(release.name)}* to somebody for a time.",
                "They may do what you may, except hand it on. Their signatures say that they act for you.",
            ]
        ),
        one_of(Field.ROLE, "Role", options, options[0]),
        person(Field.PERSON, "To whom?", None, optional=False),
        day(Field.DAY, "Until which day?", optional=False),
        field(
            Field.HOUR, "Until what time?", {"type": "timepicker"}, hint=f"On the clocks of {release.zone}."
        ),
        text_input(Field.REASON, "Why?", hint="Everybody reads it in the channel.", most=500),
    ]
    return modal("Hand over a role", blocks, Submission.DELEGATE, str(Target(release.id)), "Hand over")


def delegation_line(handed: Delegation, role: str = "") -> str:
    """Who acts for whom until when, and why; ``role`` is its title."""
    what = f"as *{said(role, 80)}* " if role else ""
    until = f"for {people([handed.of])} until {when(handed.until)}"
    return f"↪️ {people([handed.to])} acts {what}{until}: {said(handed.reason, 200)}"


def delegation_blocks(release: Release, role: Role) -> list[Block]:
    """A line for each time that the role is handed over, with a button that takes it back."""
    return [
        section(
            delegation_line(handed, role.title),
            button(
                "Take back",
                Action.TAKE_BACK,
                Target(release.id, role.key, handed.to),
                f"Take the role {one_line(role.title)} back",
            )
            if release.stage.active
            else None,
        )
        for handed in release.delegations_of(role.key)
    ]


def delegation_message(template: Template, release: Release, subject: str) -> Message:
    """Says aloud that a role was handed over, or that it is its holder's alone again.

    ``subject`` is the role and the person that it was handed to, as ``role:person``.
    """
    role, _, to = subject.rpartition(":")
    title = said(template.role(role).title)
    handed = next((each for each in release.delegations.get(role, ()) if each.to == to), None)
    name, plain = one_line(release.name), one_line(template.role(role).title)
    if handed is None:
        text = f"{people([to])} no longer acts as *{title}* of *{said(release.name)}*: that time is over."
        return Message(escape(f"{name}: the role {plain} is no longer handed over."), sections([text]))
    lines = [f"*{title}* of *{said(release.name)}* is handed over for a time.", delegation_line(handed)]
    return Message(escape(f"{name}: the role {plain} is handed over for a time."), sections(lines))
