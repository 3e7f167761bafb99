"""Where the process begins: ``readiness`` on the command line, or ``python -m slackapp``."""

import sys

from slackapp.backstage import spawning


def main() -> None:
    """Run the command line. The local Slack's own process needs little of the app, and loads no more."""
    if sys.argv[1:2] != ["sandbox"]:
        from slackapp.cli.commands import app  # noqa: PLC0415

        app()
        return
    if "--help" not in sys.argv:
        spawning.spawn_early()
    try:
        from slackapp.cli.sandbox import play  # noqa: PLC0415 - it loads beside the app's process

        play(sys.argv[2:])
    finally:
        spawning.forget()


if __name__ == "__main__":
    main()
