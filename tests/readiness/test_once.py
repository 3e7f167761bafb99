"""What follows from a release alone is worked out once, and never for another release."""

import gc
from collections.abc import Callable
from dataclasses import replace
from weakref import ref

import pytest

from readiness.communication.posting import known
from readiness.communication.words import silence
from readiness.events import Opened
from readiness.evolve import opened
from readiness.model import Release
from readiness.once import once
from readiness.progress import progress_by_phase
from readiness.signing.fingerprints import gate_fingerprint
from readiness.signing.gates import gate_views
from readiness.signing.go import blockers
from readiness.signing.sheet import sheet_views
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


def test_what_was_worked_out_is_kept_while_the_release_is_and_no_longer(
    release: Release, asked: list[str]
) -> None:
    class Found:
        """What can be seen to be given up."""

    @once
    def work(_: Template, release: Release) -> Found:
        asked.append(release.name)
        return Found()

    kept = [replace(release, name=str(number)) for number in range(5000)]
    for each in kept:
        work(TEMPLATE, each)
    found = [ref(work(TEMPLATE, each)) for each in kept]
    assert len(asked) == len(kept)
    assert all(each() is not None for each in found)
    kept.clear()
    del each
    gc.collect()
    assert all(each() is None for each in found)


def test_nothing_that_follows_from_a_release_holds_it(release: Release) -> None:
    whole = replace(release, roles={"release-manager": (MARA.id,)})
    for work in (gate_views, sheet_views, progress_by_phase, known, silence):
        work(TEMPLATE, whole)
    gate_fingerprint(TEMPLATE, whole, TEMPLATE.gates[0])
    blockers(TEMPLATE, whole, NOW)
    given_up = ref(whole)
    del whole
    gc.collect()
    assert given_up() is None
