"""Whether a file is the evidence pack that somebody made: checked against itself, with no database.

What agrees with itself may still have been made up as a whole. Only what Slack's messages say of the same
release, which the maker of a file can't change, tells that; see ``heads`` and ``digest``.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from slackapp.pack import page
from slackapp.pack.replaying import Told, retold, told_otherwise
from slackapp.pack.sealing import SEAL, Data, NoPack, digest_of_all, digests, pack_of, parsed
from slackapp.pack.unlike import difference
from slackapp.pack.values import Pack
from storage.chains import Head
from storage.tampering import problems

_WHAT = {
    "audit": "The audit",
    "format": "The name of its format",
    "made_at": "The moment when it was made",
    "made_by": "Who asked for it",
    "names": "The names of people",
    "program": "The version of the program that made it",
    "release": "The state of the release",
    "template": "The template",
    "version": "The version of its format",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it: ``findings`` is empty for a pack that is as it was made.

    ``notes`` is what was found to be right, and what could not be looked at; ``pack`` is None where the data
    can't be read.
    """

    pack: Pack | None
    digest: str
    findings: tuple[str, ...]
    notes: tuple[str, ...] = ()


def verify(text: str, program: str, heads: Sequence[Head] = (), digest: str = "") -> Verified:
    """Check a page or the JSON of a pack.

    ``program`` is the version of this program; ``heads`` and the beginning of a ``digest`` are what messages
    in Slack say. Line ends, a byte order mark and space at the very end don't matter, nor how the JSON is
    written down. Everything else does.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip(" \t\n") + "\n"
    words = None
    try:
        if not text.lstrip().startswith("{"):
            words, text = page.taken_apart(text)
        data = parsed(text)
    except NoPack as no_pack:
        return Verified(None, "", (str(no_pack),))
    findings = list(_unsealed(data))
    whole = digest_of_all(digests(data))
    if digest and not whole.startswith(digest.lower()):
        findings.append(f"The digest of the pack is {whole}, and not the one that you gave.")
    try:
        pack = pack_of(data)
    except NoPack as no_pack:
        return Verified(None, whole, (*findings, str(no_pack)))
    return _of_pack(pack, data, words, program, heads, findings)


def _unsealed(data: Data) -> Iterator[str]:
    """The parts of the data that are not as they were sealed."""
    seal = _seal(data)
    parts = seal.get("parts")
    if not isinstance(parts, dict) or not set(seal) <= {"parts", "page"}:
        yield "The pack has no seal."
        return
    present = digests(data)
    for part in sorted({*present, *parts}):
        if parts.get(part) != present.get(part):
            what = _WHAT.get(part, f"The part “{part}”")
            yield f"{what} was changed: it does not have the digest of the seal."


def _seal(data: Data) -> Data:
    seal = data.get(SEAL)
    return seal if isinstance(seal, dict) else {}


def _of_pack(
    pack: Pack,
    data: Data,
    words: str | None,
    program: str,
    heads: Sequence[Head],
    findings: list[str],
) -> Verified:
    whole = digest_of_all(digests(data))
    findings += [f"Audit: {problem}" for problem in _chain(pack, heads)]
    story = retold(pack)
    findings += story.findings
    findings += told_otherwise(pack, story)
    notes = _notes(pack, story, whole, heads)
    if words is None:
        if "page" in _seal(data):
            findings.append("This is the data of a page, without its page.")
        return Verified(pack, whole, tuple(findings), notes)
    found, note = _page(pack, data, words, program, whole)
    return Verified(pack, whole, (*findings, *found), (*notes, note))


def _chain(pack: Pack, heads: Sequence[Head]) -> Iterator[str]:
    rows = sorted(pack.audit, key=lambda row: row.seq)
    if rows != list(pack.audit):
        yield "The rows are not in the order of their numbers."
    if not rows:
        yield "There is not a single row."
    strangers = [row.seq for row in rows if row.chain != pack.release.id]
    if strangers:
        yield f"Row {strangers[0]} belongs to another release."
    yield from problems([asdict(row) for row in rows], None, heads)


def _notes(pack: Pack, story: Told, digest: str, heads: Sequence[Head]) -> tuple[str, ...]:
    given = [f"The head {head} that you gave is in its audit." for head in heads]
    return (
        f"The data is what was sealed; its digest is {digest}.",
        f"The audit has {len(pack.audit)} rows, each written after the one before; the last is {pack.head}.",
        "The state of the release is what its audit tells.",
        f"The fingerprints of {story.signatures} decisions fit what there was to sign.",
        *given,
    )


def _page(pack: Pack, data: Data, words: str, program: str, digest: str) -> tuple[tuple[str, ...], str]:
    """What is wrong with the words of the page, and what could be said of them otherwise."""
    sealed = _seal(data).get("page")
    is_sealed = sealed == hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        drawn = page.words_of(pack, digest)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return (f"The page can't be drawn from its data: {error!r}.",), ""
    if words == drawn and is_sealed:
        return (), "Every word of the page is what its data says."
    if words == drawn:
        return ("The seal was changed: its digest is not that of the page.",), ""
    if is_sealed and pack.program != program:
        return (), (
            f"The page has the digest of its seal, but was not compared with its data word by word: version "
            f"{pack.program} drew it, and this is version {program}."
        )
    return (difference(words, drawn),), ""
