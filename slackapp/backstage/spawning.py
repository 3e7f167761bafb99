"""Starting the app's process. It imports nothing, so that the command line can do it before all else.

The app takes its second to load; beside it the local Slack loads in a third of that.
"""

import subprocess
import sys

Spawned = subprocess.Popen[bytes]

_waiting: list[Spawned] = []


def spawn() -> Spawned:
    """A new process of the app. It waits for its first line, and ends when its input does."""
    return subprocess.Popen(
        [sys.executable, "-m", "slackapp.backstage"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Ctrl-C in the terminal is for whoever started it, who ends it by its input.
        start_new_session=True,
    )


def spawn_early() -> None:
    """Start the process that whoever comes for one first is to get."""
    _waiting.append(spawn())


def spawned() -> Spawned:
    """The process that was started early, or else a new one."""
    return _waiting.pop() if _waiting else spawn()


def forget() -> None:
    """End a process that nobody came for."""
    while _waiting:
        process = _waiting.pop()
        process.kill()
        process.communicate()
