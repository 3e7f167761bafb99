"""A plain release as people meet it, and a hostile one as large and as rude as the limits let it be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from readiness.communication.plan import PostKey
from readiness.model import (
    Answer,
    Check,
    CheckState,
    Decision,
    Evidence,
    Measurement,
    Release,
    SignOff,
    Stage,
)
from readiness.records import Override, Post, PostState, RollbackPlan, Said
from readiness.signing.fingerprints import gate_fingerprint, sheet_fingerprint
from readiness.template import (
    RELEASE_MANAGER,
    ROLLBACK_TEAM,
    Anchor,
    Comparison,
    Condition,
    Detail,
    Due,
    Figure,
    Gate,
    Group,
    Item,
    Kind,
    Phase,
    Risk,
    Role,
    Section,
    Slot,
    Template,
)
from readiness.templates import shipped_template

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = NOW + timedelta(days=3)
MARA, QUINN, DORA = "U0MARA", "U0QUINN", "U0DORA"

SHOUT = "<!channel> & <@U0EVIL> "
LONG_WORD = "Неперекладаемостьюдлинногословадосорока"
RUDE = f"{SHOUT}{LONG_WORD} 😀 https://example.com/a?b=1&c=2 *_~` "


def rude(most: int, number: int = 0) -> str:
    """A text of ``most`` characters in which everything is that could break a drawing."""
    return f"{number} {RUDE * (most // len(RUDE) + 1)}"[:most]


def plain_template() -> Template:
    """The shipped template, as it is stored."""
    return replace(shipped_template("production-readiness"), reference="production-readiness@1")


def plain_release() -> Release:
    """Checkout 2.4, three days before its go-live, with a manager and nothing done."""
    return Release(
        id="4f9a8c21d0",
        workspace="T0",
        name="Checkout 2.4",
        summary="The new checkout: one page instead of four.",
        template="production-readiness@1",
        channel="C0CHECKOUT",
        opened_by=DORA,
        opened_at=NOW - timedelta(days=4),
        planned_start=START,
        zone="Europe/Berlin",
        roles={role.key: (MARA,) for role in plain_template().roles} | {"qa-team-lead": (QUINN,)},
    )


def all_done(template: Template, release: Release) -> Release:
    """The same release with every check done by Dora and verified by Quinn."""
    done = Check(CheckState.VERIFIED, DORA, NOW, verified_by=QUINN, verified_at=NOW)
    return replace(release, checks={item.key: done for item in template.checks})


def gates_approved(template: Template, release: Release, count: int | None = None) -> Release:
    """The same release with the first ``count`` gates (None: all) approved by as many as each needs."""
    signed = {
        gate.key: tuple(
            SignOff(
                f"U0SIGNER{n}", NOW, gate.role, Decision.APPROVED, gate_fingerprint(template, release, gate)
            )
            for n in range(gate.quorum)
        )
        for gate in template.gates[:count]
    }
    return replace(release, sign_offs={**release.sign_offs, **signed})


def sheet_signed(template: Template, release: Release) -> Release:
    """The same release with every line of the sheet signed, the final one last."""
    fingerprint = sheet_fingerprint(template, release)
    lines = {
        line.key: (SignOff(MARA, NOW, line.role or "", Decision.APPROVED, fingerprint),)
        for line in template.sheet
    }
    return replace(release, sign_offs={**release.sign_offs, **lines})


def ready_to_roll_back(release: Release) -> Release:
    """The same release, which Mara has just said can be rolled back."""
    return replace(release, rollback_answer=Answer(ready=True, by=MARA, at=NOW))


def going(template: Template, release: Release) -> Release:
    """The same release with nothing in the way of its start."""
    signed = sheet_signed(template, gates_approved(template, all_done(template, release)))
    return ready_to_roll_back(signed)


def at_stage(release: Release, stage: Stage) -> Release:
    """The same release, come into ``stage`` an hour ago, with every moment on the way."""
    moment = NOW - timedelta(hours=1)
    return replace(
        release,
        stage=stage,
        started_at=moment,
        finished_at=moment,
        rollback_began_at=moment,
        rolled_back_at=moment,
        closed_at=moment,
        rollout=25,
        stage_reason=rude(3_000),
        override=Override(MARA, moment, rude(3_000), tuple(rude(3_000, n) for n in range(200))),
    )


@cache
def hostile_template() -> Template:
    """500 items, 100 roles, 20 gates: every number and every text as large as a template may have it."""
    roles = (
        Role(RELEASE_MANAGER, rude(75)),
        Role(ROLLBACK_TEAM, rude(75, 1)),
        *(Role(f"role-{n}", rude(75, n)) for n in range(98)),
    )
    sections = (
        _section("checks", Phase.PREPARATION, _checks(0, 11, 17)),
        _section("single", Phase.VERIFICATION, _checks(200, 100, 1)),
        _section("long", Phase.EXECUTION, _checks(310, 1, 45)),
        _section("risks", Phase.RISK, _checks(360, 2, 10, Risk.HIGH)),
        _section("review", Phase.REVIEW, _checks(390, 1, 10)),
        _section(
            "manual-recovery-automatic", Phase.ROLLBACK, _checks(400, 1, 30, key="manual-recover-automat")
        ),
        _section("audience", Phase.COMMUNICATION, _derived(Kind.AUDIENCE, 10)),
        _section("channel", Phase.COMMUNICATION, _derived(Kind.CHANNEL, 5)),
        _section("slot", Phase.COMMUNICATION, _derived(Kind.SLOT, 5)),
        _section("criterion", Phase.SUCCESS, _derived(Kind.CRITERION, 40)),
        _section("sheet", Phase.SIGN_OFF, _derived(Kind.SIGN_OFF, 78)),
        *(_section(f"empty-{n}", Phase.REVIEW, _checks(1_000 + n, 0, 0)) for n in range(90)),
    )
    return Template(
        key="hostile",
        title=rude(75),
        description=rude(3_000),
        roles=roles,
        sections=sections,
        gates=tuple(_gate(n) for n in range(20)),
        slots=tuple(_slots()),
        reference="hostile@1",
        rollback_thresholds=tuple(
            Figure(Comparison.AT_LEAST, n + 0.123456, rude(20), rude(75)) for n in range(60)
        ),
    )


def _slots() -> Iterator[Slot]:
    """Many times before, during and after, with titles as long as they may be."""
    for n in range(20):
        yield Slot(_key("before", n), rude(75, n), Anchor.PLANNED_START, timedelta(hours=-n - 1))
    for n in range(50):
        yield Slot(_key("slot", n), rude(75, n), Anchor.START, timedelta(hours=n))
    yield Slot(_key("again", 0), rude(75), Anchor.START, timedelta(minutes=7), timedelta(minutes=7))
    for n in range(20):
        yield Slot(_key("after", n), rude(75, n), Anchor.FINISH, timedelta(hours=n))
    yield Slot(_key("back", 0), rude(75), Anchor.ROLLBACK, timedelta(), timedelta(minutes=15))


def _key(start: str, number: int) -> str:
    """As long as a key may be."""
    return f"{start}-{number}-".ljust(48, "x")


def _section(key: str, phase: Phase, groups: tuple[tuple[Item, ...], ...]) -> Section:
    section_key = _key(key, 0)
    made = tuple(
        Group(
            items[0].group,
            rude(75),
            section_key,
            tuple(replace(item, phase=phase) for item in items),
            Due(Anchor.FINISH, timedelta(days=7), timedelta(days=8)),
        )
        for items in groups
    )
    return Section(section_key, rude(75), phase, made)


def _checks(
    first: int, groups: int, each: int, risk: Risk | None = None, key: str = "group"
) -> tuple[tuple[Item, ...], ...]:
    return tuple(
        tuple(_check(first + group * each + n, _key(key, first + group), risk) for n in range(each))
        for group in range(groups)
    )


def _check(number: int, group: str, risk: Risk | None) -> Item:
    return Item(
        _key("check", number),
        rude(75, number),
        rude(3_000, number),
        Kind.CHECK,
        Phase.PREPARATION,
        group,
        role=f"role-{number % 98}",
        gate=f"gate-{number % 20}".ljust(48, "x"),
        risk=risk,
        if_applicable=True,
        verification=number % 2 == 0,
        figure=Figure(Comparison.AT_LEAST, 99.999999, rude(20), rude(75)),
        due=Due(Anchor.PLANNED_START, timedelta(hours=-1)),
    )


def _derived(kind: Kind, count: int) -> tuple[tuple[Item, ...], ...]:
    group = _key(kind, 1)
    return (
        tuple(
            Item(
                _key(kind, n),
                rude(75, n),
                rude(3_000, n),
                kind,
                Phase.SUCCESS,
                group,
                role=f"role-{n % 98}",
                figure=Figure(Comparison.BELOW, 1e12, rude(20), rude(75)),
                final=n == 77,
                level=rude(75),
                release_channel=n % 2 == 0,
                detail=list(Detail)[n % len(Detail)] if kind is Kind.AUDIENCE else None,
            )
            for n in range(count)
        ),
    )


def _gate(number: int) -> Gate:
    conditions = tuple(Condition(rude(3_000, n)) for n in range(20))
    return Gate(f"gate-{number}".ljust(48, "x"), rude(75, number), f"role-{number}", conditions, quorum=10)


@cache
def hostile_release() -> Release:
    """Every check touched, every text as long as it may be, every role held by many."""
    template = hostile_template()
    crowd = (*(f"U0PERSON{n:03}" for n in range(60)), *(f"S0GROUP{n:03}" for n in range(10)))
    return Release(
        id="ffffffffff",
        workspace="T0",
        name=rude(80),
        summary=rude(500),
        template="hostile@1",
        channel="C0CHECKOUT",
        opened_by=DORA,
        opened_at=NOW,
        planned_start=START,
        zone="America/Argentina/ComodRivadavia",
        roles={role.key: crowd for role in template.roles},
        checks={item.key: _touched(number) for number, item in enumerate(template.checks)},
        rollback_answer=Answer(ready=False, by=MARA, at=NOW, reason=rude(3_000)),
        measurements={item.key: Measurement(1e15, MARA, NOW, rude(3_000)) for item in template.criteria},
        kept_going={item.key: Said(rude(3_000), QUINN, NOW) for item in template.criteria},
        word=Said(rude(3_000), QUINN, NOW),
        audiences={
            each.key: tuple(f"C0PLACE{n}{m}" for m in range(10)) for n, each in enumerate(template.audiences)
        },
        posts=hostile_posts(template),
        rollback_plan=RollbackPlan(
            rude(3_000), rude(3_000), rude(3_000), QUINN, NOW.date(), 99_999, rude(3_000)
        ),
    )


def hostile_posts(template: Template) -> dict[str, Post]:
    """Posts in every state, in every place, each with a long reason."""
    made = {}
    for n, slot in enumerate(template.slots[:12]):
        due = START + slot.offset
        for m, audience in enumerate(template.audiences):
            for place in range(10):
                state = list(PostState)[(n + m + place) % len(PostState)]
                key = PostKey(slot.key, due, audience.key, f"C0PLACE{m}{place}")
                at = due + timedelta(minutes=place)
                made[str(key)] = Post(state, at, MARA, rude(3_000), "C0PLACE", "1.2")
    return made


def _touched(number: int) -> Check:
    states = (CheckState.BLOCKED, CheckState.NOT_APPLICABLE, CheckState.DONE, CheckState.OPEN)
    evidence = tuple(Evidence(rude(3_000, n), MARA, NOW) for n in range(12))
    return Check(
        states[number % 4],
        MARA,
        NOW,
        reason=rude(3_000, number),
        owner=QUINN,
        note=rude(3_000),
        evidence=evidence if number < 4 else (),
    )


def hostile_done() -> Release:
    """The hostile release with everything done or not applicable for a long reason, and verified."""
    release = hostile_release()
    skipped = Check(
        CheckState.NOT_APPLICABLE, MARA, NOW, rude(3_000), verified_by=QUINN, verified_at=NOW, owner=DORA
    )
    return replace(release, checks={item.key: skipped for item in hostile_template().checks})


def hostile_signed() -> Release:
    """The same with every gate approved by ten people, each with a long comment, and the sheet open."""
    template = hostile_template()
    release = gates_approved(template, hostile_done())
    commented = {
        key: tuple(replace(sign_off, comment=rude(3_000)) for sign_off in signed)
        for key, signed in release.sign_offs.items()
    }
    return replace(release, sign_offs=commented)
