"""The stages of a release: which moves there are, who makes them, and what each demands."""

from collections.abc import Iterable
from datetime import datetime

from readiness.authority import require_lead, require_release_manager, require_rollback_caller
from readiness.checks import cleaned, unmet
from readiness.commands import Cancel, Close, Finish, Move, RollBack, SetRollout, Start
from readiness.derived import IN_TROUBLE, post_states
from readiness.events import (
    Cancelled,
    Closed,
    Event,
    Finished,
    Moved,
    PlannedAnew,
    RollbackBegan,
    RolledBack,
    RolloutSet,
    Started,
)
from readiness.model import Person, Release, Stage
from readiness.opening import require_possible_start
from readiness.refusal import Refused
from readiness.signing.gates import stage_words
from readiness.signing.go import blockers
from readiness.signing.overriding import start_override
from readiness.template import Item, Kind, Phase, Template
from readiness.wording import counted, listed

MOVES: dict[str, tuple[frozenset[Stage], Stage]] = {
    "start": (frozenset({Stage.PLANNED}), Stage.DEPLOYING),
    "finish": (frozenset({Stage.DEPLOYING}), Stage.MONITORING),
    "roll back": (frozenset({Stage.DEPLOYING, Stage.MONITORING}), Stage.ROLLING_BACK),
    "end the rollback of": (frozenset({Stage.ROLLING_BACK}), Stage.ROLLED_BACK),
    "close": (frozenset({Stage.MONITORING}), Stage.CLOSED),
    "cancel": (frozenset({Stage.PLANNED, Stage.ROLLED_BACK}), Stage.CANCELLED),
    "move": (frozenset({Stage.PLANNED, Stage.ROLLED_BACK}), Stage.PLANNED),
}
"""Each move: the stages that it leaves from, and the one that it leads to."""

REOPENED = (Phase.VERIFICATION, Phase.EXECUTION, Phase.MONITORING)
"""The phases whose checks open again when a release that was rolled back is planned anew."""


def _arrived(move: str, release: Release) -> bool:
    """Whether the release is already where the move leads; refused when the move can't be made from here."""
    sentence = out_of_turn(move, release)
    if sentence and release.stage is not MOVES[move][1]:
        raise Refused(sentence)
    return bool(sentence)


def out_of_turn(move: str, release: Release) -> str:
    """Why the move, a key of ``MOVES``, can't be made from the release's stage; empty when it can."""
    leaves, _ = MOVES[move]
    if release.stage in leaves:
        return ""
    return (
        f"You can't {move} a release that is {stage_words(release.stage)}; "
        f"it has to be {' or '.join(sorted(stage_words(stage) for stage in leaves))}."
    )


def start(
    template: Template, release: Release, command: Start, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Begin the deployment: with go, or without it by the release manager who gives a reason."""
    require_lead(release, by, "start the deployment")
    if _arrived("start", release):
        return ()
    missing = blockers(template, release, now)
    if not missing:
        return (Started(),)
    if not command.override.strip():
        first = listed([blocker.text for blocker in missing], most=3)
        raise Refused(f"NO-GO: {counted(len(missing), 'blocker')}. {first}.")
    require_release_manager(release, by, "start without go")
    return start_override(template, release, _reason(command.override), by, now)


def set_rollout(release: Release, command: SetRollout, by: Person) -> tuple[Event, ...]:
    """Change the share of users that has the release."""
    require_lead(release, by, "change the rollout")
    if release.stage not in (Stage.DEPLOYING, Stage.MONITORING):
        raise Refused(
            f"The rollout changes while deploying or monitoring; this is {stage_words(release.stage)}."
        )
    if not 1 <= command.percent <= 100:
        raise Refused(f"The rollout is a whole number from 1 to 100 percent, not {command.percent}.")
    if command.percent == release.rollout:
        return ()
    if release.rollout is not None and command.percent < release.rollout and not command.reason.strip():
        raise Refused(
            f"The rollout is at {release.rollout} %. Lowering it to {command.percent} % needs a reason: "
            f"/readiness rollout {command.percent} REASON."
        )
    return (RolloutSet(command.percent, _reason(command.reason)),)


def finish(template: Template, release: Release, command: Finish, by: Person) -> tuple[Event, ...]:
    """End the deployment; open checks of its execution have to be confirmed."""
    require_lead(release, by, "finish the deployment")
    if _arrived("finish", release):
        return ()
    still_open = open_at_finish(template, release)
    if still_open and not command.anyway:
        raise Refused(f"{_open_words(still_open)} Finish anyway if that is right.")
    return (Finished(tuple(item.key for item in still_open)),)


def open_at_finish(template: Template, release: Release) -> tuple[Item, ...]:
    """The checks of the deployment that are not met."""
    return unmet(template, release, Phase.EXECUTION)


def roll_back(release: Release, command: RollBack, by: Person) -> tuple[Event, ...]:
    """Begin to roll back."""
    require_rollback_caller(release, by, "roll the release back")
    if _arrived("roll back", release):
        return ()
    return (RollbackBegan(_needed(command.reason, "Say why it is rolled back: everybody will ask.")),)


def finish_rollback(release: Release, by: Person) -> tuple[Event, ...]:
    """Say that the rollback is done."""
    require_lead(release, by, "say that the rollback is done")
    return () if _arrived("end the rollback of", release) else (RolledBack(),)


def close(template: Template, release: Release, command: Close, by: Person) -> tuple[Event, ...]:
    """Close the release; while anything is open, only with a reason."""
    require_lead(release, by, "close the release")
    if _arrived("close", release):
        return ()
    still_open = open_at_close(template, release)
    if still_open and not command.reason.strip():
        raise Refused(f"{_open_words(still_open)} Closing needs a reason.")
    return (Closed(_reason(command.reason), tuple(item.key for item in still_open)),)


def open_at_close(template: Template, release: Release) -> tuple[Item, ...]:
    """What is left: required checks, save those of reviews, which come due later, and updates in trouble."""
    phases = [phase for phase in Phase if phase is not Phase.REVIEW]
    slots = (item for item in template.items.values() if item.kind is Kind.SLOT)
    in_trouble = tuple(item for item in slots if post_states(release, item) & IN_TROUBLE)
    return (*unmet(template, release, *phases), *in_trouble)


def cancel(release: Release, command: Cancel, by: Person) -> tuple[Event, ...]:
    """Give the release up."""
    require_lead(release, by, "cancel the release")
    if _arrived("cancel", release):
        return ()
    return (Cancelled(_needed(command.reason, "Say why it is cancelled: it stays in the history.")),)


def move(template: Template, release: Release, command: Move, by: Person, now: datetime) -> tuple[Event, ...]:
    """Set another planned start; a release that was rolled back is planned anew."""
    require_lead(release, by, "move the planned start")
    _arrived("move", release)
    if release.stage is Stage.PLANNED and _same_plan(release, command):
        return ()
    require_possible_start(command.planned_start, command.zone, now)
    if release.stage is Stage.PLANNED:
        return (Moved(command.planned_start, command.zone),)
    reopened = tuple(i.key for i in template.checks if i.phase in REOPENED and i.key in release.checks)
    cleared = tuple(line.key for line in template.sheet if line.key in release.sign_offs)
    return (PlannedAnew(command.planned_start, command.zone, reopened, cleared),)


def _same_plan(release: Release, command: Move) -> bool:
    return (command.planned_start, command.zone) == (release.planned_start, release.zone)


def _open_words(items: Iterable[Item]) -> str:
    left = tuple(items)
    noun = "check" if all(item.kind is Kind.CHECK for item in left) else "item"
    titles = [f"“{item.title}”" for item in left]
    return f"{counted(len(left), f'{noun} is', f'{noun}s are')} open: {listed(titles, most=3)}."


def _needed(text: str, sentence: str) -> str:
    reason = _reason(text)
    if not reason:
        raise Refused(sentence)
    return reason


def _reason(text: str) -> str:
    return cleaned(text, "The reason")
