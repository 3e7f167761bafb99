"""Messages and views like other people's: good as they are, and refused with one thing wrong in them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from slackapp.sandbox import validation
from tests.sandbox.kit import Kit, mrkdwn, option, plain
from tests.sandbox.outside import MESSAGES, VIEWS

GONE = object()
Path = tuple[str | int, ...]


def changed(whole: Any, path: Path, value: object) -> Any:
    """A copy in which one thing is another, or is gone."""
    made = deepcopy(whole)
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    if value is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return made


@pytest.mark.parametrize("blocks", MESSAGES.values(), ids=MESSAGES)
def test_a_message_of_somebody_elses_is_taken(blocks: list[Kit]) -> None:
    assert validation.problems(blocks) == []


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_view_of_somebody_elses_is_taken(view: Kit) -> None:
    assert validation.view_problems(view) == []


WRONG_MESSAGES: list[tuple[str, Path, object, str]] = [
    ("leave", (0, "text", "type"), "mrkdwn", "text_type"),
    ("leave", (0, "text", "text"), "x" * 151, "header.text"),
    ("leave", (1, "fields"), [mrkdwn()] * 11, "section.fields"),
    ("leave", (1, "fields", 0, "text"), "", "section.field"),
    ("leave", (2, "block_id"), "answer", "duplicate_block_id"),
    ("leave", (3, "elements", 1, "action_id"), "approve", "duplicate_action_id"),
    ("leave", (3, "elements", 1, "confirm", "title"), mrkdwn(), "text_type"),
    ("leave", (3, "elements", 1, "confirm", "style"), "loud", "not_a_choice"),
    ("leave", (3, "elements", 0, "style"), "default", "not_a_choice"),
    ("leave", (4, "elements", 0, "alt_text"), GONE, "missing"),
    ("leave", (4, "elements", 1), {"type": "button", "text": plain()}, "unknown_type"),
    ("lunch", (0, "text"), GONE, "missing"),
    ("lunch", (1, "text"), plain(), "unknown_key"),
    ("lunch", (2, "accessory", "text"), mrkdwn("Vote"), "text_type"),
    ("lunch", (2, "accessory", "value"), 1, "wrong_type"),
    ("lunch", (5, "elements", 0, "options"), [option()], "unknown_key"),
    ("lunch", (5, "elements", 0, "min_query_length"), "two", "wrong_type"),
    ("hotels", (0, "accessory", "image_url"), "cid:picture", "wrong_form"),
    ("hotels", (1, "accessory", "options"), [option(n) for n in range(6)], "overflow.options"),
    ("hotels", (3, "elements", 0, "initial_date"), "2 March", "wrong_form"),
    ("hotels", (3, "elements", 2, "initial_users"), ["U012AB3CD"], "unknown_key"),
    ("minutes", (0, "elements", 0, "elements", 1, "user_id"), GONE, "missing"),
    ("minutes", (0, "elements", 0, "elements", 2, "style", "loud"), True, "unknown_key"),
    ("minutes", (0, "elements", 1, "style"), "dashes", "not_a_choice"),
    ("minutes", (1, "rows", 0), "Service", "wrong_type"),
    ("minutes", (1, "column_settings", 1, "align"), "justified", "not_a_choice"),
    ("minutes", (2, "elements", 0, "negative_button"), GONE, "missing"),
]


@pytest.mark.parametrize(("name", "path", "value", "rule"), WRONG_MESSAGES)
def test_a_message_with_one_thing_wrong_is_refused(name: str, path: Path, value: object, rule: str) -> None:
    found = validation.problems(changed(MESSAGES[name], path, value))
    assert {problem.rule for problem in found} == {rule}


WRONG_VIEWS: list[tuple[str, Path, object, str]] = [
    ("tasks", ("submit",), plain(), "unknown_key"),
    ("tasks", ("private_metadata",), {}, "wrong_type"),
    ("tasks", ("blocks", 2, "elements", 0, "initial_options"), [], "empty"),
    ("tasks", ("blocks", 2, "elements", 0, "initial_options", 0, "value"), "v9", "not_among_options"),
    ("tasks", ("blocks", 4, "dispatch_action"), "yes", "wrong_type"),
    ("tasks", ("blocks", 4, "block_id"), "tasks", "duplicate_block_id"),
    ("ticket", ("submit",), GONE, "submit_needed"),
    ("ticket", ("title",), "A new ticket", "wrong_type"),
    ("ticket", ("title", "text"), "A ticket for whatever is wrong", "view.title"),
    ("ticket", ("blocks", 0, "label"), mrkdwn(), "text_type"),
    ("ticket", ("blocks", 0, "element", "max_length"), 3001, "plain_text_input.length"),
    ("ticket", ("blocks", 2, "element", "options"), GONE, "missing"),
    ("ticket", ("blocks", 3, "element", "max_selected_items"), 0, "out_of_range"),
    ("ticket", ("blocks", 4, "element", "is_decimal_allowed"), GONE, "missing"),
    ("ticket", ("blocks", 4, "element", "min_value"), 1, "wrong_type"),
    ("ticket", ("blocks", 5, "element", "max_files"), 11, "file_input.max_files"),
    ("ticket", ("blocks", 5, "dispatch_action"), True, "not_here"),
    ("ticket", ("type",), "form", "unknown_type"),
]


@pytest.mark.parametrize(("name", "path", "value", "rule"), WRONG_VIEWS)
def test_a_view_with_one_thing_wrong_is_refused(name: str, path: Path, value: object, rule: str) -> None:
    found = validation.view_problems(changed(VIEWS[name], path, value))
    assert {problem.rule for problem in found} == {rule}
