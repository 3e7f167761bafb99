"""The items of the checklist as boxes: ticked or not, in words where each stands, and what shows it."""

from collections.abc import Iterator, Mapping

from readiness.checks import awaits_verification, met
from readiness.communication.plan import places
from readiness.model import Check, CheckState
from readiness.progress import Verdict, fulfilled, verdict
from readiness.signing.gates import Standing
from readiness.signing.sheet import LineView, sheet_views
from readiness.template import Item, Kind, Phase
from slackapp.pack.report import Box, Detail, Group, Section
from slackapp.pack.values import Pack
from slackapp.pack.words import Names, moment

_STATES = {
    CheckState.OPEN: "Open",
    CheckState.DONE: "Done",
    CheckState.VERIFIED: "Done and verified",
    CheckState.NOT_APPLICABLE: "Not applicable",
    CheckState.BLOCKED: "Blocked",
}
_VERDICTS = {
    Verdict.PASS: "Passes",
    Verdict.FAIL: "Fails",
    Verdict.INCONCLUSIVE: "Not measured",
}


def sections(pack: Pack, names: Names, *phases: Phase) -> tuple[Section, ...]:
    """The sections of these phases, in the order of the template."""
    lines = {view.line.key: view for view in sheet_views(pack.template, pack.release)}
    return tuple(
        Section(
            section.title,
            tuple(
                Group(group.title, tuple(_box(pack, names, item, lines) for item in group.items))
                for group in section.groups
            ),
        )
        for section in pack.template.sections
        if section.phase in phases
    )


def _box(pack: Pack, names: Names, item: Item, lines: Mapping[str, LineView]) -> Box:
    match item.kind:
        case Kind.CHECK:
            return _check_box(pack, names, item)
        case Kind.CRITERION:
            return _criterion_box(pack, names, item)
        case Kind.SIGN_OFF:
            signed = lines[item.key].standing is Standing.APPROVED
            return Box(signed, item.title, item.text, "Signed" if signed else "Not signed")
        case Kind.AUDIENCE:
            return _audience_box(pack, item)
        case Kind.CHANNEL | Kind.SLOT:
            is_met = fulfilled(pack.template, pack.release, item)
            words = ("Set up", "Not set up") if item.kind is Kind.CHANNEL else ("Sent", "Not sent")
            return Box(is_met, item.title, item.text, words[0] if is_met else words[1])


def _check_box(pack: Pack, names: Names, item: Item) -> Box:
    check = pack.release.check(item.key)
    state = _STATES[check.state]
    if awaits_verification(item, check):
        state = f"{state}, to be verified by a second person"
    if check.state is CheckState.NOT_APPLICABLE and check.verified_by:
        state = f"{state}, verified"
    return Box(met(item, check), item.title, item.text, state, tuple(_check_details(names, check)))


def _check_details(names: Names, check: Check) -> Iterator[Detail]:
    if check.by is not None:
        yield Detail("By", f"{names.of(check.by)}, {moment(check.at)}")
    if check.verified_by is not None:
        yield Detail("Verified by", f"{names.of(check.verified_by)}, {moment(check.verified_at)}")
    if check.reason:
        yield Detail("Reason", check.reason)
    for evidence in check.evidence:
        yield Detail("Evidence", evidence.text)
        yield Detail("Attached by", f"{names.of(evidence.by)}, {moment(evidence.at)}")
    if check.evidence_removed_by is not None:
        last = f"last by {names.of(check.evidence_removed_by)}, {moment(check.evidence_removed_at)}"
        yield Detail("Evidence taken away", f"{last}; the audit says which")
    if check.owner is not None:
        yield Detail("Owner", names.of(check.owner))
    if check.note:
        yield Detail("Note", check.note)


def _criterion_box(pack: Pack, names: Names, item: Item) -> Box:
    says = verdict(item, pack.release)
    details = [Detail("Has to be", str(item.figure))] if item.figure else []
    measured = pack.release.measurements.get(item.key)
    state = _VERDICTS[says]
    if measured is not None:
        unit = item.figure.unit if item.figure else ""
        value = "nothing either way" if measured.value is None else f"{measured.value:g} {unit}".rstrip()
        state = "Inconclusive" if measured.value is None else state
        details.append(Detail("Measured", f"{value}, by {names.of(measured.by)}, {moment(measured.at)}"))
        details += [Detail("Note", measured.note)] if measured.note else []
    went_on = pack.release.kept_going.get(item.key)
    if went_on is not None:
        words = f"{names.of(went_on.by)}, {moment(went_on.at)}: {went_on.text}"
        details.append(Detail("Kept going", words))
    return Box(says is Verdict.PASS, item.title, item.text, state, tuple(details))


def _audience_box(pack: Pack, item: Item) -> Box:
    is_met = fulfilled(pack.template, pack.release, item)
    reads_in = places(pack.release, item)
    details = [Detail("Is told", item.level)] if item.level else []
    details += [Detail("Reads in", ", ".join(reads_in))] if reads_in else []
    state = "Has somewhere to read" if is_met else "Has nowhere to read"
    return Box(is_met, item.title, item.text, state, tuple(details))
