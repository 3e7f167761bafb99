"""The obvious way to do it: APScheduler, with one job for each post in its SQLAlchemyJobStore.

The jobs are kept from being dropped for coming late (``misfire_grace_time=None``), which is not its default.
"""

import logging
import pickle
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import create_engine, func, select

from benchmarks.far_side import FarSide

GIVES_UP = 5.0
"""Seconds without a job after which a process holds that none will come."""
PATIENCE = 20.0
"""Seconds after which enough was handed out to tell its rate."""
_handed_out: list[str] = []
_far_side: list[FarSide] = []


def tell(post: str) -> None:
    """The job: hand the post to the far side, if there is one."""
    _handed_out.append(post)
    for each in _far_side:
        each.write(post)


def lay_out(url: str, posts: int) -> None:
    """Put a job for each post into the store, due a second ago, in one transaction."""
    scheduler = BackgroundScheduler(timezone=UTC)
    store = SQLAlchemyJobStore(url=url)
    store.start(scheduler, "default")
    due = datetime.now(UTC) - timedelta(seconds=1)
    jobs = [_job(scheduler, number, due) for number in range(posts)]
    with store.engine.begin() as connection:
        connection.execute(store.jobs_t.insert(), [_row(store, job) for job in jobs])
    store.shutdown()


def _job(scheduler: BackgroundScheduler, number: int, due: datetime) -> Job:
    return Job(
        scheduler,
        id=f"post:{number}",
        name=f"post:{number}",
        func=tell,
        args=(f"post:{number}",),
        kwargs={},
        trigger=DateTrigger(due),
        executor="default",
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
        next_run_time=due,
    )


def _row(store: SQLAlchemyJobStore, job: Job) -> dict[str, Any]:
    state = pickle.dumps(job.__getstate__(), store.pickle_protocol)
    return {"id": job.id, "next_run_time": job.next_run_time.timestamp(), "job_state": state}


def rate(url: str, posts: int) -> float:
    """How many of the posts a scheduler hands out a second, until it is done or for as long as is patient."""
    _handed_out.clear()
    scheduler = _scheduler(url)
    began = time.perf_counter()
    scheduler.start()
    while len(_handed_out) < posts and time.perf_counter() - began < PATIENCE:
        time.sleep(0.005)
    reached = len(_handed_out) / (time.perf_counter() - began)
    scheduler.pause()
    scheduler.shutdown(wait=False)
    return reached


def work(url: str, folder: str) -> None:
    """Run a scheduler until it has had nothing to do for a while."""
    logging.disable(logging.CRITICAL)
    # Its thread ends when another scheduler was faster to remove a job, which is part of what is measured.
    threading.excepthook = lambda _: None
    _far_side.append(FarSide(Path(folder)))
    scheduler = _scheduler(url)
    scheduler.start()
    seen, since = 0, time.monotonic()
    while time.monotonic() - since < GIVES_UP:
        if len(_handed_out) > seen:
            seen, since = len(_handed_out), time.monotonic()
        time.sleep(0.05)


def left(url: str) -> int:
    """How many jobs are in the store."""
    engine = create_engine(url)
    store = SQLAlchemyJobStore(engine=engine)
    with engine.connect() as connection:
        number = connection.execute(select(func.count()).select_from(store.jobs_t)).scalar_one()
    engine.dispose()
    return int(number)


def _scheduler(url: str) -> BackgroundScheduler:
    store = SQLAlchemyJobStore(url=url)
    return BackgroundScheduler(
        jobstores={"default": store}, executors={"default": ThreadPoolExecutor(10)}, timezone=UTC
    )
