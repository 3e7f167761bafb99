"""A watcher who reads nothing but the audit, and tells in words of its own which gates may stand open.

It shares no code with the rules: it keeps its own picture of the checks, the roles and the signatures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from readiness.template import Duties, Gate, Kind, Template

REASONED = ("not_applicable", "blocked")
CLAIMED = ("done", "verified", "not_applicable")
Picture = dict[str, tuple[bool, str, str, frozenset[str]]]


@dataclass
class Signed:
    """Somebody's approval: of what, for whom, when, and the planned start as it was."""

    by: str
    say: str
    picture: Picture
    at: datetime
    start: str


@dataclass
class Box:
    """One check as the watcher sees it."""

    state: str = "open"
    reason: str = ""
    by: str = ""
    second: str = ""
    evidence: set[str] = field(default_factory=set)


@dataclass
class Watcher:
    """One release, by its audit rows. ``humans`` are the ids of those who may act at all."""

    template: Template
    humans: frozenset[str]
    groups: Mapping[str, frozenset[str]]
    opener: str = ""
    start: str = ""
    boxes: dict[str, Box] = field(default_factory=dict)
    roles: dict[str, list[str]] = field(default_factory=dict)
    handed: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    unfit: set[str] = field(default_factory=set)
    approvals: dict[str, dict[str, Signed]] = field(default_factory=dict)
    rejections: dict[str, dict[str, Signed]] = field(default_factory=dict)
    lines: dict[str, dict[str, Signed]] = field(default_factory=dict)
    overrides: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    planned: bool = True
    read: int = 0

    def sees(self, kind: str, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        """Take in one row of the audit; what nobody was allowed to do fails here."""
        self.read += 1
        see = getattr(self, f"_{kind.lower()}", None)
        if see is not None:
            see(by, at, data)

    def may_be_open(self, gate: Gate, now: datetime) -> bool:
        """Whether enough of the right people signed what is there now, or the gate was overridden."""
        given = self.overrides.get(gate.key)
        if given is not None and (given[2] != "" or not self.template.overrides_need_second):
            return True
        present = self._picture(gate)
        if any(self._stands(gate, each, present) for each in self.rejections.get(gate.key, {}).values()):
            return False
        standing = [
            signed
            for signed in self.approvals.get(gate.key, {}).values()
            if self._covers(signed.picture, present) and self._in_time(gate, signed, now)
        ]
        links = [{s.by, s.say} for s in standing if not self._is_barred(gate, s.by, s.say)]
        apart = 0
        while links:
            apart, together = apart + 1, links.pop()
            while linked := [link for link in links if link & together]:
                together = together.union(*linked)
                links = [link for link in links if link not in linked]
        return apart >= gate.quorum

    def _stands(self, gate: Gate, rejected: Signed, present: Picture) -> bool:
        """Whether nobody but who rejected it can lift that: it is as it was, and they can act."""
        able = rejected.by in self.roles.get(gate.role, []) and rejected.by not in self.unfit
        return able and self._covers(rejected.picture, present)

    def _covers(self, then: Picture, now: Picture) -> bool:
        return all(now[key][:3] == old[:3] and old[3] <= now[key][3] for key, old in then.items())

    def _in_time(self, gate: Gate, signed: Signed, now: datetime) -> bool:
        if gate.expires_after is not None and now - signed.at >= gate.expires_after:
            return False
        moved = abs(datetime.fromisoformat(self.start) - datetime.fromisoformat(signed.start))
        return gate.start_may_move is None or moved <= gate.start_may_move

    def _is_barred(self, gate: Gate, *people: str) -> bool:
        """Whether one of them is: who signs, or for whom they sign."""
        worked = any(
            box.by in people and box.state in CLAIMED
            for key, box in self.boxes.items()
            if self.template.items[key].gate == gate.key
        )
        if gate.separation is Duties.NOBODY:
            return False
        return self.opener in people or (gate.separation is Duties.CONTRIBUTORS and worked)

    def _picture(self, gate: Gate) -> Picture:
        scope = {item.key for item in self.template.checks if item.gate == gate.key}
        linked = {key for condition in gate.conditions for key in condition.items}
        return {key: self._of(key) for key in scope | linked if self.template.items[key].kind is Kind.CHECK}

    def _of(self, key: str) -> tuple[bool, str, str, frozenset[str]]:
        box = self.boxes.get(key, Box())
        counts = box.second != "" if self.template.items[key].verification else box.state in CLAIMED
        why = (box.state, box.reason) if box.state in REASONED else ("", "")
        return counts, *why, frozenset(box.evidence)

    def _everything(self) -> Picture:
        """The pictures of all gates together."""
        return {key: seen for gate in self.template.gates for key, seen in self._picture(gate).items()}

    def _holds(self, person: str, role: str, at: datetime) -> str:
        """For whom the person acts in the role; empty when they may not."""
        held = self.roles.get(role, [])
        if person in held or self.groups.get(person, frozenset()) & set(held):
            return person
        of, until = self.handed.get((role, person), ("", at))
        return of if of in held and of not in self.unfit and at < until else ""

    def _opened(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.opener, self.start = by, data["planned_start"]
        self.roles = {role: list(held) for role, held in data["roles"].items()}

    def _moved(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.start = data["planned_start"]

    def _plannedanew(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.start, self.planned = data["planned_start"], True
        self.approvals, self.rejections, self.lines, self.overrides = {}, {}, {}, {}
        for key in data["reopened"]:
            self.boxes[key] = Box(evidence=self.boxes[key].evidence)

    def _checksmarked(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        assert by in self.humans
        for key in data["keys"]:
            evidence = self.boxes.get(key, Box()).evidence
            self.boxes[key] = Box(data["state"], data["reason"], by, "", evidence)

    def _checksverified(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        for key in data["keys"]:
            assert self.boxes[key].by != by, "nobody verifies their own work"
            self.boxes[key].second = by

    def _evidenceadded(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.boxes.setdefault(data["key"], Box()).evidence.add(data["text"])

    def _evidenceremoved(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.boxes[data["key"]].evidence.discard(data["text"])

    def _roleassigned(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.roles[data["role"]] = list(data["holders"])

    def _roledelegated(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        assert by == data["of"], "nobody hands over what is somebody else's"
        assert by in self.roles.get(data["role"], []), "nobody hands on what is not theirs"
        self.handed[data["role"], data["to"]] = data["of"], datetime.fromisoformat(data["until"])

    def _delegationended(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        del self.handed[data["role"], data["to"]]

    def _fitnesschanged(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.unfit = set(data["unfit"])

    def _signedoff(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        assert by in self.humans, "bots, guests and strangers sign nothing"
        assert self.planned, "what is signed is the plan"
        say = self._holds(by, data["role"], at)
        assert say, f"{by} signed as {data['role']} without holding it"
        if not self.template.has_gate(data["subject"]):
            self._line(by, at, data, say)
            return
        gate = self.template.gate(data["subject"])
        assert data["role"] == gate.role
        assert not self._is_barred(gate, by, say), f"{by} is barred from {gate.key}"
        picture = self._picture(gate)
        before = self.template.gates[: self.template.gates.index(gate)]
        assert all(self.may_be_open(each, at) for each in before), "gates open in order"
        if data["decision"] == "rejected":
            self.approvals[gate.key] = {}
            self.rejections.setdefault(gate.key, {})[by] = Signed(by, say, picture, at, self.start)
            return
        taken_back = self.rejections.get(gate.key, {})
        self.rejections[gate.key] = {k: v for k, v in taken_back.items() if not {v.by, v.say} & {by, say}}
        needed = [i.key for i in self.template.checks if i.gate == gate.key and i.required]
        assert all(picture[key][0] for key in needed), "nobody approves what is not done"
        self.approvals.setdefault(gate.key, {})[by] = Signed(by, say, picture, at, self.start)

    def _line(self, by: str, at: datetime, data: Mapping[str, Any], say: str) -> None:
        line = self.template.items[data["subject"]]
        assert data["role"] == line.role
        assert all(self.may_be_open(gate, at) for gate in self.template.gates), "the sheet opens last"
        signed = self.lines.setdefault(line.key, {})
        if data["decision"] == "rejected":
            signed.clear()
            return
        signed[by] = Signed(by, say, self._everything(), at, self.start)
        others = (each.key for each in self.template.sheet if not each.final)
        assert not line.final or all(self._is_signed(key) for key in others), "the final line is last"

    def _is_signed(self, line: str) -> bool:
        """Whether somebody signed the line for what is there now."""
        now = self._everything()
        return any(
            self._covers(each.picture, now) and each.start == self.start
            for each in self.lines.get(line, {}).values()
        )

    def _started(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.planned = False
        if not data["override"]:
            assert all(self.may_be_open(gate, at) for gate in self.template.gates), "it started without go"
            assert all(self._is_signed(line.key) for line in self.template.sheet), "a line was not signed"

    def _approvalexpired(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        assert by == "app"
        expired = self.approvals[data["subject"]][data["by"]]
        lasts = self.template.gate(data["subject"]).expires_after
        assert at - expired.at >= (lasts or timedelta.max), "nothing runs out before its time"

    def _overridegiven(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        assert by in self.humans
        say = self._holds(by, "release-manager", at)
        assert say, "the release manager alone overrides"
        self.overrides[data["subject"]] = (by, say, "")

    def _overrideconfirmed(self, by: str, at: datetime, data: Mapping[str, Any]) -> None:
        first, say, _ = self.overrides[data["subject"]]
        assert by in self.humans - {first, say}, "a second person is another one"
        self.overrides[data["subject"]] = (first, say, by)
