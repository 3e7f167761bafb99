"""Refusals quote what people typed, and mention nobody but whom the rules name, whatever it looks like."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from readiness.commands import (
    AddEvidence,
    AssignRole,
    Command,
    ConfirmOverride,
    Delegate,
    EndDelegation,
    MarkChecks,
    OverrideGate,
    SayWord,
    Sign,
    Start,
    VerifyChecks,
)
from readiness.model import CheckState, Decision, Person
from readiness.refusal import Refused
from readiness.rules import decide
from readiness.template import RELEASE_MANAGER, Group, Section, Template
from slackapp.blocks.parts import sentence_message, sentence_view
from tests.readiness.small import TEMPLATE, TO_VERIFY
from tests.readiness.world import (
    DAN,
    DORA,
    EMIL,
    FINN,
    MARA,
    NEXT_WEEK,
    QUINN,
    ROLES,
    Story,
    approve,
    approved,
    checked,
    planned,
    reject,
)

BOSS = "U0BOSS"
KNOWN = {holder for held in ROLES.values() for holder in held} | {EMIL.id, FINN.id}
_MENTIONS = re.compile(r"<(?:@|!subteam\^|!)[^<>]*>")


def _shouting(template: Template, shout: str) -> Template:
    """The template with a shout in the place of every title and text."""

    def group(one: Group) -> Group:
        items = tuple(replace(item, title=shout, text=shout) for item in one.items)
        return replace(one, title=shout, items=items)

    def section(one: Section) -> Section:
        return replace(one, title=shout, groups=tuple(group(each) for each in one.groups))

    return replace(
        template,
        title=shout,
        roles=tuple(replace(role, title=shout) for role in template.roles),
        sections=tuple(section(each) for each in template.sections),
        gates=tuple(
            replace(gate, title=shout, conditions=tuple(replace(c, text=shout) for c in gate.conditions))
            for gate in template.gates
        ),
        overrides_need_second=True,
    )


def _asked(shout: str) -> Iterator[tuple[Story, Person, Command]]:
    """What is refused with a sentence that quotes somebody, at some moment of a release."""
    story = planned()
    blocked = MarkChecks(("checkup.smoke", "risk.data"), CheckState.BLOCKED, shout)
    yield story, EMIL, approve(shout)
    yield story, DORA, approve("development")
    yield story, EMIL, approve("development")
    yield story, EMIL, OverrideGate("development", shout)
    yield story, EMIL, VerifyChecks(TO_VERIFY)
    yield story, EMIL, AddEvidence(shout, shout)
    yield story, EMIL, SayWord(shout)
    yield story, MARA, AssignRole(shout, (EMIL.id,))
    yield story, DORA, Delegate("dev-lead", DORA.id, DORA.id, NEXT_WEEK, shout)
    story.asks(EMIL, blocked)
    yield story, MARA, Start()
    story.asks(DORA, Delegate("dev-lead", DORA.id, EMIL.id, NEXT_WEEK, shout))
    yield story, FINN, EndDelegation("dev-lead", EMIL.id)
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
    story.asks(DORA, reject("development", shout))
    yield story, FINN, approve("development")
    story = approved()
    yield story, MARA, approve("sheet.final")
    yield story, MARA, Sign("sheet.qa", Decision.APPROVED)
    story = checked()
    story.template = replace(TEMPLATE, overrides_need_second=True)
    story.asks(MARA, OverrideGate("development", shout))
    story.asks(MARA, AssignRole(RELEASE_MANAGER, (FINN.id,)))
    yield story, DAN, ConfirmOverride("development")
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", (MARA.id, QUINN.id)))
    yield story, MARA, approve("development")


@pytest.mark.parametrize(
    "shout",
    [
        f"<@{BOSS}>",
        "<!channel> <!here>",
        f"<!subteam^S0ALL> <@{BOSS}|Mara>",
        f"<\x1f@{BOSS}>",
        f"<\u202e@{BOSS}>",
        f"&lt;@{BOSS}&gt;",
        f"<<@{BOSS}>>",
        f"Ask <@{BOSS}>",
    ],
)
def test_no_title_and_no_reason_calls_anybody_in_a_refusal(shout: str) -> None:
    for story, who, command in _asked(shout):
        with pytest.raises(Refused) as refusal:
            decide(_shouting(story.template, shout), story.release, command, who, story.now)
        for drawn in (
            sentence_message(refusal.value.sentence).blocks,
            sentence_view(refusal.value.sentence)["blocks"],
        ):
            called = _MENTIONS.findall(json.dumps(drawn, ensure_ascii=False))
            assert {re.sub(r"\W|subteam", "", each) for each in called} <= KNOWN, refusal.value.sentence


def test_whom_the_rules_name_is_called_beside_a_title_that_tries() -> None:
    story = checked()
    template = _shouting(TEMPLATE, f"<@{BOSS}>")

    with pytest.raises(Refused) as refusal:
        decide(template, story.release, approve("development"), EMIL, story.now)

    drawn = sentence_message(refusal.value.sentence)
    assert _MENTIONS.findall(json.dumps(drawn.blocks)) == [f"<@{DORA.id}>"]
