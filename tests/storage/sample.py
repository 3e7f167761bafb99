"""A small template, the people who work with it, and a release to change: what the tests of storage share."""

from datetime import UTC, datetime, timedelta

from readiness.commands import OpenRelease
from readiness.model import Person
from readiness.template import (
    DEPUTY,
    ON_CALL,
    RELEASE_MANAGER,
    ROLLBACK_TEAM,
    Anchor,
    Comparison,
    Condition,
    Figure,
    Gate,
    Group,
    Item,
    Kind,
    Phase,
    Role,
    Section,
    Slot,
    Template,
)

WORKSPACE = "T0001"
CHANNEL = "C0001"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
START = NOW + timedelta(days=7)

ALICE = Person("UALICE")
"""The release manager, who opens releases."""
BOB = Person("UBOB")
"""The QA lead, who approves the one gate."""
CHARLIE = Person("UCHARLIE")
"""An engineer who holds no role."""
EMMA = Person("UEMMA")
"""The deputy."""

QA = "qa-team-lead"
BOARD = "readers.board"
"""An audience that reads nowhere until somebody says where."""


def template(title: str = "Sample", checks: int = 4) -> Template:
    """One gate over all checks, the first of which wants a second person, and one line in the sheet."""
    items = tuple(
        Item(
            key=f"testing.check-{number}",
            title=f"Check {number}",
            text=f"Check {number} holds.",
            kind=Kind.CHECK,
            phase=Phase.PREPARATION,
            group="testing",
            role=QA,
            gate="ready",
            verification=number == 0,
        )
        for number in range(checks)
    )
    line = Item(
        key="sheet.manager",
        title="Release Manager",
        text="The release manager signs last.",
        kind=Kind.SIGN_OFF,
        phase=Phase.SIGN_OFF,
        group="sheet",
        role=RELEASE_MANAGER,
        final=True,
    )
    criterion = Item(
        key="technical.error-rate",
        title="Error rate",
        text="Few requests fail.",
        kind=Kind.CRITERION,
        phase=Phase.SUCCESS,
        group="technical",
        figure=Figure(Comparison.BELOW, 1, "%", "errors"),
    )
    board = Item(
        key=BOARD,
        title="The board",
        text="The board reads what comes.",
        kind=Kind.AUDIENCE,
        phase=Phase.COMMUNICATION,
        group="readers",
        level="Little",
    )
    return Template(
        key="sample",
        title=title,
        description="A template for tests.",
        roles=tuple(Role(key, key) for key in (RELEASE_MANAGER, DEPUTY, ROLLBACK_TEAM, ON_CALL, QA)),
        sections=(
            Section(
                "preparation", "Preparation", Phase.PREPARATION, (_group("testing", "preparation", items),)
            ),
            Section("success", "Success", Phase.SUCCESS, (_group("technical", "success", (criterion,)),)),
            Section(
                "communication",
                "Communication",
                Phase.COMMUNICATION,
                (_group("readers", "communication", (board,)),),
            ),
            Section("sign-off", "Sign-off", Phase.SIGN_OFF, (_group("sheet", "sign-off", (line,)),)),
        ),
        gates=(
            Gate("ready", "Ready", QA, (Condition("Everything is checked.", tuple(i.key for i in items)),)),
        ),
        slots=(
            Slot("hour-before", "An hour before", Anchor.PLANNED_START, -timedelta(hours=1)),
            Slot("start", "Start", Anchor.START, timedelta(0)),
        ),
    )


def _group(key: str, section: str, items: tuple[Item, ...]) -> Group:
    return Group(key, key.title(), section, items)


def opening(release_id: str = "R1", channel: str = CHANNEL, **changes: object) -> OpenRelease:
    """Ask for a release a week from now, with everybody in their role."""
    fields: dict[str, object] = {
        "id": release_id,
        "workspace": WORKSPACE,
        "name": f"Checkout {release_id}",
        "summary": "A faster checkout.",
        "template": "sample",
        "channel": channel,
        "planned_start": START,
        "zone": "Europe/Berlin",
        "roles": {
            RELEASE_MANAGER: (ALICE.id,),
            DEPUTY: (EMMA.id,),
            ROLLBACK_TEAM: (CHARLIE.id,),
            ON_CALL: (CHARLIE.id,),
            QA: (BOB.id,),
        },
    }
    return OpenRelease(**{**fields, **changes})  # type: ignore[arg-type]
