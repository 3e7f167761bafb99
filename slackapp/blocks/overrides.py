"""Overrides as people meet them: loud wherever the release is shown, given and confirmed in so many words."""

from collections.abc import Sequence

from readiness.model import Release, Stage
from readiness.records import START, Override
from readiness.refusal import only_naming
from readiness.signing.gates import GateView, Standing, gate_view
from readiness.signing.lacking import gate_lacks, rejections
from readiness.signing.overrides import Overridden, overrides
from readiness.signing.overriding import is_void, mark, missing, void_because
from readiness.template import Gate, Item, Template
from readiness.wording import counted
from slackapp.actions import Action, Field, Submission, Target
from slackapp.blocks.decisions import what_ships
from slackapp.blocks.inputs import text_input
from slackapp.blocks.moves import all_listed, listed
from slackapp.blocks.parts import (
    Block,
    Element,
    Message,
    View,
    actions,
    button,
    confirm,
    header,
    modal,
    sections,
)
from slackapp.blocks.text import escape, fitted, one_line, people, said, sentence, when

ROOM = 4_000
LINE_ROOM = 300
LINES_ROOM = 1_200
"""For what a card says beside everything else: two or three overrides, and where the others are."""
_REJECTED = "rejected"
_WHY = (
    "🚨 The gate then counts although it was not approved. You, the moment and the reason stand on the card, "
    "in every update and in the history."
)


def override_line(template: Template, release: Release, subject: str = "") -> str:
    """What was overridden, loudly, two lines for each, or for the ``subject``; nothing where nothing was."""
    lines = [_line(each) for each in overrides(template, release) if subject in ("", each.subject)]
    return "\n".join(fitted(lines, "see `/readiness gates`", most=len(lines), room=LINES_ROOM))


def loud_words(template: Template, release: Release) -> str:
    """The same for a notification: a sentence of plain text after a space, or nothing."""
    counting = [each.subject for each in overrides(template, release) if each.counts]
    gates = sum(subject != START for subject in counting)
    words = " It was started without go." if START in counting else ""
    return words + (f" {counted(gates, 'gate was', 'gates were')} overridden." if gates else "")


def _line(each: Overridden) -> str:
    given = each.override
    stood = counted(len(given.blockers), "blocker")
    if each.subject == START and each.counts:
        head = f"🚨 *Started without go* by {_who(given)}, against {stood}."
    elif each.subject == START:
        head = f"🚨 *To be started without go*, says {_who(given)}, against {stood}. {_MISSING}"
    elif each.counts:
        head = f"🚨 *Gate “{said(each.title, 80)}” overridden* by {_who(given)}: it was not approved."
    else:
        head = f"🚨 *Gate “{said(each.title, 80)}” to be overridden*, says {_who(given)}. {_MISSING}"
    return f"{head}\nReason: {said(given.reason, LINE_ROOM)}"


_MISSING = "A second person has yet to confirm it."


def _who(given: Override) -> str:
    behalf = f" for {people([given.on_behalf])}" if given.on_behalf else ""
    second = f", confirmed by {people([given.confirmed_by])}" if given.confirmed_by else ""
    return f"{people([given.by])}{behalf}, {when(given.at)}{second}"


def override_message(template: Template, release: Release, subject: str) -> Message:
    """Says aloud that something was overridden, and asks for the second person where one is missing."""
    given = release.overrides.get(subject)
    found = next((each for each in overrides(template, release) if _is_it(each, subject, given)), None)
    what = "the start" if subject == START else f"the gate “{one_line(template.gate(subject).title)}”"
    name = one_line(release.name)
    if given is None or found is None:
        return _settled(template, release, subject, what)
    head = f"Override of {what}" if found.counts else f"A second person is asked for: override of {what}"
    stood = [f"• {said(text, 200)}" for text in given.blockers]
    lines = [what_ships(release), _line(found), "*In spite of*"]
    blocks = [
        header(f"🚨 {head}"),
        *sections([*lines, *fitted(stood, "see `/readiness history`", most=len(stood), room=ROOM)]),
        *([_confirming(release, subject, what, given)] if found.waits else []),
    ]
    return Message(escape(f"{name}: {head}, by the release manager."), blocks)


def _is_it(each: Overridden, subject: str, given: Override | None) -> bool:
    if each.subject != subject or given is None:
        return False
    return each.override == given or (each.counts and given.confirmed_at == each.override.at)


def _settled(template: Template, release: Release, subject: str, what: str) -> Message:
    given = release.overrides.get(subject)
    lines = [f"The override of {said(what)} of *{said(release.name)}* counts no longer."]
    if given is not None:
        lines.append(f"It was given by {_who(given)}. Reason: {said(given.reason, LINE_ROOM)}")
    if given is not None and given.voided_at is not None:
        lines.append(f"The gate was approved properly, {when(given.voided_at)}.")
    elif given is not None and is_void(template, release, subject):
        why = void_because(template, release, subject, given)
        lines.append(sentence(only_naming(why, [given.by])))
    return Message(escape(f"{one_line(release.name)}: an override counts no longer."), sections(lines))


def _confirming(release: Release, subject: str, what: str, given: Override) -> Block:
    name = one_line(release.name)
    started = " This starts the deployment at once." if subject == START else ""
    question = (
        f"You agree, as a second person, to override {what} of {name}. It stands under your name.{started}"
    )
    return actions(
        button(
            "Confirm the override",
            Action.CONFIRM_OVERRIDE,
            Target(release.id, subject, seen=mark(given)),
            f"Confirm the override of {what} of {name}",
            style="danger",
            ask=confirm("Confirm this override?", question, "Confirm"),
        )
    )


def override_button(release: Release, views: Sequence[GateView]) -> list[Element]:
    """The button for an emergency: of the first gate that does not count, while the release is planned."""
    first = next((view for view in views if not view.counts), None)
    if first is None or release.stage is not Stage.PLANNED or first.standing is Standing.APPROVED:
        return []
    label = f"Override {one_line(first.gate.title)} of {one_line(release.name)}"
    return [button("Override…", Action.OPEN_OVERRIDE, Target(release.id, first.gate.key), label)]


def override_view(template: Template, release: Release, gate: str) -> View:
    """The window in which a gate is overridden: what it lacks, and why it has to be."""
    view = gate_view(template, release, gate)
    lacks = [f"• {said(text, 200)}" for text in missing(view)]
    second = "It counts once a second person has confirmed it." if template.overrides_need_second else ""
    blocks = [
        *sections([f"You override *{said(view.gate.title)}*, under your name.", what_ships(release)]),
        *sections(
            ["*What it lacks*", *fitted(lacks, "see `/readiness gates`", most=len(lacks), room=12_000)]
        ),
        *sections([second] if second else []),
        text_input(Field.REASON, "Why override it?", hint=_WHY),
    ]
    return modal(
        "Override a gate", blocks, Submission.OVERRIDE, str(shown_of(template, release, gate)), "Override"
    )


def shown_of(template: Template, release: Release, gate: str) -> Target:
    """What the window shows that the gate lacks: which checks, and whether somebody rejected it."""
    wanted = _REJECTED if rejections(release, gate) else ""
    return Target(release.id, gate, wanted, listed(template, _open(template, release, template.gate(gate))))


def shows_all(template: Template, release: Release, gate: str, shown: Target) -> bool:
    """Whether the window with this target showed all that the gate lacks by now."""
    if rejections(release, gate) and shown.wanted != _REJECTED:
        return False
    return all_listed(template, _open(template, release, template.gate(gate)), shown.seen)


def _open(template: Template, release: Release, gate: Gate) -> list[Item]:
    return [template.items[key] for key in gate_lacks(template, release, gate) if key in template.items]
