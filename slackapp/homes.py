"""Home tabs: drawn for whoever opens one, and kept true for a while after that."""

import logging
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from slackapp.blocks.home import home
from slackapp.failures import word
from slackapp.listeners.looking import MOST_LISTED, waiting_cases
from slackapp.parts import Parts
from storage import homes, releases

log = logging.getLogger(__name__)


async def drawn_home(parts: Parts, user: str) -> dict[str, Any]:
    """The Home tab of this person, as things stand."""
    mine = await waiting_cases(parts, user)
    person = await parts.people.person(user)
    active = await parts.active_cases(MOST_LISTED)
    own = {c.release.id for c in active if any(c.release.holds(person, role) for role in c.release.roles)}
    listed = await parts.database.reading(lambda s: releases.active(s, parts.workspace, MOST_LISTED))
    return home(mine, own, listed, parts.now())


async def refresh_homes(parts: Parts, client: AsyncWebClient) -> None:
    """Draw those Home tabs anew that were opened lately and no longer show the truth."""
    now = parts.machine_now()
    for user in await parts.database.writing(lambda s: homes.take_stale(s, parts.workspace, now)):
        try:
            await client.views_publish(user_id=user, view=await drawn_home(parts, user))
        except Exception as error:  # noqa: BLE001 - whatever it is, the others' Home tabs are drawn
            log.warning("A Home tab was not drawn: %s", word(error), extra={"action": "home_not_drawn"})
            await still_stale(parts, user)


async def still_stale(parts: Parts, user: str) -> None:
    """Have the person's Home tab drawn once more, as it was not drawn now."""
    await parts.database.writing(lambda s: homes.still_stale(s, parts.workspace, user))
