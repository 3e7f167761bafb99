"""The Home tab: what waits for me, my releases, all active releases."""

from collections.abc import Collection, Sequence
from datetime import datetime

from slackapp.actions import Action, Target
from slackapp.blocks.listing import Listed, Mine, release_blocks, release_line
from slackapp.blocks.parts import Block, View, actions, button, divider, header, sections
from slackapp.blocks.text import fitted
from slackapp.blocks.waiting import IN_HOME, rest_of, waiting_blocks

MOST_MINE = 5
OWN_ROOM = 3_000


def home(mine: Mine, own: Collection[str], active: Sequence[Listed], now: datetime) -> View:
    """One person's Home tab: what waits for them, their ``own`` releases (by id), and all active ones."""
    return {
        "type": "home",
        "blocks": [
            *_waiting(mine, now),
            divider(),
            *_own([listed for listed in active if listed.id in own], now),
            divider(),
            header("All active releases"),
            *(release_blocks(active, now) or sections(["There is none."])),
            actions(
                button("New release…", Action.OPEN_NEW, Target("new"), "Open a new release", style="primary")
            ),
        ],
    }


def _waiting(mine: Mine, now: datetime) -> list[Block]:
    blocks: list[Block] = [header("What waits for you")]
    if not mine:
        return [*blocks, *sections(["Nothing waits for you."])]
    for _, release, waiting in mine[:MOST_MINE]:
        blocks += waiting_blocks(release, waiting, now, IN_HOME)
    return [*blocks, *rest_of(mine[MOST_MINE:])]


def _own(listed: Sequence[Listed], now: datetime) -> list[Block]:
    lines = [release_line(each, now) for each in listed]
    none = ["You hold no role in an active release."]
    shown = fitted(lines, "see `/readiness list`", most=len(lines), room=OWN_ROOM)
    return [header("Your releases"), *sections(shown or none)]
