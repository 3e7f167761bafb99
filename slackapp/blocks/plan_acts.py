"""What the history says of the communication plan, the rollback plan and the success criteria."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from readiness.communication.plan import PostKey
from readiness.template import Template
from readiness.wish import NoticeKind
from readiness.wording import counted, listed
from slackapp.blocks.figures import amount
from slackapp.blocks.naming import notice_name, place_name
from slackapp.blocks.text import said

Fields = Mapping[str, Any]

_BECAME = {
    "due": "found {} due",
    "called": "asked for {} to be sent now",
    "sent": "sent {}",
    "skipped": "left out {}",
    "expired": "let {} expire, unsent",
    "failed": "could not send {}",
    "uncertain": "can't tell whether {} arrived",
}


def _title(template: Template, key: str) -> str:
    return said(template.items[key].title if key in template.items else key, 100)


def _measured(template: Template, fields: Fields) -> tuple[str, str]:
    key, value = fields["criterion"], fields["value"]
    item = template.items.get(key)
    found = "inconclusive" if value is None else amount(value, item.figure if item is not None else None)
    return f"measured “{_title(template, key)}”: {found}", fields["note"]


def _kept_going(template: Template, fields: Fields) -> tuple[str, str]:
    return f"keeps going although “{_title(template, fields['criterion'])}” fails", fields["reason"]


def _audience_set(template: Template, fields: Fields) -> tuple[str, str]:
    title = _title(template, fields["audience"])
    places = listed([place_name(each) for each in fields["to"]], most=10)
    return (f"let {title} read in {places}" if places else f"left {title} without a place to read"), ""


def _word_said(_template: Template, fields: Fields) -> tuple[str, str]:
    return "said a word for the next update", fields["text"]


def _posts_changed(template: Template, fields: Fields) -> tuple[str, str]:
    updates = _updates(template, [PostKey.parse(key) for key in fields["keys"]])
    return _BECAME[fields["state"]].format(updates), fields["reason"]


def _notice_changed(template: Template, fields: Fields) -> tuple[str, str]:
    what = notice_name(template, NoticeKind(fields["kind"]), fields["to"], fields["subject"])
    return _BECAME[fields["state"]].format(what), fields["reason"]


def _updates(template: Template, keys: Sequence[PostKey]) -> str:
    """The updates by the titles of their slots; one in one place with for whom and where."""
    titles = dict.fromkeys(_slot_title(template, key.slot) for key in keys)
    names = listed([f"“{title}”" for title in titles], most=3)
    if len(titles) > 1:
        return f"the updates {names}"
    if len(keys) > 1:
        return f"the update {names} in {counted(len(keys), 'place')}"
    key = keys[0]
    whom = f" for {_title(template, key.audience)}" if key.audience else ""
    where = f" in {place_name(key.destination)}" if key.destination else ""
    return f"the update {names}{whom}{where}"


def _slot_title(template: Template, key: str) -> str:
    slot = template.slot(key)
    return said(slot.title if slot is not None else key, 80)


def _rollback_plan_written(_template: Template, _fields: Fields) -> tuple[str, str]:
    return "wrote the rollback plan down", ""


PLAN_ACTS: dict[str, Callable[[Template, Fields], tuple[str, str]]] = {
    "Measured": _measured,
    "KeptGoing": _kept_going,
    "AudienceSet": _audience_set,
    "WordSaid": _word_said,
    "PostsChanged": _posts_changed,
    "NoticeChanged": _notice_changed,
    "RollbackPlanWritten": _rollback_plan_written,
}
"""By the name of the event."""
