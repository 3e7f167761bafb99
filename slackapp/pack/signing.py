"""The gates and the sign-off sheet: who signed what, when, in which role, and what they were shown."""

from collections.abc import Iterator

from readiness.model import Decision, SignOff, Stage
from readiness.records import START, Override
from readiness.signing.fingerprints import READS
from readiness.signing.gates import GateView, Standing, gate_views
from readiness.signing.overrides import Overridden, overrides
from readiness.signing.sheet import LineView, sheet_views
from readiness.template import Condition as Demand
from readiness.template import Kind
from readiness.wording import listed
from slackapp.blocks.lines import too_late, was_left
from slackapp.pack.report import (
    Alarm,
    Condition,
    Detail,
    Gate,
    Line,
    SheetGroup,
    SheetShown,
    ShownItem,
    Signature,
)
from slackapp.pack.values import Pack
from slackapp.pack.words import Names, day, exact, moment

_GATES = {
    Standing.WAITING: "Not approved",
    Standing.READY: "Waits for approval",
    Standing.APPROVED: "Approved",
    Standing.REJECTED: "Rejected",
    Standing.STALE: "Stale: its scope changed after it was signed",
}
_LINES = {
    Standing.WAITING: "Not signed",
    Standing.READY: "Waits for its signature",
    Standing.APPROVED: "Signed",
    Standing.REJECTED: "Rejected",
    Standing.STALE: "Stale: something changed after it was signed",
}


def role_title(pack: Pack, role: str) -> str:
    """What people call the role."""
    return pack.template.role(role).title if pack.template.has_role(role) else role


def gates(pack: Pack, names: Names) -> tuple[Gate, ...]:
    """Every gate in its order."""
    views = gate_views(pack.template, pack.release)
    return tuple(_gate(pack, names, number, view) for number, view in enumerate(views, 1))


def _gate(pack: Pack, names: Names, number: int, view: GateView) -> Gate:
    left = was_left(pack.release, view)
    state = f"Not approved {too_late(pack.release)}" if left else _GATES[view.standing]
    if view.standing is Standing.APPROVED and not view.counts:
        state = "Approved, and counts once the earlier gates do"
    if view.override is not None:
        state = f"Overridden. {state}"
    override = pack.release.overrides.get(view.gate.key)
    return Gate(
        number=number,
        title=view.gate.title,
        role=role_title(pack, view.gate.role),
        state=state,
        passed=view.counts and view.standing is Standing.APPROVED,
        conditions=tuple(_condition(pack, view, demand) for demand in view.gate.conditions),
        signatures=tuple(
            signature(pack, names, sign_off, stale=sign_off in view.stale) for sign_off in view.sign_offs
        ),
        overridden=tuple(_override_details(names, override)) if override else (),
        override_counts=view.override is not None,
    )


def _condition(pack: Pack, view: GateView, demand: Demand) -> Condition:
    if demand.attested:
        attested = any(demand.text in sign_off.attested for sign_off in view.sign_offs)
        is_planned = pack.release.stage is Stage.PLANNED
        missing = "to be attested at signing" if is_planned else "not attested"
        return Condition(demand.text, "attested by the approver" if attested else missing)
    how = "not met" if demand in view.unmet else "met"
    if view.standing is Standing.APPROVED:
        how = "met when it was signed"
    if not demand.items:
        return Condition(demand.text, how)
    count = len(demand.items)
    titles = ", ".join(f"“{pack.template.items[key].title}”" for key in demand.items[:2])
    more = f" and {count - 2} more" if count > 2 else ""
    return Condition(demand.text, f"{how}: {titles}{more}")


def signature(pack: Pack, names: Names, sign_off: SignOff, *, stale: bool) -> Signature:
    """One decision, with all that is known of it; ``stale`` says that it counts no longer."""
    return Signature(
        name=names.of(sign_off.by),
        id=sign_off.by,
        role=role_title(pack, sign_off.role),
        decision="Approved" if sign_off.decision is Decision.APPROVED else "Rejected",
        at=exact(sign_off.at),
        day=day(sign_off.at),
        approved=sign_off.decision is Decision.APPROVED,
        fingerprint=sign_off.fingerprint,
        details=tuple(_signature_details(names, sign_off, stale=stale)),
        attested=sign_off.attested,
        shown=tuple(_shown(pack, sign_off)),
    )


def _signature_details(names: Names, sign_off: SignOff, *, stale: bool) -> Iterator[Detail]:
    if stale:
        yield Detail("Counts", "no longer: what was signed is different now, or the time is over")
    if sign_off.on_behalf is not None:
        yield Detail("For", names.of(sign_off.on_behalf))
    if sign_off.expired_at is not None:
        yield Detail("Ran out", moment(sign_off.expired_at))
    if sign_off.comment:
        yield Detail("Comment", sign_off.comment)


def _shown(pack: Pack, sign_off: SignOff) -> Iterator[ShownItem]:
    for shown in sign_off.shown:
        item = pack.template.items.get(shown.key)
        details = [Detail("Reason", shown.reason)] if shown.reason else []
        details += [Detail("Evidence", text) for text in shown.evidence]
        title = item.title if item is not None else shown.key
        if shown.state == READS:
            yield ShownItem(title, f"reads in {shown.reason or 'no channel'}", ())
            continue
        yield ShownItem(title, shown.state.replace("_", " "), tuple(details))


def sheet(pack: Pack, names: Names) -> tuple[SheetGroup, ...]:
    """The sign-off sheet, in the groups of the template."""
    views = {view.line.key: view for view in sheet_views(pack.template, pack.release)}
    return tuple(
        SheetGroup(
            group.title,
            tuple(_line(pack, names, views[item.key]) for item in group.items if item.key in views),
        )
        for group in pack.template.groups.values()
        if any(item.kind is Kind.SIGN_OFF for item in group.items)
    )


def sheet_shown(groups: tuple[SheetGroup, ...]) -> tuple[SheetShown, ...]:
    """What those were shown who signed the lines of these groups; once for all who were shown the same."""
    lines: dict[tuple[ShownItem, ...], list[str]] = {}
    for group in groups:
        for line in group.lines:
            if line.signature is not None and line.signature.shown:
                lines.setdefault(line.signature.shown, []).append(line.title)
    return tuple(SheetShown(listed(titles, most=len(titles)), shown) for shown, titles in lines.items())


def _line(pack: Pack, names: Names, view: LineView) -> Line:
    stale = view.standing is Standing.STALE
    signed = signature(pack, names, view.sign_off, stale=stale) if view.sign_off is not None else None
    left = was_left(pack.release, view)
    state = f"Not signed {too_late(pack.release)}" if left else _LINES[view.standing]
    return Line(view.line.title, state, view.standing is Standing.APPROVED, signed)


def alarms(pack: Pack, names: Names) -> tuple[Alarm, ...]:
    """Everything that was passed over and is not void, the start first."""
    given = sorted(overrides(pack.template, pack.release), key=lambda each: each.subject != START)
    return tuple(_alarm(names, each) for each in given)


def _alarm(names: Names, given: Overridden) -> Alarm:
    title = "Started without go" if given.subject == START else f"Gate overridden: {given.title}"
    if given.waits:
        title = (
            f"{'A start without go' if given.subject == START else title}, to be confirmed by a second person"
        )
    by = f"{names.of(given.override.by)}, {exact(given.override.at)}"
    text = f"By {by}, in spite of:" if given.override.blockers else f"By {by}."
    return Alarm(title, text, tuple(_override_details(names, given.override))[1:], given.override.blockers)


def _override_details(names: Names, override: Override) -> Iterator[Detail]:
    yield Detail("Overridden by", f"{names.of(override.by)}, {exact(override.at)}")
    if override.on_behalf is not None:
        yield Detail("For", names.of(override.on_behalf))
    yield Detail("Reason", override.reason)
    if override.confirmed_by is not None and override.confirmed_at is not None:
        yield Detail("Confirmed by", f"{names.of(override.confirmed_by)}, {exact(override.confirmed_at)}")
    if override.voided_at is not None:
        yield Detail("Void since", f"{exact(override.voided_at)}, when the gate was approved properly")
