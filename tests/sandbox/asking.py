"""Asking the local Slack as its page does."""

from __future__ import annotations

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError

from slackapp.sandbox import LocalSlack


def fetched(slack: LocalSlack, path: str) -> Any:
    with urllib.request.urlopen(f"{slack.url}{path}") as response:
        return json.load(response)


def posted(slack: LocalSlack, path: str, body: Any, **headers: str) -> Any:
    """The answer, refused or not; a refused one with its `status`."""
    sent = {"Content-Type": "application/json", "Origin": slack.url, **headers}
    request = urllib.request.Request(f"{slack.url}{path}", data=json.dumps(body).encode(), headers=sent)
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except HTTPError as refused:
        with refused:
            return json.load(refused) | {"status": refused.code}


def acted(slack: LocalSlack, who: str, act: str, **more: Any) -> Any:
    return posted(slack, "/client/act", {"as": slack.person(who).id, "act": act, **more})


def done(slack: LocalSlack, do: str, **more: Any) -> Any:
    return posted(slack, "/client/backstage", {"do": do, **more})


def behind(slack: LocalSlack) -> Any:
    return fetched(slack, "/client/backstage")


def under_the_glass(slack: LocalSlack, after: int = 0) -> Any:
    return fetched(slack, f"/client/glass?after={after}")["entries"]
