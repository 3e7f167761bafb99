"""Numbers that a template demands, and how a measured value is held against them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Comparison(StrEnum):
    """How a measured value is held against its threshold."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="

    def holds(self, value: float, threshold: float) -> bool:
        """Whether ``value`` satisfies the comparison with ``threshold``, both in the criterion's unit."""
        match self:
            case Comparison.ABOVE:
                return value > threshold
            case Comparison.AT_LEAST:
                return value >= threshold
            case Comparison.BELOW:
                return value < threshold
            case Comparison.AT_MOST:
                return value <= threshold
            case Comparison.EQUAL:
                return value == threshold
        assert_never(self)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the document demands, as data: ``> 95 %``, ``< 2 s``."""

    comparison: Comparison
    threshold: float
    unit: str
    measure: str = ""
    """What is measured, where the item's text does not say it alone: "average response time"."""

    def __str__(self) -> str:
        number = f"{self.threshold:g}" if self.threshold != int(self.threshold) else str(int(self.threshold))
        return f"{self.comparison.value} {number} {self.unit}".rstrip()
