"""For executives: three lines, of which the third is the team's word."""

from readiness.wording import counted
from slackapp.blocks.text import said, span, when
from slackapp.blocks.updates.facts import criteria_sentence, gates_sentence, rollout_sentence
from slackapp.blocks.updates.update import Tone, Update, rounded


def lines(update: Update) -> list[str]:
    """Where it stands, and what speaks for it or against it."""
    return [_stand(update), _outlook(update)]


def _stand(update: Update) -> str:
    release = update.release
    match update.tone:
        case Tone.AHEAD | Tone.SOON:
            return f"Go-live is planned for {when(release.planned_start)}. {gates_sentence(update)}"
        case Tone.BEGUN:
            return f"The deployment began {when(release.started_at or update.now)}."
        case Tone.DURING:
            return f"The deployment has been going on since {when(release.started_at or update.now)}."
        case Tone.ENDED:
            took = ""
            if release.started_at is not None and release.finished_at is not None:
                took = f" It took {span(rounded(release.finished_at - release.started_at))}."
            return f"The deployment has ended, and monitoring begins.{took}"
        case Tone.AFTER | Tone.LATER:
            return f"Live since {when(release.finished_at or update.now)}. {rollout_sentence(update)}"
        case Tone.BACK:
            why = f" The reason: {said(release.stage_reason, 300)}" if release.stage_reason else ""
            return f"We are taking it back, since {when(release.rollback_began_at or update.now)}.{why}"


def _outlook(update: Update) -> str:
    if update.tone.before:
        return _in_the_way(update)
    if update.tone is Tone.BACK:
        plan = update.release.rollback_plan
        minutes = plan.minutes if plan is not None else None
        if minutes is None:
            return "Nobody has written down how long that takes."
        return f"By its plan that takes {counted(minutes, 'minute')}."
    found = criteria_sentence(update, update.template.criteria)
    said_before = update.tone in (Tone.AFTER, Tone.LATER)
    return found if said_before and found else f"{rollout_sentence(update)} {found}".rstrip()


def _in_the_way(update: Update) -> str:
    missing = update.missing
    if not missing:
        return "✅ *Go*: nothing stands in the way."
    if update.tone is Tone.AHEAD:
        things = "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"
        return f"⏳ {things} still to be done before it can start."
    things = "1 thing stands" if len(missing) == 1 else f"{len(missing)} things stand"
    return f"⚠️ *Not ready yet*: {things} in the way. The first: {said(missing[0].text, 200)}."
