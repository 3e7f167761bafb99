"""Slack's limits in one table.

Every figure that is checked anywhere here stands in it, with where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

_BLOCKS = "docs.slack.dev, Block Kit: blocks"
_ELEMENTS = "docs.slack.dev, Block Kit: block elements"
_OBJECTS = "docs.slack.dev, Block Kit: composition objects"
_VIEWS = "docs.slack.dev, Surfaces: views"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that Slack takes of something, what is counted, and the source of the figure."""

    most: int
    unit: str
    source: str


LIMITS: dict[str, Limit] = {
    "message.blocks": Limit(50, "blocks", "docs.slack.dev, Block Kit: at most 50 blocks a message"),
    "message.text": Limit(40_000, "characters", "docs.slack.dev, chat.postMessage: truncating content"),
    "message.all_text": Limit(13_200, "characters", "not documented; measured by users, bolt-js#2509"),
    "message.markdown": Limit(12_000, "characters", f"{_BLOCKS}: markdown, over all of a payload"),
    "message.tables": Limit(1, "tables", f"{_BLOCKS}: table, one a message"),
    "message.metadata": Limit(8_000, "characters", "not documented; ours, far above an opaque id"),
    "modal.blocks": Limit(100, "blocks", f"{_VIEWS}: at most 100 blocks"),
    "home.blocks": Limit(100, "blocks", f"{_VIEWS}: at most 100 blocks"),
    "modal.stack": Limit(3, "views", "docs.slack.dev, Modals: a stack of at most three views"),
    "view.title": Limit(24, "characters", _VIEWS),
    "view.submit": Limit(24, "characters", _VIEWS),
    "view.close": Limit(24, "characters", _VIEWS),
    "view.private_metadata": Limit(3_000, "characters", _VIEWS),
    "view.callback_id": Limit(255, "characters", _VIEWS),
    "view.external_id": Limit(255, "characters", _VIEWS),
    "view.bytes": Limit(250_000, "bytes", "docs.slack.dev, views.open: view_too_large"),
    "block_id": Limit(255, "characters", _BLOCKS),
    "action_id": Limit(255, "characters", _ELEMENTS),
    "section.text": Limit(3_000, "characters", f"{_BLOCKS}: section"),
    "section.fields": Limit(10, "fields", f"{_BLOCKS}: section"),
    "section.field": Limit(2_000, "characters", f"{_BLOCKS}: section"),
    "header.text": Limit(150, "characters", f"{_BLOCKS}: header"),
    "context.elements": Limit(10, "elements", f"{_BLOCKS}: context"),
    "context.text": Limit(3_000, "characters", f"{_OBJECTS}: text object"),
    "actions.elements": Limit(25, "elements", f"{_BLOCKS}: actions"),
    "context_actions.elements": Limit(5, "elements", f"{_BLOCKS}: context actions"),
    "input.label": Limit(2_000, "characters", f"{_BLOCKS}: input"),
    "input.hint": Limit(2_000, "characters", f"{_BLOCKS}: input"),
    "image.url": Limit(3_000, "characters", f"{_BLOCKS}: image"),
    "image.alt_text": Limit(2_000, "characters", f"{_BLOCKS}: image"),
    "image.title": Limit(2_000, "characters", f"{_BLOCKS}: image"),
    "markdown.text": Limit(12_000, "characters", f"{_BLOCKS}: markdown"),
    "table.rows": Limit(100, "rows", f"{_BLOCKS}: table"),
    "table.cells": Limit(20, "cells", f"{_BLOCKS}: table"),
    "table.column_settings": Limit(20, "columns", f"{_BLOCKS}: table"),
    "video.title": Limit(200, "characters", f"{_BLOCKS}: video"),
    "video.description": Limit(200, "characters", f"{_BLOCKS}: video"),
    "video.author_name": Limit(50, "characters", f"{_BLOCKS}: video"),
    "video.provider_name": Limit(50, "characters", f"{_BLOCKS}: video"),
    "button.text": Limit(75, "characters", f"{_ELEMENTS}: button"),
    "button.value": Limit(2_000, "characters", f"{_ELEMENTS}: button"),
    "button.url": Limit(3_000, "characters", f"{_ELEMENTS}: button"),
    "accessibility_label": Limit(75, "characters", f"{_ELEMENTS}: button"),
    "checkboxes.options": Limit(10, "options", f"{_ELEMENTS}: checkboxes (slack_sdk does not check it)"),
    "radio_buttons.options": Limit(10, "options", f"{_ELEMENTS}: radio buttons"),
    "overflow.options": Limit(5, "options", f"{_ELEMENTS}: overflow menu"),
    "select.options": Limit(100, "options", f"{_ELEMENTS}: select menu"),
    "select.option_groups": Limit(100, "groups", f"{_ELEMENTS}: select menu"),
    "placeholder": Limit(150, "characters", f"{_ELEMENTS}: select menu, plain-text input"),
    "plain_text_input.length": Limit(3_000, "characters", f"{_ELEMENTS}: plain-text input"),
    "file_input.max_files": Limit(10, "files", f"{_ELEMENTS}: file input"),
    "file.bytes": Limit(10_000_000, "bytes", "ours, for the sake of memory: Slack takes 1 GB"),
    "option.text": Limit(75, "characters", f"{_OBJECTS}: option"),
    "option.value": Limit(75, "characters", f"{_OBJECTS}: option says 150, Slack's Node types 75: the lower"),
    "option.description": Limit(75, "characters", f"{_OBJECTS}: option"),
    "option.url": Limit(3_000, "characters", f"{_OBJECTS}: option"),
    "option_group.label": Limit(75, "characters", f"{_OBJECTS}: option group"),
    "confirm.title": Limit(100, "characters", f"{_OBJECTS}: confirmation dialog"),
    "confirm.text": Limit(300, "characters", f"{_OBJECTS}: confirmation dialog"),
    "confirm.confirm": Limit(30, "characters", f"{_OBJECTS}: confirmation dialog"),
    "confirm.deny": Limit(30, "characters", f"{_OBJECTS}: confirmation dialog"),
}


def limit(name: str) -> int:
    """The figure of one limit."""
    return LIMITS[name].most
