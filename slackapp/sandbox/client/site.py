"""The addresses of the page and of what it asks, closed to every other site."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from slackapp.sandbox.acts.outcome import NotPossible, Outcome
from slackapp.sandbox.client.backstage import Wings
from slackapp.sandbox.client.requests import perform
from slackapp.sandbox.client.state import state_for
from slackapp.sandbox.exchange import Exchange

PAGE = Path(__file__).parent.parent / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
KEEP_ALIVE = 15.0
"""Seconds between two signs of life on the feed of changes."""

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class ClientSide:
    """What the page reaches.

    A request from another site, or under another name of this machine, is refused.
    """

    exchange: Exchange
    wings: Wings

    def routes(self) -> list[BaseRoute]:
        """The routes of the client's side; the page's own files come last."""
        return [
            Route("/client/state", self._sealed(self._state)),
            Route("/client/events", self._sealed(self._events)),
            Route("/client/act", self._sealed(self._act), methods=["POST"]),
            Route("/client/backstage", self._sealed(self._backstage), methods=["GET", "POST"]),
            Route("/client/glass", self._sealed(self._glass)),
            Route("/client/glass/events", self._sealed(self._glass_events)),
            Route("/{file:path}", self._sealed(self._file)),
        ]

    def _sealed(self, endpoint: Endpoint) -> Endpoint:
        async def sealed(request: Request) -> Response:
            response = await endpoint(request)
            response.headers.update(_HEADERS)
            return response

        return sealed

    def _reader(self, request: Request) -> str:
        members = self.exchange.world.members
        wanted = request.query_params.get("as")
        if wanted is None:
            return next(member.id for member in members.values() if member.can_act)
        if wanted not in members or not members[wanted].can_act:
            raise NotPossible("Nobody can act as that person.", "bad_request")
        return wanted

    async def _state(self, request: Request) -> Response:
        try:
            since = request.query_params.get("since", "")
            known = int(since) if since.isascii() and since.isdigit() else None
            return JSONResponse(state_for(self.exchange, self._reader(request), known))
        except NotPossible as refused:
            return _refusal(refused)

    async def _events(self, request: Request) -> Response:
        try:
            feed = self._feed(self._reader(request))
        except NotPossible as refused:
            return _refusal(refused)
        return StreamingResponse(feed, media_type="text/event-stream")

    async def _feed(self, user: str) -> AsyncIterator[str]:
        changes = self.exchange.world.changes
        version = changes.version
        yield _event(version, [])
        while not self.exchange.closing.is_set():
            if not await changes.wait_after(version, KEEP_ALIVE):
                yield ": still here\n\n"
                continue
            await asyncio.sleep(0.02)
            news = changes.since(version)
            version = changes.version
            seen = dict.fromkeys(change.what for change in news if self._sees(user, change.what, change.who))
            if seen:
                yield _event(version, list(seen))

    def _sees(self, user: str, what: str, who: str | None) -> bool:
        conversation = self.exchange.world.conversations.get(what)
        return who in {None, user} and (conversation is None or self.exchange.world.sees(user, conversation))

    async def _act(self, request: Request) -> Response:
        return await _done(request, lambda body: perform(self.exchange, body))

    async def _backstage(self, request: Request) -> Response:
        if request.method == "POST":
            return await _done(request, self.wings.do)
        return JSONResponse(self.wings.as_json())

    async def _glass(self, request: Request) -> Response:
        glass = self.exchange.glass
        entries = glass.since(_number(request, "after"))
        return JSONResponse({"last": glass.last, "entries": [entry.as_json() for entry in entries]})

    async def _glass_events(self, request: Request) -> Response:
        return StreamingResponse(self._glass_feed(_number(request, "after")), media_type="text/event-stream")

    async def _glass_feed(self, after: int) -> AsyncIterator[str]:
        glass = self.exchange.glass
        yield ": looking\n\n"
        while not self.exchange.closing.is_set():
            if not await glass.wait_after(after, KEEP_ALIVE):
                yield ": still here\n\n"
                continue
            for entry in glass.since(after):
                after = entry.number
                yield f"data: {json.dumps(entry.as_json())}\n\n"

    async def _file(self, request: Request) -> Response:
        wanted = (PAGE / (request.path_params["file"] or "index.html")).resolve()
        if not wanted.is_relative_to(PAGE.resolve()) or not wanted.is_file():
            return PlainTextResponse("There is nothing here.", status_code=404)
        return FileResponse(wanted)


async def _done(request: Request, do: Callable[[object], Awaitable[Outcome]]) -> Response:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return _refusal(NotPossible("The body is to be JSON.", "bad_request"))
    try:
        outcome = await do(json.loads(await request.body()))
    except ValueError:
        return _refusal(NotPossible("The body is no JSON.", "bad_request"))
    except NotPossible as refused:
        return _refusal(refused)
    return JSONResponse(outcome.as_json())


def _number(request: Request, name: str) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0


def _event(version: int, changed: list[str]) -> str:
    return f"data: {json.dumps({'version': version, 'changed': changed})}\n\n"


def _refusal(refused: NotPossible) -> Response:
    status = 400 if refused.reason == "bad_request" else 409
    return JSONResponse({"ok": False, "error": str(refused), "reason": refused.reason}, status_code=status)
