"""The windows that move a release on: what stands in the way, and one clear word before it happens."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from readiness.derived import Verdict, verdict
from readiness.model import Release, Stage
from readiness.opening import NAME_LIMIT
from readiness.signing.go import Blocker, answer_holds, blockers
from readiness.stages import open_at_close, open_at_finish
from readiness.template import Item, Template
from readiness.wording import counted
from slackapp.actions import Action, Field, Submission, Target
from slackapp.blocks.inputs import moment, text_input
from slackapp.blocks.lines import blocker_lines, rollback_line
from slackapp.blocks.parts import Block, View, actions, button, header, modal, sections
from slackapp.blocks.text import fitted, one_line, said, span, when

ROOM = 15_000
"""Units for what a window lists: it may take 250,000 bytes, and six for each unit."""

EARLY = timedelta(hours=1)
"""Who starts by more before the planned moment may have the wrong release, or the wrong day, before them."""


def start_view(template: Template, release: Release, now: datetime) -> View:
    """Go or no-go, whether it can be rolled back, and the name to be typed: no mis-tap goes live."""
    missing = blockers(template, release, now)
    name = one_line(release.name)
    blocks = [
        header(f"{'NO-GO' if missing else 'GO'}: {name}"),
        *sections([_planned_for(release, now), *_early(release, now)]),
        *_standing_in_the_way(template, missing),
        *sections([rollback_line(release, now)]),
        *([] if answer_holds(release, now) else [_rollback_buttons(release)]),
        *([_override(template)] if missing else []),
        text_input(
            Field.NAME,
            "Type the release's name to start it",
            hint=f"It is called {name}.",
            lines=False,
            most=NAME_LIMIT,
        ),
    ]
    submit = "Start without go" if missing else "Start"
    return modal("Start the deployment", blocks, Submission.START, str(Target(release.id)), submit)


def _standing_in_the_way(template: Template, missing: Sequence[Blocker]) -> list[Block]:
    if not missing:
        return sections(["Nothing stands in the way."])
    shown = blocker_lines(template, missing, "see `/readiness checklist`", most=len(missing), room=ROOM)
    return sections([f"*{counted(len(missing), 'blocker')}*", *shown])


def _override(template: Template) -> Block:
    second = " It begins once a second person has confirmed it." if template.overrides_need_second else ""
    hint = (
        "🚨 This starts in spite of NO-GO. Only the release manager can, and the reason stays on the card, "
        f"in every status and in the history.{second}"
    )
    return text_input(Field.OVERRIDE, "Why start without go?", hint=hint)


def _rollback_buttons(release: Release) -> Block:
    name = one_line(release.name)
    ready, not_ready = Target(release.id), Target(release.id)
    return actions(
        button("Ready to roll back", Action.ROLLBACK_READY, ready, f"Say that it can be rolled back: {name}"),
        button(
            "Not ready…",
            Action.ROLLBACK_NOT_READY,
            not_ready,
            f"Say why it can't be rolled back: {name}",
        ),
    )


def finish_view(template: Template, release: Release) -> View:
    """The end of the deployment, with what is still open; asks again when anything is."""
    still_open = open_at_finish(template, release)
    lines = _open_lines(still_open, "Every check of the deployment is done.")
    lines.append("Monitoring begins when you finish.")
    submit = "Finish anyway" if still_open else "Finish"
    view = _window("Finish deployment", release, lines, Submission.FINISH, submit)
    return view | {"private_metadata": str(Target(release.id, seen=listed(template, still_open)))}


def listed(template: Template, items: Sequence[Item]) -> str:
    """Which checks of the template these are, short enough for a window's metadata."""
    keys = {item.key for item in items}
    return f"{sum(1 << place for place, item in enumerate(template.checks) if item.key in keys):x}"


def all_listed(template: Template, items: Sequence[Item], seen: str) -> bool:
    """Whether the window that carried ``seen`` listed all of these checks."""
    shown = int(seen, 16) if re.fullmatch("[0-9a-f]+", seen) else 0
    return int(listed(template, items), 16) & ~shown == 0


def roll_back_view(release: Release, reason: str) -> View:
    """Asks why the release is rolled back; ``reason`` is what was typed already."""
    lines = ["🚨 This tells the whole channel that the release is being rolled back."]
    why = text_input(Field.REASON, "Why?", reason, hint="Everybody will ask. A sentence is enough.")
    return _window("Roll back", release, lines, Submission.ROLL_BACK, "Roll back", why)


def close_view(template: Template, release: Release) -> View:
    """The end of the release, with what is still open, which needs a reason."""
    still_open = open_at_close(template, release)
    lines = _open_lines(still_open, "Every check is done.")
    lines += _unmeasured(template, release)
    lines.append("Its reviews stay open, and can still be ticked.")
    why = text_input(Field.REASON, "Why close it with open checks?", hint="It stays in the history.")
    inputs = [why] if still_open else []
    return _window("Close the release", release, lines, Submission.CLOSE, "Close release", *inputs)


def _unmeasured(template: Template, release: Release) -> list[str]:
    """What nobody should take for a success only because the checks are done."""
    left = sum(verdict(item, release) is Verdict.INCONCLUSIVE for item in template.criteria)
    failing = sum(verdict(item, release) is Verdict.FAIL for item in template.criteria)
    lines = [f"⚠️ {counted(failing, 'success criterion fails', 'success criteria fail')}."] if failing else []
    measured = counted(left, "success criterion is", "success criteria are")
    return [*lines, *([f"⚠️ {measured} not measured."] if left else [])]


def cancel_view(release: Release) -> View:
    """Asks why the release is given up."""
    lines = ["This gives the release up for good. Its history can still be read."]
    why = text_input(Field.REASON, "Why?", hint="It stays in the history.")
    return _window(
        "Cancel the release", release, lines, Submission.CANCEL, "Cancel release", why, close="Keep it"
    )


def move_view(release: Release, now: datetime) -> View:
    """Another planned start; for a release that was rolled back, a new plan."""
    start = max(release.planned_start, _next_hour(now)).astimezone(ZoneInfo(release.zone))
    anew = release.stage is Stage.ROLLED_BACK
    lines = [_planned_for(release, now)]
    if anew:
        lines.append("The checks of the deployment open again, and every gate and line is signed again.")
    else:
        lines.append("Lines of the sign-off sheet that are signed have to be signed again.")
    inputs = moment(start.date().isoformat(), f"{start:%H:%M}", release.zone)
    title, submit = ("Plan it anew", "Plan anew") if anew else ("Move the go-live", "Move")
    return _window(title, release, lines, Submission.MOVE, submit, *inputs)


def _planned_for(release: Release, now: datetime) -> str:
    is_or_was = "is" if release.stage is Stage.PLANNED and release.planned_start > now else "was"
    return f"Go-live {is_or_was} planned for {when(release.planned_start)}."


def _early(release: Release, now: datetime) -> list[str]:
    """That a start now would be well before the planned one; nothing up to an hour before it."""
    ahead = release.planned_start - now
    return [f"⚠️ To start now is {span(ahead)} early."] if ahead > EARLY else []


def _next_hour(now: datetime) -> datetime:
    """The next full hour, so that what stands in the form is still to come when it is sent."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def not_ready_view(release: Release) -> View:
    """Asks why the release can't be rolled back."""
    planned = release.stage is Stage.PLANNED
    lines = ["It can't start until somebody says that it can be rolled back."] if planned else []
    why = text_input(Field.REASON, "Why can't it be rolled back?", hint="So that somebody can mend it.")
    return _window("Not ready to roll back", release, lines, Submission.NOT_READY, "Say so", why)


def _open_lines(items: Sequence[Item], otherwise: str) -> list[str]:
    if not items:
        return [otherwise]
    are = counted(len(items), "check is", "checks are")
    lines = [f"• {said(item.title)}" for item in items]
    return [
        f"⚠️ *{are} still open*",
        *fitted(lines, "see `/readiness checklist`", most=len(lines), room=ROOM),
    ]


def _window(
    title: str,
    release: Release,
    lines: Sequence[str],
    callback: Submission,
    submit: str,
    *inputs: Block,
    close: str = "",
) -> View:
    blocks = [*sections([f"*{said(release.name)}*", *lines]), *inputs]
    return modal(title, blocks, callback, str(Target(release.id)), submit, close)
