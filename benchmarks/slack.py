"""The Slack that the measured app speaks to: the local one, with what a run needs laid out in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from slack_sdk import WebClient

from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.workspace import Workspace

CHANNEL = "releases"
"""The channel that everybody is in."""
LATENCY = 0.1
"""Seconds that a call to Slack takes, about as long as the real one needs for it."""


@dataclass(frozen=True, slots=True)
class Slack:
    """A local Slack with a message in a channel, which stands for the cards of all releases."""

    local: LocalSlack
    workspace: Workspace
    channel: str
    card_ts: str
    _windows: list[str] = field(default_factory=list)

    def environment(self, database_url: str = "") -> Mapping[str, str]:
        """The settings that lead an app to this Slack, over HTTP, and to a database."""
        return {
            "SLACK_BOT_TOKEN": self.local.bot_token,
            "SLACK_SIGNING_SECRET": self.local.signing_secret,
            "SLACK_API_URL": self.local.api_url,
            **({"DATABASE_URL": database_url} if database_url else {}),
        }

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of those who may act on a release."""
        members = self.workspace.members
        return tuple(m.id for m in members if m.can_act and not (m.is_restricted or m.is_stranger))

    def windows(self, request_url: str) -> tuple[str, ...]:
        """The ids of the checklists that everybody has open, at first of the app behind ``request_url``.

        Once open they take what any app draws in them, so that all that are measured draw in the same ones.
        """
        if not self._windows:
            self.local.deliver_to(request_url)
            self._windows.extend(self._opened(person_id) for person_id in self.people)
        return tuple(self._windows)

    def _opened(self, person_id: str) -> str:
        modal = self.local.person(person_id).types("/readiness checklist", CHANNEL).modal
        if modal is None:
            raise RuntimeError("The checklist did not open, so there is nothing to tick in.")
        return modal.id


@contextmanager
def local_slack() -> Iterator[Slack]:
    """A local Slack in this process, which does little else while a server is measured."""
    workspace = small_company(manifest())
    with LocalSlack(workspace) as local:
        local.timing.latency = LATENCY
        client = WebClient(local.bot_token, base_url=local.api_url)
        channel = next(c.id for c in workspace.channels if c.name == CHANNEL)
        card = client.chat_postMessage(channel=channel, text="The cards of the measured releases")
        yield Slack(local, workspace, channel, str(card["ts"]))
