"""A strict check of blocks and views, by one table of limits and one table of shapes.

Stricter than slack_sdk's models, which let half of the invalid through, and in places than Slack: what
Slack is not documented to take is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slackapp.sandbox.validation.blocks import BLOCKS, ON_SURFACE
from slackapp.sandbox.validation.composition import OPTION_GROUP, SELECT_OPTION
from slackapp.sandbox.validation.fields import PLAIN, ByType, Field, Flag, Many, Shape, String, Text, one_of
from slackapp.sandbox.validation.findings import Findings, Problem
from slackapp.sandbox.validation.whole import check_focus, check_ids, check_texts

__all__ = ["Problem", "options_problems", "problems", "view_problems"]

_METADATA: dict[str, Field] = {
    "callback_id": String("view.callback_id", least=0),
    "external_id": String("view.external_id", least=0),
    "private_metadata": String("view.private_metadata", least=0),
}
_VIEWS: dict[str, dict[str, Field]] = {
    "modal": {
        **_METADATA,
        "title": Text("view.title", PLAIN),
        "submit": Text("view.submit", PLAIN),
        "close": Text("view.close", PLAIN),
        "clear_on_close": Flag(),
        "notify_on_close": Flag(),
        "submit_disabled": Flag(),
    },
    "home": {**_METADATA},
}
_ANSWERED_OPTIONS = Shape(
    {
        "options": Many(SELECT_OPTION, "select.options", least=0),
        "option_groups": Many(OPTION_GROUP, "select.option_groups", least=0),
    },
    rules=(one_of("options", "option_groups"),),
)


def problems(blocks: object, surface: str = "message", place: str = "/blocks") -> list[Problem]:
    """What Slack would refuse in these blocks on this surface (`message`, `modal` or `home`).

    Empty when all is well.
    """
    findings = Findings()
    if not isinstance(blocks, Sequence) or isinstance(blocks, str):
        findings.add(place, "wrong_type", "must be a list")
        return findings.problems
    findings.count(place, f"{surface}.blocks", len(blocks))
    kind = ByType(BLOCKS, "block", ON_SURFACE[surface])
    for number, block in enumerate(blocks):
        kind.check(block, f"{place}/{number}", findings)
    check_ids(blocks, place, findings)
    if surface == "message":
        check_texts(blocks, place, findings)
    else:
        check_focus(blocks, place, findings)
    return findings.problems


def view_problems(view: object) -> list[Problem]:
    """What Slack would refuse in this view, its blocks included; empty when all is well."""
    findings = Findings()
    surface = str(view.get("type")) if isinstance(view, Mapping) else ""
    if not isinstance(view, Mapping) or surface not in _VIEWS:
        findings.add("/view/type", "unknown_type", "must be modal or home")
        return findings.problems
    required = ("title", "blocks") if surface == "modal" else ("blocks",)
    around = {key: value for key, value in view.items() if key != "blocks"}
    missing = tuple(key for key in required if key not in view)
    Shape(_VIEWS[surface], required=missing).check(around, "/view", findings)
    blocks = view.get("blocks", [])
    found = problems(blocks, surface, "/view/blocks")
    if surface == "modal" and "submit" not in view and _has_inputs(blocks):
        findings.add("/view/submit", "submit_needed", "a modal with input blocks needs submit")
    return [*findings.problems, *found]


def _has_inputs(blocks: object) -> bool:
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )


def options_problems(answer: object) -> list[Problem]:
    """What Slack would refuse in the answer to a question for options."""
    findings = Findings()
    _ANSWERED_OPTIONS.check(answer, "", findings)
    return findings.problems
