"""Whatever may happen to a communication plan, to draw from: presses, outages, clocks that go wrong."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import strategies as st

from readiness.commands import (
    AnswerRollback,
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    KeepGoing,
    Measure,
    Move,
    RollBack,
    SayWord,
    SendPosts,
    SetAudience,
    SettleNotice,
    SkipPosts,
    Start,
)
from readiness.communication.plan import PostKey
from readiness.model import Stage
from readiness.records import PostState
from readiness.refusal import Refused
from readiness.template import Anchor, Slot
from tests.readiness.planned import BOARD, DAY, HOUR, MINUTE, SLOTS, TEAM
from tests.readiness.play import Outcome, Play
from tests.readiness.world import MARA

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
OFFSETS = st.integers(1, 60).map(lambda n: n * 10 * MINUTE)
EVERY = st.none() | st.sampled_from([30 * MINUTE, HOUR, 6 * HOUR])
Step = Callable[[Play], object]


@st.composite
def slots(draw: st.DrawFn) -> tuple[Slot, ...]:
    """The slots of a plan: any anchor, any offset, once or again and again."""
    found = list[Slot]()
    for number in range(draw(st.integers(1, 6))):
        anchor = draw(st.sampled_from(Anchor))
        if anchor is Anchor.PLANNED_START and draw(st.booleans()):
            days = draw(st.integers(1, 8))
            found.append(Slot(f"slot-{number}", "A slot", anchor, -days * DAY, None, wall_clock=True))
            continue
        distance = draw(OFFSETS)
        offset = (
            -distance if anchor is Anchor.PLANNED_START else draw(st.sampled_from([timedelta(), distance]))
        )
        found.append(Slot(f"slot-{number}", "A slot", anchor, offset, draw(EVERY)))
    return tuple(found)


def asking(command: Command) -> Step:
    """The release manager asks for this; what the stage does not allow is refused, and nothing happens."""

    def step(play: Play) -> None:
        with suppress(Refused):
            play.asks(MARA, command)

    return step


def moving(hours: int) -> Step:
    """The start is moved, to so many hours from now."""
    return lambda play: asking(Move(play.now + hours * HOUR, play.release.zone))(play)


def living(minutes: int) -> Step:
    """Time passes while the app runs."""
    return lambda play: play.later(minutes * MINUTE)


def being_down(minutes: int) -> Step:
    """Time passes while the app does not run."""
    return lambda play: play.down_until(play.now + minutes * MINUTE)


def going_back(minutes: int) -> Step:
    """The clock goes back."""
    return lambda play: play.down_until(play.now - minutes * MINUTE)


def unnoticed(minutes: int) -> Step:
    """Time passes, and a press comes before the tick does."""
    return lambda play: play.unnoticed_until(play.now + minutes * MINUTE)


def setting_off(play: Play) -> None:
    """Posts are on their way while something else happens."""
    if not play.flying:
        play.set_off()


def keys(play: Play) -> list[str]:
    """Every post of the plan that can be asked for something."""
    return [str(row.key) for row in play.rows() if row.key is not None]


def skipping(number: int) -> Step:
    """One post is skipped, whatever became of it."""
    return lambda play: _with_a_key(play, number, lambda key: SkipPosts((key,), "Told by hand."))


def sending(number: int) -> Step:
    """One post is sent now, whatever became of it."""
    return lambda play: _with_a_key(play, number, lambda key: SendPosts((key,)))


def _with_a_key(play: Play, number: int, command: Callable[[str], Command]) -> None:
    if found := keys(play):
        asking(command(found[number % len(found)]))(play)


def answering(number: int) -> Step:
    """Of one uncertain post somebody says whether people can read it, and it is so."""

    def step(play: Play) -> None:
        open_ = [key for key, post in play.release.posts.items() if post.state is PostState.UNCERTAIN]
        if open_:
            key = open_[number % len(open_)]
            asking(SettleNotice(key, sent=play.in_doubt[key]))(play)

    return step


def with_slack(up: int, *, arrives: bool) -> Step:
    """Slack takes posts in some minutes and not in others; with 0 it takes all.

    In each of nine minutes it refuses one for good, and of one in each of seven nobody learns whether it
    ``arrives``.
    """

    def courier(key: PostKey, now: datetime) -> Outcome:
        minute = int(now.timestamp() // 60)
        if up == 0:
            return PostState.SENT
        if minute % 9 == 0:
            return PostState.FAILED
        if minute % 7 == 0:
            return PostState.UNCERTAIN
        return PostState.SENT if minute % (up + 1) == 0 else None

    def step(play: Play) -> None:
        play.courier, play.arrives_in_doubt = courier, arrives
        play.deliver()

    return step


def going_on(times: int) -> Step:
    """Time passes to the next moment at which something is due, so many times."""

    def step(play: Play) -> None:
        for _ in range(times):
            play.to(play.now + HOUR if play.due is None else max(play.due, play.now))

    return step


def pressing(number: int) -> Step:
    """The release manager does what comes next, one of the things that the stage allows."""

    def step(play: Play) -> None:
        if play.release.stage is Stage.ROLLED_BACK:
            moving(26)(play)
        elif found := NEXT.get(play.release.stage):
            asking(found[number % len(found)])(play)

    return step


NEXT: dict[Stage, list[Command]] = {
    Stage.PLANNED: [Start("Now.")],
    Stage.DEPLOYING: [Finish(anyway=True), RollBack("Errors."), SayWord("It goes on.")],
    Stage.MONITORING: [RollBack("Errors."), Close("Done.")],
    Stage.ROLLING_BACK: [FinishRollback(), SayWord("We go back.")],
}
COMMANDS: list[Command] = [
    Start("Now."),
    Finish(anyway=True),
    RollBack("Errors."),
    FinishRollback(),
    Close("Done."),
    Cancel("No."),
    SayWord("It goes on."),
    AnswerRollback(ready=True),
    AnswerRollback(ready=False, reason="Nobody is there."),
    Measure("success.errors", 3.0),
    KeepGoing("success.errors", "It is the cache."),
    SetAudience("readers.executive", (BOARD,)),
    SetAudience("readers.executive", (TEAM, BOARD)),
    SetAudience("readers.product", (BOARD,)),
    SetAudience("readers.engineering", ()),
    SetAudience("readers.engineering", (TEAM,)),
]
NUMBERS = st.integers(0, 30)
TIME: list[st.SearchStrategy[Step]] = [
    st.integers(1, 4).map(going_on),
    st.integers(1, 4).map(going_on),
    st.integers(1, 12).map(going_on),
    st.integers(1, 3000).map(living),
    st.integers(1, 90).map(living),
    st.integers(1, 600).map(being_down),
    st.integers(1, 600).map(going_back),
    st.integers(1, 90).map(unnoticed),
]
PRESSES: list[st.SearchStrategy[Step]] = [
    NUMBERS.map(pressing),
    NUMBERS.map(pressing),
    NUMBERS.map(skipping),
    NUMBERS.map(sending),
    NUMBERS.map(answering),
    st.integers(1, 300).map(moving),
    st.sampled_from(COMMANDS).map(asking),
]
SLACK: list[st.SearchStrategy[Step]] = [
    st.builds(with_slack, st.integers(0, 3), arrives=st.booleans()),
    st.builds(with_slack, st.integers(1, 3), arrives=st.booleans()),
    st.just(setting_off),
]
STEPS: st.SearchStrategy[Step] = st.one_of(*TIME, *PRESSES, *SLACK)
PLANS = st.just(SLOTS) | slots()
