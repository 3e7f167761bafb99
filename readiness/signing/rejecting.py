"""Rejections: how long each stands, and who can take it back; nobody else's approval outvotes it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from readiness.authority import mentions
from readiness.model import Check, Decision, Release, SignOff, is_group
from readiness.refusal import Refused


def standing_rejections(
    release: Release, sign_offs: Iterable[SignOff], is_unchanged: Callable[[SignOff], bool]
) -> tuple[SignOff, ...]:
    """The rejections that nobody but their authors can lift.

    A rejection stands while its scope is what was rejected (``is_unchanged``), and while whoever gave it can
    act in the role; of a user group's members it is not known, so while the group holds the role they can.
    """
    return tuple(
        each
        for each in sign_offs
        if each.decision is Decision.REJECTED and _can_act(release, each) and is_unchanged(each)
    )


def _can_act(release: Release, rejection: SignOff) -> bool:
    acting = release.acting(rejection.role)
    return rejection.by in acting or any(is_group(one) for one in acting)


def is_theirs(rejection: SignOff, by: str, on_behalf: str | None) -> bool:
    """Whether the rejection is this person's to take back: theirs, their delegate's, or whom they act for."""
    return not {by, on_behalf or by}.isdisjoint((rejection.by, rejection.on_behalf or rejection.by))


def outvotes(rejections: tuple[SignOff, ...], by: str, on_behalf: str | None) -> bool:
    """Whether an approval by this person would pass over rejections none of which is theirs."""
    return bool(rejections) and not any(is_theirs(each, by, on_behalf) for each in rejections)


def is_outvoting(release: Release, rejections: tuple[SignOff, ...], role: str, some_id: str) -> bool:
    """The same of somebody who acts in the role by their id, or of a user group: of all who are in it."""
    if is_group(some_id):
        acting = release.acting(role)
        return bool(rejections) and all(each.by in acting for each in rejections)
    return outvotes(rejections, some_id, release.handed_by(some_id, role))


def worked_on_since(
    release: Release, keys: Iterable[str], rejections: Iterable[SignOff], by: str, on_behalf: str | None
) -> bool:
    """Whether anything was done about the items with these keys after this person last rejected.

    Evidence counts too, which makes nothing stale, and so leaves the rejection standing until they decide.
    """
    since = [each.at for each in rejections if is_theirs(each, by, on_behalf)]
    touched = (at for key in keys for at in _touched(release.check(key)))
    return bool(since) and any(at is not None and at > max(since) for at in touched)


def _touched(check: Check) -> tuple[datetime | None, ...]:
    added = (piece.at for piece in check.evidence)
    return (check.at, check.verified_at, check.evidence_removed_at, *added)


def require_no_outvoting(
    rejections: tuple[SignOff, ...], by: str, on_behalf: str | None, what: str, otherwise: str = ""
) -> None:
    """Refuse an approval that would outvote a rejection; ``otherwise`` says what else can be done."""
    if outvotes(rejections, by, on_behalf):
        whose = tuple(dict.fromkeys(each.by for each in rejections))
        raise Refused(
            f"{mentions(whose)} rejected {what}, and that stands until they approve it, or until what they "
            f"rejected is different. If they can't, the release manager can give their role to somebody "
            f"else{otherwise}.",
            whose,
        )
