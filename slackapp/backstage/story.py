"""The story that a fresh local Slack opens on: a release team at work, with any template.

The first gate is approved, the second waits for its signature, the rest is half done. A release that was
given up lies before it, so that the next one's roles can be filled in from it.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from readiness.template import Item, Kind, Template
from slackapp.backstage.seeds import ReleaseSeed
from slackapp.sandbox import Workspace

STORY = "checkout24"
NAME = "Checkout 2.4"
CHANNEL = "checkout-launch"
TITLES = {
    "Deputy": "Deputy Release Manager",
    "On-call": "On-call Engineer",
    "Rollback Team": "Operations Team Lead",
    "Tech Lead": "Development Team Lead",
    "Product Lead": "Product Owner",
    "Engineering Lead": "Development Team Lead",
}
"""Who of the cast holds a role that is not called like anybody's job."""
READS_IN = {
    "executive": "executives",
    "product": "checkout-launch",
    "engineering": "engineering",
    "support": "support",
}
"""In which channel of the cast an audience reads, by what its key ends with."""


def story(template: Template, company: Workspace) -> tuple[ReleaseSeed, ...]:
    """The releases of the story, for a company with somebody for every seat."""
    return (*memory(template, company), _release(template, company))


def memory(template: Template, company: Workspace) -> tuple[ReleaseSeed, ...]:
    """The release that was given up: all that the team remembers in an empty sandbox."""
    roles, general = _roles(template, company), next(each for each in company.channels if each.is_general)
    manager = _manager(roles, company)
    return (
        ReleaseSeed(
            id="checkout23",
            name="Checkout 2.3",
            summary="A faster basket.",
            template=template.key,
            channel=general.id,
            opened_by=manager,
            start=timedelta(days=1),
            opened=timedelta(days=9),
            roles=roles,
            cancelled="It ships with Checkout 2.4.",
        ),
    )


def _release(template: Template, company: Workspace) -> ReleaseSeed:
    roles = _roles(template, company)
    opener = next(iter(roles.get("deputy", ())), _manager(roles, company))
    gates = template.gates
    return ReleaseSeed(
        id=STORY,
        name=NAME,
        summary="One page from basket to receipt, with wallets and a guest checkout.",
        template=template.key,
        channel=_channels(company)[CHANNEL],
        opened_by=opener,
        start=timedelta(days=7),
        roles=roles,
        audiences=_audiences(template, company),
        done=tuple(_half_done(template)),
        approved=tuple(gate.key for gate in gates[:1]),
    )


def _channels(company: Workspace) -> Mapping[str, str]:
    return {channel.name: channel.id for channel in company.channels}


def _manager(roles: Mapping[str, tuple[str, ...]], company: Workspace) -> str:
    everybody = (member.id for member in company.members if member.can_act)
    return next(iter(roles.get("release-manager", ())), next(everybody))


def _roles(template: Template, company: Workspace) -> dict[str, tuple[str, ...]]:
    jobs = {member.title: member.id for member in company.members if member.can_act and member.title}
    titles = {role.key: TITLES.get(role.title, role.title) for role in template.roles}
    return {key: (jobs[title],) for key, title in titles.items() if title in jobs}


def _audiences(template: Template, company: Workspace) -> dict[str, tuple[str, ...]]:
    channels = _channels(company)
    named = {
        audience.key: READS_IN.get(audience.key.rpartition(".")[2], "") for audience in template.audiences
    }
    return {key: (channels[name],) for key, name in named.items() if name in channels}


def _half_done(template: Template) -> Iterator[str]:
    """All of what the first two gates cover, and every other check of what else lies before the start."""
    first_gates = {gate.key for gate in template.gates[:2]}
    rest: list[Item] = []
    for item in template.items.values():
        if item.kind is not Kind.CHECK or not item.phase.before_start:
            continue
        if item.gate in first_gates:
            yield item.key
        else:
            rest.append(item)
    yield from (item.key for item in rest[::2])
