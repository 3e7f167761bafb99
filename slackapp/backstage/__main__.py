"""Where the child process begins: ``python -m slackapp.backstage``."""

import asyncio
import sys

from slackapp.backstage.child import run
from slackapp.cli.plainly import log_from

if __name__ == "__main__":
    log_from("WARNING")
    sys.exit(asyncio.run(run()))
