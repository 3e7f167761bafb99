"""Questions about the way back: can it still be rolled back, and shall it be now that a criterion fails."""

from datetime import datetime

from readiness.communication.failing import failing, undecided
from readiness.communication.prompts import open_rounds, prompt_subject, unconfirmed_since
from readiness.derived import Verdict, verdict
from readiness.model import Release, Stage
from readiness.template import Item, Template
from slackapp.actions import Action, Field, Submission, Target
from slackapp.blocks.figures import amount, criterion_line, is_kept, measure_name, number, wanted
from slackapp.blocks.inputs import text_input
from slackapp.blocks.lines import stage_line
from slackapp.blocks.parts import Block, Element, Message, View, actions, button, header, modal, sections
from slackapp.blocks.rollback_plan import plan_line, threshold_lines
from slackapp.blocks.text import channel, escape, fitted, one_line, people, said, when

THRESHOLDS_ROOM = 800


def prompt_message(template: Template, release: Release, subject: str, to: str, now: datetime) -> Message:
    """Asks whether the release can still be rolled back; or says what the answer was.

    ``subject`` is that of the notice: the stage of the plan that it was asked in.
    """
    name = one_line(release.name)
    if subject != prompt_subject(release):
        text = f"*{said(release.name)}*: this question is settled. {stage_line(release, now)}"
        return Message(escape(f"{name}: the question about the rollback is settled."), sections([text]))
    asked = bool(open_rounds(template, release, now))
    head = f"Can {name} be rolled back?" if asked else f"{name}: {_answer_word(release)}"
    blocks = [
        header(head),
        *sections([line for line in _prompt_lines(template, release, to, now) if line]),
        actions(*_answers(release, subject, asked=asked), _plan_button(release)),
    ]
    text = f"{head} Ready, or not ready, because…" if asked else f"{head}."
    return Message(escape(text), blocks)


def _answer_word(release: Release) -> str:
    answer = release.rollback_answer
    if answer is None:
        return "not asked yet"
    return "ready to be rolled back" if answer.ready else "not ready to be rolled back"


def _prompt_lines(template: Template, release: Release, to: str, now: datetime) -> list[str]:
    rounds, answer = open_rounds(template, release, now), release.rollback_answer
    since = unconfirmed_since(template, release, now)
    where = f"In {channel(release.channel)}." if to != release.channel else ""
    asked = f"Asked {when(rounds[-1].asked_at)}. Whoever can call a rollback may answer." if rounds else ""
    silent = f"⚠️ Nobody has answered since {when(since)}; the next update says so." if since else ""
    last = ""
    if answer is not None:
        word = "✅ Ready" if answer.ready else f"⚠️ *Not ready*: {said(answer.reason, 400)}"
        before = "Before that: " if rounds else ""
        last = f"{before}{word}, says {people([answer.by])}, {when(answer.at)}"
    return [where, asked, silent, last, plan_line(release)]


def _answers(release: Release, subject: str, *, asked: bool) -> list[Element]:
    """Both answers while the question is open; afterwards the one that would correct what was said."""
    name, about = one_line(release.name), Target(release.id, subject)
    ready = button(
        "Ready", Action.PROMPT_READY, about, f"Ready to roll back {name}", style="primary" if asked else ""
    )
    not_ready = button(
        "Not ready…", Action.PROMPT_NOT_READY, about, f"Not ready… to roll back {name}, and why"
    )
    answer = release.rollback_answer
    if asked or answer is None:
        return [ready, not_ready]
    return [not_ready] if answer.ready else [ready]


def _plan_button(release: Release) -> Element:
    label = f"Rollback plan of {one_line(release.name)}"
    return button("Rollback plan", Action.OPEN_ROLLBACK_PLAN, Target(release.id), label)


def criterion_message(template: Template, release: Release, key: str, to: str, now: datetime) -> Message:
    """Asks at once what to do about a criterion that fails; or says what became of it."""
    item = template.items[key]
    name = one_line(release.name)
    is_open = key in failing(template, release)
    head = f"{name}: a criterion {'fails' if is_open else _became(item, release)}"
    where = f"In {channel(release.channel)}. " if to != release.channel else ""
    lines = [f"{where}{stage_line(release, now)}", criterion_line(item, release)]
    since = undecided(template, release, now).get(key)
    if since is not None:
        lines.append(f"⚠️ Nobody has decided since {when(since)}; the next update says so.")
    if is_open:
        lines += [*_thresholds(template), plan_line(release), "*Shall it be rolled back?*"]
    blocks: list[Block] = [header(f"❌ {head}" if is_open else head), *sections(lines)]
    if is_open:
        blocks.append(actions(*_ways_on(release, item)))
    return Message(escape(_criterion_text(item, release, head, is_open=is_open)), blocks)


def measure_plain(item: Item) -> str:
    """What is measured, as plain text."""
    name = item.figure.measure if item.figure is not None and item.figure.measure else item.title
    return one_line(f"{name[:1].upper()}{name[1:]}")


def _became(item: Item, release: Release) -> str:
    if verdict(item, release) is not Verdict.FAIL:
        return "no longer fails"
    if release.stage in (Stage.ROLLING_BACK, Stage.ROLLED_BACK):
        return "failed, and it is rolled back"
    return "fails, and it keeps going" if is_kept(item, release) else "failed"


def _criterion_text(item: Item, release: Release, head: str, *, is_open: bool) -> str:
    measured = release.measurements.get(item.key)
    if not is_open or measured is None or measured.value is None or item.figure is None:
        return f"{head}: {measure_plain(item)}."
    unit = one_line(item.figure.unit)
    found = f"{measure_plain(item)}: {number(measured.value)} {unit}".rstrip()
    return f"{head}. {found}; it has to be {item.figure}. Roll back, or keep going, because…"


def _thresholds(template: Template) -> list[str]:
    lines = threshold_lines(template)
    shown = fitted(lines, "see `/readiness rollback-plan`", most=len(lines), room=THRESHOLDS_ROOM)
    return ["*What speaks for going back*", *shown] if lines else []


def _ways_on(release: Release, item: Item) -> list[Element]:
    name, about = one_line(release.name), Target(release.id, item.key)
    return [
        button("Roll back…", Action.CRITERION_ROLL_BACK, about, f"Roll back… {name}", style="danger"),
        button("Keep going…", Action.KEEP_GOING, about, f"Keep going… with {name}, and say why"),
        _plan_button(release),
    ]


def reason_to_roll_back(item: Item, release: Release) -> str:
    """What stands in the window that asks why, for a criterion that fails; as plain text."""
    measured = release.measurements.get(item.key)
    if measured is None or measured.value is None:
        return f"{measure_plain(item)} fails"
    unit = one_line(item.figure.unit) if item.figure is not None else ""
    return f"{measure_plain(item)}: {number(measured.value)} {unit}".rstrip()


def keep_going_view(release: Release, item: Item) -> View:
    """Asks why the release goes on although the criterion fails."""
    measured = release.measurements.get(item.key)
    found = amount(measured.value, item.figure) if measured and measured.value is not None else "no value"
    demand = f"; it has to be {wanted(item.figure)}" if item.figure is not None else ""
    blocks = [
        *sections([f"*{said(release.name)}*", f"❌ {measure_name(item)}: {found}{demand}."]),
        text_input(
            Field.REASON,
            "Why does it keep going?",
            hint="It stands beside the criterion, in the updates and in the history.",
        ),
    ]
    metadata = str(Target(release.id, item.key))
    return modal("Keep going", blocks, Submission.KEEP_GOING, metadata, "Keep going")
