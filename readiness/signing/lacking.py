"""What a gate lacks that an approval needs, as keys: an override passes over what it named, and no more."""

from readiness.checks import met
from readiness.derived import happened
from readiness.model import Decision, Release
from readiness.template import Gate, Item, Kind, Template


def item_met(item: Item, release: Release) -> bool:
    """Whether the item counts: the check is met, or what is derived has happened."""
    return met(item, release.check(item.key)) if item.kind is Kind.CHECK else happened(item, release)


def gate_lacks(template: Template, release: Release, gate: Gate) -> tuple[str, ...]:
    """The keys of the items that the gate waits for, and ``rejected:`` with the id of whoever rejected it.

    That it is not approved goes without saying. What becomes of the plan's updates is not material, as for
    who signs: each of them is due for a moment before it is sent.
    """
    needed = dict.fromkeys(item.key for item in template.scope(gate.key) if item.required)
    needed |= dict.fromkeys(key for condition in gate.conditions for key in condition.items)
    waits = (key for key in needed if not item_met(template.items[key], release))
    return (*waits, *rejections(release, gate.key))


def rejections(release: Release, subject: str) -> tuple[str, ...]:
    """Who rejected the gate or line in the present plan, as keys."""
    given = release.sign_offs.get(subject, ())
    return tuple(
        f"rejected:{each.by}"
        for each in given
        if each.decision is Decision.REJECTED and each.cycle == release.cycle
    )
