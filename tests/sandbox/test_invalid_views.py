from __future__ import annotations

import pytest

from slackapp.sandbox import validation
from tests.sandbox.kit import (
    Kit,
    button,
    element,
    home,
    input_block,
    modal,
    mrkdwn,
    plain,
    table,
    text_input,
    without,
)

VIEWS: dict[str, tuple[str, Kit]] = {
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
    "a label of mrkdwn": ("text_type", modal(input_block(text_input(), label=mrkdwn()), submit=plain())),
    "an input without label": ("missing", modal(without(input_block(text_input()), "label"), submit=plain())),
    "an input without element": (
        "missing",
        modal(without(input_block(text_input()), "element"), submit=plain()),
    ),
    "an initial text longer than may be": (
        "out_of_range",
        modal(input_block(text_input(initial_value="xxx", max_length=2)), submit=plain()),
    ),
    "more characters at least than at most": (
        "out_of_range",
        modal(input_block(text_input(min_length=3, max_length=2)), submit=plain()),
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
    "an option of mrkdwn": ("text_type", {"options": [{"text": mrkdwn(), "value": "x"}]}),
}


@pytest.mark.parametrize(("rule", "view"), VIEWS.values(), ids=VIEWS.keys())
def test_slack_refuses_this_view(rule: str, view: Kit) -> None:
    assert {problem.rule for problem in validation.view_problems(view)} == {rule}


@pytest.mark.parametrize(("rule", "answer"), OPTIONS.values(), ids=OPTIONS.keys())
def test_slack_refuses_these_options(rule: str, answer: Kit) -> None:
    assert {problem.rule for problem in validation.options_problems(answer)} == {rule}


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
