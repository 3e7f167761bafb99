"""What follows from a release alone is worked out once, however many parts of one answer ask for it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ReferenceType, ref

from readiness.model import Release
from readiness.template import Template

T = TypeVar("T")
Pure = Callable[[Template, Release], T]


def once(work: Pure[T]) -> Pure[T]:
    """``work``, which must be pure, done once for the same two values, and kept while the release is.

    The same means the very same objects: a release that changed is another one. What ``work`` gives must not
    hold the release itself, or neither would ever be given up.
    """
    kept: dict[tuple[int, int], tuple[ReferenceType[Release], Template, T]] = {}

    @wraps(work)
    def done(template: Template, release: Release) -> T:
        # Each step on ``kept`` is one operation of a dictionary, and so safe in threads without a lock.
        key = id(template), id(release)
        found = kept.get(key)
        if found is not None and found[0]() is release:
            return found[2]
        result = work(template, release)
        # The template is kept alive with it, so that no other object can come to have its id.
        kept[key] = ref(release, lambda _: kept.pop(key, None)), template, result
        return result

    return done
