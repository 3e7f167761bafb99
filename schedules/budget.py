"""How often something may be done: so many times a minute, and some at once after a quiet time."""

import time
from collections.abc import Callable


class Budget:
    """A store of turns that fills steadily up to ``burst``. Overdrawn, it has nothing left for longer."""

    def __init__(
        self, per_minute: float, burst: float, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._seconds = seconds
        self._left = burst
        self._counted_at = seconds()

    @property
    def is_spent(self) -> bool:
        """Whether there is no turn left."""
        return self.seconds_until_next > 0

    @property
    def seconds_until_next(self) -> float:
        """How long until there is a turn; 0 when there is one."""
        self._count()
        return max(0.0, (1 - self._left) / self._per_second)

    def spend(self, turns: int = 1) -> None:
        """Take so many turns, whether or not they are there."""
        self._count()
        self._left -= turns

    def _count(self) -> None:
        now = self._seconds()
        self._left = min(self._burst, self._left + (now - self._counted_at) * self._per_second)
        self._counted_at = now
