"""What follows from a release alone is worked out once, however many parts of one answer ask for it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import ReferenceType, ref

from readiness.model import Release
from readiness.template import Template

T = TypeVar("T")
Pure = Callable[[Template, Release], T]
Values = dict[Callable[..., object], Any]

_kept: dict[int, tuple[ReferenceType[Release], Template, Values]] = {}
"""By the release's id in memory: what follows from it, by what worked it out.

Each step on it is one operation of a dictionary, and so safe in threads without a lock.
"""
_MISSING = object()


def once(work: Pure[T]) -> Pure[T]:
    """``work``, which must be pure, done once for the same two values, and kept while the release is.

    The same means the very same objects: a release that changed is another one. What ``work`` gives must not
    hold the release itself, or neither would ever be given up.
    """

    @wraps(work)
    def done(template: Template, release: Release) -> T:
        values = _values(template, release)
        found = values.get(work, _MISSING)
        if found is _MISSING:
            found = values[work] = work(template, release)
        result: T = found
        return result

    return done


def _values(template: Template, release: Release) -> Values:
    """What is kept of the release as long as it is; its template is kept alive with it."""
    key = id(release)
    found = _kept.get(key)
    if found is not None and found[0]() is release and found[1] is template:
        return found[2]
    values = Values()
    _kept[key] = ref(release, lambda _: _kept.pop(key, None)), template, values
    return values
