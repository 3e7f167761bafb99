"""The way that a notice goes, chosen by the kind of its destination."""

from collections.abc import Mapping

from schedules.delivery import Begin, CannotDeliver, Delivered, Delivery
from storage.claims import Claimed

SLACK = "slack"


def kind_of(destination: str) -> str:
    """What stands before the colon, as in ``email:team@example.org``; Slack's own ids have none."""
    kind, colon, _ = destination.partition(":")
    return kind if colon else SLACK


class Routed:
    """A delivery by several ``ways``, each for one kind of destination."""

    def __init__(self, ways: Mapping[str, Delivery]) -> None:
        self._ways = dict(ways)

    async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
        """Hand it to the way of its destination. Raises ``CannotDeliver`` when there is none."""
        kind = kind_of(claimed.to)
        if kind not in self._ways:
            known = ", ".join(sorted(self._ways))
            raise CannotDeliver(
                f"The app has no way to deliver to {claimed.to}. "
                f"Give the audience a destination of another kind ({known})."
            )
        return await self._ways[kind].deliver(claimed, begin)
