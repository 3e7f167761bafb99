"""The stages: every move there is, who makes it, what it demands, and every move there is not."""

from datetime import timedelta

import pytest

from readiness.commands import (
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    Measure,
    Move,
    RollBack,
    Start,
)
from readiness.model import Person, Stage
from readiness.stages import MOVES
from tests.readiness.world import (
    ADA,
    AT_STAGE,
    DAN,
    DORA,
    EMIL,
    MARA,
    OSKAR,
    OUTSIDERS,
    QUINN,
    RHEA,
    START,
    approve,
    deploying,
    ready,
    rolled_back,
    rolling_back,
)

LATER = START + timedelta(days=14)
COMMANDS: dict[str, Command] = {
    "start": Start(override="The building is on fire."),
    "finish": Finish(anyway=True),
    "roll back": RollBack("Errors."),
    "end the rollback of": FinishRollback(),
    "close": Close("Enough."),
    "cancel": Cancel("No longer wanted."),
    "move": Move(LATER, "UTC"),
}
LEGAL = {
    (Stage.PLANNED, "start"): Stage.DEPLOYING,
    (Stage.PLANNED, "cancel"): Stage.CANCELLED,
    (Stage.PLANNED, "move"): Stage.PLANNED,
    (Stage.DEPLOYING, "finish"): Stage.MONITORING,
    (Stage.DEPLOYING, "roll back"): Stage.ROLLING_BACK,
    (Stage.MONITORING, "roll back"): Stage.ROLLING_BACK,
    (Stage.MONITORING, "close"): Stage.CLOSED,
    (Stage.ROLLING_BACK, "end the rollback of"): Stage.ROLLED_BACK,
    (Stage.ROLLED_BACK, "move"): Stage.PLANNED,
    (Stage.ROLLED_BACK, "cancel"): Stage.CANCELLED,
}
ARRIVED = {
    (Stage.DEPLOYING, "start"),
    (Stage.MONITORING, "finish"),
    (Stage.ROLLING_BACK, "roll back"),
    (Stage.ROLLED_BACK, "end the rollback of"),
    (Stage.CLOSED, "close"),
    (Stage.CANCELLED, "cancel"),
}
ILLEGAL = [(stage, move) for stage in Stage for move in COMMANDS if (stage, move) not in {*LEGAL, *ARRIVED}]


def test_the_table_of_these_tests_knows_every_move() -> None:
    assert COMMANDS.keys() == MOVES.keys()
    assert len(LEGAL) + len(ARRIVED) + len(ILLEGAL) == len(Stage) * len(MOVES)


@pytest.mark.parametrize(("stage", "move"), LEGAL)
def test_every_legal_move_leads_where_it_should(stage: Stage, move: str) -> None:
    story = AT_STAGE[stage]()

    assert story.asks(MARA, COMMANDS[move])
    assert story.release.stage is LEGAL[stage, move]


@pytest.mark.parametrize(("stage", "move"), sorted(ARRIVED))
def test_a_second_press_on_a_move_that_was_made_changes_nothing(stage: Stage, move: str) -> None:
    assert AT_STAGE[stage]().asks(MARA, COMMANDS[move]) == ()


@pytest.mark.parametrize(("stage", "move"), ILLEGAL)
def test_every_other_move_is_refused_and_says_from_where_it_leaves(stage: Stage, move: str) -> None:
    sentence = AT_STAGE[stage]().refuses(MARA, COMMANDS[move])

    assert sentence.startswith(f"You can't {move} a release that is {stage.value.replace('_', ' ')}")
    assert all(leaves.value.replace("_", " ") in sentence for leaves in MOVES[move][0])


@pytest.mark.parametrize("stage", Stage)
def test_work_goes_on_until_a_release_is_closed_or_cancelled(stage: Stage) -> None:
    assert stage.active is (stage not in (Stage.CLOSED, Stage.CANCELLED))


LED = [move for move in COMMANDS if move != "roll back"]


@pytest.mark.parametrize("move", LED)
def test_the_deputy_moves_the_stage_like_the_release_manager(move: str) -> None:
    story = {**AT_STAGE, Stage.PLANNED: ready}[min(MOVES[move][0])]()

    assert story.asks(DAN, COMMANDS[move])


@pytest.mark.parametrize("move", LED)
@pytest.mark.parametrize("who", [EMIL, OSKAR, RHEA, ADA, QUINN], ids=lambda person: person.id)
def test_nobody_else_moves_the_stage(move: str, who: Person) -> None:
    sentence = AT_STAGE[min(MOVES[move][0])]().refuses(who, COMMANDS[move])

    assert sentence.startswith("Only the release manager or the deputy can")
    assert sentence.endswith("Ask <@U0MARA>.")


@pytest.mark.parametrize("move", COMMANDS)
@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
def test_outsiders_move_nothing(move: str, who: Person) -> None:
    assert "Ask a full member" in AT_STAGE[min(MOVES[move][0])]().refuses(who, COMMANDS[move])


@pytest.mark.parametrize("who", [MARA, DAN, RHEA, OSKAR], ids=lambda person: person.id)
def test_a_rollback_is_called_by_those_who_lead_and_those_who_do_it(who: Person) -> None:
    story = deploying()

    story.asks(who, RollBack(" Errors everywhere. "))

    assert story.release.stage is Stage.ROLLING_BACK
    assert story.release.rollback_began_at == story.now
    assert story.release.stage_reason == "Errors everywhere."


@pytest.mark.parametrize("who", [EMIL, ADA, QUINN], ids=lambda person: person.id)
def test_nobody_else_calls_a_rollback(who: Person) -> None:
    assert deploying().refuses(who, RollBack("Errors.")) == (
        "Only the rollback team, on-call, the release manager or the deputy can roll the release back. "
        "Ask <@U0RHEA>."
    )


def test_a_rollback_freezes_every_gate() -> None:
    for story in (rolling_back(), rolled_back()):
        assert "Sign-offs are given while a release is planned" in story.refuses(DORA, approve("development"))


def test_measuring_goes_on_whatever_the_stage_until_it_is_cancelled() -> None:
    for stage, story in AT_STAGE.items():
        if stage is Stage.CANCELLED:
            assert "was cancelled" in story().refuses(EMIL, Measure("success.uptime", 99.0))
        else:
            assert story().asks(EMIL, Measure("success.uptime", 99.0))


def test_a_start_that_is_moved_to_where_it_is_changes_nothing() -> None:
    story = AT_STAGE[Stage.PLANNED]()

    assert story.asks(MARA, Move(story.release.planned_start, story.release.zone)) == ()
