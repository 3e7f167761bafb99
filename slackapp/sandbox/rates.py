"""Slack's rate limits, for those who want to run into them: off unless asked for."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute, a method, a workspace (docs.slack.dev, Rate limits). Slack lets bursts go above them."""

_TIER_OF = {
    "auth.test": 4,
    "bookmarks.add": 2,
    "bookmarks.edit": 2,
    "bookmarks.list": 3,
    "bookmarks.remove": 2,
    "chat.delete": 3,
    "chat.getPermalink": 4,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "pins.add": 2,
    "pins.list": 2,
    "pins.remove": 2,
    "reactions.add": 3,
    "team.info": 3,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "users.conversations": 3,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}


@dataclass(slots=True, eq=False)
class Rates:
    """Counts calls on the monotonic clock, and says how long to wait once there were too many."""

    enforced: bool = False
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def wait_for(self, method: str, channel: str) -> int:
        """Seconds for `Retry-After`, or 0 when the call may go on; it is counted then."""
        if not self.enforced:
            return 0
        # chat.postMessage has a rule of its own: about one a second a channel.
        most, seconds, key = (
            (1, 1.0, channel) if method == "chat.postMessage" else (self._most(method), 60.0, "")
        )
        now = time.monotonic()
        calls = self._calls.setdefault((method, key), deque())
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil(calls[0] + seconds - now))
        calls.append(now)
        return 0

    def _most(self, method: str) -> int:
        return TIERS[_TIER_OF.get(method, 3)]
