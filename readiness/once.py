"""What follows from a release alone is worked out once, however many parts of one answer ask for it."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar

from readiness.model import Release
from readiness.template import Template

T = TypeVar("T")
Pure = Callable[[Template, Release], T]
KEPT = 1000
"""Releases whose results are kept, some 10 kB each: those that people look at again and again."""


def once(work: Pure[T]) -> Pure[T]:
    """``work``, which must be pure, done once for the same two values while they were asked about lately.

    The same means the very same objects: a release that changed is another one.
    """
    kept: OrderedDict[tuple[int, int], tuple[Template, Release, T]] = OrderedDict()
    lock = Lock()

    @wraps(work)
    def done(template: Template, release: Release) -> T:
        # What is kept stays alive, so that no other object can come to have its id.
        key = id(template), id(release)
        with lock:
            found = kept.get(key)
            if found is not None:
                kept.move_to_end(key)
                return found[2]
        result = work(template, release)
        with lock:
            kept[key] = template, release, result
            if len(kept) > KEPT:
                kept.popitem(last=False)
        return result

    return done
