"""Approvals that a change would undo: the person is asked before they no longer count."""

from readiness.commands import Command
from readiness.evolve import evolve
from readiness.model import Person, Release
from readiness.refusal import Refused
from readiness.rules import decide
from readiness.signing.gates import GateView, Standing, gate_views
from slackapp.parts import Case, Parts


def undone(parts: Parts, case: Case, command: Command, by: Person) -> str:
    """The key of the first gate whose approval the command would make stale; empty when it would none."""
    before, after = case.release, case.release
    now = parts.now()
    try:
        for event in decide(case.template, before, command, by, now):
            after = evolve(after, event, by.id, now)
    except Refused:
        return ""
    counted = {view.gate.key for view in gate_views(case.template, before) if _is_fresh(view)}
    return next((key for key in _stale(case, after) if key in counted), "")


def _is_fresh(view: GateView) -> bool:
    return bool(view.approvals) and view.standing is not Standing.STALE


def _stale(case: Case, release: Release) -> list[str]:
    views = gate_views(case.template, release)
    return [view.gate.key for view in views if view.standing is Standing.STALE]
