"""What is wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from slackapp.sandbox.limits import LIMITS


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault.

    `place` is a JSON pointer, `rule` the name of a limit or of a rule of form, `limit` the figure if there
    is one.
    """

    place: str
    rule: str
    sentence: str
    limit: int | None = None

    def __str__(self) -> str:
        """As in the `response_metadata.messages` of Slack's answers."""
        return f"[ERROR] {self.sentence} [json-pointer:{self.place}]"


@dataclass(slots=True)
class Findings:
    """The faults found so far."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, place: str, rule: str, sentence: str) -> None:
        """A fault of form."""
        self.problems.append(Problem(place, rule, sentence))

    def count(self, place: str, limit_name: str, actual: int, least: int = 0) -> None:
        """Hold a count against a limit of the table."""
        limit = LIMITS[limit_name]
        if actual > limit.most:
            sentence = f"must be at most {limit.most} {limit.unit}, but has {actual}"
            self.problems.append(Problem(place, limit_name, sentence, limit.most))
        elif actual < least:
            sentence = f"must be at least {least} {limit.unit}, but has {actual}"
            self.problems.append(Problem(place, limit_name, sentence, least))
