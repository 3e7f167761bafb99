"""A question for a signature that waited too long: it is posted only to those who are still to be asked."""

from dataclasses import replace

from readiness.commands import AssignRole, Cancel
from readiness.model import Person
from readiness.signing.asking import asked_no_more
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    CHANNEL,
    DORA,
    EMIL,
    FINN,
    MARA,
    ONCALL_GROUP,
    OSKAR,
    QUINN,
    Story,
    approve,
    approved,
    checked,
    done,
    reject,
    reopen,
)


def is_asked(story: Story, subject: str, to: Person | str) -> bool:
    """Whether the question is still posted to them."""
    return not asked_no_more(story.template, story.release, subject, to if isinstance(to, str) else to.id)


class TestGates:
    """Approvers are asked by direct message."""

    def test_an_approver_whose_turn_it_is_is_asked(self) -> None:
        assert is_asked(checked(), "development", DORA)

    def test_a_gate_that_was_approved_meanwhile_asks_nobody(self) -> None:
        story = checked()
        story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
        story.asks(DORA, approve("development"))
        assert not is_asked(story, "development", DORA)
        assert not is_asked(story, "development", FINN)

    def test_a_gate_whose_scope_is_no_longer_met_asks_nobody_until_it_is(self) -> None:
        story = checked()
        story.asks(EMIL, reopen("unit.tests"))
        assert not is_asked(story, "development", DORA)
        story.asks(EMIL, done("unit.tests"))
        assert is_asked(story, "development", DORA)

    def test_a_release_that_is_planned_no_longer_asks_nobody(self) -> None:
        story = checked()
        story.asks(MARA, Cancel("It can wait."))
        assert not is_asked(story, "development", DORA)

    def test_of_a_quorum_those_who_have_not_signed_are_still_asked(self) -> None:
        gates = (replace(TEMPLATE.gates[0], quorum=2), *TEMPLATE.gates[1:])
        story = checked().with_template(replace(TEMPLATE, gates=gates))
        story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
        story.asks(DORA, approve("development"))
        assert not is_asked(story, "development", DORA)
        assert is_asked(story, "development", FINN)

    def test_who_lost_the_role_or_opened_the_release_is_not_asked(self) -> None:
        story = checked()
        story.asks(MARA, AssignRole("dev-lead", (FINN.id, MARA.id)))
        assert is_asked(story, "development", FINN)
        assert not is_asked(story, "development", DORA)
        assert not is_asked(story, "development", MARA)

    def test_each_member_of_a_group_is_looked_at_by_themselves(self) -> None:
        gates = (replace(TEMPLATE.gates[0], quorum=2), *TEMPLATE.gates[1:])
        story = checked().with_template(replace(TEMPLATE, gates=gates))
        story.asks(MARA, AssignRole("dev-lead", (ONCALL_GROUP,)))
        assert is_asked(story, "development", EMIL)
        assert not is_asked(story, "development", MARA)
        story.asks(OSKAR, approve("development"))
        assert not is_asked(story, "development", OSKAR)
        assert is_asked(story, "development", EMIL)

    def test_the_channel_is_told_all_the_same(self) -> None:
        story = checked()
        story.asks(DORA, approve("development"))
        assert is_asked(story, "development", CHANNEL)


class TestLines:
    """Whoever signs a line of the sheet is asked by direct message."""

    def test_a_holder_is_asked_until_the_line_is_signed(self) -> None:
        story = approved()
        assert is_asked(story, "sheet.dev", DORA)
        story.asks(DORA, approve("sheet.dev"))
        assert not is_asked(story, "sheet.dev", DORA)
        assert is_asked(story, "sheet.qa", QUINN)

    def test_where_a_group_signs_any_of_its_members_is_asked(self) -> None:
        story = approved()
        story.asks(MARA, AssignRole("dev-lead", (ONCALL_GROUP,)))
        assert is_asked(story, "sheet.dev", EMIL)

    def test_a_line_that_somebody_rejected_is_asked_of_nobody(self) -> None:
        story = approved()
        story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
        story.asks(DORA, reject("sheet.dev"))
        assert not is_asked(story, "sheet.dev", FINN)

    def test_what_is_said_of_the_whole_sheet_is_told_all_the_same(self) -> None:
        assert is_asked(approved(), "sheet", CHANNEL)
