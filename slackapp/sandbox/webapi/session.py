"""auth.*, api.test, apps.connections.open, team.info, bots.info: who is there on either side."""

from __future__ import annotations

from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Caller, Refusal


@METHODS.method("auth.test")
def auth_test(call: Call) -> Json:
    """Who the token belongs to."""
    workspace = call.world.workspace
    return {
        "url": f"{call.exchange.url}/",
        "team": workspace.team_name,
        "user": call.bot.name,
        "team_id": workspace.team_id,
        "user_id": call.bot.id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


@METHODS.method("api.test", caller=Caller.ANYBODY)
def api_test(call: Call) -> Json:
    """Echo the arguments, or the error that was asked for."""
    if call.text("error"):
        raise Refusal(call.text("error"), args=call.arguments)
    return {"args": call.arguments}


@METHODS.method("apps.connections.open", caller=Caller.APP)
def apps_connections_open(call: Call) -> Json:
    """A WebSocket address for Socket Mode, good for one connection."""
    address = call.exchange.url.replace("http://", "ws://", 1)
    return {
        "url": f"{address}/link/?ticket={call.exchange.socket.ticket()}&app_id={call.world.workspace.app.id}"
    }


@METHODS.method("team.info", "team:read")
def team_info(call: Call) -> Json:
    """The workspace."""
    workspace = call.world.workspace
    team = {"id": workspace.team_id, "name": workspace.team_name, "domain": workspace.domain, "icon": {}}
    return {"team": team}


@METHODS.method("bots.info", "users:read")
def bots_info(call: Call) -> Json:
    """A bot, by its `B…` id."""
    wanted = call.required("bot")
    for member in call.world.members.values():
        if member.is_bot and member.bot_id == wanted:
            bot = {
                "id": wanted,
                "deleted": member.deleted,
                "name": member.real_name,
                "updated": 0,
                "app_id": member.app_id,
                "user_id": member.id,
            }
            return {"bot": bot}
    raise Refusal("bot_not_found")
