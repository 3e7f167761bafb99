"""A chain of audit rows: how each row gets its hash, and whether a chain is as it was written.

No database here: an exported chain is checked by the same rules.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

Row = Mapping[str, Any]
SHORT = 16
"""Hexadecimal digits of a hash that a message prints: nobody makes another row that begins with these."""
LEAST = 8
"""The fewest digits of a hash that say anything."""
_HEAD = re.compile(rf"(?P<row>[1-9][0-9]{{0,9}}):(?P<hash>[0-9a-f]{{{LEAST},64}})(…|\.\.\.)?")
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The end of a chain: the hash of its last row, and how many rows it has."""

    head: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What somebody wrote down of a row: its number, and the beginning of its hash."""

    row: int
    hash: str

    def __str__(self) -> str:
        return f"{self.row}:{self.hash[:SHORT]}"


def head(text: str) -> Head:
    """The head that a message in Slack printed, such as ``212:4f2a91c3d5e6f708``. Raises ``ValueError``."""
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"“{text}” is no head of an audit: these look like 212:4f2a91c3d5e6f708.")
    return Head(int(found["row"]), found["hash"])


def hash_of(row: Row) -> str:
    """The SHA-256 of the previous hash, a line feed, and all else in the row as canonical JSON."""
    content = {name: value for name, value in row.items() if name not in ("previous", "hash")}
    content["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{row['previous']}\n{_ENCODER.encode(content)}".encode()).hexdigest()


def is_sound(rows: Iterable[Row], end: ChainEnd | None = None, heads: Sequence[Head] = ()) -> bool:
    """Whether a chain, its rows in the order of their numbers, is as it was written. Keeps no row.

    ``end`` is what is kept of it elsewhere, ``heads`` what somebody wrote down of it.
    """
    wanted: dict[int, list[str]] = {}
    for each in heads:
        wanted.setdefault(each.row, []).append(each.hash)
    last, number, sound = "", 0, True
    for row in rows:
        number += 1
        sound = sound and row["seq"] == number and row["previous"] == last and hash_of(row) == row["hash"]
        last = row["hash"]
        sound = sound and all(last.startswith(known) for known in wanted.pop(number, ()))
    return sound and not wanted and (end is None or end == ChainEnd(last, number))
