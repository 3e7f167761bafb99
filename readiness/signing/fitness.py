"""Who of the role holders can act: a deactivated account and a guest hold a role in name alone."""

from readiness.commands import NoteFitness
from readiness.events import Event, FitnessChanged
from readiness.model import Person, Release
from readiness.records import APP
from readiness.refusal import Refused


def note_fitness(release: Release, command: NoteFitness, by: Person) -> tuple[Event, ...]:
    """Note who can act and who can't, of those who hold roles or were handed one."""
    if by.id != APP:
        raise Refused("Nobody says who can act: the app learns it from Slack.")
    concerned = role_holders(release)
    unfit = ({*release.unfit} | {*command.unfit}) - {*command.fit}
    known = tuple(sorted(unfit & concerned))
    return () if known == release.unfit else (FitnessChanged(known),)


def role_holders(release: Release) -> frozenset[str]:
    """The ids of everybody who holds a role, and of whoever was handed one."""
    held = (holder for holders in release.roles.values() for holder in holders)
    handed = (each.to for handed_over in release.delegations.values() for each in handed_over)
    return frozenset((*held, *handed))
