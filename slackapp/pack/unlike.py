"""Where a page does not say what its data says."""

import html
import re

_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r"<h[1-4][^>]*>(.*?)</h[1-4]>")
_MOST = 160


def difference(page: str, drawn: str) -> str:
    """A sentence that says under which heading a page first differs from what was drawn from its data."""
    there, here = page.split("\n"), drawn.split("\n")
    number = next((n for n, (a, b) in enumerate(zip(there, here, strict=False)) if a != b), None)
    if number is None:
        number = min(len(there), len(here))
    found, wanted = (lines[number] if number < len(lines) else "" for lines in (there, here))
    under = _heading(here[: number + 1])
    place = f"under “{under}”, line {number + 1}" if under else f"line {number + 1}"
    words, right = _words(found, wanted), _words(wanted, found)
    if words == right:
        return f"The page was changed {place}: its markup is not what was drawn from its data."
    return f"The page was changed {place}: it reads “{words}”, and its data says “{right}”."


def _heading(lines: list[str]) -> str:
    for line in reversed(lines):
        headings = _HEADING.findall(line)
        if headings:
            return _plain(headings[-1])
    return ""


def _words(line: str, other: str) -> str:
    """The words of a line from shortly before where it differs from the other."""
    words, others = _plain(line), _plain(other)
    start = next((n for n, (a, b) in enumerate(zip(words, others, strict=False)) if a != b), 0)
    start = max(0, start - _MOST // 4)
    cut = words[start : start + _MOST]
    return f"{'…' if start else ''}{cut}{'…' if start + _MOST < len(words) else ''}"


def _plain(line: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", line)).split())
