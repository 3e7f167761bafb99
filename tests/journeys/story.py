"""What a release team does from plan to close, in steps to put together. Each is typed or pressed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from readiness.template import Item, Kind, Template
from readiness.templates import shipped_template
from slackapp.sandbox import LocalSlack, Message, Person
from slackapp.sandbox.people import Reply

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
    "Incident Lead": "Noor",
}
"""Who of the cast holds which role, by its title."""


def eventually(true: Callable[[], bool], within: float = 5.0) -> None:
    """Wait until something is so that the app does in its own time, such as redrawing the card."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "It did not come to be so."
        time.sleep(0.01)


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

    def opens(self, template: str, name: str = NAME, *, by: str = "Dana", **left_out: bool) -> None:
        """Open a release from the form, and give each of its roles to whoever holds it in this company."""
        self.template = shipped_template(FILES[template])
        opener = self.person(by)
        assert self.types(by, f"/readiness new {name}").modal is not None
        opener.fills("Template", template)
        assert opener.submits().ok
        for role in self.template.roles:
            opener.fills(role.title, [self.person(HOLDERS[role.title]).member.real_name])
        assert opener.submits().ok
        opener.sees(f"{name} is open in", in_="modal")
        opener.closes()
        opener.sees(f"{name}: NO-GO", in_=CHANNEL)
        eventually(lambda: self.card.pinned)

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
            approver.sees(f"{gate.title}: waiting for approval", in_=CHANNEL)
            assert approver.presses("Approve", CHANNEL).ok
            approver.sees(f"{gate.title}: approved", in_=CHANNEL)

    def signs_the_sheet(self) -> None:
        """Each role holder signs their line in the direct message that asks them, the final one last."""
        for line in self.plan.sheet:
            signer = self.person(HOLDERS[self.plan.role(line.role or "").title])
            signer.sees(f"Sign-off as {line.title}", in_="Readiness")
            assert signer.presses("Sign…", "messages").ok
            assert signer.submits().ok

    def is_ready_to_roll_back(self, who: str = "Omar") -> None:
        """The rollback team says on the card that the release can be rolled back."""
        assert self.person(who).presses("Ready to roll back", CHANNEL).ok

    def starts(self, who: str = "Robin", name: str = NAME) -> None:
        """Go live, by typing the release's name."""
        person = self.person(who)
        assert self.types(who, "/readiness start").modal is not None
        person.fills("Type the release's name", name)
        assert person.submits().ok
