"""Each slot reads as its moment is: its head, its tone, its times, what comes next, and how late it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.communication.plan import PostKey
from readiness.communication.telling import Shift
from readiness.notices import NoticeKind
from readiness.records import Post, PostState, Said
from slackapp.blocks.notices import draw
from slackapp.blocks.updates.update import Tone, rounded, tone_of
from tests.slackapp.blocks.reading import shown
from tests.slackapp.blocks.update_drawings import (
    BEGUN,
    EVERYBODY,
    EXECUTIVE,
    LIVE,
    RELEASE,
    TEMPLATE,
    read,
    update,
)
from tests.slackapp.blocks.worlds import MARA, NOW, START


def test_different_slots_read_differently_for_everybody() -> None:
    for audience in EVERYBODY:
        texts = {read(RELEASE, slot.key, audience) for slot in TEMPLATE.slots}
        assert len(texts) == len(TEMPLATE.slots), audience


@pytest.mark.parametrize(
    ("slot", "head"),
    [
        ("week-before", "Checkout 2.4 is planned to go live in a week"),
        ("day-before", "Checkout 2.4 is planned to go live tomorrow"),
        ("hour-before", "Checkout 2.4 is planned to go live in 1 hour"),
        ("start", "Checkout 2.4 is being deployed"),
        ("during", "Checkout 2.4: 30 minutes into the deployment"),
        ("finish", "Checkout 2.4 is live"),
        ("hour-after", "Checkout 2.4 has been live for 1 hour"),
        ("day-after", "Checkout 2.4 has been live for 1 day"),
        ("weekly", "Checkout 2.4 has been live for 7 days"),
        ("rollback", "🚨 Checkout 2.4 is being rolled back"),
    ],
)
def test_the_headline_says_the_moment(slot: str, head: str) -> None:
    message = update(RELEASE, slot, EXECUTIVE)
    assert message.blocks[0]["text"]["text"] == head
    assert message.text.startswith(head.removeprefix("🚨 "))


def test_each_slot_of_the_shipped_template_has_its_tone() -> None:
    tones = {slot.key: tone_of(slot) for slot in TEMPLATE.slots}
    assert set(tones.values()) == set(Tone)
    assert tones["hour-before"] is Tone.SOON
    assert tones["weekly"] is Tone.LATER


def test_every_update_names_the_next_one_as_each_reader_s_own_time() -> None:
    for slot in TEMPLATE.slots:
        if slot.key != "weekly":
            assert "Next update: <!date^" in read(RELEASE, slot.key, EXECUTIVE), slot.key
    assert "if it begins as planned" in read(RELEASE, "hour-before", EXECUTIVE)
    assert "Next update: " in update(RELEASE, "day-before", EXECUTIVE).text


@pytest.mark.parametrize(
    ("post", "why"),
    [
        (None, "this app was not running when it came due"),
        (Post(PostState.DUE, START - timedelta(days=1)), "Slack could not be reached, or asked us to wait"),
        (Post(PostState.CALLED, START - timedelta(hours=23), MARA), "<@U0MARA> had it sent later"),
    ],
)
def test_a_late_update_says_by_how_much_and_why(post: Post | None, why: str) -> None:
    key = str(PostKey("day-before", START - timedelta(days=1), EXECUTIVE, "C0EXECUTIVE"))
    release = replace(RELEASE, posts={key: post} if post else {})
    text = read(release, "day-before", EXECUTIVE, late=timedelta(hours=1, minutes=5))
    assert f"and comes 1 hour 5 minutes late: {why}." in text
    assert "late" not in read(release, "day-before", EXECUTIVE, late=timedelta(seconds=40))


def test_lengths_of_time_are_rounded_as_people_say_them() -> None:
    assert rounded(timedelta(hours=3, minutes=59, seconds=58)) == timedelta(hours=4)
    assert rounded(timedelta(minutes=29, seconds=50)) == timedelta(minutes=30)
    assert rounded(timedelta(seconds=2)) == timedelta(minutes=1)


def test_an_end_that_is_told_late_took_no_longer() -> None:
    in_time, late = (
        read(RELEASE, "finish", EXECUTIVE, late=late) for late in (timedelta(), 3 * (LIVE - BEGUN))
    )
    assert "It took 1 hour." in in_time
    assert "It took 1 hour." in late


def test_a_moved_start_is_told_with_the_old_and_the_new_date() -> None:
    moved = replace(RELEASE, planned_at=NOW, word=Said("The venue burnt down", MARA, NOW))
    shift = str(Shift(START - timedelta(days=1), START))
    message = draw(NoticeKind.MOVED, TEMPLATE, moved, shift, "C0EXECUTIVE", NOW)
    text = shown(message.blocks)
    assert message.blocks[0]["text"]["text"] == "📅 Checkout 2.4 goes live later"
    assert text.count("<!date") >= 2
    assert "“The venue burnt down”" in text
    assert "Next update: " in text
    earlier = str(Shift(START + timedelta(days=1), START))
    assert "goes live earlier" in draw(NoticeKind.MOVED, TEMPLATE, RELEASE, earlier, "C0X", NOW).text
