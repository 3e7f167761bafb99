"""One conversation as it stands: who is in it, what was said, what is pinned."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from slackapp.sandbox import elements
from slackapp.sandbox.values import Json, State


@dataclass(slots=True, eq=False)
class Post:
    """A message: `raw` as the Web API tells it.

    An ephemeral one has a `reader`; `filled` is what each person filled in.
    """

    raw: Json
    reader: str | None = None
    drawn: State = field(default_factory=dict)
    filled: dict[str, State] = field(default_factory=dict)

    @property
    def ts(self) -> str:
        """Its id within the conversation."""
        return str(self.raw["ts"])

    def state_for(self, user: str) -> State:
        """What this person has filled in, or what was drawn until then."""
        return self.filled.get(user, self.drawn)

    def redraw(self) -> None:
        """Work the state out anew after `raw["blocks"]` changed.

        Block and action ids that stay keep their values.
        """
        blocks = self.raw.get("blocks", [])
        self.drawn = elements.carried_over(self.drawn, blocks)
        self.filled = {user: elements.carried_over(state, blocks) for user, state in self.filled.items()}


@dataclass(slots=True, eq=False)
class Conversation:
    """A channel, a private channel, or a direct message of one (`im`) or several people (`mpim`)."""

    id: str
    kind: str
    name: str = ""
    topic: str = ""
    members: set[str] = field(default_factory=set)
    is_general: bool = False
    is_archived: bool = False
    is_shared: bool = False
    created: int = field(default_factory=lambda: int(time.time()))
    posts: dict[str, Post] = field(default_factory=dict)
    pins: dict[str, Json] = field(default_factory=dict)
    bookmarks: dict[str, Json] = field(default_factory=dict)
    _last_stamp: int = 0

    def next_ts(self) -> str:
        """A ts from the machine clock in microseconds, later than any before it here."""
        self._last_stamp = max(time.time_ns() // 1000, self._last_stamp + 1)
        seconds, micros = divmod(self._last_stamp, 1_000_000)
        return f"{seconds}.{micros:06d}"

    @property
    def is_direct(self) -> bool:
        """Whether it is a direct message, of two or of several."""
        return self.kind in {"im", "mpim"}

    def other(self, user: str) -> str | None:
        """The other person of a direct message of two."""
        return next(iter(self.members - {user}), None) if self.kind == "im" else None

    def posts_seen_by(self, user: str) -> list[Post]:
        """What this person sees, oldest first: everything but other people's ephemerals."""
        return [post for post in self.posts.values() if post.reader in {None, user}]

    def lasting(self) -> list[Post]:
        """What the Web API knows of, oldest first: no ephemerals."""
        return [post for post in self.posts.values() if post.reader is None]

    def as_slack(self, asker: str) -> Json:
        """The `channel` object of conversations.info, as the member `asker` gets it."""
        if self.kind == "im":
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_org_shared": False,
                "user": self.other(asker),
                "is_user_deleted": False,
                "is_open": True,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": False,
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "created": self.created,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "is_shared": self.is_shared,
            "is_ext_shared": self.is_shared,
            "is_org_shared": False,
            "is_member": asker in self.members,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }
