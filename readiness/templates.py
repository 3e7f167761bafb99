"""Templates: the shipped ones, reading one's own, and a template as data that can be kept.

The shipped templates lie as YAML in the folder ``templates`` beside this module, in the format that
docs/templates.md explains.
"""

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter

from readiness.reading.problems import MalformedTemplate, Problem
from readiness.reading.whole import read_template
from readiness.template import Template

__all__ = [
    "MalformedTemplate",
    "Problem",
    "as_data",
    "digest",
    "from_data",
    "read_template",
    "shipped",
    "shipped_source",
    "shipped_template",
]

_SHIPPED = ("production-readiness", "hotfix", "small-team")
_ADAPTER = TypeAdapter(Template)


def shipped() -> tuple[str, ...]:
    """The keys of the templates that come with the product, the one to begin with first."""
    return _SHIPPED


def shipped_source(key: str) -> str:
    """The YAML of the shipped template with this key. Raises ``KeyError`` when there is none."""
    if key not in _SHIPPED:
        raise KeyError(key)
    return (files("readiness") / "templates" / f"{key}.yml").read_text(encoding="utf-8")


@cache
def shipped_template(key: str) -> Template:
    """The shipped template with this key. Raises ``KeyError`` when there is none."""
    return read_template(shipped_source(key), f"{key}.yml")


def as_data(template: Template) -> dict[str, Any]:
    """The whole template in values that JSON knows. Lengths of time are in ISO 8601: ``-P7D``, ``PT30M``."""
    data: dict[str, Any] = _ADAPTER.dump_python(template, mode="json")
    return data


def from_data(data: dict[str, Any]) -> Template:
    """The template that ``as_data`` made ``data`` of, exactly. Raises ``ValueError`` for anything else."""
    return _ADAPTER.validate_python(data)


def digest(template: Template) -> str:
    """SHA-256, in hexadecimal, of all that the template says: the same content has the same digest.

    ``reference`` doesn't count, as it names a version. Nor does what is left at its default, so a field that
    is added to the values later changes no digest.
    """
    said = _ADAPTER.dump_python(template, mode="json", exclude={"reference"}, exclude_defaults=True)
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
