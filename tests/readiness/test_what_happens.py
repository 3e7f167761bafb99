"""Items that nobody ticks, and the gate that waits for the communication plan."""

from datetime import UTC, datetime, timedelta

import pytest

from readiness.communication.plan import PostKey
from readiness.derived import happened
from readiness.model import Release
from readiness.records import Post, PostState
from readiness.signing.gates import gate_view
from readiness.template import Kind, Template
from readiness.templates import shipped_template

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
START = NOW + timedelta(days=8)


@pytest.fixture(scope="module")
def template() -> Template:
    return shipped_template("production-readiness")


def release_with(state: PostState | None) -> Release:
    key = str(PostKey("week-before", START - timedelta(weeks=1), "audiences.engineering", "C1"))
    return Release(
        id="R1",
        workspace="T1",
        name="Checkout 2.4",
        summary="",
        template="production-readiness@1",
        channel="C1",
        opened_by="U1",
        opened_at=NOW,
        planned_start=START,
        zone="UTC",
        posts={} if state is None else {key: Post(state, NOW)},
    )


@pytest.mark.parametrize("state", [PostState.DUE, PostState.FAILED, PostState.UNCERTAIN])
def test_the_last_gate_waits_for_an_update_that_came_due_and_is_not_sent(
    template: Template, state: PostState
) -> None:
    assert any(c.plan for c in gate_view(template, release_with(state), "deployment-approved").unmet)


@pytest.mark.parametrize("state", [None, PostState.SENT, PostState.EXPIRED, PostState.SKIPPED])
def test_the_last_gate_waits_for_no_update_that_is_sent_or_shown_as_left_out(
    template: Template, state: PostState | None
) -> None:
    assert not any(c.plan for c in gate_view(template, release_with(state), "deployment-approved").unmet)


def test_a_line_of_the_sheet_is_never_met_by_what_happened(template: Template) -> None:
    lines = [item for item in template.items.values() if item.kind is Kind.SIGN_OFF]
    assert lines
    assert not any(happened(line, release_with(None)) for line in lines)
