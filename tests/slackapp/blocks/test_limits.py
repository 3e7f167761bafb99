"""Slack takes every drawing of every release, and nothing that people wrote does more than be read."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from readiness.model import Release, Stage
from readiness.template import Template
from slackapp.actions import Action, Field, Option
from slackapp.blocks.parts import Message, View
from slackapp.sandbox.validation import problems, view_problems
from tests.slackapp.blocks import worlds
from tests.slackapp.blocks.drawings import messages, views
from tests.slackapp.blocks.worlds import NOW, START

ALL_TEXT = 13_200
VIEW_BYTES = 250_000
TOKEN = re.compile(
    r"<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|#C[A-Z0-9]+|https?://[^<>|]+|!date\^\d+\^[^<>|]+\|[^<>|]+)>"
)

Case = Callable[[], tuple[Template, Release]]


def plain(change: Callable[[Template, Release], Release]) -> Case:
    def case() -> tuple[Template, Release]:
        template = worlds.plain_template()
        return template, change(template, worlds.plain_release())

    return case


def hostile(release: Callable[[], Release]) -> Case:
    return lambda: (worlds.hostile_template(), release())


def staged(stage: Stage, *, hostile_one: bool) -> Case:
    if hostile_one:
        return hostile(lambda: worlds.at_stage(worlds.hostile_release(), stage))
    return plain(lambda _, release: worlds.at_stage(release, stage))


LOUD = (Stage.DEPLOYING, Stage.ROLLING_BACK, Stage.CLOSED)
CASES: dict[str, Case] = {
    "untouched": plain(lambda _, release: release),
    "going": plain(worlds.going),
    "half approved": plain(lambda t, r: worlds.gates_approved(t, worlds.all_done(t, r), 2)),
    "sheet open": plain(lambda t, r: worlds.gates_approved(t, worlds.all_done(t, r))),
    "hostile": hostile(worlds.hostile_release),
    "hostile, done": hostile(worlds.hostile_done),
    "hostile, signed": hostile(worlds.hostile_signed),
    **{f"plain, {stage}": staged(stage, hostile_one=False) for stage in Stage},
    **{f"hostile, {stage}": staged(stage, hostile_one=True) for stage in LOUD},
}


@dataclass(frozen=True)
class Drawn:
    messages: tuple[tuple[str, Message], ...]
    views: tuple[tuple[str, View], ...]

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield from ((name, message.blocks) for name, message in self.messages)
        yield from self.views


@cache
def drawn_now(name: str) -> Drawn:
    template, release = CASES[name]()
    return Drawn(tuple(messages(template, release, NOW)), tuple(views(template, release, NOW)))


@pytest.fixture(params=CASES)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    return drawn_now(request.param)


def test_slack_takes_every_message(drawn: Drawn) -> None:
    for name, message in drawn.messages:
        assert problems(message.blocks) == [], name
        assert sum(units(text) for text in texts(message.blocks)) <= ALL_TEXT, name


def test_slack_takes_every_window(drawn: Drawn) -> None:
    for name, view in drawn.views:
        assert view_problems(view) == [], name
        assert len(json.dumps(view)) <= VIEW_BYTES, name


@pytest.mark.parametrize("name", ["untouched", "going", "hostile"])
def test_slack_takes_every_drawing_of_an_overdue_release(name: str) -> None:
    template, release = CASES[name]()
    late = START + timedelta(minutes=20)
    for drawing, message in messages(template, release, late):
        assert problems(message.blocks) == [], drawing
    for drawing, view in views(template, release, late):
        assert view_problems(view) == [], drawing


def test_what_people_wrote_mentions_nobody_and_formats_no_link(drawn: Drawn) -> None:
    for name, blocks in drawn:
        for text in marked_up(blocks):
            left = TOKEN.sub("", text)
            assert "<" not in left, (name, text)
            assert ">" not in left, (name, text)
            assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", left), (name, text)
            assert "channel" not in "".join(TOKEN.findall(text)), (name, text)


def test_what_people_wrote_is_never_parsed_for_mentions(drawn: Drawn) -> None:
    for name, blocks in drawn:
        for found in walk(blocks):
            if found.get("type") == "mrkdwn":
                assert found["verbatim"] is True, name


def test_a_message_can_be_read_without_its_blocks(drawn: Drawn) -> None:
    for name, message in drawn.messages:
        assert message.text.strip(), name
        assert not re.search(r"[<>]", message.text), name


def test_every_button_says_the_whole_action_to_a_screen_reader(drawn: Drawn) -> None:
    for name, blocks in drawn:
        for found in walk(blocks):
            if found.get("type") == "button":
                assert " " in found["accessibility_label"], name


def test_everything_that_can_be_pressed_has_a_name_that_listeners_know(drawn: Drawn) -> None:
    known = {*Action, *Field, *Option}
    for name, blocks in drawn:
        for found in walk(blocks):
            if "action_id" in found:
                assert found["action_id"] in known or found["action_id"].startswith("role:"), name


def walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inside in value.values():
            yield from walk(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from walk(inside)


def marked_up(blocks: Any) -> Iterator[str]:
    return (found["text"] for found in walk(blocks) if found.get("type") == "mrkdwn")


def texts(blocks: Any) -> Iterator[str]:
    return (found["text"] for found in walk(blocks) if isinstance(found.get("text"), str))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
