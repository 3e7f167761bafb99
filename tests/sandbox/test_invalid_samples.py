from __future__ import annotations

import pytest

from slackapp.sandbox import validation
from tests.sandbox.kit import (
    Kit,
    actions,
    beside,
    button,
    checkboxes,
    confirm,
    context,
    element,
    header,
    image,
    input_block,
    mrkdwn,
    option,
    options,
    plain,
    rich_section,
    rich_text,
    section,
    select,
    text_input,
    video,
    without,
)

Sample = tuple[str, list[Kit]]

IN_MESSAGES: dict[str, Sample] = {
    "a block that is no object": ("unknown_type", ["section"]),  # type: ignore[list-item]
    "a block of no type": ("unknown_type", [{"text": mrkdwn()}]),
    "a block of a type that is a list": ("unknown_type", [{"type": ["section"]}]),
    "an unknown block": ("unknown_type", [{"type": "banner", "text": mrkdwn()}]),
    "an unknown element": ("unknown_type", [actions(element("slider"))]),
    "an unknown key in a block": ("unknown_key", [section(colour="red")]),
    "an unknown key in a button": ("unknown_key", [actions(button(label="x"))]),
    "an unknown key in an option": (
        "unknown_key",
        [beside(element("static_select", options=[option(emoji=True)]))],
    ),
    "an unknown key in a text": ("unknown_key", [section(text=mrkdwn() | {"emoji": True})]),
    "an address in an option of a select": (
        "unknown_key",
        [beside(element("static_select", options=[option(url="https://example.org/")]))],
    ),
    "a placeholder in a date-time picker": (
        "unknown_key",
        [actions(element("datetimepicker", placeholder=plain()))],
    ),
    "a style that there isn't": ("not_a_choice", [actions(button(style="huge"))]),
    "a text that is a string": ("wrong_type", [section(text="words")]),
    "a text without its words": ("wrong_type", [section(text={"type": "mrkdwn"})]),
    "an empty text": ("section.text", [section(text=mrkdwn(""))]),
    "a header of mrkdwn": ("text_type", [{"type": "header", "text": mrkdwn()}]),
    "a button of mrkdwn": ("text_type", [actions(button(text=mrkdwn()))]),
    "a select's option of mrkdwn": (
        "text_type",
        [beside(element("static_select", options=[{"text": mrkdwn(), "value": "x"}]))],
    ),
    "a placeholder of mrkdwn": ("text_type", [beside(select(placeholder=mrkdwn()))]),
    "a confirm title of mrkdwn": ("text_type", [actions(button(confirm=confirm(title=mrkdwn())))]),
    "a text of a type that there isn't": ("text_type", [section(text={"type": "html", "text": "x"})]),
    "a flag that is a word": ("wrong_type", [section(expand="yes")]),
    "elements that are no list": ("wrong_type", [{"type": "actions", "elements": button()}]),
    "a confirmation that is a word": ("wrong_type", [actions(button(confirm="yes"))]),
    "a value that is a number": ("wrong_type", [actions(button(value=1))]),
    "a section without text": ("missing", [{"type": "section"}]),
    "a header without text": ("missing", [{"type": "header"}]),
    "a button without text": ("missing", [actions(without(button(), "text"))]),
    "a confirmation without deny": ("missing", [actions(button(confirm=without(confirm(), "deny")))]),
    "an option without value": (
        "missing",
        [beside(element("static_select", options=[{"text": plain()}]))],
    ),
    "a select without options": ("missing", [beside(element("static_select"))]),
    "a select with options and groups": (
        "missing",
        [beside(select(option_groups=[{"label": plain(), "options": options(1)}]))],
    ),
    "an image without description": ("missing", [without(image(), "alt_text")]),
    "an image without address": ("missing", [without(image(), "image_url")]),
    "a video without address": ("missing", [without(video(), "video_url")]),
    "a file without source": ("missing", [{"type": "file", "external_id": "x"}]),
    "two blocks of one block_id": ("duplicate_block_id", [section(block_id="a"), section(block_id="a")]),
    "two buttons of one action_id": ("duplicate_action_id", [actions(button(), button())]),
    "an input in a message": ("not_here", [input_block(text_input())]),
    "a text input among actions": ("not_here", [actions(text_input())]),
    "an image among actions": ("not_here", [actions(image())]),
    "a text input beside a section": ("not_here", [beside(text_input())]),
    "a button in a context": ("unknown_type", [context(button())]),
    "a button among context actions": ("not_here", [{"type": "context_actions", "elements": [button()]}]),
    "ticked at first what isn't offered": (
        "not_among_options",
        [actions(checkboxes(2, initial_options=[option(7)]))],
    ),
    "ticked at first in other words": (
        "not_among_options",
        [actions(checkboxes(2, initial_options=[option(1, description=plain())]))],
    ),
    "no box ticked at first": ("empty", [actions(checkboxes(2, initial_options=[]))]),
    "chosen at first what isn't offered": (
        "not_among_options",
        [beside(select(2, initial_option=option(7)))],
    ),
    "chosen at first what no group offers": (
        "not_among_options",
        [
            beside(
                element(
                    "static_select",
                    option_groups=[{"label": plain(), "options": options(1)}],
                    initial_option=option(7),
                )
            )
        ],
    ),
    "a date that is none": ("wrong_form", [actions(element("datepicker", initial_date="22.11.2026"))]),
    "a time that is none": ("wrong_form", [actions(element("timepicker", initial_time="24:00"))]),
    "a moment in milliseconds": (
        "out_of_range",
        [actions(element("datetimepicker", initial_date_time=1_795_000_000_000))],
    ),
    "an address without a scheme": ("wrong_form", [actions(button(url="example.org"))]),
    "a filter for what there isn't": (
        "not_a_choice",
        [actions(element("conversations_select", filter={"include": ["public", "secret"]}))],
    ),
    "an icon that there isn't": (
        "not_a_choice",
        [{"type": "context_actions", "elements": [element("icon_button", icon="star", text=plain())]}],
    ),
    "a rich text part that there isn't": ("unknown_type", [rich_text({"type": "rich_text_table"})]),
    "a rich text piece that there isn't": ("unknown_type", [rich_text(rich_section({"type": "image"}))]),
    "a rich text list of words": (
        "unknown_type",
        [rich_text({"type": "rich_text_list", "style": "bullet", "elements": ["x"]})],
    ),
    "a rich text list without style": (
        "missing",
        [rich_text({"type": "rich_text_list", "elements": [rich_section()]})],
    ),
    "a rich text without elements": ("missing", [{"type": "rich_text"}]),
    "a table cell that is a word": ("unknown_type", [{"type": "table", "rows": [["x"]]}]),
    "a broadcast to nobody": (
        "not_a_choice",
        [rich_text(rich_section({"type": "broadcast", "range": "all"}))],
    ),
}


@pytest.mark.parametrize(("rule", "blocks"), IN_MESSAGES.values(), ids=IN_MESSAGES.keys())
def test_slack_refuses_this_in_a_message(rule: str, blocks: list[Kit]) -> None:
    assert {problem.rule for problem in validation.problems(blocks)} == {rule}


@pytest.mark.parametrize("blocks", [None, "section", {"type": "section"}, 7])
def test_blocks_that_are_no_list_are_refused(blocks: object) -> None:
    assert [problem.rule for problem in validation.problems(blocks)] == ["wrong_type"]


def test_a_problem_names_place_limit_and_figures_as_slack_does() -> None:
    problem = validation.problems([section(), header("x" * 151)])[0]
    assert (problem.place, problem.limit) == ("/blocks/1/text/text", 150)
    assert (
        str(problem)
        == "[ERROR] must be at most 150 characters, but has 151 [json-pointer:/blocks/1/text/text]"
    )


def test_empty_strings_and_lists_are_named_as_such() -> None:
    found = validation.problems(
        [
            actions(element("users_select", initial_user="")),
            actions(element("conversations_select", filter={"include": []})),
        ]
    )
    assert [problem.rule for problem in found] == ["empty", "empty"]
