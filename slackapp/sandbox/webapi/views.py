"""views.*: modals and Home tabs."""

from __future__ import annotations

import time

from slackapp.sandbox.exchange import Trigger
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.messages import Unacceptable
from slackapp.sandbox.screens import (
    STACK_LIMIT,
    checked_view,
    external_id_taken,
    publish_home,
    push_modal,
    replace_modals,
)
from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Refusal


def _view(call: Call, kinds: tuple[str, ...]) -> Json:
    given = call.structure("view", "invalid_arguments")
    if given is None:
        raise Refusal("invalid_arguments", "[ERROR] missing required field: view")
    try:
        view = checked_view(given)
    except Unacceptable as fault:
        raise Refusal(fault.error, *fault.messages) from None
    if view["type"] not in kinds:
        raise Refusal(
            "invalid_arguments", f"[ERROR] view type must be {' or '.join(kinds)} [json-pointer:/view/type]"
        )
    return view


def _told(call: Call, view: LiveView) -> Json:
    workspace = call.world.workspace
    return {"view": view.as_slack(workspace.team_id, workspace.app.id, workspace.app.bot_id)}


def _trigger(call: Call) -> Trigger:
    trigger = call.exchange.triggers.get(call.required("trigger_id"))
    if trigger is None:
        raise Refusal("invalid_trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id")
    if time.monotonic() - trigger.made_at > call.exchange.timing.trigger_life:
        raise Refusal("expired_trigger_id")
    return trigger


def _own_external_id(call: Call, view: Json, but: LiveView | None = None) -> None:
    if external_id_taken(call.world, view.get("external_id", ""), but):
        raise Refusal("duplicate_external_id")


@METHODS.method("views.open")
def views_open(call: Call) -> Json:
    """Open a modal for whoever acted. The trigger is spent whether or not another modal was open."""
    trigger = _trigger(call)
    drawn = _view(call, ("modal",))
    _own_external_id(call, drawn)
    trigger.used = True
    return _told(call, replace_modals(call.world, trigger.user, drawn))


@METHODS.method("views.push")
def views_push(call: Call) -> Json:
    """Put a modal on top of the one that was acted in."""
    trigger = _trigger(call)
    drawn = _view(call, ("modal",))
    stack = call.world.modals.get(trigger.user, [])
    if trigger.view is None or not any(view.id == trigger.view for view in stack):
        raise Refusal("invalid_trigger_id")
    if len(stack) >= STACK_LIMIT:
        raise Refusal("push_limit_reached")
    _own_external_id(call, drawn)
    trigger.used = True
    return _told(call, push_modal(call.world, trigger.user, drawn))


@METHODS.method("views.update")
def views_update(call: Call) -> Json:
    """Redraw an open view, by `view_id` or `external_id`; with `hash`, only if it is still as it was then."""
    drawn = _view(call, ("modal", "home"))
    view = _wanted(call)
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refusal("hash_conflict")
    if drawn["type"] != view.kind:
        raise Refusal("invalid_arguments", "[ERROR] a view keeps its type [json-pointer:/view/type]")
    _own_external_id(call, drawn, but=view)
    view.redraw(drawn, call.world.new_ids())
    call.world.changes.note("modals" if view.kind == "modal" else "home", view.user)
    return _told(call, view)


def _wanted(call: Call) -> LiveView:
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise Refusal("invalid_arguments", "[ERROR] view_id or external_id is needed")
    for stack in [*call.world.modals.values(), list(call.world.homes.values())]:
        for view in stack:
            if view_id == view.id or (external_id and view.drawn.get("external_id") == external_id):
                return view
    raise Refusal("not_found")


@METHODS.method("views.publish")
def views_publish(call: Call) -> Json:
    """Show a Home tab to one person."""
    user = call.user("user_id")
    if not call.world.workspace.app.home_tab:
        raise Refusal("not_enabled")
    drawn = _view(call, ("home",))
    now = call.world.homes.get(user.id)
    if call.text("hash") and (now is None or call.text("hash") != now.hash):
        raise Refusal("hash_conflict")
    _own_external_id(call, drawn, but=now)
    return _told(call, publish_home(call.world, user.id, drawn))
