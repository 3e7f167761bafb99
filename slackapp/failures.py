"""How a call to Slack fails: with a word of Slack's own, or on the way."""

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
"""Whatever a call to Slack may raise. Not every connection that breaks is an ``OSError``."""


class SlackProblem(Exception):
    """Slack can't be used; the message is a sentence that says why and what to do."""


def word(error: BaseException) -> str:
    """What to call the failure: Slack's word for it, such as ``channel_not_found``; else a few of ours.

    A proxy or an outage answers with a page instead of JSON; then slack_sdk's response can't be asked.
    """
    if not isinstance(error, SlackApiError):
        return type(error).__name__
    answered = getattr(error.response, "data", error.response)
    if isinstance(answered, Mapping) and answered.get("error"):
        return str(answered["error"])
    return f"status_{status(error)}"


def status(error: SlackApiError) -> int:
    """The HTTP status of Slack's answer; 0 when there is none."""
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def is_unreachable(error: BaseException) -> bool:
    """Whether no answer came that Slack itself gave."""
    return not isinstance(error, SlackApiError) or word(error).startswith("status_")
