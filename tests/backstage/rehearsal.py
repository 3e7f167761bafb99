"""The sandbox as `readiness sandbox` sets it up: a real child process behind a real local Slack."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from slackapp.backstage.behind import BehindTheApp
from slackapp.backstage.casting import company
from slackapp.backstage.scripts import Script
from slackapp.cli.sandbox import settings_for
from slackapp.sandbox import LocalSlack
from tests.sandbox.asking import behind, done

T = TypeVar("T")


class Rehearsal:
    """A sandbox that runs, asked as its page asks."""

    def __init__(self, slack: LocalSlack, stage: BehindTheApp) -> None:
        self.slack = slack
        self.stage = stage

    @property
    def clock(self) -> Any:
        return behind(self.slack)["clock"]

    @property
    def shown(self) -> datetime:
        return datetime.fromisoformat(self.clock["shown"])

    @property
    def steps(self) -> dict[str, bool]:
        return {step["key"]: step["done"] for step in behind(self.slack)["tour"]["steps"]}

    def step(self, key: str) -> Any:
        return next(step for step in behind(self.slack)["tour"]["steps"] if step["key"] == key)

    def moment(self, key: str) -> datetime | None:
        at = next((each["at"] for each in self.clock["moments"] if each["key"] == key), None)
        return datetime.fromisoformat(at) if at else None

    def does(self, do: str, **more: Any) -> None:
        answer = done(self.slack, do, **more)
        assert answer["ok"], answer

    def winds(self, by: timedelta, within: float = 60.0) -> None:
        self.does("wind", seconds=by.total_seconds())
        self.arrives(within)

    def jumps(self, to: str, within: float = 60.0) -> None:
        eventually(lambda: self.moment(to) is not None, 20)
        self.does("jump", to=to)
        self.arrives(within)

    def arrives(self, within: float = 60.0) -> None:
        eventually(lambda: self.clock["jump"] is None, within)

    def has_done(self, step: str, within: float = 20.0) -> None:
        eventually(lambda: self.steps[step], within)


def eventually(true: Callable[[], object], within: float = 20.0) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "It did not come to be so."
        time.sleep(0.05)


@contextmanager
def rehearsal(script: Script, folder: Path) -> Iterator[Rehearsal]:
    with LocalSlack(company(script)) as slack:

        async def made() -> BehindTheApp:
            return BehindTheApp(slack, settings_for(slack, f"sqlite:///{folder}/sandbox.sqlite3"), script)

        stage = slack.run(made())
        try:
            slack.run(stage.start(), 200)
            yield Rehearsal(slack, stage)
        finally:
            slack.run(stage.close())
