"""Which part of a history is looked at: by whom, of which kind, about what; and the menus that choose it."""

from dataclasses import dataclass
from typing import Any, get_args

from readiness.events import (
    CheckEvent,
    Opened,
    RoleEvent,
    RollbackEvent,
    SignEvent,
    StageEvent,
)
from readiness.model import Release
from readiness.plan_events import PlanEvent
from readiness.template import Template
from slackapp.actions import Action, Option, Target
from slackapp.blocks.parts import Block, Element, actions, button, option, select
from slackapp.blocks.text import one_line

REFUSALS = "refusals"
_REFUSED = "Refused"


def _names(*kinds: Any) -> tuple[str, ...]:  # noqa: ANN401 - an event, or a union of events
    return tuple(each.__name__ for kind in kinds for each in get_args(kind) or (kind,))


KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "checks": ("Checks", _names(CheckEvent)),
    "signatures": ("Sign-offs and overrides", _names(SignEvent)),
    "roles": ("Roles", _names(RoleEvent)),
    "stages": ("Stages and dates", _names(Opened, StageEvent)),
    "rollback": ("Rollback and criteria", _names(RollbackEvent)),
    "updates": ("Updates to stakeholders", _names(PlanEvent)),
    REFUSALS: ("Refusals only", (_REFUSED,)),
}
"""What can be chosen: its title, and the kinds of rows that it stands for."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What of a history is looked at. Empty fields leave nothing out; it ends at the row ``before``."""

    release: str
    by: str = ""
    kind: str = ""
    about: str = ""
    before: int | None = None

    def __str__(self) -> str:
        return f"history|{self.release}|{self.by}|{self.kind}|{self.about}|{self.before or ''}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of rows that are wanted; none for all."""
        return KINDS[self.kind][1] if self.kind in KINDS else ()

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.by or self.kind or self.about)


def looked(block_id: str) -> Looked:
    """What ``str(looked)`` wrote into the id of a block; whatever is not understood leaves nothing out."""
    _, release, by, kind, about, before, *_ = [*block_id.split("|"), "", "", "", "", "", ""]
    return Looked(release, by, kind, about, int(before) if before.isdecimal() else None)


def subjects(template: Template) -> tuple[tuple[str, str], ...]:
    """What a history can be about, as (title, key): gates, then roles, then items."""
    named = [(f"Gate: {gate.title}", gate.key) for gate in template.gates]
    named += [(f"Role: {role.title}", role.key) for role in template.roles]
    named += [(item.title, item.key) for item in template.items.values()]
    return tuple(named)


def menus(template: Template, release: Release, seen: Looked, last: int) -> Block:
    """The menus that narrow the history, and the button for what lies before the row ``last``."""
    elements: list[Element] = [_by(seen), _kind(release, seen), _about(template, release, seen)]
    if last > 1:
        earlier = Target(release.id, str(last))
        elements.append(button("Earlier", Action.MORE_HISTORY, earlier, "Show what happened before that"))
    if seen.is_narrow or seen.before:
        whole = Target(release.id)
        elements.append(
            button("Show all", Action.WHOLE_HISTORY, whole, "Show the whole history, newest first")
        )
    return actions(*elements, block_id=str(seen))


def _by(seen: Looked) -> Element:
    element: Element = {
        "type": "users_select",
        "action_id": Action.HISTORY_BY.value,
        "placeholder": {"type": "plain_text", "text": "By anybody"},
    }
    return element | ({"initial_user": seen.by} if seen.by else {})


def _kind(release: Release, seen: Looked) -> Element:
    titles = {"": "Everything"} | {key: title for key, (title, _) in KINDS.items()}
    options = [option(title, str(Target(release.id, key))) for key, title in titles.items()]
    chosen = options[list(titles).index(seen.kind) if seen.kind in titles else 0]
    return select(Action.HISTORY_KIND, "What", options, chosen)


def _about(template: Template, release: Release, seen: Looked) -> Element:
    element: Element = {
        "type": "external_select",
        "action_id": Option.HISTORY_ABOUT.value,
        "placeholder": {"type": "plain_text", "text": "About a gate, role or item"},
        "min_query_length": 0,
    }
    titled = (title for title, key in subjects(template) if key == seen.about)
    found = next((option(one_line(title), str(Target(release.id, seen.about))) for title in titled), None)
    return element | ({"initial_option": found} if found else {})
