"""The evidence pack of a release as one file: read in one view of the database, drawn without it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.metadata import version

from readiness.model import Release
from slackapp.blocks.text import is_person, said
from slackapp.pack import markdown, page
from slackapp.pack.sealing import SEAL, data_of, digest_of_all, digests, sealed, text_of
from slackapp.pack.values import Pack, Row
from storage import evidence, releases, templates
from storage.audit import Stamp, append_to_workspace
from storage.chains import SHORT
from storage.database import Session
from storage.encoding import as_json, canonical

_ID = re.compile(r"\b[UWS][A-Z0-9]{2,}\b")
_NO_NAME = re.compile(r"[^a-z0-9]+")
INDENT = 1
PAGE_DIGITS = 32
"""Digits of the page's digest that the message says: nobody makes another page that begins with these."""


class Format(StrEnum):
    """What the file is: the page with its data in it, the data alone, or the document in Markdown."""

    HTML = "html"
    JSON = "json"
    MARKDOWN = "markdown"


ENDINGS = {".html": Format.HTML, ".htm": Format.HTML, ".json": Format.JSON, ".md": Format.MARKDOWN}
"""Which format a file's name asks for."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand over: ``words`` say in mrkdwn what it is, and what to check it by."""

    name: str
    title: str
    content: str
    words: str


def program() -> str:
    """The version of this program."""
    return version("release-readiness")


def read_pack(session: Session, name_or_id: str, made_by: str, now: datetime) -> Pack | None:
    """All that is known at ``now`` of the release with this id, or else this name; None when there is none.

    ``made_by`` is the id of who asks, or empty. Everything is read here, from one view of the database.
    """
    release = releases.find(session, name_or_id)
    template = templates.get(session, release.template) if release is not None else None
    if release is None or template is None:
        return None
    rows = tuple(Row(**row) for row in evidence.rows(session, release.id))
    written = canonical(as_json(Release, release))
    ids = {made_by, *_ID.findall(written), *(some_id for row in rows for some_id in _ids_in(row))}
    names = evidence.names(session, release.workspace, ids)
    return Pack(program(), now, made_by, names, template, release, rows)


def strangers(pack: Pack) -> frozenset[str]:
    """The ids of whoever acted or holds a role in the release, and whose name is not in the pack."""
    acted = {pack.made_by, *(row.by for row in pack.audit)}
    holders = {holder for holders in pack.release.roles.values() for holder in holders}
    return frozenset(one for one in acted | holders if is_person(one) and one not in pack.names)


def _ids_in(row: Row) -> list[str]:
    return [row.by, *_ID.findall(row.data)]


def record(session: Session, pack: Pack, form: Format, by: str, surface: str) -> None:
    """Put into the workspace's audit who took which pack of which release, and what it is known by."""
    stamp = Stamp(pack.release.workspace, by, pack.made_at, surface)
    digest = digest_of_all(digests(data_of(pack)))
    content = {"release": pack.release.id, "format": form, "digest": digest, "head": pack.head}
    append_to_workspace(session, stamp, ("EvidenceExported", canonical(content)))


def drawn(pack: Pack, form: Format) -> str:
    """The pack as the text of a file."""
    match form:
        case Format.HTML:
            return page.draw(pack)
        case Format.JSON:
            return text_of(sealed(data_of(pack)), indent=INDENT) + "\n"
        case Format.MARKDOWN:
            return markdown.draw(pack)


def file_of(pack: Pack) -> File:
    """The page of the pack, to be sent in Slack with the digest that it can be held against later."""
    release = pack.release
    words_on_page, data = page.sealed_page(pack)
    digest = digest_of_all(digests(data))
    slug = _NO_NAME.sub("-", release.name.casefold()).strip("-") or release.id
    row, _, hash_ = pack.head.partition(":")
    words = (
        f"*Evidence pack of {said(release.name, 100)}*: one page with its data in it, to print or archive.\n"
        f"Its digest is `{digest}`, the last row of its audit `{row}:{hash_[:SHORT]}`, and the digest of its "
        f"page `{data[SEAL]['page'][:PAGE_DIGITS]}`. "
        "`readiness verify FILE` checks the file by itself; with these three, against this message too."
    )
    name = f"evidence-{slug[:60]}-{pack.made_at:%Y-%m-%d-%H%M}.html"
    return File(name, f"Evidence pack of {release.name}", page.embedded(words_on_page, data), words)
