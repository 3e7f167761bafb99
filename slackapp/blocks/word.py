"""The team's word for the next update: asked for, said in a window, and shown once it is said."""

from datetime import datetime

from readiness.communication.planning import WORD_LIMIT
from readiness.communication.words import asked, silence, word_subject
from readiness.model import Release
from readiness.template import Template
from slackapp.actions import Action, Field, Submission, Target
from slackapp.blocks.inputs import text_input
from slackapp.blocks.lines import stage_line
from slackapp.blocks.parts import Message, View, actions, button, header, modal, sections
from slackapp.blocks.text import channel, escape, one_line, people, said, when


def word_message(template: Template, release: Release, subject: str, to: str, now: datetime) -> Message:
    """Asks for a sentence for the next update; or shows what was said."""
    name = one_line(release.name)
    if subject != word_subject(release):
        text = f"*{said(release.name)}*: no word is wanted any more. {stage_line(release, now)}"
        return Message(escape(f"{name}: no word is wanted any more."), sections([text]))
    round_, quiet = asked(template, release, now), silence(template, release)
    waits = round_ is not None or (quiet is not None and quiet.paused)
    head = f"{name}: how does it go?" if waits else f"{name}: your word is in"
    where = f"In {channel(release.channel)}." if to != release.channel else ""
    lines = [where]
    if quiet is not None and quiet.paused:
        lines.append("⚠️ Updates pause, because the team has said nothing for a while. A word resumes them.")
    elif round_ is not None:
        lines.append(f"The next update goes out {when(round_.due)}. One sentence is enough.")
        lines.append("With none, it says that there was no word.")
    lines.append(last_word(release))
    text = "Add a word…" if waits else "Say something else…"
    label = f"{text} for the next update of {name}"
    press = button(text, Action.ADD_WORD, Target(release.id), label, style="primary" if waits else "")
    blocks = [header(head), *sections([line for line in lines if line]), actions(press)]
    return Message(escape(head), blocks)


def last_word(release: Release) -> str:
    """Who said what last, and when."""
    word = release.word
    if word is None:
        return "Nobody has said anything yet."
    return f"💬 {people([word.by])}, {when(word.at)}: “{said(word.text, 600)}”"


def word_view(release: Release) -> View:
    """The window for one sentence; the last word stands above it."""
    blocks = [
        *sections([f"*{said(release.name)}*", last_word(release)]),
        text_input(
            Field.WORD,
            "What is new?",
            hint="One sentence, for everybody who reads the next update. It goes out with your name.",
            most=WORD_LIMIT,
        ),
    ]
    return modal("A word for the update", blocks, Submission.WORD, str(Target(release.id)), "Add it")
