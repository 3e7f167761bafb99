"""The addresses that the app reaches or links to: the Web API, response URLs, files, the socket, messages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.webapi.dispatch import WebApi


@dataclass(frozen=True, slots=True)
class AppSide:
    """What the app reaches."""

    exchange: Exchange
    api: WebApi

    def routes(self) -> list[BaseRoute]:
        """The routes of the app's side."""
        return [
            Route("/api/{method}", self.api.answer, methods=["GET", "POST"]),
            Route("/response/{key}", self.api.respond, methods=["POST"]),
            Route("/upload/{file}", self._upload, methods=["POST"]),
            Route("/files/{file}", self._file),
            Route("/archives/{channel}/{message}", self._message),
            WebSocketRoute("/link/", self._link),
        ]

    async def _upload(self, request: Request) -> Response:
        stored = self.exchange.world.files.get(request.path_params["file"])
        if stored is None:
            return PlainTextResponse("no such upload", status_code=404)
        stored["content"] = await request.body()
        return PlainTextResponse(f"OK - {len(stored['content'])}")

    async def _file(self, request: Request) -> Response:
        stored = self.exchange.world.files.get(request.path_params["file"])
        if stored is None or stored["content"] is None:
            return PlainTextResponse("no such file", status_code=404)
        return Response(stored["content"], media_type="application/octet-stream")

    async def _message(self, request: Request) -> Response:
        """The page, in the conversation that the link to a message is of."""
        return RedirectResponse(f"/?in={quote(request.path_params['channel'])}")

    async def _link(self, socket: WebSocket) -> None:
        await self.exchange.socket.serve(socket)
