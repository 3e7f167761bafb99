"""What Slack sends us, as values: a command typed, a thing pressed, a modal submitted, a shortcut used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slackapp.actions import Field, Target, target

Payload = Mapping[str, Any]
_LINK = re.compile(r"<(?P<address>(https?://|mailto:)[^|>]+)(\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who did something, in which workspace, and how they are answered.

    ``press`` identifies the act, so that its redelivery is not a second one. ``response_url`` is empty
    where Slack gives none.
    """

    user: str
    workspace: str
    press: str
    trigger: str
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A slash command: the subcommand, the words after it, and the channel that it was typed in."""

    asker: Asker
    subcommand: str
    words: str
    channel: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, menu or checkbox: what it is about, and for boxes and people what is selected now.

    ``view`` is the modal or Home tab that it stands in, or None in a message. ``channel`` is that
    message's, and ``private`` says that only the person sees it.
    """

    asker: Asker
    action: str
    block: str
    target: Target
    selected: tuple[str, ...]
    view: Payload | None
    channel: str
    private: bool

    @property
    def release(self) -> str:
        """The id of the release that it is about, by the thing that was pressed or by its window."""
        window = str((self.view or {}).get("private_metadata", ""))
        return self.target.release or target(window).release


@dataclass(frozen=True, slots=True)
class Submitted:
    """A modal that was submitted: what it is about, and what was filled in, by block id."""

    asker: Asker
    modal: str
    metadata: str
    view: Payload
    filled: Mapping[str, "Filled"]

    @property
    def target(self) -> Target:
        """What the modal is about."""
        return target(self.metadata)

    @property
    def release(self) -> str:
        """The id of the release that it is about: picked in it, or what it was opened for."""
        return self.text(Field.RELEASE) or self.target.release

    def text(self, block: str) -> str:
        """What was typed or picked in the block; empty when it was left empty or isn't there."""
        return self.filled[block].text if block in self.filled else ""

    def many(self, block: str) -> tuple[str, ...]:
        """What was picked in the block, where several may be."""
        return self.filled[block].many if block in self.filled else ()


@dataclass(frozen=True, slots=True)
class Filled:
    """What one input holds: ``text`` of a single value, ``many`` of several."""

    text: str = ""
    many: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """A shortcut, and the message that it was used on, if any."""

    asker: Asker
    shortcut: str
    message: Payload | None
    channel: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody types into a menu whose options come from us; ``filled`` is what else was filled in.

    ``block`` is the id of the block that the menu stands in.
    """

    asker: Asker
    menu: str
    words: str
    filled: Mapping[str, "Filled"]
    block: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that Slack tells us of; ``asker`` is whom it is about, if anybody."""

    asker: Asker
    kind: str
    event: Payload


Act = Typed | Pressed | Submitted | Used | Asked | Happened


def _asker(body: Payload) -> Asker:
    urls = body.get("response_urls") or [{}]
    return Asker(
        user=body["user"]["id"],
        workspace=str((body.get("team") or {}).get("id") or body["user"].get("team_id") or ""),
        press=str(body.get("trigger_id", "")),
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url") or urls[0].get("response_url", "")),
    )


def typed(body: Payload) -> Typed:
    """The slash command in this payload."""
    subcommand, _, words = _unescaped(str(body.get("text") or "")).strip().partition(" ")
    trigger = str(body.get("trigger_id", ""))
    asker = Asker(body["user_id"], body["team_id"], trigger, trigger, str(body.get("response_url", "")))
    return Typed(asker, subcommand.casefold(), words.strip(), str(body.get("channel_id", "")))


def _unescaped(text: str) -> str:
    """What was typed: in commands Slack escapes three characters, and puts brackets round links."""
    text = _LINK.sub(r"\g<address>", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def pressed(body: Payload) -> Pressed:
    """The first action in this payload; Slack sends one at a time."""
    action = body["actions"][0]
    container = body.get("container") or {}
    return Pressed(
        asker=_asker(body),
        action=action["action_id"],
        block=action.get("block_id", ""),
        target=target(_value(action)),
        selected=_selected(action),
        view=body.get("view"),
        channel=str(container.get("channel_id", "")),
        private=bool(container.get("is_ephemeral")),
    )


def _value(action: Payload) -> str:
    option = action.get("selected_option") or {}
    return str(action.get("value") or option.get("value") or "")


def _selected(state: Payload) -> tuple[str, ...]:
    if state.get("selected_user"):
        return (str(state["selected_user"]),)
    return tuple(option["value"] for option in state.get("selected_options") or ())


def submitted(body: Payload) -> Submitted:
    """The submitted modal in this payload."""
    view = body["view"]
    metadata = view.get("private_metadata", "")
    return Submitted(_asker(body), view["callback_id"], metadata, view, _filled_in(view))


def _filled_in(view: Payload) -> dict[str, Filled]:
    states = (view.get("state") or {}).get("values") or {}
    return {block: _filled(next(iter(elements.values()))) for block, elements in states.items() if elements}


_SINGLE = (
    "value",
    "selected_user",
    "selected_conversation",
    "selected_channel",
    "selected_date",
    "selected_time",
    "selected_date_time",
)


def _filled(state: Payload) -> Filled:
    if "selected_users" in state:
        return Filled(many=tuple(state["selected_users"] or ()))
    if "selected_conversations" in state:
        return Filled(many=tuple(state["selected_conversations"] or ()))
    if "selected_options" in state:
        return Filled(many=_selected(state))
    if "selected_option" in state:
        return Filled(str((state["selected_option"] or {}).get("value", "")))
    found = next((state[name] for name in _SINGLE if state.get(name) is not None), "")
    return Filled(str(found))


def used(body: Payload) -> Used:
    """The shortcut in this payload."""
    channel = (body.get("channel") or {}).get("id", "")
    return Used(_asker(body), body["callback_id"], body.get("message"), channel)


def asked(body: Payload) -> Asked:
    """The request for options in this payload."""
    filled = _filled_in(body.get("view") or {})
    block = str(body.get("block_id") or "")
    return Asked(_asker(body), body["action_id"], str(body.get("value") or ""), filled, block)


def happened(body: Payload) -> Happened:
    """The event in this payload."""
    event = body["event"]
    user = event.get("user")
    about = user if isinstance(user, str) else ""
    return Happened(Asker(about, body["team_id"], body["event_id"], ""), event["type"], event)
