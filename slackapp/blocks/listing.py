"""Answers to commands that list: help, releases, what waits, risks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from readiness.checks import met
from readiness.model import Release, Stage
from readiness.signing.gates import stage_words
from readiness.template import Item, Risk, Template
from readiness.waiting import Waiting
from readiness.wording import counted
from slackapp.actions import Action, Target
from slackapp.blocks.lines import check_words, role_title
from slackapp.blocks.parts import (
    Block,
    Element,
    Message,
    actions,
    button,
    header,
    option,
    section,
    sections,
    select,
)
from slackapp.blocks.text import away, channel, cut, escape, fitted, one_line, people, said, spoken, when
from slackapp.blocks.waiting import IN_MESSAGE, rest_of, waiting_blocks

Mine = Sequence[tuple[Template, Release, Waiting]]
"""Releases in which something waits for somebody, and what."""

MOST_RELEASES = 20
"""With a button each; a message has room for fifty blocks."""
MOST_MINE = 4
REST_ROOM = 5_000
RISKS_ROOM = 3_500
_WORDS = "choose|"
_KEPT_WORDS = 240
"""Of what was typed after a command, units that are kept while somebody chooses a release."""

_COMMANDS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Look",
        (
            ("status [release]", "where it stands and what blocks it"),
            ("list", "all active releases"),
            ("mine", "what waits for you"),
            ("gates", "the gates and the sign-off sheet"),
            ("risks", "the risk assessment"),
            ("criteria", "the success criteria, and recording what was measured"),
            ("schedule", "the updates: sent, next, late; preview, skip, send now"),
            ("history [@person] [refusals]", "who did what, the newest first"),
            ("export", "the evidence pack, as a file for you"),
        ),
    ),
    (
        "Prepare",
        (
            ("new [name]", "open a release"),
            ("checklist [section]", "tick, verify, attach evidence"),
            ("roles", "who holds which role"),
            ("delegate", "hand a role of yours to somebody for a time"),
            ("rollback-plan", "how it is rolled back, and who knows"),
            ("audiences", "who reads the updates where"),
        ),
    ),
    (
        "Go live",
        (
            ("start", "begin the deployment"),
            ("rollout N", "N % of users have it"),
            ("word [sentence]", "say something in the next update"),
            ("finish", "end the deployment, begin monitoring"),
            ("rollback [reason]", "begin to roll back"),
            ("rolled-back", "the rollback is done"),
            ("close", "close the release"),
            ("cancel", "give the release up"),
        ),
    ),
)


class Listed(Protocol):
    """What a list says of a release."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def stage(self) -> Stage:
        """Its stage."""
        ...

    @property
    def channel(self) -> str:
        """The id of its channel."""
        ...

    @property
    def planned_start(self) -> datetime:
        """Its planned start."""
        ...


def help_message() -> Message:
    """Every command in a line."""
    blocks: list[Block] = [header("What you can ask for")]
    for heading, commands in _COMMANDS:
        lines = [f"`/readiness {usage}`\n      {what}" for usage, what in commands]
        blocks += sections([f"*{heading}*", *lines])
    note = "A command means the release of the channel that you type it in, else the only active one."
    return Message("What you can ask /readiness for", [*blocks, *sections([note])])


def release_list(found: Sequence[Listed], now: datetime) -> Message:
    """The active releases, each with where it stands."""
    if not found:
        return _nothing("There is no active release. `/readiness new` opens one.")
    head = f"Active releases: {len(found)}"
    return Message(head, [header(head), *release_blocks(found, now)])


def release_blocks(found: Sequence[Listed], now: datetime) -> list[Block]:
    """A paragraph for each release, the first ones with a button for their status."""
    rest = [release_line(listed, now) for listed in found[MOST_RELEASES:]]
    name_it = "see `/readiness status NAME`"
    return [
        *(section(release_line(each, now), _status_button(each)) for each in found[:MOST_RELEASES]),
        *sections(fitted(rest, name_it, most=len(rest), room=REST_ROOM)),
    ]


def release_line(listed: Listed, now: datetime) -> str:
    """A release by name, with its stage, its go-live while that is ahead, and its channel."""
    line = f"*{said(listed.name)}*: {stage_words(listed.stage)}"
    if listed.stage is Stage.PLANNED:
        late = listed.planned_start <= now
        line += ", *overdue*" if late else f", go-live {away(listed.planned_start, now)}"
        line += f" ({when(listed.planned_start)})"
    return f"{line}\n{channel(listed.channel)}"


def _status_button(listed: Listed) -> Element:
    label = f"Show the status of {one_line(listed.name)}"
    return button("Status", Action.OPEN_STATUS, Target(listed.id), label)


def choose_release(candidates: Sequence[Listed], subcommand: str, words: str) -> Message:
    """Asks which release a command means; what was typed after it is kept in the id of the row.

    Two may have one name, so each is told apart by its stage and go-live.
    """
    options = [
        option(
            one_line(each.name),
            str(Target(each.id, subcommand)),
            f"{stage_words(each.stage)}, go-live {spoken(each.planned_start, 'UTC')}",
        )
        for each in candidates
    ]
    menu = select(Action.CHOOSE_RELEASE, "Choose a release", options)
    kept = cut(words, _KEPT_WORDS).removesuffix("…")
    return Message(
        "Which release do you mean?",
        [*sections(["Which release do you mean?"]), actions(menu, block_id=f"{_WORDS}{kept}")],
    )


def words_of(block_id: str) -> str:
    """What was typed after the command for which somebody chose a release in the row with this id."""
    return block_id.removeprefix(_WORDS)


def mine(cases: Mine, now: datetime) -> Message:
    """What waits for the person who asks, release by release."""
    if not cases:
        return _nothing("Nothing waits for you.")
    head = "What waits for you"
    blocks: list[Block] = [header(head)]
    for _, release, waiting in cases[:MOST_MINE]:
        blocks += waiting_blocks(release, waiting, now, IN_MESSAGE)
    return Message(f"{head}: {counted(len(cases), 'release')}", [*blocks, *rest_of(cases[MOST_MINE:])])


def risks(template: Template, release: Release) -> Message:
    """The risk assessment, the gravest first."""
    blocks: list[Block] = []
    open_ones = 0
    for level in Risk:
        items = [item for item in template.checks if item.risk is level]
        unmet = [item for item in items if not met(item, release.check(item.key))]
        open_ones += len(unmet)
        if items:
            lines = [_risk_line(template, release, item) for item in items]
            head = f"*{level.value.capitalize()} risks*: {len(unmet)} of {len(items)} open"
            rest = "see `/readiness checklist`"
            blocks += sections([head, *fitted(lines, rest, most=len(lines), room=RISKS_ROOM)])
    head = (
        f"{one_line(release.name)}: {open_ones} open risks" if blocks else "This template assesses no risks."
    )
    return Message(escape(head), [header(head), *blocks])


def _risk_line(template: Template, release: Release, item: Item) -> str:
    check = release.check(item.key)
    mark = "✅" if met(item, check) else "⬜"
    line = f"{mark} *{said(item.title, 120)}*: {said(check_words(item, check), 150)}"
    if met(item, check):
        return line
    role = item.role or ""
    return f"{line}\n      ↳ {people(release.holders(role)) or role_title(template, role)}" if role else line


def _nothing(text: str) -> Message:
    return Message(text.replace("`", ""), sections([text]))
