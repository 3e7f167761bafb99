"""A release on the whole checklist of the document, carried from its plan to its close by its people."""

import pytest

from tests.journeys.story import CHANNEL, Story


@pytest.mark.slow
def test_a_release_goes_from_plan_to_close(story: Story) -> None:
    story.opens("Production readiness")
    assert "NO-GO" in story.card.shown

    story.does_everything_before_the_start()
    story.approves_every_gate()
    story.signs_the_sheet()
    story.is_ready_to_roll_back()
    assert "Checkout 2.4: GO" in story.types("Noor", "/readiness status").shown

    story.starts()
    robin = story.person("Robin")
    robin.sees("Deploying", in_=CHANNEL)
    story.types("Robin", "/readiness rollout 5")
    story.does_section("Deployment execution")

    story.types("Robin", "/readiness finish")
    assert robin.submits().ok
    robin.sees("Monitoring", in_=CHANNEL)
    story.does_section("Post-deployment monitoring")

    story.types("Robin", "/readiness close")
    assert robin.submits().ok
    robin.sees("Closed", in_=CHANNEL)
    history = story.types("Noor", "/readiness history").shown
    assert "closed the release" in history
