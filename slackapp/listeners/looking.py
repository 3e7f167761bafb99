"""Looking: status, lists, and what waits for whom. Nothing changes here."""

from readiness.waiting import waiting_for
from slackapp.answers import Answer, Open, Say, Share
from slackapp.blocks import listing, signing
from slackapp.blocks.status import status as draw_status
from slackapp.blocks.status import status_view
from slackapp.parts import Case, Parts
from slackapp.payloads import Pressed, Typed
from storage import releases

MOST_LISTED = 100


async def help_(parts: Parts, typed: Typed) -> Answer:
    """Every command, in a line each."""
    return Say(listing.help_message())


async def status(parts: Parts, typed: Typed, case: Case) -> Answer:
    """Where the release stands and what blocks it."""
    return Say(draw_status(case.template, case.release, parts.now()))


async def open_status(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return Say(draw_status(case.template, case.release, parts.now()))


async def whole_status(parts: Parts, pressed: Pressed) -> Answer:
    """The same in a window, with every blocker."""
    case = await parts.case(pressed.target.release)
    return Open(status_view(case.template, case.release, parts.now()))


async def share_status(parts: Parts, pressed: Pressed) -> Answer:
    """The status as it is now, said to the channel."""
    case = await parts.case(pressed.target.release)
    return Share(draw_status(case.template, case.release, parts.now(), shared_by=pressed.asker.user))


async def list_(parts: Parts, typed: Typed) -> Answer:
    """The active releases."""
    found = await parts.database.reading(lambda s: releases.active(s, parts.workspace, MOST_LISTED))
    return Say(listing.release_list(found, parts.now()))


async def mine(parts: Parts, typed: Typed) -> Answer:
    """What waits for the person, in every active release."""
    cases = await waiting_cases(parts, typed.asker.user)
    return Say(listing.mine(cases, parts.now()))


async def waiting_cases(parts: Parts, user: str) -> listing.Mine:
    """Each active release with what waits in it for the person; those where nothing does are left out."""
    person = await parts.people.person(user)
    waiting = [
        (case.template, case.release, waiting_for(case.template, case.release, person))
        for case in await parts.active_cases(MOST_LISTED)
    ]
    return tuple(entry for entry in waiting if not entry[2].nothing)


async def risks(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The risk assessment."""
    return Say(listing.risks(case.template, case.release))


async def gates(parts: Parts, typed: Typed, case: Case) -> Answer:
    """Every gate, and the sign-off sheet."""
    return Say(signing.gates_message(case.template, case.release, parts.now()))


async def open_gates(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return Say(signing.gates_message(case.template, case.release, parts.now()))


def choose(candidates: tuple[listing.Listed, ...], subcommand: str, words: str) -> Answer:
    """A menu of the releases that a command may mean."""
    return Say(listing.choose_release(candidates, subcommand, words))
