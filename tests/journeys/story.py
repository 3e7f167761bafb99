"""What a release team does from plan to close, in steps to put together. Each is typed or pressed."""

import copy
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.template import Item, Kind, Template
from readiness.templates import shipped_template
from slackapp.sandbox import LocalSlack, Message, Person
from slackapp.sandbox.people import Reply
from slackapp.sandbox.values import Ack

CHANNEL = "#checkout-launch"
NAME = "Checkout 2.4"
FILES = {"Production readiness": "production-readiness", "Small team": "small-team", "Hotfix": "hotfix"}

HOLDERS = {
    "Development Team Lead": "Victor",
    "Senior Developer": "Senna",
    "QA Team Lead": "Alice",
    "Operations Team Lead": "Omar",
    "DevOps Lead": "Devi",
    "Infrastructure Lead": "Ingrid",
    "Security Lead": "Sam",
    "Product Owner": "Paula",
    "Business Stakeholder": "Boris",
    "Support Lead": "Hana",
    "Release Manager": "Robin",
    "Deputy": "Dana",
    "Rollback Team": "Omar",
    "On-call": "Noor",
    "Tech Lead": "Victor",
    "Product Lead": "Paula",
    "Engineering Lead": "Victor",
}
"""Who of the cast holds which role, by its title."""


def eventually(true: Callable[[], bool], within: float = 5.0) -> None:
    """Wait until something is so that the app does in its own time, such as redrawing the card."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "It did not come to be so."
        time.sleep(0.01)


def insists(person: Person, times: int = 3) -> None:
    """Submit the window, and again when the app says that it was too slow, as a person would."""
    for _ in range(times):
        submission = person.submits()
        if submission.ok:
            return
        assert "try again" in f"{submission.errors} {submission.trouble}".lower(), submission
    raise AssertionError(f"The app was too slow {times} times.")


@dataclass(slots=True)
class Story:
    """One release and the people around it."""

    slack: LocalSlack
    template: Template | None = None

    def person(self, name: str) -> Person:
        """Somebody of the cast by first name."""
        return self.slack.person(name)

    def types(self, name: str, command: str) -> Reply:
        """Somebody types a command in the release's channel."""
        return self.person(name).types(command, CHANNEL)

    def opens(
        self,
        template: str,
        name: str = NAME,
        *,
        by: str = "Dana",
        channel: str = CHANNEL,
        instead: Mapping[str, str | None] | None = None,
        **fields: object,
    ) -> None:
        """Open a release from the form, and give each of its roles to whoever holds it in this company.

        ``instead`` names other holders, or None for nobody; ``fields`` are more fields of the form.
        """
        self.template = shipped_template(FILES[template])
        opener = self.person(by)
        assert opener.types(f"/readiness new {name}", channel).modal is not None
        opener.fills("Template", template)
        for label, value in fields.items():
            opener.fills(label, value)
        insists(opener)
        holders = HOLDERS | dict(instead or {})
        for role in self.template.roles:
            holder = holders[role.title]
            opener.fills(role.title, [self.person(holder).member.real_name] if holder else None)
        insists(opener)
        opener.sees(f"is open in {channel}", in_="modal")
        opener.closes()
        opener.sees(f"{name}: NO-GO", in_=channel)

    def status(self, who: str = "Noor") -> str:
        """What somebody reads who asks for the status."""
        return self.types(who, "/readiness status").shown

    def history(self, who: str = "Noor") -> str:
        """What somebody reads who asks for the history."""
        return self.types(who, "/readiness history").shown

    def opens_checklist(self, who: str, section: str = "") -> Person:
        """Open a section of the checklist, by default the first that is not complete."""
        assert self.types(who, f"/readiness checklist {section}").modal is not None
        return self.person(who)

    def item(self, key: str) -> Item:
        """An item of the release's template."""
        return self.plan.items[key]

    @property
    def plan(self) -> Template:
        """The template of the release."""
        assert self.template is not None
        return self.template

    @property
    def card(self) -> Message:
        """The release's card, as it stands in the channel."""
        cards = [
            message for message in self.person("Robin").messages(CHANNEL) if "Managed by" in message.shown
        ]
        assert len(cards) == 1, [message.shown[:100] for message in cards]
        return cards[0]

    def does_everything_before_the_start(self, who: str = "Noor") -> None:
        """Tick every check before the start, a section at a time, and verify what asks for it."""
        for section in self.plan.sections:
            checks = [item for item in section.items if item.kind is Kind.CHECK and item.phase.before_start]
            if checks:
                self.does_section(section.title, who)
        for item in self.plan.checks:
            if item.verification and item.phase.before_start:
                self.verifies(item, "Hana")

    def does_section(self, title: str, who: str = "Noor") -> None:
        """Mark all open checks of a section done, in one go."""
        person = self.person(who)
        assert self.types(who, f"/readiness checklist {title}").modal is not None
        assert person.presses("Mark open checks done", beside="").ok
        person.closes(everything=True)

    def opens_details(self, item: Item, who: str) -> Person:
        """Open the details of an item from its page of the checklist."""
        person = self.person(who)
        assert self.types(who, f"/readiness checklist {self.plan.section_of(item).title}").modal is not None
        page = 1
        while person.modal is not None and item.title not in person.modal.shown:
            assert person.presses("Next page").ok
            page += 1
            person.sees(f"page {page} of", in_="modal")
        person.chooses("Details of…", item.title)
        person.sees("Details", in_="modal")
        return person

    def verifies(self, item: Item, who: str) -> None:
        """Agree, as a second person, that the check is done."""
        person = self.opens_details(item, who)
        assert person.presses("Verify").ok
        person.sees("Done and verified", in_="modal")
        person.closes(everything=True)

    def approves_every_gate(self) -> None:
        """Each approver signs their gate on the message that asks them, in order."""
        for gate in self.plan.gates:
            approver = self.person(HOLDERS[self.plan.role(gate.role).title])
            approver.sees(f"{gate.title}: waiting for approval", in_="Readiness")
            assert approver.presses("Approve", "messages").ok

    def signs_the_sheet(self) -> None:
        """Each role holder signs their line in the direct message that asks them, the final one last."""
        for line in self.plan.sheet:
            self.signs_line(line)

    def is_ready_to_roll_back(self, who: str = "Omar") -> None:
        """The rollback team says on the card that the release can be rolled back."""
        assert self.person(who).presses("Ready to roll back", CHANNEL).ok

    def starts(self, who: str = "Robin", name: str = NAME) -> None:
        """Go live, by typing the release's name."""
        person = self.person(who)
        assert self.types(who, "/readiness start").modal is not None
        person.fills("Type the release's name", name)
        insists(person)

    def starts_without_go(self, reason: str = "Customers can't pay at all") -> None:
        """Go live in spite of what blocks it, as only the release manager can."""
        robin = self.person("Robin")
        assert self.types("Robin", "/readiness start").modal is not None
        robin.fills("Why start without go?", reason)
        robin.fills("Type the release's name", NAME)
        insists(robin)

    def finishes(self) -> None:
        """End the deployment, whatever is open."""
        assert self.types("Robin", "/readiness finish").modal is not None
        insists(self.person("Robin"))

    def gets_to_the_last_signature(self) -> None:
        """Everything before the start, but the release manager's signature and the word on the way back."""
        self.does_everything_before_the_start()
        self.approves_every_gate()
        for line in self.plan.sheet:
            if not line.final:
                self.signs_line(line)

    def signs_line(self, line: Item) -> None:
        """The holder of the line's role signs it in the direct message that asks them."""
        signer = self.person(HOLDERS[self.plan.role(line.role or "").title])
        signer.sees(f"Sign-off as {line.title}", in_="Readiness")
        assert signer.presses("Sign…", "messages").ok
        insists(signer)

    def last_sent(self, kind: str) -> dict[str, Any]:
        """A copy of the newest payload of this type that the app was sent, to send another like it."""
        for sent in reversed(self.slack.delivered):
            if sent.delivery.payload.get("type") == kind:
                return copy.deepcopy(sent.delivery.payload)
        raise LookupError(f"The app was sent no {kind}.")

    def sends_anew(self, payload: dict[str, Any]) -> Ack:
        """Send a payload as a new act: well signed, with a trigger that nobody has used."""
        return self.slack.forge("interaction", payload | {"trigger_id": f"1.2.{secrets.token_hex(8)}"})

    def group(self, handle: str) -> str:
        """The id of a user group."""
        return self.slack.look(
            lambda world: next(g.id for g in world.groups.values() if f"@{g.handle}" == handle)
        )

    def tells(self, event: dict[str, Any]) -> Ack:
        """Send the app an event of Slack's."""
        team = self.slack.look(lambda world: world.workspace.team_id)
        envelope = {
            "type": "event_callback",
            "team_id": team,
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event": event,
        }
        return self.slack.forge("event", envelope)

    def fresh_response_url(self, who: str) -> str:
        """An address at which the app may answer this person, five times as always."""
        self.types(who, "/readiness help")
        for sent in reversed(self.slack.delivered):
            if sent.delivery.kind == "command":
                return str(sent.delivery.payload["response_url"])
        raise LookupError("Nobody has typed a command.")
