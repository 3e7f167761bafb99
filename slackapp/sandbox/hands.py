"""Doing by label: from the words that a person sees to the element they mean, and the act on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from slackapp.sandbox.acts import modals, presses
from slackapp.sandbox.acts.outcome import NotPossible, Outcome
from slackapp.sandbox.acts.places import Place
from slackapp.sandbox.elements import STATE_KEYS, options_of
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.seen import Control, Message, View, fillable, pressable, same, tickable
from slackapp.sandbox.sight import Sight
from slackapp.sandbox.values import Json

Found = TypeVar("Found")
Where = str | Message | View | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A confirmation dialog that the person was shown, and whether they agreed."""

    title: str
    text: str
    confirm: str
    deny: str
    agreed: bool


@dataclass(slots=True, eq=False)
class Hands:
    """What one person does with what lies before their eyes. Runs on the server's loop."""

    exchange: Exchange
    user: str
    sight: Sight
    asked: list[Asked] = field(default_factory=list)

    async def wait_for(
        self, find: Callable[[], Found | None], sought: str, seconds: float | None = None
    ) -> Found:
        """What `find` gives as soon as it gives something.

        Raises AssertionError, telling what is in sight, when it never does.
        """
        changes = self.exchange.world.changes
        deadline = time.monotonic() + (self.exchange.timing.patience if seconds is None else seconds)
        while True:
            version = changes.version
            found = find()
            if found is not None:
                return found
            left = deadline - time.monotonic()
            if left <= 0 or not await changes.wait_after(version, left):
                name = self.exchange.world.members[self.user].first_name
                raise AssertionError(f"{name} sees no {sought}. In sight:\n{self.sight.described()}")

    async def press(self, label: str, where: Where, beside: str, *, confirm: bool) -> Outcome:
        """Press what reads `label`; answer the confirmation dialog, if there is one, with `confirm`."""

        def find() -> tuple[Place, Control] | None:
            for place in self.sight.places(where):
                for control in pressable(self.sight.reader, place.blocks):
                    if same(control.label, label) and beside in control.near:
                        return place, control
            return None

        place, control = await self.wait_for(
            find, f"button {label!r}" + (f" beside {beside!r}" if beside else "")
        )
        dialog = control.placed.element.get("confirm")
        if dialog is not None and not self._agrees(dialog, confirm=confirm):
            return Outcome(ok=False, trouble="The person changed their mind.", reason="denied")
        return await presses.press(place, control.placed.block_id, control.placed.action_id, control.option)

    def _agrees(self, dialog: Json, *, confirm: bool) -> bool:
        words = self.sight.reader.words
        title, text, yes, no = (words(dialog[key]) for key in ("title", "text", "confirm", "deny"))
        self.asked.append(Asked(title, text, yes, no, agreed=confirm))
        return confirm

    async def tick(self, label: str, where: Where, *, on: bool) -> Outcome:
        """Tick or untick the box that reads `label`."""

        def find() -> tuple[Place, Control, Json] | None:
            for place in self.sight.places(where):
                boxes = list(tickable(self.sight.reader, place.blocks))
                best = [box for box in boxes if same(box[0].label, label)]
                best += [box for box in boxes if label in box[0].label]
                if best:
                    return place, *best[0]
            return None

        place, control, option = await self.wait_for(find, f"box {label!r}")
        placed = control.placed
        now = place.state[placed.block_id][placed.action_id]["selected_options"]
        values = [each["value"] for each in now if each["value"] != option["value"]]
        if on:
            values.append(option["value"])
        return await presses.fill(place, placed.block_id, placed.action_id, values)

    async def fill(self, label: str, value: object, where: Where, beside: str) -> Outcome:
        """Fill in the field of this label, in the words that a person would use."""
        place, control = await self._field(label, where, beside)
        placed = control.placed
        if value is None:
            plain: object = None
        elif isinstance(STATE_KEYS[placed.kind][1], list):
            wanted = value if isinstance(value, list | tuple | set) else [value]
            plain = [await self._plain(place, control, each) for each in wanted]
        else:
            plain = await self._plain(place, control, value)
        return await presses.fill(place, placed.block_id, placed.action_id, plain, enter=True)

    async def add(self, label: str, value: object, where: Where, beside: str) -> Outcome:
        """Choose an option: of a field that holds several, beside what is chosen already."""
        place, control = await self._field(label, where, beside, offering=str(value))
        placed = control.placed
        plain = await self._plain(place, control, value)
        key, nothing = STATE_KEYS[placed.kind]
        if isinstance(nothing, list):
            now = [_value(each) for each in place.state[placed.block_id][placed.action_id][key]]
            plain = [*now, plain]
        return await presses.fill(place, placed.block_id, placed.action_id, plain)

    async def _field(
        self, label: str, where: Where, beside: str, offering: str = ""
    ) -> tuple[Place, Control]:
        """The field of this label; of several, the first that offers an option of these words."""

        def find() -> tuple[Place, Control] | None:
            for place in self.sight.places(where):
                fields = [c for c in fillable(self.sight.reader, place.blocks) if beside in c.near]
                offers = [each for each in fields if self._offers(each, offering)]
                found = _closest(offers, label) or _closest(fields, label)
                if found is not None:
                    return place, found
            return None

        return await self.wait_for(find, f"field {label!r}" + (f" beside {beside!r}" if beside else ""))

    def _offers(self, control: Control, words: str) -> bool:
        options = options_of(control.placed.element)
        return any(same(self.sight.reader.words(option["text"]), words) for option in options)

    async def _plain(self, place: Place, control: Control, value: object) -> object:
        kind = control.placed.kind.removeprefix("multi_")
        if kind == "users_select":
            return self._user(str(value))
        if kind in {"channels_select", "conversations_select"}:
            return self.sight.conversation(str(value)).id
        if kind == "datetimepicker" and isinstance(value, datetime):
            return int(value.timestamp())
        if isinstance(value, date):
            return value.isoformat()
        if kind in {"static_select", "radio_buttons", "checkboxes"}:
            return self._option(options_of(control.placed.element), str(value))
        if kind == "external_select":
            return await self._suggested(place, control, str(value))
        return value if isinstance(value, int) and kind == "datetimepicker" else str(value)

    def _user(self, name: str) -> str:
        member = self.exchange.world.member_named(name)
        if member is None:
            raise LookupError(f"Nobody in this workspace is called {name}.")
        return member.id

    def _option(self, options: Iterable[Json], wanted: str) -> str:
        words = [(self.sight.reader.words(option["text"]), str(option["value"])) for option in options]
        for text, value in words:
            if same(text, wanted):
                return value
        offered = ", ".join(text for text, _ in words)
        raise AssertionError(f"No option reads {wanted!r}; there are: {offered or 'none'}.")

    async def _suggested(self, place: Place, control: Control, wanted: str) -> str:
        placed = control.placed
        outcome = await presses.options(place, placed.block_id, placed.action_id, wanted)
        if not outcome.ok:
            raise NotPossible(outcome.trouble, outcome.reason)
        return self._option(options_of(outcome.more), wanted)

    async def submit(self, where: Where) -> Outcome:
        """Submit the uppermost modal, or an old copy of one."""
        return await modals.submit(await self._modal(where))

    async def close(self, *, everything: bool) -> Outcome:
        """Close the uppermost modal, or all of them."""
        return await modals.close(await self._modal("modal"), everything=everything)

    async def _modal(self, where: Where) -> Place:
        return await self.wait_for(lambda: next(self.sight.places(where or "modal"), None), "open modal")


def _closest(fields: list[Control], label: str) -> Control | None:
    best = [each for each in fields if same(each.label, label) or same(each.near, label)]
    best += [each for each in fields if label in each.label or label in each.near]
    return best[0] if best else None


def _value(chosen: object) -> object:
    return chosen["value"] if isinstance(chosen, dict) else chosen
