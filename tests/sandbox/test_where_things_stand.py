"""Which block goes on which surface, and which element into which block, as Slack's reference lists them."""

from __future__ import annotations

import pytest

from slackapp.sandbox import validation
from slackapp.sandbox.validation.blocks import BLOCKS
from slackapp.sandbox.validation.elements import ELEMENTS
from tests.sandbox.kit import (
    Kit,
    actions,
    beside,
    button,
    checkboxes,
    context,
    element,
    form,
    header,
    home,
    image,
    input_block,
    modal,
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

GOOD = {"text": plain("Good"), "value": "good"}
ICON = element("icon_button", icon="trash", text=plain("Delete"))
EVERY_BLOCK: dict[str, Kit] = {
    "section": section(),
    "divider": {"type": "divider"},
    "header": header(),
    "context": context(),
    "actions": actions(button()),
    "context_actions": {"type": "context_actions", "elements": [ICON]},
    "input": input_block(text_input()),
    "image": image(),
    "rich_text": rich_text(rich_section()),
    "markdown": {"type": "markdown", "text": "**Words**"},
    "table": table(),
    "video": video(),
    "file": {"type": "file", "external_id": "x", "source": "remote"},
}
ONLY_IN_MESSAGES = {"context_actions", "markdown", "table", "file"}
NOT_IN_MESSAGES = {"input"}

EVERY_ELEMENT: dict[str, Kit] = {
    "button": button(),
    "checkboxes": checkboxes(),
    "channels_select": element("channels_select"),
    "conversations_select": element("conversations_select"),
    "datepicker": element("datepicker"),
    "datetimepicker": element("datetimepicker"),
    "email_text_input": element("email_text_input"),
    "external_select": element("external_select"),
    "feedback_buttons": element("feedback_buttons", positive_button=GOOD, negative_button=GOOD),
    "file_input": element("file_input"),
    "icon_button": ICON,
    "image": image(),
    "multi_channels_select": element("multi_channels_select"),
    "multi_conversations_select": element("multi_conversations_select"),
    "multi_external_select": element("multi_external_select"),
    "multi_static_select": element("multi_static_select", options=options(2)),
    "multi_users_select": element("multi_users_select"),
    "number_input": element("number_input", is_decimal_allowed=False),
    "overflow": element("overflow", options=options(2)),
    "plain_text_input": text_input(),
    "radio_buttons": element("radio_buttons", options=options(2)),
    "rich_text_input": element("rich_text_input"),
    "static_select": select(),
    "timepicker": element("timepicker"),
    "url_text_input": element("url_text_input"),
    "users_select": element("users_select"),
}
ONE_OF_MANY = {
    *("static_select", "external_select", "users_select", "conversations_select", "channels_select"),
}
CHOSEN = {
    *("checkboxes", "radio_buttons", "datepicker", "timepicker"),
    *ONE_OF_MANY,
    *(f"multi_{each}" for each in ONE_OF_MANY),
}
"""What stands beside a section, among actions and in an input block alike."""
TYPED = {
    *("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"),
    "file_input",
}
PLACES: dict[str, set[str]] = {
    "section": CHOSEN | {"button", "overflow", "image"},
    "actions": CHOSEN | {"button", "overflow", "datetimepicker"},
    "input": CHOSEN | TYPED | {"datetimepicker"},
    "context": {"image"},
    "context_actions": {"feedback_buttons", "icon_button"},
}


def put(kit: Kit, place: str) -> Kit:
    match place:
        case "section":
            return beside(kit)
        case "input":
            return input_block(kit)
        case "context":
            return context(kit)
        case _:
            return {"type": place, "elements": [kit]}


def refusals(block: Kit, surface: str) -> set[str]:
    if surface == "message":
        return {problem.rule for problem in validation.problems([block])}
    view = form(block) if surface == "modal" else home(block)
    return {problem.rule for problem in validation.view_problems(view)}


def test_every_block_and_every_element_has_a_sample() -> None:
    assert set(EVERY_BLOCK) == set(BLOCKS)
    assert set(EVERY_ELEMENT) == set(ELEMENTS)


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
@pytest.mark.parametrize("kind", EVERY_BLOCK)
def test_a_block_stands_where_slack_lets_it(kind: str, surface: str) -> None:
    elsewhere = NOT_IN_MESSAGES if surface == "message" else ONLY_IN_MESSAGES
    assert refusals(EVERY_BLOCK[kind], surface) == ({"not_here"} if kind in elsewhere else set())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", EVERY_ELEMENT)
def test_an_element_stands_where_slack_lets_it(kind: str, place: str) -> None:
    refused = "unknown_type" if place == "context" else "not_here"
    surface = "modal" if place == "input" else "message"
    expected = set() if kind in PLACES[place] else {refused}
    assert refusals(put(EVERY_ELEMENT[kind], place), surface) == expected


@pytest.mark.parametrize("kind", EVERY_ELEMENT)
def test_an_element_takes_no_key_that_it_does_not_have(kind: str) -> None:
    place = next(place for place, kinds in PLACES.items() if kind in kinds)
    surface = "modal" if place == "input" else "message"
    assert refusals(put(EVERY_ELEMENT[kind] | {"colour": "red"}, place), surface) == {"unknown_key"}


@pytest.mark.parametrize("kind", EVERY_BLOCK)
def test_a_block_takes_no_key_that_it_does_not_have(kind: str) -> None:
    surface = "modal" if kind in NOT_IN_MESSAGES else "message"
    assert refusals(EVERY_BLOCK[kind] | {"colour": "red"}, surface) == {"unknown_key"}


def needed() -> list[tuple[str, str]]:
    """Every key without which a block of the samples is none, but that an image may have either address."""
    return [(kind, key) for kind, block in EVERY_BLOCK.items() for key in block if key != "type"]


@pytest.mark.parametrize(("kind", "key"), needed())
def test_a_block_needs_what_slack_says_it_needs(kind: str, key: str) -> None:
    surface = "modal" if kind in NOT_IN_MESSAGES else "message"
    assert refusals(without(EVERY_BLOCK[kind], key), surface) == {"missing"}


def test_a_file_is_handed_in_with_the_form_and_not_before() -> None:
    block = input_block(element("file_input"), dispatch_action=True)
    assert {problem.rule for problem in validation.view_problems(form(block))} == {"not_here"}
    assert validation.view_problems(form(block | {"dispatch_action": False})) == []


def test_a_modal_without_inputs_needs_no_submit() -> None:
    assert validation.view_problems(modal(section())) == []
