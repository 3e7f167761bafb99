"""The addresses that the app reaches: the Web API, response URLs, files and the socket."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
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

    async def _link(self, socket: WebSocket) -> None:
        await self.exchange.socket.serve(socket)
