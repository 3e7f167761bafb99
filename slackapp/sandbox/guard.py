"""Closed to every other site: whatever comes under another name or from another origin is refused.

Without it a page anywhere could make a browser ask this machine, or give its own name this machine's address.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

REFUSED = "This local Slack is for this machine alone."


def guarded(app: ASGIApp, url: str) -> ASGIApp:
    """The app behind the guard. `url` is its own address, such as `http://127.0.0.1:8765`."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or _is_ours(Headers(scope=scope), url):
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": REFUSED})
        else:
            await PlainTextResponse(REFUSED, status_code=403)(scope, receive, send)

    return guard


def _is_ours(headers: Headers, url: str) -> bool:
    own = url.removeprefix("http://")
    origins = {own, own.replace("127.0.0.1", "localhost")}
    # slack_sdk's own WebSocket client leaves the port out of the host.
    hosts = origins | {each.partition(":")[0] for each in origins}
    origin = headers.get("origin", "").removeprefix("http://")
    return headers.get("host") in hosts and (not origin or origin in origins)
