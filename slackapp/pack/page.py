"""The pack as one page that stands alone: no script, nothing from elsewhere, its data embedded in it."""

import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from slackapp.pack.composing import report
from slackapp.pack.sealing import Data, NoPack, data_of, digest_of_all, digests, sealed, text_of
from slackapp.pack.values import Pack
from slackapp.pack.words import Names, exact, visible

_OPENS = '<pre id="evidence" hidden>'
_CLOSES = "</pre>\n</body>\n</html>\n"
_LINK = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}]")


def draw(pack: Pack) -> str:
    """The page with its sealed data."""
    return embedded(*sealed_page(pack))


def sealed_page(pack: Pack) -> tuple[str, Data]:
    """The page without its data, and the data with the seal of both."""
    data = data_of(pack)
    page = words_of(pack, digest_of_all(digests(data)))
    return page, sealed(data, page)


def words_of(pack: Pack, digest: str) -> str:
    """All of the page but the data in it, which is drawn from the pack alone: the same every time."""
    names = Names(pack.names)
    drawn: str = _template().render(
        report=report(pack),
        program=pack.program,
        made_at=exact(pack.made_at),
        made_by=names.of(pack.made_by) if pack.made_by else "",
        digest=digest,
        style=Markup(_source("page.css")),  # noqa: S704 - a file of ours
        data="",
    )
    return drawn


def embedded(page: str, data: Data) -> str:
    """The page with the data in it."""
    return page.removesuffix(_CLOSES) + text_of(data) + _CLOSES


def taken_apart(text: str) -> tuple[str, str]:
    """A page without its data, and the data's JSON. Raises ``NoPack`` for what is no such page."""
    before, opens, rest = text.rpartition(_OPENS)
    if not opens:
        raise NoPack(
            "There is no data of an evidence pack in it. A pack as HTML or JSON holds its data; "
            "one in Markdown can't be checked."
        )
    if not rest.endswith(_CLOSES):
        raise NoPack("Something follows in the page after its data.")
    return before + opens + _CLOSES, rest.removesuffix(_CLOSES)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        finalize=_shown,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["linked"] = _linked
    return environment.get_template("page.html")


def _source(name: str) -> str:
    return (files("slackapp.pack") / name).read_text(encoding="utf-8")


def _shown(value: object) -> object:
    """What is put into the page: nothing that a reader could not see."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value)


def _linked(text: str) -> Markup:
    """Somebody's words, escaped, with their web addresses as links."""
    pieces, end = [], 0
    text = visible(text)
    for match in _LINK.finditer(text):
        link = Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(match[0])
        pieces += [escape(text[end : match.start()]), link]
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])
