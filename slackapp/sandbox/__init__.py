"""A local Slack: enough of it to run and test an app without a workspace. It knows Slack, not the app."""

from slackapp.sandbox.local import LocalSlack
from slackapp.sandbox.people import Person
from slackapp.sandbox.seen import Message, View
from slackapp.sandbox.values import Timing
from slackapp.sandbox.workspace import Channel, Member, UserGroup, Workspace

__all__ = ["Channel", "LocalSlack", "Member", "Message", "Person", "Timing", "UserGroup", "View", "Workspace"]
