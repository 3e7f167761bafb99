"""A small template with a part of every kind: three gates, a sheet of three lines, checks in every phase."""

from dataclasses import replace
from datetime import timedelta

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
    Risk,
    Role,
    Section,
    Slot,
    Template,
)


def _check(key: str, phase: Phase, role: str | None = None, **more: object) -> Item:
    title = key.replace(".", " ").replace("-", " ").capitalize()
    item = Item(key, title, f"{title}, in full.", Kind.CHECK, phase, key.partition(".")[0], role)
    return replace(item, **more)  # type: ignore[arg-type]  # the fields of an item, by name


def _derived(kind: Kind, key: str, phase: Phase, **more: object) -> Item:
    return replace(_check(key, phase), kind=kind, **more)  # type: ignore[arg-type]  # as above


def _section(key: str, phase: Phase, *items: Item) -> Section:
    by_group: dict[str, list[Item]] = {}
    for item in items:
        by_group.setdefault(item.group, []).append(item)
    groups = tuple(Group(group, group.capitalize(), key, tuple(held)) for group, held in by_group.items())
    return Section(key, key.capitalize(), phase, groups)


UPTIME = Figure(Comparison.ABOVE, 99.9, "%", "availability")

TEMPLATE = Template(
    key="small",
    title="Small",
    description="A template with a part of every kind.",
    reference="small@1",
    roles=(
        Role(RELEASE_MANAGER, "Release Manager"),
        Role(DEPUTY, "Deputy", required=False),
        Role(ROLLBACK_TEAM, "Rollback Team"),
        Role(ON_CALL, "On-call"),
        Role("dev-lead", "Development Lead"),
        Role("qa-lead", "QA Lead"),
        Role("product-owner", "Product Owner"),
    ),
    sections=(
        _section(
            "preparation",
            Phase.PREPARATION,
            _check("unit.tests", Phase.PREPARATION, "dev-lead", gate="development"),
            _check("unit.coverage", Phase.PREPARATION, "dev-lead", gate="development"),
            _check("unit.style", Phase.PREPARATION, gate="development", required=False),
            _check("tests.security", Phase.PREPARATION, "qa-lead", gate="testing", verification=True),
            _check("tests.split", Phase.PREPARATION, "qa-lead", gate="testing", if_applicable=True),
        ),
        _section(
            "verification",
            Phase.VERIFICATION,
            _check("checkup.environment", Phase.VERIFICATION, gate="testing"),
            _check("checkup.smoke", Phase.VERIFICATION),
            _check("checkup.team", Phase.VERIFICATION, ON_CALL, verification=True),
        ),
        _section(
            "execution",
            Phase.EXECUTION,
            _check("rollout.steps", Phase.EXECUTION, "dev-lead"),
            _check("rollout.flags", Phase.EXECUTION),
        ),
        _section("monitoring", Phase.MONITORING, _check("watch.metrics", Phase.MONITORING, ON_CALL)),
        _section(
            "risk",
            Phase.RISK,
            _check("risk.data", Phase.RISK, "dev-lead", gate="approval", risk=Risk.HIGH, verification=True),
            _check("risk.adoption", Phase.RISK, gate="approval", risk=Risk.LOW),
        ),
        _section(
            "rollback",
            Phase.ROLLBACK,
            _check("undo.rehearsal", Phase.ROLLBACK, ROLLBACK_TEAM, gate="approval", verification=True),
        ),
        _section(
            "communication",
            Phase.COMMUNICATION,
            _derived(Kind.AUDIENCE, "audience.engineering", Phase.COMMUNICATION, release_channel=True),
            _derived(Kind.AUDIENCE, "audience.users", Phase.COMMUNICATION),
            _derived(Kind.CHANNEL, "channel.slack", Phase.COMMUNICATION),
            _derived(Kind.CHANNEL, "channel.email", Phase.COMMUNICATION),
            _derived(Kind.SLOT, "plan.before", Phase.COMMUNICATION, slots=("day-before",)),
        ),
        _section(
            "success",
            Phase.SUCCESS,
            _derived(Kind.CRITERION, "success.uptime", Phase.SUCCESS, figure=UPTIME),
            _derived(Kind.CRITERION, "success.mood", Phase.SUCCESS),
        ),
        _section(
            "sign-off",
            Phase.SIGN_OFF,
            _derived(Kind.SIGN_OFF, "sheet.final", Phase.SIGN_OFF, role=RELEASE_MANAGER, final=True),
            _derived(Kind.SIGN_OFF, "sheet.dev", Phase.SIGN_OFF, role="dev-lead"),
            _derived(Kind.SIGN_OFF, "sheet.qa", Phase.SIGN_OFF, role="qa-lead"),
        ),
        _section("review", Phase.REVIEW, _check("review.retrospective", Phase.REVIEW, "dev-lead")),
    ),
    gates=(
        Gate(
            "development",
            "Development complete",
            "dev-lead",
            (
                Condition("Coverage is high enough", ("unit.coverage",)),
                Condition("Every feature does what was specified"),
            ),
        ),
        Gate("testing", "Testing complete", "qa-lead", (Condition("Security", ("tests.security",)),)),
        Gate(
            "approval",
            "Deployment approved",
            "product-owner",
            (Condition("The business agrees"), Condition("The plan was followed", plan=True)),
        ),
    ),
    slots=(Slot("day-before", "A day before", Anchor.PLANNED_START, -timedelta(days=1), wall_clock=True),),
)

BEFORE_START = tuple(i.key for i in TEMPLATE.checks if i.phase.before_start and i.required)
TO_VERIFY = tuple(i.key for i in TEMPLATE.checks if i.phase.before_start and i.verification)


def with_gate(key: str, **changes: object) -> Template:
    """The template of these tests, with one gate changed."""
    gates = (replace(gate, **changes) if gate.key == key else gate for gate in TEMPLATE.gates)  # type: ignore[arg-type]
    return replace(TEMPLATE, gates=tuple(gates))
