"""Where the process begins: ``readiness`` on the command line, or ``python -m slackapp``."""

from slackapp.cli import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
