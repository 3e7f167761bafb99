"""The sign-off sheet: it opens after the last gate, and the final line comes last."""

from dataclasses import replace
from datetime import datetime

import pytest

from readiness.commands import AssignRole, Move, SetAudience
from readiness.model import Person, Release
from readiness.signing.fingerprints import seen, sheet_fingerprint
from readiness.signing.freshness import Change, sheet_differences
from readiness.signing.gates import Standing
from readiness.signing.sheet import is_line, sheet_open, sheet_views
from readiness.template import RELEASE_MANAGER, Template
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    DAN,
    DORA,
    EMIL,
    FINN,
    LINES,
    MARA,
    QUINN,
    START,
    Story,
    approve,
    approved,
    checked,
    done,
    reject,
    reopen,
    signed,
    waive,
)


def standings(story: Story) -> dict[str, Standing]:
    return {view.line.key: view.standing for view in sheet_views(story.template, story.release)}


def awaited(story: Story) -> set[str]:
    views = sheet_views(story.template, story.release)
    return {view.line.key for view in views if view.awaits_signature}


def complete(template: Template, release: Release) -> bool:
    """Whether every line is signed and fresh."""
    views = sheet_views(template, release)
    return bool(views) and all(view.standing is Standing.APPROVED for view in views)


def test_the_sheet_lists_the_final_line_last_wherever_the_template_has_it() -> None:
    assert [line.key for line in TEMPLATE.sheet] == ["sheet.dev", "sheet.qa", "sheet.final"]


def test_the_sheet_is_shut_until_the_last_gate_counts() -> None:
    story = checked()

    assert not sheet_open(TEMPLATE, story.release)
    assert set(standings(story).values()) == {Standing.WAITING}
    assert story.refuses(DORA, approve("sheet.dev")) == (
        "The sign-off sheet opens after the last gate. Still waiting: "
        "Development complete, Testing complete and Deployment approved."
    )


def test_the_sheet_opens_after_the_last_gate() -> None:
    story = approved()

    assert sheet_open(TEMPLATE, story.release)
    assert standings(story) == {
        "sheet.dev": Standing.READY,
        "sheet.qa": Standing.READY,
        "sheet.final": Standing.WAITING,
    }
    assert awaited(story) == {"sheet.dev", "sheet.qa"}


def test_the_lines_but_the_final_one_are_signed_in_any_order() -> None:
    story = approved()

    story.asks(QUINN, approve("sheet.qa"))
    story.asks(DORA, approve("sheet.dev"))

    assert standings(story)["sheet.final"] is Standing.READY
    assert not complete(TEMPLATE, story.release)


def test_the_final_line_waits_for_every_other() -> None:
    story = approved()
    story.asks(QUINN, approve("sheet.qa"))

    assert story.refuses(MARA, approve("sheet.final")) == (
        "“Sheet final” signs last. Still missing: Sheet dev."
    )

    story.asks(DORA, approve("sheet.dev"))
    story.asks(MARA, approve("sheet.final"))
    assert complete(TEMPLATE, story.release)


@pytest.mark.parametrize("who", [DAN, DORA, EMIL], ids=lambda person: person.id)
def test_the_final_line_is_the_release_managers_own(who: Person) -> None:
    story = approved()
    story.asks(QUINN, approve("sheet.qa"))
    story.asks(DORA, approve("sheet.dev"))

    assert story.refuses(who, approve("sheet.final")) == (
        "Only the Release Manager can sign as “Sheet final”. Ask <@U0MARA>."
    )


def test_only_the_holder_signs_a_line() -> None:
    assert "Only the QA Lead can sign" in approved().refuses(DORA, approve("sheet.qa"))


def test_duties_are_separated_on_gates_and_not_on_the_sheet() -> None:
    story = approved()
    story.asks(MARA, AssignRole("qa-lead", (MARA.id,)))

    assert story.asks(MARA, approve("sheet.qa"))


def test_all_lines_share_one_fingerprint() -> None:
    story = signed()

    prints = {story.release.sign_offs[line][0].fingerprint for line in LINES}
    assert prints == {sheet_fingerprint(TEMPLATE, story.release)}


def test_a_second_press_on_a_line_changes_nothing() -> None:
    story = signed()

    for line, signer in LINES.items():
        assert story.later(seconds=1).asks(signer, approve(line)) == ()


def test_a_line_is_rejected_with_a_reason_and_approved_later() -> None:
    story = approved()
    assert "Say why you reject it" in story.refuses(QUINN, reject("sheet.qa", ""))

    story.asks(QUINN, reject("sheet.qa", "A bug is open."))
    story.asks(DORA, approve("sheet.dev"))
    assert standings(story)["sheet.qa"] is Standing.REJECTED
    assert "Still missing: Sheet qa" in story.refuses(MARA, approve("sheet.final"))

    story.asks(QUINN, approve("sheet.qa"))
    assert standings(story)["sheet.final"] is Standing.READY


def test_a_line_can_be_signed_from_its_turn_until_it_is_approved() -> None:
    story = approved()
    assert [view.signable for view in sheet_views(TEMPLATE, story.release)] == [True, True, False]

    story.asks(DORA, approve("sheet.dev"))
    story.asks(QUINN, reject("sheet.qa", "A bug is open."))

    assert [view.signable for view in sheet_views(TEMPLATE, story.release)] == [False, True, False]


def test_nobody_signs_a_line_of_a_plan_that_changed_since_they_read_it() -> None:
    story = approved()
    shown = seen(sheet_views(TEMPLATE, story.release)[0].fingerprint)
    story.asks(MARA, Move(START.replace(hour=20), "UTC"))

    assert "changed after it was shown" in story.refuses(DORA, replace(approve("sheet.dev"), seen=shown))

    now = seen(sheet_views(TEMPLATE, story.release)[0].fingerprint)
    assert story.asks(DORA, replace(approve("sheet.dev"), seen=now))


def test_a_rejected_line_awaits_a_signature_once_something_material_changed() -> None:
    story = approved()
    story.asks(QUINN, reject("sheet.qa", "A bug is open."))
    assert "sheet.qa" not in awaited(story)

    story.asks(EMIL, waive("unit.tests"))
    assert "sheet.qa" not in awaited(story), "the gate comes first"
    story.later(minutes=5).asks(DORA, approve("development"))

    assert "sheet.qa" in awaited(story)
    assert standings(story)["sheet.qa"] is Standing.REJECTED


@pytest.mark.parametrize(
    "planned_start", [START.replace(hour=20), START.replace(minute=1)], ids=["by hours", "by a minute"]
)
def test_moving_the_start_makes_every_line_stale_and_no_gate(planned_start: datetime) -> None:
    story = signed()

    story.asks(MARA, Move(planned_start, "UTC"))

    assert set(standings(story).values()) == {Standing.STALE}
    assert sheet_open(TEMPLATE, story.release)
    assert awaited(story) == {"sheet.dev", "sheet.qa"}


def test_another_zone_makes_the_sheet_stale() -> None:
    story = signed()

    story.asks(MARA, Move(START, "Europe/Berlin"))

    assert set(standings(story).values()) == {Standing.STALE}


def test_that_an_audience_reads_elsewhere_makes_every_line_stale_and_says_so() -> None:
    story = signed()

    story.asks(MARA, SetAudience("audience.users", ("C0USERS",)))

    assert set(standings(story).values()) == {Standing.STALE}
    assert sheet_open(TEMPLATE, story.release), "no gate speaks of it"
    view = sheet_views(TEMPLATE, story.release)[0]
    assert view.sign_off is not None
    (difference,) = sheet_differences(TEMPLATE, story.release, view.sign_off)
    assert difference.change is Change.AUDIENCE
    assert difference.item is TEMPLATE.items["audience.users"]
    assert difference.was is not None
    assert difference.was.reason == ""

    story.asks(MARA, SetAudience("audience.users", ()))
    assert complete(TEMPLATE, story.release), "undoing it heals"


def test_moving_the_start_back_heals_the_sheet() -> None:
    story = signed()

    story.asks(MARA, Move(START.replace(hour=20), "UTC"), Move(START, "UTC"))

    assert complete(TEMPLATE, story.release)


def test_what_is_material_for_any_gate_makes_the_sheet_stale_and_undoing_heals() -> None:
    story = signed()

    story.asks(EMIL, reopen("unit.tests"))
    assert set(standings(story).values()) == {Standing.STALE}
    assert awaited(story) == set()

    story.asks(EMIL, done("unit.tests"))
    assert complete(TEMPLATE, story.release)


def test_a_stale_sheet_is_re_affirmed_the_release_manager_last() -> None:
    story = signed()
    story.asks(MARA, Move(START.replace(hour=20), "UTC"))
    assert "signs last" in story.refuses(MARA, approve("sheet.final"))

    for line, signer in LINES.items():
        assert story.later(minutes=1).asks(signer, approve(line))

    assert complete(TEMPLATE, story.release)


def test_an_approval_after_the_final_one_asks_for_the_final_one_again() -> None:
    story = signed()
    story.later(minutes=1).asks(QUINN, reject("sheet.qa", "Wait."))
    story.later(minutes=1).asks(QUINN, approve("sheet.qa"))

    assert standings(story)["sheet.final"] is Standing.STALE
    assert awaited(story) == {"sheet.final"}
    assert not complete(TEMPLATE, story.release)

    assert story.later(minutes=1).asks(MARA, approve("sheet.final"))
    assert complete(TEMPLATE, story.release)


def test_a_second_holder_who_signs_a_line_too_does_not_unseat_the_final_approval() -> None:
    story = signed()
    story.asks(MARA, AssignRole("qa-lead", (QUINN.id, FINN.id)))

    story.later(minutes=1).asks(FINN, approve("sheet.qa"))

    assert complete(TEMPLATE, story.release)


def test_another_release_manager_can_give_the_final_approval_again() -> None:
    story = signed()
    story.later(minutes=1).asks(QUINN, reject("sheet.qa", "Wait."))
    story.later(minutes=1).asks(QUINN, approve("sheet.qa"))
    story.asks(MARA, AssignRole(RELEASE_MANAGER, (DAN.id,)))

    story.later(minutes=1).asks(DAN, approve("sheet.final"))

    assert complete(TEMPLATE, story.release)


def test_a_sheet_without_lines_is_not_complete_and_one_without_gates_not_open() -> None:
    story = approved()
    without_sheet = replace(TEMPLATE, sections=TEMPLATE.sections[:1])
    without_gates = replace(TEMPLATE, gates=())

    assert not complete(without_sheet, story.release)
    assert not sheet_open(without_gates, story.release)


def test_only_sign_off_items_are_lines() -> None:
    assert is_line(TEMPLATE, "sheet.dev")
    assert not is_line(TEMPLATE, "unit.tests")
    assert not is_line(TEMPLATE, "no.such")
