"""Putting views on people's screens: the checks Slack makes, the stack of modals, the Home tab."""

from __future__ import annotations

import json

from slackapp.sandbox import live_views, validation
from slackapp.sandbox.limits import limit
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.messages import Unacceptable
from slackapp.sandbox.values import Json
from slackapp.sandbox.world import World

STACK_LIMIT = limit("modal.stack")


def checked_view(view: object) -> Json:
    """The view, if Slack would take it. Raises Unacceptable."""
    if not isinstance(view, dict):
        raise Unacceptable("invalid_arguments", "[ERROR] must be an object [json-pointer:/view]")
    if len(json.dumps(view)) > limit("view.bytes"):
        raise Unacceptable("view_too_large")
    found = validation.view_problems(view)
    if found:
        raise Unacceptable("invalid_arguments", *(str(problem) for problem in found))
    return view


def external_id_taken(world: World, external_id: str, but: LiveView | None = None) -> bool:
    """Whether another view that is on a screen has this external id."""
    on_screen = [*world.homes.values(), *(view for stack in world.modals.values() for view in stack)]
    return bool(external_id) and any(
        view is not but and view.drawn.get("external_id") == external_id for view in on_screen
    )


def replace_modals(world: World, user: str, drawn: Json) -> LiveView:
    """Show a modal as the first of a new stack."""
    view = live_views.opened(drawn, user, world.new_ids())
    world.modals[user] = [view]
    world.changes.note("modals", user)
    return view


def push_modal(world: World, user: str, drawn: Json) -> LiveView:
    """Show a modal on top of those that are open."""
    stack = world.modals.setdefault(user, [])
    view = live_views.opened(drawn, user, world.new_ids(), below=stack[-1] if stack else None)
    stack.append(view)
    world.changes.note("modals", user)
    return view


def drop_modals(world: World, view: LiveView, *, everything: bool = False) -> list[LiveView]:
    """Take a modal off the screen, or the whole stack; gives those that went, the uppermost first."""
    stack = world.modals.get(view.user, [])
    gone = list(reversed(stack)) if everything else [each for each in stack if each is view]
    world.modals[view.user] = [each for each in stack if each not in gone]
    world.changes.note("modals", view.user)
    return gone


def publish_home(world: World, user: str, drawn: Json) -> LiveView:
    """Show a Home tab; its id stays the same for this person."""
    home = world.homes.get(user)
    if home is None:
        home = live_views.opened(drawn, user, world.new_ids())
        world.homes[user] = home
    else:
        home.redraw(drawn, world.new_ids())
    world.changes.note("home", user)
    return home
