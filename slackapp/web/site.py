"""The HTTP application: ``/slack/events``, ``/healthz`` and ``/readyz``."""

import logging
from collections.abc import Awaitable, Callable
from json import JSONDecodeError

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

LARGEST_BODY = 1_000_000
"""The largest request that is read, in bytes; Slack's are far smaller."""

log = logging.getLogger("slackapp.web")


def site(bolt: AsyncApp | None, problem: Callable[[], Awaitable[str]]) -> Starlette:
    """The application. Without ``bolt`` Slack is heard over Socket Mode, and not here.

    ``problem`` says in a sentence why the process can't serve, or nothing when it can.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive")

    async def readyz(_: Request) -> Response:
        sentence = await problem()
        return PlainTextResponse(sentence or "ready", 503 if sentence else 200)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
    if bolt is not None:
        routes.append(Route("/slack/events", _events(bolt), methods=["POST"]))
    return Starlette(routes=routes)


def _events(bolt: AsyncApp) -> Callable[[Request], Awaitable[Response]]:
    slack = AsyncSlackRequestHandler(bolt)

    async def events(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            return PlainTextResponse("Say how large the request is, as Slack does.", 411)
        if int(length) > LARGEST_BODY:
            return PlainTextResponse("This request is larger than any of Slack's.", 413)
        try:
            return await slack.handle(request)
        except (JSONDecodeError, UnicodeDecodeError, AttributeError, KeyError, TypeError):
            log.warning("A request could not be read", exc_info=True, extra={"action": "unreadable_request"})
            return PlainTextResponse("This request is not one of Slack's.", 400)

    return events
