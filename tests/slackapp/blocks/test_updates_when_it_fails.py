"""Updates say which criterion fails, who decides, whether there is a way back, and how long it takes."""

from dataclasses import replace
from datetime import date, timedelta

from readiness.communication.plan import PostKey
from readiness.model import Answer, Measurement, Release, Stage
from readiness.notices import NoticeKind
from readiness.records import RollbackPlan, Said
from slackapp.blocks.notices import draw
from tests.slackapp.blocks.reading import shown
from tests.slackapp.blocks.update_drawings import (
    BEGUN,
    ENGINEERING,
    EVERYBODY,
    EXECUTIVE,
    LIVE,
    READERS,
    RELEASE,
    TEMPLATE,
    USERS,
    later_of_a_rollback,
    read,
)
from tests.slackapp.blocks.worlds import DORA, QUINN, START


def failing(release: Release, **more: object) -> Release:
    """The release half an hour into its deployment, with errors since ten minutes after its begin."""
    at = BEGUN + timedelta(minutes=10)
    measured = {TEMPLATE.criteria[2].key: Measurement(2.3, QUINN, at, failing_since=at)}
    begun = replace(release, stage=Stage.DEPLOYING, started_at=BEGUN, measurements=measured)
    return replace(begun, **more)  # type: ignore[arg-type]  # fields of a release, by name


def test_since_when_nobody_decides_about_a_failing_criterion_is_said_to_everybody_but_users() -> None:
    at = int((BEGUN + timedelta(minutes=10)).timestamp())
    for audience in EVERYBODY:
        text = read(failing(RELEASE), "during", audience)
        sentence = f"⚠️ The criterion *Error rate* fails, and nobody has said since <!date^{at}"
        assert (sentence in text) is (audience != USERS), audience
    early = failing(RELEASE, measurements={TEMPLATE.criteria[2].key: Measurement(2.3, QUINN, START)})
    assert "nobody has said since" not in read(early, "start", EXECUTIVE)
    assert "nobody has said since" not in read(failing(RELEASE), "rollback", EXECUTIVE)


def test_several_that_fail_are_named_together() -> None:
    at = BEGUN + timedelta(minutes=10)
    two = {TEMPLATE.criteria[n].key: Measurement(value, QUINN, at) for n, value in ((0, 12.0), (2, 2.3))}
    text = read(failing(RELEASE, measurements=two), "during", ENGINEERING)
    assert "⚠️ The criteria *Availability* and *Error rate* fail, and nobody has said since" in text


def test_why_it_keeps_going_although_a_criterion_fails_stands_in_the_updates() -> None:
    decided = {
        TEMPLATE.criteria[2].key: Said("It is <only> the load test", DORA, BEGUN + timedelta(minutes=20))
    }
    kept = failing(RELEASE, kept_going=decided)
    for audience in EVERYBODY:
        text = read(kept, "during", audience)
        assert ("decided <!date" in text) is (audience != USERS), audience
        assert "nobody has said since" not in text
    assert "<@U0DORA> decided" in read(kept, "during", EXECUTIVE)
    assert "to keep going: “It is &lt;only&gt; the load test”" in read(kept, "during", EXECUTIVE)
    assert "to keep going" not in read(kept, "rollback", EXECUTIVE)


def test_since_when_nobody_confirms_the_way_back_is_said_to_everybody_but_users() -> None:
    deploying = replace(RELEASE, stage=Stage.DEPLOYING, started_at=BEGUN)
    due = BEGUN + timedelta(minutes=60)
    for audience in EVERYBODY:
        key = PostKey("during", due, audience, READERS[audience][0])
        text = shown(draw(NoticeKind.UPDATE, TEMPLATE, deploying, str(key), "C0X", due).blocks)
        asked = int((BEGUN + timedelta(minutes=30)).timestamp())
        assert (f"Nobody has confirmed since <!date^{asked}" in text) is (audience != USERS)
    refused = replace(deploying, rollback_answer=Answer(False, QUINN, due, "No backup"))
    key = PostKey("during", due, EXECUTIVE, "C0X")
    text = shown(draw(NoticeKind.UPDATE, TEMPLATE, refused, str(key), "C0X", due).blocks)
    assert "It can *not* be rolled back at the moment, says <@U0QUINN>" in text


def test_a_rollback_says_how_long_it_takes_and_what_speaks_for_it() -> None:
    planned = replace(RELEASE, rollback_plan=RollbackPlan(minutes=12, rehearsed_on=date(2026, 11, 20)))
    assert "By its plan that takes 12 minutes." in read(planned, "rollback", EXECUTIVE)
    assert "Nobody has written down how long that takes." in read(RELEASE, "rollback", EXECUTIVE)
    assert "• error rate: at least 1 %" in read(RELEASE, "rollback", ENGINEERING)


def test_an_update_that_goes_on_with_a_rollback_says_how_long_it_has_lasted() -> None:
    release = replace(RELEASE, stage=Stage.ROLLING_BACK, rollback_began_at=LIVE, stage_reason="Errors")
    assert "🚨 Checkout 2.4: 30 minutes into the rollback" in later_of_a_rollback(release, EXECUTIVE)
    assert "We have been taking it back since <!date" in later_of_a_rollback(release, EXECUTIVE)
    assert "We are still taking Checkout 2.4 back" in later_of_a_rollback(release, USERS)
    assert "We began to take it back <!date" in read(RELEASE, "rollback", EXECUTIVE)
