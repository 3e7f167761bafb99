"""What became different since somebody signed, in words: what it was, what it is, since when and by whom."""

from collections.abc import Sequence

from readiness.model import CheckState, Release
from readiness.records import Shown
from readiness.signing.asking import Signable, differences
from readiness.signing.fingerprints import reads
from readiness.signing.freshness import Change, Difference
from readiness.signing.lacking import item_met
from readiness.template import Item, Kind, Template
from slackapp.blocks.naming import place_name
from slackapp.blocks.text import fitted, people, said, when

ROOM = 2_000
_WAS = {
    CheckState.OPEN: "was open",
    CheckState.DONE: "was done",
    CheckState.VERIFIED: "was done and verified",
    CheckState.NOT_APPLICABLE: "did not apply",
    CheckState.BLOCKED: "was blocked",
}
_IS = {
    CheckState.OPEN: "is open",
    CheckState.DONE: "is done",
    CheckState.VERIFIED: "is done and verified",
    CheckState.NOT_APPLICABLE: "does not apply",
    CheckState.BLOCKED: "is blocked",
}


def difference_lines(template: Template, release: Release, view: Signable) -> list[str]:
    """A line for each thing that makes the signatures on a gate or a line of the sheet stale."""
    found = differences(template, release, view)
    lines = [f"• {_words(template, release, difference)}" for difference in found]
    return fitted(lines, "see `/readiness history`", most=len(lines), room=ROOM)


def _words(template: Template, release: Release, difference: Difference) -> str:
    since = _since(difference)
    match difference.change:
        case Change.ITEM if difference.item is not None and difference.was is not None:
            return _item(release, difference.item, difference.was, since)
        case Change.EVIDENCE if difference.item is not None:
            gone = _quoted(difference.gone)
            return f"*{_title(difference.item)}*: its evidence {gone} was taken away{since}."
        case Change.DUTY if difference.item is not None:
            by = people([difference.by or ""])
            at = f", {when(difference.at)}" if difference.at is not None else ""
            return f"{by} approved and completed *{_title(difference.item)}* in its scope as well{at}."
        case Change.AUDIENCE if difference.item is not None and difference.was is not None:
            now = _places(reads(release, difference.item))
            return (
                f"*{_title(difference.item)}* read in {_places(difference.was.reason)}, and reads in {now}."
            )
        case Change.OVERRIDE:
            return f"The gate “{said(template.gate(difference.gate).title, 80)}” was overridden{since}."
        case Change.EXPIRED:
            return f"The approval ran out{since}."
        case Change.PLAN:
            return f"The release was rolled back and planned anew{since}."
        case _:
            return f"The go-live was moved{since}: it is {when(release.planned_start)} now."


def _places(ids: str) -> str:
    return ", ".join(place_name(each) for each in ids.split(", ") if each) or "no channel"


def _item(release: Release, item: Item, was: Shown, since: str) -> str:
    if item.kind is not Kind.CHECK:
        before, now = ("was met", "is not met") if was.met else ("was not met", "is met")
        return f"*{_title(item)}*: {before}, {now}{since}."
    check = release.check(item.key)
    before = _WAS[CheckState(was.state)] + (f" ({said(was.reason, 150)})" if was.reason else "")
    if was.evidence:
        before += f" with evidence {_quoted(was.evidence)}"
    now = _IS[check.state] + (f" ({said(check.reason, 150)})" if check.reason else "")
    if check.verified_by is None and item.verification and not item_met(item, release) and check.at:
        now += ", not verified" if check.state in (CheckState.DONE, CheckState.NOT_APPLICABLE) else ""
    return f"*{_title(item)}*: {before}, {now}{since}."


def _since(difference: Difference) -> str:
    if difference.at is None:
        return ""
    word = " since" if difference.change in (Change.ITEM, Change.OVERRIDE) else ","
    by = f", by {people([difference.by])}" if difference.by else ""
    return f"{word} {when(difference.at)}{by}"


def _title(item: Item) -> str:
    return said(item.title, 100)


def _quoted(evidence: Sequence[str]) -> str:
    more = f" and {len(evidence) - 1} more" if len(evidence) > 1 else ""
    return f"“{said(evidence[0], 100)}”{more}"
