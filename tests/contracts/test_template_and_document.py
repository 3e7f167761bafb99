"""The shipped templates hold what the production readiness document and the design say, box by box."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.template import Anchor, Comparison, Due, Figure, Item, Kind, Phase, Risk, Slot, Template
from readiness.templates import shipped, shipped_template

# The document's groups in its order, by heading, with their number of boxes.
BOXES = {
    "Unit testing": 4,
    "Integration testing": 4,
    "End-to-end testing": 4,
    "Performance testing": 4,
    "Security testing": 5,
    "Environment configuration": 4,
    "Feature flags": 4,
    "Security configuration": 4,
    "System requirements": 4,
    "Scalability": 4,
    "High availability": 4,
    "Metrics collection": 4,
    "Logging": 4,
    "Alerting": 4,
    "Health checks": 4,
    "Data protection": 4,
    "Access control": 4,
    "Compliance": 4,
    "Technical documentation": 4,
    "Operational documentation": 4,
    "User documentation": 4,
    "Environment preparation": 4,
    "Pre-deployment testing": 4,
    "Team readiness": 4,
    "Deployment process": 4,
    "Feature enablement": 4,
    "Validation": 4,
    "Immediate monitoring (first 2 hours)": 4,
    "Short-term monitoring (first 24 hours)": 4,
    "Medium-term monitoring (first week)": 4,
    "High risks": 4,
    "Medium risks": 4,
    "Low risks": 4,
    "Automated rollback": 4,
    "Manual rollback": 4,
    "Recovery procedures": 4,
    "Stakeholder communication": 5,
    "Communication channels": 5,
    "Communication schedule": 4,
    "Technical success metrics": 4,
    "Business success metrics": 4,
    "Operational success metrics": 4,
    "Development team": 3,
    "Operations team": 3,
    "Business team": 3,
    "Final approval": 1,
    "Week 1 review": 4,
    "Month 1 review": 4,
    "Quarterly review": 4,
}

SECTIONS = {
    "Code quality and testing": 5,
    "Configuration management": 3,
    "Infrastructure readiness": 3,
    "Monitoring and observability": 4,
    "Security and compliance": 3,
    "Documentation": 3,
    "Pre-deployment verification": 3,
    "Deployment execution": 3,
    "Post-deployment monitoring": 3,
    "Risk assessment": 3,
    "Rollback readiness": 3,
    "Communication plan": 3,
    "Success criteria": 3,
    "Sign-off": 4,
    "Post-production reviews": 3,
}

ABOVE, BELOW, AT_LEAST, EQUAL = Comparison.ABOVE, Comparison.BELOW, Comparison.AT_LEAST, Comparison.EQUAL
FIGURES = {
    "unit-testing.coverage": (ABOVE, 95, "%"),
    "feature-enablement.initial-share": (EQUAL, 5, "%"),
    "technical-success.uptime": (ABOVE, 99.9, "%"),
    "technical-success.response-time": (BELOW, 2, "s"),
    "technical-success.error-rate": (BELOW, 1, "%"),
    "technical-success.memory": (BELOW, 200, "MB"),
    "business-success.adoption": (ABOVE, 10, "%"),
    "business-success.satisfaction": (ABOVE, 4, "of 5.0"),
    "business-success.completion": (ABOVE, 50, "%"),
    "business-success.support-tickets": (BELOW, 5, "%"),
    "operational-success.downtime": (EQUAL, 0, "min"),
    "operational-success.coverage": (AT_LEAST, 100, "%"),
    "operational-success.alert-response": (BELOW, 5, "min"),
    "operational-success.resolution": (BELOW, 2, "h"),
}

# What a reader has to find in the words, whatever the data says.
IN_WORDS = {
    "unit-testing.coverage": ["more than 95 %"],
    "feature-enablement.initial-share": ["5 %"],
    "first-hours.metrics": ["2 hours"],
    "first-hours.errors": ["2 hours"],
    "first-day.memory": ["24 hours"],
    "first-week.usage": ["first week"],
    "schedule.before": ["1 week", "1 day", "1 hour"],
    "schedule.during": ["every 30 minutes"],
    "schedule.after": ["1 hour", "4 hours", "24 hours"],
    "schedule.ongoing": ["weekly"],
    "technical-success.uptime": ["more than 99.9 %"],
    "technical-success.response-time": ["less than 2 s"],
    "technical-success.error-rate": ["fewer than 1 %"],
    "technical-success.memory": ["less than 200 MB"],
    "business-success.adoption": ["more than 10 %"],
    "business-success.satisfaction": ["above 4.0", "5.0"],
    "business-success.completion": ["more than 50 %"],
    "business-success.support-tickets": ["less than 5 %"],
    "operational-success.downtime": ["zero downtime"],
    "operational-success.coverage": ["100 %"],
    "operational-success.alert-response": ["less than 5 min"],
    "operational-success.resolution": ["less than 2 h"],
}

# The groups in each gate's scope; the vulnerability scan is the one box that leaves its group.
SCAN = "security-testing.vulnerability-scan"
SCOPES = {
    "development-complete": ["unit-testing", "integration-testing"],
    "testing-complete": ["end-to-end-testing", "performance-testing", "security-testing"],
    "production-ready": [
        *("environment-configuration", "feature-flags", "security-configuration"),
        *("system-requirements", "scalability", "high-availability"),
        *("metrics", "logging", "alerting", "health-checks"),
        *("data-protection", "access-control", "compliance"),
        *("technical-documentation", "operational-documentation", "user-documentation"),
        "environment-preparation",
    ],
    "deployment-approved": [
        *("high-risks", "medium-risks", "low-risks"),
        *("automated-rollback", "manual-rollback", "recovery-procedures"),
    ],
}

MINUTES, HOURS, DAYS, WEEKS = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))


@pytest.fixture(scope="module")
def template() -> Template:
    return shipped_template("production-readiness")


@pytest.fixture(params=shipped())
def any_template(request: pytest.FixtureRequest) -> Template:
    return shipped_template(request.param)


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


def test_what_a_condition_is_linked_to_is_in_its_gates_scope(any_template: Template) -> None:
    for gate in any_template.gates:
        linked = {key for condition in gate.conditions for key in condition.items}
        assert linked <= keys(any_template.scope(gate.key))


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


def test_only_the_deputys_role_may_stay_empty(any_template: Template) -> None:
    assert [role.title for role in any_template.roles if not role.required] == ["Deputy"]
    assert {"release-manager", "deputy", "rollback-team", "on-call"} <= {r.key for r in any_template.roles}


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
        "first-day": Due(Anchor.FINISH, timedelta(), until=24 * HOURS),
        "first-week": Due(Anchor.FINISH, timedelta(), until=1 * WEEKS),
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


def test_every_slot_but_those_of_a_rollback_belongs_to_an_item(any_template: Template) -> None:
    told = {slot for item in any_template.items.values() for slot in item.slots}
    assert told == {slot.key for slot in any_template.slots if slot.anchor is not Anchor.ROLLBACK}


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


def test_every_check_has_an_owner(any_template: Template) -> None:
    assert [check.key for check in any_template.checks if not check.role] == []


def test_a_key_begins_with_its_groups_so_that_it_reads_as_a_path(template: Template) -> None:
    for item in template.items.values():
        group = "sign-off" if item.kind is Kind.SIGN_OFF else item.group
        assert item.key.partition(".")[0] == group


def test_titles_tell_items_of_a_group_apart_and_texts_are_sentences(any_template: Template) -> None:
    for group in any_template.groups.values():
        assert len({item.title for item in group.items}) == len(group.items)
    for item in any_template.items.values():
        assert item.text != item.title
        assert re.fullmatch(r"[A-Z].*\.", item.text), item.key
        assert not item.title.endswith("."), item.key


@pytest.mark.parametrize(
    ("key", "checks", "gates", "lines"), [("hotfix", 10, 1, 1), ("small-team", 25, 2, 3)]
)
def test_the_other_templates_are_as_small_as_they_promise(
    key: str, checks: int, gates: int, lines: int
) -> None:
    template = shipped_template(key)
    assert (len(template.checks), len(template.gates), len(template.sheet)) == (checks, gates, lines)


def test_a_hotfix_speaks_at_the_start_every_30_minutes_at_the_end_and_an_hour_later() -> None:
    times = [(slot.anchor, slot.offset, slot.every) for slot in shipped_template("hotfix").slots]
    assert times == [
        (Anchor.START, timedelta(), None),
        (Anchor.START, 30 * MINUTES, 30 * MINUTES),
        (Anchor.FINISH, timedelta(), None),
        (Anchor.FINISH, 1 * HOURS, None),
    ]


def test_the_templates_share_neither_gates_nor_slots() -> None:
    templates = [shipped_template(key) for key in shipped()]
    for parts in ("gates", "slots"):
        names = [part.key for template in templates for part in getattr(template, parts)]
        assert len(names) == len(set(names))


def test_the_rollback_thresholds_begin_where_the_technical_success_metrics_end(template: Template) -> None:
    opposite = {ABOVE: Comparison.AT_MOST, BELOW: AT_LEAST}
    criteria = [item.figure for item in template.groups["technical-success"].items if item.figure]
    assert list(template.rollback_thresholds) == [
        Figure(opposite[figure.comparison], figure.threshold, figure.unit, figure.measure)
        for figure in criteria
    ]


def test_the_shipped_templates_and_the_files_in_the_folder_are_the_same() -> None:
    folder = Path(__file__).parents[2] / "readiness" / "templates"
    assert sorted(file.stem for file in folder.iterdir()) == sorted(shipped())
