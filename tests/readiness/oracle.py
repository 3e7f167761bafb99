"""The rules that matter most, said once more in other words, to hold the code against."""

from datetime import datetime, timedelta

from readiness.derived import happened
from readiness.events import SignedOff
from readiness.model import CheckState, Decision, Person, PersonKind, Release, SignOff, Stage
from readiness.records import Shown
from readiness.signing.fingerprints import sheet_fingerprint
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
    """The gate and all before it are approved by enough people, or overridden, for what is there now."""
    for gate in template.gates:
        if not (is_approved(template, release, gate) or is_overridden(template, release, gate.key)):
            return False
        if gate.key == key:
            return True
    raise KeyError(key)


def is_approved(template: Template, release: Release, gate: Gate) -> bool:
    """No rejection stands, and enough people, for as many holders, signed what is there now."""
    sign_offs = release.sign_offs.get(gate.key, ())
    if any(is_rejection_of_this(template, release, gate, sign_off) for sign_off in sign_offs):
        return False
    approvals = [s for s in sign_offs if s.decision is Decision.APPROVED]
    standing = [s for s in approvals if stands(template, release, gate, s)]
    return says(standing) >= gate.quorum and scope_is_met(template, release, gate)


def is_rejection_of_this(template: Template, release: Release, gate: Gate, sign_off: SignOff) -> bool:
    """Somebody who could still decide on the gate rejected what is there now."""
    return (
        sign_off.decision is Decision.REJECTED
        and sign_off.cycle == release.cycle
        and could_still_act(release, sign_off)
        and not is_barred_either_way(release, gate, template, sign_off)
        and all(is_as_shown(template, release, each) for each in sign_off.shown)
    )


def could_still_act(release: Release, sign_off: SignOff) -> bool:
    """They hold the role by name or for another, and can act; or perhaps by a group, which can't be told."""
    held = [one for one in release.roles.get(sign_off.role, ()) if one not in release.unfit]
    handed = [each.to for each in release.delegations.get(sign_off.role, ()) if each.of in held]
    named = sign_off.by in {*held, *handed} and sign_off.by not in release.unfit
    return named or any(one.startswith("S") for one in held)


def is_barred_either_way(release: Release, gate: Gate, template: Template, sign_off: SignOff) -> bool:
    """Whoever signed is kept from the gate, or whoever they signed for."""
    both = {sign_off.by, sign_off.on_behalf or sign_off.by}
    return any(is_barred(release, gate, template, Person(one)) for one in both)


def says(standing: list[SignOff]) -> int:
    """Of everybody who signed or was signed for, how many are left when who is linked takes one name."""
    name = {one: one for each in standing for one in (each.by, each.on_behalf or each.by)}
    for _ in standing:
        for each in standing:
            one, other = each.by, each.on_behalf or each.by
            name[one] = name[other] = min(name[one], name[other])
    return len(set(name.values()))


def stands(template: Template, release: Release, gate: Gate, sign_off: SignOff) -> bool:
    """What was shown at the signature is there still, in time, and whoever signed may sign."""
    moved = abs(release.planned_start - (sign_off.planned_start or release.planned_start))
    return (
        sign_off.cycle == release.cycle
        and sign_off.expired_at is None
        and (gate.start_may_move is None or moved <= gate.start_may_move)
        and not is_barred_either_way(release, gate, template, sign_off)
        and all(is_as_shown(template, release, each) for each in sign_off.shown)
    )


def is_as_shown(template: Template, release: Release, shown: Shown) -> bool:
    """The item is met or not as it was, for the same reason, and no evidence that was there is gone."""
    item, check = template.items[shown.key], release.check(shown.key)
    if shown.state == "reads":
        said = release.audiences.get(item.key)
        usual = (release.channel,) if item.release_channel and release.channel else ()
        return shown.reason == ", ".join(sorted(usual if said is None else said))
    if item.kind is not Kind.CHECK:
        return happened(item, release) is (shown.state == "met")
    left_out = {CheckState.NOT_APPLICABLE, CheckState.BLOCKED}
    was_left_out = shown.state in left_out
    if is_met(item, release) is not shown.met or (check.state in left_out) is not was_left_out:
        return False
    if was_left_out and (check.state, check.reason) != (shown.state, shown.reason):
        return False
    return all(any(text == each.text for each in check.evidence) for text in shown.evidence)


def is_overridden(template: Template, release: Release, key: str) -> bool:
    """It was overridden in this plan, by two people where that is asked for, and not approved since.

    Until the start it passes over nothing that was not named when it was given.
    """
    given = release.overrides.get(key)
    if given is None or given.cycle != release.cycle or given.voided_at is not None:
        return False
    if release.stage is Stage.PLANNED and not lacking(template, release, key) <= set(given.passes_over):
        return False
    return not template.overrides_need_second or given.confirmed_by not in (None, given.by, given.on_behalf)


def lacking(template: Template, release: Release, key: str) -> set[str]:
    """What is open that the gate needs, and who said no to it."""
    gate = template.gate(key)
    needed = [i for i in template.items.values() if i.gate == key and i.required]
    linked = [template.items[item] for condition in gate.conditions for item in condition.items]
    noes = [s for s in release.sign_offs.get(key, ()) if s.decision is Decision.REJECTED]
    return {i.key for i in (*needed, *linked) if not is_met(i, release)} | {
        f"rejected:{s.by}" for s in noes if s.cycle == release.cycle
    }


def is_signed(template: Template, release: Release, line: Item) -> bool:
    """The line is approved for the plan that is there now; the final one after all others."""
    sign_offs = release.sign_offs.get(line.key, ())
    noes = [s for s in sign_offs if s.decision is Decision.REJECTED]
    if any(could_still_act(release, s) and is_of_this_plan(template, release, s) for s in noes):
        return False
    approvals = [s for s in sign_offs if s.decision is Decision.APPROVED]
    if not approvals:
        return False
    # What the others said first counts, and what the final line said last.
    sign_off = approvals[-1 if line.final else 0]
    if not is_of_this_plan(template, release, sign_off):
        return False
    if not line.final:
        return True
    others = [release.sign_offs.get(other.key, ()) for other in template.sheet if not other.final]
    yeses = [[s for s in given if s.decision is Decision.APPROVED] for given in others]
    return all(given[0].at <= sign_off.at for given in yeses if given)


def is_of_this_plan(template: Template, release: Release, sign_off: SignOff) -> bool:
    """What the line covers is what it was."""
    return sign_off.fingerprint == sheet_fingerprint(template, release, sign_off.shown)


def is_go(template: Template, release: Release, now: datetime) -> bool:
    """Every role filled, check met, gate counting and line signed, and a fresh *ready to roll back*."""
    checks = [item for item in template.items.values() if item.kind is Kind.CHECK]
    needed = [i for i in checks if i.risk is Risk.HIGH or (i.required and i.phase in BEFORE_START)]
    answer = release.rollback_answer
    return (
        all(can_act(release, role.key) for role in template.roles if role.required)
        and all(is_met(item, release) for item in needed)
        and all(counts(template, release, gate.key) for gate in template.gates)
        and all(is_signed(template, release, line) for line in template.sheet)
        and answer is not None
        and answer.ready
        and now <= answer.at + timedelta(hours=1)
    )


def can_act(release: Release, role: str) -> bool:
    """Somebody holds the role who is neither deactivated nor a guest, or acts for one who is neither."""
    held = [holder for holder in release.roles.get(role, ()) if holder not in release.unfit]
    handed = [each.to for each in release.delegations.get(role, ()) if each.of in held]
    return bool(held) or any(to not in release.unfit for to in handed)


def holds(release: Release, role: str, who: Person) -> bool:
    """It is theirs by name or by a group, or one who holds it by name, and can, has handed it to them."""
    held = release.roles.get(role, ())
    if who.id in held or bool(who.groups & set(held)):
        return True
    return any(
        each.to == who.id and each.of in held and each.of not in release.unfit
        for each in release.delegations.get(role, ())
    )


def may_sign(template: Template, release: Release, event: SignedOff, who: Person) -> bool:
    """Whether this person may decide on this gate or line in this state of the release."""
    if not (is_member(who) and holds(release, event.role, who)) or release.stage is not Stage.PLANNED:
        return False
    earlier = [gate for gate in template.gates if counts(template, release, gate.key)]
    if event.subject in template.items:
        line = template.items[event.subject]
        others = [other for other in template.sheet if not other.final]
        in_turn = not line.final or all(is_signed(template, release, other) for other in others)
        final = not line.final or event.role == RELEASE_MANAGER
        may = len(earlier) == len(template.gates) and line.role == event.role and in_turn and final
        noes = [s for s in release.sign_offs.get(line.key, ()) if s.decision is Decision.REJECTED]
        noes = [s for s in noes if could_still_act(release, s) and is_of_this_plan(template, release, s)]
        return may and outvotes_nobody(noes, event, who)
    gate = template.gate(event.subject)
    given = release.sign_offs.get(gate.key, ())
    noes = [s for s in given if is_rejection_of_this(template, release, gate, s)]
    before = template.gates[: template.gates.index(gate)]
    return (
        gate.role == event.role
        and all(other in earlier for other in before)
        and scope_is_met(template, release, gate)
        and not any(
            is_barred(release, gate, template, Person(one)) for one in {who.id, event.on_behalf} if one
        )
        and outvotes_nobody(noes, event, who)
    )


def outvotes_nobody(noes: list[SignOff], event: SignedOff, who: Person) -> bool:
    """Nobody's no is passed over: one of them was the person's own, or that of whom they stand for."""
    if event.decision is Decision.REJECTED or not noes:
        return True
    own = {who.id, event.on_behalf} - {None}
    return any(own & {s.by, s.on_behalf} for s in noes)


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
