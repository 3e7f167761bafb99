"""The rollback plan as a record: in a line on the card, whole in a window, and the window to write it."""

from collections.abc import Iterator
from datetime import datetime

from readiness.model import Release
from readiness.records import RollbackPlan
from readiness.template import Template
from slackapp.actions import Action, Field, Reading, Submission, Target
from slackapp.blocks.figures import wanted
from slackapp.blocks.inputs import day, number_input, person, text_input
from slackapp.blocks.lines import rollback_line
from slackapp.blocks.parts import Block, View, actions, button, modal, sections
from slackapp.blocks.text import fitted, linked, one_line, people, said

NOTHING = RollbackPlan()
THRESHOLDS_ROOM = 6_000
NONE_YET = "⚠️ *Rollback plan*: not written down yet; `/readiness rollback-plan` asks for it"


def ways_back(release: Release, now: datetime) -> list[str]:
    """Whether the release can be rolled back, and how; nothing once it is closed or cancelled."""
    lines = [rollback_line(release, now), plan_line(release)] if release.stage.active else []
    return [line for line in lines if line]


def plan_line(release: Release) -> str:
    """The record in a line, for the card: how long it takes, until when it is possible, whom to ask."""
    plan = release.rollback_plan
    if plan is None:
        return NONE_YET
    return f"*Rollback plan*: {' · '.join(_facts(plan))}"


def _facts(plan: RollbackPlan) -> Iterator[str]:
    yield f"takes {plan.minutes} min" if plan.minutes is not None else "⚠️ nobody says how long it takes"
    if plan.rehearsed_on is not None:
        yield f"rehearsed on {plan.rehearsed_on.isoformat()}"
    else:
        yield "⚠️ not rehearsed"
    if plan.point_of_no_return:
        yield f"point of no return: {said(plan.point_of_no_return, 200)}"
    yield f"owner {people([plan.owner])}" if plan.owner else "⚠️ no owner"


def threshold_lines(template: Template) -> list[str]:
    """The figures of the template that speak for going back, a line each."""
    return [
        f"• {said(figure.measure, 100) or 'value'}: {wanted(figure)}"
        for figure in template.rollback_thresholds
    ]


def plan_view(template: Template, release: Release) -> View:
    """The whole record, for whoever has to roll back, with a button to write it."""
    plan = release.rollback_plan or NOTHING
    thresholds = threshold_lines(template)
    blocks: list[Block] = [
        *sections([f"*{said(release.name)}*", _summary(release)]),
        *_text("What is rolled back automatically", plan.automatic),
        *_text("How it is rolled back by hand", plan.manual),
        *_text("How data and services recover", plan.recovery),
        *_text("Point of no return", plan.point_of_no_return),
    ]
    if thresholds:
        shown = fitted(thresholds, "see the template", most=len(thresholds), room=THRESHOLDS_ROOM)
        blocks += sections(["*Reaching one of these speaks for going back*", *shown])
    if release.stage.active:
        label = f"Edit… the rollback plan of {one_line(release.name)}"
        blocks.append(actions(button("Edit…", Action.EDIT_ROLLBACK_PLAN, Target(release.id), label)))
    return modal("Rollback plan", blocks, Reading.ROLLBACK_PLAN, str(Target(release.id)))


def _summary(release: Release) -> str:
    plan = release.rollback_plan
    if plan is None:
        return "⚠️ It is not written down yet. Whoever has to roll back in a hurry will look here."
    rest = RollbackPlan(owner=plan.owner, rehearsed_on=plan.rehearsed_on, minutes=plan.minutes)
    return " · ".join(_facts(rest))


def _text(heading: str, text: str) -> list[Block]:
    return sections([f"*{heading}*", linked(text) if text else "Nothing written down yet."])


def edit_view(release: Release) -> View:
    """The window in which the rollback plan is written; what is written already stands in it."""
    plan = release.rollback_plan or NOTHING
    blocks = [
        *sections([f"*{said(release.name)}*"]),
        person(Field.OWNER, "Owner", plan.owner, hint="Who keeps this plan true, and is asked about it."),
        day(
            Field.DAY,
            "Last rehearsal",
            plan.rehearsed_on.isoformat() if plan.rehearsed_on else "",
            hint="When this rollback was last carried out, outside production, from beginning to end.",
        ),
        number_input(
            Field.MINUTES,
            "Minutes that a rollback takes",
            str(plan.minutes) if plan.minutes is not None else "",
            whole=True,
            hint="As measured in the rehearsal.",
        ),
        _writing(
            Field.POINT_OF_NO_RETURN,
            "Point of no return",
            plan.point_of_no_return,
            "From when on it can't be rolled back any more, such as “once the old table is dropped”.",
        ),
        _writing(
            Field.AUTOMATIC,
            "Automatic rollback",
            plan.automatic,
            "What triggers it, at which thresholds, and what it does.",
        ),
        _writing(Field.MANUAL, "By hand", plan.manual, "Step by step, for somebody who is woken at night."),
        _writing(Field.RECOVERY, "Recovery", plan.recovery, "How data and services come back afterwards."),
    ]
    return modal("Rollback plan", blocks, Submission.ROLLBACK_PLAN, str(Target(release.id)), "Save")


def _writing(name: Field, label: str, initial: str, hint: str) -> Block:
    return text_input(name, label, initial, hint=hint, optional=True)
