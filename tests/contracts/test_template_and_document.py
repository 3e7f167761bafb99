"""The shipped templates hold what the production readiness document and the design say, box by box."""

from collections import Counter
from datetime import timedelta

import pytest

from readiness.template import Anchor, Comparison, Due, Figure, Item, Kind, Phase, Risk, Slot, Template
from readiness.templates import shipped_template
from tests.contracts.document import (
    ABOVE,
    AT_LEAST,
    BELOW,
    BOXES,
    FIGURES,
    IN_WORDS,
    SCAN,
    SCOPES,
    SECTIONS,
)

MINUTES, HOURS, DAYS, WEEKS = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))


@pytest.fixture(scope="module")
def template() -> Template:
    return shipped_template("production-readiness")


def keys(items: tuple[Item, ...]) -> set[str]:
    return {item.key for item in items}


def test_every_box_of_the_document_is_an_item_in_its_group_in_the_documents_order(template: Template) -> None:
    assert [(group.title, len(group.items)) for group in template.groups.values()] == list(BOXES.items())
    assert len(template.items) == sum(BOXES.values()) == 193
    assert len(template.groups) == 49


def test_every_section_of_the_document_is_one_page(template: Template) -> None:
    pages = [(section.title, len(section.groups)) for section in template.sections]
    assert pages == list(SECTIONS.items())


def test_the_items_are_of_the_kinds_that_the_design_counts(template: Template) -> None:
    assert Counter(item.kind for item in template.items.values()) == {
        Kind.CHECK: 157,
        Kind.SIGN_OFF: 10,
        Kind.CRITERION: 12,
        Kind.AUDIENCE: 5,
        Kind.CHANNEL: 5,
        Kind.SLOT: 4,
    }
    assert Counter(item.phase for item in template.checks) == {
        Phase.PREPARATION: 85,
        Phase.VERIFICATION: 12,
        Phase.EXECUTION: 12,
        Phase.MONITORING: 12,
        Phase.RISK: 12,
        Phase.ROLLBACK: 12,
        Phase.REVIEW: 12,
    }


def test_every_figure_of_the_document_is_data(template: Template) -> None:
    figures = {
        item.key: (item.figure.comparison, item.figure.threshold, item.figure.unit)
        for item in template.items.values()
        if item.figure
    }
    assert figures == FIGURES
    assert {item.key for item in template.criteria} <= FIGURES.keys()


@pytest.mark.parametrize(("key", "words"), IN_WORDS.items(), ids=IN_WORDS.keys())
def test_a_reader_finds_the_figure_in_the_words(template: Template, key: str, words: list[str]) -> None:
    said = f"{template.items[key].title} {template.items[key].text}".lower()
    for figure in words:
        assert figure.lower() in said


def test_every_gate_has_the_scope_of_the_design_and_nothing_else(template: Template) -> None:
    assert [gate.key for gate in template.gates] == list(SCOPES)
    for gate, groups in SCOPES.items():
        expected = {item.key for group in groups for item in template.groups[group].items}
        expected = expected | {SCAN} if gate == "development-complete" else expected - {SCAN}
        assert keys(template.scope(gate)) == expected
    in_no_gate = keys(tuple(item for item in template.checks if item.phase.before_start and not item.gate))
    assert in_no_gate == keys(
        template.groups["pre-deployment-testing"].items + template.groups["team-readiness"].items
    )


def test_every_gate_is_approved_by_the_role_that_the_document_names(template: Template) -> None:
    approvers = {gate.title: template.role(gate.role).title for gate in template.gates}
    assert approvers == {
        "Development complete": "Development Team Lead",
        "Testing complete": "QA Team Lead",
        "Production ready": "Operations Team Lead",
        "Deployment approved": "Product Owner",
    }


def test_a_condition_is_met_by_items_by_the_plan_or_by_the_approvers_word(template: Template) -> None:
    how = {
        gate.key: ["plan" if c.plan else "word" if c.attested else "items" for c in gate.conditions]
        for gate in template.gates
    }
    assert how == {
        "development-complete": ["word", "items", "word", "items"],
        "testing-complete": ["items", "items", "items", "word"],
        "production-ready": ["items", "items", "items", "items", "word"],
        "deployment-approved": ["word", "items", "items", "plan"],
    }


def test_the_sheet_has_ten_lines_in_four_groups_the_release_managers_last(template: Template) -> None:
    lines = [(line.group, template.role(line.role or "").title) for line in template.sheet]
    assert lines == [
        ("development-sign-off", "Development Team Lead"),
        ("development-sign-off", "Senior Developer"),
        ("development-sign-off", "QA Team Lead"),
        ("operations-sign-off", "DevOps Lead"),
        ("operations-sign-off", "Infrastructure Lead"),
        ("operations-sign-off", "Security Lead"),
        ("business-sign-off", "Product Owner"),
        ("business-sign-off", "Business Stakeholder"),
        ("business-sign-off", "Support Lead"),
        ("final-approval", "Release Manager"),
    ]


def test_the_twelve_risks_have_their_level(template: Template) -> None:
    levels = {
        group: {item.risk for item in template.groups[group].items} for group in SCOPES["deployment-approved"]
    }
    assert levels["high-risks"] == {Risk.HIGH}
    assert levels["medium-risks"] == {Risk.MEDIUM}
    assert levels["low-risks"] == {Risk.LOW}
    assert sum(item.risk is not None for item in template.items.values()) == 12


def test_high_risks_security_tests_backups_and_rehearsals_want_a_second_pair_of_eyes(
    template: Template,
) -> None:
    verified = keys(tuple(item for item in template.checks if item.verification))
    assert verified == {
        *keys(template.groups["high-risks"].items),
        *keys(template.groups["security-testing"].items),
        "system-requirements.backups",
        "automated-rollback.thresholds",
        "manual-rollback.testing",
        "recovery-procedures.data",
    }


def test_what_the_document_calls_applicable_only_to_some_says_so(template: Template) -> None:
    optional = keys(tuple(item for item in template.items.values() if item.if_applicable))
    assert optional == {
        "feature-flags.experiments",
        "compliance.gdpr",
        "compliance.hipaa",
        "compliance.sox",
    }


def test_time_bound_groups_carry_their_time(template: Template) -> None:
    assert {group.key: group.due for group in template.groups.values() if group.due} == {
        "team-readiness": Due(Anchor.PLANNED_START, -1 * HOURS),
        "deployment-process": Due(Anchor.START, timedelta()),
        "feature-enablement": Due(Anchor.START, timedelta()),
        "validation": Due(Anchor.FINISH, timedelta()),
        "first-hours": Due(Anchor.FINISH, timedelta(), until=2 * HOURS),
        "first-day": Due(Anchor.FINISH, 2 * HOURS, until=24 * HOURS),
        "first-week": Due(Anchor.FINISH, 24 * HOURS, until=1 * WEEKS),
        "week-review": Due(Anchor.FINISH, 7 * DAYS),
        "month-review": Due(Anchor.FINISH, 30 * DAYS),
        "quarter-review": Due(Anchor.FINISH, 91 * DAYS),
    }


def test_the_plan_speaks_at_the_documents_times(template: Template) -> None:
    def times(item: str) -> list[tuple[Anchor, timedelta, timedelta | None]]:
        slots = {slot.key: slot for slot in template.slots}
        return [
            (slots[key].anchor, slots[key].offset, slots[key].every) for key in template.items[item].slots
        ]

    assert times("schedule.before") == [
        (Anchor.PLANNED_START, -1 * WEEKS, None),
        (Anchor.PLANNED_START, -1 * DAYS, None),
        (Anchor.PLANNED_START, -1 * HOURS, None),
    ]
    assert times("schedule.during") == [
        (Anchor.START, timedelta(), None),
        (Anchor.START, 30 * MINUTES, 30 * MINUTES),
        (Anchor.FINISH, timedelta(), None),
    ]
    assert times("schedule.after") == [
        (Anchor.FINISH, 1 * HOURS, None),
        (Anchor.FINISH, 4 * HOURS, None),
        (Anchor.FINISH, 24 * HOURS, None),
    ]
    assert times("schedule.ongoing") == [(Anchor.FINISH, 1 * WEEKS, 1 * WEEKS)]
    assert template.slots[-1] == Slot(
        "rollback", template.slots[-1].title, Anchor.ROLLBACK, timedelta(), 30 * MINUTES
    )
    assert [slot.key for slot in template.slots if slot.wall_clock] == ["week-before", "day-before"]


def test_each_audience_is_told_at_its_level_and_one_reads_in_the_releases_channel(template: Template) -> None:
    levels = {item.title: item.level for item in template.groups["audiences"].items}
    assert levels == {
        "Executive team": "High-level status",
        "Product team": "Feature status and user feedback",
        "Engineering team": "Technical status and issues",
        "Support team": "User issues and feedback",
        "Users": "Feature announcements and updates",
    }
    in_channel = [item.key for item in template.items.values() if item.release_channel]
    assert in_channel == ["audiences.engineering"]


def test_only_slack_is_required_of_the_channels(template: Template) -> None:
    required = {item.title: item.required for item in template.groups["channels"].items}
    assert required == {
        "Email": False,
        "Slack": True,
        "Dashboard": False,
        "Wiki": False,
        "Incident management": False,
    }


def test_a_key_begins_with_its_groups_so_that_it_reads_as_a_path(template: Template) -> None:
    for item in template.items.values():
        group = "sign-off" if item.kind is Kind.SIGN_OFF else item.group
        assert item.key.partition(".")[0] == group


def test_the_rollback_thresholds_begin_where_the_technical_success_metrics_end(template: Template) -> None:
    opposite = {ABOVE: Comparison.AT_MOST, BELOW: AT_LEAST}
    criteria = [item.figure for item in template.groups["technical-success"].items if item.figure]
    assert list(template.rollback_thresholds) == [
        Figure(opposite[figure.comparison], figure.threshold, figure.unit, figure.measure)
        for figure in criteria
    ]
