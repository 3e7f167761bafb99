"""For engineering: gates, blockers, criteria with values against thresholds, rollout, the way back."""

from readiness.progress import progress_by_phase
from readiness.signing.gates import gate_views
from readiness.signing.go import open_high_risks
from readiness.template import Phase
from slackapp.blocks.lines import PHASES, blocker_lines, gate_line, rollback_line
from slackapp.blocks.rollback_plan import plan_line, threshold_lines
from slackapp.blocks.text import fitted, people, said, when
from slackapp.blocks.updates.facts import criteria_lines, gates_sentence, rollout_sentence
from slackapp.blocks.updates.update import Tone, Update

GATES_ROOM = 2_000
BLOCKERS_ROOM = 1_500
MOST_BLOCKERS = 5
MOST_RISKS = 4
THRESHOLDS_ROOM = 800


def lines(update: Update) -> list[str]:
    """Everything that an engineer asks first, in the order in which it matters at that moment."""
    if update.tone.before:
        return [_stand(update), *_blockers(update), *_gates(update), *_way_back(update)]
    if update.tone is Tone.BACK:
        return [_stand(update), *_way_back(update), *_thresholds(update), *_criteria(update)]
    return [
        _stand(update),
        *_criteria(update),
        *_risks(update),
        *_way_back(update),
        f"*Gates*: {gates_sentence(update)}",
    ]


def _stand(update: Update) -> str:
    release = update.release
    match update.tone:
        case Tone.AHEAD | Tone.SOON:
            done = _progress(update, Phase.PREPARATION, Phase.VERIFICATION, Phase.RISK, Phase.ROLLBACK)
            return f"*Go-live*: {when(release.planned_start)}\n*Checks*: {done}"
        case Tone.BEGUN | Tone.DURING:
            begun = when(release.started_at or update.now)
            done = _progress(update, Phase.EXECUTION)
            return f"*Deploying* since {begun}\n*Steps*: {done}\n*Rollout*: {rollout_sentence(update)}"
        case Tone.ENDED | Tone.AFTER | Tone.LATER:
            out = when(release.finished_at or update.now)
            done = _progress(update, Phase.EXECUTION, Phase.MONITORING)
            return f"*Live* since {out}\n*Checks*: {done}\n*Rollout*: {rollout_sentence(update)}"
        case Tone.BACK:
            since = when(release.rollback_began_at or update.now)
            return f"*Rolling back* since {since}: {said(release.stage_reason, 400)}"


def _progress(update: Update, *phases: Phase) -> str:
    found = dict(progress_by_phase(update.template, update.release))
    parts = [f"{PHASES[each]} {found[each].met} of {found[each].total}" for each in phases if each in found]
    return " · ".join(parts) or "nothing to tick"


def _blockers(update: Update) -> list[str]:
    missing = update.missing
    if not missing:
        return ["✅ *Go*: nothing stands in the way."]
    rest = "see `/readiness status`"
    shown = blocker_lines(update.template, missing, rest, most=MOST_BLOCKERS, room=BLOCKERS_ROOM)
    things = "1 thing stands" if len(missing) == 1 else f"{len(missing)} things stand"
    return [f"*{things} in the way of the start*", *shown]


def _gates(update: Update) -> list[str]:
    views = gate_views(update.template, update.release)
    lines = [gate_line(update.template, update.release, view) for view in views]
    return ["*Gates*", *fitted(lines, "see `/readiness gates`", most=len(lines), room=GATES_ROOM)]


def _criteria(update: Update) -> list[str]:
    items = update.template.criteria
    if not any(item.key in update.release.measurements for item in items):
        return [f"*Criteria*: {len(items)} to be measured, none is yet."] if items else []
    return ["*Criteria*", *criteria_lines(update, items)]


def _risks(update: Update) -> list[str]:
    lines = [f"• {said(item.title, 120)}" for item in open_high_risks(update.template, update.release)]
    shown = fitted(lines, "see `/readiness risks`", most=MOST_RISKS, room=700)
    return [f"*High risks open*: {len(lines)}", *shown] if lines else []


def _way_back(update: Update) -> list[str]:
    plan = plan_line(update.release)
    if update.tone is Tone.BACK:
        return [plan]
    answer = update.release.rollback_answer
    if update.tone is Tone.AHEAD and answer is None:
        # It is asked in the last hour: that nobody has answered before is no news.
        return [plan]
    if update.tone is Tone.AHEAD and answer is not None and answer.ready:
        return [f"*Rollback*: ready, said {people([answer.by])}, {when(answer.at)}\n{plan}"]
    return [line for line in (rollback_line(update.release, update.now), plan) if line]


def _thresholds(update: Update) -> list[str]:
    lines = threshold_lines(update.template)
    shown = fitted(lines, "see `/readiness rollback-plan`", most=len(lines), room=THRESHOLDS_ROOM)
    return ["*What speaks for going back*", *shown] if lines else []
