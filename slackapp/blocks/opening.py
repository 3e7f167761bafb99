"""The two windows in which a release is opened, and what is said once it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from readiness.model import Release
from readiness.opening import NAME_LIMIT, SUMMARY_LIMIT
from readiness.template import RELEASE_MANAGER, Template
from slackapp.actions import Field, Reading, Submission, Target
from slackapp.blocks.inputs import channel as channel_input
from slackapp.blocks.inputs import moment, one_of, text_input
from slackapp.blocks.inputs import people as people_input
from slackapp.blocks.parts import Block, View, modal, option, sections
from slackapp.blocks.text import channel as channel_link
from slackapp.blocks.text import cut, fitted, people, said, when

MOST_ROLES = 95
"""Inputs in one window, which has room for a hundred blocks."""
USUAL_LEAD = timedelta(days=8)
"""How far ahead the form suggests the go-live: the first post of the plan goes out a week before."""
USUAL_HOUR = "10:00"


def new_release_view(
    templates: Sequence[tuple[str, str]], chosen: str, *, name: str, zone: str, channel: str, now: datetime
) -> View:
    """The first window. ``templates`` are (reference, title), ``chosen`` is the reference of one of them.

    ``zone`` is the person's own; the day that stands in the form is their day. ``channel`` is where they
    are, which is left out when it is no channel.
    """
    here = channel if channel.startswith(("C", "G")) else ""
    options = {reference: option(title, reference) for reference, title in templates}
    day = (now + USUAL_LEAD).astimezone(ZoneInfo(zone)).date().isoformat()
    what = "What ships, in a sentence or two. It stands on the card and on every request for a sign-off."
    where = "The release lives here. Invite the app to it first."
    blocks = [
        one_of(Field.TEMPLATE, "Template", list(options.values()), options.get(chosen)),
        text_input(Field.NAME, "Name", name, hint="Such as Checkout 2.4.", lines=False, most=NAME_LIMIT),
        text_input(Field.SUMMARY, "Summary", hint=what, optional=True, most=SUMMARY_LIMIT),
        channel_input(Field.CHANNEL, "Channel", here, hint=where),
        *moment(day, USUAL_HOUR, zone),
    ]
    return modal("New release", blocks, Submission.NEW_RELEASE, "", "Next")


def new_release_roles_view(
    template: Template, metadata: str, holders: Mapping[str, Sequence[str]], handles: Mapping[str, str]
) -> View:
    """The second window: who holds which role.

    ``holders`` fill it in; ``handles`` are those of the user groups among them, which keep their roles, by
    id. ``metadata`` comes back with the submission.
    """
    inputs = []
    for role in template.roles[:MOST_ROLES]:
        persons = [holder for holder in holders.get(role.key, ()) if holder not in handles]
        hint = "Can stay empty for now; the start needs it." if role.required else "Nobody has to hold it."
        if role.key == RELEASE_MANAGER:
            hint = "It is you if nobody is named."
        inputs.append(people_input(f"role:{role.key}", cut(role.title, 150), persons, hint=hint))
    later = template.roles[MOST_ROLES:]
    blocks = [
        *sections(["Who holds which role? You can change it later with `/readiness roles`."]),
        *sections(_held_by_groups(template, holders, handles)),
        *inputs,
        *(sections([f"{len(later)} more roles are given with `/readiness roles`."]) if later else []),
    ]
    return modal("Who does what", blocks, Submission.NEW_RELEASE_ROLES, metadata, "Open release", "Cancel")


def _held_by_groups(
    template: Template, holders: Mapping[str, Sequence[str]], handles: Mapping[str, str]
) -> list[str]:
    lines: list[str] = []
    for role in template.roles:
        groups = [holder for holder in holders.get(role.key, ()) if holder in handles]
        if groups:
            lines.append(f"• {said(role.title, 100)}: {people(groups)}")
    rest = "see `/readiness roles`"
    shown = fitted(lines, rest, most=len(lines), room=2_500)
    return ["User groups keep these roles:", *shown] if lines else []


def opened_view(template: Template, release: Release, warnings: Sequence[str]) -> View:
    """What was opened, and what will stand in the way later, said while it is easy to mend."""
    lines = [
        f"✅ *{said(release.name)}* is open in {channel_link(release.channel)}.",
        f"Go-live: {when(release.planned_start)}",
        f"Template: {said(template.title, 80)}",
    ]
    warned = [f"⚠️ {said(warning, 400)}" for warning in warnings]
    blocks: list[Block] = [
        *sections(lines),
        *sections(fitted(warned, "see `/readiness status`", most=len(warned), room=12_000)),
        *sections(["Its card is in the channel. `/readiness checklist` opens the checklist."]),
    ]
    return modal("Release opened", blocks, Reading.OPENED, str(Target(release.id)))
