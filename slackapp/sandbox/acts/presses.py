"""Pressing and filling in: buttons, menus, and every element that holds state."""

from __future__ import annotations

import time

from slackapp.sandbox import elements, payloads, validation
from slackapp.sandbox.acts.filling import filled_state
from slackapp.sandbox.acts.outcome import DONE, NotPossible, Outcome
from slackapp.sandbox.acts.places import Place
from slackapp.sandbox.elements import Placed
from slackapp.sandbox.values import Delivery, Json

NO_ANSWER = "Operation timed out. Apps need to respond within 3 seconds."
BAD_ANSWER = "Something went wrong: the app did not accept this."


async def press(place: Place, block_id: str, action_id: str, option: str | int | None = None) -> Outcome:
    """Press a button, or choose an entry of an overflow menu or of feedback buttons by value or position."""
    placed = place.element(block_id, action_id)
    if placed.kind == "overflow":
        chosen = _entry(placed.element["options"], option)
        return await _tell(place, placed, {"selected_option": chosen})
    if placed.kind == "feedback_buttons":
        both = [placed.element["positive_button"], placed.element["negative_button"]]
        return await _tell(place, placed, _entry(both, option))
    if placed.kind not in {"button", "icon_button"}:
        raise NotPossible("That is no button.")
    return await _tell(place, placed, {})


def _entry(options: list[Json], option: str | int | None) -> Json:
    if isinstance(option, int) and 0 <= option < len(options):
        return dict(options[option])
    for each in options:
        if each.get("value") == option:
            return dict(each)
    raise NotPossible("That menu has no such entry.")


async def fill(place: Place, block_id: str, action_id: str, value: object, *, enter: bool = False) -> Outcome:
    """Fill an element in; the app is told where Slack would tell it."""
    placed = place.element(block_id, action_id)
    state = filled_state(place, placed, value)
    place.state.setdefault(block_id, {})[action_id] = state
    if place.view is not None:
        place.view.errors.pop(block_id, None)
    place.changed()
    if not _told(placed, enter=enter):
        return DONE
    return await _tell(place, placed, state)


def _told(placed: Placed, *, enter: bool) -> bool:
    if not placed.dispatches:
        return False
    if not placed.kind.endswith("_input") and placed.kind != "number_input":
        return True
    config = placed.element.get("dispatch_action_config", {})
    triggers = config.get("trigger_actions_on", ["on_enter_pressed"])
    return "on_character_entered" in triggers or (enter and "on_enter_pressed" in triggers)


async def _tell(place: Place, placed: Placed, chosen: Json) -> Outcome:
    action = elements.action_payload(placed, chosen, f"{time.time():.6f}")
    ack = await place.exchange.deliver(Delivery("interaction", place.action_payload([action])))
    if ack.ok:
        return Outcome(ok=True, ack=ack)
    sentence = NO_ANSWER if ack.failure == "timeout" else BAD_ANSWER
    place.trouble(sentence)
    return Outcome(ok=False, trouble=sentence, reason=ack.failure, ack=ack)


async def options(place: Place, block_id: str, action_id: str, typed: str) -> Outcome:
    """Ask the app which options an external select has for what was typed so far."""
    placed = place.element(block_id, action_id)
    if not placed.kind.endswith("external_select"):
        raise NotPossible("That field has its own options.")
    if len(typed) < placed.element.get("min_query_length", 3):
        return Outcome(ok=True, more={"options": []})
    payload = payloads.suggestion(place.exchange, place.user, place.container(), (block_id, action_id), typed)
    ack = await place.exchange.deliver(Delivery("interaction", payload))
    if not ack.ok:
        return Outcome(ok=False, trouble="The options could not be loaded.", reason=ack.failure, ack=ack)
    found = validation.options_problems(ack.body)
    if found:
        place.exchange.world.complaints.extend(f"options for {action_id}: {problem}" for problem in found)
        return Outcome(
            ok=False, trouble="The options could not be loaded.", reason="invalid_options", ack=ack
        )
    place.exchange.suggestions[(*place.key, block_id, action_id)] = elements.options_of(ack.body)
    return Outcome(ok=True, more=ack.body, ack=ack)
