"""The cast of a workspace, as values: people, channels, user groups.

What happens to them later is `world`'s.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from slackapp.sandbox.application import Application

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COLOURS = ("#7a5cff", "#0f7b6c", "#b5533c", "#2f6fb0", "#8c4f8a", "#5a7d2a", "#b0762f", "#3f5c78")


def identifier(prefix: str, seed: str) -> str:
    """An id of Slack's form: the prefix (`U`, `C` …) and ten characters that always follow from the seed."""
    number = int.from_bytes(hashlib.sha256(f"{prefix}:{seed}".encode()).digest()[:8], "big")
    characters = []
    for _ in range(10):
        number, digit = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[digit])
    return prefix + "".join(characters)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the workspace, a bot included.

    `name` is the handle, `is_stranger` comes from another organisation.
    """

    name: str
    real_name: str
    title: str = ""
    tz: str = "Europe/London"
    emoji: str = ""
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    bot_id: str = ""
    app_id: str = ""
    given_id: str = ""

    @property
    def id(self) -> str:
        """The `U…` id: the given one, or one that follows from the handle."""
        return self.given_id or identifier("U", self.name)

    @property
    def first_name(self) -> str:
        """What colleagues call this person: the first word of the real name; of a bot, all of it."""
        return self.real_name if self.is_bot else self.real_name.split()[0]

    @property
    def can_act(self) -> bool:
        """True for people who still have an account."""
        return not self.is_bot and not self.deleted

    @property
    def initials(self) -> str:
        """The first letters of the first two words of the real name."""
        return "".join(word[0] for word in self.real_name.split()[:2]).upper()

    @property
    def colour(self) -> str:
        """A colour for the face, the same each time."""
        return _COLOURS[int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % len(_COLOURS)]

    @property
    def sees_own_channels_only(self) -> bool:
        """True for guests and people from elsewhere: public channels are open to full members alone."""
        return self.is_restricted or self.is_ultra_restricted or self.is_stranger

    def team(self, team_id: str) -> str:
        """The `T…` id of this person's own workspace, seen from the workspace `team_id`."""
        return "T0ELSEWHERE" if self.is_stranger else team_id

    def as_slack(self, team_id: str) -> dict[str, Any]:
        """The `user` object of users.info; `tz_offset` is in seconds, at this moment."""
        offset = datetime.now(UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team(team_id),
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
            "profile": {
                "title": self.title,
                "real_name": self.real_name,
                "real_name_normalized": self.real_name,
                "display_name": self.first_name,
                "display_name_normalized": self.first_name,
                "team": self.team(team_id),
            },
        }
        if self.is_bot:
            user["profile"] |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        if not self.deleted:
            user |= {
                "tz": self.tz,
                "tz_label": self.tz,
                "tz_offset": int(offset.total_seconds()) if offset else 0,
                "is_admin": self.is_admin,
                "is_owner": False,
                "is_primary_owner": False,
                "is_restricted": self.is_restricted,
                "is_ultra_restricted": self.is_ultra_restricted,
            }
        if self.is_stranger:
            user["is_stranger"] = True
        return user


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel at the start.

    Its name without `#`, and the handles of its members (none: every full member).
    """

    name: str
    members: tuple[str, ...] = ()
    topic: str = ""
    is_private: bool = False
    is_general: bool = False
    is_archived: bool = False
    is_shared: bool = False
    app_is_member: bool = True

    @property
    def id(self) -> str:
        """The `C…` id, private channels included, as Slack gives it to channels made today."""
        return identifier("C", self.name)


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A user group: its handle without `@`, its name, and the handles of its people."""

    handle: str
    name: str
    members: tuple[str, ...] = ()
    is_disabled: bool = False

    @property
    def id(self) -> str:
        """The `S…` id."""
        return identifier("S", self.handle)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything that a local Slack starts with: the app that is installed, and who and what is there."""

    app: Application
    members: tuple[Member, ...]
    channels: tuple[Channel, ...]
    user_groups: tuple[UserGroup, ...] = ()
    team_name: str = "Local Slack"
    domain: str = "local-slack"

    @property
    def team_id(self) -> str:
        """The `T…` id."""
        return identifier("T", self.domain)

    @property
    def bot(self) -> Member:
        """The app's own user in the workspace."""
        return Member(
            name=self.app.handle,
            real_name=self.app.bot_name,
            tz="UTC",
            is_bot=True,
            bot_id=self.app.bot_id,
            app_id=self.app.id,
            given_id=self.app.bot_user_id,
        )
