"""users.* and usergroups.*: people and their groups."""

from __future__ import annotations

from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Refusal, page_of
from slackapp.sandbox.webapi.conversations import listed
from slackapp.sandbox.workspace import Member, UserGroup


def _as_slack(call: Call, member: Member) -> Json:
    user = member.as_slack(call.world.workspace.team_id)
    if "users:read.email" in call.world.workspace.app.scopes and not member.is_bot:
        user["profile"]["email"] = f"{member.name}@{call.world.workspace.domain}.example"
    return user


@METHODS.method("users.info", "users:read")
def users_info(call: Call) -> Json:
    """One person or bot."""
    return {"user": _as_slack(call, call.user())}


@METHODS.method("users.list", "users:read")
def users_list(call: Call) -> Json:
    """Everybody, page by page: bots, guests and the deactivated too."""
    people, more = page_of(call, [_as_slack(call, member) for member in call.world.members.values()], 1000)
    return {"members": people, "cache_ts": 0, "response_metadata": more}


@METHODS.method("users.conversations", "channels:read", "groups:read", "im:read", "mpim:read")
def users_conversations(call: Call) -> Json:
    """The conversations that a person (by default the app) is in."""
    user = call.user() if call.text("user") else call.bot
    return listed(call, lambda conversation: user.id in conversation.members)


@METHODS.method("usergroups.list", "usergroups:read")
def usergroups_list(call: Call) -> Json:
    """The user groups; their people only when asked for."""
    with_users = call.flag("include_users")
    groups = [
        _group(call, group, with_users=with_users)
        for group in call.world.groups.values()
        if call.flag("include_disabled") or not group.is_disabled
    ]
    return {"usergroups": groups}


@METHODS.method("usergroups.users.list", "usergroups:read")
def usergroups_users_list(call: Call) -> Json:
    """The people of one group."""
    group = call.world.groups.get(call.required("usergroup"))
    if group is None or (group.is_disabled and not call.flag("include_disabled")):
        raise Refusal("no_such_subteam")
    return {"users": list(group.members)}


def _group(call: Call, group: UserGroup, *, with_users: bool) -> Json:
    described: Json = {
        "id": group.id,
        "team_id": call.world.workspace.team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 1 if group.is_disabled else 0,
        "user_count": len(group.members),
    }
    if with_users:
        described["users"] = list(group.members)
    return described
