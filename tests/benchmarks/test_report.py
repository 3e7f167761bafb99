"""The table says of every figure whether it is on the right side of its reach."""

from benchmarks.report import Line, all_reached, table

SHARE = Line("shares", "a tick, share of bare Bolt", "SQLite", 0.25, 0.2, "{:.2f}", told="250/s of 1000/s")
SLOW = Line("shares", "p99 until the ack", "SQLite", 151.0, 150.0, "{:.0f} ms", most=True)


def test_a_figure_that_has_to_be_reached_is_short_below_it() -> None:
    assert SHARE.is_reached
    assert not Line("shares", "", "", 0.19, 0.2, "").is_reached


def test_a_figure_that_must_not_be_passed_is_short_above_it() -> None:
    assert not SLOW.is_reached
    assert Line("kills", "", "", 0, 0, "", most=True).is_reached


def test_one_short_figure_is_enough_to_fail() -> None:
    assert all_reached([SHARE])
    assert not all_reached([SHARE, SLOW])


def test_the_table_shows_figure_reach_and_verdict_and_what_makes_them() -> None:
    head, share, slow = table([SHARE, SLOW]).splitlines()
    assert head.split() == ["what", "database", "figure", "reach", "made", "by"]
    assert "0.25    ≥ 0.20    ok" in share
    assert share.endswith("python -m benchmarks shares  250/s of 1000/s")
    assert "151 ms  ≤ 150 ms  SHORT" in slow
