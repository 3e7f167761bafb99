"""What Slack tells us unasked: somebody opened Home, a person or a user group changed."""

from slackapp.answers import Answer, Nothing, Publish
from slackapp.fitness import note_change
from slackapp.homes import drawn_home
from slackapp.parts import Parts
from slackapp.payloads import Happened
from storage import homes


async def home_opened(parts: Parts, happened: Happened) -> Answer:
    """The person's Home tab as things stand; it follows changes for ten minutes."""
    if happened.event.get("tab") != "home":
        return Nothing()
    user = happened.asker.user
    moment = parts.machine_now()
    # Noted before it is read: what changes between the two is drawn later.
    await parts.database.writing(lambda s: homes.opened(s, parts.workspace, user, moment))
    return Publish(await drawn_home(parts, user))


async def user_changed(parts: Parts, happened: Happened) -> Answer:
    """Somebody's name, zone or standing changed."""
    user = happened.event["user"]
    if await parts.people.kind_changes(user):
        await note_change(parts, user["id"])
    return Nothing()


async def group_updated(parts: Parts, happened: Happened) -> Answer:
    """A user group changed as a whole."""
    group = happened.event["subteam"]
    if group.get("users") is None:
        # Slack leaves the members out of a large group: that says nothing of who is in it.
        await parts.people.forget_group(group["id"])
    else:
        await parts.people.learn_group(group)
        await note_change(parts, group["id"])
    return Nothing()


async def members_changed(parts: Parts, happened: Happened) -> Answer:
    """People joined or left a user group; a sign-off looks up afresh who is in it all the same."""
    joined, left = happened.event.get("added_users") or (), happened.event.get("removed_users") or ()
    await parts.people.change_group(happened.event["subteam_id"], joined, left)
    await note_change(parts, happened.event["subteam_id"])
    return Nothing()
