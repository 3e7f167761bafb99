"""What time ends: approvals that run out, and roles that were handed over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from readiness.events import ApprovalExpired, Event
from readiness.model import Release, SignOff, Stage
from readiness.signing.delegating import ended_by_time
from readiness.signing.freshness import gate_fresh, runs_out_at
from readiness.signing.gates import gate_view
from readiness.template import Gate, Template

WARNED_BEFORE = timedelta(days=1)
"""How long before an approval runs out people are warned; half its time where it holds for less than two."""


def lapsed(template: Template, release: Release, now: datetime) -> tuple[Event, ...]:
    """What has ended by ``now`` that the release does not know of yet; asked again after it: nothing."""
    return (*ended_by_time(release, now), *_expired(template, release, now))


def _expired(template: Template, release: Release, now: datetime) -> Iterator[Event]:
    for gate, sign_off, runs_out in _running(template, release):
        if runs_out <= now:
            yield ApprovalExpired(gate.key, sign_off.by)


def _running(template: Template, release: Release) -> Iterator[tuple[Gate, SignOff, datetime]]:
    """The approvals that run out, and when; none once the start has made them history."""
    if release.stage is not Stage.PLANNED:
        return
    for gate in template.gates:
        for sign_off in release.sign_offs.get(gate.key, ()):
            runs_out = runs_out_at(gate, sign_off)
            if runs_out is not None and sign_off.cycle == release.cycle:
                yield gate, sign_off, runs_out


def lapsing(template: Template, release: Release) -> Iterator[tuple[Gate, SignOff, datetime, datetime]]:
    """The fresh approvals that run out: of which gate, when, and when people are warned of it.

    None of a gate that counts by an override: nobody has to approve it again.
    """
    for gate, sign_off, runs_out in _running(template, release):
        overridden = gate_view(template, release, gate.key).override is not None
        if not overridden and gate_fresh(template, release, gate, sign_off):
            length = runs_out - sign_off.at
            yield gate, sign_off, runs_out, runs_out - min(WARNED_BEFORE, length / 2)


def lapsing_moments(template: Template, release: Release) -> Iterator[datetime]:
    """The moments at which something of this changes, or somebody is warned or asked again."""
    for handed_over in release.delegations.values():
        yield from (handed.until for handed in handed_over)
    yield from (runs_out for _, _, runs_out in _running(template, release))
    yield from (warned for _, _, _, warned in lapsing(template, release))
