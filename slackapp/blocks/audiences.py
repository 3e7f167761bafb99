"""Who reads the updates where, and the window that says so for one audience."""

from readiness.communication.plan import places, readers
from readiness.communication.planning import MOST_PLACES
from readiness.model import Release
from readiness.template import Item, Template
from slackapp.actions import Action, Field, Reading, Submission, Target
from slackapp.blocks.inputs import channels
from slackapp.blocks.naming import place_name
from slackapp.blocks.parts import Block, Element, View, button, context, modal, section, sections
from slackapp.blocks.text import fitted, linked, one_line, said

MOST_AUDIENCES = 60
"""With a button each; a window has room for a hundred blocks."""
REST_ROOM = 4_000


def audiences_view(template: Template, release: Release) -> View:
    """Every audience with where it reads and what it is told, and a button to change where."""
    shown, rest = template.audiences[:MOST_AUDIENCES], template.audiences[MOST_AUDIENCES:]
    lines = [_line(template, release, audience) for audience in rest]
    none = ["This template has no audiences, so no updates go out."] if not template.audiences else []
    blocks: list[Block] = [
        *sections([f"*{said(release.name)}*", *none]),
        *(section(_line(template, release, each), _change_button(release, each)) for each in shown),
        *sections(fitted(lines, "the template has too many audiences", most=len(lines), room=REST_ROOM)),
        context(
            "Where several audiences read in one channel, the most detailed update goes out there, once."
        ),
    ]
    return modal("Who reads where", blocks, Reading.AUDIENCES, str(Target(release.id)))


def _line(template: Template, release: Release, audience: Item) -> str:
    read = _where(release, audience)
    level = f" · {said(audience.level, 100)}" if audience.level else ""
    shared = _shared(template, release, audience)
    return f"*{said(audience.title, 100)}*{level}\n{read}{shared}"


def _where(release: Release, audience: Item) -> str:
    where = places(release, audience)
    return ", ".join(place_name(place) for place in where) or "⚠️ no channel: no update reaches it"


def audience_line(release: Release, audience: Item) -> str:
    """An audience and where it reads, for whoever signs the communication plan."""
    return f"• {said(audience.title, 100)}: {_where(release, audience)}"


def _shared(template: Template, release: Release, audience: Item) -> str:
    """Where it reads the more detailed update of another audience."""
    instead = [each for each in readers(template, release) if audience in each.sharing]
    if not instead:
        return ""
    titles = ", ".join(dict.fromkeys(said(each.audience.title, 80) for each in instead))
    return f"\nReads there what is written for: {titles}"


def _change_button(release: Release, audience: Item) -> Element | None:
    if not release.stage.active:
        return None
    label = f"Change… where {one_line(audience.title)} reads"
    return button("Change…", Action.CHANGE_AUDIENCE, Target(release.id, audience.key), label)


def audience_view(release: Release, audience: Item) -> View:
    """The window for one audience."""
    chosen = [place for place in places(release, audience) if place[:1] in ("C", "G")]
    blocks = [
        *sections([f"*{said(audience.title)}* of *{said(release.name)}*", linked(audience.text)]),
        channels(
            Field.CHANNELS,
            "Channels",
            chosen,
            hint=f"Up to {MOST_PLACES}; none for nowhere. Invite the app to them first.",
        ),
    ]
    metadata = str(Target(release.id, audience.key))
    return modal("Where it reads", blocks, Submission.AUDIENCE, metadata, "Save")
