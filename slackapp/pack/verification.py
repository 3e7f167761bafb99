"""Whether a file is the evidence pack that somebody made: checked against itself, with no database.

What agrees with itself may still have been made up as a whole. Only what Slack's messages say of the same
release, which the maker of a file can't change, tells that; see ``heads`` and ``digest``.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from readiness.signing.fingerprints import VERSION as FINGERPRINTS
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
    can't be read. ``unproven``: nothing is known to be wrong, but what people read can't be held against
    anything, as there is no data in it, say; the findings say why.
    """

    pack: Pack | None
    digest: str
    findings: tuple[str, ...]
    notes: tuple[str, ...] = ()
    unproven: bool = False


@dataclass(frozen=True, slots=True)
class _Witness:
    """The version of this program, and what messages in Slack say of the pack."""

    program: str
    heads: Sequence[Head]
    page: str


def verify(
    text: str, program: str, heads: Sequence[Head] = (), digest: str = "", page_digest: str = ""
) -> Verified:
    """Check a page or the JSON of a pack.

    ``program`` is the version of this program; ``heads`` and the beginnings of the digests of the data and
    of the page are what messages in Slack say. Line ends, a byte order mark and space at the very end don't
    matter, nor how the JSON is written down. Everything else does.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip(" \t\n") + "\n"
    words = None
    try:
        if not text.lstrip().startswith("{"):
            words, text = page.taken_apart(text)
        data = parsed(text)
    except NoPack as no_pack:
        return Verified(None, "", (str(no_pack),), unproven=True)
    findings = list(_unsealed(data))
    whole = digest_of_all(digests(data))
    if digest and not whole.startswith(digest.lower()):
        findings.append(f"The digest of the pack is {whole}, and not the one that you gave.")
    try:
        pack = pack_of(data)
    except NoPack as no_pack:
        return Verified(None, whole, (*findings, str(no_pack)))
    return _of_pack(pack, data, words, _Witness(program, heads, page_digest.lower()), findings)


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
    witness: _Witness,
    findings: list[str],
) -> Verified:
    whole = digest_of_all(digests(data))
    findings += [f"Audit: {problem}" for problem in _chain(pack, witness.heads)]
    story = retold(pack)
    findings += story.findings
    findings += told_otherwise(pack, story)
    notes = _notes(pack, story, whole, witness.heads)
    if words is None:
        if "page" in _seal(data):
            findings.append("This is the data of a page, without its page.")
        if witness.page:
            findings.append("There is no page in it, so the digest of the page is not the one that you gave.")
        return Verified(pack, whole, tuple(findings), notes)
    drawn = _page(pack, data, words, witness, whole)
    unproven = drawn.unproven and not findings
    return Verified(pack, whole, (*findings, *drawn.findings), (*notes, *drawn.notes), unproven)


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
    beyond = [
        f"The fingerprints of {number} decisions are of version {version}, and this program makes those of "
        f"version {FINGERPRINTS}, so it can't hold them against what there was to sign. The chain that they "
        "stand in holds."
        for version, number in sorted(story.unknown.items())
    ]
    return (
        f"The data is what was sealed; its digest is {digest}.",
        f"The audit has {len(pack.audit)} rows, each written after the one before; the last is {pack.head}.",
        "The state of the release is what its audit tells.",
        f"The fingerprints of {story.signatures} decisions fit what there was to sign.",
        *beyond,
        *given,
    )


def _page(pack: Pack, data: Data, words: str, witness: _Witness, digest: str) -> Verified:
    """What is wrong with the words of the page, and what could be said of them otherwise."""
    present = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    if not present.startswith(witness.page):
        return _found(f"The digest of the page is {present}, and not the one that you gave.")
    is_sealed = _seal(data).get("page") == present
    try:
        drawn = page.words_of(pack, digest)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return _found(f"The page can't be drawn from its data: {error!r}.")
    if words == drawn and is_sealed:
        return Verified(None, "", (), ("Every word of the page is what its data says.",))
    if words == drawn:
        return _found("The seal was changed: its digest is not that of the page.")
    if is_sealed and pack.program != witness.program:
        return _by_another_version(pack.program, witness)
    return _found(difference(words, drawn))


def _found(finding: str) -> Verified:
    return Verified(None, "", (finding,))


def _by_another_version(drew: str, witness: _Witness) -> Verified:
    """A page that can't be drawn here: whoever edits one can seal it again, so Slack has to vouch for it."""
    versions = f"version {drew} drew it, and this is version {witness.program}"
    if witness.page:
        note = (
            f"The page was not compared with its data word by word, for {versions}; its digest is as given."
        )
        return Verified(None, "", (), (note,))
    finding = (
        f"The page can't be compared with its data word by word, for {versions}. Verify it with version "
        f"{drew}, or give the digest of the page that the message in Slack says: --page-digest DIGEST."
    )
    return Verified(None, "", (finding,), unproven=True)
