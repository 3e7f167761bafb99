"""Every message and every view that can be drawn of a release, by name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from readiness.choosing import Candidate
from readiness.model import Decision, Person, Release, Stage
from readiness.notices import NoticeKind
from readiness.signing.gates import gate_views
from readiness.signing.sheet import sheet_views
from readiness.template import Template
from readiness.waiting import Waiting, waiting_for
from slackapp.blocks import (
    check,
    checklist,
    criteria,
    moves,
    opening,
    roles,
    rollback_plan,
    signing,
)
from slackapp.blocks.card import card
from slackapp.blocks.history import history
from slackapp.blocks.home import home
from slackapp.blocks.listing import choose_release, help_message, mine, release_list, risks
from slackapp.blocks.notices import draw
from slackapp.blocks.pages import pages
from slackapp.blocks.parts import Message, View, sentence_message, sentence_view
from slackapp.blocks.status import status, status_view
from tests.slackapp.blocks.authority_drawings import authority_messages, authority_views
from tests.slackapp.blocks.plan_drawings import plan_messages, plan_views
from tests.slackapp.blocks.worlds import MARA, rude


@dataclass(frozen=True)
class Listed(Candidate):
    planned_start: datetime


@dataclass(frozen=True)
class Entry:
    seq: int
    at: datetime
    by: str
    kind: str
    data: dict[str, Any]
    surface: str = "checklist"


def listed(release: Release, count: int) -> list[Listed]:
    made = Listed(release.id, release.name, release.stage, release.channel, release.planned_start)
    return [replace(made, planned_start=made.planned_start - timedelta(days=n)) for n in range(count)]


def entries(now: datetime, key: str) -> list[Entry]:
    data = {"key": key, "text": rude(3_000)}
    return [Entry(100 - n, now, MARA, "EvidenceAdded", data) for n in range(15)]


def everything(release: Release, template: Template) -> Waiting:
    """More than anybody has to do."""
    found = waiting_for(template, release, Person(MARA))
    return replace(
        found,
        gates=gate_views(template, release),
        lines=sheet_views(template, release),
        to_verify=template.checks,
        to_do=template.checks,
    )


def messages(template: Template, release: Release, now: datetime) -> Iterator[tuple[str, Message]]:
    many = listed(release, 100)
    yield "status", status(template, release, now)
    yield "shared status", status(template, release, now, shared_by=MARA)
    yield "card", card(template, release, now)
    yield "gates", signing.gates_message(template, release, now)
    yield "help", help_message()
    yield "list", release_list(many, now)
    yield "empty list", release_list([], now)
    yield "choose", choose_release(many, "rolled-back", rude(3_000))
    yield "mine", mine([(template, release, everything(release, template))] * 12, now)
    yield "nothing of mine", mine([], now)
    yield "risks", risks(template, release)
    yield "history", history(template, release, entries(now, template.checks[0].key))
    yield "no history", history(template, release, [])
    yield "sentence", sentence_message(rude(9_000))
    for number, gate in enumerate(template.gates):
        for to in (release.channel, MARA) if number < 2 else (release.channel,):
            message = draw(NoticeKind.GATE, template, release, gate.key, to, now)
            yield f"gate {number} to {to}", message
    for line in template.sheet[:2] + template.sheet[-1:]:
        yield f"line {line.key}", draw(NoticeKind.LINE, template, release, line.key, MARA, now)
    for stage in set(Stage) - {Stage.PLANNED}:
        yield f"stage {stage}", draw(NoticeKind.STAGE, template, release, stage, release.channel, now)
    yield from plan_messages(template, release, now)
    yield from authority_messages(template, release, now)
    yield "sheet", draw(NoticeKind.SHEET, template, release, "sheet", release.channel, now)
    yield "role", draw(NoticeKind.ROLE, template, release, template.roles[0].key, release.channel, now)
    yield "overdue", draw(NoticeKind.OVERDUE, template, release, "", MARA, now)
    yield "drawn card", draw(NoticeKind.CARD, template, release, "", release.channel, now)


def views(template: Template, release: Release, now: datetime) -> Iterator[tuple[str, View]]:
    many = listed(release, 100)
    handles = {f"S0GROUP{n:03}": rude(75, n) for n in range(10)}
    references = [(f"template-{n}@1", rude(75, n)) for n in range(120)]
    item = template.checks[0]
    yield "status view", status_view(template, release, now)
    yield from plan_views(template, release, now)
    yield from authority_views(template, release, now)
    yield "home", home([(template, release, everything(release, template))] * 8, [release.id], many, now)
    yield "empty home", home([], [], [], now)
    yield "sentence view", sentence_view(rude(9_000))
    yield "criteria", criteria.criteria_view(template, release)
    for each in template.criteria[:2]:
        yield f"measure {each.key}", criteria.measure_view(release, each)
    yield "rollback plan", rollback_plan.plan_view(template, release)
    yield "edit the rollback plan", rollback_plan.edit_view(release)
    yield "roles", roles.roles_view(template, release)
    yield "role", roles.role_view(template, release, template.roles[0].key, handles)
    for subject in (template.gates[0].key, template.sheet[0].key):
        for decision in Decision:
            yield f"sign {subject} {decision}", signing.sign_view(template, release, subject, decision)
    yield (
        "new",
        opening.new_release_view(
            references, references[0][0], name=rude(80), zone="Europe/Berlin", channel="C0CHECKOUT", now=now
        ),
    )
    yield (
        "new, knowing nothing",
        opening.new_release_view(references[:1], "", name="", zone="UTC", channel="", now=now),
    )
    yield "new roles", opening.new_release_roles_view(template, rude(3_000), release.roles, handles)
    yield "opened", opening.opened_view(template, release, [rude(3_000)] * 200)
    yield "start", moves.start_view(template, release, now)
    yield "finish", moves.finish_view(template, release)
    yield "roll back", moves.roll_back_view(release, rude(3_000))
    yield "close", moves.close_view(template, release)
    yield "cancel", moves.cancel_view(release)
    yield "move", moves.move_view(release, now)
    yield "not ready", moves.not_ready_view(release)
    yield "untick", check.untick_view(template, release, item.key, template.gates[0].key)
    for key in (template.checks[0].group, template.sections[0].key):
        yield f"not applicable {key}", check.not_applicable_view(template, release, key)
    yield "evidence", check.evidence_view(many, f"https://example.com/{'a' * 900}?b&c")
    yield "evidence of one", check.evidence_view(many[:1], "https://example.com/a")
    for section in (*(each for each in template.sections if each.items), template.sections[-1]):
        for page in range(len(pages(section))):
            drawn = checklist.view(template, release, section.key, page, now, notice=rude(900), person=MARA)
            yield f"checklist {section.key} {page}", drawn
    for each in (*template.checks[:9], *(i for i in template.items.values() if i not in template.checks)):
        yield f"details {each.key}", check.view(template, release, each)
