"""Which texts of a message can mention somebody: only what Slack reads as markup."""

from __future__ import annotations

from collections.abc import Iterator

from slackapp.sandbox.values import Json

_RICH = {"user": "<@{user_id}>", "usergroup": "<!subteam^{usergroup_id}>", "broadcast": "<!{range}>"}
"""The elements of rich text that mention, as the markup that says the same."""


def mentioning(raw: Json) -> Iterator[str]:
    """The texts of a message in which `<@U…>` or `<!channel>` reaches people.

    Those are its `mrkdwn` and markdown, and the mentions in its rich text. The `text` beside blocks counts
    too, as in Slack; plain text, such as a header or a button, stays plain.
    """
    yield str(raw.get("text") or "")
    yield from _marked(raw.get("blocks") or [])


def _marked(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for inside in value:
            yield from _marked(inside)
    elif isinstance(value, dict):
        yield from _own(value)
        for inside in value.values():
            yield from _marked(inside)


def _own(value: Json) -> Iterator[str]:
    kind = value.get("type")
    if kind in {"mrkdwn", "markdown"}:
        yield str(value.get("text", ""))
    elif kind in _RICH and "text" not in value:
        yield _RICH[kind].format_map(
            {key: value.get(key, "") for key in ("user_id", "usergroup_id", "range")}
        )
