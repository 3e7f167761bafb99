"""Each audience reads what it asks about, and nothing that is none of its business."""

from dataclasses import replace
from datetime import timedelta

from readiness.communication.plan import PostKey
from readiness.model import Measurement, Stage
from readiness.notices import NoticeKind
from readiness.records import Override, Said
from readiness.template import Item, Kind, Phase, Template
from slackapp.blocks.notices import draw
from tests.slackapp.blocks.reading import shown
from tests.slackapp.blocks.update_drawings import (
    BEGUN,
    ENGINEERING,
    EVERYBODY,
    EXECUTIVE,
    PRODUCT,
    RELEASE,
    SUPPORT,
    TEMPLATE,
    USERS,
    read,
    update,
)
from tests.slackapp.blocks.worlds import DORA, MARA, NOW, QUINN, START, all_done


def test_different_audiences_read_differently_in_every_slot() -> None:
    for slot in TEMPLATE.slots:
        texts = {read(RELEASE, slot.key, audience) for audience in EVERYBODY}
        assert len(texts) == len(EVERYBODY), slot.key


def test_executives_read_three_lines() -> None:
    for slot in TEMPLATE.slots:
        message = update(RELEASE, slot.key, EXECUTIVE)
        lines = "\n".join(b["text"]["text"] for b in message.blocks if b["type"] == "section").splitlines()
        assert len(lines) == 3, (slot.key, lines)


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


def test_support_is_advised_beside_the_answer_and_not_in_it() -> None:
    assert "”\nQuestions may come from then on." in read(RELEASE, "hour-before", SUPPORT)


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


def test_users_are_not_told_for_whom_it_was_written() -> None:
    for slot in TEMPLATE.slots:
        assert "written for" not in read(RELEASE, slot.key, USERS)
        assert "written for: Support team" in read(RELEASE, slot.key, SUPPORT)


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
