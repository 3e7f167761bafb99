"""What follows from a release alone is worked out once, and never for another release."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from readiness.events import Opened
from readiness.evolve import opened
from readiness.model import Release
from readiness.once import KEPT, once
from readiness.template import Template
from readiness.templates import shipped_template
from tests.readiness.world import CHANNEL, MARA, NOW, START

TEMPLATE = shipped_template("hotfix")


@pytest.fixture
def release() -> Release:
    """Any release."""
    event = Opened("R1", "T1", "Checkout", "", "hotfix@1", CHANNEL, START, "UTC", {}, "")
    return opened(event, MARA.id, NOW)


@pytest.fixture
def asked() -> list[str]:
    """The names of the releases for which the work was done, in order."""
    return []


@pytest.fixture
def name_of(asked: list[str]) -> Callable[[Template, Release], str]:
    """Work that is done once, and says when it is done."""

    @once
    def work(_: Template, release: Release) -> str:
        asked.append(release.name)
        return release.name

    return work


Work = Callable[[Template, Release], str]


def test_the_same_release_is_worked_on_once(release: Release, name_of: Work, asked: list[str]) -> None:
    assert [name_of(TEMPLATE, release) for _ in range(3)] == ["Checkout"] * 3
    assert asked == ["Checkout"]


def test_a_release_that_changed_is_worked_on_again(release: Release, name_of: Work, asked: list[str]) -> None:
    name_of(TEMPLATE, release)
    assert name_of(TEMPLATE, replace(release, name="Checkout 2")) == "Checkout 2"
    assert asked == ["Checkout", "Checkout 2"]


def test_another_template_is_another_question(release: Release, name_of: Work, asked: list[str]) -> None:
    name_of(TEMPLATE, release)
    name_of(replace(TEMPLATE), release)
    assert len(asked) == 2


def test_what_nobody_asked_about_for_longest_is_given_up_first(
    release: Release, name_of: Work, asked: list[str]
) -> None:
    others = [replace(release, name=str(number)) for number in range(KEPT)]
    name_of(TEMPLATE, release)
    name_of(TEMPLATE, others[0])
    name_of(TEMPLATE, release)
    for other in others[1:]:
        name_of(TEMPLATE, other)
    asked.clear()
    name_of(TEMPLATE, release)
    assert asked == []
    name_of(TEMPLATE, others[0])
    assert asked == ["0"]
