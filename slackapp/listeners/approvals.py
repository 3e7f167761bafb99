"""Approvals and overrides that a change would undo: the person is asked before they no longer count."""

from readiness.commands import Command
from readiness.evolve import evolve
from readiness.model import Person, Release
from readiness.refusal import Refused
from readiness.rules import decide
from readiness.signing.gates import GateView, Standing, gate_views
from readiness.signing.overriding import is_void
from slackapp.parts import Case, Parts


def undone(parts: Parts, case: Case, command: Command, by: Person) -> str:
    """The key of the first gate whose approval or override would count no longer; empty where none would."""
    before, after = case.release, case.release
    now = parts.now()
    try:
        for event in decide(case.template, before, command, by, now):
            after = evolve(after, event, by.id, now)
    except Refused:
        return ""
    views = gate_views(case.template, before)
    counted = {view.gate.key for view in views if _is_fresh(view)}
    overridden = (view.gate.key for view in views if view.override is not None)
    undone = [key for key in _stale(case, after) if key in counted]
    undone += [key for key in overridden if is_void(case.template, after, key)]
    return next(iter(undone), "")


def _is_fresh(view: GateView) -> bool:
    return bool(view.approvals) and view.standing is not Standing.STALE


def _stale(case: Case, release: Release) -> list[str]:
    views = gate_views(case.template, release)
    return [view.gate.key for view in views if view.standing is Standing.STALE]
