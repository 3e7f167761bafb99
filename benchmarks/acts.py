"""What people do, as the bodies of Slack's requests: ``/readiness status``, and ticks in the checklist.

The payloads are the local Slack's, around windows that the app draws. Each is made once, with stand-ins for
what differs from press to press, so that thousands of them are ready within seconds.
"""

import random
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import count, cycle, islice

from benchmarks.seeding import Field, Planted
from benchmarks.slack import Slack
from readiness.model import CheckState
from readiness.template import Item
from slackapp.actions import Action
from slackapp.blocks import checklist
from slackapp.sandbox import elements, live_views, payloads
from slackapp.sandbox.delivery.http import encoded
from slackapp.sandbox.elements import Placed
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.values import Credentials, Delivery, Json, Timing
from slackapp.sandbox.world import World

# Stand-ins for ids: letters and digits, which look the same in JSON and in a form.
RELEASE, TRIGGER, WINDOW, CHANNEL = "StandInR00", "StandInTrigger", "StandInWindow", "StandInChannel"
SEED = 2026


@dataclass(frozen=True, slots=True)
class Press:
    """A request's body, and the trigger id that the app records it by."""

    body: bytes
    trigger: str


class Acts:
    """A supply of acts on releases of a field, in any order; no tick comes twice.

    ``among`` is the number of different releases that people work on, anywhere in it; all unless given.
    """

    def __init__(self, slack: Slack, field: Field, windows: Sequence[str], among: int | None = None) -> None:
        self._slack = slack
        self._field = field
        self._windows = cycle(windows)
        self._random = random.Random(SEED)
        self._planted = self._random.sample(
            field.planted, min(among or len(field.planted), len(field.planted))
        )
        self._ticks = self._all_ticks()
        self._people = cycle(slack.people)
        self._drawn: dict[tuple[int, str], bytes] = {}

    def statuses(self, number: int) -> list[Press]:
        """``/readiness status``, each typed in the channel of some release."""
        asked_about = self._random.choices(self._planted, k=number)
        return [_press(self._status, CHANNEL, planted.channel) for planted in asked_about]

    def tour(self) -> list[Press]:
        """``/readiness status`` of every release once, as people have looked at what they work on."""
        return [_press(self._status, CHANNEL, planted.channel) for planted in self._planted]

    def ticks(self, number: int) -> list[Press]:
        """A box ticked in the checklist of one release after the other; an error when no open one is left."""
        found = list(islice(self._ticks, number))
        if len(found) < number:
            raise LookupError("Every box is ticked: plant more releases.")
        return [self._tick(planted, item) for planted, item in found]

    @cached_property
    def _status(self) -> bytes:
        exchange = self._exchange
        conversation = replace(exchange.world.conversations[self._slack.channel], id=CHANNEL)
        payload = payloads.command(exchange, next(self._people), conversation, "/readiness", "status")
        return _body("command", payload)

    @cached_property
    def _exchange(self) -> Exchange:
        """What Slack's payloads are made of; nothing passes through this one."""
        return Exchange(World.of(self._slack.workspace), Timing(), Credentials(), url="http://127.0.0.1")

    def _all_ticks(self) -> Iterator[tuple[Planted, Item]]:
        open_checks = [
            [item for item in self._field.template.checks if shape.check(item.key).state is CheckState.OPEN]
            for shape in self._field.shapes
        ]
        for turn in range(min(map(len, open_checks))):
            in_turn = self._random.sample(self._planted, len(self._planted))
            for planted in in_turn:
                boxes = open_checks[planted.shape]
                yield planted, boxes[(int(planted.id[1:]) + turn) % len(boxes)]

    def _tick(self, planted: Planted, item: Item) -> Press:
        key = planted.shape, item.key
        if key not in self._drawn:
            self._drawn[key] = _body("interaction", self._ticked(planted.shape, item))
        body = self._drawn[key].replace(WINDOW.encode(), next(self._windows).encode())
        return _press(body, RELEASE, planted.id)

    def _ticked(self, shape: int, item: Item) -> Json:
        """The payload of a tick in the window that shows the item in a release of this shape."""
        template = self._field.template
        release = replace(self._field.shapes[shape], id=RELEASE)
        section, page = checklist.page_of(template, item)
        drawn = checklist.view(template, release, section, page, datetime.now(UTC))
        view = live_views.opened(drawn, next(self._people), self._exchange.world.new_ids())
        view.id = view.root_id = WINDOW
        box = next(placed for placed in elements.placed_elements(view.blocks) if _holds(placed, item))
        offered = elements.options_of(box.element)
        before = {each["value"] for each in box.element.get("initial_options", ())}
        selected = [each for each in offered if each["value"] in before | {item.key}]
        state = {"type": box.kind, "selected_options": selected}
        view.state[box.block_id][box.action_id] = state
        action = elements.action_payload(box, state, f"{time.time():.6f}")
        return payloads.view_action(self._exchange, view, [action])


def _holds(placed: Placed, item: Item) -> bool:
    values = [option["value"] for option in elements.options_of(placed.element)]
    return placed.action_id == Action.TICK and item.key in values


def _body(kind: str, payload: Json) -> bytes:
    return encoded(Delivery(kind, {**payload, "trigger_id": TRIGGER}))[0]


_numbers = count(1)


def _press(body: bytes, stand_in: str, own_id: str) -> Press:
    trigger = f"{time.time_ns()}.{next(_numbers)}.{secrets.token_hex(8)}"
    return Press(
        body.replace(stand_in.encode(), own_id.encode()).replace(TRIGGER.encode(), trigger.encode()), trigger
    )
