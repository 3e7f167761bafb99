"""Inputs of windows. The block and its element have one id, the field's, so that what was typed survives."""

from collections.abc import Sequence
from typing import Any

from slackapp.actions import Field, Option
from slackapp.blocks.parts import Block, Element, option, plain, select

LABEL = 150
HINT = 500
TEXT = 3_000
_HUMAN = {"include": ["public", "private"], "exclude_bot_users": True}


def field(name: str, label: str, element: Element, *, hint: str = "", optional: bool = False) -> Block:
    """An input with its label above and a hint below. ``name`` is the id of the block and of its element."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, LABEL),
        "element": {"action_id": name, **element},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, HINT)
    return block


def _with(element: Element, **initial: Any) -> Element:  # noqa: ANN401 - whatever the element starts with
    """The element with what it starts with, as far as there is something."""
    return element | {key: value for key, value in initial.items() if value}


def text_input(
    name: Field,
    label: str,
    initial: str = "",
    *,
    hint: str = "",
    optional: bool = False,
    lines: bool = True,
    most: int = TEXT,
) -> Block:
    """A text of at most ``most`` characters, in several ``lines`` or in one."""
    element = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    return field(name, label, _with(element, initial_value=initial[:most]), hint=hint, optional=optional)


def person(name: Field, label: str, initial: str | None, *, hint: str = "", optional: bool = True) -> Block:
    """One person; or nobody, where it is ``optional``."""
    element = {"type": "users_select", "placeholder": plain("Choose somebody", LABEL)}
    return field(name, label, _with(element, initial_user=initial), hint=hint, optional=optional)


def people(name: str, label: str, initial: Sequence[str], *, hint: str = "") -> Block:
    """Several people, or nobody."""
    element = {"type": "multi_users_select", "placeholder": plain("Choose people", LABEL)}
    return field(name, label, _with(element, initial_users=list(initial)), hint=hint, optional=True)


def user_groups(label: str, initial: Sequence[tuple[str, str]], *, hint: str = "") -> Block:
    """User groups, which Slack has no picker for; ``initial`` as (id, handle)."""
    element: Element = {
        "type": "multi_external_select",
        "placeholder": plain("Choose user groups", LABEL),
        "min_query_length": 0,
    }
    chosen = [option(f"@{handle}", group) for group, handle in initial]
    return field(Option.GROUPS, label, _with(element, initial_options=chosen), hint=hint, optional=True)


def channel(name: Field, label: str, initial: str, *, hint: str = "") -> Block:
    """A public or private channel."""
    element = {
        "type": "conversations_select",
        "filter": _HUMAN,
        "placeholder": plain("Choose a channel", LABEL),
    }
    return field(name, label, _with(element, initial_conversation=initial), hint=hint)


def channels(name: Field, label: str, initial: Sequence[str], *, hint: str = "") -> Block:
    """Several public or private channels, or none."""
    element = {
        "type": "multi_conversations_select",
        "filter": _HUMAN,
        "placeholder": plain("Choose channels", LABEL),
    }
    return field(name, label, _with(element, initial_conversations=list(initial)), hint=hint, optional=True)


def number_input(name: Field, label: str, initial: str = "", *, whole: bool = False, hint: str = "") -> Block:
    """A number, or none; a ``whole`` one is not negative."""
    element: Element = {"type": "number_input", "is_decimal_allowed": not whole}
    least = {"min_value": "0"} if whole else {}
    return field(name, label, _with(element, initial_value=initial, **least), hint=hint, optional=True)


def day(name: Field, label: str, initial: str = "", *, hint: str = "", optional: bool = True) -> Block:
    """A day, as ``2026-11-29``; or none, where it is ``optional``."""
    return field(
        name, label, _with({"type": "datepicker"}, initial_date=initial), hint=hint, optional=optional
    )


def moment(day: str, hour: str, zone: str) -> list[Block]:
    """A day (``2026-11-29``), a time of day (``14:30``) and the IANA zone whose clocks are meant."""
    zones = {
        "type": "external_select",
        "min_query_length": 1,
        "placeholder": plain("Type a city, such as Berlin", LABEL),
    }
    chosen = option(zone, zone) if zone else None
    return [
        field(Field.DAY, "Day of the go-live", _with({"type": "datepicker"}, initial_date=day)),
        field(Field.HOUR, "Time of the go-live", _with({"type": "timepicker"}, initial_time=hour)),
        field(Option.ZONE, "Time zone", _with(zones, initial_option=chosen), hint="Whose clocks are meant."),
    ]


def one_of(
    name: Field, label: str, options: Sequence[Element], initial: Element | None = None, *, hint: str = ""
) -> Block:
    """One thing from a menu."""
    element = select(name, "Choose one", options, initial)
    return field(name, label, element, hint=hint)


def one_state(name: Field, label: str, options: Sequence[Element], initial: Element) -> Block:
    """One of a few things that are all in view; at most ten."""
    element = {"type": "radio_buttons", "options": list(options), "initial_option": initial}
    return field(name, label, element)


def some_of(name: Field, label: str, options: Sequence[Element], *, hint: str = "") -> Block:
    """Any of the things: boxes for up to ten, a menu for up to a hundred."""
    element: Element = {"type": "checkboxes", "options": list(options)}
    if len(options) > 10:
        element = {
            "type": "multi_static_select",
            "options": list(options),
            "placeholder": plain("Choose any", LABEL),
        }
    return field(name, label, element, hint=hint, optional=True)
