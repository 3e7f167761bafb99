"""The release as the rows of its audit tell it, and what was there to sign at each signature."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.events import Event, Opened, SignedOff
from readiness.evolve import evolve
from readiness.model import Release
from readiness.records import Shown
from readiness.signing.fingerprints import (
    VERSION,
    gate_fingerprint,
    gate_shown,
    sheet_fingerprint,
    sheet_shown,
    version_of,
)
from readiness.signing.sheet import is_line
from readiness.templates import digest
from slackapp.pack.course import REFUSED
from slackapp.pack.values import Pack, Row
from storage.encoding import as_json, event_of

_UNFIT = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What evolving may raise over events that no ledger would have written one after the other."""


@dataclass(slots=True)
class Told:
    """What the rows tell: the release, how many signatures fit what there was to sign, and what is wrong.

    ``unknown``: by the version of fingerprints in which this program can't make any, how many have one.
    """

    release: Release | None = None
    signatures: int = 0
    unknown: Counter[int] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)


def retold(pack: Pack) -> Told:
    """The release evolved from nothing, by every row that is no refusal."""
    told = Told()
    for row in pack.audit:
        if row.kind != REFUSED:
            try:
                event = event_of(row.kind, row.data)
                told.findings += _against_template(pack, row, event)
                _count(pack, row, event, told)
                told.release = evolve(told.release, event, row.by, row.at)
            except _UNFIT as error:
                told.findings.append(f"Audit: Row {row.seq} tells nothing that can have happened: {error!r}.")
    return told


def _against_template(pack: Pack, row: Row, event: Event) -> Iterator[str]:
    if not isinstance(event, Opened):
        return
    if event.template != pack.template.reference:
        yield f"Audit: Row {row.seq} opens the release from another template than the pack's."
    elif event.template_digest != digest(pack.template):
        yield f"Audit: Row {row.seq} opens the release from a template that says something else."


def _count(pack: Pack, row: Row, event: Event, told: Told) -> None:
    """Hold a signature against what the state was when it was given: what was shown, and its fingerprint."""
    if not isinstance(event, SignedOff) or told.release is None:
        return
    begins = f"Row {row.seq} signs “{event.subject}”"
    if not (pack.template.has_gate(event.subject) or is_line(pack.template, event.subject)):
        told.findings.append(f"Audit: {begins}, which the template does not have.")
        return
    version = version_of(event.fingerprint)
    if version is not None and version != VERSION:
        told.unknown[version] += 1
        return
    shown, fingerprint = _to_sign(pack, told.release, event)
    if event.fingerprint != fingerprint:
        told.findings.append(
            f"Signatures: {begins} with a fingerprint that is not that of what there was to sign."
        )
    elif event.shown != shown:
        told.findings.append(f"Signatures: {begins} with something shown that was not there to be shown.")
    else:
        told.signatures += 1


def _to_sign(pack: Pack, release: Release, event: SignedOff) -> tuple[tuple[Shown, ...], str]:
    """What there was to be shown to whoever signed, and its fingerprint by what they say they were shown."""
    template = pack.template
    if template.has_gate(event.subject):
        gate = template.gate(event.subject)
        return gate_shown(template, release, gate), gate_fingerprint(template, release, gate, event.shown)
    return sheet_shown(template, release), sheet_fingerprint(template, release, event.shown)


def told_otherwise(pack: Pack, told: Told) -> Iterator[str]:
    """Where the state in the pack is not what the audit tells, a sentence for each place."""
    if told.release is None:
        yield "The audit tells of no release."
        return
    told_state: Mapping[str, Any] = as_json(Release, told.release)
    given: Mapping[str, Any] = as_json(Release, pack.release)
    for name in given:
        yield from _otherwise(name, given[name], told_state[name])


def _otherwise(name: str, given: object, told: object) -> Iterator[str]:
    if given == told:
        return
    if isinstance(given, dict) and isinstance(told, dict):
        for key in sorted({*given, *told}):
            if given.get(key) != told.get(key):
                yield f"The state differs from what the audit tells: {name}, “{key}”."
    else:
        yield f"The state differs from what the audit tells: {name}."
