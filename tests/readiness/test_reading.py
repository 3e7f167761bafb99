"""A malformed template is refused with its file, its line, and a sentence that says what to do."""

from datetime import timedelta

import pytest

from readiness.template import (
    Anchor,
    Comparison,
    Condition,
    Due,
    Duties,
    Figure,
    Gate,
    Kind,
    Phase,
    Risk,
    Role,
    Slot,
    Template,
)
from readiness.templates import MalformedTemplate, Problem, read_template
from tests.readiness.tea import SOURCE, problems_of, spoilt


@pytest.fixture(scope="module")
def tea() -> Template:
    return read_template(SOURCE, "tea.yml")


def test_a_template_says_what_its_file_says(tea: Template) -> None:
    assert (tea.key, tea.title, tea.description) == ("tea", "Tea", "A release for tests.")
    assert tea.roles == (
        Role("brewer", "Brewer"),
        Role("release-manager", "Release Manager"),
        Role("deputy", "Deputy", required=False),
    )
    assert tea.gates == (
        Gate(
            "hot",
            "Hot",
            "brewer",
            (
                Condition("The water boils.", ("kettle.boils", "leaves.fresh")),
                Condition("Everybody wants tea."),
                Condition("Whoever had to know was told.", plan=True),
            ),
            quorum=2,
            separation=Duties.CONTRIBUTORS,
            expires_after=timedelta(days=7),
            start_may_move=timedelta(days=2),
        ),
    )
    assert tea.overrides_need_second
    assert tea.slots == (
        Slot("early", "Early", Anchor.PLANNED_START, timedelta(days=-1), wall_clock=True),
        Slot("often", "Often", Anchor.START, timedelta(minutes=30), every=timedelta(minutes=30)),
    )
    assert tea.rollback_thresholds == (Figure(Comparison.ABOVE, 5, "%", "spilt tea"),)
    assert [section.phase for section in tea.sections] == [
        Phase.PREPARATION,
        Phase.EXECUTION,
        Phase.COMMUNICATION,
        Phase.SUCCESS,
        Phase.SIGN_OFF,
    ]


def test_an_item_takes_from_its_group_what_it_does_not_say_itself(tea: Template) -> None:
    boils, clean, fresh = (tea.items[key] for key in ("kettle.boils", "kettle.clean", "leaves.fresh"))

    assert (boils.role, boils.gate, boils.group) == ("brewer", "hot", "kettle")
    assert boils.figure == Figure(Comparison.AT_LEAST, 99.5, "°C")
    assert not boils.verification
    assert clean.verification
    assert (fresh.risk, fresh.required, fresh.if_applicable) == (Risk.LOW, False, True)
    in_five_minutes = Due(Anchor.START, timedelta(minutes=5), timedelta(hours=1))
    assert tea.groups["cups"].due == tea.items["cups.full"].due == in_five_minutes
    assert tea.items["cups.warm"].due == Due(Anchor.FINISH, timedelta())


def test_a_text_that_is_left_out_is_the_title(tea: Template) -> None:
    assert tea.items["cups.full"].text == "The cups are full"


def test_each_kind_has_its_own_fields(tea: Template) -> None:
    guests, calls, last = (tea.items[key] for key in ("guests.all", "calls.both", "words.last"))

    assert (guests.kind, guests.level, guests.release_channel) == (Kind.AUDIENCE, "Everything", True)
    assert (calls.kind, calls.slots) == (Kind.SLOT, ("early", "often"))
    assert tea.sheet[-1] is last


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("0", timedelta()),
        ("45m", timedelta(minutes=45)),
        ("-1h", timedelta(hours=-1)),
        ("7d", timedelta(days=7)),
        ("-2w", timedelta(weeks=-2)),
    ],
)
def test_lengths_of_time_are_written_with_their_unit(written: str, length: timedelta) -> None:
    read = read_template(spoilt("offset: 5m, until: 1h", f"offset: {written}"), "tea.yml")
    assert read.groups["cups"].due == Due(Anchor.START, length)


def test_a_word_that_yaml_takes_for_something_else_stays_a_word() -> None:
    read = read_template(spoilt("title: Kitchen", "title: no"), "tea.yml")
    assert read.sections[0].title == "no"


@pytest.mark.parametrize("source", ["\ufeff" + SOURCE, SOURCE.replace("\n", "\r\n")], ids=["mark", "returns"])
def test_a_file_that_windows_wrote_is_the_same_template(source: str, tea: Template) -> None:
    assert read_template(source, "tea.yml") == tea


def test_a_template_may_do_without_a_plan_and_without_thresholds() -> None:
    before, rest = SOURCE.split("slots:\n", 1)
    after = rest[rest.index("sections:") :].replace("kind: slot", "kind: channel")
    read = read_template(before + after.replace(", slots: [early, often]", ""), "tea.yml")
    assert (read.slots, read.rollback_thresholds) == ((), ())


@pytest.mark.parametrize("source", ["", "# nothing yet\n", "- key: tea\n", "tea\n"])
def test_a_file_that_is_no_mapping_is_refused(source: str) -> None:
    sentence = "The template has no fields. Write them below it, indented, one `name: value` on each line."
    assert problems_of(source) == [Problem("tea.yml", 1, sentence)]


def test_conditions_that_are_no_list_are_refused() -> None:
    before, rest = SOURCE.split("    conditions:\n", 1)
    source = before + "    conditions: The water boils.\n\n" + rest[rest.index("slots:") :]
    line = before.count("\n") + 1
    sentence = "`conditions` has to be a list. Begin each entry with a hyphen."
    assert problems_of(source) == [Problem("tea.yml", line, sentence)]


@pytest.mark.parametrize(("name", "noun"), [("roles", "role"), ("gates", "gate"), ("sections", "section")])
def test_a_template_without_its_main_parts_is_refused(name: str, noun: str) -> None:
    sentence = f"The template has no {name}. Write at least one {noun} below `{name}:`, by its key."
    problems = problems_of("key: tea\ntitle: Tea\ndescription: A release for tests.\n")
    assert Problem("tea.yml", 1, sentence) in problems
    assert len(problems) == 3


def test_a_plan_that_is_begun_has_to_hold_a_slot() -> None:
    before, rest = SOURCE.split("slots:\n", 1)
    line = before.count("\n") + 1
    sentence = "The template has no slots. Write at least one slot below `slots:`, by its key."
    source = before + "slots: {}\n" + rest[rest.index("rollback_thresholds:") :]
    assert problems_of(source)[0] == Problem("tea.yml", line, sentence)


def test_a_file_larger_than_1_mb_is_refused_unread() -> None:
    sentence = "The file is larger than 1 MB, and no template is. Is this the right file?"
    assert problems_of(SOURCE + "#" * 1_000_000) == [Problem("tea.yml", 1, sentence)]


def test_every_mistake_is_told_in_the_order_of_the_file() -> None:
    source = SOURCE.replace("title: Kitchen", "titel: Kitchen").replace("offset: 5m", "offset: soon")
    source = source.replace("key: tea", "key: Tea")

    with pytest.raises(MalformedTemplate) as refusal:
        read_template(source, "my.yml")

    lines = str(refusal.value).splitlines()
    assert len(lines) == len(refusal.value.problems) == 4
    assert lines[0].startswith("my.yml:1: “Tea” can't be a key. ")
    assert lines[-1] == ("my.yml:64: `offset` is “soon”. Write a length of time such as 30m, 1h, -1d or 2w.")


def test_reading_stops_at_a_hundred_mistakes() -> None:
    problems = problems_of(
        spoilt("sections:\n", "sections:\n" + "".join(f"  s-{n}: nothing\n" for n in range(300)))
    )

    assert len(problems) == 101
    assert problems[-1].sentence == "Reading stopped at a hundred problems. Mend these first."


@pytest.mark.parametrize(("length", "quoted"), [(60, "x" * 60), (61, "x" * 59 + "…")])
def test_what_a_sentence_quotes_is_cut_only_when_it_is_long(length: int, quoted: str) -> None:
    (problem,) = problems_of(spoilt("risk: high", f"risk: {'x' * length}"))
    assert f"is “{quoted}”." in problem.sentence


def test_what_a_sentence_quotes_stays_on_one_short_line() -> None:
    (problem,) = problems_of(spoilt("risk: high", f'risk: "{"very " * 100}\\nhigh"'))

    assert "\n" not in problem.sentence
    assert len(problem.sentence) < 200
