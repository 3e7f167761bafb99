"""From the plain value that a person fills in to Slack's state of the element.

What Slack's own client would not let a person fill in is refused here, before the app hears of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from slackapp.sandbox import elements
from slackapp.sandbox.acts.outcome import NotPossible
from slackapp.sandbox.acts.places import Place
from slackapp.sandbox.elements import STATE_KEYS, Placed
from slackapp.sandbox.limits import limit
from slackapp.sandbox.stored import described
from slackapp.sandbox.values import Json
from slackapp.sandbox.world import World


def filled_state(place: Place, placed: Placed, value: object) -> Json:
    """Slack's state of this element with this value; the README lists the form of the value for each type."""
    if placed.kind not in STATE_KEYS:
        raise NotPossible("Nothing can be filled in there.")
    key, nothing = STATE_KEYS[placed.kind]
    if value is None or value in ("", []):
        return elements.empty_state(placed.kind)
    filling = Filling(place, placed)
    if isinstance(nothing, list):
        return {"type": placed.kind, key: filling.several(value)}
    state: Json = {"type": placed.kind, key: filling.one(value)}
    return state | {"timezone": placed.element["timezone"]} if "timezone" in placed.element else state


@dataclass(frozen=True, slots=True)
class Filling:
    """An element being filled in. Each method gives what Slack keeps of a value, or raises NotPossible."""

    place: Place
    placed: Placed

    @property
    def _world(self) -> World:
        return self.place.exchange.world

    def several(self, values: object) -> list[object]:
        """The values of an element that holds many."""
        most = self.placed.element.get("max_selected_items")
        if not isinstance(values, list):
            raise NotPossible("A list is needed there.")
        if most is not None and len(values) > most:
            raise NotPossible(f"At most {most} can be chosen.")
        if self.placed.kind != "checkboxes":
            return [self.one(value) for value in values]
        # Slack tells the ticked boxes in the order in which they are drawn.
        ticked = [self.option(value) for value in values]
        return [each for each in elements.options_of(self.placed.element) if each in ticked]

    def one(self, value: object) -> object:
        """One value, by the type of the element."""
        return _BY_KIND.get(self.placed.kind.removeprefix("multi_"), Filling.text)(self, value)

    def option(self, value: object) -> Json:
        """The offered option of this value; of an external select, one that the app has suggested."""
        for each in self._offered():
            if each.get("value") == value:
                return each
        raise NotPossible("That is not among the options.", "no_such_option")

    def _offered(self) -> list[Json]:
        if not self.placed.kind.endswith("external_select"):
            return elements.options_of(self.placed.element)
        ids = self.placed.block_id, self.placed.action_id
        now = self.place.state.get(ids[0], {}).get(ids[1], {})
        chosen = [*now.get("selected_options", []), now.get("selected_option") or {}]
        return [*self.place.exchange.suggestions.get((*self.place.key, *ids), []), *chosen]

    def text(self, value: object) -> str:
        """Text that fits in."""
        text, element = str(value), self.placed.element
        if self.placed.kind == "plain_text_input":
            most = element.get("max_length", limit("plain_text_input.length"))
            if len(text) > most:
                raise NotPossible(f"At most {most} characters fit in there.", "too_long")
            if "\n" in text and not element.get("multiline"):
                raise NotPossible("That field has one line.", "one_line")
        return text

    def number(self, value: object) -> str:
        """A number, as Slack keeps it: a string."""
        decimals = r"(\.\d+)?" if self.placed.element.get("is_decimal_allowed") else ""
        if not re.fullmatch(rf"-?\d+{decimals}", str(value)):
            raise NotPossible("That is no number that fits in there.", "no_number")
        return str(value)

    def rich_text(self, value: object) -> Json:
        """Lines of text as one section of rich text."""
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
        return {"type": "rich_text", "elements": [section]}

    def user(self, value: object) -> str:
        """Somebody who has an account; bots are offered too, as in Slack."""
        member = self._world.members.get(str(value))
        if member is None or member.deleted:
            raise NotPossible("There is no such person.", "no_such_person")
        return member.id

    def conversation(self, value: object) -> str:
        """A conversation that the person sees and that the element's filter lets through."""
        found = self._world.conversations.get(str(value))
        if found is None or not self._world.sees(self.place.user, found):
            raise NotPossible("There is no such channel.", "no_such_channel")
        kind = {"channel": "public"}.get(found.kind, found.kind)
        public_only = self.placed.kind.removeprefix("multi_") == "channels_select"
        wanted = ["public"] if public_only else self.placed.element.get("filter", {}).get("include", [kind])
        if kind not in wanted:
            raise NotPossible("That sort of conversation can't be chosen there.", "no_such_channel")
        return found.id

    def date(self, value: object) -> str:
        """A day."""
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            raise NotPossible("That is no date.", "no_date") from None

    def time(self, value: object) -> str:
        """A time of day, to the minute."""
        try:
            return time.fromisoformat(str(value)).strftime("%H:%M")
        except ValueError:
            raise NotPossible("That is no time of day.", "no_time") from None

    def moment(self, value: object) -> int:
        """Seconds since 1970, of ten digits as in Slack."""
        if not isinstance(value, int | float) or not 10**9 <= value < 10**10:
            raise NotPossible("That is no moment in seconds since 1970.", "no_time")
        return int(value)

    def file(self, value: object) -> Json:
        """A file that was uploaded."""
        stored = self._world.files.get(str(value))
        if stored is None:
            raise NotPossible("There is no such file.", "no_such_file")
        return described(self.place.exchange.url, stored, self.place.user, stored["name"])


_BY_KIND: dict[str, Callable[[Filling, object], object]] = {
    "static_select": Filling.option,
    "external_select": Filling.option,
    "radio_buttons": Filling.option,
    "number_input": Filling.number,
    "rich_text_input": Filling.rich_text,
    "users_select": Filling.user,
    "channels_select": Filling.conversation,
    "conversations_select": Filling.conversation,
    "datepicker": Filling.date,
    "timepicker": Filling.time,
    "datetimepicker": Filling.moment,
    "file_input": Filling.file,
}
