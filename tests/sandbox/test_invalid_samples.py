from __future__ import annotations

import pytest

from slackapp.sandbox import validation
from slackapp.sandbox.limits import LIMITS
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
    home,
    image,
    input_block,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_section,
    rich_text,
    section,
    select,
    table,
    text_input,
    video,
    without,
)

Sample = tuple[str, list[Kit]]

IN_MESSAGES: dict[str, Sample] = {
    # Limits
    "51 blocks": ("message.blocks", [{"type": "divider"}] * 51),
    "13,201 characters in all": (
        "message.all_text",
        [*[section(text=mrkdwn("x" * 2640))] * 5, section(text=mrkdwn("x"))],
    ),
    "two long markdown blocks": ("message.markdown", [{"type": "markdown", "text": "x" * 6001}] * 2),
    "two tables": ("message.tables", [table(), table()]),
    "section of 3,001 characters": ("section.text", [section(text=mrkdwn("x" * 3001))]),
    "eleven fields": ("section.fields", [section(fields=[mrkdwn()] * 11)]),
    "field of 2,001 characters": ("section.field", [section(fields=[mrkdwn("x" * 2001)])]),
    "no fields": ("section.fields", [section(fields=[])]),
    "header of 151 characters": ("header.text", [header("x" * 151)]),
    "eleven context elements": ("context.elements", [context(*[mrkdwn()] * 11)]),
    "context text of 3,001 characters": ("context.text", [context(mrkdwn("x" * 3001))]),
    "26 actions": (
        "actions.elements",
        [actions(*[button(action_id=str(number)) for number in range(26)])],
    ),
    "no actions": ("actions.elements", [actions()]),
    "six context actions": (
        "context_actions.elements",
        [
            {
                "type": "context_actions",
                "elements": [
                    element("icon_button", icon="trash", text=plain()) | {"action_id": str(number)}
                    for number in range(6)
                ],
            }
        ],
    ),
    "block_id of 256": ("block_id", [section(block_id="x" * 256)]),
    "empty block_id": ("block_id", [section(block_id="")]),
    "action_id of 256": ("action_id", [actions(button(action_id="x" * 256))]),
    "button text of 76": ("button.text", [actions(button(text=plain("x" * 76)))]),
    "empty button text": ("button.text", [actions(button(text=plain("")))]),
    "button value of 2,001": ("button.value", [actions(button(value="x" * 2001))]),
    "button address of 3,001": ("button.url", [actions(button(url="https://x.org/" + "x" * 3000))]),
    "label for screen readers of 76": (
        "accessibility_label",
        [actions(button(accessibility_label="x" * 76))],
    ),
    "eleven checkboxes": ("checkboxes.options", [actions(checkboxes(11))]),
    "no checkboxes": ("checkboxes.options", [actions(checkboxes(0))]),
    "eleven radio buttons": (
        "radio_buttons.options",
        [actions(element("radio_buttons", options=options(11)))],
    ),
    "overflow of six": ("overflow.options", [beside(element("overflow", options=options(6)))]),
    "overflow of none": ("overflow.options", [beside(element("overflow", options=[]))]),
    "select of 101": ("select.options", [beside(select(101))]),
    "101 option groups": (
        "select.option_groups",
        [beside(element("static_select", option_groups=[{"label": plain(), "options": options(1)}] * 101))],
    ),
    "group label of 76": (
        "option_group.label",
        [beside(element("static_select", option_groups=[{"label": plain("x" * 76), "options": options(1)}]))],
    ),
    "option text of 76": (
        "option.text",
        [beside(element("static_select", options=[{"text": plain("x" * 76), "value": "x"}]))],
    ),
    "option value of 76": (
        "option.value",
        [beside(element("static_select", options=[{"text": plain(), "value": "x" * 76}]))],
    ),
    "option description of 76": (
        "option.description",
        [beside(element("static_select", options=[option(description=plain("x" * 76))]))],
    ),
    "option address of 3,001": (
        "option.url",
        [beside(element("overflow", options=[option(url="https://x.org/" + "x" * 3000)]))],
    ),
    "placeholder of 151": ("placeholder", [beside(select(placeholder=plain("x" * 151)))]),
    "confirm title of 101": ("confirm.title", [actions(button(confirm=confirm(title=plain("x" * 101))))]),
    "confirm text of 301": ("confirm.text", [actions(button(confirm=confirm(text=plain("x" * 301))))]),
    "confirm button of 31": (
        "confirm.confirm",
        [actions(button(confirm=confirm(confirm=plain("x" * 31))))],
    ),
    "deny button of 31": ("confirm.deny", [actions(button(confirm=confirm(deny=plain("x" * 31))))]),
    "image address of 3,001": ("image.url", [image(image_url="https://x.org/" + "x" * 3000)]),
    "image description of 2,001": ("image.alt_text", [image(alt_text="x" * 2001)]),
    "image title of 2,001": ("image.title", [image(title=plain("x" * 2001))]),
    "markdown of 12,001": ("markdown.text", [{"type": "markdown", "text": "x" * 12_001}]),
    "101 rows": ("table.rows", [table(101, 1)]),
    "21 cells": ("table.cells", [table(1, 21)]),
    "21 column settings": ("table.column_settings", [table(column_settings=[{"align": "left"}] * 21)]),
    "video title of 201": ("video.title", [video(title=plain("x" * 201))]),
    "video description of 201": ("video.description", [video(description=plain("x" * 201))]),
    "video author of 51": ("video.author_name", [video(author_name="x" * 51)]),
    "video provider of 51": ("video.provider_name", [video(provider_name="x" * 51)]),
    # Form
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
    "a multi select among actions": ("not_here", [actions(element("multi_users_select"))]),
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

VIEWS: dict[str, tuple[str, Kit]] = {
    "101 blocks in a modal": ("modal.blocks", modal(*[{"type": "divider"}] * 101)),
    "101 blocks in the Home tab": ("home.blocks", home(*[{"type": "divider"}] * 101)),
    "title of 25": ("view.title", modal(title=plain("x" * 25))),
    "submit of 25": ("view.submit", modal(submit=plain("x" * 25))),
    "close of 25": ("view.close", modal(close=plain("x" * 25))),
    "private_metadata of 3,001": ("view.private_metadata", modal(private_metadata="x" * 3001)),
    "callback_id of 256": ("view.callback_id", modal(callback_id="x" * 256)),
    "external_id of 256": ("view.external_id", modal(external_id="x" * 256)),
    "inputs without submit": ("submit_needed", modal(input_block(text_input()))),
    "a modal without title": ("missing", without(modal(), "title")),
    "a modal without blocks": ("missing", without(modal(), "blocks")),
    "a Home tab without blocks": ("missing", {"type": "home"}),
    "a title of mrkdwn": ("text_type", modal(title=mrkdwn())),
    "a title in the Home tab": ("unknown_key", home(title=plain())),
    "an unknown key in a modal": ("unknown_key", modal(size="large")),
    "a view of no type": ("unknown_type", without(modal(), "type")),
    "a view of a type that there isn't": ("unknown_type", modal() | {"type": "sheet"}),
    "a table in a modal": ("not_here", modal(table())),
    "markdown in a modal": ("not_here", modal({"type": "markdown", "text": "x"})),
    "markdown in the Home tab": ("not_here", home({"type": "markdown", "text": "x"})),
    "context actions in a modal": (
        "not_here",
        modal({"type": "context_actions", "elements": [element("icon_button", icon="trash", text=plain())]}),
    ),
    "a button as an input": ("not_here", modal(input_block(button()), submit=plain())),
    "label of 2,001": (
        "input.label",
        modal(input_block(text_input(), label=plain("x" * 2001)), submit=plain()),
    ),
    "hint of 2,001": ("input.hint", modal(input_block(text_input(), hint=plain("x" * 2001)), submit=plain())),
    "a label of mrkdwn": ("text_type", modal(input_block(text_input(), label=mrkdwn()), submit=plain())),
    "an input without label": ("missing", modal(without(input_block(text_input()), "label"), submit=plain())),
    "an input without element": (
        "missing",
        modal(without(input_block(text_input()), "element"), submit=plain()),
    ),
    "an initial text of 3,001": (
        "plain_text_input.length",
        modal(input_block(text_input(initial_value="x" * 3001)), submit=plain()),
    ),
    "an initial text longer than may be": (
        "out_of_range",
        modal(input_block(text_input(initial_value="xxx", max_length=2)), submit=plain()),
    ),
    "more characters at least than at most": (
        "out_of_range",
        modal(input_block(text_input(min_length=3, max_length=2)), submit=plain()),
    ),
    "a length of 3,001": (
        "plain_text_input.length",
        modal(input_block(text_input(max_length=3001)), submit=plain()),
    ),
    "a number input that doesn't say if decimals go": (
        "missing",
        modal(input_block(element("number_input")), submit=plain()),
    ),
    "a number that is one in JSON": (
        "wrong_type",
        modal(
            input_block(element("number_input", is_decimal_allowed=False, initial_value=3)), submit=plain()
        ),
    ),
    "a number out of its bounds": (
        "out_of_range",
        modal(
            input_block(element("number_input", is_decimal_allowed=False, max_value="3", initial_value="4")),
            submit=plain(),
        ),
    ),
    "bounds the wrong way round": (
        "out_of_range",
        modal(
            input_block(element("number_input", is_decimal_allowed=False, min_value="3", max_value="2")),
            submit=plain(),
        ),
    ),
    "eleven files": (
        "file_input.max_files",
        modal(input_block(element("file_input", max_files=11)), submit=plain()),
    ),
    "a dispatch on what there isn't": (
        "not_a_choice",
        modal(
            input_block(text_input(dispatch_action_config={"trigger_actions_on": ["on_blur"]})),
            submit=plain(),
        ),
    ),
    "none to be chosen at most": (
        "out_of_range",
        modal(input_block(element("multi_users_select", max_selected_items=0)), submit=plain()),
    ),
    "two with the focus": (
        "several_focused",
        modal(
            input_block(text_input(focus_on_load=True), block_id="a"),
            input_block(text_input(focus_on_load=True), block_id="b"),
            submit=plain(),
        ),
    ),
    "two inputs of one block_id": (
        "duplicate_block_id",
        modal(
            input_block(text_input(), block_id="a"), input_block(text_input(), block_id="a"), submit=plain()
        ),
    ),
}

OPTIONS: dict[str, tuple[str, Kit]] = {
    "no answer at all": ("missing", {}),
    "options and groups": ("missing", {"options": [], "option_groups": []}),
    "101 options": ("select.options", {"options": options(101)}),
    "an option of mrkdwn": ("text_type", {"options": [{"text": mrkdwn(), "value": "x"}]}),
    "an option text of 76": ("option.text", {"options": [{"text": plain("x" * 76), "value": "x"}]}),
}


@pytest.mark.parametrize(("rule", "blocks"), IN_MESSAGES.values(), ids=IN_MESSAGES.keys())
def test_slack_refuses_this_in_a_message(rule: str, blocks: list[Kit]) -> None:
    assert {problem.rule for problem in validation.problems(blocks)} == {rule}


@pytest.mark.parametrize(("rule", "view"), VIEWS.values(), ids=VIEWS.keys())
def test_slack_refuses_this_view(rule: str, view: Kit) -> None:
    assert {problem.rule for problem in validation.view_problems(view)} == {rule}


@pytest.mark.parametrize(("rule", "answer"), OPTIONS.values(), ids=OPTIONS.keys())
def test_slack_refuses_these_options(rule: str, answer: Kit) -> None:
    assert {problem.rule for problem in validation.options_problems(answer)} == {rule}


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


def test_every_limit_of_the_table_is_held_by_a_sample_or_by_the_web_api() -> None:
    held_by_samples = {rule for samples in (IN_MESSAGES, VIEWS, OPTIONS) for rule, _ in samples.values()}
    held_by_the_web_api = {"message.text", "message.metadata", "modal.stack", "view.bytes"}
    held_by_the_client = {"file.bytes"}
    assert set(LIMITS) - held_by_samples - held_by_the_web_api - held_by_the_client == set()


def test_values_of_the_wrong_type_are_named_wherever_they_are() -> None:
    wrong = modal(
        input_block(text_input(min_length="1", max_length=True), block_id="a"),
        input_block(element("multi_users_select", max_selected_items="2"), block_id="b"),
        input_block(
            element("number_input", is_decimal_allowed=True, min_value="few", initial_value="2"), block_id="c"
        ),
        submit=plain(),
    )
    found = [(problem.place, problem.rule) for problem in validation.view_problems(wrong)]
    assert found == [
        ("/view/blocks/0/element/min_length", "wrong_type"),
        ("/view/blocks/0/element/max_length", "wrong_type"),
        ("/view/blocks/1/element/max_selected_items", "wrong_type"),
        ("/view/blocks/2/element/min_value", "wrong_form"),
    ]


def test_empty_strings_and_lists_are_named_as_such() -> None:
    found = validation.problems(
        [
            actions(element("users_select", initial_user="")),
            actions(element("conversations_select", filter={"include": []})),
        ]
    )
    assert [problem.rule for problem in found] == ["empty", "empty"]
