"""What the team said stands in the update that follows it; silence is spoken of, and ends in a pause."""

from dataclasses import replace
from datetime import timedelta

from readiness.communication.plan import PostKey
from readiness.model import Stage
from readiness.notices import NoticeKind
from readiness.records import Post, PostState, Said
from slackapp.blocks.notices import draw
from tests.slackapp.blocks.reading import shown
from tests.slackapp.blocks.update_drawings import (
    BEGUN,
    EVERYBODY,
    EXECUTIVE,
    LIVE,
    RELEASE,
    SUPPORT,
    TEMPLATE,
    USERS,
    later_of_a_rollback,
    read,
)
from tests.slackapp.blocks.worlds import DORA, NOW, START


def test_it_says_who_last_said_what_or_since_when_nobody_did() -> None:
    spoken = replace(RELEASE, word=Said("We are <nearly> there", DORA, NOW))
    text = read(spoken, "day-before", EXECUTIVE)
    assert "💬 <@U0DORA>, <!date" in text
    assert "“We are &lt;nearly&gt; there”" in text
    assert f"No word from the team since <!date^{int(BEGUN.timestamp())}" in read(
        RELEASE, "during", EXECUTIVE
    )


def test_a_word_goes_out_once_with_the_update_that_follows_it_everywhere() -> None:
    said_ = START - timedelta(days=2)
    day_before = START - timedelta(days=1)
    spoken = replace(RELEASE, word=Said("The venue is booked", DORA, said_))
    for audience in EVERYBODY:
        assert "The venue is booked" in read(spoken, "day-before", audience)
    told = {str(PostKey("day-before", day_before, USERS, "C0USERS")): Post(PostState.SENT, day_before)}
    # The others are told too, however much later their post leaves.
    assert "The venue is booked" in read(replace(spoken, posts=told), "day-before", EXECUTIVE)
    assert "The venue is booked" not in read(replace(spoken, posts=told), "hour-before", EXECUTIVE)
    assert "The venue is booked" not in read(replace(spoken, posts=told), "weekly", USERS)


def test_a_word_from_before_the_start_goes_out_as_it_begins() -> None:
    spoken = replace(RELEASE, word=Said("We begin with Norway", DORA, START - timedelta(minutes=5)))
    assert "We begin with Norway" in read(spoken, "start", SUPPORT)


def test_silence_is_spoken_of_while_it_is_deployed_or_rolled_back_and_not_as_that_begins() -> None:
    going_on = {"during"}
    for slot in TEMPLATE.slots:
        for audience in EVERYBODY:
            spoken = "No word from the team" in read(RELEASE, slot.key, audience)
            assert spoken is (slot.key in going_on), (slot.key, audience)
    begun = replace(RELEASE, stage=Stage.ROLLING_BACK, rollback_began_at=LIVE, stage_reason="Errors")
    assert f"No word from the team since <!date^{int(LIVE.timestamp())}" in later_of_a_rollback(begun, USERS)


def test_an_old_word_of_the_deployment_is_quoted_as_the_last_and_updates_pause_after_three() -> None:
    deploying = replace(RELEASE, stage=Stage.DEPLOYING, started_at=BEGUN)
    word = Said("Half of it is done", DORA, BEGUN + timedelta(minutes=10))
    posts = {
        str(PostKey("during", BEGUN + timedelta(minutes=30 * n), EXECUTIVE, "C0EXECUTIVE")): Post(
            PostState.SENT, BEGUN + timedelta(minutes=30 * n)
        )
        for n in (1, 2, 3, 4)
    }
    for silent, count in ((False, 0), (True, 1), (True, 2)):
        told = dict(list(posts.items())[:count])
        due = BEGUN + timedelta(minutes=30 * (count + 1))
        key = PostKey("during", due, EXECUTIVE, "C0EXECUTIVE")
        release = replace(deploying, word=word, posts=told)
        text = shown(draw(NoticeKind.UPDATE, TEMPLATE, release, str(key), "C0EXECUTIVE", due).blocks)
        assert ("No word from the team since" in text) is silent
        assert "“Half of it is done”" in text
    key = PostKey("during", BEGUN + timedelta(minutes=150), EXECUTIVE, "C0EXECUTIVE")
    release = replace(deploying, word=word, posts=posts)
    message = draw(NoticeKind.UPDATE, TEMPLATE, release, str(key), "C0EXECUTIVE", key.due)
    assert "Updates pause here until there is news from the team." in shown(message.blocks)
    assert message.text.endswith("Updates pause until there is news.")
