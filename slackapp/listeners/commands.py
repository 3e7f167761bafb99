"""The slash command: its subcommands, which release each means, and the nearest one to a misspelt word."""

from collections.abc import Awaitable, Callable, Mapping
from difflib import get_close_matches

from readiness.refusal import Refused
from slackapp.answers import Answer
from slackapp.blocks import listing
from slackapp.listeners import (
    checklist,
    criteria,
    exporting,
    history,
    looking,
    moves,
    opening,
    roles,
    rollback_plan,
    schedule,
    updates,
)
from slackapp.parts import Case, Parts, Recorded
from slackapp.payloads import Pressed, Typed
from storage.audit import Asked

Plain = Callable[[Parts, Typed], Awaitable[Answer]]
OfRelease = Callable[[Parts, Typed, Case], Awaitable[Answer]]

PLAIN: Mapping[str, Plain] = {
    "help": looking.help_,
    "new": opening.typed,
    "list": looking.list_,
    "mine": looking.mine,
}
OF_RELEASE: Mapping[str, OfRelease] = {
    "status": looking.status,
    "checklist": checklist.typed,
    "gates": looking.gates,
    "roles": roles.typed,
    "delegate": roles.typed_delegate,
    "risks": looking.risks,
    "criteria": criteria.typed,
    "rollback-plan": rollback_plan.typed,
    "schedule": schedule.typed,
    "audiences": schedule.typed_audiences,
    "word": updates.typed,
    "start": moves.start,
    "rollout": moves.rollout,
    "finish": moves.finish,
    "rollback": moves.rollback,
    "rolled-back": moves.rolled_back,
    "close": moves.close,
    "cancel": moves.cancel,
    "history": history.typed,
    "export": exporting.export,
}
NAMES_A_RELEASE = frozenset(
    {"status", "gates", "risks", "criteria", "rollback-plan", "schedule", "history", "export"}
)
"""The subcommands whose words are the name of a release; other words mean something to the subcommand."""


async def typed(parts: Parts, typed: Typed) -> Answer:
    """Whatever was typed after ``/readiness``; nothing means help."""
    subcommand = typed.subcommand or "help"
    if subcommand in PLAIN:
        return await PLAIN[subcommand](parts, typed)
    if subcommand not in OF_RELEASE:
        raise Refused(_unknown(subcommand))
    words = typed.words if subcommand in NAMES_A_RELEASE else ""
    words = history.name_in(words) if subcommand == "history" else words
    meant = await parts.case_meant(typed.channel, words)
    if isinstance(meant, tuple):
        return looking.choose(meant, subcommand, typed.words)
    return await _of_release(parts, typed, meant)


def _unknown(subcommand: str) -> str:
    known = [*PLAIN, *OF_RELEASE]
    close = [name for name in known if name.startswith(subcommand)] or get_close_matches(subcommand, known)
    hint = f"Did you mean /readiness {close[0]}?" if close else "/readiness help lists them."
    return f"There is no /readiness {subcommand}. {hint}"


async def chosen(parts: Parts, pressed: Pressed) -> Answer:
    """A release was picked from the menu: the subcommand goes on with it and the words that were typed."""
    subcommand, words = pressed.target.subject, listing.words_of(pressed.block)
    if subcommand not in OF_RELEASE:
        raise Refused(_unknown(subcommand))
    typed = Typed(pressed.asker, subcommand, words, pressed.channel)
    return await _of_release(parts, typed, await parts.case(pressed.target.release))


async def _of_release(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The subcommand's answer; a refusal is in the audit of the release that was meant."""
    try:
        return await OF_RELEASE[typed.subcommand](parts, typed, case)
    except Recorded:
        raise
    except Refused as refused:
        asked = Asked(typed.subcommand, {"words": typed.words})
        await parts.record(typed.asker, case.release.id, asked, refused.sentence, surface="command")
        raise Recorded(refused.sentence) from refused
