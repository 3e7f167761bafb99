"""What Slack tells us unasked: somebody opened Home, a person or a user group changed."""

from typing import Any

from slackapp.answers import Answer, Nothing, Publish
from slackapp.blocks.home import home
from slackapp.listeners.looking import MOST_LISTED, waiting_cases
from slackapp.parts import Parts
from slackapp.payloads import Happened
from storage import homes, releases


async def home_opened(parts: Parts, happened: Happened) -> Answer:
    """The person's Home tab as things stand; it follows changes for ten minutes."""
    if happened.event.get("tab") != "home":
        return Nothing()
    user = happened.asker.user
    view = await drawn_home(parts, user)
    moment = parts.machine_now()
    await parts.database.writing(lambda s: homes.opened(s, parts.workspace, user, moment))
    return Publish(view)


async def drawn_home(parts: Parts, user: str) -> dict[str, Any]:
    """The Home tab of this person, as things stand."""
    mine = await waiting_cases(parts, user)
    listed = await parts.database.reading(lambda s: releases.active(s, parts.workspace, MOST_LISTED))
    return home(user, mine, listed, parts.now())


async def user_changed(parts: Parts, happened: Happened) -> Answer:
    """Somebody's name, zone or standing changed."""
    await parts.people.learn(happened.event["user"])
    return Nothing()


async def group_updated(parts: Parts, happened: Happened) -> Answer:
    """A user group changed as a whole."""
    await parts.people.learn_group(happened.event["subteam"])
    return Nothing()


async def members_changed(parts: Parts, happened: Happened) -> Answer:
    """People joined or left a user group: who is in it is looked up afresh when it matters."""
    await parts.people.forget_group(happened.event["subteam_id"])
    return Nothing()
