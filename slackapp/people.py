"""Who people are: what Slack says of them, kept for a while, so that a press needs no call to Slack.

Only a sign-off looks a user group up afresh, at most once a minute, and fails closed.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from readiness.model import Person, PersonKind, is_group
from readiness.refusal import Refused
from slackapp.failures import FAILURES, is_unreachable, word
from storage import people as known
from storage.database import Database, DatabaseProblem, TooLate
from storage.people import KnownGroup, KnownPerson

KEPT_IN_MEMORY = 60.0
"""Seconds before what another replica learned is looked up again."""
KEPT = timedelta(days=1)
"""How long what Slack said is good when no event tells of a change."""
SIGNERS_KEPT = timedelta(seconds=60)
"""How old the members of a user group may be when somebody signs by it."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_PERSON_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
_GROUP_MENTION = re.compile(r"<!subteam\^(S[A-Z0-9]+)>")
_UNFIT = {
    PersonKind.GUEST: "is a guest",
    PersonKind.BOT: "is a bot",
    PersonKind.STRANGER: "is from another workspace",
    PersonKind.DEACTIVATED: "has a deactivated account",
}


class People:
    """The people and user groups of one workspace. ``now`` is the machine clock."""

    def __init__(
        self,
        database: Database,
        client: AsyncWebClient,
        workspace: str,
        administrators: frozenset[str],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._client = client
        self._workspace = workspace
        self._administrators = administrators
        self._now = now
        self._people: dict[str, tuple[float, Person]] = {}

    async def person(self, user: str) -> Person:
        """Who this is, with the user groups that they are in as far as we know."""
        cached = self._people.get(user)
        if cached is not None and time.monotonic() - cached[0] < KEPT_IN_MEMORY:
            return cached[1]
        found = await self.known(user)
        groups = await self._database.reading(lambda s: known.groups(s, self._workspace))
        person = self._person(found, (group.id for group in groups.values() if user in group.members))
        self._people[user] = (time.monotonic(), person)
        return person

    async def signer(self, user: str, groups: Iterable[str]) -> Person:
        """Who this is, and in which of these user groups right now. A group that can't be read is empty."""
        found = await self.known(user)
        looked_up = await asyncio.gather(*(self._members(group) for group in groups))
        return self._person(found, (group for group, members in looked_up if user in members))

    def _person(self, found: KnownPerson, groups: Iterable[str]) -> Person:
        return Person(found.id, found.kind, found.id in self._administrators, frozenset(groups))

    async def known(self, user: str) -> KnownPerson:
        """What Slack says of somebody. Refused when there is nobody with this id."""
        found = (await self._database.reading(lambda s: known.get(s, self._workspace, [user]))).get(user)
        if found is not None and self._now() - found.fetched_at < KEPT:
            return found
        try:
            answer = await self._client.users_info(user=user)
        except FAILURES as error:
            if found is not None:
                return found
            if is_unreachable(error):
                raise Refused("Slack can't be asked who this is at the moment. Try again soon.") from error
            raise Refused(f"Slack knows nobody with the id {user} ({word(error)}).") from error
        return await self.learn(answer["user"])

    async def learn(self, user: Mapping[str, Any]) -> KnownPerson:
        """Remember what Slack says of somebody."""
        person = described(user, self._workspace, self._now())
        await self._database.writing(lambda s: known.put(s, self._workspace, [person]))
        self._people.pop(person.id, None)
        return person

    async def kind_changes(self, user: Mapping[str, Any]) -> bool:
        """Remember what Slack says of somebody; whether they are something else than we knew them to be."""
        before = (await self._database.reading(lambda s: known.get(s, self._workspace, [user["id"]]))).get(
            user["id"]
        )
        after = await self.learn(user)
        return before is not None and before.kind is not after.kind

    async def groups_with(self, user: str) -> frozenset[str]:
        """The ids of the user groups that somebody is in, as far as we know."""
        held = await self._database.reading(lambda s: known.groups(s, self._workspace))
        return frozenset(group.id for group in held.values() if user in group.members)

    async def zone(self, user: str) -> str:
        """The IANA name of somebody's time zone."""
        return (await self.known(user)).zone

    async def in_words(self, text: str) -> str:
        """The text with names for the mentions, for places where Slack shows plain text.

        Never raises: where the names can't be read, somebody is *somebody*.
        """
        try:
            named = await self._named(text) if "<" in text else text
        except (DatabaseProblem, TooLate):
            named = text
        return _PERSON_MENTION.sub("somebody", _GROUP_MENTION.sub("a user group", named))

    async def _named(self, text: str) -> str:
        handles = await self.handles(_GROUP_MENTION.findall(text))
        for group, handle in handles.items():
            text = text.replace(f"<!subteam^{group}>", f"@{handle}")
        users = _PERSON_MENTION.findall(text)
        found = await self._database.reading(lambda s: known.get(s, self._workspace, users))
        for user, person in found.items():
            text = text.replace(f"<@{user}>", person.name)
        return text

    async def meet(self, users: Iterable[str]) -> None:
        """Ask Slack at once about all of these people whom we don't know yet."""
        wanted = set(users)
        kept = await self._database.reading(lambda s: known.get(s, self._workspace, wanted))
        strangers = wanted - {user for user in kept if self._now() - kept[user].fetched_at < KEPT}
        await asyncio.gather(*(self.known(user) for user in strangers), return_exceptions=True)

    async def unfit(self, users: Iterable[str]) -> str:
        """Why one of these people can't hold a role, as a sentence; empty when all can."""
        for user in users:
            try:
                kind = (await self.known(user)).kind
            except Refused as refused:
                return refused.sentence
            if kind is not PersonKind.MEMBER:
                return f"<@{user}> {_UNFIT[kind]}, and can't hold a role. Choose a full member."
        return ""

    async def unfit_groups(self, groups: Iterable[str]) -> str:
        """Why one of these ids is no user group that can hold a role, as a sentence; empty when all can."""
        for group in groups:
            _, members = await self._members(group)
            if not members:
                return "This user group has nobody in it, or Slack does not show who. Choose another."
        return ""

    async def members(self, group: str) -> tuple[str, ...]:
        """Who is in the user group, at most a minute old; nobody when it can't be read."""
        return (await self._members(group))[1]

    async def _members(self, group: str) -> tuple[str, tuple[str, ...]]:
        try:
            return group, await self.read_members(group)
        except FAILURES:
            return group, ()

    async def read_members(self, group: str) -> tuple[str, ...]:
        """Who is in the user group, at most a minute old. Raises what a call to Slack raises."""
        kept = await self._known_group(group)
        if kept is not None and self._now() - kept.fetched_at < SIGNERS_KEPT:
            return kept.members
        answer = await self._client.usergroups_users_list(usergroup=group)
        members = tuple(answer["users"])
        handle = kept.handle if kept is not None else group
        await self._learn_groups([KnownGroup(group, handle, members, self._now())])
        return members

    async def groups(self) -> tuple[KnownGroup, ...]:
        """Every user group by handle, as Slack lists them now; those that we know when it does not."""
        try:
            answer = await self._client.usergroups_list(include_users=True)
        except FAILURES:
            kept = await self._database.reading(lambda s: known.groups(s, self._workspace))
            return tuple(kept.values())
        listed = [
            KnownGroup(group["id"], group["handle"], tuple(group.get("users") or ()), self._now())
            for group in answer["usergroups"]
        ]
        await self._learn_groups(listed)
        return tuple(sorted(listed, key=lambda group: group.handle))

    async def learn_group(self, group: Mapping[str, Any]) -> None:
        """Remember what Slack says of a user group."""
        members = tuple(group.get("users") or ())
        await self._learn_groups([KnownGroup(group["id"], group["handle"], members, self._now())])

    async def _learn_groups(self, groups: list[KnownGroup]) -> None:
        await self._database.writing(lambda s: known.put_groups(s, self._workspace, groups))
        self._people.clear()

    async def change_group(self, group: str, joined: Iterable[str], left: Iterable[str]) -> None:
        """Let people join and leave a user group that we know."""
        kept = await self._known_group(group)
        if kept is not None:
            members = (*(user for user in kept.members if user not in left), *joined)
            changed = replace(kept, members=tuple(dict.fromkeys(members)), fetched_at=LONG_AGO)
            await self._learn_groups([changed])

    async def forget_group(self, group: str) -> None:
        """Have the members of the user group looked up again when they matter next."""
        await self.change_group(group, (), ())

    async def _known_group(self, group: str) -> KnownGroup | None:
        return (await self._database.reading(lambda s: known.groups(s, self._workspace, [group]))).get(group)

    async def handles(self, ids: Iterable[str]) -> dict[str, str]:
        """The handles of those of these ids that are user groups."""
        wanted = [some_id for some_id in ids if is_group(some_id)]
        found = await self._database.reading(lambda s: known.groups(s, self._workspace, wanted))
        return {group: found[group].handle if group in found else group for group in wanted}


def described(user: Mapping[str, Any], workspace: str, now: datetime) -> KnownPerson:
    """What Slack's description of a user says to us."""
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]
    return KnownPerson(user["id"], _kind(user, workspace), name, user.get("tz") or "UTC", now)


def _kind(user: Mapping[str, Any], workspace: str) -> PersonKind:
    if user.get("deleted"):
        return PersonKind.DEACTIVATED
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return PersonKind.BOT
    if user.get("is_stranger") or user.get("team_id", workspace) != workspace:
        return PersonKind.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return PersonKind.GUEST
    return PersonKind.MEMBER
