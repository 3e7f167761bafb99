"""What notices say: drawn when they are sent, from the release as it is then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from readiness.communication.plan import PostKey, readers
from readiness.model import Release, Stage
from readiness.notices import NoticeKind
from readiness.template import Detail, Template
from slackapp.blocks.card import card, move_buttons
from slackapp.blocks.delegations import delegation_message
from slackapp.blocks.expiry import expiry_message
from slackapp.blocks.lines import rollback_line, stage_line
from slackapp.blocks.overrides import override_line, override_message
from slackapp.blocks.parts import Message, header, section, sections
from slackapp.blocks.prompts import criterion_message, prompt_message
from slackapp.blocks.roles import role_message
from slackapp.blocks.sheet import line_message, sheet_message
from slackapp.blocks.signing import gate_message
from slackapp.blocks.text import channel, escape, one_line, said, span, spoken, when
from slackapp.blocks.timely import checklist_message, review_message
from slackapp.blocks.trouble import trouble_message
from slackapp.blocks.updates import users
from slackapp.blocks.updates.drawing import update_message
from slackapp.blocks.updates.moved import moved_message
from slackapp.blocks.updates.update import Update
from slackapp.blocks.word import word_message


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice is drawn from. ``to`` is the channel or person that it goes to."""

    template: Template
    release: Release
    subject: str
    to: str
    now: datetime


def draw(
    kind: NoticeKind, template: Template, release: Release, subject: str, to: str, now: datetime
) -> Message:
    """The message of a notice about ``subject``; ``to`` is the channel or person that it goes to."""
    return _DRAWN[kind](Notice(template, release, subject, to, now))


_MOVES = {
    Stage.DEPLOYING: "is being deployed",
    Stage.MONITORING: "is live",
    Stage.ROLLING_BACK: "is being rolled back",
    Stage.ROLLED_BACK: "is rolled back",
    Stage.CLOSED: "is closed",
    Stage.CANCELLED: "is cancelled",
}


def stage_message(template: Template, release: Release, stage: Stage, to: str, now: datetime) -> Message:
    """Says that the release came into ``stage``, and why; and where it stands if it moved on since.

    Loudly for a rollback, and for a start without go. Where ``to`` is a place that only users read, it says
    what that means to them, without names and reasons.
    """
    if _is_of_users(template, release, to) and stage in users.STAGES:
        head, text = users.stage_news(release, stage)
        return Message(escape(f"{head}. {text}"), [header(head), *sections([text])])
    without_go = stage is Stage.DEPLOYING and release.started_without_go
    loud = without_go or stage in (Stage.ROLLING_BACK, Stage.ROLLED_BACK)
    word = "started without go" if without_go else _MOVES[stage]
    head = f"{one_line(release.name)} {word}"
    lines = [
        stage_line(release, now),
        override_line(template, release),
        rollback_line(release, now) if loud else "",
    ]
    return Message(
        escape(f"{head}."), [header(f"🚨 {head}" if loud else head), *sections(filter(None, lines))]
    )


def _is_of_users(template: Template, release: Release, to: str) -> bool:
    """Whether nobody but users reads there; the release's own channel is the team's."""
    teams = (each for each in readers(template, release) if each.audience.reads_as is not Detail.USERS)
    return to not in (release.channel, *(each.destination for each in teams))


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


def _update(n: Notice) -> Message:
    return update_message(Update(n.template, n.release, PostKey.parse(n.subject), n.now))


_DRAWN: Mapping[NoticeKind, Callable[[Notice], Message]] = {
    NoticeKind.CARD: lambda n: card(n.template, n.release, n.now),
    NoticeKind.GATE: lambda n: gate_message(n.template, n.release, n.subject, n.to),
    NoticeKind.SHEET: lambda n: sheet_message(n.template, n.release),
    NoticeKind.LINE: lambda n: line_message(n.template, n.release, n.subject, n.to),
    NoticeKind.ROLE: lambda n: role_message(n.template, n.release, n.subject),
    NoticeKind.STAGE: lambda n: stage_message(n.template, n.release, Stage(n.subject), n.to, n.now),
    NoticeKind.OVERDUE: lambda n: overdue_message(n.release, n.now),
    NoticeKind.UPDATE: _update,
    NoticeKind.MOVED: lambda n: moved_message(n.template, n.release, n.subject, n.to, n.now),
    NoticeKind.CHECKLIST: lambda n: checklist_message(n.template, n.release, n.subject),
    NoticeKind.REVIEW: lambda n: review_message(n.template, n.release, n.subject),
    NoticeKind.PROMPT: lambda n: prompt_message(n.template, n.release, n.subject, n.to, n.now),
    NoticeKind.WORD: lambda n: word_message(n.template, n.release, n.subject, n.to, n.now),
    NoticeKind.CRITERION: lambda n: criterion_message(n.template, n.release, n.subject, n.to, n.now),
    NoticeKind.TROUBLE: lambda n: trouble_message(n.template, n.release, n.subject),
    NoticeKind.EXPIRY: lambda n: expiry_message(n.template, n.release, n.subject),
    NoticeKind.DELEGATION: lambda n: delegation_message(n.template, n.release, n.subject),
    NoticeKind.OVERRIDE: lambda n: override_message(n.template, n.release, n.subject),
}
"""By its kind, how a notice is drawn."""
