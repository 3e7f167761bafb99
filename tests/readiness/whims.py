"""Whatever may come to people's minds to ask of a release, as strategies to draw from."""

from datetime import timedelta

from hypothesis import strategies as st

from readiness.commands import (
    AddEvidence,
    AssignCheck,
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    MarkChecks,
    Measure,
    RemoveEvidence,
    RollBack,
    SetRollout,
    Start,
    VerifyChecks,
    WriteNote,
)
from readiness.model import CheckState, Stage
from tests.readiness.small import TEMPLATE
from tests.readiness.world import APPROVERS, LINES, MEMBERS, ONCALL_GROUP, OUTSIDERS, ROLES

EVERYBODY = {person.id: person for person in (*MEMBERS, *OUTSIDERS)}
people = st.sampled_from(MEMBERS) | st.sampled_from(list(EVERYBODY.values()))
check_keys = st.sampled_from([item.key for item in TEMPLATE.checks])
keys = check_keys | st.sampled_from([*TEMPLATE.items, "no.such"])
some_keys = st.lists(keys, max_size=3).map(tuple)
texts = st.sampled_from(["", "  ", "A link", "Another link", "<!channel> & co", "x" * 3_001])
reasons = st.sampled_from(["", "Because.", "For another reason."])
holders = st.lists(st.sampled_from([*EVERYBODY, ONCALL_GROUP]), max_size=3).map(tuple)
roles_of_all = st.sampled_from(list(ROLES))
subjects = st.sampled_from([*APPROVERS, *LINES, "no-such", "unit.tests"])
spans = st.sampled_from(
    [timedelta(seconds=1), timedelta(minutes=10), timedelta(hours=1), timedelta(days=1), timedelta(days=8)]
)

works: st.SearchStrategy[Command] = st.one_of(
    st.builds(MarkChecks, some_keys, st.sampled_from(CheckState), reasons),
    st.builds(MarkChecks, check_keys.map(lambda key: (key,)), st.sampled_from(CheckState), reasons),
    st.builds(VerifyChecks, some_keys),
    st.builds(AssignCheck, keys, st.none() | st.sampled_from(list(EVERYBODY))),
    st.builds(AddEvidence, keys, texts),
    st.builds(RemoveEvidence, keys, texts),
    st.builds(WriteNote, keys, texts),
    st.builds(Measure, keys, st.floats()),
)
stage_moves: st.SearchStrategy[Command] = st.one_of(
    st.builds(Start, reasons),
    st.builds(SetRollout, st.integers(-1, 102), reasons),
    st.builds(Finish, st.booleans()),
    st.builds(RollBack, reasons),
    st.builds(FinishRollback),
    st.builds(Close, reasons),
)
ends = st.builds(Cancel, reasons) | st.builds(Close, reasons)
NEXT: dict[Stage, list[Command]] = {
    Stage.PLANNED: [Start()],
    Stage.DEPLOYING: [SetRollout(5), SetRollout(50), Finish(), Finish(anyway=True), RollBack("Errors.")],
    Stage.MONITORING: [SetRollout(100), RollBack("Errors."), RollBack("Errors."), Close("Enough.")],
    Stage.ROLLING_BACK: [FinishRollback()],
}
"""What comes next in each stage, save after a rollback: then there is a new plan."""
