"""The app that is installed in the workspace, read from its manifest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command of the app; `should_escape` turns mentions in its text into ids before the app gets it."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the app: `scope` is `global` or `message`."""

    name: str
    scope: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What Slack knows of the app."""

    name: str
    bot_name: str
    scopes: frozenset[str]
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] = frozenset()
    home_tab: bool = False
    interactive: bool = True
    id: str = "A0LOCALAPP1"
    bot_id: str = "B0LOCALBOT1"
    bot_user_id: str = "U0LOCALBOT1"

    @property
    def handle(self) -> str:
        """The bot's name as in a mention: small letters, digits and underscores."""
        return re.sub(r"[^a-z0-9]+", "_", self.bot_name.lower()).strip("_") or "app"

    def command(self, name: str) -> SlashCommand | None:
        """The slash command of this name (`/readiness`), if the app has it."""
        return next((each for each in self.commands if each.command == name), None)

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> Application:
        """The app that Slack would make of a manifest (its parsed YAML or JSON)."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        name = manifest["display_information"]["name"]
        return cls(
            name=name,
            bot_name=features.get("bot_user", {}).get("display_name", name),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            commands=tuple(_command(each) for each in features.get("slash_commands", ())),
            shortcuts=tuple(_shortcut(each) for each in features.get("shortcuts", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            home_tab=features.get("app_home", {}).get("home_tab_enabled", False),
            interactive=settings.get("interactivity", {}).get("is_enabled", False),
        )


def _command(raw: Mapping[str, Any]) -> SlashCommand:
    return SlashCommand(
        command=raw["command"],
        description=raw.get("description", ""),
        usage_hint=raw.get("usage_hint", ""),
        should_escape=raw.get("should_escape", False),
    )


def _shortcut(raw: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        name=raw["name"],
        scope=raw["type"],
        callback_id=raw["callback_id"],
        description=raw.get("description", ""),
    )
