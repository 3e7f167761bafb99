"""An override counts for what it named and for its plan, until a proper approval makes it void for good."""

from dataclasses import replace
from datetime import timedelta

from readiness.commands import ConfirmOverride, Move, Start
from readiness.model import CheckState
from readiness.notices import NoticeKind
from readiness.records import START
from readiness.signing.gates import gate_view
from readiness.signing.overrides import overrides, voided_by
from readiness.signing.overriding import is_void, void_because
from tests.readiness.emergency import DO_ALL, OVERRIDE, WITH_SECOND, counts, overridden
from tests.readiness.small import TEMPLATE
from tests.readiness.wishing import asked, redrawn, wished
from tests.readiness.world import (
    CHANNEL,
    DAN,
    DORA,
    EMIL,
    MARA,
    approve,
    checked,
    done,
    reject,
    reopen,
    rolled_back,
)
from tests.readiness.world import START as GO_LIVE


class TestWhatItNames:
    """An override passes over what it named, and over nothing else."""

    def test_it_is_void_once_more_is_missing_and_counts_again_when_that_is_mended(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE)
        assert counts(story)

        story.asks(EMIL, reopen("unit.tests"))
        assert not counts(story)
        assert overrides(story.template, story.release) == ()
        assert is_void(story.template, story.release, "development")

        story.asks(EMIL, done("unit.tests"))
        assert counts(story)
        assert not is_void(story.template, story.release, "development")

    def test_what_is_mended_since_does_not_make_it_void(self) -> None:
        story = overridden()

        story.asks(EMIL, done("unit.tests"))
        assert counts(story)

    def test_nor_does_what_it_named_and_what_came_back(self) -> None:
        story = overridden()

        story.asks(EMIL, done("unit.tests"), reopen("unit.tests"))
        assert counts(story)

    def test_what_would_make_it_void_is_known_beforehand(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE)

        def voided(key: str, state: CheckState) -> bool:
            given = voided_by(story.template, story.release, "development", key, state)
            assert given in (None, story.release.overrides["development"])
            return given is not None

        assert voided("unit.tests", CheckState.OPEN)
        assert voided("unit.tests", CheckState.BLOCKED)
        assert not voided("unit.tests", CheckState.NOT_APPLICABLE)
        assert not voided("tests.security", CheckState.OPEN), "it is in the scope of another gate"
        assert counts(story)

    def test_a_rejection_that_came_after_it_makes_it_void(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE)
        story.asks(DORA, reject("development"))

        assert not counts(story)
        given = story.release.overrides["development"]
        assert "somebody rejected it" in void_because(TEMPLATE, story.release, "development", given)
        assert story.asks(MARA, OVERRIDE), "the same again is not what stands: it names the rejection"
        assert counts(story)

    def test_a_second_person_confirms_nothing_that_it_does_not_name(self) -> None:
        story = checked().with_template(WITH_SECOND)
        story.asks(MARA, OVERRIDE)
        story.asks(EMIL, reopen("unit.tests"))

        assert story.refuses(DAN, ConfirmOverride("development")) == (
            "This override is void. More is missing than it names: “Unit tests” is open. "
            "Give it anew, or mend that."
        )
        story.asks(MARA, OVERRIDE)
        assert story.asks(DAN, ConfirmOverride("development"))

    def test_after_the_start_it_stays_what_it_was(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE, Start("It has to."))
        story.asks(EMIL, reopen("unit.tests"))

        assert counts(story)
        assert [each.subject for each in overrides(story.template, story.release)] == ["development", START]

    def test_that_more_is_missing_is_said_aloud_and_to_whoever_gave_it_once(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE)

        told = wished(story, EMIL, reopen("unit.tests"))
        assert asked(told, NoticeKind.OVERRIDE) == [(CHANNEL, "development"), (MARA.id, "development")]
        assert "development" in redrawn(told)

        story.asks(EMIL, reopen("unit.tests"))
        told = wished(story, EMIL, done("unit.tests"))
        assert asked(told, NoticeKind.OVERRIDE) == []
        assert any(w.kind is NoticeKind.OVERRIDE and w.redraw_only for w in told)


def test_a_proper_approval_makes_the_override_void_for_good() -> None:
    story = overridden()
    story.asks(EMIL, DO_ALL)
    story.later(hours=1).asks(DORA, approve("development"))

    given = story.release.overrides["development"]
    assert given.voided_at == story.now
    assert gate_view(story.template, story.release, "development").override is None
    assert overrides(story.template, story.release) == ()

    story.asks(DORA, reject("development"))
    assert not counts(story)


def test_an_override_counts_for_its_plan_alone() -> None:
    story = rolled_back()
    story.asks(MARA, Move(GO_LIVE + timedelta(days=9), "UTC"))
    story.asks(MARA, OVERRIDE)
    assert counts(story)

    again = replace(story.release, cycle=story.release.cycle + 1)

    assert not gate_view(story.template, again, "development").counts
    assert overrides(story.template, again) == ()
