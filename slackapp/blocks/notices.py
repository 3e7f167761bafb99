"""What notices say: drawn when they are sent, from the release as it is then."""

from datetime import datetime

from readiness.model import Release, Stage
from readiness.notices import NoticeKind
from readiness.template import Template
from slackapp.blocks.card import card, move_buttons
from slackapp.blocks.lines import override_line, rollback_line, stage_line
from slackapp.blocks.parts import Message, header, section, sections
from slackapp.blocks.roles import role_message
from slackapp.blocks.sheet import line_message, sheet_message
from slackapp.blocks.signing import gate_message
from slackapp.blocks.text import channel, escape, one_line, said, span, spoken, when


def draw(
    kind: NoticeKind, template: Template, release: Release, subject: str, to: str, now: datetime
) -> Message:
    """The message of a notice about ``subject``; ``to`` is the channel or person that it goes to."""
    match kind:
        case NoticeKind.CARD:
            return card(template, release, now)
        case NoticeKind.GATE:
            return gate_message(template, release, subject, to)
        case NoticeKind.SHEET:
            return sheet_message(template, release)
        case NoticeKind.LINE:
            return line_message(template, release, subject, to)
        case NoticeKind.ROLE:
            return role_message(template, release, subject)
        case NoticeKind.STAGE:
            return stage_message(release, Stage(subject), now)
        case NoticeKind.OVERDUE:
            return overdue_message(release, now)


_MOVES = {
    Stage.DEPLOYING: "is being deployed",
    Stage.MONITORING: "is live",
    Stage.ROLLING_BACK: "is being rolled back",
    Stage.ROLLED_BACK: "is rolled back",
    Stage.CLOSED: "is closed",
    Stage.CANCELLED: "is cancelled",
}


def stage_message(release: Release, stage: Stage, now: datetime) -> Message:
    """Says that the release came into ``stage``, and why; and where it stands if it moved on since.

    Loudly for a rollback, and for a start without go.
    """
    without_go = stage is Stage.DEPLOYING and release.started_without_go
    loud = without_go or stage in (Stage.ROLLING_BACK, Stage.ROLLED_BACK)
    word = "started without go" if without_go else _MOVES[stage]
    head = f"{one_line(release.name)} {word}"
    lines = [stage_line(release, now), override_line(release), rollback_line(release, now) if loud else ""]
    return Message(
        escape(f"{head}."), [header(f"🚨 {head}" if loud else head), *sections(filter(None, lines))]
    )


def overdue_message(release: Release, now: datetime) -> Message:
    """Asks whoever leads a release whose planned start has passed to start, move or cancel it."""
    name = one_line(release.name)
    if release.stage is not Stage.PLANNED or now < release.planned_start:
        text = f"*{said(release.name)}* was overdue. It is settled: {stage_line(release, now)}"
        return Message(escape(f"{name} is no longer overdue."), [section(text)])
    late = span(now - release.planned_start)
    start = when(release.planned_start)
    lines = [
        f"*{said(release.name)}* in {channel(release.channel)} was planned for {start}.",
        "Nobody has started it. Start it, move it or cancel it?",
    ]
    head = f"Overdue: {name}"
    planned = spoken(release.planned_start, release.zone)
    text = f"{name} is overdue by {late}: it was planned for {planned}. Start it, move it or cancel it?"
    return Message(escape(text), [header(head), *sections(lines), move_buttons(release)])
