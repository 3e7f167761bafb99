"""What each audience reads in each slot: drawn from the release as it is at that moment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from readiness.communication.plan import PostKey
from readiness.communication.telling import Shift
from readiness.model import Answer, Measurement, Release, Stage
from readiness.notices import NoticeKind
from readiness.records import Override, Post, PostState, RollbackPlan, Said
from readiness.signing.lacking import gate_lacks
from readiness.template import Item, Kind, Phase, Template
from slackapp.blocks.notices import draw
from slackapp.blocks.parts import Message
from slackapp.blocks.updates.update import Tone, imagined, rounded, tone_of
from tests.slackapp.blocks.reading import shown
from tests.slackapp.blocks.worlds import (
    DORA,
    MARA,
    NOW,
    QUINN,
    START,
    all_done,
    gates_approved,
    going,
    plain_release,
    plain_template,
)

TEMPLATE = plain_template()
READERS = {audience.key: (f"C0{audience.key.rpartition('.')[2].upper()}",) for audience in TEMPLATE.audiences}
RELEASE = replace(plain_release(), audiences=READERS, zone="Europe/Berlin")
BEGUN = START
LIVE = START + timedelta(hours=1)
EVERYBODY = tuple(READERS)
EXECUTIVE, PRODUCT, ENGINEERING = "audiences.executive", "audiences.product", "audiences.engineering"
SUPPORT, USERS = "audiences.support", "audiences.users"


def update(release: Release, slot: str, audience: str, *, late: timedelta = timedelta()) -> Message:
    """The update of the slot as its audience reads it, at its time or so much later."""
    known = TEMPLATE.slot(slot)
    assert known is not None
    anchors = {"planned_start": START, "start": BEGUN, "finish": LIVE, "rollback": LIVE}
    due = anchors[known.anchor.value] + known.offset
    key = PostKey(slot, due, audience, READERS[audience][0])
    then = imagined(release, known, due)
    return draw(NoticeKind.UPDATE, TEMPLATE, then, str(key), key.destination, due + late)


def read(release: Release, slot: str, audience: str, **more: timedelta) -> str:
    return shown(update(release, slot, audience, **more).blocks)


def test_different_slots_read_differently_for_everybody() -> None:
    for audience in EVERYBODY:
        texts = {read(RELEASE, slot.key, audience) for slot in TEMPLATE.slots}
        assert len(texts) == len(TEMPLATE.slots), audience


def test_different_audiences_read_differently_in_every_slot() -> None:
    for slot in TEMPLATE.slots:
        texts = {read(RELEASE, slot.key, audience) for audience in EVERYBODY}
        assert len(texts) == len(EVERYBODY), slot.key


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


def test_every_update_names_the_next_one_as_each_reader_s_own_time() -> None:
    for slot in TEMPLATE.slots:
        if slot.key != "weekly":
            assert "Next update: <!date^" in read(RELEASE, slot.key, EXECUTIVE), slot.key
    assert "if it begins as planned" in read(RELEASE, "hour-before", EXECUTIVE)
    assert "Next update: " in update(RELEASE, "day-before", EXECUTIVE).text


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


def test_executives_read_three_lines() -> None:
    for slot in TEMPLATE.slots:
        message = update(RELEASE, slot.key, EXECUTIVE)
        lines = "\n".join(b["text"]["text"] for b in message.blocks if b["type"] == "section").splitlines()
        assert len(lines) == 3, (slot.key, lines)


def test_engineering_reads_gates_blockers_criteria_rollout_and_the_way_back() -> None:
    before = read(RELEASE, "hour-before", ENGINEERING)
    assert "things stand in the way of the start" in before
    assert "⬜ *Development complete*: open" in before
    measured = {TEMPLATE.criteria[2].key: Measurement(2.3, QUINN, NOW)}
    during = replace(RELEASE, rollout=25, measurements=measured)
    text = read(during, "during", ENGINEERING)
    assert "❌ Error rate: 2.3 % (fails; has to be less than 1 %)" in text
    assert "⬜ 11 not measured yet" in text
    assert "*Rollout*: 25 % of users have it." in text
    assert "*Rollback plan*" in text
    assert "None of the 4 gates is approved yet." in text
    assert "*Criteria*: 12 to be measured, none is yet." in read(RELEASE, "during", ENGINEERING)


def test_the_product_team_reads_the_feature_and_what_users_say() -> None:
    assert "Nothing yet; none of them has it." in read(RELEASE, "week-before", PRODUCT)
    rating = next(item for item in TEMPLATE.criteria if item.key.endswith("satisfaction"))
    feedback = next(i for i in TEMPLATE.checks if i.phase is Phase.MONITORING and "feedback" in i.key)
    done = all_done(TEMPLATE, RELEASE)
    noted = {**done.checks, feedback.key: replace(done.checks[feedback.key], note="They like it")}
    release = replace(done, checks=noted, measurements={rating.key: Measurement(4.4, QUINN, NOW)})
    text = read(release, "day-after", PRODUCT)
    assert "✅ User rating: 4.4 of 5.0" in text
    assert "They like it" in text
    assert "Nobody has recorded anything yet." in read(RELEASE, "during", PRODUCT)


def test_support_reads_what_changes_what_to_answer_and_what_goes_wrong() -> None:
    text = read(RELEASE, "day-before", SUPPORT)
    assert "*What changes for users*\nThe new checkout: one page instead of four." in text
    assert "“Nothing has changed yet." in text
    failing = {TEMPLATE.criteria[2].key: Measurement(2.3, QUINN, NOW)}
    during = read(replace(RELEASE, rollout=25, measurements=failing), "during", SUPPORT)
    assert "25 % of users have it; the others still see what they know." in during
    assert "*What is not as it should be*\n❌ Error rate" in during
    assert "Every user has it." in read(replace(RELEASE, rollout=100), "finish", SUPPORT)
    assert "We saw a problem and are taking the change back." in read(RELEASE, "rollback", SUPPORT)
    assert "Nobody has written down yet" in read(replace(RELEASE, summary=""), "day-before", SUPPORT)


def test_what_executives_ask_next_stands_where_nobody_has_said_a_word() -> None:
    risks = [item.key for item in TEMPLATE.checks if item.key.startswith("high-risks")]
    assert len(risks) == 4
    assert "4 high risks are open. The first: Data loss" in read(RELEASE, "week-before", EXECUTIVE)
    seen = all_done(TEMPLATE, RELEASE)
    assert "No high risk is open." in read(seen, "week-before", EXECUTIVE)
    one = {key: check for key, check in seen.checks.items() if key != risks[0]}
    assert "1 high risk is open: Data loss" in read(replace(seen, checks=one), "week-before", EXECUTIVE)
    assert "Nobody has written down how long going back would take." in read(RELEASE, "start", EXECUTIVE)
    assert "Of the monitoring, 0 of 12 checks are done." in read(RELEASE, "hour-after", EXECUTIVE)
    spoken = replace(RELEASE, word=Said("Nearly there", DORA, NOW))
    assert "high risk" not in read(spoken, "week-before", EXECUTIVE)


def test_support_is_advised_beside_the_answer_and_not_in_it() -> None:
    assert "”\nQuestions may come from then on." in read(RELEASE, "hour-before", SUPPORT)


def test_users_are_not_told_for_whom_it_was_written() -> None:
    for slot in TEMPLATE.slots:
        assert "written for" not in read(RELEASE, slot.key, USERS)
        assert "written for: Support team" in read(RELEASE, slot.key, SUPPORT)


def test_a_week_before_nobody_is_told_that_a_question_of_the_last_hour_has_no_answer() -> None:
    assert "nobody has said yet whether" not in read(RELEASE, "week-before", ENGINEERING)
    assert "nobody has said yet whether" in read(RELEASE, "hour-before", ENGINEERING)
    refused = replace(RELEASE, rollback_answer=Answer(False, QUINN, NOW, "No backup"))
    assert "*not ready*" in read(refused, "week-before", ENGINEERING)


def test_users_read_the_announcement_without_names_of_gates_or_reasons() -> None:
    override = Override(MARA, BEGUN, "The <board> wants it", ("One.",))
    for slot in TEMPLATE.slots:
        release = replace(RELEASE, stage=Stage.DEPLOYING, started_at=BEGUN, override=override)
        text = read(release, slot.key, USERS)
        assert "Checkout 2.4" in text
        assert "Development complete" not in text
        assert "board" not in text
    assert update(RELEASE, "start", USERS).blocks[0]["text"]["text"] == "Arriving now: Checkout 2.4"
    assert "Everybody has it." in read(replace(RELEASE, rollout=100), "finish", USERS)
    assert "25 % of you have it" in read(replace(RELEASE, rollout=25), "day-after", USERS)


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
    approved = gates_approved(TEMPLATE, done)
    text = read(replace(approved, stage=Stage.DEPLOYING, started_at=BEGUN), "during", ENGINEERING)
    assert "*Gates*: Every gate is approved." in text


def test_it_says_who_last_said_what_or_since_when_nobody_did() -> None:
    spoken = replace(RELEASE, word=Said("We are <nearly> there", DORA, NOW))
    text = read(spoken, "day-before", EXECUTIVE)
    assert "💬 <@U0DORA>, <!date" in text
    assert "“We are &lt;nearly&gt; there”" in text
    assert f"No word from the team since <!date^{int(BEGUN.timestamp())}" in read(
        RELEASE, "during", EXECUTIVE
    )


def test_silence_is_spoken_of_while_it_is_deployed_or_rolled_back_and_not_as_that_begins() -> None:
    going_on = {"during"}
    for slot in TEMPLATE.slots:
        for audience in EVERYBODY:
            spoken = "No word from the team" in read(RELEASE, slot.key, audience)
            assert spoken is (slot.key in going_on), (slot.key, audience)
    begun = replace(RELEASE, stage=Stage.ROLLING_BACK, rollback_began_at=LIVE, stage_reason="Errors")
    assert f"No word from the team since <!date^{int(LIVE.timestamp())}" in later_of_a_rollback(begun, USERS)


def later_of_a_rollback(release: Release, audience: str) -> str:
    """The update half an hour after the rollback began."""
    due = LIVE + timedelta(minutes=30)
    key = PostKey("rollback", due, audience, READERS[audience][0])
    return shown(draw(NoticeKind.UPDATE, TEMPLATE, release, str(key), key.destination, due).blocks)


def test_an_update_that_goes_on_with_a_rollback_says_how_long_it_has_lasted() -> None:
    release = replace(RELEASE, stage=Stage.ROLLING_BACK, rollback_began_at=LIVE, stage_reason="Errors")
    assert "🚨 Checkout 2.4: 30 minutes into the rollback" in later_of_a_rollback(release, EXECUTIVE)
    assert "We have been taking it back since <!date" in later_of_a_rollback(release, EXECUTIVE)
    assert "We are still taking Checkout 2.4 back" in later_of_a_rollback(release, USERS)
    assert "We began to take it back <!date" in read(RELEASE, "rollback", EXECUTIVE)


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


def test_a_rollback_says_how_long_it_takes_and_what_speaks_for_it() -> None:
    planned = replace(RELEASE, rollback_plan=RollbackPlan(minutes=12, rehearsed_on=date(2026, 11, 20)))
    assert "By its plan that takes 12 minutes." in read(planned, "rollback", EXECUTIVE)
    assert "Nobody has written down how long that takes." in read(RELEASE, "rollback", EXECUTIVE)
    assert "• error rate: at least 1 %" in read(RELEASE, "rollback", ENGINEERING)


def test_an_audience_that_the_product_has_no_words_for_reads_by_its_detail() -> None:
    item = TEMPLATE.items[EXECUTIVE]
    board = replace(item, key="audiences.board", title="The board")
    crew = replace(board, key="audiences.crew", release_channel=True)
    for audience, expected in ((board, EXECUTIVE), (crew, ENGINEERING)):
        template = _with_audience(audience)
        key = PostKey("day-before", START - timedelta(days=1), audience.key, "C0X")
        then = START - timedelta(days=1)
        text = shown(draw(NoticeKind.UPDATE, template, RELEASE, str(key), "C0X", then).blocks)
        assert text.splitlines()[1] == read(RELEASE, "day-before", expected).splitlines()[1]


def _with_audience(audience: Item) -> Template:
    sections = tuple(
        replace(s, groups=tuple(replace(g, items=(*g.items, audience)) for g in s.groups))
        if any(i.kind is Kind.AUDIENCE for i in s.items)
        else s
        for s in TEMPLATE.sections
    )
    return replace(TEMPLATE, sections=sections)


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


def test_each_slot_of_the_shipped_template_has_its_tone() -> None:
    tones = {slot.key: tone_of(slot) for slot in TEMPLATE.slots}
    assert set(tones.values()) == set(Tone)
    assert tones["hour-before"] is Tone.SOON
    assert tones["weekly"] is Tone.LATER


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
