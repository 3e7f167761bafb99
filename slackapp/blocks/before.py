"""What an act replaced, in words: a check was open, a role was somebody else's, the start was another."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from readiness.wording import listed
from slackapp.blocks.text import people, said, when

Fields = Mapping[str, Any]
_MOST = 3
"""Of an act on many checks, how many different things are said of what they were."""


def was(data: Fields) -> str:
    """What stood in the place of what an act brought, in mrkdwn; empty where nothing did."""
    before: Fields = data.get("before") or {}
    told = dict.fromkeys(
        words for name, tell in _WAS.items() if name in before for words in tell(before[name])
    )
    return f"was {listed(list(told), most=_MOST)}" if told else ""


def _checks(checks: Fields) -> Iterator[str]:
    for check in checks.values():
        if "state" in check:
            yield check["state"].replace("_", " ")
        if "owner" in check:
            yield f"for {people([check['owner']])}"
        if "note" in check:
            yield f"noted “{said(check['note'], 200)}”"


def _roles(roles: Fields) -> Iterator[str]:
    for holders in roles.values():
        yield f"held by {people(holders)}"


def _sign_offs(sign_offs: Fields) -> Iterator[str]:
    for stood in sign_offs.values():
        for sign_off in stood:
            yield f"{sign_off['decision']} by {people([sign_off['by']])}"


def _measurements(measured: Fields) -> Iterator[str]:
    yield from (f"{each['value']:g}" for each in measured.values() if each.get("value") is not None)


def _answer(answer: Fields) -> Iterator[str]:
    if "ready" in answer:
        yield "ready" if answer["ready"] else "not ready"


def _start(moment: str) -> Iterator[str]:
    yield when(datetime.fromisoformat(moment))


_WAS: dict[str, Callable[[Any], Iterator[str]]] = {
    "checks": _checks,
    "roles": _roles,
    "sign_offs": _sign_offs,
    "measurements": _measurements,
    "rollback_answer": _answer,
    "planned_start": _start,
    "stage": lambda stage: iter((stage.replace("_", " "),)),
    "rollout": lambda percent: iter((f"at {percent} %",)),
}
"""By the release's field that was changed; what else changed follows from these."""
