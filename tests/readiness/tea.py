"""A small valid template that uses every field, to be spoilt in one place by each test."""

from typing import NamedTuple

import pytest

from readiness.templates import MalformedTemplate, Problem, read_template

SOURCE = """\
key: tea
title: Tea
description: A release for tests.
overrides_need_second: true

roles:
  brewer: {title: Brewer}
  release-manager: {title: Release Manager}
  deputy: {title: Deputy, required: false}

gates:
  hot:
    title: Hot
    role: brewer
    quorum: 2
    separation: contributors
    expires_after: 7d
    start_may_move: 2d
    conditions:
      - text: The water boils.
        items: [kettle.boils]
        groups: [leaves]
      - text: Everybody wants tea.
      - text: Whoever had to know was told.
        plan: true

slots:
  early: {title: Early, anchor: planned_start, offset: -1d, wall_clock: true}
  often: {title: Often, anchor: start, offset: 30m, every: 30m}

rollback_thresholds:
  - {comparison: ">", threshold: 5, unit: "%", measure: spilt tea}

sections:
  kitchen:
    title: Kitchen
    phase: preparation
    groups:
      kettle:
        title: Kettle
        role: brewer
        gate: hot
        items:
          kettle.boils:
            title: The kettle boils
            text: The water in the kettle is at least 99.5 degrees hot.
            figure: {comparison: ">=", threshold: 99.5, unit: °C}
          kettle.clean:
            title: The kettle is clean
            verification: true
      leaves:
        title: Leaves
        gate: hot
        risk: high
        items:
          leaves.fresh: {title: Leaves are fresh, risk: low, required: false, if_applicable: true}

  serving:
    title: Serving
    phase: execution
    groups:
      cups:
        title: Cups
        due: {anchor: start, offset: 5m, until: 1h}
        items:
          cups.full: {title: The cups are full}
          cups.warm: {title: The cups are warm, due: {anchor: finish}}

  telling:
    title: Telling
    phase: communication
    groups:
      guests:
        title: Guests
        kind: audience
        items:
          guests.all: {title: All guests, level: Everything, release_channel: true, detail: users}
      calls:
        title: Calls
        kind: slot
        items:
          calls.both: {title: Both calls, slots: [early, often]}

  taste:
    title: Taste
    phase: success
    groups:
      taste:
        title: Taste
        kind: criterion
        items:
          taste.rating: {title: Rated, figure: {comparison: ">", threshold: 4, unit: of 5}}

  words:
    title: Words
    phase: sign_off
    groups:
      words:
        title: Words
        kind: sign_off
        items:
          words.first: {title: First, role: brewer}
          words.last: {title: Last, role: release-manager, final: true}
"""


def spoilt(old: str, new: str) -> str:
    """The source with one place changed."""
    assert SOURCE.count(old) == 1, f"{old!r} has to be in the source exactly once"
    return SOURCE.replace(old, new)


def problems_of(source: str) -> list[Problem]:
    """What reading the source complains of."""
    with pytest.raises(MalformedTemplate) as refusal:
        read_template(source, "tea.yml")
    return refusal.value.problems


class Mistake(NamedTuple):
    """One place of the source that is changed, words in the line that is to be named, and the sentence."""

    old: str
    new: str
    words: str
    sentence: str

    def assert_is_told(self) -> None:
        """The problem is found at its line, and draws at most one other after it."""
        source = spoilt(self.old, self.new)
        line = source[: source.index(self.words)].count("\n") + 1
        problems = problems_of(source)
        assert Problem("tea.yml", line, self.sentence) in problems
        assert len(problems) <= 2, "one mistake is told again and again"
