"""Who and what is there when the local Slack opens, told before anything of the app is loaded."""

from slackapp.backstage.scripts import Script
from slackapp.manifest import manifest
from slackapp.sandbox import Workspace
from slackapp.sandbox.cast import small_company


def company(script: Script) -> Workspace:
    """The people, groups and channels of the script. Raises ``MalformedTemplate`` for a bad seed file."""
    if script.seed is None:
        return small_company(manifest())
    from slackapp.backstage.opening import opening  # noqa: PLC0415 - only a file of one's own needs it

    return opening(script).company
