"""Where the process begins: ``readiness`` on the command line, or ``python -m slackapp``."""

import sys

from slackapp.backstage import spawning


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] == ["sandbox"] and "--help" not in sys.argv:
        spawning.spawn_early()
    try:
        from slackapp.cli import app  # noqa: PLC0415 - loading it takes as long as the app's process does

        app()
    finally:
        spawning.forget()


if __name__ == "__main__":
    main()
