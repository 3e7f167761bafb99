"""Signed requests to the app's request URL, in the three encodings that Slack uses."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from slackapp.sandbox.values import Ack, Delivery, Json

_FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's request signature, version 0: an HMAC-SHA256 over version, time and body.

    Source: docs.slack.dev, Verifying requests from Slack.
    """
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """The body and its content type.

    JSON for events, a form for commands, a form with one JSON field for the rest.
    """
    if delivery.kind == "event":
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind == "command":
        return urlencode(delivery.payload).encode(), _FORM
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), _FORM


def signed_request(delivery: Delivery, secret: str, at: float | None = None) -> tuple[bytes, dict[str, str]]:
    """Body and headers of the request that Slack would send, signed at this moment.

    `at` is in seconds since 1970; without it, now.
    """
    body, content_type = encoded(delivery)
    timestamp = str(int(time.time() if at is None else at))
    headers = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(secret, timestamp, body),
    }
    if delivery.retry:
        headers["X-Slack-Retry-Num"] = str(delivery.retry)
        headers["X-Slack-Retry-Reason"] = delivery.retry_reason
    return body, headers


@dataclass(frozen=True, slots=True)
class HttpRoute:
    """POSTs to one request URL, each over a connection of its own: the app may close idle ones."""

    url: str
    signing_secret: str

    async def send(self, delivery: Delivery, limit: float) -> Ack:
        """See `Route.send`."""
        import aiohttp  # noqa: PLC0415 - it loads as long as all the rest, and Socket Mode needs none

        body, headers = signed_request(delivery, self.signing_secret)
        timeout = aiohttp.ClientTimeout(total=limit)
        started = time.monotonic()
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.url, data=body, headers=headers) as response,
            ):
                text = await response.text()
        except TimeoutError:
            return Ack(failure="timeout", status=0, seconds=time.monotonic() - started)
        except aiohttp.ClientError:
            return Ack(failure="unreachable", status=0, seconds=time.monotonic() - started)
        return Ack(
            body=_body(text, response.content_type),
            failure="" if 200 <= response.status < 300 else "refused",
            status=response.status,
            no_retry=response.headers.get("X-Slack-No-Retry") == "1",
            seconds=time.monotonic() - started,
        )


def _body(text: str, content_type: str) -> Json:
    if not text.strip():
        return {}
    if content_type == "application/json":
        try:
            parsed = json.loads(text)
        except ValueError:
            return {"text": text}
        return parsed if isinstance(parsed, dict) else {"text": text}
    return {"text": text}
