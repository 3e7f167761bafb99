"""Updates say whether it goes, what stands in the way, and what was overridden."""

from dataclasses import replace
from datetime import timedelta

from readiness.model import Answer, Stage
from readiness.records import Override
from readiness.signing.lacking import gate_lacks
from tests.slackapp.blocks.update_drawings import (
    BEGUN,
    ENGINEERING,
    EXECUTIVE,
    PRODUCT,
    RELEASE,
    SUPPORT,
    TEMPLATE,
    USERS,
    read,
    update,
)
from tests.slackapp.blocks.worlds import MARA, NOW, QUINN, START, all_done, gates_approved, going


def test_an_update_without_anything_in_the_way_says_go() -> None:
    ready = replace(
        going(TEMPLATE, RELEASE), rollback_answer=Answer(True, MARA, START - timedelta(minutes=65))
    )
    assert update(ready, "hour-before", EXECUTIVE).text.startswith("Checkout 2.4 goes live in 1 hour.")
    for audience in (EXECUTIVE, ENGINEERING):
        assert "✅ *Go*: nothing stands in the way." in read(ready, "hour-before", audience)


def test_a_day_before_nobody_is_told_that_an_answer_is_an_hour_old() -> None:
    ready = going(TEMPLATE, RELEASE)
    assert "nothing stands in the way" in read(ready, "day-before", EXECUTIVE)
    assert "*Rollback*: ready, said <@U0MARA>" in read(ready, "day-before", ENGINEERING)


def test_a_week_before_nobody_is_told_that_a_question_of_the_last_hour_has_no_answer() -> None:
    assert "nobody has said yet whether" not in read(RELEASE, "week-before", ENGINEERING)
    assert "nobody has said yet whether" in read(RELEASE, "hour-before", ENGINEERING)
    refused = replace(RELEASE, rollback_answer=Answer(False, QUINN, NOW, "No backup"))
    assert "*not ready*" in read(refused, "week-before", ENGINEERING)


def test_a_start_without_go_is_said_to_everybody() -> None:
    override = Override(MARA, BEGUN, "Customers can't pay", ("One.", "Two."))
    release = replace(RELEASE, stage=Stage.DEPLOYING, started_at=BEGUN, override=override)
    for audience in (EXECUTIVE, PRODUCT, ENGINEERING, SUPPORT):
        text = read(release, "during", audience)
        assert "🚨 It was started *without go* by <@U0MARA>" in text
        assert "Customers can't pay" in text
    aloud = "It was released before everything that we ask of a release was approved."
    assert aloud in read(release, "during", USERS)
    assert aloud in update(release, "during", USERS).text
    assert "is to arrive before everything that we ask of a release is approved" in read(
        release, "day-before", USERS
    )
    assert "It was started without go." in update(release, "during", EXECUTIVE).text


def test_an_overridden_gate_is_said_in_words() -> None:
    over = gate_lacks(TEMPLATE, RELEASE, TEMPLATE.gate("testing-complete"))
    override = Override(QUINN, NOW, "The lab burnt down", ("One.",), confirmed_by=MARA, passes_over=over)
    given = {"testing-complete": override}
    text = read(replace(RELEASE, overrides=given), "week-before", EXECUTIVE)
    assert "🚨 The gate *Testing complete* was overridden by <@U0QUINN>" in text
    assert "The lab burnt down" in text


def test_an_overridden_gate_is_never_counted_among_the_approved() -> None:
    done = gates_approved(TEMPLATE, all_done(TEMPLATE, RELEASE), 1)
    over = gate_lacks(TEMPLATE, done, TEMPLATE.gate("testing-complete"))
    given = Override(QUINN, NOW, "The lab burnt down", ("One.",), confirmed_by=MARA, passes_over=over)
    out = replace(done, overrides={"testing-complete": given}, stage=Stage.DEPLOYING, started_at=BEGUN)
    assert "*Gates*: 1 of 4 gates is approved, 1 was overridden." in read(out, "during", ENGINEERING)
    all_over = {gate.key: replace(given, passes_over=()) for gate in TEMPLATE.gates}
    text = read(replace(out, overrides=all_over), "during", ENGINEERING)
    assert "*Gates*: 1 of 4 gates is approved, 3 were overridden." in text
    none = replace(out, overrides=all_over, sign_offs={})
    assert "*Gates*: 0 of 4 gates are approved, 4 were overridden." in read(none, "during", ENGINEERING)
    approved = gates_approved(TEMPLATE, done)
    text = read(replace(approved, stage=Stage.DEPLOYING, started_at=BEGUN), "during", ENGINEERING)
    assert "*Gates*: Every gate is approved." in text
