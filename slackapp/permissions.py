"""Who may do what, in one table: every command, button, window and shortcut, and everybody who meets it.

The rules in ``readiness`` decide. A test presses every cell, and ``docs/permissions.md`` shows the table.
"""

from collections.abc import Mapping
from enum import StrEnum

from slackapp.actions import Action, Shortcut, Submission


class Who(StrEnum):
    """The columns: what somebody is to the release, or to Slack."""

    MANAGER = "release manager"
    DEPUTY = "deputy"
    HOLDER = "role holder"
    DELEGATE = "delegate"
    MEMBER = "full member"
    ADMINISTRATOR = "administrator"
    GUEST = "guest"
    STRANGER = "stranger"
    BOT = "bot"


class Right(StrEnum):
    """What may be done, and in words by whom."""

    LOOK = "look, or open a window"
    WORK = "work on checks and figures, open releases"
    TAKE = "take the evidence pack"
    SPEAK = "say a word for the next update"
    ASSIGN = "assign roles"
    LEAD = "lead the release"
    MANAGE = "go without go"
    SIGN = "sign"
    TURN_BACK = "answer for the way back"
    CONFIRM = "confirm an override of the release manager's"
    OWN_ROLES = "hand over a role of one's own"
    THIS_ROLE = "hand over this role"
    TAKE_BACK = "take back a role that was handed over"


EVERYBODY = frozenset(Who)
MEMBERS = EVERYBODY - {Who.GUEST, Who.STRANGER, Who.BOT}
WHO: Mapping[Right, frozenset[Who]] = {
    Right.LOOK: EVERYBODY,
    Right.WORK: MEMBERS,
    Right.TAKE: MEMBERS,
    Right.SPEAK: frozenset({Who.MANAGER, Who.DEPUTY, Who.HOLDER, Who.DELEGATE}),
    Right.ASSIGN: frozenset({Who.MANAGER, Who.DEPUTY, Who.ADMINISTRATOR}),
    Right.LEAD: frozenset({Who.MANAGER, Who.DEPUTY}),
    Right.MANAGE: frozenset({Who.MANAGER}),
    Right.SIGN: frozenset({Who.HOLDER, Who.DELEGATE}),
    Right.TURN_BACK: frozenset({Who.MANAGER, Who.DEPUTY, Who.HOLDER, Who.DELEGATE}),
    Right.CONFIRM: frozenset({Who.DEPUTY, Who.HOLDER, Who.DELEGATE, Who.ADMINISTRATOR}),
    Right.OWN_ROLES: frozenset({Who.MANAGER, Who.DEPUTY, Who.HOLDER}),
    Right.THIS_ROLE: frozenset({Who.HOLDER}),
    Right.TAKE_BACK: frozenset({Who.MANAGER, Who.DEPUTY, Who.HOLDER, Who.DELEGATE, Who.ADMINISTRATOR}),
}
"""By right, whoever has it. Whoever is not named has it not."""

COMMANDS: Mapping[str, Right] = {
    "new": Right.WORK,
    "delegate": Right.OWN_ROLES,
    "export": Right.TAKE,
    "word": Right.SPEAK,
    "rollout": Right.LEAD,
    "rolled-back": Right.LEAD,
}
"""The subcommands that do something with what is typed after them. All others show, or open a window.
The window of a new release opens for those alone who may open one."""

PRESSES: Mapping[str, Right] = {
    Action.OPEN_NEW: Right.WORK,
    Action.ROLLED_BACK: Right.LEAD,
    Action.ROLLBACK_READY: Right.TURN_BACK,
    Action.PROMPT_READY: Right.TURN_BACK,
    Action.APPROVE: Right.SIGN,
    Action.REAFFIRM: Right.SIGN,
    Action.OPEN_OVERRIDE: Right.MANAGE,
    Action.CONFIRM_OVERRIDE: Right.CONFIRM,
    Action.HAND_OVER: Right.OWN_ROLES,
    Action.TAKE_BACK: Right.TAKE_BACK,
    Action.TICK: Right.WORK,
    Action.WHOLE_GROUP: Right.WORK,
    Action.WHOLE_SECTION: Right.WORK,
    Action.VERIFY: Right.WORK,
    Action.MARK: Right.WORK,
    Action.SEND_NOW: Right.LEAD,
    Action.SEND_AGAIN: Right.LEAD,
    Action.SETTLE: Right.LEAD,
    Action.SETTLE_AGAIN: Right.LEAD,
}
"""The buttons, menus and boxes that do something at once. All others show something, or open a window."""

SUBMISSIONS: Mapping[str, Right] = {
    Submission.NEW_RELEASE: Right.LOOK,
    Submission.NEW_RELEASE_ROLES: Right.WORK,
    Submission.CHECK: Right.WORK,
    Submission.NOT_APPLICABLE: Right.WORK,
    Submission.UNTICK: Right.WORK,
    Submission.EVIDENCE: Right.WORK,
    Submission.MEASURE: Right.WORK,
    Submission.WORD: Right.SPEAK,
    Submission.SIGN: Right.SIGN,
    Submission.OVERRIDE: Right.MANAGE,
    Submission.DELEGATE: Right.THIS_ROLE,
    Submission.ROLE: Right.ASSIGN,
    Submission.NOT_READY: Right.TURN_BACK,
    Submission.PROMPT_NOT_READY: Right.TURN_BACK,
    Submission.KEEP_GOING: Right.TURN_BACK,
    Submission.ROLL_BACK: Right.TURN_BACK,
    Submission.START: Right.MANAGE,
    Submission.FINISH: Right.LEAD,
    Submission.CLOSE: Right.LEAD,
    Submission.CANCEL: Right.LEAD,
    Submission.MOVE: Right.LEAD,
    Submission.ROLLBACK_PLAN: Right.LEAD,
    Submission.SKIP: Right.LEAD,
    Submission.AUDIENCE: Right.LEAD,
}
"""The windows that are submitted: every one of them is named. The first window of a new release only leads
to the second; a start is that of a release without go, and with go the deputy may start too."""

SHORTCUTS: Mapping[str, Right] = {
    Shortcut.NEW_RELEASE: Right.WORK,
    Shortcut.ATTACH_EVIDENCE: Right.LOOK,
}


def may(right: Right, who: Who) -> bool:
    """Whether somebody has the right."""
    return who in WHO[right]


def as_markdown() -> str:
    """The table as ``docs/permissions.md`` shows it: who has which right, and which act takes which."""
    head = f"| | {' | '.join(Who)} |\n|---|{':-:|' * len(Who)}\n"
    rows = "".join(f"| {right} | {' | '.join(_mark(right, who) for who in Who)} |\n" for right in Right)
    return head + rows + "\n" + "\n".join(_acts(right) for right in Right if right is not Right.LOOK) + "\n"


def _mark(right: Right, who: Who) -> str:
    return "yes" if may(right, who) else "no"


def _acts(right: Right) -> str:
    """The acts that take the right, by kind, in a line."""
    named = {
        "commands": [f"`/readiness {name}`" for name, needed in COMMANDS.items() if needed is right],
        "buttons, menus and boxes": [f"`{name}`" for name, needed in PRESSES.items() if needed is right],
        "windows": [f"`{name}`" for name, needed in SUBMISSIONS.items() if needed is right],
        "shortcuts": [f"`{name}`" for name, needed in SHORTCUTS.items() if needed is right],
    }
    told = "; ".join(f"{kind} {', '.join(names)}" for kind, names in named.items() if names)
    return f"- **{right.capitalize()}**: {told}."
