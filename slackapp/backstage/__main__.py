"""Where the child process begins: ``python -m slackapp.backstage``."""

import gc

# What is loaded stays: looking for garbage in it took an eighth of the start.
gc.disable()

import asyncio  # noqa: E402
import sys  # noqa: E402

from slackapp.backstage.child import run  # noqa: E402
from slackapp.cli.sentences import log_from  # noqa: E402

if __name__ == "__main__":
    log_from("WARNING")
    gc.freeze()
    gc.enable()
    sys.exit(asyncio.run(run()))
