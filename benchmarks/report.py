"""What was measured, as lines of one table: the figure, the reach, and whether it is reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside what it has to reach, which it must not exceed when ``most`` is set.

    ``part`` is the part of the measurement that makes it, ``told`` what explains the figure.
    """

    part: str
    what: str
    where: str
    figure: float
    reach: float
    form: str
    most: bool = False
    told: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether the figure is on the right side of the reach."""
        return self.figure <= self.reach if self.most else self.figure >= self.reach


HEAD = ("what", "database", "figure", "reach", "", "made by", "")


def table(lines: Iterable[Line]) -> str:
    """The lines under each other, in columns."""
    rows = [HEAD, *(_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _cells(line: Line) -> tuple[str, ...]:
    sign = "≤" if line.most else "≥"
    return (
        line.what,
        line.where,
        line.form.format(line.figure),
        f"{sign} {line.form.format(line.reach)}",
        "ok" if line.is_reached else "SHORT",
        f"python -m benchmarks {line.part}",
        line.told,
    )


def all_reached(lines: Sequence[Line]) -> bool:
    """Whether nothing is short."""
    return all(line.is_reached for line in lines)
