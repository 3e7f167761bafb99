"""For users: the announcement, without anything that only concerns those who make it."""

from collections.abc import Mapping

from readiness.model import Release, Stage
from slackapp.blocks.text import one_line, said, when
from slackapp.blocks.updates.facts import overridden
from slackapp.blocks.updates.update import Tone, Update, ahead, goes_on

STAGES: Mapping[Stage, tuple[str, str]] = {
    Stage.ROLLING_BACK: (
        "We are taking {} back",
        "Something is not as good as it has to be. You will have what you had before.",
    ),
    Stage.ROLLED_BACK: ("{} is taken back", "You have what you had before. We are sorry for the trouble."),
    Stage.CANCELLED: ("{} is called off", "What we had announced is not coming."),
}
"""By the stages that they are told of whatever the plan says: the headline about a release, and a line."""


def stage_news(release: Release, stage: Stage) -> tuple[str, str]:
    """A headline and a line that say, as plain text, that the release came into one of ``STAGES``."""
    headline, line = STAGES[stage]
    return headline.format(one_line(release.name)), line


def head(update: Update) -> str:
    """What the announcement says before all else, as plain text."""
    name = one_line(update.release.name)
    match update.tone:
        case Tone.AHEAD | Tone.SOON:
            return f"Coming {ahead(update)}: {name}"
        case Tone.BEGUN:
            return f"Arriving now: {name}"
        case Tone.DURING:
            return f"Still arriving: {name}"
        case Tone.ENDED:
            return f"New: {name}"
        case Tone.AFTER | Tone.LATER:
            return f"News of {name}"
        case Tone.BACK:
            return f"We are {'still ' if goes_on(update) else ''}taking {name} back"


def loud(update: Update) -> list[str]:
    """What they should know of how it came to them, without names and reasons."""
    if not overridden(update):
        return []
    verb, approved = ("is to arrive", "is") if update.tone.before else ("was released", "was")
    return [f"⚠️ It {verb} before everything that we ask of a release {approved} approved."]


def lines(update: Update) -> list[str]:
    """What is new, from when on, and what to expect."""
    summary = "" if update.tone is Tone.BACK else said(update.release.summary, 500)
    return [line for line in (_news(update), summary, _expect(update)) if line]


def _news(update: Update) -> str:
    release, name = update.release, f"*{said(update.release.name)}*"
    match update.tone:
        case Tone.AHEAD:
            return f"{name} is coming. We plan to bring it to you {when(release.planned_start)}."
        case Tone.SOON:
            return f"{name} is nearly here: we plan to begin {when(release.planned_start)}."
        case Tone.BEGUN:
            return f"We have begun to bring {name} to you."
        case Tone.DURING:
            return f"We are still bringing {name} to you. {_who_has_it(update)}".rstrip()
        case Tone.ENDED:
            return f"{name} is here. {_who_has_it(update)}".rstrip()
        case Tone.AFTER | Tone.LATER:
            since = when(release.finished_at or update.now)
            return f"{name} has been here since {since}. {_who_has_it(update)}".rstrip()
        case Tone.BACK:
            return "Something is not as good as it has to be, so we are taking it back for now."


def _who_has_it(update: Update) -> str:
    percent = update.release.rollout
    if percent is None:
        return ""
    return "Everybody has it." if percent == 100 else f"{percent} % of you have it; the others will follow."


def _expect(update: Update) -> str:
    match update.tone:
        case Tone.AHEAD | Tone.SOON:
            return "We will tell you here when it arrives."
        case Tone.BEGUN | Tone.DURING:
            return "You may see the new version at once, or a little later."
        case Tone.BACK:
            return "You will have what you had before. We are sorry for the trouble."
        case _:
            return "If something is not as you expect, please tell the support team."
