"""How an act ends, and the ways in which Slack itself turns one down."""

from __future__ import annotations

from dataclasses import dataclass, field

from slackapp.sandbox.values import Ack, Json


class NotPossible(Exception):
    """Slack's own client would not let a person do this; the app hears nothing of it."""

    def __init__(self, sentence: str, reason: str = "not_possible") -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act.

    Whether the app acknowledged, what Slack showed instead, and what the act itself gives.
    """

    ok: bool
    trouble: str = ""
    reason: str = ""
    more: Json = field(default_factory=dict)
    ack: Ack | None = None

    def as_json(self) -> Json:
        """The answer to `POST /client/act`."""
        if self.ok:
            return {"ok": True, **self.more}
        return {"ok": False, "error": self.trouble, "reason": self.reason, **self.more}


DONE = Outcome(ok=True)
