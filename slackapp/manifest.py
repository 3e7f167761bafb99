"""The app's manifest, as the repository and the installed package hold it."""

import sys
from pathlib import Path
from typing import Any

import yaml

_PLACES = (
    Path(__file__).parent.parent / "manifest.yml",
    Path(sys.prefix) / "share" / "readiness" / "manifest.yml",
)


def manifest() -> dict[str, Any]:
    """The manifest as data. Raises ``FileNotFoundError`` in a broken installation."""
    place = next((place for place in _PLACES if place.exists()), _PLACES[0])
    found: dict[str, Any] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return found


def bot_scopes() -> frozenset[str]:
    """The scopes that the app asks for."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])
