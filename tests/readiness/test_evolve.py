"""Events make the state: the first one opens a release, and replaying all of them gives it again."""

from dataclasses import FrozenInstanceError, fields

import pytest

from readiness.events import Started
from readiness.model import Release, Stage
from readiness.rules import evolve
from tests.readiness.world import AT_STAGE, MARA, NOW, Story, planned


def replayed(story: Story) -> Release | None:
    release: Release | None = None
    for event, by, at in story.log:
        release = evolve(release, event, by, at)
    return release


@pytest.mark.parametrize("stage", AT_STAGE)
def test_replaying_what_happened_gives_the_state(stage: Stage) -> None:
    story = AT_STAGE[stage]()

    assert replayed(story) == story.release


def test_the_first_event_opens_the_release() -> None:
    with pytest.raises(ValueError, match="first event opens it"):
        evolve(None, Started(), MARA.id, NOW)


def test_an_event_leaves_the_state_before_it_as_it_was() -> None:
    before = planned().release
    copy = {field.name: getattr(before, field.name) for field in fields(Release)}

    evolve(before, Started(), MARA.id, NOW)

    assert {field.name: getattr(before, field.name) for field in fields(Release)} == copy
    with pytest.raises(FrozenInstanceError):
        before.name = "Another"  # type: ignore[misc]
