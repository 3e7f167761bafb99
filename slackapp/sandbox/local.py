"""The local Slack itself: started, pointed at an app, acted in, stopped."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from starlette.applications import Starlette

from slackapp.sandbox.administration import Administration
from slackapp.sandbox.backstage import Backstage
from slackapp.sandbox.client.backstage import Wings
from slackapp.sandbox.client.site import ClientSide
from slackapp.sandbox.delivery.http import HttpRoute, signed_request
from slackapp.sandbox.delivery.socket import SocketRoute
from slackapp.sandbox.exchange import Delivered, Exchange
from slackapp.sandbox.faults import Faults
from slackapp.sandbox.guard import guarded
from slackapp.sandbox.people import Person
from slackapp.sandbox.rates import Rates
from slackapp.sandbox.server import LoopbackServer
from slackapp.sandbox.switches import Switchboard
from slackapp.sandbox.values import Ack, Credentials, Delivery, Json, Timing
from slackapp.sandbox.web import AppSide
from slackapp.sandbox.webapi.dispatch import CallRecord, WebApi
from slackapp.sandbox.workspace import Workspace
from slackapp.sandbox.world import World

Result = TypeVar("Result")


class LocalSlack:
    """A Slack workspace in this process. Give its addresses and secrets to the app; act as its people."""

    def __init__(self, workspace: Workspace, *, port: int = 0, timing: Timing | None = None) -> None:
        self._server = LoopbackServer(port)
        world = World.of(workspace)
        self._exchange = Exchange(
            world,
            timing or Timing(),
            Credentials(),
            url=self._server.url,
            socket=SocketRoute(workspace.app.id, changed=lambda: world.changes.note("app")),
        )
        self._api = WebApi(self._exchange)
        self._wings = Wings(self._exchange, Switchboard(self._exchange))
        self._people: dict[str, Person] = {}

    def start(self) -> None:
        """Serve; returns when everything answers."""
        app_side = AppSide(self._exchange, self._api)
        client_side = ClientSide(self._exchange, self._wings)
        site = Starlette(routes=[*app_side.routes(), *client_side.routes()])
        self._server.start(guarded(site, self._server.url))

    def stop(self) -> None:
        """End what runs, and stop serving."""
        self._server.stop(self._exchange.close)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address of the page."""
        return self._server.url

    @property
    def api_url(self) -> str:
        """The address of the Web API, for `SLACK_API_URL`."""
        return f"{self._server.url}/api/"

    @property
    def bot_token(self) -> str:
        """The token for the Web API."""
        return self._exchange.credentials.bot_token

    @property
    def app_token(self) -> str:
        """The token for Socket Mode."""
        return self._exchange.credentials.app_token

    @property
    def signing_secret(self) -> str:
        """The secret that requests to the app are signed with."""
        return self._exchange.credentials.signing_secret

    @property
    def timing(self) -> Timing:
        """Slack's time limits, open to change."""
        return self._exchange.timing

    @property
    def faults(self) -> Faults:
        """The faults in force."""
        return self._exchange.faults

    @property
    def rates(self) -> Rates:
        """Slack's own rate limits: `rates.enforced = True` switches them on."""
        return self._api.rates

    @property
    def admin(self) -> Administration:
        """What administrators do to people, groups and channels."""
        return Administration(self._server, self._exchange)

    def hand_over(self, backstage: Backstage) -> None:
        """Let the page wind the clock, kill the app and walk the tour of this backstage."""
        self._wings.behind = backstage

    def deliver_to(self, url: str) -> None:
        """Send commands, presses and events to this request URL.

        While a Socket Mode connection is open, that goes first.
        """
        self._exchange.http = HttpRoute(url, self.signing_secret)

    def person(self, name: str) -> Person:
        """Somebody of the cast, by first name, full name, handle or id."""
        member = self._exchange.world.member_named(name)
        if member is None:
            raise LookupError(f"Nobody in this workspace is called {name}.")
        return self._people.setdefault(member.id, Person(self._server, self._exchange, member.id))

    def calls(self, method: str = "") -> list[CallRecord]:
        """The Web API calls so far, oldest first; those of one method when it is named."""
        return self._server.read(lambda: [call for call in self._api.calls if method in {"", call.method}])

    @property
    def complaints(self) -> list[str]:
        """What the app answered wrongly where no API error tells it, such as an unknown `response_action`."""
        return self._server.read(lambda: list(self._exchange.world.complaints))

    @property
    def delivered(self) -> list[Delivered]:
        """Everything that was sent to the app, with what it answered, oldest first."""
        return self._server.read(lambda: list(self._exchange.delivered))

    def redeliver(self, delivered: Delivered) -> Ack:
        """Send something once more exactly as it was, as Slack may do."""
        return self._server.run(self._exchange.deliver(delivered.delivery))

    def forge(self, kind: str, payload: Json) -> Ack:
        """Send a payload of one's own making, well signed. `kind` is `command`, `interaction` or `event`."""
        return self._server.run(self._exchange.deliver(Delivery(kind, payload)))

    def signed_request(
        self, kind: str, payload: Json, *, at: float | None = None
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers of what would be sent, for a test that spoils them or sends them late.

        `at` is the moment of the signature in seconds since 1970; without it, now.
        """
        return signed_request(Delivery(kind, payload), self.signing_secret, at)

    def drop_sockets(self) -> None:
        """Cut every Socket Mode connection without a word, as a failing network does."""
        self._server.read(self._exchange.socket.drop)

    def refresh_sockets(self) -> None:
        """Tell every Socket Mode connection that it will be replaced, as Slack does every few hours."""
        self._server.run(self._exchange.socket.announce_disconnect("refresh_requested"))

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self._server.read(lambda: self._exchange.socket.connected)

    @property
    def exchange(self) -> Exchange:
        """The meeting point of the world and the app, for what runs on this local Slack's own loop."""
        return self._exchange

    def run(self, work: Coroutine[Any, Any, Result], seconds: float = 60.0) -> Result:
        """Run a coroutine on this local Slack's own loop, and wait for what it gives."""
        return self._server.run(work, seconds)

    def look(self, question: Callable[[World], Result]) -> Result:
        """Ask the world something, between two changes."""
        return self._server.read(lambda: question(self._exchange.world))
