"""From an HTTP request to a method's answer: arguments, token, scopes, faults, and the record of calls."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from slackapp.sandbox.dropping import Drop
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.faults import FaultKind
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


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call that came in.

    Its merged arguments without the token, and the answer (None when none was made).
    """

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

    async def answer(self, request: Request) -> Response:
        """Answer `/api/<method>`."""
        method = request.path_params["method"]
        try:
            arguments = await merged_arguments(request)
        except Refusal as refusal:
            return JSONResponse(refusal.as_slack())
        token = _token(request, arguments)
        if self.exchange.timing.latency:
            await self.exchange.pause(self.exchange.timing.latency)
        fault = self.exchange.faults.striking(method, arguments)
        early = self._fails_early(method, arguments, fault)
        if early is not None:
            return early
        body = self._run(method, arguments, token)
        self._record(method, arguments, body)
        if "hang" in fault:
            await self.exchange.pause(fault["hang"])
        if fault.get("lose_reply"):
            return Drop()
        scopes = ",".join(sorted(self.exchange.world.workspace.app.scopes))
        return JSONResponse(body, headers={"x-oauth-scopes": scopes, "x-slack-req-id": "local"})

    def _fails_early(self, method: str, arguments: Json, fault: FaultKind) -> Response | None:
        if not fault or "hang" in fault or "lose_reply" in fault:
            return None
        if "error" in fault:
            body: Json = {"ok": False, "error": fault["error"]}
            self._record(method, arguments, body)
            return JSONResponse(body)
        self._record(method, arguments, None)
        if "rate_limited" in fault:
            seconds = str(fault["rate_limited"])
            limited = {"ok": False, "error": "ratelimited"}
            return JSONResponse(limited, status_code=429, headers={"Retry-After": seconds})
        if "status" in fault:
            return PlainTextResponse(
                "Something went wrong.", status_code=fault["status"], media_type="text/html"
            )
        return Drop()

    def _record(self, method: str, arguments: Json, response: Json | None) -> None:
        self.calls.append(CallRecord(method, arguments, response, time.time()))

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


async def merged_arguments(request: Request) -> Json:
    """The arguments from the query, the form and the JSON body, as slack_sdk spreads them over all three."""
    arguments: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if request.method == "POST" and content_type == "application/json":
        body = await request.body()
        try:
            parsed = json.loads(body) if body else {}
        except ValueError:
            raise Refusal("invalid_json") from None
        if not isinstance(parsed, dict):
            raise Refusal("json_not_object")
        arguments |= parsed
    elif content_type == "application/x-www-form-urlencoded":
        arguments |= dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    elif request.method == "POST" and content_type and await request.body():
        raise Refusal("invalid_post_type")
    return {key: value for key, value in arguments.items() if value is not None}


def _token(request: Request, arguments: Json) -> str:
    given = str(arguments.pop("token", ""))
    return request.headers.get("authorization", "").removeprefix("Bearer ").strip() or given
