"""The rollback plan as a record: a line on the card, whole in a window, and the window to write it."""

from dataclasses import replace
from datetime import date

import pytest

from readiness.model import Stage
from readiness.records import RollbackPlan
from slackapp.blocks.card import card
from slackapp.blocks.rollback_plan import edit_view, plan_line, plan_view
from slackapp.blocks.status import status
from tests.slackapp.blocks.reading import buttons, inputs, shown
from tests.slackapp.blocks.worlds import NOW, QUINN, plain_release, plain_template

TEMPLATE = plain_template()
RELEASE = plain_release()
PLAN = RollbackPlan(
    automatic="At 1 % errors the flag goes off",
    manual="1. Flag off\n2. Deploy 2.3",
    recovery="Restore from <backup>",
    owner=QUINN,
    rehearsed_on=date(2026, 11, 20),
    minutes=12,
    point_of_no_return="once the old table is dropped",
)
PLANNED = replace(RELEASE, rollback_plan=PLAN)


def test_a_release_without_a_plan_says_so_and_how_to_write_it() -> None:
    assert "not written down yet; `/readiness rollback-plan`" in plan_line(RELEASE)
    assert "Whoever has to roll back in a hurry" in shown(plan_view(TEMPLATE, RELEASE))


def test_card_and_status_show_the_record_in_a_line() -> None:
    line = (
        "*Rollback plan*: takes 12 min · rehearsed on 2026-11-20 · "
        "point of no return: once the old table is dropped · owner <@U0QUINN>"
    )
    assert plan_line(PLANNED) == line
    assert line in shown(card(TEMPLATE, PLANNED, NOW).blocks)
    assert line in shown(status(TEMPLATE, PLANNED, NOW).blocks)


@pytest.mark.parametrize("stage", Stage)
def test_nobody_is_asked_for_a_way_back_once_all_is_over(stage: Stage) -> None:
    over = stage in {Stage.CLOSED, Stage.CANCELLED}
    release = replace(RELEASE, stage=stage, closed_at=NOW if over else None)
    for drawn in (card(TEMPLATE, release, NOW), status(TEMPLATE, release, NOW)):
        assert ("not written down yet" in shown(drawn.blocks)) is not over
        asked = stage in {Stage.PLANNED, Stage.DEPLOYING, Stage.MONITORING}
        assert ("whether it can be rolled back" in shown(drawn.blocks)) is asked
        assert ("*Criteria*" in shown(drawn.blocks)) is not (stage is Stage.CANCELLED)


def test_what_is_missing_in_the_record_is_said() -> None:
    line = plan_line(replace(RELEASE, rollback_plan=RollbackPlan(manual="Flag off")))
    assert line == "*Rollback plan*: ⚠️ nobody says how long it takes · ⚠️ not rehearsed · ⚠️ no owner"


def test_the_window_shows_every_text_whole_and_escaped_with_the_thresholds() -> None:
    view = plan_view(TEMPLATE, PLANNED)
    text = shown(view)
    assert "2. Deploy 2.3" in text
    assert "Restore from &lt;backup&gt;" in text
    assert "• error rate: at least 1 %" in text
    assert buttons(view) == ["Edit…"]
    assert buttons(plan_view(TEMPLATE, replace(PLANNED, stage=Stage.CLOSED))) == []


def test_what_is_written_already_stands_in_the_window_to_write_it() -> None:
    filled = inputs(edit_view(PLANNED))
    assert filled["owner"]["element"]["initial_user"] == QUINN
    assert filled["day"]["element"]["initial_date"] == "2026-11-20"
    assert filled["minutes"]["element"]["initial_value"] == "12"
    assert filled["manual"]["element"]["initial_value"] == "1. Flag off\n2. Deploy 2.3"
    empty = inputs(edit_view(RELEASE))
    assert all(not key.startswith("initial") for block in empty.values() for key in block["element"])
