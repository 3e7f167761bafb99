"""What happened: the rollback plan and its prompts, the updates, the roles, and the audit in words."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from readiness.communication.overview import PlanRow, plan_rows
from readiness.model import Release
from readiness.records import RollbackPlan
from slackapp.blocks.acts import told
from slackapp.blocks.text import span
from slackapp.pack.report import Act, Answered, Detail, Role, Told
from slackapp.pack.values import Pack, Row
from slackapp.pack.words import Names, exact, moment

REFUSED = "Refused"
"""The kind of a row that tells of a command which the rules refused."""


def rollback_plan(pack: Pack, names: Names) -> tuple[Detail, ...]:
    """The rollback plan, in the team's own words; nothing while nobody has written one."""
    plan = pack.release.rollback_plan
    if plan is None:
        return ()
    return tuple(replace(each, text=each.text or "not said") for each in _plan_details(plan, names))


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
    """The whole communication plan as it stands: what was sent when, what comes, what was left out."""
    return tuple(_told(pack, names, row) for row in plan_rows(pack.template, pack.release, pack.made_at))


def _told(pack: Pack, names: Names, row: PlanRow) -> Told:
    audience = pack.template.items.get(row.audience)
    return Told(
        due=moment(row.due or row.expected),
        slot=row.slot.title,
        audience=audience.title if audience is not None else row.audience,
        to=row.destination,
        state=row.standing.value.capitalize(),
        details=tuple(_update_details(names, row)),
    )


def _update_details(names: Names, row: PlanRow) -> Iterator[Detail]:
    if row.due is None and row.expected is not None:
        yield Detail("Expected", "if the deployment begins as planned")
    if row.post is not None:
        yield Detail("Since", f"{exact(row.post.at)}, by {names.of(row.post.by)}")
    if row.late >= timedelta(minutes=1):
        yield Detail("Late by", span(row.late))
    if row.reason:
        yield Detail("Reason", row.reason)
    if row.post is not None and row.post.ts:
        yield Detail("Message", f"{row.post.ts} in {row.post.channel}")


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
