"""What SIGKILL takes away: a server is killed again and again under load, and held to all its acks."""

import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.acts import Acts, Press
from benchmarks.load import Burst, Kill, is_acked
from benchmarks.scene import Scene
from benchmarks.seeding import Field, plant
from storage import audit, releases
from storage.database import Database, Session

RELEASES = 200
SPREAD = 50
"""Up to so many acks more than needed are waited for before a kill, so that no two kills come alike."""


@dataclass(frozen=True, slots=True)
class Kills:
    """How often a server was killed, and how many presses it acknowledged.

    ``lost`` are the trigger ids of acknowledged presses that are not in the audit, and ``put_off`` those of
    people who were told with the ack to press again, as the database was too busy. ``torn`` are the ids of
    releases whose chain is broken, or whose state is not what the audit tells.
    """

    kills: int
    acked: int
    lost: tuple[str, ...]
    put_off: tuple[str, ...]
    torn: tuple[str, ...]

    @property
    def written(self) -> int:
        """How many of the acknowledged presses are in the audit."""
        return self.acked - len(self.lost) - len(self.put_off)


def killed(scene: Scene, kind: str, kills: int, acks: int) -> Kills:
    """Tick boxes, and kill the server so many times while it acknowledges at least ``acks`` of them in all.

    Each time it is started anew on what it left behind.
    """
    field = plant(scene.empty(kind), scene.slack, RELEASES)
    acts: Acts | None = None
    acked: list[str] = []
    for number in range(kills):
        needed = max(1, -(-(acks - len(acked)) // (kills - number)))
        with scene.app(field.url) as server:
            acts = acts or scene.acts(field, server)
            presses = acts.ticks(needed + SPREAD + 200)
            kill = Kill(server.process.pid, needed + random.randrange(SPREAD))
            bodies = [press.body for press in presses]
            answered = scene.load.send(Burst(server.port, scene.secret, bodies, kill=kill))
            if server.process.wait(10) != -signal.SIGKILL:
                raise RuntimeError("The server was not killed, so nothing is proved.")
        acked += _triggers(presses, answered.times)
    missing, torn = _held_to_their_word(field, scene.slack.workspace.team_id, acked)
    warned = {call.arguments.get("trigger_id") for call in scene.slack.local.calls("views.push")}
    lost = tuple(press for press in missing if press not in warned)
    return Kills(kills, len(acked), lost, tuple(press for press in missing if press in warned), torn)


def _triggers(presses: Sequence[Press], times: Sequence[float]) -> list[str]:
    return [press.trigger for press, taken in zip(presses, times, strict=True) if is_acked(taken)]


def _held_to_their_word(
    field: Field, workspace: str, acked: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    def missing(session: Session) -> tuple[str, ...]:
        return tuple(press for press in acked if not audit.is_pressed(session, workspace, press))

    def torn(session: Session) -> tuple[str, ...]:
        ids = (planted.id for planted in field.planted)
        return tuple(release_id for release_id in ids if _is_torn(session, workspace, release_id))

    database = Database(field.url)
    try:
        return database.read(missing), database.read(torn)
    finally:
        database.close()


def _is_torn(session: Session, workspace: str, release_id: str) -> bool:
    told = audit.replay(session, release_id)
    is_broken = bool(audit.verify_chain(session, release_id))
    return is_broken or told != releases.get(session, workspace, release_id)
