"""The parts of the measurement: each runs its contestants, and says in lines what came of it."""

from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks.kills import killed
from benchmarks.posts import handing_out, wishes
from benchmarks.punctual import lateness, memory, ticks
from benchmarks.report import Line
from benchmarks.rounds import Contestant, p99, rate, rounds, share
from benchmarks.scene import POSTGRES, SQLITE, Scene
from benchmarks.size import Size

STATUS, TICK = "/readiness status", "tick a check"
MEGABYTE = 1_000_000

SHARES = {(STATUS, SQLITE): 0.20, (STATUS, POSTGRES): 0.15, (TICK, SQLITE): 0.10, (TICK, POSTGRES): 0.08}
"""Requests a second as a share of what bare Bolt acknowledges of the very same requests."""
GROWTH = 0.8
"""The rate with many releases as a share of the rate with few."""
SECONDS_TO_ACK = {SQLITE: 0.150, POSTGRES: 0.200}
SECONDS_TO_READY = 2.0
MEMORY = 200
"""Megabytes, which is the document's own figure."""


def shares(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """How the app keeps up with bare Bolt, how long an ack takes, and what memory that leaves in use."""
    with scene.bare() as bare, scene.planted_app(kind, size.releases) as (app, acts):
        contestants = {
            f"bare {STATUS}": Contestant(bare.port, acts.statuses, size.bare),
            STATUS: Contestant(app.port, acts.statuses, size.statuses, acts.tour()),
            f"bare {TICK}": Contestant(bare.port, acts.ticks, size.bare // 3),
            TICK: Contestant(app.port, acts.ticks, size.ticks),
        }
        came = rounds(scene.load, scene.secret, contestants, size.rounds)
        resident = app.resident / MEGABYTE
    for act in (STATUS, TICK):
        ours, theirs = came[act], came[f"bare {act}"]
        told = f"{rate(ours):.0f}/s of {rate(theirs):.0f}/s"
        what = f"{act}, share of bare Bolt"
        yield Line("shares", what, kind, share(ours, theirs), SHARES[act, kind], "{:.2f}", told=told)
    slowest = max(p99(came[STATUS]), p99(came[TICK]))
    told = f"status {p99(came[STATUS]) * 1000:.0f} ms, tick {p99(came[TICK]) * 1000:.0f} ms"
    most = SECONDS_TO_ACK[kind] * 1000
    yield Line("shares", "p99 until the ack", kind, slowest * 1000, most, "{:.0f} ms", most=True, told=told)
    yield Line("shares", "memory after the run", kind, resident, MEMORY, "{:.0f} MB", most=True)


def growth(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """What becomes of the rates when a hundred times as many releases are held.

    People work on as many as before, anywhere among them, so that what is compared is what lies in the
    database and not what happens to be in memory.
    """
    with ExitStack() as stack:
        few_app, few_acts = stack.enter_context(scene.planted_app(kind, size.few, size.few))
        many_app, many_acts = stack.enter_context(scene.planted_app(kind, size.many, size.few))
        contestants = {
            f"few {STATUS}": Contestant(few_app.port, few_acts.statuses, size.statuses, few_acts.tour()),
            f"many {STATUS}": Contestant(many_app.port, many_acts.statuses, size.statuses, many_acts.tour()),
            f"few {TICK}": Contestant(few_app.port, few_acts.ticks, size.ticks),
            f"many {TICK}": Contestant(many_app.port, many_acts.ticks, size.ticks),
        }
        came = rounds(scene.load, scene.secret, contestants, size.rounds)
    for act in (STATUS, TICK):
        many, few = came[f"many {act}"], came[f"few {act}"]
        told = f"{rate(many):.0f}/s of {rate(few):.0f}/s"
        what = f"{act}, {size.many:,} releases beside {size.few}"
        yield Line("growth", what, kind, share(many, few), GROWTH, "{:.2f}", told=told)


def kills(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """What is lost of what was acknowledged when the server is killed."""
    came = killed(scene, kind, size.kills, size.acks)
    told = (
        f"{came.kills} kills, {came.acked} acked, {len(came.put_off)} put off, {len(came.torn)} releases torn"
    )
    yield Line("kills", "acked but lost", kind, len(came.lost), 0, "{:.0f}", most=True, told=told)


def start(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """How long the app takes from its start until it is ready, on a file that is not there yet."""
    if kind != SQLITE:
        return
    taken = []
    for _ in range(size.starts):
        with scene.app(scene.empty(kind)) as server:
            taken.append(server.ready_after)
    told = f"the slowest of {len(taken)}"
    most = SECONDS_TO_READY
    yield Line("start", "start to ready", kind, max(taken), most, "{:.2f} s", most=True, told=told)


PARTS = {
    "shares": shares,
    "growth": growth,
    "kills": kills,
    "start": start,
    "ticks": ticks,
    "claims": handing_out,
    "wishes": wishes,
    "lateness": lateness,
    "memory": memory,
}
