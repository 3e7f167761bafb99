"""The evidence pack, asked for in Slack: it comes as a file, to whoever asked."""

import asyncio

from readiness.authority import require_member
from readiness.refusal import Refused, only_naming
from slackapp.answers import Answer, HandOver
from slackapp.blocks.parts import sentence_message
from slackapp.exporting import File, Format, file_of, read_pack, record, strangers
from slackapp.pack.values import Pack
from slackapp.parts import GONE, Case, Parts
from slackapp.payloads import Typed
from storage.ledger import PATIENCE


async def export(parts: Parts, typed: Typed, case: Case) -> Answer:
    """One page with all that was checked, signed, told and done. Guests may look, but carry nothing away."""
    person = await parts.people.person(typed.asker.user)
    require_member(person, "export the evidence pack")

    async def read() -> Pack:
        pack = await parts.database.reading(
            lambda session: read_pack(session, case.release.id, person.id, parts.now())
        )
        if pack is None:
            raise Refused(GONE)
        return pack

    async def made() -> File:
        pack = await read()
        if unnamed := strangers(pack):
            await parts.people.meet(unnamed)
            pack = await read()
        file = await asyncio.to_thread(file_of, pack)
        # Before it leaves: nobody has a pack of which the audit does not know.
        await parts.database.writing(
            lambda s: record(s, pack, Format.HTML, pack.made_by, "command"), PATIENCE
        )
        return file

    sentence = (
        f"The evidence pack of “{case.release.name}” is being made. It comes to you as a direct message."
    )
    return HandOver(sentence_message(only_naming(sentence)), made)
