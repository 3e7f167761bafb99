"""Quality gates: what is in the scope of each, where it stands, and how it is signed, in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from readiness.authority import bars, require_holder, require_separate
from readiness.checks import cleaned, met_checks
from readiness.commands import Sign
from readiness.derived import plan_is_kept
from readiness.events import Event, SignedOff
from readiness.model import Decision, Person, Release, SignOff, Stage
from readiness.once import once
from readiness.records import Override
from readiness.refusal import Refused
from readiness.signing.fingerprints import gate_fingerprint, gate_shown, seen
from readiness.signing.freshness import gate_fresh, gate_unchanged
from readiness.signing.lacking import item_met
from readiness.signing.overrides import in_force
from readiness.signing.rejecting import is_theirs, require_no_outvoting, standing_rejections
from readiness.template import Condition, Gate, Item, Template
from readiness.wording import counted, listed


class Standing(StrEnum):
    """Where a gate, or a line of the sign-off sheet, stands."""

    WAITING = "waiting"
    READY = "ready"
    APPROVED = "approved"
    REJECTED = "rejected"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate as it stands now.

    ``open`` are the checks in its scope that are not met, ``unmet`` its conditions that items or the plan
    do not meet yet, ``after`` the earlier gates that do not count yet. ``counts``: approved or overridden,
    and every earlier gate counts. ``awaits_signature``: nothing but a holder's word is missing, for the first
    time or again; a rejected gate awaits it once something in its scope was mended. ``fingerprint`` is of
    what would be signed, while it can be. ``fresh`` are the approvals that stand for what is there now,
    ``approvals`` as how many of the quorum they count. ``rejections`` are those that still stand.
    ``override`` is what it counts by in the approvals' stead.
    """

    gate: Gate
    standing: Standing
    counts: bool
    open: tuple[Item, ...]
    unmet: tuple[Condition, ...]
    after: tuple[Gate, ...]
    sign_offs: tuple[SignOff, ...]
    awaits_signature: bool = False
    fingerprint: str = ""
    fresh: tuple[SignOff, ...] = ()
    override: Override | None = None
    rejections: tuple[SignOff, ...] = ()

    @property
    def signable(self) -> bool:
        """Whether a holder can sign it: it is asked for, or was rejected and a holder may think again."""
        return bool(self.fingerprint)

    @property
    def approvals(self) -> int:
        """How many of the quorum are in."""
        return distinct(self.fresh)

    @property
    def stale(self) -> tuple[SignOff, ...]:
        """The approvals that count no longer."""
        approvals = (s for s in self.sign_offs if s.decision is Decision.APPROVED)
        return tuple(s for s in approvals if s not in self.fresh)


def distinct(approvals: Iterable[SignOff]) -> int:
    """How many of a quorum these approvals are, of which nobody gave two.

    They count by whose role it is: a holder and the delegate who signed for them are two people, but one say.
    So are all whom such approvals link: somebody who signed for another, and who signed for them in turn.
    """
    return _says((sign_off.by, sign_off.on_behalf or sign_off.by) for sign_off in approvals)


def _says(signed: Iterable[tuple[str, str]]) -> int:
    """How many groups there are of people none of whom signed for anybody in another."""
    groups: list[set[str]] = []
    for pair in signed:
        linked = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group not in linked]
        groups.append(set(pair).union(*linked))
    return len(groups)


def adds_to(view: GateView, by: str, on_behalf: str | None) -> bool:
    """Whether an approval by this person, for whom they sign, would be one more of the gate's quorum."""
    given = [(s.by, s.on_behalf or s.by) for s in view.fresh]
    return _says([*given, (by, on_behalf or by)]) > _says(given)


@once
def gate_views(template: Template, release: Release) -> tuple[GateView, ...]:
    """Every gate of the template as it stands, in order."""
    views: list[GateView] = []
    for gate in template.gates:
        views.append(_view(template, release, gate, tuple(v.gate for v in views if not v.counts)))
    return tuple(views)


def gate_view(template: Template, release: Release, key: str) -> GateView:
    """One gate as it stands."""
    return next(view for view in gate_views(template, release) if view.gate.key == key)


def _view(template: Template, release: Release, gate: Gate, after: tuple[Gate, ...]) -> GateView:
    done = met_checks(template, release)
    still_open = tuple(i for i in template.scope(gate.key) if i.required and i.key not in done)
    unmet = tuple(c for c in gate.conditions if not _condition_met(template, release, c))
    rejections = _rejections(template, release, gate)
    sign_offs = _still_told(release.sign_offs.get(gate.key, ()), rejections)
    fresh = tuple(s for s in sign_offs if _is_approval(s) and gate_fresh(template, release, gate, s))
    standing = _standing(gate, sign_offs, fresh, rejections)
    passable = not (still_open or unmet or after) and _has_substance(template, gate)
    if passable and standing is Standing.WAITING:
        standing = Standing.READY
    override = in_force(template, release, gate.key) if standing is not Standing.APPROVED else None
    counts = (standing is Standing.APPROVED or override is not None) and not after
    awaits = passable and (not rejections or _is_mended(template, release, gate, rejections))
    awaits = awaits and standing in _SIGNED_NEXT
    signable = passable and standing is not Standing.APPROVED
    fingerprint = gate_fingerprint(template, release, gate) if signable else ""
    return GateView(
        gate,
        standing,
        counts,
        still_open,
        unmet,
        after,
        sign_offs,
        awaits,
        fingerprint,
        fresh,
        override,
        rejections,
    )


def _rejections(template: Template, release: Release, gate: Gate) -> tuple[SignOff, ...]:
    def stands(rejection: SignOff) -> bool:
        barred = bars(template, release, gate, rejection.by, rejection.on_behalf)
        return not barred and gate_unchanged(template, release, gate, rejection)

    return standing_rejections(release, release.sign_offs.get(gate.key, ()), stands)


def _still_told(sign_offs: tuple[SignOff, ...], rejections: tuple[SignOff, ...]) -> tuple[SignOff, ...]:
    """What people are told was decided: once somebody approved, not the rejections that stand no longer."""
    if not any(map(_is_approval, sign_offs)):
        return sign_offs
    return tuple(s for s in sign_offs if _is_approval(s) or s in rejections)


def _is_approval(sign_off: SignOff) -> bool:
    return sign_off.decision is Decision.APPROVED


def _standing(
    gate: Gate, sign_offs: tuple[SignOff, ...], fresh: tuple[SignOff, ...], rejections: tuple[SignOff, ...]
) -> Standing:
    if rejections or not all(map(_is_approval, sign_offs)):
        return Standing.REJECTED
    if sign_offs and distinct(fresh) >= gate.quorum:
        return Standing.APPROVED
    return Standing.STALE if len(fresh) < len(sign_offs) else Standing.WAITING


_SIGNED_NEXT = (Standing.READY, Standing.STALE, Standing.REJECTED)
"""Where a gate stands that somebody may be asked to sign."""


def _is_mended(template: Template, release: Release, gate: Gate, rejections: tuple[SignOff, ...]) -> bool:
    """Whether anything in the scope was worked on after one of the rejections."""
    since = min(rejection.at for rejection in rejections)
    worked_on = (release.check(item.key).at for item in template.scope(gate.key))
    return any(at is not None and at > since for at in worked_on)


def _has_substance(template: Template, gate: Gate) -> bool:
    return bool(template.scope(gate.key) or gate.conditions)


def _condition_met(template: Template, release: Release, condition: Condition) -> bool:
    if condition.plan and not plan_is_kept(release):
        return False
    return all(item_met(template.items[key], release) for key in condition.items)


def sign_gate(template: Template, release: Release, command: Sign, by: Person) -> tuple[Event, ...]:
    """Record a role holder's decision on a gate whose turn has come."""
    gate = template.gate(command.subject)
    require_planned(release)
    require_holder(template, release, by, gate.role, f"approve or reject the gate “{gate.title}”")
    require_separate(template, release, gate, by)
    view = gate_view(template, release, gate.key)
    _require_turn(view, template)
    approves = command.decision is Decision.APPROVED
    on_behalf = release.stands_in_for(by, gate.role)
    if approves:
        what, otherwise = f"“{gate.title}”", ", or override the gate"
        require_no_outvoting(view.rejections, by.id, on_behalf, what, otherwise)
    event = SignedOff(
        gate.key,
        gate.role,
        command.decision,
        gate_fingerprint(template, release, gate),
        attested=tuple(c.text for c in gate.conditions if approves and c.attested),
        shown=gate_shown(template, release, gate),
        on_behalf=on_behalf,
        replaces=_replaced(view, by.id, on_behalf) if approves else (),
    )
    event = replace(event, completes=approves and _completes(view, event, by))
    return signed(release, command, by, event, is_fresh=partial(gate_fresh, template, release, gate))


def _replaced(view: GateView, by: str, on_behalf: str | None) -> tuple[str, ...]:
    """Whose say an approval takes the place of: approvals that count no more, and rejections that are theirs.

    Another's rejection is kept although it stands no longer: it stands again when what was rejected is back.
    """
    theirs = (s.by for s in view.rejections if is_theirs(s, by, on_behalf))
    return (*(s.by for s in view.stale), *theirs)


def _completes(view: GateView, event: SignedOff, by: Person) -> bool:
    """Whether the gate is approved with this approval."""
    if any(rejection.by not in (by.id, *event.replaces) for rejection in view.rejections):
        return False
    others = [(s.by, s.on_behalf or s.by) for s in view.fresh if s.by != by.id]
    return _says([*others, (by.id, event.on_behalf or by.id)]) >= view.gate.quorum


def require_planned(release: Release) -> None:
    """Refuse signatures outside the planned stage: a rollback freezes gates, a start makes them history."""
    if release.stage is not Stage.PLANNED:
        raise Refused(
            f"Sign-offs are given while a release is planned, and this is {stage_words(release.stage)}."
        )


def stage_words(stage: Stage) -> str:
    """The stage as people read it: ``rolling back``."""
    return stage.value.replace("_", " ")


def _require_turn(view: GateView, template: Template) -> None:
    title = view.gate.title
    if view.after:
        raise Refused(
            f"“{title}” waits for {listed([f'“{g.title}”' for g in view.after])}: gates open in order."
        )
    if view.open:
        names = listed([f"“{item.title}”" for item in view.open], most=3)
        raise Refused(f"“{title}” still has {counted(len(view.open), 'open check')} in its scope: {names}.")
    if view.unmet:
        raise Refused(f"“{title}” waits for: {listed([c.text for c in view.unmet])}.")
    if not _has_substance(template, view.gate):
        raise Refused(
            f"“{title}” has nothing in it. A gate with no checks and no conditions can't be passed."
        )


def signed(
    release: Release,
    command: Sign,
    by: Person,
    event: SignedOff,
    is_fresh: Callable[[SignOff], bool],
) -> tuple[Event, ...]:
    """The event of a decision; none when this person's same decision stands already for what is there now."""
    comment = cleaned(command.comment, "The comment")
    if command.decision is Decision.REJECTED and not comment:
        raise Refused("Say why you reject it, so that the team knows what to mend.")
    theirs = (s for s in release.sign_offs.get(event.subject, ()) if s.by == by.id and s.role == event.role)
    if any(s.decision is event.decision and is_fresh(s) for s in theirs):
        return ()
    if command.seen not in ("", seen(event.fingerprint)):
        raise Refused("This changed after it was shown to you. Look at it as it is now, then sign.")
    return (replace(event, comment=comment),)
