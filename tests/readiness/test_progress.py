"""How far a release has come, and what counts as met."""

import pytest

from readiness.commands import Measure, VerifyChecks
from readiness.derived import Verdict, verdict
from readiness.progress import Progress, fulfilled, progress_by_phase, progress_of
from readiness.template import Phase
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    EMIL,
    FINN,
    LINES,
    MARA,
    Story,
    approve,
    approved,
    done,
    planned,
    reopen,
    signed,
    waive,
)


def is_fulfilled(key: str, story: Story) -> bool:
    return fulfilled(TEMPLATE, story.release, TEMPLATE.items[key])


def test_a_check_is_met_by_people() -> None:
    story = planned()
    assert not is_fulfilled("unit.tests", story)

    story.asks(EMIL, done("unit.tests"), waive("tests.split"), done("tests.security"))

    assert is_fulfilled("unit.tests", story)
    assert is_fulfilled("tests.split", story)
    assert not is_fulfilled("tests.security", story)
    story.asks(FINN, VerifyChecks(("tests.security",)))
    assert is_fulfilled("tests.security", story)


def test_a_sign_off_is_met_while_it_is_fresh() -> None:
    story = approved()
    assert not is_fulfilled("sheet.dev", story)

    story.asks(LINES["sheet.dev"], approve("sheet.dev"))
    assert is_fulfilled("sheet.dev", story)
    assert not is_fulfilled("sheet.qa", story)

    story.asks(EMIL, reopen("unit.tests"))
    assert not is_fulfilled("sheet.dev", story)


def test_a_criterion_is_inconclusive_until_it_is_measured_and_met_when_it_passes() -> None:
    story = planned()
    uptime = TEMPLATE.items["success.uptime"]
    assert verdict(uptime, story.release) is Verdict.INCONCLUSIVE
    assert not is_fulfilled("success.uptime", story)

    story.asks(EMIL, Measure("success.uptime", 99.9))
    assert verdict(uptime, story.release) is Verdict.FAIL
    assert not is_fulfilled("success.uptime", story)

    story.asks(EMIL, Measure("success.uptime", 99.91))
    assert verdict(uptime, story.release) is Verdict.PASS
    assert is_fulfilled("success.uptime", story)


def test_a_criterion_without_a_figure_stays_inconclusive() -> None:
    story = planned()
    story.asks(EMIL, Measure("success.mood", 4.5))

    assert verdict(TEMPLATE.items["success.mood"], story.release) is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("key", "met"),
    [
        ("audience.engineering", True),
        ("audience.users", False),
        ("channel.slack", True),
        ("channel.email", False),
        ("plan.before", False),
    ],
)
def test_what_is_derived_follows_from_what_is_set_up(key: str, met: bool) -> None:
    assert is_fulfilled(key, planned()) is met


def test_progress_counts_what_is_met_of_the_given_items() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests"))
    unit = TEMPLATE.groups["unit"].items

    assert progress_of(TEMPLATE, story.release, unit) == Progress(1, 3)
    assert progress_of(TEMPLATE, story.release, ()) == Progress(0, 0)


def test_progress_is_complete_when_nothing_is_left() -> None:
    assert Progress(3, 3).complete
    assert Progress(0, 0).complete
    assert not Progress(2, 3).complete


def test_progress_by_phase_counts_checks_alone_in_the_order_of_the_document() -> None:
    story = signed()

    assert progress_by_phase(TEMPLATE, story.release) == (
        (Phase.PREPARATION, Progress(4, 5)),
        (Phase.VERIFICATION, Progress(3, 3)),
        (Phase.EXECUTION, Progress(0, 2)),
        (Phase.MONITORING, Progress(0, 1)),
        (Phase.RISK, Progress(2, 2)),
        (Phase.ROLLBACK, Progress(1, 1)),
        (Phase.REVIEW, Progress(0, 1)),
    )


def test_a_signed_sheet_is_complete() -> None:
    story = signed()
    sheet = [item for item in TEMPLATE.items.values() if item.phase is Phase.SIGN_OFF]

    assert progress_of(TEMPLATE, story.release, sheet).complete
    story.asks(MARA, reopen("unit.tests"))
    assert progress_of(TEMPLATE, story.release, sheet) == Progress(0, 3)
