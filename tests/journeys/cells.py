"""What is sent for each act of the table: a press, a window, a command, in the state that it needs."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from readiness.communication.prompts import prompt_subject
from readiness.model import CheckState, Release
from readiness.signing.fingerprints import seen, sheet_fingerprint
from readiness.signing.gates import gate_view
from readiness.signing.overriding import mark
from readiness.template import Item, Kind, Template
from slackapp.actions import Action, Submission, Target
from slackapp.blocks import check, checklist, moves
from slackapp.blocks.overrides import shown_of
from tests.journeys.ground import (
    DEPLOYING,
    FAILED,
    MONITORING,
    OVERRIDDEN,
    PLANNED,
    ROLLING_BACK,
    SIGNABLE,
    UNCERTAIN,
    Ground,
    unsent,
)

Sent = tuple[str, dict[str, Any]]
"""The kind of what is sent, and the payload save who sends it."""


@dataclass(frozen=True)
class Case:
    """A release, its template, and the ground that it stands on."""

    ground: Ground
    template: Template
    release: Release

    @property
    def item(self) -> Item:
        """A check that is done in `PLANNED` by somebody else, and waits for a second person."""
        return next(i for i in self.template.checks if i.verification and i.phase.before_start)

    @property
    def open_item(self) -> Item:
        """A check that is open in `PLANNED`."""
        return next(i for i in self.template.checks if not i.verification and i.phase.before_start)

    @property
    def update(self) -> str:
        """An update of the plan that was not sent."""
        return unsent(self.template, self.release, self.ground.served.app.parts.now())

    @property
    def troubled(self) -> str:
        """The update that came into trouble."""
        return next((key for key, post in self.release.posts.items() if post.state.troubled), "none")

    def of_kind(self, kind: Kind) -> Item:
        return next(item for item in self.template.items.values() if item.kind is kind)

    def target(self, subject: str = "", wanted: str = "", shown: str = "") -> str:
        return str(Target(self.release.id, subject, wanted, shown))


@dataclass(frozen=True)
class Cell:
    """An act: in which state it is tried, and what is sent.

    Whoever may does it then, and is not refused for another reason. ``writes``: it is in the audit.
    """

    state: str
    sends: Callable[[Case], Sent]
    writes: bool = True


def command(words: str) -> Callable[[Case], Sent]:
    """Type ``/readiness`` and these words."""

    def sends(case: Case) -> Sent:
        return "command", {
            "command": "/readiness",
            "text": words,
            "channel_id": case.ground.channel,
            "response_url": "http://127.0.0.1:9/nowhere",
        }

    return sends


def press(action: str, about: Callable[[Case], str], **more: object) -> Callable[[Case], Sent]:
    """Press what has this action and value in a message of the channel."""

    def sends(case: Case) -> Sent:
        pressed = {"type": "button", "action_id": action, "block_id": "b", "value": about(case)}
        return "interaction", {
            "type": "block_actions",
            "container": {"type": "message", "channel_id": case.ground.channel, "message_ts": "1.1"},
            "channel": {"id": case.ground.channel},
            "response_url": "http://127.0.0.1:9/nowhere",
            "actions": [pressed | more],
        }

    return sends


def tick(case: Case) -> Sent:
    """Tick a box of the checklist, in a window drawn for it."""
    item = case.open_item
    section, page = checklist.page_of(case.template, item)
    now = case.ground.served.app.parts.now()
    view = checklist.view(case.template, case.release, section, page, now)
    boxes = next(
        (b["block_id"], e)
        for b in view["blocks"]
        for e in b.get("elements", ())
        if e.get("action_id") == Action.TICK and any(o["value"] == item.key for o in e["options"])
    )
    ticked = [{"value": item.key}, *boxes[1].get("initial_options", ())]
    acted = {"action_id": Action.TICK, "block_id": boxes[0], "selected_options": ticked}
    return "interaction", {
        "type": "block_actions",
        "container": {"type": "view"},
        "view": view | {"id": "V0", "hash": "h"},
        "actions": [{"type": "checkboxes", **acted}],
    }


def in_checklist(action: str, subject: Callable[[Case], str], wanted: str) -> Callable[[Case], Sent]:
    """Press something about a part of the checklist, in its window."""

    def sends(case: Case) -> Sent:
        kind, payload = press(action, lambda c: c.target(subject(c), wanted))(case)
        now = case.ground.served.app.parts.now()
        view = checklist.view(case.template, case.release, "", 0, now)
        return kind, payload | {"view": view | {"id": "V0", "hash": "h"}}

    return sends


def submit(
    modal: str, about: Callable[[Case], str], **filled: Callable[[Case], Mapping[str, Any]]
) -> Callable[[Case], Sent]:
    """Submit the window with this callback and metadata, filled in so."""

    def sends(case: Case) -> Sent:
        values = {block.replace("__", ":"): {"value": dict(state(case))} for block, state in filled.items()}
        view = {
            "id": "V0",
            "type": "modal",
            "callback_id": modal,
            "private_metadata": about(case),
            "blocks": [],
            "state": {"values": values},
        }
        return "interaction", {"type": "view_submission", "view": view}

    return sends


def text(words: str) -> Callable[[Case], Mapping[str, Any]]:
    return lambda _case: {"type": "plain_text_input", "value": words}


def chosen(value: Callable[[Case], str]) -> Callable[[Case], Mapping[str, Any]]:
    return lambda case: {"type": "static_select", "selected_option": {"value": value(case)}}


def people(*names: str) -> Callable[[Case], Mapping[str, Any]]:
    return lambda case: {"selected_users": [case.ground.id_of(name) for name in names]}


def _release(case: Case) -> str:
    return case.target()


def _criterion(case: Case) -> str:
    return case.target(case.template.criteria[0].key)


def _gate(case: Case, wanted: str = "") -> str:
    gate = case.template.gates[0]
    view = gate_view(case.template, case.release, gate.key)
    return case.target(
        gate.key, wanted, seen(view.fingerprint or sheet_fingerprint(case.template, case.release))
    )


def _first_gate(case: Case) -> str:
    return case.target(case.template.gates[0].key)


def _to_override(case: Case) -> str:
    return str(shown_of(case.template, case.release, case.template.gates[0].key))


def _overridden(case: Case) -> str:
    gate = case.template.gates[0].key
    return case.target(gate, "", mark(case.release.overrides[gate]))


def _handed(case: Case) -> str:
    return case.target(case.template.gates[0].role, case.ground.id_of("Senna"))


def _prompt(case: Case) -> str:
    return case.target(prompt_subject(case.release))


def _details(case: Case) -> str:
    view = check.view(case.template, case.release, case.open_item, ())
    return str(view["private_metadata"])


def _listed(case: Case) -> str:
    return str(moves.finish_view(case.template, case.release)["private_metadata"])


def _day(case: Case) -> Mapping[str, Any]:
    return {"selected_date": f"{case.release.planned_start + timedelta(days=30):%Y-%m-%d}"}


def _new(case: Case) -> str:
    planned = case.release.planned_start.isoformat()
    fields = {"id": secrets.token_hex(5), "template": case.release.template, "name": "Another", "summary": ""}
    return json.dumps(
        fields | {"channel": case.ground.channel, "planned": planned, "zone": "UTC", "like": ""}
    )


CELLS: dict[str, Cell] = {
    "/readiness new": Cell(DEPLOYING, command("new"), writes=False),
    "/readiness delegate": Cell(DEPLOYING, command("delegate"), writes=False),
    "/readiness export": Cell(DEPLOYING, command("export"), writes=False),
    "/readiness word": Cell(DEPLOYING, command("word It goes well")),
    "/readiness rollout": Cell(DEPLOYING, command("rollout 25")),
    "/readiness rolled-back": Cell(ROLLING_BACK, command("rolled-back")),
    f"press {Action.OPEN_NEW}": Cell(DEPLOYING, press(Action.OPEN_NEW, _release), writes=False),
    f"press {Action.ROLLED_BACK}": Cell(ROLLING_BACK, press(Action.ROLLED_BACK, _release)),
    f"press {Action.ROLLBACK_READY}": Cell(DEPLOYING, press(Action.ROLLBACK_READY, _release)),
    f"press {Action.PROMPT_READY}": Cell(DEPLOYING, press(Action.PROMPT_READY, _prompt)),
    f"press {Action.APPROVE}": Cell(SIGNABLE, press(Action.APPROVE, _gate)),
    f"press {Action.REAFFIRM}": Cell(SIGNABLE, press(Action.REAFFIRM, _gate)),
    f"press {Action.OPEN_OVERRIDE}": Cell(PLANNED, press(Action.OPEN_OVERRIDE, _first_gate), writes=False),
    f"press {Action.CONFIRM_OVERRIDE}": Cell(OVERRIDDEN, press(Action.CONFIRM_OVERRIDE, _overridden)),
    f"press {Action.HAND_OVER}": Cell(PLANNED, press(Action.HAND_OVER, _release), writes=False),
    f"press {Action.TAKE_BACK}": Cell(PLANNED, press(Action.TAKE_BACK, _handed)),
    f"press {Action.TICK}": Cell(PLANNED, tick),
    f"press {Action.WHOLE_GROUP}": Cell(
        PLANNED, in_checklist(Action.WHOLE_GROUP, lambda c: c.open_item.group, CheckState.DONE)
    ),
    f"press {Action.WHOLE_SECTION}": Cell(
        PLANNED,
        in_checklist(Action.WHOLE_SECTION, lambda c: c.template.section_of(c.open_item).key, CheckState.DONE),
    ),
    f"press {Action.VERIFY}": Cell(PLANNED, in_checklist(Action.VERIFY, lambda c: c.item.key, "")),
    f"press {Action.MARK}": Cell(
        PLANNED, press(Action.MARK, lambda c: c.target(c.open_item.key, CheckState.DONE))
    ),
    f"press {Action.SEND_NOW}": Cell(PLANNED, press(Action.SEND_NOW, lambda c: c.target(c.update))),
    f"press {Action.SEND_AGAIN}": Cell(FAILED, press(Action.SEND_AGAIN, lambda c: c.target(c.troubled))),
    f"press {Action.SETTLE}": Cell(UNCERTAIN, press(Action.SETTLE, lambda c: c.target(c.troubled, "sent"))),
    f"press {Action.SETTLE_AGAIN}": Cell(
        UNCERTAIN, press(Action.SETTLE_AGAIN, lambda c: c.target(c.troubled, "again"))
    ),
    f"submit {Submission.NEW_RELEASE_ROLES}": Cell(PLANNED, submit(Submission.NEW_RELEASE_ROLES, _new)),
    f"submit {Submission.CHECK}": Cell(
        PLANNED, submit(Submission.CHECK, _details, state=chosen(lambda _: "done"), note=text("Looks well"))
    ),
    f"submit {Submission.NOT_APPLICABLE}": Cell(
        PLANNED,
        submit(
            Submission.NOT_APPLICABLE, lambda c: c.target(c.open_item.group), reason=text("Nothing to do")
        ),
    ),
    f"submit {Submission.UNTICK}": Cell(
        PLANNED, submit(Submission.UNTICK, lambda c: c.target(c.item.key, "open"), reason=text(""))
    ),
    f"submit {Submission.EVIDENCE}": Cell(
        PLANNED,
        submit(
            Submission.EVIDENCE,
            lambda _: '{"link": "https://example.org/proof"}',
            release=chosen(lambda c: c.release.id),
            check=chosen(lambda c: c.open_item.key),
        ),
    ),
    f"submit {Submission.MEASURE}": Cell(
        DEPLOYING, submit(Submission.MEASURE, _criterion, value=text("0.5"), note=text(""))
    ),
    f"submit {Submission.WORD}": Cell(
        DEPLOYING, submit(Submission.WORD, _release, word=text("It goes well"))
    ),
    f"submit {Submission.SIGN}": Cell(
        SIGNABLE, submit(Submission.SIGN, lambda c: _gate(c, "approved"), comment=text("Seen"))
    ),
    f"submit {Submission.OVERRIDE}": Cell(
        PLANNED, submit(Submission.OVERRIDE, _to_override, reason=text("It can't wait"))
    ),
    f"submit {Submission.DELEGATE}": Cell(
        PLANNED,
        submit(
            Submission.DELEGATE,
            _release,
            role=chosen(lambda c: c.template.gates[0].role),
            person=lambda c: {"selected_user": c.ground.id_of("Sam")},
            day=_day,
            hour=lambda _: {"selected_time": "10:00"},
            reason=text("On leave"),
        ),
    ),
    f"submit {Submission.ROLE}": Cell(
        PLANNED,
        submit(Submission.ROLE, lambda c: c.target(c.template.gates[0].role), people=people("Alice", "Sam")),
    ),
    f"submit {Submission.NOT_READY}": Cell(
        DEPLOYING, submit(Submission.NOT_READY, _release, reason=text("No backup"))
    ),
    f"submit {Submission.PROMPT_NOT_READY}": Cell(
        DEPLOYING, submit(Submission.PROMPT_NOT_READY, _prompt, reason=text("No backup"))
    ),
    f"submit {Submission.KEEP_GOING}": Cell(
        DEPLOYING, submit(Submission.KEEP_GOING, _criterion, reason=text("A false alarm"))
    ),
    f"submit {Submission.ROLL_BACK}": Cell(
        DEPLOYING, submit(Submission.ROLL_BACK, _release, reason=text("Payments fail"))
    ),
    f"submit {Submission.START}": Cell(
        PLANNED, submit(Submission.START, _release, name=text("Cell"), override=text("It can't wait"))
    ),
    f"submit {Submission.FINISH}": Cell(DEPLOYING, submit(Submission.FINISH, _listed)),
    f"submit {Submission.CLOSE}": Cell(MONITORING, submit(Submission.CLOSE, _release, reason=text("Enough"))),
    f"submit {Submission.CANCEL}": Cell(
        PLANNED, submit(Submission.CANCEL, _release, reason=text("Not needed"))
    ),
    f"submit {Submission.MOVE}": Cell(
        PLANNED,
        submit(
            Submission.MOVE,
            _release,
            day=_day,
            hour=lambda _: {"selected_time": "10:00"},
            zone=chosen(lambda _: "UTC"),
        ),
    ),
    f"submit {Submission.ROLLBACK_PLAN}": Cell(
        PLANNED, submit(Submission.ROLLBACK_PLAN, _release, manual=text("Switch it off"))
    ),
    f"submit {Submission.SKIP}": Cell(
        PLANNED, submit(Submission.SKIP, lambda c: c.target(c.update), reason=text("Not now"))
    ),
    f"submit {Submission.AUDIENCE}": Cell(
        PLANNED,
        submit(
            Submission.AUDIENCE,
            lambda c: c.target(c.of_kind(Kind.AUDIENCE).key),
            channels=lambda c: {"selected_conversations": [c.ground.channel]},
        ),
    ),
}
"""By act: every act of the table that does something."""
