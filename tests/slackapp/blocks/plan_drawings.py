"""Every message and every window of the communication plan, its prompts and its checklists, by name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from readiness.communication.overview import plan_rows
from readiness.communication.plan import PostKey, due_at
from readiness.communication.prompts import prompt_subject
from readiness.communication.telling import Shift
from readiness.communication.words import word_subject
from readiness.model import Release
from readiness.notices import NoticeKind
from readiness.records import PostState, Trouble
from readiness.template import Kind, Phase, Slot, Template
from slackapp.blocks import audiences, schedule
from slackapp.blocks.notices import draw
from slackapp.blocks.parts import Message, View
from slackapp.blocks.plan_lines import times
from slackapp.blocks.prompts import keep_going_view
from slackapp.blocks.schedule import time_id
from slackapp.blocks.updates.update import tone_of
from slackapp.blocks.word import word_view
from tests.slackapp.blocks.worlds import MARA, rude

Drawn = Iterator[tuple[str, Message]]
Draw = Callable[..., Message]
AN_EARLIER_TIME = "2020-01-01T00:00:00+00:00"


def plan_messages(template: Template, release: Release, now: datetime) -> Drawn:
    """What the communication plan, its prompts and its checklists say."""

    def drawn(kind: NoticeKind, subject: str, to: str = release.channel) -> Message:
        return draw(kind, template, release, subject, to, now)

    yield from _updates(template, release, now, drawn)
    for to in (release.channel, MARA):
        yield from _questions(template, release, drawn, to)
    yield from _due_checks(template, drawn)
    yield from _troubles(template, release, now, drawn)


def _updates(template: Template, release: Release, now: datetime, drawn: Draw) -> Drawn:
    for slot in one_of_each_tone(template):
        due = (due_at(slot, release) or now) - timedelta(minutes=90)
        for audience in template.audiences[:6]:
            key = PostKey(slot.key, due, audience.key, release.channel)
            yield f"update {slot.key} for {audience.key}", drawn(NoticeKind.UPDATE, str(key))
    nobody = PostKey("gone", now, "gone", release.channel)
    yield "update of nothing that the template has", drawn(NoticeKind.UPDATE, str(nobody))
    shift = Shift(release.planned_start - timedelta(days=1), release.planned_start)
    yield "moved", drawn(NoticeKind.MOVED, str(shift))


def _questions(template: Template, release: Release, drawn: Draw, to: str) -> Drawn:
    for subject in (prompt_subject(release), AN_EARLIER_TIME):
        yield f"prompt {subject} to {to}", drawn(NoticeKind.PROMPT, subject, to)
    for subject in (word_subject(release), AN_EARLIER_TIME):
        yield f"word {subject} to {to}", drawn(NoticeKind.WORD, subject, to)
    for item in template.criteria[:2]:
        yield f"criterion {item.key} to {to}", drawn(NoticeKind.CRITERION, item.key, to)


def _due_checks(template: Template, drawn: Draw) -> Drawn:
    for group, _ in template.timely_groups:
        first = group.items[0]
        kind = NoticeKind.REVIEW if first.phase is Phase.REVIEW else NoticeKind.CHECKLIST
        if first.kind is Kind.CHECK:
            yield f"{kind} {group.key}", drawn(kind, group.key)


def _troubles(template: Template, release: Release, now: datetime, drawn: Draw) -> Drawn:
    for text in [*list(release.posts)[:20], str(PostKey("gone", now, "gone", release.channel))]:
        yield f"trouble {text}", drawn(NoticeKind.TROUBLE, text)
    in_trouble = all_in_trouble(template, release, now)
    for key in in_trouble.troubles:
        yield f"trouble {key}", draw(NoticeKind.TROUBLE, template, in_trouble, key, MARA, now)
    yield "card in trouble", draw(NoticeKind.CARD, template, in_trouble, "", release.channel, now)


def all_in_trouble(template: Template, release: Release, now: datetime) -> Release:
    """The release with a message of every kind in trouble, in each of the ways there are."""
    subjects = {
        NoticeKind.GATE: template.gates[0].key if template.gates else "",
        NoticeKind.LINE: template.sheet[0].key if template.sheet else "",
        NoticeKind.CHECKLIST: template.timely_groups[0][0].key if template.timely_groups else "",
        NoticeKind.REVIEW: template.timely_groups[-1][0].key if template.timely_groups else "",
        NoticeKind.CRITERION: template.criteria[0].key if template.criteria else "",
        NoticeKind.ROLE: template.roles[0].key,
    }
    kinds = [kind for kind in NoticeKind if subjects.get(kind, "none")]
    troubles = {
        f"{kind}:{state}": Trouble(kind, to, subjects.get(kind, ""), state, now, "app", rude(900))
        for kind in kinds
        for state in PostState
        for to in (MARA if state is PostState.FAILED else release.channel,)
    }
    return replace(release, troubles=troubles)


def one_of_each_tone(template: Template) -> list[Slot]:
    """A slot of the template for each kind of moment that an update speaks of."""
    return list({tone_of(slot): slot for slot in template.slots}.values())


def plan_views(template: Template, release: Release, now: datetime) -> Iterator[tuple[str, View]]:
    """The windows of the communication plan."""
    found = times(plan_rows(template, release, now))
    for page in range(len(found) // schedule.ON_PAGE + 2):
        yield f"schedule, page {page}", schedule.schedule_view(template, release, now, page)
    in_trouble = all_in_trouble(template, release, now)
    yield "schedule with messages in trouble", schedule.schedule_view(template, in_trouble, now, 0)
    for time in (*found[:3], *found[-3:]):
        yield f"schedule, {time_id(time)}", schedule.time_view(template, release, time, 3)
    for slot in one_of_each_tone(template):
        for audience in template.audiences[:2]:
            key = PostKey(slot.key, now, audience.key, release.channel)
            drawn = schedule.preview_view(template, release, key, now)
            yield f"preview {slot.key} {audience.key}", drawn
    keys = [str(PostKey("gone", now, "gone", f"C0PLACE{n}")) for n in range(100)]
    yield "skip many", schedule.skip_view(template, release, "gone/", keys)
    yield "audiences", audiences.audiences_view(template, release)
    for audience in template.audiences[:1]:
        yield "audience", audiences.audience_view(release, audience)
    yield "word", word_view(release)
    for item in template.criteria[:1]:
        yield "keep going", keep_going_view(release, item)
