"""Success criteria: what was measured against what it has to be, and the window to record a value."""

from dataclasses import replace
from datetime import timedelta

from readiness.model import Measurement, Release, Stage
from readiness.records import Said
from readiness.template import Comparison, Figure
from slackapp.blocks.criteria import criteria_line, criteria_view, measure_view
from slackapp.blocks.figures import criterion_line, measured_line, number, wanted
from tests.slackapp.blocks.reading import buttons, inputs, shown
from tests.slackapp.blocks.worlds import DORA, NOW, QUINN, plain_release, plain_template

TEMPLATE = plain_template()
RELEASE = plain_release()
UPTIME, RESPONSE, ERRORS = TEMPLATE.criteria[:3]


def measured(**values: float | None) -> Release:
    by_name = {"uptime": UPTIME, "response": RESPONSE, "errors": ERRORS}
    made = {by_name[name].key: Measurement(value, QUINN, NOW) for name, value in values.items()}
    return replace(RELEASE, measurements=made)


def test_the_window_counts_what_passes_and_fails_and_says_who_measured() -> None:
    view = criteria_view(TEMPLATE, measured(uptime=99.95, response=3.5, errors=None))
    text = shown(view)
    assert "1 of 12 criteria pass, 1 fail, 10 not known yet" in text
    assert f"✅ *{UPTIME.title}*: passes with 99.95 %, measured by <@U0QUINN>, <!date" in text
    assert f"❌ *{RESPONSE.title}*: fails with 3.5 s, measured by" in text
    assert f"⬜ *{ERRORS.title}*: inconclusive, measured by" in text
    assert text.count("not measured yet") == 9
    assert buttons(view) == ["Measure…"] * 12


def test_a_threshold_that_the_title_names_is_not_said_again() -> None:
    assert criterion_line(UPTIME, RELEASE) == "⬜ *Availability above 99.9 %*: not measured yet"
    downtime = TEMPLATE.items["operational-success.downtime"]
    line = criterion_line(downtime, RELEASE)
    assert line == "⬜ *Deployed with zero downtime*: not measured yet, it has to be exactly 0 min"


def test_what_somebody_noted_stands_below_the_value_and_in_an_inconclusive_outcome() -> None:
    noted = Measurement(0.4, QUINN, NOW, "From the <dashboard>")
    line = criterion_line(ERRORS, replace(RELEASE, measurements={ERRORS.key: noted}))
    assert line.endswith("\n      ↳ From the &lt;dashboard&gt;")
    unclear = Measurement(None, QUINN, NOW, "No traffic yet")
    line = criterion_line(ERRORS, replace(RELEASE, measurements={ERRORS.key: unclear}))
    assert "inconclusive: No traffic yet, measured by" in line
    assert "↳" not in line


def test_a_failing_criterion_says_why_the_release_goes_on_until_it_is_measured_again() -> None:
    failing = measured(errors=2.3)
    kept = {ERRORS.key: Said("It is the load test", DORA, NOW + timedelta(minutes=1))}
    assert "keeps going: It is the load test" in criterion_line(ERRORS, replace(failing, kept_going=kept))
    stale = {ERRORS.key: Said("It was the load test", DORA, NOW - timedelta(minutes=1))}
    assert "keeps going" not in criterion_line(ERRORS, replace(failing, kept_going=stale))


def test_a_release_that_was_cancelled_can_no_longer_be_measured() -> None:
    assert buttons(criteria_view(TEMPLATE, replace(RELEASE, stage=Stage.CANCELLED))) == []


def test_a_template_without_criteria_says_so() -> None:
    bare = replace(TEMPLATE, sections=TEMPLATE.sections[:1])
    assert "This template has no success criteria." in shown(criteria_view(bare, RELEASE))
    assert criteria_line(bare, RELEASE) == ""


def test_status_and_card_count_the_criteria_and_mark_a_failing_one() -> None:
    assert criteria_line(TEMPLATE, measured(uptime=99.95)).startswith("*Criteria*: 1 of 12 criteria pass, 0")
    assert criteria_line(TEMPLATE, measured(errors=9)).startswith("*Criteria*: ❌ 0 of 12 criteria pass, 1")


def test_the_window_for_one_criterion_shows_the_unit_what_passes_and_the_last_value() -> None:
    view = measure_view(measured(response=3.5), RESPONSE)
    text = shown(view)
    assert "It passes with less than 2 s." in text
    assert "Last time: ❌" in text
    labels = [block["label"]["text"] for block in inputs(view).values()]
    assert labels == ["What did you find?", "Average response time in s", "Note"]
    assert "Last time" not in shown(measure_view(RELEASE, RESPONSE))


def test_a_criterion_without_a_figure_can_be_measured_too() -> None:
    bare = replace(UPTIME, figure=None)
    assert inputs(measure_view(RELEASE, bare))["value"]["label"]["text"] == UPTIME.title
    assert measured_line(bare, RELEASE) == "⬜ Availability above 99.9 %: not measured yet"
    assert "measured 99.95," in criterion_line(bare, measured(uptime=99.95))


def test_in_an_update_a_value_stands_beside_what_it_has_to_be() -> None:
    release = measured(uptime=99.95, response=3.5, errors=None)
    assert measured_line(UPTIME, release) == "✅ Availability: 99.95 % (has to be more than 99.9 %)"
    line = measured_line(RESPONSE, release)
    assert line == "❌ Average response time: 3.5 s (fails; has to be less than 2 s)"
    assert measured_line(ERRORS, release) == "⬜ Error rate: inconclusive (has to be less than 1 %)"


def test_numbers_are_written_as_people_write_them() -> None:
    assert [number(value) for value in (99.999999, 200.0, 0.1, 4)] == ["99.999999", "200", "0.1", "4"]
    figures = {
        Comparison.ABOVE: "more than 5 &lt;s&gt;",
        Comparison.AT_LEAST: "at least 5 &lt;s&gt;",
        Comparison.BELOW: "less than 5 &lt;s&gt;",
        Comparison.AT_MOST: "at most 5 &lt;s&gt;",
        Comparison.EQUAL: "exactly 5 &lt;s&gt;",
    }
    assert {each: wanted(Figure(each, 5, "<s>")) for each in Comparison} == figures
