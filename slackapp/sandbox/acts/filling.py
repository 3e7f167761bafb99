"""From the plain value that a person fills in to Slack's state of the element, with what Slack's client would not allow."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from slackapp.sandbox import elements
from slackapp.sandbox.acts.outcome import NotPossible
from slackapp.sandbox.acts.places import Place
from slackapp.sandbox.elements import STATE_KEYS, Placed
from slackapp.sandbox.values import Json


def filled_state(place: Place, placed: Placed, value: object) -> Json:
    """Slack's state of this element with this value; the README lists the form of the value for each type."""
    if placed.kind not in STATE_KEYS:
        raise NotPossible("Nothing can be filled in there.")
    key, nothing = STATE_KEYS[placed.kind]
    if value is None or value in ("", []):
        return elements.empty_state(placed.kind)
    if isinstance(nothing, list):
        if not isinstance(value, list):
            raise NotPossible("A list is needed there.")
        return {"type": placed.kind, key: _several(place, placed, value)}
    state: Json = {"type": placed.kind, key: _one(place, placed, value)}
    if placed.kind == "timepicker" and "timezone" in placed.element:
        state["timezone"] = placed.element["timezone"]
    return state


def _several(place: Place, placed: Placed, values: list[object]) -> list[object]:
    most = placed.element.get("max_selected_items")
    if most is not None and len(values) > most:
        raise NotPossible(f"At most {most} can be chosen.")
    if placed.kind == "checkboxes":
        # Slack tells the ticked boxes in the order in which they are drawn.
        chosen = [_offered(place, placed, value) for value in values]
        return [option for option in elements.options_of(placed.element) if option in chosen]
    return [_one(place, placed, value) for value in values]


def _one(place: Place, placed: Placed, value: object) -> object:
    kind = placed.kind.removeprefix("multi_")
    if kind in {"static_select", "external_select", "radio_buttons"}:
        return _offered(place, placed, value)
    return _CHECKS.get(kind, _text)(place, placed, value)


def _offered(place: Place, placed: Placed, value: object) -> Json:
    if placed.kind.endswith("external_select"):
        asked = place.exchange.suggestions.get((*place.key, placed.block_id, placed.action_id), [])
        now = place.state.get(placed.block_id, {}).get(placed.action_id, {})
        options = [*asked, *now.get("selected_options", []), now.get("selected_option") or {}]
    else:
        options = elements.options_of(placed.element)
    for option in options:
        if option.get("value") == value:
            return dict(option)
    raise NotPossible("That is not among the options.", "no_such_option")


def _text(place: Place, placed: Placed, value: object) -> str:
    text = str(value)
    most = placed.element.get("max_length", 3000)
    if placed.kind == "plain_text_input" and len(text) > most:
        raise NotPossible(f"At most {most} characters fit in there.", "too_long")
    if placed.kind == "plain_text_input" and "\n" in text and not placed.element.get("multiline"):
        raise NotPossible("That field has one line.", "one_line")
    return text


def _number(place: Place, placed: Placed, value: object) -> str:
    text = str(value)
    decimal = r"(\.\d+)?" if placed.element.get("is_decimal_allowed") else ""
    if not re.fullmatch(rf"-?\d+{decimal}", text):
        raise NotPossible("That is no number that fits in there.", "no_number")
    return text


def _rich_text(place: Place, placed: Placed, value: object) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [section]}


def _user(place: Place, placed: Placed, value: object) -> str:
    member = place.exchange.world.members.get(str(value))
    if member is None or member.deleted:
        raise NotPossible("There is no such person.", "no_such_person")
    return member.id


def _conversation(place: Place, placed: Placed, value: object) -> str:
    world = place.exchange.world
    found = world.conversations.get(str(value))
    if found is None or not found.visible_to(place.user):
        raise NotPossible("There is no such channel.", "no_such_channel")
    if placed.kind.removeprefix("multi_") == "channels_select" and found.kind != "channel":
        raise NotPossible("Only public channels can be chosen there.", "no_such_channel")
    wanted = placed.element.get("filter", {}).get("include")
    kinds = {"channel": "public", "private": "private", "im": "im", "mpim": "mpim"}
    if wanted and kinds[found.kind] not in wanted:
        raise NotPossible("That sort of conversation can't be chosen there.", "no_such_channel")
    return found.id


def _date(place: Place, placed: Placed, value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise NotPossible("That is no date.", "no_date") from None


def _time(place: Place, placed: Placed, value: object) -> str:
    try:
        return time.fromisoformat(str(value)).strftime("%H:%M")
    except ValueError:
        raise NotPossible("That is no time of day.", "no_time") from None


def _moment(place: Place, placed: Placed, value: object) -> int:
    if not isinstance(value, int | float) or not 10**9 <= value < 10**10:
        raise NotPossible("That is no moment in seconds since 1970.", "no_time")
    return int(value)


def _file(place: Place, placed: Placed, value: object) -> Json:
    stored = place.exchange.world.files.get(str(value))
    if stored is None:
        raise NotPossible("There is no such file.", "no_such_file")
    return {key: entry for key, entry in stored.items() if key != "content"}


_CHECKS: dict[str, Callable[[Place, Placed, object], object]] = {
    "number_input": _number,
    "rich_text_input": _rich_text,
    "users_select": _user,
    "channels_select": _conversation,
    "conversations_select": _conversation,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "file_input": _file,
}
