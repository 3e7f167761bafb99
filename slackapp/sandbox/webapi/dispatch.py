"""From an HTTP request to an answer: arguments, token, scopes, faults, rates, and the record of calls."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from slackapp.sandbox.answers import use_response_url
from slackapp.sandbox.dropping import Drop
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.faults import FaultKind
from slackapp.sandbox.rates import Rates
from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi import (
    bookmarks,
    chat,
    conversations,
    files,
    history,
    people,
    pins,
    session,
    views,
)
from slackapp.sandbox.webapi.call import METHODS, Call, Caller, Entry, Refusal

FAMILIES = (bookmarks, chat, conversations, files, history, people, pins, session, views)
"""The modules that enter their methods when they are imported."""

RESPONSE_URL = "response_url"
"""The name under which posts to response URLs are recorded and can be made to fail."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call that came in: its merged arguments without the token, and the answer if it was JSON."""

    method: str
    arguments: Json
    response: Json | None
    at: float

    @property
    def ok(self) -> bool:
        """Whether the call did what it was asked."""
        return bool(self.response and self.response["ok"])


@dataclass(slots=True, eq=False)
class WebApi:
    """All methods over one exchange."""

    exchange: Exchange
    calls: list[CallRecord] = field(default_factory=list)
    rates: Rates = field(default_factory=Rates)

    async def answer(self, request: Request) -> Response:
        """Answer `/api/<method>`."""
        method, began = request.path_params["method"], time.time()
        try:
            arguments = await merged_arguments(request)
        except Refusal as refusal:
            return JSONResponse(refusal.as_slack())
        token = _token(request, arguments)
        seconds = self.rates.wait_for(method, str(arguments.get("channel", "")))
        if seconds:
            return await self._answered(method, arguments, _limited(seconds), began, {})
        scopes = ",".join(sorted(self.exchange.world.workspace.app.scopes))
        headers = {"x-oauth-scopes": scopes, "x-slack-req-id": "local"}
        return await self._faulty(
            method,
            arguments,
            lambda: JSONResponse(self._run(method, arguments, token), headers=headers),
            began,
        )

    async def respond(self, request: Request) -> Response:
        """Answer a post to a response URL."""
        began = time.time()
        try:
            body = json.loads(await request.body())
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_payload"}, status_code=400)

        def used() -> Response:
            status, answer = use_response_url(self.exchange, request.path_params["key"], body)
            return JSONResponse(answer, status_code=status)

        return await self._faulty(RESPONSE_URL, body, used, began)

    async def _faulty(
        self, method: str, arguments: Json, effect: Callable[[], Response], began: float
    ) -> Response:
        await self.exchange.pause(self.exchange.timing.latency)
        fault = self.exchange.faults.striking(method, arguments)
        answer = _instead(fault) or effect()
        return await self._answered(method, arguments, answer, began, fault)

    async def _answered(
        self, method: str, arguments: Json, answer: Response, began: float, fault: FaultKind
    ) -> Response:
        recorded = self._recorded(method, arguments, answer)
        if "hang" in fault:
            await self.exchange.pause(fault["hang"])
        self._show(recorded, answer, began, next(iter(fault), ""))
        return Drop() if fault.get("lose_reply") else answer

    def _recorded(self, method: str, arguments: Json, answer: Response) -> CallRecord:
        told = json.loads(bytes(answer.body)) if isinstance(answer, JSONResponse) else None
        recorded = CallRecord(method, arguments, told, time.time())
        self.calls.append(recorded)
        return recorded

    def _show(self, recorded: CallRecord, answer: Response, began: float, fault: str) -> None:
        lost = isinstance(answer, Drop) or fault == "lose_reply"
        is_method = recorded.method != RESPONSE_URL
        self.exchange.glass.add(
            at=began,
            direction="from_app",
            kind="method" if is_method else RESPONSE_URL,
            name=recorded.method if is_method else "response URL",
            user=str(recorded.arguments.get("user") or recorded.arguments.get("user_id") or ""),
            body=recorded.arguments,
            answer=recorded.response,
            status=0 if lost else answer.status_code,
            ok=recorded.ok and not lost,
            seconds=time.time() - began,
            failure="lost" if lost else "",
            fault=fault,
        )

    def _run(self, method: str, arguments: Json, token: str) -> Json:
        entry = METHODS.entries.get(method)
        if entry is None:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        try:
            self._check_token(entry, token)
            return {"ok": True, **entry.run(Call(method, arguments, self.exchange))}
        except Refusal as refusal:
            return refusal.as_slack()

    def _check_token(self, entry: Entry, token: str) -> None:
        if entry.caller is Caller.ANYBODY:
            return
        if not token:
            raise Refusal("not_authed")
        credentials = self.exchange.credentials
        known = {Caller.BOT: credentials.bot_token, Caller.APP: credentials.app_token}
        if token not in known.values():
            raise Refusal("invalid_auth")
        if token != known[entry.caller]:
            raise Refusal("not_allowed_token_type")
        provided = self.exchange.world.workspace.app.scopes
        if entry.scopes and not provided & set(entry.scopes):
            raise Refusal("missing_scope", needed=",".join(entry.scopes), provided=",".join(sorted(provided)))


def _instead(fault: FaultKind) -> Response | None:
    if "error" in fault:
        return JSONResponse({"ok": False, "error": fault["error"]})
    if "rate_limited" in fault:
        return _limited(fault["rate_limited"])
    if "status" in fault:
        return PlainTextResponse("Something went wrong.", status_code=fault["status"], media_type="text/html")
    return Drop() if fault.get("drop_request") else None


def _limited(seconds: int) -> Response:
    headers = {"Retry-After": str(seconds)}
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)


async def merged_arguments(request: Request) -> Json:
    """The arguments from the query, the form and the JSON body, as slack_sdk spreads them over all three."""
    arguments: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip()
    body = await request.body()
    if content_type == "application/json" and body:
        try:
            parsed = json.loads(body)
        except ValueError:
            raise Refusal("invalid_json") from None
        if not isinstance(parsed, dict):
            raise Refusal("json_not_object")
        arguments |= parsed
    elif content_type == "application/x-www-form-urlencoded":
        arguments |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif body:
        raise Refusal("invalid_post_type")
    return {key: value for key, value in arguments.items() if value is not None}


def _token(request: Request, arguments: Json) -> str:
    given = str(arguments.pop("token", ""))
    return request.headers.get("authorization", "").removeprefix("Bearer ").strip() or given
