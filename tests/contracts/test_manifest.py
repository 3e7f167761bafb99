"""The manifest and the code say the same: nothing is asked for in vain, nothing is used without asking."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from slackapp import listeners
from slackapp.actions import Shortcut
from slackapp.bolt import COMMAND
from slackapp.listeners import commands
from slackapp.manifest import bot_scopes, manifest

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT.parent / "shared" / "slack-manifest.schema.json"

SCOPES_OF_METHODS = {
    "apps_connections_open": set(),
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "files_upload_v2": {"files:write"},
    "pins_add": {"pins:write"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
"""What Slack's documentation of each method asks for, for the kinds of conversations that the app is in."""
SCOPES_OF_EVENTS = {
    "app_home_opened": set(),
    "subteam_members_changed": {"usergroups:read"},
    "subteam_updated": {"usergroups:read"},
    "user_change": {"users:read"},
}
SCOPE_OF_COMMANDS_AND_SHORTCUTS = "commands"


def methods_called() -> set[str]:
    """The Web API methods that the app's own code names, whether it calls them at once or later."""
    known = {name for name in vars(AsyncWebClient) if "_" in name and not name.startswith("_")}
    return {name for tree in _trees() for name in _attributes(tree) if name in known} - {"api_call"}


def _trees() -> Iterator[ast.Module]:
    for path in sorted((ROOT / "slackapp").rglob("*.py")):
        if "sandbox" not in path.relative_to(ROOT).parts:
            yield ast.parse(path.read_text(encoding="utf-8"))


def _attributes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr


def test_every_method_that_is_called_is_in_the_table_of_scopes() -> None:
    assert methods_called() == set(SCOPES_OF_METHODS)


def test_the_scopes_are_what_methods_events_and_commands_need_and_no_more() -> None:
    needed = {SCOPE_OF_COMMANDS_AND_SHORTCUTS}
    for method in methods_called():
        needed |= SCOPES_OF_METHODS[method]
    for event in listeners.EVENTS:
        needed |= SCOPES_OF_EVENTS[event]
    assert bot_scopes() == needed


def test_the_hint_beside_the_command_names_what_is_understood() -> None:
    (command,) = manifest()["features"]["slash_commands"]
    hinted = command["usage_hint"].strip("[]").split(" | ")
    assert set(hinted) <= {*commands.PLAIN, *commands.OF_RELEASE}


def test_every_scope_is_explained_where_people_install_the_app() -> None:
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    assert [scope for scope in sorted(bot_scopes()) if f"`{scope}`" not in page] == []


def test_the_events_are_those_that_are_listened_to() -> None:
    events = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(events) == sorted(listeners.EVENTS)


def test_the_shortcuts_are_those_that_are_listened_to() -> None:
    found = {shortcut["callback_id"]: shortcut["type"] for shortcut in manifest()["features"]["shortcuts"]}
    assert found == {Shortcut.NEW_RELEASE: "global", Shortcut.ATTACH_EVIDENCE: "message"}
    assert set(found) == set(listeners.SHORTCUTS)


def test_the_command_is_the_one_that_is_listened_to_and_its_mentions_arrive_as_ids() -> None:
    (command,) = manifest()["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert command["should_escape"] is True


@pytest.mark.skipif(
    not SCHEMA.exists(), reason="Slack's schema of manifests lies beside the project, not in it."
)
def test_the_manifest_follows_slacks_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed.")
    jsonschema.validate(manifest(), json.loads(SCHEMA.read_text(encoding="utf-8")))
