"""For executives: three lines, of which the third is the team's word where there is one to tell."""

from readiness.progress import progress_by_phase
from readiness.signing.go import open_high_risks
from readiness.template import Phase
from readiness.wording import counted
from slackapp.blocks.text import said, span, when
from slackapp.blocks.updates.facts import criteria_sentence, gates_sentence, rollout_sentence, word_line
from slackapp.blocks.updates.update import Tone, Update, cadence, goes_on, rounded


def lines(update: Update) -> list[str]:
    """Where it stands, what speaks for it or against it, and while nobody has said a word what is left."""
    third = "" if word_line(update) else _left(update)
    return [line for line in (_stand(update), _outlook(update), third) if line]


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
            verb = "We have been taking it back since" if goes_on(update) else "We began to take it back"
            return f"{verb} {when(release.rollback_began_at or update.now)}.{why}"


def _outlook(update: Update) -> str:
    if update.tone.before:
        return _in_the_way(update)
    if update.tone is Tone.BACK:
        return _way_back(update, "that takes")
    if update.tone is Tone.BEGUN and (every := cadence(update)) is not None:
        return f"From now on there is an update every {span(every)}."
    found = criteria_sentence(update, update.template.criteria)
    if update.tone in (Tone.AFTER, Tone.LATER) and found:
        return found
    return f"{rollout_sentence(update)} {found}".rstrip()


def _way_back(update: Update, takes: str) -> str:
    plan = update.release.rollback_plan
    if plan is None or plan.minutes is None:
        return f"Nobody has written down how long {takes}."
    return f"By its plan {takes} {counted(plan.minutes, 'minute')}."


def _in_the_way(update: Update) -> str:
    missing = update.missing
    if not missing:
        return "✅ *Go*: nothing stands in the way."
    if update.tone is Tone.AHEAD:
        things = "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"
        return f"⏳ {things} still to be done before it can start."
    things = "1 thing stands" if len(missing) == 1 else f"{len(missing)} things stand"
    return f"⚠️ *Not ready yet*: {things} in the way. The first: {said(missing[0].text, 200)}."


def _left(update: Update) -> str:
    """What they ask next: the risks before it, how long going back takes, what the monitoring has seen to."""
    match update.tone:
        case Tone.AHEAD:
            return _risks(update)
        case Tone.SOON | Tone.BEGUN | Tone.DURING:
            return _way_back(update, "going back would take")
        case Tone.ENDED | Tone.AFTER | Tone.LATER:
            seen = dict(progress_by_phase(update.template, update.release)).get(Phase.MONITORING)
            return "" if seen is None else f"Of the monitoring, {seen.met} of {seen.total} checks are done."
        case Tone.BACK:
            return "Users will have what they had before."


def _risks(update: Update) -> str:
    open_ = open_high_risks(update.template, update.release)
    if not open_:
        return "No high risk is open."
    first = said(open_[0].title, 150)
    if len(open_) == 1:
        return f"1 high risk is open: {first}."
    return f"{len(open_)} high risks are open. The first: {first}."
