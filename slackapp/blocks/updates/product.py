"""For the product team: the state of the feature, and what users say."""

from collections.abc import Sequence

from readiness.checks import met
from readiness.model import UNTOUCHED, Check
from readiness.progress import progress_by_phase
from readiness.template import Item, Kind, Phase
from slackapp.blocks.lines import PHASES, check_words
from slackapp.blocks.text import fitted, said, when
from slackapp.blocks.updates.facts import criteria_lines, gates_sentence, rollout_sentence
from slackapp.blocks.updates.update import Tone, Update, lasting

OF_USERS = ("product", "business", "support", "user")
"""What the key or the role of a criterion or check contains that is about users."""
FEEDBACK_ROOM = 1_500


def lines(update: Update) -> list[str]:
    """What comes, how far it is, and what those who have it say."""
    summary = update.release.summary
    what = [f"*What it brings*: {said(summary, 500)}"] if summary and _is_news(update) else []
    return [*what, f"*Where it stands*: {_state(update)}", *_users(update)]


def _is_news(update: Update) -> bool:
    return not update.tone.after and update.tone is not Tone.BACK


def _state(update: Update) -> str:
    release = update.release
    match update.tone:
        case Tone.AHEAD | Tone.SOON:
            return f"Go-live is planned for {when(release.planned_start)}. {_preparation(update)}"
        case Tone.BEGUN:
            return f"Its deployment began {when(release.started_at or update.now)}."
        case Tone.DURING:
            return f"{_done(update, Phase.EXECUTION)} {rollout_sentence(update)}"
        case Tone.ENDED:
            return f"It is out. {rollout_sentence(update)}"
        case Tone.AFTER | Tone.LATER:
            out = lasting(release.finished_at, update)
            return f"It has been out for {out}. {rollout_sentence(update)}"
        case Tone.BACK:
            return f"It is being taken back: {said(release.stage_reason, 400)}"


def _preparation(update: Update) -> str:
    return f"{_done(update, Phase.PREPARATION, Phase.VERIFICATION)} {gates_sentence(update)}"


def _done(update: Update, *phases: Phase) -> str:
    found = dict(progress_by_phase(update.template, update.release))
    parts = [f"{PHASES[each]} {found[each].met} of {found[each].total}" for each in phases if each in found]
    return f"Checks done: {', '.join(parts)}." if parts else ""


def _users(update: Update) -> list[str]:
    if update.tone.before:
        return ["*What users say*: Nothing yet; none of them has it."]
    template = update.template
    measures = [item for item in template.criteria if is_of_users(item)]
    known = any(item.key in update.release.measurements for item in measures)
    heard = [*(criteria_lines(update, measures) if known else []), *_heard(update)]
    if not heard:
        return ["*What users do and say*: Nobody has recorded anything yet."]
    return ["*What users do and say*", *heard]


def is_of_users(item: Item) -> bool:
    """Whether a criterion or check is about what users do and say."""
    return any(word in f"{item.key} {item.role or ''}" for word in OF_USERS)


def _heard(update: Update) -> list[str]:
    """The checks about users that somebody has said something of."""
    items: Sequence[Item] = [
        item
        for item in update.template.items.values()
        if item.kind is Kind.CHECK and item.phase is Phase.MONITORING and is_of_users(item)
    ]
    lines = [
        _said_of(item, check) for item in items if (check := update.release.check(item.key)) != UNTOUCHED
    ]
    return fitted(lines, "see `/readiness checklist`", most=len(lines), room=FEEDBACK_ROOM)


def _said_of(item: Item, check: Check) -> str:
    words = check.note or check_words(item, check)
    return f"{'✅' if met(item, check) else '⬜'} {said(item.title, 100)}: {said(words, 200)}"
