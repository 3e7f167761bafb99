"""What somebody may do to a pack: change a value in it, and then seal and draw it anew as far as they can."""

import copy
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from slackapp.pack import page
from slackapp.pack.sealing import (
    SEAL,
    Data,
    data_of,
    digest_of_all,
    digests,
    pack_of,
    parsed,
    sealed,
    text_of,
)
from slackapp.pack.values import Pack
from storage.chains import hash_of

Path = tuple[str | int, ...]


def sealed_data(pack: Pack) -> Data:
    """The data of a pack with its seal, to change."""
    return copy.deepcopy(sealed(data_of(pack)))


def resealed(data: Data) -> str:
    """The data as JSON, with a seal that fits it."""
    return text_of(sealed({part: value for part, value in data.items() if part != SEAL}))


def redrawn(data: Data) -> str:
    """The data as a page that was drawn from it, with a seal that fits both."""
    bare = {part: value for part, value in data.items() if part != SEAL}
    words = page.words_of(pack_of(bare), digest_of_all(digests(bare)))
    return page.embedded(words, sealed(bare, words))


def rechained(data: Data) -> Data:
    """The data with a hash for each row of its audit that fits what the row says now."""
    previous = ""
    for number, row in enumerate(data["audit"], 1):
        row |= {"seq": number, "previous": previous}
        row["hash"] = previous = hash_of({**row, "at": datetime.fromisoformat(row["at"])})
    return data


def paths(value: object, at: Path = ()) -> Iterator[Path]:
    """The way to every plain value and every empty list or mapping inside."""
    if isinstance(value, dict) and value:
        for key, inside in value.items():
            yield from paths(inside, (*at, key))
    elif isinstance(value, list) and value:
        for number, inside in enumerate(value):
            yield from paths(inside, (*at, number))
    else:
        yield at


def at(data: Data, path: Path) -> Any:
    """What lies at the end of the way."""
    value: Any = data
    for step in path:
        value = value[step]
    return value


def put(data: Data, path: Path, value: object) -> None:
    """Put another value there."""
    at(data, path[:-1])[path[-1]] = value


def otherwise(value: object) -> object:
    """Another value of the same kind, as somebody would choose it who wants to go unnoticed."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value[:-1] + ("0" if value.endswith("1") else "1")
        case None:
            return "U0EVIL"
        case dict():
            return {"more": "1"}
        case _:
            return ["more"]


def what_matters(text: str) -> object:
    """The words of a page, and what its data says: what may not change."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip(" \t\n") + "\n"
    words, data = page.taken_apart(text)
    return words, json.dumps(parsed(data), sort_keys=True)


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
