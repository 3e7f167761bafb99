"""Items that nobody ticks: what happened, in a line each."""

from collections.abc import Mapping

from readiness.communication.plan import places
from readiness.derived import LEFT_OPEN, post_states
from readiness.model import Release
from readiness.progress import fulfilled
from readiness.signing.sheet import LineView, sheet_views
from readiness.template import Item, Kind, Template
from slackapp.blocks.figures import criterion_line
from slackapp.blocks.lines import sheet_line
from slackapp.blocks.naming import place_name
from slackapp.blocks.text import said


def derived_lines(template: Template, release: Release, items: tuple[Item, ...]) -> list[str]:
    """A line for each of the items that are no checks, in order: where it stands and what made it so."""
    derived = [item for item in items if item.kind is not Kind.CHECK]
    signed = any(item.kind is Kind.SIGN_OFF for item in derived)
    sheet = {view.line.key: view for view in sheet_views(template, release)} if signed else {}
    return [_line(template, release, item, sheet) for item in derived]


def _line(template: Template, release: Release, item: Item, sheet: Mapping[str, LineView]) -> str:
    if item.kind is Kind.SIGN_OFF:
        return sheet_line(template, release, sheet[item.key])
    if item.kind is Kind.CRITERION:
        return criterion_line(item, release)
    is_met = fulfilled(template, release, item)
    return f"{'✅' if is_met else '⬜'} *{said(item.title, 120)}*: {_words(release, item, is_met=is_met)}"


def _words(release: Release, item: Item, *, is_met: bool) -> str:
    if item.kind is Kind.AUDIENCE:
        read = ", ".join(place_name(place) for place in places(release, item))
        return f"reads in {read}" if read else "has nowhere to read yet: see `/readiness audiences`"
    if item.kind is Kind.CHANNEL:
        return "set up" if is_met else "not set up yet"
    if is_met:
        return "sent"
    left = post_states(release, item) & LEFT_OPEN
    return "on its way, or in trouble: see `/readiness schedule`" if left else "not sent yet"
