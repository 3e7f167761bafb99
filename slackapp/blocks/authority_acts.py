"""What the history says of roles handed over, overrides, approvals that ran out, and who can act."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from readiness.records import START
from readiness.template import Template
from readiness.wording import counted
from slackapp.blocks.text import people, said, when

Fields = Mapping[str, Any]


def _role(template: Template, key: str) -> str:
    return said(template.role(key).title if template.has_role(key) else key, 80)


def _gate(template: Template, key: str) -> str:
    return said(template.gate(key).title if template.has_gate(key) else key, 100)


def behalf(fields: Fields) -> str:
    """For whom somebody acted, where a role was handed to them."""
    return f" for {people([fields['on_behalf']])}" if fields.get("on_behalf") else ""


def _delegated(template: Template, fields: Fields) -> tuple[str, str]:
    until = when(datetime.fromisoformat(fields["until"]))
    to = people([fields["to"]])
    return f"handed the role {_role(template, fields['role'])} to {to} until {until}", fields["reason"]


def _delegation_ended(template: Template, fields: Fields) -> tuple[str, str]:
    return f"ended that {people([fields['to']])} acts as {_role(template, fields['role'])}", ""


def _fitness_changed(_template: Template, fields: Fields) -> tuple[str, str]:
    unfit = people(fields["unfit"], most=20)
    return (f"learned that {unfit} can't act" if unfit else "learned that every holder of a role can act"), ""


def _expired(template: Template, fields: Fields) -> tuple[str, str]:
    return (
        f"let the approval of “{_gate(template, fields['subject'])}” by {people([fields['by']])} run out",
        "",
    )


def _overridden(template: Template, fields: Fields) -> tuple[str, str]:
    against = counted(len(fields["blockers"]), "blocker")
    if fields["subject"] == START:
        return f"asked to start *without go*{behalf(fields)}, against {against}", fields["reason"]
    gate = _gate(template, fields["subject"])
    return f"*overrode* the gate “{gate}”{behalf(fields)}, against {against}", fields["reason"]


def _confirmed(template: Template, fields: Fields) -> tuple[str, str]:
    what = "the start without go" if fields["subject"] == START else f"“{_gate(template, fields['subject'])}”"
    return f"confirmed the *override* of {what} as a second person", ""


AUTHORITY_ACTS: dict[str, Callable[[Template, Fields], tuple[str, str]]] = {
    "RoleDelegated": _delegated,
    "DelegationEnded": _delegation_ended,
    "FitnessChanged": _fitness_changed,
    "ApprovalExpired": _expired,
    "OverrideGiven": _overridden,
    "OverrideConfirmed": _confirmed,
}
"""By the name of the event."""
