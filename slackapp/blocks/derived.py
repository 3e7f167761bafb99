"""Items that nobody ticks: what happened, in a line each."""

from collections.abc import Mapping

from readiness.model import Release
from readiness.progress import fulfilled
from readiness.sheet import LineView, sheet_views
from readiness.template import Item, Kind, Template
from slackapp.blocks.figures import criterion_line
from slackapp.blocks.lines import sheet_line
from slackapp.blocks.text import channel, said


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
        return f"reads in {channel(release.channel)}" if is_met else "has nowhere to read yet"
    if item.kind is Kind.CHANNEL:
        return "set up" if is_met else "not set up yet"
    return "sent" if is_met else "not sent yet"
