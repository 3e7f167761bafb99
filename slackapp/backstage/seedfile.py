"""A seed file: people, channels and releases of one's own, in YAML. docs/local-slack.md explains the format.

What is wrong is told by line, all of it at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from readiness.moments import zone
from readiness.reading.fields import Fields
from readiness.reading.problems import Problems
from readiness.reading.tree import Part, tree
from readiness.refusal import Refused
from readiness.template import Kind, Template
from readiness.templates import shipped, shipped_template
from slackapp.backstage.seeds import ReleaseSeed
from slackapp.sandbox import Channel, Member, UserGroup, Workspace

MOST = 500
"""How many people, channels, groups or releases a file may have."""
LONGEST_NAME = 80
_FILE = ("team", "people", "channels", "groups", "releases")
_PERSON = ("name", "title", "zone", "face", "kind", "admin")
_CHANNEL = ("topic", "members", "general", "private", "app")
_GROUP = ("title", "members")
_RELEASE = (
    *("name", "summary", "template", "channel", "opened_by", "opened", "start", "hour", "zone"),
    *("roles", "audiences", "done", "approved", "cancelled"),
)


class Kinds(StrEnum):
    """What somebody can be."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a seed file says: who and what is there, and the releases."""

    company: Workspace
    releases: tuple[ReleaseSeed, ...]


def read_seed(source: str, file: str, standard: Workspace, own: Template | None = None) -> Seeded:
    """What the file says. People, channels and groups that it does not name are those of ``standard``.

    ``own`` is a template beside the shipped ones. Raises ``MalformedTemplate`` with every problem.
    """
    problems = Problems(file)
    top = Fields(Part(1, tree(source, problems)), "The file", _FILE, problems)
    people = _people(top) or standard.members
    names = {member.name for member in people}
    channels = _channels(top, names) or (standard.channels if people is standard.members else ())
    groups = _groups(top, names) or (standard.user_groups if people is standard.members else ())
    if not channels:
        top.note("A team of your own needs channels of its own. Write at least one below `channels:`.")
    company = Workspace(
        app=standard.app,
        members=people,
        channels=_with_a_general(channels),
        user_groups=groups,
        team_name=top.one_line("team", otherwise=standard.team_name),
    )
    releases = _Releases(top, file, company, own).read()
    problems.refuse_if_any()
    return Seeded(company, releases)


def _people(top: Fields) -> tuple[Member, ...]:
    found = []
    for handle, fields in top.parts("people", "person", _PERSON, most=MOST, optional=True):
        kind = fields.choice("kind", Kinds, Kinds.MEMBER)
        tz = fields.one_line("zone", otherwise="Europe/London")
        _check_zone(fields, tz)
        found.append(
            Member(
                name=handle,
                real_name=fields.one_line("name", most=LONGEST_NAME) or handle,
                title=fields.one_line("title", otherwise=""),
                tz=tz,
                emoji=fields.one_line("face", otherwise="", most=8),
                is_admin=fields.flag("admin"),
                deleted=kind is Kinds.DEACTIVATED,
                is_restricted=kind is Kinds.GUEST,
                is_stranger=kind is Kinds.STRANGER,
            )
        )
    if found and not any(member.can_act for member in found):
        top.note("Nobody in this team can act. Give it at least one member.", "people")
    return tuple(found)


def _check_zone(fields: Fields, name: str) -> None:
    try:
        zone(name)
    except Refused as refused:
        fields.note(refused.sentence, "zone")


def _channels(top: Fields, people: Collection[str]) -> tuple[Channel, ...]:
    return tuple(
        Channel(
            name=name,
            members=fields.references("members", people),
            topic=fields.one_line("topic", otherwise="", most=250),
            is_private=fields.flag("private"),
            is_general=fields.flag("general"),
            app_is_member=fields.flag("app", otherwise=True),
        )
        for name, fields in top.parts("channels", "channel", _CHANNEL, most=MOST, optional=True)
    )


def _with_a_general(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    if not channels or any(channel.is_general for channel in channels):
        return channels
    first = channels[0]
    general = Channel(first.name, first.members, first.topic, first.is_private, is_general=True)
    return (general, *channels[1:])


def _groups(top: Fields, people: Collection[str]) -> tuple[UserGroup, ...]:
    return tuple(
        UserGroup(handle, fields.one_line("title"), fields.references("members", people))
        for handle, fields in top.parts("groups", "group", _GROUP, most=MOST, optional=True)
    )


class _Releases:
    """The releases of a file, for the people and channels that it has."""

    def __init__(self, top: Fields, file: str, company: Workspace, own: Template | None) -> None:
        self._top = top
        self._file = file
        self._own = own
        self._default = own.key if own else shipped()[0]
        self._keys = [*shipped(), *([own.key] if own else [])]
        self._people = {member.name: member.id for member in company.members}
        self._holders = self._people | {group.handle: group.id for group in company.user_groups}
        self._channels = {channel.name: channel.id for channel in company.channels}

    def read(self) -> tuple[ReleaseSeed, ...]:
        found = self._top.parts("releases", "release", _RELEASE, most=MOST, optional=True)
        return tuple(self._release(key, fields) for key, fields in found)

    def _release(self, key: str, fields: Fields) -> ReleaseSeed:
        reference = fields.reference("template", self._keys, self._default) or self._default
        template = self._own if self._own and reference == self._own.key else self._shipped(reference)
        zone_name = fields.one_line("zone", otherwise="Europe/London")
        _check_zone(fields, zone_name)
        roles = {role.key for role in template.roles}
        return ReleaseSeed(
            id=key.replace(".", "-"),
            name=fields.one_line("name", most=LONGEST_NAME),
            summary=fields.text("summary", most=500, otherwise=""),
            template=template.key,
            channel=self._channel(fields),
            opened_by=self._person(fields),
            start=fields.duration("start", timedelta(days=7)) or timedelta(),
            hour=fields.count("hour", otherwise=10, most=23),
            zone=zone_name,
            opened=fields.duration("opened", timedelta(days=2)) or timedelta(),
            roles=self._named(fields, "roles", roles, self._holders),
            audiences=self._named(
                fields, "audiences", {each.key for each in template.audiences}, self._channels
            ),
            done=self._done(fields, template),
            approved=fields.references("approved", {gate.key for gate in template.gates}),
            cancelled=fields.text("cancelled", most=500, otherwise=""),
            origin=f"{self._file}:{fields.line}: ",
        )

    def _shipped(self, key: str) -> Template:
        return shipped_template(key if key in shipped() else shipped()[0])

    def _channel(self, fields: Fields) -> str:
        if "channel" not in fields:
            fields.note(f"{fields.subject} has no channel. Name the one that it lives in.")
        return self._channels.get(fields.reference("channel", self._channels) or "", "")

    def _person(self, fields: Fields) -> str:
        if "opened_by" not in fields:
            fields.note(f"{fields.subject} does not say who opened it. Write `opened_by:` and a handle.")
        return self._people.get(fields.reference("opened_by", self._people) or "", "")

    def _named(
        self, fields: Fields, name: str, keys: Collection[str], among: Mapping[str, str]
    ) -> dict[str, tuple[str, ...]]:
        """Lists by key, such as the holders of each role, as ids."""
        inner = fields.part(name, f"`{name}` of {fields.inline}", sorted(keys))
        if inner is None:
            return {}
        found = {key: inner.references(key, among) for key in fields.keys(name) if key in keys}
        return {key: tuple(among[each] for each in named if each in among) for key, named in found.items()}

    def _done(self, fields: Fields, template: Template) -> tuple[str, ...]:
        """The checks of the sections, groups and items that are named."""
        sections = {section.key: section.items for section in template.sections}
        groups = {key: group.items for key, group in template.groups.items()}
        single = {item.key: (item,) for item in template.items.values() if item.kind is Kind.CHECK}
        known = single | groups | sections
        named = fields.references("done", known)
        found = (item for name in named for item in known.get(name, ()) if item.kind is Kind.CHECK)
        return tuple(dict.fromkeys(item.key for item in found))
