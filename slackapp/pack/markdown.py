"""The pack as the document that people know: its headings in order, boxes ticked, names and dates put in."""

import re
from collections.abc import Iterable, Iterator

from slackapp.pack.composing import report
from slackapp.pack.report import Box, Detail, Gate, Line, Report, Section, Signature
from slackapp.pack.sealing import data_of, digest_of_all, digests
from slackapp.pack.values import Pack
from slackapp.pack.words import exact, visible

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"[&<>\\`*_\[\]~|#$]")
_LINK = re.compile(r"https?://[^\s<>\"'`\\*]*[^\s<>\"'`\\*.,;:!?)\]}&]")
_NAME = "_" * 17
_DATE = "_" * 7


def draw(pack: Pack) -> str:
    """The document in Markdown (CommonMark, with the boxes of task lists)."""
    says = report(pack)
    lines = [
        f"# {escaped(pack.template.title)}: {escaped(says.title)}",
        *_overview(says, pack),
        *_numbered("Pre-deployment checklist", says.before),
        *_numbered("Deployment checklist", says.deployment),
        *_gates(says.gates),
        *_sections(says.risks, named=True),
        *_sections(says.rollback),
        *_rollback(says),
        *_sections(says.communication, named=True),
        *_updates(says),
        *_sections(says.success, named=True),
        *_sheet(says),
        *_sections(says.reviews),
        *_note(pack),
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Somebody's words on one line, in which nothing has a meaning in Markdown or HTML."""
    return _within(" ".join(visible(text).split()))


def linked(text: str) -> str:
    """The same, with its web addresses as links."""
    pieces, end = [], 0
    text = " ".join(visible(text).split())
    for match in _LINK.finditer(text):
        pieces += [_within(text[end : match.start()]), f"<{match[0]}>"]
        end = match.end()
    return "".join([*pieces, _within(text[end:])])


def _within(text: str) -> str:
    """A piece of a line, whose spaces stay as they are."""
    return _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), text)


def _overview(says: Report, pack: Pack) -> Iterator[str]:
    yield from ("", "## Overview", "")
    for alarm in says.alarms:
        yield f"> **⚠ {escaped(alarm.title)}.** {escaped(alarm.text)}"
        yield from (f"> - {escaped(point)}" for point in alarm.points)
        yield ">"
        yield from (f"> **{each.label}:** {linked(each.text)}  " for each in alarm.details)
        yield ""
    if says.summary:
        yield from (linked(says.summary), "")
    yield from (f"- {each.label}: {linked(each.text)}" for each in says.facts)
    yield from (f"- {tally.label}: {tally.met} of {tally.total}" for tally in says.tallies)
    yield f"- As of {exact(pack.made_at)}"
    if says.blockers:
        yield from ("", "What stands in the way of the start:", "")
        yield from (f"- {escaped(each.label)}: {escaped(each.text)}" for each in says.blockers)


def _numbered(title: str, sections: Iterable[Section]) -> Iterator[str]:
    """Sections under one heading, with their numbers."""
    for number, section in enumerate(sections, 1):
        if number == 1:
            yield from ("", f"## {title}")
        yield from ("", f"### {number}. {escaped(section.title)}")
        for group in section.groups:
            yield from ("", f"#### {escaped(group.title)}", "")
            for box in group.boxes:
                yield from _box(box)


def _sections(sections: Iterable[Section], *, named: bool = False) -> Iterator[str]:
    """Sections with a heading each; where items are ``named``, they have a short name and then the text."""
    for section in sections:
        yield from ("", f"## {escaped(section.title)}")
        for group in section.groups:
            yield from ("", f"### {escaped(group.title)}", "")
            for box in group.boxes:
                yield from _box(box, named=named)


def _box(box: Box, *, named: bool = False) -> Iterator[str]:
    title = f"**{escaped(box.title)}**: {escaped(box.text)}" if named else escaped(box.title)
    yield f"- [{'x' if box.ticked else ' '}] {title}"
    if box.details or box.state != "Open":
        yield f"  - {box.state}"
    yield from (f"  - {each.label}: {linked(each.text)}" for each in box.details)


def _gates(gates: tuple[Gate, ...]) -> Iterator[str]:
    if gates:
        yield from ("", "## Quality gates")
    for gate in gates:
        yield from ("", f"### Gate {gate.number}: {escaped(gate.title)}", "", "**Criteria:**", "")
        yield from (f"- {escaped(each.text)} ({escaped(each.how)})" for each in gate.conditions)
        yield from ("", f"**Approval required:** {escaped(gate.role)}", "", f"**State:** {gate.state}")
        if gate.overridden:
            void = "" if gate.override_counts else ", which counts no longer, or not yet"
            yield from ("", f"**⚠ This gate was overridden{void}.**", "", *_details(gate.overridden))
        for signature in gate.signatures:
            yield from ("", *_signature(signature))


def _signature(signature: Signature) -> Iterator[str]:
    who = f"{escaped(signature.name)} ({escaped(signature.id)}), {escaped(signature.role)}"
    yield f"**{signature.decision} by:** {who}, {signature.at}"
    if signature.details or signature.attested:
        yield ""
    yield from _details(signature.details)
    yield from (f"- Attested: {escaped(text)}" for text in signature.attested)


def _details(details: Iterable[Detail]) -> Iterator[str]:
    return (f"- {each.label}: {linked(each.text)}" for each in details)


def _rollback(says: Report) -> Iterator[str]:
    if says.rollback_plan:
        yield from ("", "### Rollback plan", "", *_details(says.rollback_plan))
    if says.answers:
        yield from ("", "### Answers to whether it can be rolled back", "")
    for each in says.answers:
        reason = f": {linked(each.reason)}" if each.reason else ""
        yield f"- {each.at}, {escaped(each.name)}: {each.words}{reason}"


def _updates(says: Report) -> Iterator[str]:
    if says.updates:
        yield from ("", "### Updates", "")
    for each in says.updates:
        where = escaped(", ".join(filter(None, (each.audience, each.to))))
        yield f"- {each.due or 'Later'}, {escaped(each.slot)}: {each.state}{f' ({where})' if where else ''}"
        yield from (f"  - {detail.label}: {linked(detail.text)}" for detail in each.details)
    if says.said:
        yield from ("", "### What the team said for its updates", "")
        yield from (f"- {each.at}, {escaped(each.name)}: {linked(each.reason)}" for each in says.said)


def _sheet(says: Report) -> Iterator[str]:
    if says.sheet:
        yield from ("", "## Sign-off")
    for group in says.sheet:
        yield from ("", f"### {escaped(group.title)}", "")
        for line in group.lines:
            yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    signed = line.signature
    name = f"{escaped(signed.name)} ({escaped(signed.id)})" if signed else _NAME
    date = signed.day if signed else _DATE
    yield f"- [{'x' if line.signed else ' '}] **{escaped(line.title)}**: {name} Date: {date}"
    if signed:
        if not line.signed:
            yield f"  - {line.state}"
        yield from (f"  - {each.label}: {linked(each.text)}" for each in signed.details)


def _note(pack: Pack) -> Iterator[str]:
    digest = digest_of_all(digests(data_of(pack)))
    yield from ("", "---", "")
    yield (
        "**Note**: This page was filled in from the record of the release. It can't be checked by itself: "
        f"the same pack as HTML or JSON can, and has the digest `{digest}`. "
        f"The last row of the audit is `{pack.head or 'none'}`."
    )
