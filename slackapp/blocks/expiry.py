"""The warning that an approval runs out."""

from readiness.model import Release, Stage
from readiness.signing.freshness import runs_out_at
from readiness.signing.gates import GateView, Standing, gate_view
from readiness.template import Template
from slackapp.blocks.decisions import decision_line, what_ships
from slackapp.blocks.parts import Message, header, sections
from slackapp.blocks.text import escape, one_line, said, spoken, when


def expiry_message(template: Template, release: Release, gate: str) -> Message:
    """Says when the approval of a gate runs out, to who gave it and to who can give it anew."""
    view = gate_view(template, release, gate)
    title, name = one_line(view.gate.title), one_line(release.name)
    moments = [moment for s in view.fresh if (moment := runs_out_at(view.gate, s)) is not None]
    if release.stage is not Stage.PLANNED or not moments or view.override is not None:
        word = _instead(view)
        text = f"The approval of *{said(title)}* of *{said(release.name)}* {word}."
        return Message(escape(f"{name}: the approval of {title} {word}."), sections([text]))
    runs_out = min(moments)
    lines = [
        what_ships(release),
        *(decision_line(sign_off) for sign_off in view.fresh),
        f"It runs out {when(runs_out)}, and is asked for again then if the release has not started.",
    ]
    text = f"{name}: the approval of {title} runs out {spoken(runs_out, release.zone)}."
    return Message(escape(text), [header(f"An approval runs out: {title}"), *sections(lines)])


def _instead(view: GateView) -> str:
    """What became of an approval that nobody has to be warned of."""
    if view.override is not None:
        return "is asked for no more: the gate counts by its override"
    return "is settled" if view.standing is not Standing.STALE else "has run out, and is asked for again"
