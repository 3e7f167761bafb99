"""What each event says in the history: a sentence after the name of who did it, and what they wrote."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from readiness.template import Template
from readiness.wording import counted, listed
from slackapp.blocks.authority_acts import AUTHORITY_ACTS, behalf
from slackapp.blocks.lines import role_title
from slackapp.blocks.plan_acts import PLAN_ACTS
from slackapp.blocks.text import channel, people, said, when

Fields = Mapping[str, Any]
Told = tuple[str, str]
"""A sentence in mrkdwn, and the words of a person, as they wrote them."""

_MARKED = {
    "open": "opened {} again",
    "done": "marked {} done",
    "not_applicable": "marked {} not applicable",
    "blocked": "marked {} blocked",
}


def told(template: Template, kind: str, fields: Fields) -> Told:
    """What happened, by the name of its event and its fields as JSON has them."""
    return _ACTS[kind](template, fields)


def _titles(template: Template, keys: Sequence[str]) -> str:
    """Checks by their titles, the first three of many."""
    titles = [f"“{said(_title(template, key), 100)}”" for key in keys]
    return titles[0] if len(titles) == 1 else f"{counted(len(keys), 'check')} ({listed(titles, most=3)})"


def _title(template: Template, key: str) -> str:
    return template.items[key].title if key in template.items else key


def _subject(template: Template, key: str) -> str:
    if template.has_gate(key):
        return f"the gate “{said(template.gate(key).title, 100)}”"
    return f"the sign-off sheet as “{said(_title(template, key), 100)}”"


def _moment(text: str) -> str:
    return when(datetime.fromisoformat(text))


def _opened(_template: Template, fields: Fields) -> Told:
    start = _moment(fields["planned_start"])
    return f"opened the release in {channel(fields['channel'])}; go-live {start}", fields["summary"]


def _marked(template: Template, fields: Fields) -> Told:
    return _MARKED[fields["state"]].format(_titles(template, fields["keys"])), fields["reason"]


def _verified(template: Template, fields: Fields) -> Told:
    return f"verified {_titles(template, fields['keys'])}", ""


def _assigned(template: Template, fields: Fields) -> Told:
    title = said(_title(template, fields["key"]), 100)
    if fields["owner"] is None:
        return f"left “{title}” without an owner", ""
    return f"gave “{title}” to {people([fields['owner']])}", ""


def _evidence_added(template: Template, fields: Fields) -> Told:
    return f"added evidence to “{said(_title(template, fields['key']), 100)}”", fields["text"]


def _evidence_removed(template: Template, fields: Fields) -> Told:
    return f"removed evidence from “{said(_title(template, fields['key']), 100)}”", fields["text"]


def _note_written(template: Template, fields: Fields) -> Told:
    verb = "wrote the note of" if fields["note"] else "removed the note of"
    return f"{verb} “{said(_title(template, fields['key']), 100)}”", fields["note"]


def _role_assigned(template: Template, fields: Fields) -> Told:
    title, held = role_title(template, fields["role"]), people(fields["holders"], most=20)
    return f"gave the role {title} to {held}" if held else f"left the role {title} empty", ""


def _signed_off(template: Template, fields: Fields) -> Told:
    verb = "approved" if fields["decision"] == "approved" else "rejected"
    attested = counted(len(fields["attested"]), "condition")
    word = f", and attested {attested}" if fields["attested"] and verb == "approved" else ""
    return f"{verb} {_subject(template, fields['subject'])}{behalf(fields)}{word}", fields["comment"]


def _rollback_answered(_template: Template, fields: Fields) -> Told:
    word = "is" if fields["ready"] else "is *not*"
    return f"said that the release {word} ready to be rolled back", fields["reason"]


def _moved(_template: Template, fields: Fields) -> Told:
    return f"moved the go-live to {_moment(fields['planned_start'])}", ""


def _planned_anew(_template: Template, fields: Fields) -> Told:
    opened = counted(len(fields["reopened"]), "check")
    return f"planned it anew for {_moment(fields['planned_start'])}, which opened {opened} again", ""


def _started(_template: Template, fields: Fields) -> Told:
    if not fields["override"]:
        return "started the deployment", ""
    against = counted(len(fields["blockers"]), "blocker")
    return f"started the deployment *without go*{behalf(fields)}, against {against}", fields["override"]


def _rollout_set(_template: Template, fields: Fields) -> Told:
    return f"set the rollout to {fields['percent']} %", fields["reason"]


def _finished(template: Template, fields: Fields) -> Told:
    return f"finished the deployment{_with_open(template, fields)}", ""


def _closed(template: Template, fields: Fields) -> Told:
    return f"closed the release{_with_open(template, fields)}", fields["reason"]


def _with_open(template: Template, fields: Fields) -> str:
    keys = fields["open_checks"]
    return f" with {_titles(template, keys)} open" if keys else ""


def _rollback_began(_template: Template, fields: Fields) -> Told:
    return "began to roll the release back", fields["reason"]


def _rolled_back(_template: Template, _fields: Fields) -> Told:
    return "said that the release is rolled back", ""


def _cancelled(_template: Template, fields: Fields) -> Told:
    return "cancelled the release", fields["reason"]


def _refused(_template: Template, fields: Fields) -> Told:
    return "was refused", fields["sentence"]


_ACTS: dict[str, Callable[[Template, Fields], Told]] = {
    "Opened": _opened,
    "ChecksMarked": _marked,
    "ChecksVerified": _verified,
    "CheckAssigned": _assigned,
    "EvidenceAdded": _evidence_added,
    "EvidenceRemoved": _evidence_removed,
    "NoteWritten": _note_written,
    "RoleAssigned": _role_assigned,
    "SignedOff": _signed_off,
    "RollbackAnswered": _rollback_answered,
    "Moved": _moved,
    "PlannedAnew": _planned_anew,
    "Started": _started,
    "RolloutSet": _rollout_set,
    "Finished": _finished,
    "RollbackBegan": _rollback_began,
    "RolledBack": _rolled_back,
    "Closed": _closed,
    "Cancelled": _cancelled,
    "Refused": _refused,
    **PLAN_ACTS,
    **AUTHORITY_ACTS,
}
"""By the name of the event."""
