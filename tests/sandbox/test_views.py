from __future__ import annotations

import time

from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from tests.sandbox.calling import error_of
from tests.sandbox.kit import (
    Kit,
    actions,
    button,
    checkboxes,
    form,
    home,
    input_block,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    text_input,
)


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
