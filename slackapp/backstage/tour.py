"""The guided tour through the story. Each step is done when what it asks for has really happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.template import Gate, Item, Kind, Template
from slackapp.backstage.seeds import ReleaseSeed
from slackapp.sandbox import Workspace
from slackapp.sandbox.backstage import Step, Tour

TITLE = "A release in ten minutes"
WINDS_TO = {"plan": "next-post", "hour": "hour-before"}
"""Where the button of a step winds the clock to."""


@dataclass(frozen=True, slots=True)
class Places:
    """Who and what the steps speak of."""

    template: Template
    seed: ReleaseSeed
    company: Workspace

    @property
    def here(self) -> str:
        """The release's own channel."""
        return self.seed.channel

    def holder(self, role: str) -> str:
        """Who holds the role, or whoever opened the release."""
        return next(iter(self.seed.roles.get(role, ())), self.seed.opened_by)

    def name(self, user: str) -> str:
        """The first name of somebody."""
        return next((member.first_name for member in self.company.members if member.id == user), "somebody")

    def channel(self, name: str) -> str:
        """The id of a channel of the cast; the release's own where there is none of this name."""
        return next((each.id for each in self.company.channels if each.name == name), self.here)

    @property
    def executive(self) -> str:
        """Who reads for the executives."""
        found = (each.id for each in self.company.members if each.title == "Chief Executive" and each.can_act)
        return next(found, self.holder("product-owner"))

    @property
    def engineer(self) -> str:
        """Who reads as an engineer."""
        return self.holder("development-team-lead")


def tour(at: Places, done: Iterable[str], *, skipped: bool) -> Tour:
    """The tour as far as it was walked: ``done`` are the keys of the steps that have happened."""
    happened = frozenset(done)
    text = (
        f"{at.seed.name} goes live in a week, and its team is half done. Walk with them to the end: "
        "each step says whom to act as, and what to do."
    )
    return Tour(TITLE, text, tuple(_told(step, happened) for step in _steps(at)), skipped)


@dataclass(frozen=True, slots=True)
class Row:
    """One step before it is known whether it is done; its texts are written here, in order."""

    key: str
    person: str
    place: str
    title: str
    text: str
    types: str = ""
    help: str = ""


def _told(row: Row, happened: frozenset[str]) -> Step:
    done = row.key in happened
    return Step(row.key, row.title, row.text, row.person, row.place, row.types, row.help, done)


def _steps(at: Places) -> Iterator[Row]:
    yield Row(
        "status",
        at.holder("on-call"),
        at.here,
        "See where the release stands",
        text="Type /readiness status. NO-GO, it says, and what blocks the start, and who can lift it.",
        types="/readiness status",
    )
    yield from _ticking(at)
    if len(at.template.gates) > 1:
        yield from _signing(at, at.template.gates[1])
    if at.template.gates:
        yield from _stale(at, at.template.gates[0])
    yield from _waiting(at)
    yield from _live(at)
    yield from _ending(at)


def _ticking(at: Places) -> Iterator[Row]:
    item = _open_check(at)
    if item is not None:
        yield Row(
            "tick",
            at.holder(item.role or "senior-developer"),
            at.here,
            "Tick a check",
            text=f"Open the checklist and mark “{item.title}” done. The card in the channel follows.",
            types=f"/readiness checklist {at.template.section_of(item).title}",
        )


def _signing(at: Places, gate: Gate) -> Iterator[Row]:
    signer, other = at.holder(gate.role), _somebody_else(at, gate)
    yield Row(
        "refused",
        other,
        at.here,
        "Try to sign what is not yours",
        text=f"“{gate.title}” waits for {at.name(signer)}. List the gates as {at.name(other)}, and try "
        "to approve it. Nothing changes but the audit, and you read why.",
        types="/readiness gates",
    )
    yield Row(
        "sign",
        signer,
        "messages",
        "Sign as the right person",
        text=f"{at.name(signer)} was asked by direct message, with what the signature stands for. "
        "Approve there.",
    )


def _stale(at: Places, gate: Gate) -> Iterator[Row]:
    item = next(
        (each for each in at.template.scope(gate.key) if not (each.verification or each.figure)), None
    )
    if item is None:
        return
    signer = at.holder(gate.role)
    yield Row(
        "stale",
        at.holder(item.role or ""),
        at.here,
        "Watch a signature go stale",
        text=f"“{gate.title}” is approved. Open the details of “{item.title}”, and say that it is not "
        "applicable, and why. What was signed is no longer what is so: the gate is stale.",
        types=f"/readiness checklist {at.template.section_of(item).title}",
    )
    yield Row(
        "reaffirm",
        signer,
        at.here,
        "Re-affirm it",
        text=f"{at.name(signer)} is asked again by direct message two minutes later, with the difference and "
        "one button. Or list the gates now.",
        types="/readiness gates",
    )


def _waiting(at: Places) -> Iterator[Row]:
    manager, rollback = at.holder("release-manager"), at.holder("rollback-team")
    yield Row(
        "plan",
        manager,
        at.here,
        "Let time pass",
        text="Wind the clock to the next update of the communication plan, and see it come.",
        help="Wind the clock",
    )
    yield Row(
        "rest",
        manager,
        at.here,
        "Let the team do the rest",
        text="A week of work in a second: the others tick, verify and sign what is left, in order.",
        help="Let the team do the rest",
    )
    yield Row(
        "hour",
        manager,
        at.here,
        "Come to the last hour",
        text="Wind the clock to one hour before the start: everything between comes in its turn.",
        help="Wind the clock",
    )
    yield Row(
        "ready",
        rollback,
        at.here,
        "Say that there is a way back",
        text=f"Nothing starts without it. As {at.name(rollback)}, press Ready to roll back on the card.",
    )


def _live(at: Places) -> Iterator[Row]:
    yield Row(
        "start",
        at.holder("release-manager"),
        at.here,
        "Start",
        text="Type /readiness start, and the release's name in the window: nobody goes live by a mis-tap.",
        types="/readiness start",
    )
    yield Row(
        "executive",
        at.executive,
        at.channel("executives"),
        "Read an update as an executive",
        text=f"{at.name(at.executive)} wants to know whether to worry. Read #executives.",
    )
    yield Row(
        "engineer",
        at.engineer,
        at.channel("engineering"),
        "Read the same update as an engineer",
        text=f"{at.name(at.engineer)} wants the details. Read #engineering.",
    )
    yield Row(
        "answered",
        at.holder("rollback-team"),
        at.here,
        "Answer a rollback prompt",
        text="With every update the rollback team is asked anew whether there is a way back. Answer.",
    )


def _ending(at: Places) -> Iterator[Row]:
    manager = at.holder("release-manager")
    yield Row(
        "finish",
        manager,
        at.here,
        "Finish",
        text="Type /readiness finish. It lists what is open, and asks.",
        types="/readiness finish",
    )
    yield Row(
        "export",
        manager,
        at.here,
        "Take the record with you",
        text="Type /readiness export: who signed what and when, and what it stood for.",
        types="/readiness export",
    )


def _somebody_else(at: Places, gate: Gate) -> str:
    holders = at.seed.roles.get(gate.role, ())
    everybody = (one for held in at.seed.roles.values() for one in held)
    return next(
        (one for one in everybody if one not in holders and one != at.seed.opened_by), at.seed.opened_by
    )


def _open_check(at: Places) -> Item | None:
    checks = (each for each in at.template.items.values() if each.kind is Kind.CHECK)
    before = (each for each in checks if each.phase.before_start)
    return next((each for each in before if each.key not in at.seed.done), None)
