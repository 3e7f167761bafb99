"""The success criteria in a window, and the one in which somebody records what they measured."""

from collections.abc import Sequence

from readiness.derived import Verdict, verdict
from readiness.model import Release, Stage
from readiness.template import Item, Template
from slackapp.actions import Action, Field, Reading, Submission, Target
from slackapp.blocks.figures import criterion_line, wanted
from slackapp.blocks.inputs import number_input, one_state, text_input
from slackapp.blocks.parts import Block, Element, View, button, modal, option, section, sections
from slackapp.blocks.text import fitted, linked, one_line, said

MOST = 60
"""Criteria with a button of their own; a window has room for a hundred blocks."""
REST_ROOM = 10_000
A_VALUE, INCONCLUSIVE = "value", "inconclusive"
"""What somebody may say of a criterion, as the window sends it."""


def counts(template: Template, release: Release) -> str:
    """How many criteria pass and fail, and how many nobody can tell of, in plain words."""
    found = [verdict(item, release) for item in template.criteria]
    passing, failing = found.count(Verdict.PASS), found.count(Verdict.FAIL)
    open_ones = len(found) - passing - failing
    left = f", {open_ones} not known yet" if open_ones else ""
    return f"{passing} of {len(found)} criteria pass, {failing} fail{left}"


def criteria_line(template: Template, release: Release) -> str:
    """The same for the status and the card; empty without criteria, and where nothing is left to measure."""
    if not template.criteria or release.stage is Stage.CANCELLED:
        return ""
    failing = any(verdict(item, release) is Verdict.FAIL for item in template.criteria)
    return f"*Criteria*: {'❌ ' if failing else ''}{counts(template, release)}"


def criteria_view(template: Template, release: Release) -> View:
    """Every success criterion: what was measured by whom, and a button to record a value."""
    shown, rest = template.criteria[:MOST], template.criteria[MOST:]
    lines = [criterion_line(item, release) for item in rest]
    blocks: list[Block] = [
        *sections([f"*{said(release.name)}*", counts(template, release)]),
        *(section(criterion_line(item, release), _measure_button(release, item)) for item in shown),
        *sections(fitted(lines, "see `/readiness checklist`", most=len(lines), room=REST_ROOM)),
    ]
    none = sections(["This template has no success criteria."]) if not template.criteria else []
    return modal("Success criteria", [*blocks, *none], Reading.CRITERIA, str(Target(release.id)))


def _measure_button(release: Release, item: Item) -> Element | None:
    if release.stage is Stage.CANCELLED:
        return None
    label = f"Measure… record a value of {one_line(item.title)}"
    return button("Measure…", Action.MEASURE, Target(release.id, item.key), label)


def measure_view(release: Release, item: Item) -> View:
    """Asks for the value of one criterion in its unit, or why it says nothing either way."""
    figure = item.figure
    what = (figure.measure if figure is not None else "") or item.title
    unit = f" in {one_line(figure.unit)}" if figure is not None and figure.unit else ""
    lines = [f"*{said(item.title)}*", linked(item.text), *_demand(item), _last(item, release)]
    options = _outcomes()
    blocks = [
        *sections(lines),
        one_state(Field.STATE, "What did you find?", options, options[0]),
        number_input(
            Field.VALUE,
            f"{what[:1].upper()}{what[1:]}{unit}",
            hint="A number alone, such as 99.95. Leave it empty where the outcome is inconclusive.",
        ),
        text_input(
            Field.NOTE,
            "Note",
            hint="Where the value comes from; or why nothing can be said either way.",
            optional=True,
        ),
    ]
    return modal("Measure", blocks, Submission.MEASURE, str(Target(release.id, item.key)), "Record")


def _demand(item: Item) -> list[str]:
    return [f"It passes with {wanted(item.figure)}."] if item.figure is not None else []


def _last(item: Item, release: Release) -> str:
    return f"Last time: {criterion_line(item, release)}" if item.key in release.measurements else ""


def _outcomes() -> Sequence[Element]:
    return [
        option("A value", A_VALUE),
        option("Inconclusive", INCONCLUSIVE, "It says nothing either way, for now"),
    ]
