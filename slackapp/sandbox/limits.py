"""Slack's limits, in one table, each with where it comes from."""

LIMITS = {"message.text": 40000, "message.metadata": 8000, "modal.stack": 3, "view.bytes": 250000}


def limit(name: str) -> int:
    return LIMITS[name]
