"""The release manager overrides a gate, alone and with a reason, and what it lacks is written down."""

from dataclasses import replace

import pytest

from readiness.commands import ConfirmOverride, Delegate, OverrideGate
from readiness.events import OverrideGiven
from readiness.model import Person
from readiness.notices import NoticeKind
from readiness.signing.gates import Standing, gate_view
from readiness.signing.sheet import sheet_open, sheet_views
from readiness.template import RELEASE_MANAGER
from tests.readiness.emergency import DO_ALL, OVERRIDE, WITH_SECOND, counts, overridden, to_be_confirmed
from tests.readiness.small import TEMPLATE
from tests.readiness.wishing import asked, redrawn, wished
from tests.readiness.world import (
    ADA,
    CHANNEL,
    DAN,
    DORA,
    EMIL,
    MARA,
    NEXT_WEEK,
    RHEA,
    approve,
    approved,
    checked,
    deploying,
    planned,
    reject,
    signed,
    waive,
)


def test_the_release_manager_lets_a_gate_count_and_says_why() -> None:
    story = planned()

    (event,) = story.asks(MARA, OVERRIDE)

    assert isinstance(event, OverrideGiven)
    assert event.reason == "It has to."
    assert "“Unit tests” is open" in event.blockers
    assert "Nobody has approved it" in event.blockers
    view = gate_view(story.template, story.release, "development")
    assert view.counts
    assert view.standing is Standing.WAITING
    assert view.override is not None
    assert view.override.by == MARA.id


@pytest.mark.parametrize("who", [DAN, DORA, EMIL, ADA, RHEA], ids=lambda who: who.id)
def test_nobody_else_does(who: Person) -> None:
    assert "Only the release manager can override" in planned().refuses(who, OVERRIDE)


def test_it_needs_a_reason_a_gate_and_a_release_that_is_planned() -> None:
    story = planned()

    assert "Say why" in story.refuses(MARA, OverrideGate("development", "  "))
    assert "no gate “no-such”" in story.refuses(MARA, OverrideGate("no-such", "It has to."))
    assert "while a release is planned" in deploying().refuses(MARA, OVERRIDE)
    assert "nothing to override" in approved().refuses(MARA, OVERRIDE)


def test_the_same_again_changes_nothing_and_another_reason_does() -> None:
    story = overridden()

    assert story.asks(MARA, OVERRIDE) == ()
    assert story.asks(MARA, OverrideGate("development", "Another reason."))


def test_gates_still_open_in_order() -> None:
    story = planned()
    (event,) = story.asks(MARA, OverrideGate("testing", "It has to."))

    assert isinstance(event, OverrideGiven)
    assert "It comes after “Development complete”" in event.blockers
    assert not counts(story, "testing")

    story.asks(MARA, OVERRIDE)
    assert counts(story, "testing")


def test_every_kind_of_what_a_gate_lacks_is_written_down() -> None:
    rejected = checked()
    rejected.asks(DORA, reject("development"))
    stale = approved()
    stale.asks(EMIL, waive("unit.tests"))
    short = checked()
    short.template = replace(TEMPLATE, gates=(replace(TEMPLATE.gates[0], quorum=2), *TEMPLATE.gates[1:]))
    short.asks(DORA, approve("development"))
    unmet = planned()

    lacking = [story.asks(MARA, OVERRIDE)[0] for story in (rejected, stale, short, unmet)]

    assert [event.blockers[-1] for event in lacking if isinstance(event, OverrideGiven)] == [
        "It was rejected",
        "What was approved has changed since",
        "1 of 2 approvals are in",
        "Nobody has approved it",
    ]
    assert any("Not met: Coverage" in text for text in getattr(lacking[-1], "blockers", ()))


def test_the_sheet_opens_over_overridden_gates() -> None:
    story = checked()
    for gate in TEMPLATE.gates:
        story.asks(MARA, OverrideGate(gate.key, "It has to."))

    assert sheet_open(story.template, story.release)
    assert story.asks(DORA, approve("sheet.dev"))


def test_overriding_a_gate_makes_the_lines_stale_that_were_signed_before() -> None:
    story = signed()
    story.asks(EMIL, waive("unit.tests"))
    story.asks(DORA, approve("development"))
    story.asks(EMIL, waive("tests.split"))
    story.asks(MARA, OverrideGate("testing", "It has to."))

    stale = [view.standing for view in sheet_views(story.template, story.release)]
    assert set(stale) == {Standing.STALE}


class TestTold:
    """Overrides are loud."""

    def test_the_channel_and_the_deputy_are_told(self) -> None:
        told = wished(planned(), MARA, OVERRIDE)

        assert asked(told, NoticeKind.OVERRIDE) == [(CHANNEL, "development"), (DAN.id, "development")]

    def test_the_gates_messages_say_that_it_waits_for_a_second_person(self) -> None:
        story = planned().with_template(WITH_SECOND)

        told = wished(story, MARA, OVERRIDE)

        assert any(w.kind is NoticeKind.GATE and w.redraw_only for w in told)

    def test_what_happens_next_says_it_no_second_time(self) -> None:
        assert asked(wished(overridden(), EMIL, DO_ALL), NoticeKind.OVERRIDE) == []
        told = wished(overridden(), EMIL, DO_ALL)
        assert not any(w.kind is NoticeKind.OVERRIDE for w in told)

    def test_that_it_was_confirmed_is_said_aloud_and_what_was_said_is_redrawn(self) -> None:
        told = wished(to_be_confirmed(), DAN, ConfirmOverride("development"))

        assert asked(told, NoticeKind.OVERRIDE) == [(CHANNEL, "development")]
        assert "development" in redrawn(told)

    def test_that_it_is_void_is_redrawn(self) -> None:
        story = overridden()
        story.asks(EMIL, DO_ALL)
        told = wished(story, DORA, approve("development"))

        assert asked(told, NoticeKind.OVERRIDE) == []
        assert any(w.kind is NoticeKind.OVERRIDE and w.redraw_only for w in told)

    def test_the_deputy_who_gave_it_is_not_told_what_they_did(self) -> None:
        story = planned()
        story.asks(MARA, Delegate(RELEASE_MANAGER, MARA.id, DAN.id, NEXT_WEEK, "Leave."))

        assert asked(wished(story, DAN, OVERRIDE), NoticeKind.OVERRIDE) == [(CHANNEL, "development")]
