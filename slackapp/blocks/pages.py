"""How a section of the checklist is cut into pages that fit a window."""

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.template import Group, Item, Section

MOST_ITEMS = 20
"""On a page. A row of boxes, its menu and its small print take four of the hundred blocks of a window."""


@dataclass(frozen=True, slots=True)
class Part:
    """A group, or as much of it as stands on one page: its items from the one with the number ``start``."""

    group: Group
    items: tuple[Item, ...]
    start: int


Page = tuple[Part, ...]


def pages(section: Section) -> tuple[Page, ...]:
    """The section in pages of at most twenty items; there is always one.

    A group is kept on one page unless it is longer than that.
    """
    done: list[Page] = []
    page: list[Part] = []
    for part in _parts(section):
        if page and _items_on(page) + len(part.items) > MOST_ITEMS:
            done.append(tuple(page))
            page = []
        page.append(part)
    return (*done, tuple(page))


def _items_on(page: list[Part]) -> int:
    return sum(len(part.items) for part in page)


def _parts(section: Section) -> Iterator[Part]:
    for group in section.groups:
        for start in range(0, len(group.items), MOST_ITEMS):
            yield Part(group, group.items[start : start + MOST_ITEMS], start)


def is_on(page: Page, item: Item) -> bool:
    """Whether the item stands on the page."""
    return any(item in part.items for part in page)
