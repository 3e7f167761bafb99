"""A template whose communication plan has every kind of slot, and who holds the roles of its release."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from readiness.template import (
    DEPUTY,
    ON_CALL,
    RELEASE_MANAGER,
    ROLLBACK_TEAM,
    Anchor,
    Comparison,
    Due,
    Figure,
    Group,
    Item,
    Kind,
    Phase,
    Role,
    Section,
    Slot,
    Template,
)
from tests.readiness.world import DAN, MARA, RHEA

MINUTE, HOUR, DAY, WEEK = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))
OPENED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
START = OPENED + 21 * DAY
TEAM = "C0TEAM"
BOARD = "C0BOARD"
ENGINEERING, EXECUTIVE, PRODUCT = "readers.engineering", "readers.executive", "readers.product"
"""The audiences. Only the first reads somewhere before anybody says where: in the release's channel."""
ERRORS = "success.errors"
"""The criterion that less than one per cent of errors meets."""


def item(key: str, kind: Kind, phase: Phase, **more: object) -> Item:
    """An item of the plan's template."""
    made = Item(key, key.capitalize(), f"{key} in full.", kind, phase, key.partition(".")[0])
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of an item, by name


def group(key: str, *items: Item, due: Due | None = None) -> Group:
    """A group under the section of the same name."""
    return Group(key, key.capitalize(), key, items, due)


def section(phase: Phase, *groups: Group) -> Section:
    """A section of its groups."""
    return Section(groups[0].key, groups[0].key.capitalize(), phase, groups)


SLOTS = (
    Slot("week-before", "A week before", Anchor.PLANNED_START, -WEEK, wall_clock=True),
    Slot("day-before", "A day before", Anchor.PLANNED_START, -DAY, wall_clock=True),
    Slot("hour-before", "An hour before", Anchor.PLANNED_START, -HOUR),
    Slot("start", "It begins", Anchor.START, timedelta()),
    Slot("during", "Every half hour", Anchor.START, 30 * MINUTE, 30 * MINUTE),
    Slot("finish", "It ends", Anchor.FINISH, timedelta()),
    Slot("hour-after", "An hour after", Anchor.FINISH, HOUR),
    Slot("day-after", "A day after", Anchor.FINISH, DAY),
    Slot("weekly", "Every week", Anchor.FINISH, WEEK, WEEK),
    Slot("rollback", "Every half hour of a rollback", Anchor.ROLLBACK, timedelta(), 30 * MINUTE),
)
TEMPLATE = Template(
    key="planned",
    title="Planned",
    description="A template with a whole plan.",
    reference="planned@1",
    roles=tuple(Role(key, key) for key in (RELEASE_MANAGER, DEPUTY, ROLLBACK_TEAM, ON_CALL)),
    gates=(),
    slots=SLOTS,
    sections=(
        section(
            Phase.VERIFICATION,
            group(
                "team",
                item("team.there", Kind.CHECK, Phase.VERIFICATION, required=False),
                due=Due(Anchor.PLANNED_START, -HOUR),
            ),
        ),
        section(
            Phase.EXECUTION,
            group(
                "steps",
                item("steps.first", Kind.CHECK, Phase.EXECUTION, required=False),
                due=Due(Anchor.START, timedelta()),
            ),
        ),
        section(
            Phase.MONITORING,
            group(
                "watch",
                item("watch.day", Kind.CHECK, Phase.MONITORING, required=False),
                due=Due(Anchor.FINISH, 2 * HOUR, DAY),
            ),
        ),
        section(
            Phase.ROLLBACK,
            group("undo", item("undo.steps", Kind.CHECK, Phase.ROLLBACK, required=False)),
        ),
        section(
            Phase.COMMUNICATION,
            group(
                "readers",
                item(
                    ENGINEERING,
                    Kind.AUDIENCE,
                    Phase.COMMUNICATION,
                    level="all",
                    release_channel=True,
                ),
                item(EXECUTIVE, Kind.AUDIENCE, Phase.COMMUNICATION, level="little"),
                item(PRODUCT, Kind.AUDIENCE, Phase.COMMUNICATION, level="some"),
            ),
            group(
                "times",
                item("times.before", Kind.SLOT, Phase.COMMUNICATION, slots=("week-before", "day-before")),
            ),
        ),
        section(
            Phase.SUCCESS,
            group(
                "success",
                item(
                    ERRORS,
                    Kind.CRITERION,
                    Phase.SUCCESS,
                    figure=Figure(Comparison.BELOW, 1, "%", "errors"),
                ),
                item(
                    "success.speed",
                    Kind.CRITERION,
                    Phase.SUCCESS,
                    figure=Figure(Comparison.BELOW, 2, "s", "an answer"),
                ),
            ),
        ),
        section(
            Phase.REVIEW,
            group(
                "review",
                item("review.week", Kind.CHECK, Phase.REVIEW, required=False),
                due=Due(Anchor.FINISH, WEEK),
            ),
        ),
    ),
)


def with_slot(slot: Slot) -> Template:
    """The template with one slot more."""
    return replace(TEMPLATE, slots=(*TEMPLATE.slots, slot))


ROLES = {
    RELEASE_MANAGER: (MARA.id,),
    DEPUTY: (DAN.id,),
    ROLLBACK_TEAM: (RHEA.id,),
    ON_CALL: ("S0ONCALL",),
}
