"""How fast posts are handed out and sent, beside the obvious way, and what each way loses or doubles."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from multiprocessing.context import SpawnProcess
from pathlib import Path
from statistics import median

from benchmarks import couriers, rival
from benchmarks.far_side import told
from benchmarks.report import Line
from benchmarks.scene import POSTGRES, SQLITE, Scene
from benchmarks.size import Size
from schedules.clock import MachineClock
from schedules.sending import Pace
from storage import claims
from storage.database import Database

TIMES_THEIRS = 1.5
WISHES_A_SECOND = {SQLITE: 100.0, POSTGRES: 130.0}
COURIERS = {SQLITE: 1, POSTGRES: 4}
ROUNDS = 3
WITHIN = 120.0
_numbers = count(1)


def handing_out(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """Posts that are all due at once: claimed by ours, handed out by one job each in APScheduler's store."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        with couriers.wished(scene.empty(kind), size.posts) as database:
            ours.append(size.posts / _claimed(database, size.posts))
        url = scene.empty(kind)
        rival.lay_out(url, size.posts)
        theirs.append(rival.rate(url, size.posts))
    share = median(mine / other for mine, other in zip(ours, theirs, strict=True))
    said = f"{median(ours):.0f}/s of {median(theirs):.0f}/s, the median of {ROUNDS} rounds"
    what = f"{size.posts:,} posts due at once, times APScheduler's rate"
    yield Line("claims", what, kind, share, TIMES_THEIRS, "{:.1f}", told=said)
    yield from _trouble(scene, kind, size)


def _claimed(database: Database, posts: int) -> float:
    """The seconds in which a courier's own claims take all of the posts."""
    lease, limit = timedelta(hours=1), Pace().destinations
    began, taken, now = time.perf_counter(), 0, MachineClock().now()
    while taken < posts:
        taken += len(database.write(lambda s: claims.claim(s, couriers.WORKSPACE, now, lease, limit)))
    return time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was lost and what was told more than once of so many posts."""

    lost: int
    doubled: int

    def __str__(self) -> str:
        return f"{self.lost} lost and {self.doubled} doubled"


def _trouble(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    def ours(url: str, folder: Path, work: Callable[[], SpawnProcess]) -> None:
        with couriers.wished(url, size.troubled) as database:
            _killed_once(folder, size.troubled, work, lambda: couriers.waiting(database) == 0)

    def theirs(url: str, folder: Path, work: Callable[[], SpawnProcess]) -> None:
        rival.lay_out(url, size.troubled)
        _killed_once(folder, size.troubled, work, lambda: rival.left(url) == 0)

    came = {}
    for name, run, target in (("ours", ours, couriers.work), ("theirs", theirs, rival.work)):
        url, folder = scene.empty(kind), scene.folder / f"far-side-{next(_numbers)}"
        folder.mkdir()
        run(url, folder, partial(_begun, target, url, str(folder)))
        lines = told(folder)
        came[name] = Trouble(size.troubled - len(set(lines)), len(lines) - len(set(lines)))
    what = f"lost or doubled of {size.troubled:,}, two replicas, one killed"
    said = f"ours: {came['ours']}; APScheduler: {came['theirs']}"
    figure = came["ours"].lost + came["ours"].doubled
    yield Line("claims", what, kind, figure, 0, "{:.0f}", most=True, told=said)


def _killed_once(
    folder: Path, posts: int, work: Callable[[], SpawnProcess], is_done: Callable[[], bool]
) -> None:
    """Let two processes work, kill one when half is told, start another in its place, and wait."""
    first, second = work(), work()
    deadline = time.monotonic() + WITHIN
    while len(told(folder)) < posts / 2 and time.monotonic() < deadline and first.is_alive():
        time.sleep(0.01)
    first.kill()
    third = work()
    while not is_done() and (second.is_alive() or third.is_alive()) and time.monotonic() < deadline:
        time.sleep(0.1)
    for each in (first, second, third):
        each.join(rival.GIVES_UP + 10)
        each.kill()


def wishes(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """The whole life of a wish: claimed, marked, settled, each committed, with the disk waited for."""
    number = COURIERS[kind]
    url = scene.empty(kind)
    with couriers.wished(url, size.wishes) as database:
        working = [_begun(couriers.work, url, None) for _ in range(number)]
        while couriers.waiting(database) == size.wishes:
            time.sleep(0.005)
        began, at_first = time.perf_counter(), couriers.waiting(database)
        while couriers.waiting(database):
            time.sleep(0.02)
        rate = at_first / (time.perf_counter() - began)
        for each in working:
            each.join(30)
    what = f"whole life of a wish, {number} courier{'s' if number > 1 else ''}"
    yield Line("wishes", what, kind, rate, WISHES_A_SECOND[kind], "{:.0f}/s", told=f"{size.wishes:,} wishes")


def _begun(target: Callable[..., None], *arguments: object) -> SpawnProcess:
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments, daemon=True)
    process.start()
    return process
