"""Success criteria in a line each: what was measured by whom, and what it has to be, said once."""

import re

from readiness.derived import Verdict, verdict
from readiness.model import Measurement, Release
from readiness.template import Comparison, Figure, Item
from slackapp.blocks.text import people, said, when

MARKS = {Verdict.PASS: "✅", Verdict.FAIL: "❌", Verdict.INCONCLUSIVE: "⬜"}
"""By what the last measurement says; the words beside it say the same."""
_WORDS = {
    Comparison.ABOVE: "more than",
    Comparison.AT_LEAST: "at least",
    Comparison.BELOW: "less than",
    Comparison.AT_MOST: "at most",
    Comparison.EQUAL: "exactly",
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def number(value: float) -> str:
    """The number as people write it: ``99.95``, ``200``; never with an exponent below a thousand billion."""
    return f"{value:.12g}"


def amount(value: float, figure: Figure | None) -> str:
    """The number with its unit, escaped: ``99.95 %``."""
    unit = said(figure.unit, 30) if figure is not None else ""
    return f"{number(value)} {unit}".rstrip()


def wanted(figure: Figure) -> str:
    """What the figure demands, escaped: ``less than 2 s``."""
    return f"{_WORDS[figure.comparison]} {amount(figure.threshold, figure)}"


def measure_name(item: Item) -> str:
    """What is measured, escaped, as the beginning of a line: ``Error rate``."""
    name = item.figure.measure if item.figure is not None and item.figure.measure else item.title
    return said(f"{name[:1].upper()}{name[1:]}", 120)


def _tells_its_figure(item: Item) -> bool:
    """Whether the item's title names the threshold, so that a line about it need not."""
    assert item.figure is not None  # noqa: S101 - asked of items with a figure alone
    return any(float(found) == item.figure.threshold for found in _NUMBER.findall(item.title))


def needed(item: Item) -> str:
    """What it has to be, where its title does not say so; else empty."""
    if item.figure is None or _tells_its_figure(item):
        return ""
    return f"it has to be {wanted(item.figure)}"


def is_kept(item: Item, release: Release) -> bool:
    """Whether somebody said why the release goes on since the criterion failed."""
    kept, measured = release.kept_going.get(item.key), release.measurements.get(item.key)
    return kept is not None and measured is not None and kept.at >= measured.at


def criterion_line(item: Item, release: Release) -> str:
    """A success criterion: whether it passes, what was measured by whom, and why it goes on if it fails."""
    found = verdict(item, release)
    measured = release.measurements.get(item.key)
    head = f"{MARKS[found]} *{said(item.title, 120)}*: {_outcome(item, found, measured)}"
    facts = [head, needed(item)]
    if measured is not None:
        facts.append(f"measured by {people([measured.by])}, {when(measured.at)}")
    line = ", ".join(filter(None, facts))
    if measured is not None and measured.note and measured.value is not None:
        line += f"\n      ↳ {said(measured.note, 300)}"
    if found is Verdict.FAIL and is_kept(item, release):
        kept = release.kept_going[item.key]
        line += f"\n      ↳ {people([kept.by])} keeps going: {said(kept.text, 300)}"
    return line


def _outcome(item: Item, found: Verdict, measured: Measurement | None) -> str:
    if measured is None:
        return "not measured yet"
    if measured.value is None:
        return f"inconclusive: {said(measured.note, 300)}" if measured.note else "inconclusive"
    word = {Verdict.PASS: "passes with", Verdict.FAIL: "fails with"}.get(found, "measured")
    return f"{word} {amount(measured.value, item.figure)}"


def measured_line(item: Item, release: Release) -> str:
    """The same in short, for an update: the value beside what it has to be."""
    found = verdict(item, release)
    measured = release.measurements.get(item.key)
    value = _short(item, measured)
    facts = ["fails"] if found is Verdict.FAIL else []
    facts += [f"has to be {wanted(item.figure)}"] if item.figure is not None else []
    beside = f" ({'; '.join(facts)})" if facts else ""
    return f"{MARKS[found]} {measure_name(item)}: {value}{beside}"


def _short(item: Item, measured: Measurement | None) -> str:
    if measured is None:
        return "not measured yet"
    return "inconclusive" if measured.value is None else amount(measured.value, item.figure)
