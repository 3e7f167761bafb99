"""Releases with a gate that was overridden, and the same where a second person has to agree."""

from dataclasses import replace

from readiness.commands import OverrideGate
from readiness.signing.gates import gate_view
from tests.readiness.small import TEMPLATE
from tests.readiness.world import MARA, Story, done, planned

WITH_SECOND = replace(TEMPLATE, overrides_need_second=True)
OVERRIDE = OverrideGate("development", "It has to.")
DO_ALL = done("unit.tests", "unit.coverage")


def counts(story: Story, gate: str = "development") -> bool:
    return gate_view(story.template, story.release, gate).counts


def overridden() -> Story:
    story = planned()
    story.asks(MARA, OVERRIDE)
    return story


def to_be_confirmed() -> Story:
    story = planned().with_template(WITH_SECOND)
    story.asks(MARA, OVERRIDE)
    return story
