"""The guided tour through the story. Each step is done when what it asks for has really happened."""

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.template import Anchor, Gate, Item, Kind, Template
from slackapp.backstage.seeds import ReleaseSeed
from slackapp.sandbox import Workspace
from slackapp.sandbox.backstage import Step, Tour

TITLE = "A release in ten minutes"


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

    def reads_in(self, audience: str) -> str:
        """The id of the channel in which an audience reads; empty where the template knows no such one."""
        held = (places for key, places in self.seed.audiences.items() if key.rpartition(".")[2] == audience)
        return next(iter(next(held, ())), "")

    def channel(self, place: str) -> str:
        """The name of a channel."""
        return next(each.name for each in self.company.channels if each.id == place)

    def has_slots(self, anchor: Anchor) -> bool:
        """Whether the communication plan has updates that count from there."""
        return any(slot.anchor is anchor for slot in self.template.slots)

    @property
    def executive(self) -> str:
        """Who reads for the executives."""
        found = (each.id for each in self.company.members if each.title == "Chief Executive" and each.can_act)
        return next(found, self.holder("product-owner"))

    @property
    def engineer(self) -> str:
        """Who reads as an engineer."""
        return self.holder("development-team-lead")


def tour(at: Places) -> Tour:
    """The tour, before the first step."""
    text = (
        f"{at.seed.name} goes live in a week, and its team is half done. Walk with them to the end: "
        "each step says whom to act as, and what to do."
    )
    return Tour(TITLE, text, tuple(_steps(at)))


def _steps(at: Places) -> Iterator[Step]:
    yield Step(
        "status",
        "See where the release stands",
        person=at.holder("on-call"),
        place=at.here,
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


def _ticking(at: Places) -> Iterator[Step]:
    item = _open_check(at)
    if item is not None:
        yield Step(
            "tick",
            "Tick a check",
            person=at.holder(item.role or "senior-developer"),
            place=at.here,
            text=f"Open the checklist and mark “{item.title}” done. The card in the channel follows.",
            types=f"/readiness checklist {at.template.section_of(item).title}",
        )


def _signing(at: Places, gate: Gate) -> Iterator[Step]:
    signer, other = at.holder(gate.role), _somebody_else(at, gate)
    yield Step(
        "refused",
        "Try to sign what is not yours",
        person=other,
        place=at.here,
        text=f"“{gate.title}” waits for {at.name(signer)}. List the gates as {at.name(other)}, and try "
        "to approve it. Nothing changes but the audit, and you read why.",
        types="/readiness gates",
    )
    yield Step(
        "sign",
        "Sign as the right person",
        person=signer,
        place="messages",
        text=f"{at.name(signer)} was asked by direct message, with what the signature stands for. "
        "Approve there.",
    )


def _stale(at: Places, gate: Gate) -> Iterator[Step]:
    item = next(
        (each for each in at.template.scope(gate.key) if not (each.verification or each.figure)), None
    )
    if item is None:
        return
    signer = at.holder(gate.role)
    yield Step(
        "stale",
        "Watch a signature go stale",
        person=at.holder(item.role or ""),
        place=at.here,
        text=f"“{gate.title}” is approved. Open the details of “{item.title}”, and say that it is not "
        "applicable, and why. What was signed is no longer what is so: the gate is stale.",
        types=f"/readiness checklist {at.template.section_of(item).title}",
    )
    yield Step(
        "reaffirm",
        "Re-affirm it",
        person=signer,
        place=at.here,
        text=f"{at.name(signer)} is asked again by direct message two minutes later, with the difference and "
        "one button. Or list the gates now.",
        types="/readiness gates",
    )


def _waiting(at: Places) -> Iterator[Step]:
    manager, rollback = at.holder("release-manager"), at.holder("rollback-team")
    if at.has_slots(Anchor.PLANNED_START):
        yield Step(
            "plan",
            "Let time pass",
            person=manager,
            place=at.here,
            text="Wind the clock to the next update of the communication plan, and see it come.",
            help="Wind the clock",
        )
    yield Step(
        "rest",
        "Let the team do the rest",
        person=manager,
        place=at.here,
        text="A week of work in a second: the others tick, verify and sign what is left, in order.",
        help="Let the team do the rest",
    )
    yield Step(
        "hour",
        "Come to the last hour",
        person=manager,
        place=at.here,
        text="Wind the clock to one hour before the start: everything between comes in its turn.",
        help="Wind the clock",
    )
    yield Step(
        "ready",
        "Say that there is a way back",
        person=rollback,
        place=at.here,
        text=f"Nothing starts without it. As {at.name(rollback)}, press Ready where the channel asks, "
        "or Ready to roll back on the pinned card.",
    )


def _live(at: Places) -> Iterator[Step]:
    yield Step(
        "start",
        "Start",
        person=at.holder("release-manager"),
        place=at.here,
        text="Type /readiness start, and the release's name in the window: nobody goes live by a mis-tap.",
        types="/readiness start",
    )
    yield from _reading(at)
    yield Step(
        "answered",
        "Answer a rollback prompt",
        person=at.holder("rollback-team"),
        place=at.here,
        text="With every update the rollback team is asked anew. Wind the clock to the next one, and answer.",
        help="Wind the clock",
    )


def _reading(at: Places) -> Iterator[Step]:
    executives, engineers = at.reads_in("executive"), at.reads_in("engineering")
    if executives:
        yield Step(
            "executive",
            "Read an update as an executive",
            person=at.executive,
            place=executives,
            text=f"{at.name(at.executive)} wants to know whether to worry. Read #{at.channel(executives)}.",
        )
    if engineers:
        yield Step(
            "engineer",
            "Read the same update as an engineer",
            person=at.engineer,
            place=engineers,
            text=f"{at.name(at.engineer)} wants the details. Read #{at.channel(engineers)}.",
        )


def _ending(at: Places) -> Iterator[Step]:
    manager = at.holder("release-manager")
    yield Step(
        "finish",
        "Finish",
        person=manager,
        place=at.here,
        text="Type /readiness finish. It lists what is open, and asks.",
        types="/readiness finish",
    )
    yield Step(
        "export",
        "Take the record with you",
        person=manager,
        place=at.here,
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
