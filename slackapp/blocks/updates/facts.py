"""What updates for all audiences say in the same words: lateness, overrides, the team's word, the next."""

from collections.abc import Sequence

from readiness.communication.failing import FAILING_IN
from readiness.communication.posting import Cause, lateness
from readiness.derived import Verdict, verdict
from readiness.records import START, Override, Said
from readiness.signing.gates import gate_views
from readiness.signing.overrides import Overridden, overrides
from readiness.template import Item
from readiness.wording import counted, listed
from slackapp.blocks.figures import is_kept, measure_name, measured_line
from slackapp.blocks.text import fitted, people, said, span, when
from slackapp.blocks.updates.update import Tone, Update

WORD = 600
CRITERIA_ROOM = 2_500
REST = "see `/readiness criteria`"


def late_lines(update: Update) -> list[str]:
    """By how much the update is late, and why; nothing for one that is in time."""
    late = lateness(update.release, update.key, update.now)
    if late is None:
        return []
    why = {
        Cause.APP: "this app was not running when it came due",
        Cause.SLACK: "Slack could not be reached, or asked us to wait",
        Cause.PEOPLE: f"{people([late.who])} had it sent later",
    }[late.cause]
    return [f"⏰ This update was due {when(update.key.due)} and comes {span(late.by)} late: {why}."]


def loud_lines(update: Update) -> list[str]:
    """What nobody should overlook: an override, no sure way back, a criterion that nobody decides about."""
    found = [f"🚨 {_what(each)} by {_given(each.override)}" for each in overridden(update)]
    return [*found, *_unconfirmed(update), *_undecided(update), *_kept_going(update)]


def overridden(update: Update) -> list[Overridden]:
    """The overrides by which the release goes on."""
    return [each for each in overrides(update.template, update.release) if each.counts]


def _what(each: Overridden) -> str:
    if each.subject == START:
        return "It was started *without go*"
    return f"The gate *{said(each.title, 80)}* was overridden"


def _given(override: Override) -> str:
    return f"{people([override.by])}, {when(override.at)}: {said(override.reason, 200)}"


def _unconfirmed(update: Update) -> list[str]:
    since, answer = update.unconfirmed_since, update.release.rollback_answer
    if update.tone is Tone.BACK:
        return []
    if answer is not None and not answer.ready:
        by = f"{people([answer.by])}, {when(answer.at)}"
        return [f"⚠️ It can *not* be rolled back at the moment, says {by}: {said(answer.reason, 300)}"]
    if since is None:
        return []
    return [f"⚠️ Nobody has confirmed since {when(since)} that it can be rolled back."]


def _undecided(update: Update) -> list[str]:
    open_ = update.undecided
    if not open_:
        return []
    names = listed([f"*{measure_name(update.template.items[key])}*" for key in open_], most=3)
    fail = f"The criterion {names} fails" if len(open_) == 1 else f"The criteria {names} fail"
    since = when(min(open_.values()))
    return [f"⚠️ {fail}, and nobody has said since {since} whether to roll back or to keep going."]


def _kept_going(update: Update) -> list[str]:
    """Why it goes on although a criterion fails: whoever decided so was told that the updates say it."""
    release = update.release
    if release.stage not in FAILING_IN:
        return []
    failing = [item for item in update.template.criteria if verdict(item, release) is Verdict.FAIL]
    kept = [(item, release.kept_going[item.key]) for item in failing if is_kept(item, release)]
    lines = [
        f"⚠️ The criterion *{measure_name(item)}* fails. {people([why.by])} decided {when(why.at)} "
        f"to keep going: “{said(why.text, 300)}”"
        for item, why in kept
    ]
    return fitted(lines, REST, most=3, room=1_200)


def word_line(update: Update) -> str:
    """Who last said what and when, or since when nobody has; empty where there is nothing to say of it.

    Silence is spoken of while the release is deployed or rolled back, and not as that begins. At other times
    a word goes out once, with the update that follows it.
    """
    quiet, fresh = update.silence, update.fresh_word
    if fresh is not None:
        return f"💬 {_quoted(fresh)}"
    if quiet is None or quiet.since >= update.key.due:
        return ""
    silent = f"💬 No word from the team since {when(quiet.since)}."
    return silent if quiet.word is None else f"{silent} The last was {_quoted(quiet.word)}"


def _quoted(word: Said) -> str:
    return f"{people([word.by])}, {when(word.at)}: “{said(word.text, WORD)}”"


def next_line(update: Update) -> str:
    """When the next update comes; or that there is none until somebody says something, or none at all."""
    if update.pauses:
        return "Updates pause here until there is news from the team."
    coming = update.next
    if coming is None:
        return "The next update comes when there is news."
    expected = ", if it begins as planned" if coming.expected else ""
    return f"Next update: {when(coming.at)}{expected}"


def rollout_sentence(update: Update) -> str:
    """Which share of users has it."""
    percent = update.release.rollout
    if percent is None:
        return "Nobody has said yet how many users have it."
    return "All users have it." if percent == 100 else f"{percent} % of users have it."


def gates_sentence(update: Update) -> str:
    """How many gates are approved, and how many count only because they were overridden."""
    views = gate_views(update.template, update.release)
    passed = sum(view.counts for view in views)
    approved = sum(view.counts and view.override is None for view in views)
    if approved == len(views):
        return "Every gate is approved." if views else "Its template has no gates."
    if not passed:
        return (
            f"None of the {len(views)} gates is approved yet."
            if views[1:]
            else "Its gate is not approved yet."
        )
    are = "is" if 1 in (approved, len(views)) else "are"
    others = f", {counted(passed - approved, 'was', 'were')} overridden" if passed > approved else ""
    return f"{approved} of {counted(len(views), 'gate')} {are} approved{others}."


def criteria_sentence(update: Update, items: Sequence[Item]) -> str:
    """How the criteria stand, with those that fail by name."""
    known = {item: verdict(item, update.release) for item in items}
    failing = [item for item, found in known.items() if found is Verdict.FAIL]
    passing = sum(found is Verdict.PASS for found in known.values())
    if failing:
        names = ", ".join(measure_name(item) for item in failing[:3])
        more = f" and {len(failing) - 3} more" if len(failing) > 3 else ""
        fail = "fails" if len(failing) == 1 else "fail"
        return f"❌ {len(failing)} of {len(items)} success criteria {fail}: {names}{more}."
    if not passing:
        return "No success criterion has been measured yet." if items else ""
    rest = len(items) - passing
    left = f"; {rest} {'is' if rest == 1 else 'are'} not known yet" if rest else ""
    return f"✅ {passing} of {counted(len(items), 'success criterion', 'success criteria')} pass{left}."


def criteria_lines(update: Update, items: Sequence[Item]) -> list[str]:
    """The criteria that were measured, with their values, the failing first; and how many were not."""
    release = update.release
    order = {Verdict.FAIL: 0, Verdict.PASS: 1, Verdict.INCONCLUSIVE: 2}
    known = sorted(
        (item for item in items if item.key in release.measurements),
        key=lambda item: order[verdict(item, release)],
    )
    lines = [measured_line(item, release) for item in known]
    left = len(items) - len(known)
    shown = fitted(lines, REST, most=len(lines), room=CRITERIA_ROOM)
    return [*shown, f"⬜ {left} not measured yet"] if left else shown
