"""Fingerprints as a property: the same exactly when nothing material differs, whatever the two scopes are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.model import Check, CheckState, Decision, Evidence, Measurement, Release, SignOff
from readiness.records import Override
from readiness.signing.fingerprints import (
    VERSION,
    gate_fingerprint,
    gate_shown,
    sheet_fingerprint,
    sheet_shown,
    version_of,
)
from readiness.signing.freshness import Change, gate_differences, sheet_differences
from readiness.template import Condition, Template
from tests.readiness.small import TEMPLATE
from tests.readiness.world import DORA, EMIL, MARA, NOW, START, checked

GATE = replace(
    TEMPLATE.gates[0], conditions=(Condition("It is up", ("success.uptime",)), Condition("We want it"))
)
SMALL = replace(TEMPLATE, gates=(GATE, *TEMPLATE.gates[1:]))
IN_SCOPE = ("unit.tests", "unit.coverage", "unit.style")
COVERED = (
    "tests.security",
    "tests.split",
    "checkup.environment",
    "risk.data",
    "risk.adoption",
    "undo.rehearsal",
)
LEFT_OUT = (CheckState.NOT_APPLICABLE, CheckState.BLOCKED)

texts = st.sampled_from(["A link", "Another link", "<!channel>", "größer 🚀", "a\nb"])


@st.composite
def some_check(draw: st.DrawFn) -> Check:
    state = draw(st.sampled_from(CheckState))
    pieces = draw(st.lists(texts, unique=True, max_size=3))
    verified = draw(st.booleans()) if state in (CheckState.DONE, CheckState.NOT_APPLICABLE) else False
    return Check(
        state=state,
        by=draw(st.sampled_from([DORA.id, EMIL.id])),
        at=NOW,
        reason=draw(st.sampled_from(["No time.", "Not needed."])) if state in LEFT_OUT else "",
        verified_by=MARA.id if verified or state is CheckState.VERIFIED else None,
        owner=draw(st.sampled_from([None, EMIL.id])),
        note=draw(st.sampled_from(["", "A note."])),
        evidence=tuple(Evidence(text, draw(st.sampled_from([DORA.id, EMIL.id])), NOW) for text in pieces),
    )


@st.composite
def scopes(draw: st.DrawFn) -> Release:
    keys = (*IN_SCOPE, *COVERED, "checkup.smoke")
    checks = {key: draw(some_check()) for key in keys if draw(st.booleans())}
    value = draw(st.sampled_from([None, 99.0, 99.95, 99.99]))
    measured = {} if value is None else {"success.uptime": Measurement(value, EMIL.id, NOW)}
    return replace(checked().release, checks=checks, measurements=measured)


changes = st.sampled_from(["state", "reason", "evidence", "note", "nothing", "other", "measure"])


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Release, Release]:
    """Two scopes: as different as may be, or the second a small change of the first."""
    before = draw(scopes())
    if draw(st.booleans()):
        return before, draw(scopes())
    kind = draw(changes)
    left_out = [key for key, check in before.checks.items() if check.state in LEFT_OUT]
    of_some_reason = left_out if kind == "reason" else []
    key = draw(st.sampled_from(of_some_reason or [*IN_SCOPE, *COVERED, "checkup.smoke"]))
    old, new = before.check(key), draw(some_check())
    changed = {
        "state": replace(old, state=new.state, reason=new.reason, verified_by=new.verified_by),
        "reason": replace(old, reason="Another one." if old.reason else ""),
        "evidence": replace(old, evidence=new.evidence),
        "note": replace(old, note=new.note, owner=new.owner),
    }.get(kind, old)
    return before, replace(before, checks={**before.checks, key: changed})


def meaning(template: Template, release: Release, keys: tuple[str, ...]) -> Mapping[str, object]:
    """What matters of these checks beside the evidence, said in other words than the rules do."""
    found: dict[str, object] = {}
    for key in keys:
        check, needs_two = release.check(key), template.items[key].verification
        claimed = check.state not in (CheckState.OPEN, CheckState.BLOCKED)
        counts = check.verified_by is not None if needs_two else claimed
        found[key] = (counts, check.state if check.state in LEFT_OUT else None, check.reason)
    return found


def same(template: Template, before: Release, after: Release, keys: tuple[str, ...]) -> bool:
    """Whether nothing that matters of these checks differs: no evidence that was there is gone either."""
    evidence_is_there = all(
        {e.text for e in before.check(key).evidence} <= {e.text for e in after.check(key).evidence}
        for key in keys
    )
    return evidence_is_there and meaning(template, before, keys) == meaning(template, after, keys)


def passes(release: Release) -> bool:
    measured = release.measurements.get("success.uptime")
    return measured is not None and measured.value is not None and measured.value > 99.9


@given(pairs())
@settings(deadline=None, max_examples=400)
def test_a_gates_fingerprint_is_the_same_exactly_when_nothing_material_differs(
    scope: tuple[Release, Release],
) -> None:
    before, after = scope
    nothing_differs = same(SMALL, before, after, IN_SCOPE) and passes(before) == passes(after)
    shown = gate_shown(SMALL, before, GATE)
    signed = gate_fingerprint(SMALL, before, GATE)

    assert gate_fingerprint(SMALL, before, GATE, shown) == signed
    assert (gate_fingerprint(SMALL, after, GATE, shown) == signed) is nothing_differs
    sign_off = SignOff(DORA.id, NOW, GATE.role, Decision.APPROVED, signed, shown=shown)
    assert (gate_differences(SMALL, after, GATE, sign_off) == ()) is nothing_differs


@given(
    pairs(),
    st.sampled_from([timedelta(), timedelta(days=1)]),
    st.sampled_from(["UTC", "Europe/Berlin"]),
    st.sampled_from([(), ("C0A", "C0B"), ("C0B", "C0A"), ("C0C",)]),
)
@settings(deadline=None, max_examples=400)
def test_the_sheets_fingerprint_is_the_same_exactly_when_no_gate_no_date_and_no_audience_differs(
    scope: tuple[Release, Release], moved: timedelta, zone: str, users: tuple[str, ...]
) -> None:
    told = {"audience.users": ("C0A", "C0B")}
    before = replace(scope[0], audiences=told)
    after = replace(scope[1], planned_start=START + moved, zone=zone, audiences={"audience.users": users})
    same_plan = (before.planned_start, before.zone) == (after.planned_start, after.zone)
    same_plan = same_plan and set(users) == {"C0A", "C0B"}
    nothing_differs = (
        same(SMALL, before, after, (*IN_SCOPE, *COVERED)) and passes(before) == passes(after) and same_plan
    )
    shown = sheet_shown(SMALL, before)
    signed = sheet_fingerprint(SMALL, before)

    assert (sheet_fingerprint(SMALL, after, shown) == signed) is nothing_differs
    sign_off = SignOff(
        DORA.id, NOW, "dev-lead", Decision.APPROVED, signed, shown=shown, planned_start=before.planned_start
    )
    assert (sheet_differences(SMALL, after, sign_off) == ()) is nothing_differs


def test_another_plan_of_the_release_is_another_scope_and_nothing_else_is_said() -> None:
    release = checked().release
    shown = gate_shown(SMALL, release, GATE)
    signed = gate_fingerprint(SMALL, release, GATE)
    sign_off = SignOff(DORA.id, NOW, GATE.role, Decision.APPROVED, signed, shown=shown)

    anew = replace(release, cycle=2, checks={})

    assert [d.change for d in gate_differences(SMALL, anew, GATE, sign_off)] == [Change.PLAN]


def test_a_gate_that_is_overridden_after_a_line_was_signed_makes_the_line_stale_and_no_other_way_round() -> (
    None
):
    release = checked().release
    given = Override(MARA.id, NOW, "It has to.", ("One.",))
    overridden = replace(release, overrides={"testing": given})

    before, after = sheet_shown(SMALL, release), sheet_shown(SMALL, overridden)

    assert sheet_fingerprint(SMALL, overridden, before) != sheet_fingerprint(SMALL, release)
    assert sheet_fingerprint(SMALL, release, after) == sheet_fingerprint(SMALL, overridden)


def test_a_fingerprint_says_by_which_rules_it_was_made() -> None:
    """Whoever changes what is digested, or how, meets this test: the version has to change with it."""
    release = checked().release
    assert gate_fingerprint(SMALL, release, GATE) == "v1-0c1897c1f87497b37d2a2f00ed70fd75"
    assert sheet_fingerprint(SMALL, release) == "v1-f56efcf57e2010f4323d839373f7482a"
    assert VERSION == 1


def test_the_version_of_a_fingerprint_is_told_and_what_is_none_has_none() -> None:
    assert version_of(gate_fingerprint(SMALL, checked().release, GATE)) == VERSION
    assert version_of("v12-0c1897") == 12
    none = ("", "0" * 32, "v0-0c", "v1", "v1-", "w1-0c", "v1-xyz")
    assert {version_of(text) for text in none} == {None}
