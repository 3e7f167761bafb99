"""The rules that matter most, said once more in other words, to hold the code against."""

from datetime import datetime, timedelta

from readiness.events import SignedOff
from readiness.fingerprints import gate_fingerprint, sheet_fingerprint
from readiness.model import CheckState, Decision, Person, PersonKind, Release, Stage
from readiness.template import RELEASE_MANAGER, Duties, Gate, Item, Kind, Phase, Risk, Template

BEFORE_START = {Phase.PREPARATION, Phase.VERIFICATION, Phase.RISK, Phase.ROLLBACK}
MOVES = {
    (Stage.PLANNED, Stage.DEPLOYING),
    (Stage.PLANNED, Stage.CANCELLED),
    (Stage.DEPLOYING, Stage.MONITORING),
    (Stage.DEPLOYING, Stage.ROLLING_BACK),
    (Stage.MONITORING, Stage.ROLLING_BACK),
    (Stage.MONITORING, Stage.CLOSED),
    (Stage.ROLLING_BACK, Stage.ROLLED_BACK),
    (Stage.ROLLED_BACK, Stage.PLANNED),
    (Stage.ROLLED_BACK, Stage.CANCELLED),
}


def is_member(person: Person) -> bool:
    """Whether the person may act at all."""
    return person.kind is PersonKind.MEMBER


def is_met(item: Item, release: Release) -> bool:
    """Done, or not applicable with a reason; by two people where the template asks for it."""
    check = release.check(item.key)
    claimed = check.state in (CheckState.DONE, CheckState.VERIFIED) or (
        check.state is CheckState.NOT_APPLICABLE and check.reason.strip() != ""
    )
    if not item.verification:
        return claimed
    return claimed and check.verified_by is not None and check.verified_by != check.by


def scope_is_met(template: Template, release: Release, gate: Gate) -> bool:
    """Every required check in the scope and every item of a condition is met, and there is something."""
    in_scope = [item for item in template.items.values() if item.kind is Kind.CHECK and item.gate == gate.key]
    linked = [template.items[key] for condition in gate.conditions for key in condition.items]
    needed = [*(item for item in in_scope if item.required), *linked]
    return bool(in_scope or gate.conditions) and all(is_met(item, release) for item in needed)


def counts(template: Template, release: Release, key: str) -> bool:
    """The gate and all before it are approved by enough people, for the scope that is there now."""
    for gate in template.gates:
        present = gate_fingerprint(template, release, gate)
        sign_offs = release.sign_offs.get(gate.key, ())
        fresh = {s.by for s in sign_offs if s.decision is Decision.APPROVED and s.fingerprint == present}
        others = [s for s in sign_offs if s.by not in fresh]
        if others or len(fresh) < gate.quorum or not scope_is_met(template, release, gate):
            return False
        if gate.key == key:
            return True
    raise KeyError(key)


def is_signed(template: Template, release: Release, line: Item) -> bool:
    """The line is approved for the plan that is there now; the final one after all others."""
    sign_offs = release.sign_offs.get(line.key, ())
    present = sheet_fingerprint(template, release)
    if not sign_offs or any(s.decision is Decision.REJECTED or s.fingerprint != present for s in sign_offs):
        return False
    if not line.final:
        return True
    earlier = [release.sign_offs[other.key][0] for other in template.sheet if other.key in release.sign_offs]
    return all(other.at <= sign_offs[-1].at for other in earlier)


def is_go(template: Template, release: Release, now: datetime) -> bool:
    """Every role filled, check met, gate counting and line signed, and a fresh *ready to roll back*."""
    checks = [item for item in template.items.values() if item.kind is Kind.CHECK]
    needed = [i for i in checks if i.risk is Risk.HIGH or (i.required and i.phase in BEFORE_START)]
    answer = release.rollback_answer
    return (
        all(release.roles.get(role.key) for role in template.roles if role.required)
        and all(is_met(item, release) for item in needed)
        and all(counts(template, release, gate.key) for gate in template.gates)
        and all(is_signed(template, release, line) for line in template.sheet)
        and answer is not None
        and answer.ready
        and now <= answer.at + timedelta(hours=1)
    )


def may_sign(template: Template, release: Release, event: SignedOff, who: Person) -> bool:
    """Whether this person may decide on this gate or line in this state of the release."""
    held = release.roles.get(event.role, ())
    is_theirs = is_member(who) and (who.id in held or bool(who.groups & set(held)))
    if not is_theirs or release.stage is not Stage.PLANNED:
        return False
    earlier = [gate for gate in template.gates if counts(template, release, gate.key)]
    if event.subject in template.items:
        line = template.items[event.subject]
        others = [other for other in template.sheet if not other.final]
        in_turn = not line.final or all(is_signed(template, release, other) for other in others)
        final = not line.final or event.role == RELEASE_MANAGER
        return len(earlier) == len(template.gates) and line.role == event.role and in_turn and final
    gate = template.gate(event.subject)
    before = template.gates[: template.gates.index(gate)]
    return (
        gate.role == event.role
        and all(other in earlier for other in before)
        and scope_is_met(template, release, gate)
        and not is_barred(release, gate, template, who)
    )


def is_barred(release: Release, gate: Gate, template: Template, who: Person) -> bool:
    """Whether separation of duties keeps this person from the gate."""
    completed = (CheckState.DONE, CheckState.VERIFIED, CheckState.NOT_APPLICABLE)
    worked = any(
        release.check(item.key).by == who.id and release.check(item.key).state in completed
        for item in template.scope(gate.key)
    )
    match gate.separation:
        case Duties.NOBODY:
            return False
        case Duties.OPENER:
            return release.opened_by == who.id
        case Duties.CONTRIBUTORS:
            return release.opened_by == who.id or worked
