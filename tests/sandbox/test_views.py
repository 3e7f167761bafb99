from __future__ import annotations

import time
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import LocalSlack, Person
from tests.sandbox.kit import (
    Kit,
    actions,
    button,
    checkboxes,
    element,
    home,
    input_block,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    text_input,
)


def error_of(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


@pytest.fixture
def triggers(app: AsyncApp) -> list[str]:
    """The trigger ids of the commands and presses so far."""
    found: list[str] = []

    @app.command("/tea")
    async def tea(ack: Any, body: Any) -> None:
        found.append(body["trigger_id"])
        await ack()

    @app.action("press")
    async def press(ack: Any, body: Any) -> None:
        found.append(body["trigger_id"])
        await ack()

    return found


@pytest.fixture
def trigger(triggers: list[str], alice: Person) -> str:
    """A fresh trigger id of Alice's."""
    alice.types("/tea")
    return triggers[-1]


def form(*blocks: Kit, **more: Any) -> Kit:
    return modal(*blocks, submit=plain("Send"), **more)


def test_a_trigger_opens_one_modal(client: WebClient, trigger: str, alice: Person, robin: Person) -> None:
    client.views_open(trigger_id=trigger, view=modal(section(text=mrkdwn("*Bold* words"))))
    assert alice.modal is not None
    assert alice.modal.shown == "Title\nBold words"
    assert robin.modal is None
    assert error_of(client.views_open, trigger_id=trigger, view=modal()) == "exchanged_trigger_id"


def test_a_refused_view_leaves_the_trigger_good(client: WebClient, trigger: str) -> None:
    assert (
        error_of(client.views_open, trigger_id=trigger, view=modal(title=plain("x" * 25)))
        == "invalid_arguments"
    )
    assert client.views_open(trigger_id=trigger, view=modal())["ok"]


def test_a_trigger_that_nobody_gave_is_refused(client: WebClient, slack: LocalSlack) -> None:
    assert error_of(client.views_open, trigger_id="1.2.abc", view=modal()) == "invalid_trigger_id"


def test_a_trigger_dies_after_its_time(slack: LocalSlack, client: WebClient, trigger: str) -> None:
    assert slack.timing.trigger_life == 3
    slack.timing.trigger_life = 0.01
    time.sleep(0.02)
    assert error_of(client.views_open, trigger_id=trigger, view=modal()) == "expired_trigger_id"


def test_a_view_of_more_than_250_thousand_bytes_is_refused(client: WebClient, trigger: str) -> None:
    big = modal(*[section(text=mrkdwn("x" * 2990))] * 90)
    assert error_of(client.views_open, trigger_id=trigger, view=big) == "view_too_large"


def test_modals_lie_three_deep_at_most(
    client: WebClient, triggers: list[str], trigger: str, alice: Person
) -> None:
    view = modal(actions(button()))
    client.views_open(trigger_id=trigger, view=view)
    alice.presses("Press")
    client.views_push(trigger_id=triggers[-1], view=view)
    alice.presses("Press")
    told = client.views_push(trigger_id=triggers[-1], view=view | {"title": plain("Third")})["view"]
    assert told["previous_view_id"] != told["root_view_id"]
    alice.presses("Press")
    assert error_of(client.views_push, trigger_id=triggers[-1], view=view) == "push_limit_reached"
    assert alice.modal is not None
    assert alice.modal.title == "Third"
    alice.closes()
    assert alice.modal is not None
    assert alice.modal.title == "Title"
    alice.closes(everything=True)
    assert alice.modal is None


def test_a_view_is_pushed_only_on_the_one_that_was_acted_in(client: WebClient, trigger: str) -> None:
    assert error_of(client.views_push, trigger_id=trigger, view=modal()) == "invalid_trigger_id"


def test_an_update_with_an_old_hash_is_refused(client: WebClient, trigger: str, alice: Person) -> None:
    opened = client.views_open(trigger_id=trigger, view=modal())["view"]
    newer = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(title=plain("Newer")))[
        "view"
    ]
    assert newer["hash"] != opened["hash"]
    late = modal(title=plain("Late"))
    assert (
        error_of(client.views_update, view_id=opened["id"], hash=opened["hash"], view=late) == "hash_conflict"
    )
    assert alice.modal is not None
    assert alice.modal.title == "Newer"
    alice.closes()
    assert error_of(client.views_update, view_id=opened["id"], view=late) == "not_found"


def test_a_view_is_found_by_an_external_id_that_it_has_alone(
    client: WebClient, triggers: list[str], trigger: str, alice: Person
) -> None:
    client.views_open(trigger_id=trigger, view=modal(external_id="one"))
    client.views_update(external_id="one", view=modal(external_id="one", title=plain("Found")))
    assert alice.modal is not None
    assert alice.modal.title == "Found"
    alice.types("/tea")
    again: Kit = {"trigger_id": triggers[-1], "view": modal(external_id="one")}
    assert error_of(client.views_open, **again) == "duplicate_external_id"
    alice.closes()
    assert client.views_open(**again)["ok"]


def test_a_modal_does_not_become_a_home_tab(client: WebClient, trigger: str, alice: Person) -> None:
    assert error_of(client.views_open, trigger_id=trigger, view=home()) == "invalid_arguments"
    opened = client.views_open(trigger_id=trigger, view=modal())["view"]
    assert error_of(client.views_update, view_id=opened["id"], view=home()) == "invalid_arguments"
    assert error_of(client.views_publish, user_id=alice.id, view=modal()) == "invalid_arguments"


def test_the_home_tab_is_published_and_guarded_by_its_hash(
    client: WebClient, alice: Person, robin: Person
) -> None:
    first = client.views_publish(user_id=alice.id, view=home(section()))["view"]
    client.views_publish(user_id=alice.id, view=home(section(text=mrkdwn("Newer"))), hash=first["hash"])
    assert alice.home is not None
    assert alice.home.shown == "Newer"
    assert robin.home is None
    assert (
        error_of(client.views_publish, user_id=alice.id, view=home(), hash=first["hash"]) == "hash_conflict"
    )
    assert error_of(client.views_publish, user_id="U0NOBODY", view=home()) == "user_not_found"


def test_what_is_typed_stays_while_block_and_action_ids_stay(
    client: WebClient, trigger: str, alice: Person
) -> None:
    blocks = [
        input_block(text_input(initial_value="Earl Grey"), block_id="kind"),
        input_block(checkboxes(3, initial_options=[option(0)]), block_id="extras", optional=True),
    ]
    view_id = client.views_open(trigger_id=trigger, view=form(*blocks))["view"]["id"]
    alice.fills("Label", "Assam")
    alice.ticks("Option 2")
    told = client.views_update(view_id=view_id, view=form(section(), *blocks))["view"]["state"]["values"]
    assert told["kind"]["it"]["value"] == "Assam"
    assert [each["value"] for each in told["extras"]["it"]["selected_options"]] == ["v0", "v2"]
    renamed = [{**blocks[0], "block_id": "kind-2"}, blocks[1]]
    told = client.views_update(view_id=view_id, view=form(*renamed))["view"]["state"]["values"]
    assert told["kind-2"]["it"]["value"] == "Earl Grey"
    assert [each["value"] for each in told["extras"]["it"]["selected_options"]] == ["v0", "v2"]


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
