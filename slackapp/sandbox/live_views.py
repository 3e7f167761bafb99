"""Modals and Home tabs that are on somebody's screen, with what is filled in on them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from slackapp.sandbox import elements
from slackapp.sandbox.values import Json, State

_COPIED = ("title", "submit", "close", "private_metadata", "callback_id", "external_id", "clear_on_close",
           "notify_on_close", "submit_disabled")  # fmt: skip


@dataclass(slots=True, eq=False)
class LiveView:
    """A view on the screen of `user`.

    `drawn` is what the app sent, with ids filled in; `state` what the person filled in.
    """

    id: str
    user: str
    drawn: Json
    hash: str
    state: State
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    waiting: bool = False

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.drawn["blocks"])

    @property
    def kind(self) -> str:
        """`modal` or `home`."""
        return str(self.drawn["type"])

    def redraw(self, drawn: Json, new_id: Iterator[str]) -> None:
        """Show something else under the same id; what is filled in stays where block and action ids stay."""
        self.drawn = _completed(drawn, new_id)
        self.state = elements.carried_over(self.state, self.blocks)
        self.errors = {}
        self.hash = new_hash()

    def as_slack(self, team_id: str, app_id: str, bot_id: str) -> Json:
        """The `view` object of payloads and of the Web API."""
        return {
            "id": self.id,
            "team_id": team_id,
            "type": self.kind,
            "blocks": self.blocks,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "state": {"values": self.state},
            "hash": self.hash,
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            "submit_disabled": False,
            **{key: self.drawn[key] for key in _COPIED if key in self.drawn},
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": app_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
        }


def new_hash() -> str:
    """A hash that no view had before; it changes with every redrawing."""
    return f"{secrets.randbelow(10**10):010d}.{secrets.token_hex(4)}"


def opened(drawn: Json, user: str, new_id: Iterator[str], below: LiveView | None = None) -> LiveView:
    """A view that has just come onto a person's screen, on top of `below` if it was pushed."""
    view_id = "V0" + secrets.token_hex(5).upper()
    completed = _completed(drawn, new_id)
    return LiveView(
        id=view_id,
        user=user,
        drawn=completed,
        hash=new_hash(),
        state=elements.initial_state(completed["blocks"]),
        root_id=below.root_id if below else view_id,
        previous_id=below.id if below else None,
    )


def _completed(drawn: Json, new_id: Iterator[str]) -> Json:
    return {**drawn, "blocks": elements.with_ids(drawn["blocks"], new_id)}
