"""For the support team: what changes for users, and what to answer when they ask."""

from readiness.derived import Verdict, verdict
from slackapp.blocks.figures import measured_line
from slackapp.blocks.text import channel, fitted, said, when
from slackapp.blocks.updates.update import Tone, Update

PROBLEMS_ROOM = 1_200


def lines(update: Update) -> list[str]:
    """What changes, what to answer, what is known to go wrong, and where to report."""
    release = update.release
    what = said(release.summary, 500) or "Nobody has written down yet what changes; ask in the channel below."
    taken = "is taken back" if update.tone is Tone.BACK else "changes for users"
    return [
        f"*What {taken}*\n{what}",
        f"*What to answer*\n“{_answer(update)}”{_advice(update)}",
        *_problems(update),
        f"{_report(update)} {channel(release.channel)}",
    ]


def _report(update: Update) -> str:
    return "*Questions* go to" if update.tone.before else "*Please report* what users run into in"


def _answer(update: Update) -> str:
    release = update.release
    start = when(release.planned_start)
    match update.tone:
        case Tone.AHEAD | Tone.SOON:
            return f"Nothing has changed yet. The change is planned for {start}."
        case Tone.BEGUN | Tone.DURING:
            return f"The change is being rolled out right now. {_who_has_it(update)}"
        case Tone.ENDED:
            return f"The change is out. {_who_has_it(update)}"
        case Tone.AFTER | Tone.LATER:
            out = when(release.finished_at or update.now)
            return f"The change has been out since {out}. {_who_has_it(update)}"
        case Tone.BACK:
            return (
                "We saw a problem and are taking the change back. You will have what you had before, and "
                "need do nothing."
            )


def _advice(update: Update) -> str:
    return "\nQuestions may come from then on." if update.tone is Tone.SOON else ""


def _who_has_it(update: Update) -> str:
    percent = update.release.rollout
    if percent is None:
        return "Some users may see it before others."
    if percent == 100:
        return "Every user has it."
    return f"{percent} % of users have it; the others still see what they know."


def _problems(update: Update) -> list[str]:
    if update.tone.before:
        return []
    release = update.release
    failing = [item for item in update.template.criteria if verdict(item, release) is Verdict.FAIL]
    lines = [measured_line(item, release) for item in failing]
    shown = fitted(lines, "see `/readiness criteria`", most=len(lines), room=PROBLEMS_ROOM)
    return ["*What is not as it should be*", *shown] if lines else []
