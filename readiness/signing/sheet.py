"""The sign-off sheet: it opens after the last gate, its lines share a fingerprint, the final one is last."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from readiness.authority import require_holder
from readiness.commands import Sign
from readiness.events import Event, SignedOff
from readiness.model import Decision, Person, Release, SignOff
from readiness.once import once
from readiness.records import Shown
from readiness.refusal import Refused
from readiness.signing.fingerprints import sheet_fingerprint, sheet_shown
from readiness.signing.gates import Standing, gate_views, require_planned, signed
from readiness.signing.rejecting import is_theirs, require_no_outvoting, standing_rejections
from readiness.template import Item, Kind, Template
from readiness.wording import listed

Fresh = Callable[[SignOff], bool]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the sheet as it stands now, and its sign-off if there is one.

    ``awaits_signature``: nothing but a holder's word is missing, for the first time or again;
    ``fingerprint`` is of what would be signed, while it can be. ``rejections`` are those that still stand.
    """

    line: Item
    role: str
    standing: Standing
    sign_off: SignOff | None
    awaits_signature: bool = False
    fingerprint: str = ""
    rejections: tuple[SignOff, ...] = ()

    @property
    def signable(self) -> bool:
        """Whether a holder can sign it: it is asked for, or was rejected and a holder may think again."""
        return bool(self.fingerprint)


def sheet_open(template: Template, release: Release) -> bool:
    """Whether the sheet may be signed: every gate of the template counts."""
    return bool(template.gates) and all(view.counts for view in gate_views(template, release))


@once
def sheet_views(template: Template, release: Release) -> tuple[LineView, ...]:
    """Every line as it stands, the final one last."""
    is_open = sheet_open(template, release)
    present = sheet_fingerprint(template, release) if is_open else ""
    fresh = _freshness(template, release)
    views: list[LineView] = []
    for line in template.sheet:
        others = tuple(views) if line.final else ()
        views.append(_view(release, line, present, others, fresh, is_open=is_open))
    return tuple(views)


def _freshness(template: Template, release: Release) -> Fresh:
    """Tells of sign-offs of lines whether they are fresh; what most of them were shown is digested once."""

    @cache
    def present(shown: tuple[Shown, ...]) -> str:
        return sheet_fingerprint(template, release, shown)

    return lambda sign_off: sign_off.fingerprint == present(sign_off.shown)


def _view(
    release: Release,
    line: Item,
    present: str,
    others: tuple[LineView, ...],
    is_fresh: Fresh,
    *,
    is_open: bool,
) -> LineView:
    """``others`` are the lines that this one has to come after."""
    given = release.sign_offs.get(line.key, ())
    rejections = standing_rejections(release, given, is_fresh)
    sign_off = _counting(line, given, rejections)
    standing = Standing.WAITING if sign_off is None else _standing(sign_off, others, is_fresh)
    has_turn = is_open and all(view.standing is Standing.APPROVED for view in others)
    if has_turn and standing is Standing.WAITING:
        standing = Standing.READY
    wanted = not rejections and standing in (Standing.READY, Standing.STALE, Standing.REJECTED)
    fingerprint = present if has_turn and standing is not Standing.APPROVED else ""
    return LineView(line, line.role or "", standing, sign_off, has_turn and wanted, fingerprint, rejections)


def _counting(line: Item, given: tuple[SignOff, ...], rejections: tuple[SignOff, ...]) -> SignOff | None:
    """The sign-off by which the line stands where it stands.

    That is a rejection that still stands, else an approval, else a rejection of something else. What the
    others said first counts, and what the final line said last: it has to come after theirs.
    """
    approvals = tuple(each for each in given if each.decision is Decision.APPROVED)
    if rejections or not approvals:
        return (rejections or given or (None,))[-1]
    return approvals[-1 if line.final else 0]


def _standing(sign_off: SignOff, others: tuple[LineView, ...], is_fresh: Fresh) -> Standing:
    if sign_off.decision is Decision.REJECTED:
        return Standing.REJECTED
    came_last = all(view.sign_off is None or view.sign_off.at <= sign_off.at for view in others)
    return Standing.APPROVED if came_last and is_fresh(sign_off) else Standing.STALE


def is_line(template: Template, key: str) -> bool:
    """Whether the key is a line of the sheet."""
    item = template.items.get(key)
    return item is not None and item.kind is Kind.SIGN_OFF


def sign_line(template: Template, release: Release, command: Sign, by: Person) -> tuple[Event, ...]:
    """Record a role holder's decision on their line."""
    line = template.items[command.subject]
    role = line.role or ""
    require_planned(release)
    require_holder(template, release, by, role, f"sign as “{line.title}”")
    waiting = [view.gate.title for view in gate_views(template, release) if not view.counts]
    if waiting:
        raise Refused(f"The sign-off sheet opens after the last gate. Still waiting: {listed(waiting)}.")
    views = sheet_views(template, release)
    if line.final:
        _require_others(views, line)
    view = next(view for view in views if view.line == line)
    on_behalf = release.stands_in_for(by, role)
    approves = command.decision is Decision.APPROVED
    if approves:
        require_no_outvoting(view.rejections, by.id, on_behalf, f"“{line.title}”")
    is_fresh = _freshness(template, release)
    event = SignedOff(
        line.key,
        role,
        command.decision,
        sheet_fingerprint(template, release),
        shown=sheet_shown(template, release),
        on_behalf=on_behalf,
        replaces=_replaced(release, view, is_fresh, by.id, on_behalf) if approves else (),
    )
    # Fresh, but signed before one of the others: the final line is then signed once more, by any holder.
    came_too_early = view.standing is Standing.STALE
    return signed(
        release,
        command,
        by,
        event,
        is_fresh=lambda s: is_fresh(s) and not came_too_early,
    )


def _replaced(
    release: Release, view: LineView, is_fresh: Fresh, by: str, on_behalf: str | None
) -> tuple[str, ...]:
    """Whose say an approval takes the place of: approvals that are stale, and rejections that are theirs."""
    given = release.sign_offs.get(view.line.key, ())
    stale = (s.by for s in given if s.decision is Decision.APPROVED and not is_fresh(s))
    return (*stale, *(s.by for s in view.rejections if is_theirs(s, by, on_behalf)))


def _require_others(views: tuple[LineView, ...], line: Item) -> None:
    missing = [v.line.title for v in views if v.line != line and v.standing is not Standing.APPROVED]
    if missing:
        raise Refused(f"“{line.title}” signs last. Still missing: {listed(missing)}.")


def in_several_roles(template: Template, release: Release) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who signed in more than one role, what counts now: the person's id, and the keys of the roles."""
    standing: dict[str, dict[str, None]] = {}
    for view in gate_views(template, release):
        for sign_off in view.fresh:
            standing.setdefault(sign_off.by, {})[sign_off.role] = None
    for line in sheet_views(template, release):
        if line.sign_off is not None and line.standing is Standing.APPROVED:
            standing.setdefault(line.sign_off.by, {})[line.sign_off.role] = None
    return tuple((person, tuple(roles)) for person, roles in standing.items() if len(roles) > 1)
