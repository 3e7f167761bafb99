from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from tests.sandbox.kit import (
    Kit,
    actions,
    button,
    element,
    form,
    input_block,
    modal,
    plain,
    text_input,
)


def test_an_answer_to_a_submission_can_name_errors_update_push_and_clear(
    app: AsyncApp, alice: Person
) -> None:
    answers: list[dict[str, Any]] = [
        {"response_action": "errors", "errors": {"kind": "Too sweet"}},
        {
            "response_action": "update",
            "view": form(input_block(text_input(), block_id="kind"), callback_id="tea"),
        },
        {
            "response_action": "push",
            "view": form(
                input_block(text_input(), block_id="kind"), callback_id="tea", title=plain("On top")
            ),
        },
        {"response_action": "clear"},
    ]

    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        view = form(input_block(text_input(), block_id="kind"), callback_id="tea")
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("tea")
    async def submitted(ack: Any) -> None:
        await ack(answers.pop(0))

    alice.types("/tea")
    alice.fills("Label", "Assam")
    submission = alice.submits()
    assert not submission.ok
    assert submission.errors == {"Label": "Too sweet"}
    assert alice.modal is not None
    assert alice.modal.errors == {"Label": "Too sweet"}
    assert alice.submits().ok
    assert alice.modal.errors == {}
    assert alice.submits().ok
    assert alice.modal.title == "On top"
    alice.fills("Label", "Darjeeling")
    assert alice.submits().ok
    assert alice.modal is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "explode"},
        {"response_action": "errors", "errors": {"elsewhere": "No such block"}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push", "view": {"type": "home", "blocks": []}},
        {"text": "words"},
    ],
)
def test_a_wrong_answer_to_a_submission_is_complained_of(
    slack: LocalSlack, app: AsyncApp, alice: Person, answer: dict[str, Any]
) -> None:
    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        view = form(input_block(text_input(), block_id="kind"), callback_id="tea")
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("tea")
    async def submitted(ack: Any) -> None:
        await ack(answer)

    alice.types("/tea")
    alice.fills("Label", "Assam")
    submission = alice.submits()
    assert submission.trouble == "We had some trouble connecting. Try again?"
    assert alice.modal is not None
    assert len(slack.complaints) == 1


def test_the_app_hears_of_a_closed_modal_where_it_asked_to(app: AsyncApp, alice: Person) -> None:
    heard: list[tuple[str, bool]] = []

    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        view = modal(actions(button()), callback_id="tea", notify_on_close=True)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.action("press")
    async def press(ack: Any, client: Any, body: Any) -> None:
        view = modal(callback_id="upper", notify_on_close=True)
        await client.views_push(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view_closed("tea")
    @app.view_closed("upper")
    async def closed(ack: Any, body: Any) -> None:
        heard.append((body["view"]["callback_id"], body["is_cleared"]))
        await ack()

    alice.types("/tea")
    alice.closes()
    assert heard == [("tea", False)]
    heard.clear()
    alice.types("/tea")
    alice.presses("Press")
    alice.closes(everything=True)
    assert heard == [("upper", True), ("tea", True)]


FORMS: list[tuple[Kit, object, str]] = [
    (text_input(min_length=3), "ab", "Please enter at least 3 characters."),
    (
        element("number_input", is_decimal_allowed=False, min_value="5"),
        "4",
        "Please enter a number of 5 or more.",
    ),
    (
        element("number_input", is_decimal_allowed=False, max_value="5"),
        "6",
        "Please enter a number of 5 or less.",
    ),
    (element("email_text_input"), "alice", "Please enter a valid email address."),
    (element("url_text_input"), "example.org", "Please enter a valid URL."),
    (element("datepicker"), None, "Please complete this required field."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), FORMS)
def test_slack_itself_turns_a_form_down_before_the_app_hears_of_it(
    slack: LocalSlack,
    client: WebClient,
    trigger: str,
    alice: Person,
    field: Kit,
    value: object,
    sentence: str,
) -> None:
    client.views_open(trigger_id=trigger, view=form(input_block(field)))
    delivered = len(slack.delivered)
    alice.fills("Label", value)
    assert alice.submits().errors == {"Label": sentence}
    assert len(slack.delivered) == delivered
