"""The business clock can be wound forward and run faster; it never goes back."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from schedules.clock import MachineClock, WoundClock
from tests.schedules.far_side import MACHINE, StandingClock


def test_the_machine_clock_is_aware_and_goes_on() -> None:
    clock = MachineClock()
    first = clock.now()
    assert first.tzinfo is UTC
    assert timedelta(0) <= clock.now() - first < timedelta(seconds=5)
    assert 3590 < clock.seconds_until(clock.now() + timedelta(hours=1)) <= 3600


def test_a_new_clock_shows_the_machines_time_and_goes_with_it() -> None:
    machine = StandingClock()
    clock = WoundClock(machine)
    assert clock.now() == MACHINE
    machine.forward(5)
    assert clock.now() == MACHINE + timedelta(seconds=5)


def test_a_clock_can_begin_on_another_day() -> None:
    machine = StandingClock()
    clock = WoundClock(machine, MACHINE - timedelta(days=30))
    machine.forward(5)
    assert clock.now() == MACHINE - timedelta(days=30, seconds=-5)


def test_winding_jumps_ahead_and_goes_on_from_there() -> None:
    machine = StandingClock()
    clock = WoundClock(machine)
    assert clock.wind(timedelta(days=7)) == MACHINE + timedelta(days=7)
    machine.forward(60)
    assert clock.now() == MACHINE + timedelta(days=7, minutes=1)


def test_a_faster_clock_reaches_a_moment_sooner() -> None:
    machine = StandingClock()
    clock = WoundClock(machine)
    clock.run_at(60)
    machine.forward(10)
    assert clock.now() == MACHINE + timedelta(minutes=10)
    assert clock.rate == 60
    assert clock.seconds_until(MACHINE + timedelta(minutes=20)) == 10
    clock.run_at(1)
    machine.forward(10)
    assert clock.now() == MACHINE + timedelta(minutes=10, seconds=10)


def test_a_clock_is_not_wound_back() -> None:
    clock = WoundClock(StandingClock())
    with pytest.raises(ValueError, match="forward only"):
        clock.wind(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="above zero"):
        clock.run_at(0)


def test_when_the_machines_clock_is_set_back_ours_stands() -> None:
    machine = StandingClock()
    clock = WoundClock(machine)
    clock.wind(timedelta(hours=1))
    machine.moment = datetime(2020, 1, 1, tzinfo=UTC)
    assert clock.now() == MACHINE + timedelta(hours=1)


def test_a_paused_clock_stands_still_until_it_runs_again() -> None:
    machine = StandingClock()
    clock = WoundClock(machine)
    clock.run_at(60)
    clock.pause()
    machine.moment += timedelta(hours=1)
    assert clock.now() == MACHINE
    assert clock.seconds_until(MACHINE + timedelta(seconds=1)) == math.inf
    assert clock.seconds_until(MACHINE - timedelta(seconds=1)) == -1
    clock.wind(timedelta(minutes=5))
    assert clock.now() == MACHINE + timedelta(minutes=5)
    clock.run_at(60)
    machine.moment += timedelta(seconds=1)
    assert clock.now() == MACHINE + timedelta(minutes=6)


def test_a_held_clock_goes_no_further_and_makes_up_for_nothing() -> None:
    machine = StandingClock()
    clock = WoundClock(machine)
    clock.run_at(3600)
    clock.hold_at(MACHINE + timedelta(hours=1))
    machine.moment += timedelta(seconds=10)
    assert clock.now() == MACHINE + timedelta(hours=1)
    clock.hold_at(MACHINE + timedelta(hours=2))
    assert clock.now() == MACHINE + timedelta(hours=1)
    machine.moment += timedelta(seconds=0.5)
    assert clock.now() == MACHINE + timedelta(hours=1.5)
    clock.hold_at(None)
    machine.moment += timedelta(seconds=10)
    assert clock.now() == MACHINE + timedelta(hours=11.5)


def test_winding_takes_a_clock_past_where_it_is_held() -> None:
    clock = WoundClock(StandingClock())
    clock.hold_at(MACHINE)
    assert clock.wind(timedelta(hours=1)) == MACHINE + timedelta(hours=1)


def test_a_clock_that_is_held_in_the_past_does_not_go_back() -> None:
    clock = WoundClock(StandingClock())
    clock.hold_at(MACHINE - timedelta(hours=1))
    assert clock.now() == MACHINE


def test_two_clocks_with_one_setting_show_the_same() -> None:
    machine = StandingClock()
    clock = WoundClock(machine, MACHINE + timedelta(days=3))
    clock.run_at(60)
    machine.moment += timedelta(seconds=7)
    assert WoundClock(machine, setting=clock.setting).now() == clock.now()
