"""The checklist: tick, a group or section in one go, page through it."""

from collections.abc import Iterable
from difflib import get_close_matches

from readiness.commands import Command, MarkChecks, Together
from readiness.model import CheckState
from readiness.progress import progress_of
from readiness.refusal import Refused
from readiness.signing.fingerprints import covered
from readiness.signing.gates import GateView, gate_views
from readiness.signing.overrides import voided_by
from readiness.template import Item, Kind, Section, Template
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Open, Redraw, View
from slackapp.blocks import check as check_blocks
from slackapp.blocks import checklist
from slackapp.blocks.lines import PHASES
from slackapp.blocks.parts import sentence_view
from slackapp.parts import Case, Parts, Recorded
from slackapp.payloads import Pressed, Submitted, Typed


async def typed(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The section that was named, else the first that is not complete."""
    section = _called(case.template, typed.words) if typed.words else _first_open(case)
    return Open(_page(parts, case, typed.asker.user, section.key, 0))


async def open_(parts: Parts, pressed: Pressed) -> Answer:
    """The first section that is not complete, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return Open(_page(parts, case, pressed.asker.user, _first_open(case).key, 0))


def _first_open(case: Case) -> Section:
    sections = case.template.sections
    return next(
        (s for s in sections if not progress_of(case.template, case.release, s.items).complete), sections[0]
    )


def _called(template: Template, words: str) -> Section:
    names = [(name.casefold(), section) for section in template.sections for name in _names(section)]
    wanted = words.casefold()
    exact = [section for name, section in names if name == wanted]
    begins = [section for name, section in names if name.startswith(wanted)]
    contains = [section for name, section in names if wanted in name]
    if found := exact or begins or contains:
        return found[0]
    close = get_close_matches(wanted, [name for name, _ in names], n=1, cutoff=0.4)
    hint = f" Did you mean “{dict(names)[close[0]].title}”?" if close else ""
    raise Refused(f"The checklist “{template.title}” has no section “{words}”.{hint}")


def _names(section: Section) -> tuple[str, ...]:
    """What people may call a section: its title, its phase as the card names it, and its groups."""
    return section.title, PHASES[section.phase], *(group.title for group in section.groups)


async def tick(parts: Parts, pressed: Pressed) -> Answer:
    """One tap on a box. What was drawn is in the block's id, so that nobody's tick undoes a colleague's."""
    place = checklist.place(_window(pressed))
    template = await parts.template_of(place.release)
    ticked, unticked = checklist.changes(template, pressed.block, pressed.selected)
    if unticked and (question := await _question(parts, pressed, place, ticked, unticked)):
        return question
    command = Together((MarkChecks(ticked, CheckState.DONE), MarkChecks(unticked, CheckState.OPEN)))
    return await _mark(parts, pressed, place, command)


async def _question(
    parts: Parts, pressed: Pressed, place: checklist.Place, ticked: tuple[str, ...], unticked: tuple[str, ...]
) -> Answer | None:
    """What is asked before a check is opened again that a gate was approved or overridden on; None else."""
    case = await parts.case(place.release)
    gate = _gate_undone(case, unticked)
    if gate is None:
        return None
    if ticked:
        done = MarkChecks(ticked, CheckState.DONE)
        case = await parts.perform(pressed.asker, place.release, done, surface="checklist")
    ask = check_blocks.untick_view(case.template, case.release, unticked[0], gate)
    # Drawn anew, the box shows its tick until the answer is given.
    return Open(ask, _page(parts, case, pressed.asker.user, place.section, place.page))


def _gate_undone(case: Case, keys: Iterable[str]) -> str | None:
    for view in gate_views(case.template, case.release):
        touched = covered(case.template, view.gate).intersection(keys)
        approved = touched and (view.fresh or view.stale)
        if approved or (view.override is not None and any(_voids(case, view, key) for key in touched)):
            return view.gate.key
    return None


def _voids(case: Case, view: GateView, key: str) -> bool:
    return voided_by(case.template, case.release, view.gate.key, key, CheckState.OPEN) is not None


async def _mark(parts: Parts, pressed: Pressed, place: checklist.Place, command: Command) -> Answer:
    user = pressed.asker.user
    try:
        case = await parts.perform(pressed.asker, place.release, command, surface="checklist")
    except Recorded as refused:
        case = await parts.case(place.release)
        as_it_is = _page(parts, case, user, place.section, place.page, refused.sentence)
        # The top of the page may be out of sight, so the sentence stands in a window of its own as well.
        return Open(sentence_view(refused.sentence), as_it_is)
    return Redraw(_page(parts, case, user, place.section, place.page))


async def whole(parts: Parts, pressed: Pressed) -> Answer:
    """Every open check of a group or section: done, or not applicable with one reason."""
    case = await parts.case(pressed.target.release)
    if pressed.target.wanted == CheckState.NOT_APPLICABLE:
        return Open(check_blocks.not_applicable_view(case.template, case.release, pressed.target.subject))
    keys = _open_checks(case, pressed.target.subject)
    return await _mark(parts, pressed, checklist.place(_window(pressed)), MarkChecks(keys, CheckState.DONE))


def _open_checks(case: Case, group_or_section: str) -> tuple[str, ...]:
    return tuple(
        item.key
        for item in _items(case.template, group_or_section)
        if item.kind is Kind.CHECK and case.release.check(item.key).state is CheckState.OPEN
    )


def _items(template: Template, key: str) -> tuple[Item, ...]:
    if key in template.groups:
        return template.groups[key].items
    section = next((section for section in template.sections if section.key == key), None)
    if section is None:
        raise Refused("This part of the checklist does not exist in the release's template.")
    return section.items


async def submit_not_applicable(parts: Parts, submitted: Submitted) -> Answer:
    """The open checks of the group or section do not apply, for one reason."""
    target = submitted.target
    keys = _open_checks(await parts.case(target.release), target.subject)
    command = MarkChecks(keys, CheckState.NOT_APPLICABLE, submitted.text(Field.REASON))
    case = await parts.perform(submitted.asker, target.release, command, surface="checklist")
    return back(parts, case, submitted, _items(case.template, target.subject)[0])


async def section(parts: Parts, pressed: Pressed) -> Answer:
    """Another section, from its first page on."""
    place = checklist.place(_window(pressed))
    case = await parts.case(place.release)
    return Redraw(_page(parts, case, pressed.asker.user, pressed.target.subject, 0))


async def page(parts: Parts, pressed: Pressed) -> Answer:
    """Another page of the section."""
    case = await parts.case(pressed.target.release)
    number = int(pressed.target.wanted) if pressed.target.wanted.isdecimal() else 0
    return Redraw(_page(parts, case, pressed.asker.user, pressed.target.subject, number))


def _window(pressed: Pressed) -> View:
    if pressed.view is None:
        raise Refused("This belongs into the checklist. Open it with /readiness checklist.")
    return pressed.view


def _page(parts: Parts, case: Case, user: str, section: str, number: int, notice: str = "") -> View:
    return checklist.view(
        case.template, case.release, section, number, parts.now(), notice=notice, person=user
    )


def page_with(parts: Parts, case: Case, user: str, item: Item) -> View:
    """The page of the checklist that the item stands on."""
    section, number = checklist.page_of(case.template, item)
    return _page(parts, case, user, section, number)


def back(parts: Parts, case: Case, submitted: Submitted, item: Item) -> Answer:
    """Close the window; the checklist beneath it, if there is one, is drawn anew at the item's page."""
    beneath = page_with(parts, case, submitted.asker.user, item)
    return answers.Finish(beneath, submitted.view.get("previous_view_id") or "")
