"""Submitting and closing modals, and what the app may answer to that."""

from __future__ import annotations

import re

from slackapp.sandbox import payloads
from slackapp.sandbox.acts.filling import filled_state
from slackapp.sandbox.acts.outcome import NotPossible, Outcome
from slackapp.sandbox.acts.places import Place
from slackapp.sandbox.elements import STATE_KEYS, Placed, placed_elements
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.messages import Unacceptable
from slackapp.sandbox.screens import STACK_LIMIT, checked_view, drop_modals, external_id_taken, push_modal
from slackapp.sandbox.values import Ack, Delivery, Json

NO_CONNECTION = "We had some trouble connecting. Try again?"


async def submit(place: Place, values: Json | None = None) -> Outcome:
    """Submit a modal, after filling in `values` without telling the app of each."""
    view = _modal(place)
    for block_id, fields in (values or {}).items():
        for action_id, value in fields.items():
            placed = place.element(block_id, action_id)
            view.state[block_id][action_id] = filled_state(place, placed, value)
    if not view.drawn.get("submit"):
        raise NotPossible("This window has nothing to submit.")
    view.errors = _own_errors(view)
    if view.errors:
        place.changed()
        return Outcome(ok=False, trouble=_joined(view), reason="incomplete", more={"errors": view.errors})
    view.waiting = True
    place.changed()
    ack = await place.exchange.deliver(Delivery("interaction", payloads.submission(place.exchange, view)))
    view.waiting = False
    return _answered(place, view, ack)


def _modal(place: Place) -> LiveView:
    if place.view is None or place.view.kind != "modal":
        raise NotPossible("There is no window to submit.")
    return place.view


def _own_errors(view: LiveView) -> dict[str, str]:
    errors = {}
    for placed in placed_elements(view.blocks):
        if not placed.is_input:
            continue
        state = view.state[placed.block_id][placed.action_id]
        value = state[STATE_KEYS[placed.kind][0]]
        sentence = _error_in(placed, value)
        if sentence:
            errors[placed.block_id] = sentence
    return errors


def _error_in(placed: Placed, value: object) -> str:
    if value in (None, "", []):
        return "" if placed.block.get("optional") else "Please complete this required field."
    element, text = placed.element, str(value)
    if placed.kind == "plain_text_input" and len(text) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if placed.kind == "number_input":
        if "min_value" in element and float(text) < float(element["min_value"]):
            return f"Please enter a number of {element['min_value']} or more."
        if "max_value" in element and float(text) > float(element["max_value"]):
            return f"Please enter a number of {element['max_value']} or less."
    if placed.kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return "Please enter a valid email address."
    if placed.kind == "url_text_input" and not re.match(r"https?://\S+$", text):
        return "Please enter a valid URL."
    return ""


def _joined(view: LiveView) -> str:
    return "; ".join(view.errors.values())


def _answered(place: Place, view: LiveView, ack: Ack) -> Outcome:
    if not ack.ok:
        place.trouble(NO_CONNECTION)
        return Outcome(ok=False, trouble=NO_CONNECTION, reason=ack.failure, ack=ack)
    try:
        return _follow(place, view, ack)
    except Unacceptable as fault:
        place.exchange.world.complaints.append(f"answer to the submission of {view.id}: {fault}")
        place.trouble(NO_CONNECTION)
        return Outcome(ok=False, trouble=NO_CONNECTION, reason=fault.error, ack=ack)


def _follow(place: Place, view: LiveView, ack: Ack) -> Outcome:
    world = place.exchange.world
    match ack.body.get("response_action"):
        case None if not ack.body:
            drop_modals(world, view)
        case "clear":
            drop_modals(world, view, everything=True)
        case "errors":
            view.errors = _checked_errors(view, ack.body.get("errors"))
            place.changed()
            return Outcome(
                ok=False, trouble=_joined(view), reason="errors", more={"errors": view.errors}, ack=ack
            )
        case "update":
            view.redraw(_checked(place, ack, but=view), world.new_ids())
            place.changed()
        case "push":
            if len(world.modals.get(view.user, [])) >= STACK_LIMIT:
                raise Unacceptable("push_limit_reached")
            push_modal(world, view.user, _checked(place, ack))
        case other:
            raise Unacceptable("invalid_response", f"response_action {other!r} in {ack.body!r}")
    return Outcome(ok=True, ack=ack)


def _checked(place: Place, ack: Ack, but: LiveView | None = None) -> Json:
    drawn = checked_view(ack.body.get("view"))
    if drawn["type"] != "modal":
        raise Unacceptable("invalid_arguments", "a modal is needed")
    if external_id_taken(place.exchange.world, drawn.get("external_id", ""), but):
        raise Unacceptable("duplicate_external_id")
    return drawn


def _checked_errors(view: LiveView, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Unacceptable("invalid_errors", "errors must name at least one block")
    strangers = sorted(set(errors) - inputs)
    if strangers:
        raise Unacceptable("invalid_errors", f"no input block is called {', '.join(strangers)}")
    return {str(block_id): str(sentence) for block_id, sentence in errors.items()}


async def close(place: Place, *, everything: bool = False) -> Outcome:
    """Close a modal, or the whole stack; the app hears of it where it asked to (`notify_on_close`)."""
    gone = drop_modals(place.exchange.world, _modal(place), everything=everything or _clears(place))
    for view in gone:
        if view.drawn.get("notify_on_close"):
            payload = payloads.closed(place.exchange, view, cleared=len(gone) > 1)
            await place.exchange.deliver(Delivery("interaction", payload))
    return Outcome(ok=True)


def _clears(place: Place) -> bool:
    return bool(place.view and place.view.drawn.get("clear_on_close"))
