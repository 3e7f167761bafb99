"""What a listener answers: values, so that listeners need no Slack client. ``listening`` carries them out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slackapp.blocks.parts import Message
from slackapp.exporting import File
from slackapp.parts import Case

View = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Nothing:
    """The thing that was pressed is answered by what it changed: the courier redraws it."""


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the person, and nobody else; ``replace`` redraws the private message that was pressed."""

    message: Message
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Retell:
    """Redraw the message that was pressed, at once and until it shows the release as it is."""

    release: str
    draw: Callable[[Case], Message]


@dataclass(frozen=True, slots=True)
class Share:
    """Tell the channel in the person's name."""

    message: Message


@dataclass(frozen=True, slots=True)
class HandOver:
    """Tell the person that a file comes, make it, and send it to them by direct message."""

    message: Message
    make: Callable[[], Awaitable[File]]


@dataclass(frozen=True, slots=True)
class Open:
    """Open a modal, on top of the one that was pressed in; ``beneath`` draws that one anew."""

    view: View
    beneath: View | None = None


@dataclass(frozen=True, slots=True)
class Redraw:
    """Draw the modal that was pressed in anew, and ``beneath`` in the one under it."""

    view: View
    beneath: View | None = None


@dataclass(frozen=True, slots=True)
class Publish:
    """Draw the person's Home tab anew."""

    view: View


@dataclass(frozen=True, slots=True)
class Errors:
    """Keep the submitted modal open, with a sentence under each of these inputs.

    ``recorded``: the refusal is in the audit already.
    """

    sentences: Mapping[str, str]
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    """Put another view in the place of the submitted one."""

    view: View


@dataclass(frozen=True, slots=True)
class Finish:
    """Close the submitted modal, and draw ``beneath`` in the one under it, by its id."""

    beneath: View | None = None
    beneath_id: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a menu, as (text, value)."""

    options: tuple[tuple[str, str], ...]


Told = Nothing | Say | Retell | Share | HandOver | Publish
Drawn = Open | Redraw | Errors | Replace | Finish | Options
Answer = Told | Drawn
