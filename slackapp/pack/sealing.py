"""A pack as JSON: a digest for each of its parts, so that a change in any of them is found and named.

What matters is the data, not how it is written down: spaces between its tokens, the order of keys, and the
way in which a character is escaped are free. A key that comes twice is not, nor is anything but plain JSON.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from readiness.model import Release
from readiness.moments import zone
from readiness.refusal import Refused
from readiness.templates import as_data, from_data
from slackapp.pack.values import Pack, Row
from storage.encoding import as_json, canonical, from_json

FORMAT = "release-readiness evidence pack"
VERSION = 1
SEAL = "seal"
Data = dict[str, Any]
_ROW = TypeAdapter(Row)


class NoPack(Exception):
    """A file that holds no evidence pack; the message is a sentence that says why."""


def data_of(pack: Pack) -> Data:
    """Every part of the pack in values that JSON knows, without its seal."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": pack.program,
        "made_at": pack.made_at.astimezone(UTC).isoformat(),
        "made_by": pack.made_by,
        "names": dict(pack.names),
        "template": as_data(pack.template),
        "release": as_json(Release, pack.release),
        "audit": [{**asdict(row), "at": row.at.astimezone(UTC).isoformat()} for row in pack.audit],
    }


def digests(data: Mapping[str, Any]) -> dict[str, str]:
    """The SHA-256 of each part of the data but the seal, as canonical JSON."""
    return {part: digest_of(value) for part, value in sorted(data.items()) if part != SEAL}


def digest_of(value: object) -> str:
    """The SHA-256, in hexadecimal, of a value as canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def digest_of_all(parts: Mapping[str, str]) -> str:
    """The one digest of a pack, printed on its page and said in Slack: that of the digests of its parts."""
    return digest_of(dict(parts))


def sealed(data: Data, page: str | None = None) -> Data:
    """The data with its seal: the digests of its parts, and of the page that it is embedded in, if any."""
    seal: Data = {"parts": digests(data)}
    if page is not None:
        seal["page"] = hashlib.sha256(page.encode()).hexdigest()
    return {**data, SEAL: seal}


def text_of(data: Data, *, indent: int | None = None) -> str:
    """The data as JSON in plain ASCII, with nothing in it that HTML gives a meaning."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(data, indent=indent, separators=separators, sort_keys=True)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def parsed(text: str) -> Data:
    """The data in a text, with nothing in it that different readers may understand differently.

    Raises ``NoPack``.
    """
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_number)
    except RecursionError:
        raise NoPack("The data is nested deeper than any evidence pack.") from None
    except ValueError as error:
        raise NoPack(f"The data is no plain JSON: {error}.") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NoPack("The data is not that of an evidence pack.")
    if data.get("version") != VERSION:
        raise NoPack("The evidence pack is of a version that this program does not know. Use a newer one.")
    return data


def _object(pairs: list[tuple[str, Any]]) -> Data:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice in it")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is in it, which is no number")


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is in it, which is too large for a number")
    return number


def pack_of(data: Mapping[str, Any]) -> Pack:
    """The pack that ``data_of`` made the data of, exactly. Raises ``NoPack`` for anything else."""
    try:
        pack = Pack(
            program=data["program"],
            made_at=datetime.fromisoformat(data["made_at"]),
            made_by=data["made_by"],
            names=data["names"],
            template=from_data(data["template"]),
            release=from_json(Release, data["release"]),
            audit=tuple(_ROW.validate_python(row) for row in data["audit"]),
        )
        zone(pack.release.zone)
        again = {**data_of(pack), SEAL: data.get(SEAL)}
        different = sorted(part for part in data if part not in again or not _says(again[part], data[part]))
    except ValidationError as error:
        at = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise NoPack(f"The data of the pack does not fit together: {error.title}, {at}.") from None
    except Refused as refused:
        raise NoPack(refused.sentence) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise NoPack(f"The data of the pack does not fit together: {error!r}.") from None
    if different:
        raise NoPack(f"The data of the pack is not as this program writes it: {', '.join(different)}.")
    return pack


def _says(whole: object, part: object) -> bool:
    """Whether ``whole`` says all that ``part`` does: a newer program knows fields that an older did not."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and _says(whole[key], value) for key, value in part.items())
    if isinstance(whole, list) and isinstance(part, list):
        return len(whole) == len(part) and all(map(_says, whole, part))
    return type(whole) is type(part) and whole == part
