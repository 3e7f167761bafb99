"""A local Slack: enough of it to run and test an app without a workspace. It knows Slack, not the app."""

from importlib import import_module
from typing import TYPE_CHECKING

from slackapp.sandbox.values import Timing
from slackapp.sandbox.workspace import Channel, Member, UserGroup, Workspace

if TYPE_CHECKING:
    from slackapp.sandbox.local import LocalSlack
    from slackapp.sandbox.people import Person
    from slackapp.sandbox.seen import Message, View

__all__ = ["Channel", "LocalSlack", "Member", "Message", "Person", "Timing", "UserGroup", "View", "Workspace"]

_ON_FIRST_USE = {"LocalSlack": "local", "Person": "people", "Message": "seen", "View": "seen"}
"""What brings a web server along: whoever only describes a workspace need not wait for one to load."""


def __getattr__(name: str) -> object:
    """Load what runs a local Slack when it is first asked for."""
    if name in _ON_FIRST_USE:
        return getattr(import_module(f"{__name__}.{_ON_FIRST_USE[name]}"), name)
    raise AttributeError(f"{__name__} has no {name}")
