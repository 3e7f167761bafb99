"""What is drawn of overrides, roles handed over, absence, staleness and approvals that run out, by name."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from readiness.model import Decision, Release, SignOff, Stage
from readiness.notices import NoticeKind
from readiness.records import START, Delegation, Override, Shown
from readiness.template import Template
from slackapp.blocks import delegations, overrides, roles
from slackapp.blocks.card import card
from slackapp.blocks.notices import draw
from slackapp.blocks.parts import Message, View
from slackapp.blocks.signing import gates_message
from slackapp.blocks.status import status
from tests.slackapp.blocks.worlds import DORA, MARA, QUINN, rude


def strained(template: Template, release: Release, now: datetime) -> Release:
    """The release with everything overridden, every role handed over, and every approval stale."""
    given = Override(
        DORA,
        now,
        rude(3_000),
        (rude(300),) * 60,
        release.cycle,
        on_behalf=MARA,
        passes_over=tuple(template.items),
    )
    gates = {gate.key: given for gate in template.gates}
    handed = {
        role.key: (Delegation(MARA, DORA, now, now + timedelta(days=3), rude(500), MARA),)
        for role in template.roles
    }
    return replace(
        release,
        roles={role.key: (MARA, QUINN) for role in template.roles},
        overrides={**gates, START: given},
        delegations=handed,
        sign_offs={gate.key: (approval(template, gate.key, now),) for gate in template.gates},
    )


def approval(template: Template, gate: str, now: datetime) -> SignOff:
    """An approval of a scope in which everything was another way, with evidence that is gone."""
    shown = tuple(
        Shown(item.key, "not_applicable", rude(3_000), (rude(3_000), "A link"))
        for item in template.scope(gate)
    )
    return SignOff(
        DORA,
        now,
        template.gate(gate).role,
        Decision.APPROVED,
        "f" * 32,
        rude(3_000),
        shown=shown,
        on_behalf=MARA,
        planned_start=now,
    )


def authority_messages(template: Template, release: Release, now: datetime) -> Iterator[tuple[str, Message]]:
    """The messages."""
    tight = strained(template, release, now)
    alone = replace(template, overrides_need_second=False)
    pair = replace(template, overrides_need_second=True)
    absent = replace(tight, unfit=(MARA, QUINN), delegations={})
    for kind in (alone, pair):
        word = "to be confirmed" if kind is pair else "counting"
        yield f"overridden card, {word}", card(kind, tight, now)
        yield f"overridden status, {word}", status(kind, tight, now)
        yield f"overridden gates, {word}", gates_message(kind, tight, now)
        for subject in (template.gates[0].key, START):
            message = draw(NoticeKind.OVERRIDE, kind, tight, subject, tight.channel, now)
            yield f"override of {subject}, {word}", message
            none = replace(tight, overrides={})
            yield (
                f"no override of {subject}, {word}",
                draw(NoticeKind.OVERRIDE, kind, none, subject, MARA, now),
            )
    for gate in template.gates[:2]:
        stale = replace(tight, overrides={})
        yield f"stale {gate.key}", draw(NoticeKind.GATE, template, stale, gate.key, tight.channel, now)
        yield f"overridden {gate.key}", draw(NoticeKind.GATE, alone, tight, gate.key, tight.channel, now)
        given = replace(tight.overrides[gate.key], passes_over=())
        void = replace(tight, overrides={gate.key: given}, checks={}, stage=Stage.PLANNED)
        yield f"void override of {gate.key}", draw(NoticeKind.OVERRIDE, alone, void, gate.key, DORA, now)
        yield f"expiry of {gate.key}", draw(NoticeKind.EXPIRY, template, tight, gate.key, MARA, now)
    role = template.roles[0].key
    yield "handed over", draw(NoticeKind.DELEGATION, template, tight, f"{role}:{DORA}", DORA, now)
    yield "handed back", draw(NoticeKind.DELEGATION, template, absent, f"{role}:{DORA}", DORA, now)
    yield "absent", draw(NoticeKind.ROLE, template, absent, role, release.channel, now)
    yield "absent card", card(template, replace(absent, stage=Stage.PLANNED), now)


def authority_views(template: Template, release: Release, now: datetime) -> Iterator[tuple[str, View]]:
    """The windows."""
    tight = strained(template, release, now)
    yield "roles that are handed over", roles.roles_view(template, tight)
    yield "roles of the absent", roles.roles_view(template, replace(tight, unfit=(MARA, QUINN)))
    yield "hand over", delegations.delegate_view(tight, template.roles)
    yield "override", overrides.override_view(template, tight, template.gates[0].key)
    pair = replace(template, overrides_need_second=True)
    yield "override to be confirmed", overrides.override_view(pair, tight, template.gates[-1].key)
