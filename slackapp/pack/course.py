"""What happened: the rollback plan and its prompts, the updates, the roles, and the audit in words."""

import json
from collections.abc import Iterator
from typing import Any

from readiness.model import Release
from readiness.records import PostState, RollbackPlan
from slackapp.blocks.acts import told
from slackapp.pack.report import Act, Answered, Detail, Role, Told
from slackapp.pack.values import Pack, Row
from slackapp.pack.words import Names, exact, moment

_POSTS = {
    PostState.DUE: "Waits to be sent",
    PostState.CALLED: "Called for",
    PostState.SENT: "Sent",
    PostState.SKIPPED: "Skipped",
    PostState.EXPIRED: "Expired, not sent",
    PostState.FAILED: "Could not be sent",
    PostState.UNCERTAIN: "Uncertain whether it was sent",
}
REFUSED = "Refused"
"""The kind of a row that tells of a command which the rules refused."""


def rollback_plan(pack: Pack, names: Names) -> tuple[Detail, ...]:
    """The rollback plan, in the team's own words; nothing while nobody has written one."""
    plan = pack.release.rollback_plan
    return tuple(_plan_details(plan, names)) if plan is not None else ()


def _plan_details(plan: RollbackPlan, names: Names) -> Iterator[Detail]:
    yield Detail("Automatic rollback", plan.automatic)
    yield Detail("Manual rollback", plan.manual)
    yield Detail("Recovery", plan.recovery)
    yield Detail("Owner", names.of(plan.owner) if plan.owner else "")
    yield Detail("Last rehearsed", plan.rehearsed_on.isoformat() if plan.rehearsed_on else "")
    yield Detail("Time it takes", f"{plan.minutes} minutes" if plan.minutes is not None else "")
    yield Detail("Point of no return", plan.point_of_no_return)


def answers(pack: Pack, names: Names) -> tuple[Answered, ...]:
    """Every answer to whether the release can be rolled back, the oldest first."""
    return tuple(
        Answered(
            exact(row.at),
            names.of(row.by),
            "Ready to roll back" if said["ready"] else "Not ready to roll back",
            said.get("reason", ""),
        )
        for row, said in _of_kind(pack, "RollbackAnswered")
    )


def said(pack: Pack, names: Names) -> tuple[Answered, ...]:
    """What the team said for its updates, the oldest first."""
    return tuple(
        Answered(exact(row.at), names.of(row.by), "", said["text"])
        for row, said in _of_kind(pack, "WordSaid")
    )


def _of_kind(pack: Pack, kind: str) -> Iterator[tuple[Row, dict[str, Any]]]:
    for row in pack.audit:
        if row.kind == kind:
            yield row, json.loads(row.data)


def updates(pack: Pack, names: Names) -> tuple[Told, ...]:
    """What became of each update of the communication plan, in the order in which something did."""
    posts = sorted(pack.release.posts.items(), key=lambda entry: (entry[1].at, entry[0]))
    told_to = []
    for key, post in posts:
        details = [Detail("Reason", post.reason)] if post.reason else []
        details += [Detail("By", names.of(post.by))]
        details += [Detail("Message", post.ts)] if post.ts else []
        slot, rest = _slot(pack, key)
        told_to.append(Told(slot, post.channel or rest, _POSTS[post.state], exact(post.at), tuple(details)))
    return tuple(told_to)


def _slot(pack: Pack, key: str) -> tuple[str, str]:
    """The title of the slot that the key of an update begins with, and the rest of the key."""
    first, _, rest = key.partition(":")
    titles = {slot.key: slot.title for slot in pack.template.slots}
    return titles.get(first, first), rest


def roles(pack: Pack, names: Names) -> tuple[Role, ...]:
    """Who holds each role, and to whom it is handed for now."""
    return tuple(
        Role(
            role.title,
            tuple((names.of(holder), holder) for holder in pack.release.holders(role.key)),
            tuple(_handed(pack.release, role.key, names)),
        )
        for role in pack.template.roles
    )


def _handed(release: Release, role: str, names: Names) -> Iterator[Detail]:
    for handed in release.delegations.get(role, ()):
        words = f"{names.of(handed.of)} to {names.of(handed.to)}, until {moment(handed.until)}"
        yield Detail("Handed over by", f"{words}: {handed.reason}")
    for holder in release.holders(role):
        if holder in release.unfit:
            yield Detail("Can't act", names.of(holder))


def acts(pack: Pack, names: Names) -> tuple[Act, ...]:
    """Every row of the audit in words, the oldest first."""
    return tuple(_act(pack, names, row) for row in pack.audit)


def _act(pack: Pack, names: Names, row: Row) -> Act:
    sentence, words = told(pack.template, row.kind, json.loads(row.data))
    return Act(
        row=row.seq,
        at=exact(row.at),
        name=names.of(row.by),
        surface=row.surface,
        words=names.plain(sentence),
        said=names.in_words(words) if row.kind == REFUSED else words,
        hash=row.hash,
        refused=row.kind == REFUSED,
    )
