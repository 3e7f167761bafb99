"""What passes between Slack and the app.

Deliveries, events with their retries, triggers and response URLs.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace

from slackapp.sandbox.delivery.http import HttpRoute
from slackapp.sandbox.delivery.socket import SocketRoute
from slackapp.sandbox.faults import Faults
from slackapp.sandbox.glass import Glass
from slackapp.sandbox.values import Ack, Credentials, Delivery, Json, Timing
from slackapp.sandbox.world import World


@dataclass(slots=True, eq=False)
class Trigger:
    """The right to open one view for one person; `made_at` on the monotonic clock.

    `view` is the view it came from.
    """

    user: str
    made_at: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True, eq=False)
class ResponseUrl:
    """The right to answer an act: `ts` is the message that was acted on, if any."""

    user: str
    channel: str
    made_at: float
    ts: str | None = None
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery and what became of it."""

    delivery: Delivery
    ack: Ack


@dataclass(slots=True, eq=False)
class Exchange:
    """The meeting point of the world and the app."""

    world: World
    timing: Timing
    credentials: Credentials
    faults: Faults = field(default_factory=Faults)
    url: str = ""
    http: HttpRoute | None = None
    socket: SocketRoute = field(default_factory=lambda: SocketRoute(""))
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    delivered: list[Delivered] = field(default_factory=list)
    suggestions: dict[tuple[str, ...], list[Json]] = field(default_factory=dict)
    glass: Glass = field(default_factory=Glass)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    async def deliver(self, delivery: Delivery) -> Ack:
        """Send something to the app: over Socket Mode while a connection is open, else to its request URL."""
        if delivery.kind == "interaction" and not self.world.workspace.app.interactive:
            # Slack's client then says that the app isn't set up for this, and sends nothing.
            return Ack(failure="refused", status=0)
        route = self.http if self.http is not None and not self.socket.connected else self.socket
        began = time.time()
        ack = await route.send(delivery, self.timing.ack_limit)
        self.delivered.append(Delivered(delivery, ack))
        self._show(delivery, ack, began)
        return ack

    def _show(self, delivery: Delivery, ack: Ack, began: float) -> None:
        payload = {key: value for key, value in delivery.payload.items() if key != "token"}
        self.glass.add(
            at=began,
            direction="to_app",
            kind=delivery.kind,
            name=_name(delivery),
            user=_actor(payload),
            body=payload,
            answer=ack.body or None,
            status=ack.status,
            ok=ack.ok,
            seconds=ack.seconds,
            failure=ack.failure,
        )

    async def announce(self, event: Json) -> None:
        """Tell the app of an event, if it subscribed to its type.

        The retries, if it comes to that, go on in the background.
        """
        if _subscription(event) not in self.world.workspace.app.events:
            return
        delivery = Delivery("event", self._event_callback(event))
        ack = await self.deliver(delivery)
        if not ack.ok and not ack.no_retry:
            self._start(self._retry(delivery, ack))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _retry(self, delivery: Delivery, ack: Ack) -> None:
        for number, pause in enumerate(self.timing.event_retries, start=1):
            await asyncio.sleep(pause)
            reason = {"timeout": "http_timeout", "unreachable": "connection_failed"}.get(
                ack.failure, "http_error"
            )
            ack = await self.deliver(replace(delivery, retry=number, retry_reason=reason))
            if ack.ok or ack.no_retry:
                return

    def _event_callback(self, event: Json) -> Json:
        app = self.world.workspace.app
        team_id = self.world.workspace.team_id
        return {
            "token": self.credentials.verification_token,
            "team_id": team_id,
            "api_app_id": app.id,
            "event": {"event_ts": f"{time.time():.6f}", **event},
            "type": "event_callback",
            "event_id": "Ev0" + secrets.token_hex(5).upper(),
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team_id,
                    "user_id": app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": secrets.token_hex(12),
        }

    def new_trigger(self, user: str, view: str | None = None) -> str:
        """A trigger id for an act of this person."""
        trigger_id = f"{time.time_ns()}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(user, time.monotonic(), view)
        return trigger_id

    def new_response_url(self, user: str, channel: str, ts: str | None = None) -> str:
        """An address at which the app may answer this act."""
        key = secrets.token_urlsafe(18)
        self.response_urls[key] = ResponseUrl(user, channel, time.monotonic(), ts)
        return f"{self.url}/response/{key}"

    async def pause(self, seconds: float) -> None:
        """Sleep, but no longer than this local Slack runs."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)

    async def close(self) -> None:
        """End what runs in the background."""
        self.closing.set()
        self.glass.wake()
        self.world.changes.note("app")
        for task in list(self._background):
            task.cancel()


def _subscription(event: Json) -> str:
    if event["type"] != "message":
        return str(event["type"])
    return {"channel": "message.channels", "group": "message.groups", "mpim": "message.mpim"}.get(
        event["channel_type"], "message.im"
    )


def _name(delivery: Delivery) -> str:
    payload = delivery.payload
    if delivery.kind == "command":
        return f"{payload.get('command', '')} {payload.get('text', '')}".strip()
    if delivery.kind == "event":
        again = f" (retry {delivery.retry})" if delivery.retry else ""
        return f"{payload.get('event', {}).get('type', '')}{again}"
    actions = payload.get("actions") or [{}]
    view = payload.get("view") or {}
    which = actions[0].get("action_id") or payload.get("callback_id") or payload.get("action_id")
    return ": ".join(str(each) for each in (payload.get("type"), which or view.get("callback_id")) if each)


def _actor(payload: Json) -> str:
    user = payload.get("user_id") or payload.get("user") or payload.get("event", {}).get("user") or ""
    return str(user.get("id", "")) if isinstance(user, dict) else str(user)
