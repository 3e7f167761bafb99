"""The communication plan in lines: each time of it, what became of it, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.communication.overview import PAUSING, PlanRow, PostStanding, plan_rows
from readiness.communication.plan import without_place
from readiness.communication.settling import troubled
from readiness.model import Release
from readiness.template import Anchor, Slot, Template
from readiness.wording import counted, listed
from slackapp.blocks.text import fitted, said, span, when
from slackapp.blocks.trouble import trouble_line

MARKS = {
    PostStanding.SENT: "✅",
    PostStanding.NEXT: "🔜",
    PostStanding.PLANNED: "▫️",
    PostStanding.LATE: "⏰",
    PostStanding.EXPIRED: "⌛",
    PostStanding.SKIPPED: "⏭️",
    PostStanding.FAILED: "❌",
    PostStanding.UNCERTAIN: "❓",
    PostStanding.NOT_PLANNED: "▪️",
}
"""By where a post stands; the words beside it say the same."""
_GRAVEST = (
    PostStanding.FAILED,
    PostStanding.UNCERTAIN,
    PostStanding.LATE,
    PostStanding.NEXT,
    PostStanding.PLANNED,
    PostStanding.SENT,
    PostStanding.SKIPPED,
    PostStanding.EXPIRED,
    PostStanding.NOT_PLANNED,
)
_ANCHORS = {
    Anchor.PLANNED_START: "the planned start",
    Anchor.START: "the deployment begins",
    Anchor.FINISH: "the deployment ends",
    Anchor.ROLLBACK: "a rollback begins",
}


MOST_TROUBLES = 4
TROUBLES_ROOM = 1_200


@dataclass(frozen=True, slots=True)
class Time:
    """One time of the plan: the slot, when it is due (None while nobody knows), and a row for each place."""

    slot: Slot
    due: datetime | None
    expected: datetime | None
    rows: tuple[PlanRow, ...]

    @property
    def standing(self) -> PostStanding:
        """The standing that matters most of those of its rows."""
        return min((row.standing for row in self.rows), key=_GRAVEST.index)


def times(rows: Iterable[PlanRow]) -> tuple[Time, ...]:
    """The rows of the plan, those of one time together, in order."""
    grouped: dict[tuple[str, datetime | None], list[PlanRow]] = {}
    for row in rows:
        grouped.setdefault((row.slot.key, row.due), []).append(row)
    return tuple(Time(row[0].slot, row[0].due, row[0].expected, tuple(row)) for row in grouped.values())


def time_line(template: Template, time: Time, address: str = "") -> str:
    """A time of the plan: its slot, when it is, and what became of it for whom.

    With the workspace's ``address`` those who have read it are links to their message.
    """
    head = f"{MARKS[time.standing]} *{said(time.slot.title, 80)}* · {moment_words(time)}"
    return "\n".join([head, *_outcomes(template, time, address)])


def message_link(address: str, row: PlanRow) -> str:
    """Where Slack shows the message of a sent post; empty where nobody knows which message it is.

    Written down as ``chat.getPermalink`` answers (docs.slack.dev) and not asked for: the app knows the
    workspace's ``address`` from its start, so a page with many posts needs no call to Slack.
    """
    post = row.post
    if not address or post is None or not post.ts or not post.channel:
        return ""
    return f"{address.rstrip('/')}/archives/{post.channel}/p{post.ts.replace('.', '')}"


def moment_words(time: Time) -> str:
    """When it is due, in words where nobody knows the moment yet."""
    if time.due is not None:
        return when(time.due)
    if time.expected is not None:
        return f"expected {when(time.expected)}"
    slot = time.slot
    after = f"{span(slot.offset)} after " if slot.offset else "when "
    words = f"{after}{_ANCHORS[slot.anchor]}"
    every = f", then every {span(slot.every)}" if slot.every and slot.every != slot.offset else ""
    return f"{words}{every}"


def _outcomes(template: Template, time: Time, address: str) -> list[str]:
    """A line for each outcome, with those whom it concerns."""
    by_outcome: dict[str, list[str]] = {}
    for row in time.rows:
        title, link = audience_title(template, row), message_link(address, row)
        by_outcome.setdefault(outcome(row), []).append(f"<{link}|{title}>" if title and link else title)
    if len(by_outcome) == 1 and not any(title for titles in by_outcome.values() for title in titles):
        return [next(iter(by_outcome))]
    lines = []
    for words, titles in by_outcome.items():
        whom = listed([title for title in titles if title], most=6)
        lines.append(f"{whom} · {words}" if whom else words)
    return lines


def audience_title(template: Template, row: PlanRow) -> str:
    """For whom the post is written, escaped; empty where nobody reads yet."""
    audience = template.items.get(row.audience)
    return said(audience.title, 80) if audience is not None else ""


_OUTCOMES = {
    PostStanding.FAILED: "*Not sent*",
    PostStanding.UNCERTAIN: "*Uncertain* whether it arrived",
    PostStanding.NOT_PLANNED: "Not planned, as it lay before the plan was made",
    PostStanding.EXPIRED: "Expired, unsent",
    PostStanding.SKIPPED: "Skipped",
    PostStanding.NEXT: "Next",
    PostStanding.PLANNED: "Planned",
}


def outcome(row: PlanRow) -> str:
    """Where a post stands, in words."""
    return f"{_outcome(row)}: {said(row.reason, 300)}" if row.reason else _outcome(row)


def _outcome(row: PlanRow) -> str:
    if row.standing is PostStanding.LATE:
        return f"*Late* by {span(row.late)}, not sent yet"
    if row.standing is PostStanding.SENT:
        return f"Sent {span(row.late)} late" if row.late else "Sent"
    return _OUTCOMES[row.standing]


def _next_post_line(rows: Sequence[PlanRow]) -> str:
    """The next update in a line; empty where none is planned. One that is late is still the next.

    It changes with what happens alone and never as time passes: a card is not drawn anew for that.
    """
    ahead = times(row for row in rows if row.standing in (PostStanding.NEXT, PostStanding.LATE))
    if not ahead:
        return ""
    time = ahead[0]
    if time.rows[0].reason == PAUSING:
        return "*Next update*: none until there is news from the team"
    readers = sum(bool(row.destination) for row in time.rows)
    whom = f", in {counted(readers, 'place')}" if readers else ""
    return f"*Next update*: {said(time.slot.title, 80)}, {moment_words(time)}{whom}"


def _trouble_lines(template: Template, release: Release, rows: Sequence[PlanRow]) -> list[str]:
    """The updates and other messages that failed or are uncertain, each with why and how to mend it."""
    wrong = [row for row in rows if row.standing in (PostStanding.FAILED, PostStanding.UNCERTAIN)]
    others = [trouble_line(template, key, found) for key, found in troubled(release).items()]
    return [*(_trouble(template, row) for row in wrong), *others]


def _trouble(template: Template, row: PlanRow) -> str:
    whom = audience_title(template, row)
    mark = MARKS[row.standing]
    return f"{mark} Update *{said(row.slot.title, 80)}*, {whom or 'nobody'} · {outcome(row)}"


def nowhere_line(template: Template, release: Release) -> str:
    """The audiences that no update reaches, as a warning; empty where all have somewhere to read."""
    titles: Sequence[str] = [said(each.title, 80) for each in without_place(template, release)]
    if not titles:
        return ""
    reads = "has" if len(titles) == 1 else "have"
    return f"⚠️ {listed(titles, most=6)} {reads} no channel to read in, so no update reaches them."


def plan_lines(template: Template, release: Release, now: datetime, rest: str) -> list[str]:
    """What card and status say of the plan: the next update, what went wrong, and whom nothing reaches.

    ``rest`` says where the others stand when many went wrong.
    """
    rows = plan_rows(template, release, now)
    wrong = _trouble_lines(template, release, rows)
    nowhere = nowhere_line(template, release) if release.stage.active else ""
    shown = fitted(wrong, rest, most=MOST_TROUBLES, room=TROUBLES_ROOM)
    return [line for line in (_next_post_line(rows), *shown, nowhere) if line]
