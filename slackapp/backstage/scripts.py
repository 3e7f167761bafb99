"""What the sandbox is asked to open on, from the command line. It loads nothing of the app."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was handed in: its text, and its name for whatever is said of it."""

    text: str
    file: str


@dataclass(frozen=True, slots=True)
class Script:
    """What was asked for: the story unless ``empty``, and a template or people and releases of one's own."""

    empty: bool = False
    template: Source | None = None
    seed: Source | None = None

    def as_data(self) -> dict[str, Any]:
        """The script in values that JSON knows."""
        return asdict(self)


def from_data(data: Mapping[str, Any]) -> Script:
    """The script that ``as_data`` made ``data`` of."""
    template, seed = (Source(**data[name]) if data[name] else None for name in ("template", "seed"))
    return Script(data["empty"], template, seed)


def script(*, empty: bool = False, template: Path | None = None, seed: Path | None = None) -> Script:
    """What is to be played, with the files read. Raises ``OSError`` and ``UnicodeDecodeError``."""
    return Script(empty, _source(template), _source(seed))


def _source(path: Path | None) -> Source | None:
    return Source(path.read_text(encoding="utf-8"), path.name) if path else None
