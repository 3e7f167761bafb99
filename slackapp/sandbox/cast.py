"""A ready cast.

A small company with somebody for every seat of a release, and people who may not sit there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slackapp.sandbox.application import Application
from slackapp.sandbox.workspace import Channel, Member, UserGroup, Workspace

_PEOPLE = (
    Member("robin", "Robin Ashdown", "Release Manager", "Europe/London", "🧭", is_admin=True),
    Member("dana", "Dana Whitlock", "Deputy Release Manager", "Europe/Lisbon", "🦊"),
    Member("alice", "Alice Marlowe", "QA Team Lead", "Europe/Berlin", "🔬"),
    Member("victor", "Victor Lindqvist", "Development Team Lead", "Europe/Stockholm", "🛠️"),
    Member("senna", "Senna Okoro", "Senior Developer", "Africa/Lagos", "🦉"),
    Member("omar", "Omar Bellweather", "Operations Team Lead", "America/New_York", "⚙️"),
    Member("devi", "Devi Ramanan", "DevOps Lead", "Asia/Kolkata", "🚀"),
    Member("ingrid", "Ingrid Solheim", "Infrastructure Lead", "Europe/Oslo", "🧱"),
    Member("sam", "Sam Castellan", "Security Lead", "America/Chicago", "🛡️"),
    Member("paula", "Paula Ferrand", "Product Owner", "Europe/Paris", "🎯"),
    Member("boris", "Boris Kettering", "Business Stakeholder", "America/Los_Angeles", "📈"),
    Member("hana", "Hana Morikawa", "Support Lead", "Asia/Tokyo", "🎧"),
    Member("noor", "Noor Hadley", "On-call Engineer", "Europe/London", "📟"),
    Member("casey", "Casey Tremaine", "Chief Executive", "Europe/London", "🏛️"),
    Member("gil", "Gil Pemberton", "Contractor (guest)", "Europe/Madrid", "🎒", is_restricted=True),
    Member(
        "stella", "Stella Vantongeren", "Partner at Harbourline", "Europe/Amsterdam", "🌊", is_stranger=True
    ),
    Member("otto", "Otto Quill", "Left in spring", "Europe/Vienna", "🍂", deleted=True),
    Member("buildbot", "Buildbot", "", "UTC", "🤖", is_bot=True, bot_id="B0BUILDBOT1", app_id="A0BUILDBOT1"),
)

_CHANNELS = (
    Channel("releases", topic="Every release, from plan to close", is_general=True),
    Channel(
        "checkout-launch",
        (
            *("robin", "dana", "alice", "victor", "senna", "omar", "devi", "ingrid", "sam"),
            *("paula", "boris", "hana", "noor", "gil"),
        ),
        topic="The new checkout",
    ),
    Channel("engineering", ("robin", "alice", "victor", "senna", "omar", "devi", "ingrid", "sam", "noor")),
    Channel("executives", ("robin", "casey", "paula", "boris")),
    Channel("support", ("robin", "hana", "noor")),
    Channel("security-review", ("robin", "sam", "omar"), topic="By invitation", is_private=True),
    Channel("harbourline-partners", ("robin", "paula", "stella"), is_shared=True),
    Channel("watercooler", topic="Nothing about work; no apps, please", app_is_member=False),
    Channel("old-launch", ("robin", "paula"), is_archived=True),
)

_GROUPS = (
    UserGroup("rollback-team", "Rollback team", ("omar", "devi", "noor")),
    UserGroup("qa-leads", "QA leads", ("alice", "senna")),
)


def small_company(manifest: Mapping[str, Any]) -> Workspace:
    """A workspace with the app of this manifest installed in every channel of the cast but #watercooler.

    Robin manages releases and Dana is the deputy; there is a lead for each of the ten sign-off roles; Noor is
    on call, Casey reads for the executives; Gil is a guest, Stella from another organisation, Otto has left,
    Buildbot is a bot.
    """
    return Workspace(
        app=Application.from_manifest(manifest),
        members=_PEOPLE,
        channels=_CHANNELS,
        user_groups=_GROUPS,
        team_name="Larkspur Goods",
        domain="larkspur",
    )
