"""The checklist: what is drawn as a box, how it is paged, and what a press changes."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from readiness.model import Check, CheckState, Stage
from readiness.template import Group, Item, Kind, Phase, Section
from slackapp.actions import Action, target
from slackapp.blocks import checklist
from slackapp.blocks.checklist import Place, changes, page_of, place, view
from slackapp.blocks.pages import MOST_ITEMS, pages
from tests.slackapp.blocks.reading import buttons, elements, shown
from tests.slackapp.blocks.worlds import (
    DORA,
    MARA,
    NOW,
    QUINN,
    all_done,
    at_stage,
    hostile_release,
    hostile_template,
    plain_release,
    plain_template,
)

TEMPLATE = plain_template()
RELEASE = plain_release()
SECTION = TEMPLATE.sections[0].key
GROUP = TEMPLATE.sections[0].groups[0]
FIRST, SECOND, THIRD, _ = (item.key for item in GROUP.items)


def drawn(release: Any = RELEASE, section: str = SECTION, page: int = 0, **more: Any) -> dict[str, Any]:
    return view(TEMPLATE, release, section, page, NOW, **more)


def boxes(view_: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of boxes by the id of their block."""
    return {
        block["block_id"]: element
        for block in view_["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "checkboxes"
    }


def ticked(element: dict[str, Any]) -> set[str]:
    return {option["value"] for option in element.get("initial_options", ())}


def with_checks(**checks: Check) -> Any:
    return replace(RELEASE, checks=checks)


def test_done_checks_are_drawn_as_ticked() -> None:
    done = Check(CheckState.DONE, DORA, NOW)
    row = next(iter(boxes(drawn(with_checks(**{FIRST: done}))).values()))
    assert ticked(row) == {FIRST}
    assert [option["value"] for option in row["options"]] == [item.key for item in GROUP.items]


def test_what_is_not_applicable_is_told_with_its_reason_and_has_no_box() -> None:
    skipped = Check(CheckState.NOT_APPLICABLE, DORA, NOW, reason="There is nothing to mock.")
    view_ = drawn(with_checks(**{SECOND: skipped}))
    assert SECOND not in {o["value"] for row in boxes(view_).values() for o in row["options"]}
    assert "Not applicable: There is nothing to mock." in shown(view_)


def test_a_box_says_the_state_in_words() -> None:
    blocked = Check(CheckState.BLOCKED, DORA, NOW, reason="No licence.", owner=QUINN)
    view_ = drawn(with_checks(**{FIRST: blocked}), person=QUINN)
    descriptions = {o["value"]: o.get("description") for o in next(iter(boxes(view_).values()))["options"]}
    assert descriptions[FIRST]["text"] == "Blocked: No licence. · Yours"


def test_a_done_check_that_a_second_person_has_to_verify_says_so() -> None:
    item = next(item for item in TEMPLATE.checks if item.verification)
    release = with_checks(**{item.key: Check(CheckState.DONE, DORA, NOW)})
    section, page = page_of(TEMPLATE, item)
    assert "Done, to be verified by a second person" in _descriptions(drawn(release, section, page))


def _descriptions(view_: dict[str, Any]) -> list[str]:
    return [
        o["description"]["text"] for r in boxes(view_).values() for o in r["options"] if "description" in o
    ]


def test_owners_are_named_below_their_group() -> None:
    view_ = drawn(with_checks(**{FIRST: Check(owner=QUINN)}))
    assert "* is <@U0QUINN>'s" in shown(view_)


def test_every_item_of_the_page_has_its_details_one_press_away() -> None:
    offered = [
        target(option["value"])
        for element in elements(drawn())
        if element["action_id"] == Action.OPEN_CHECK
        for option in element["options"]
    ]
    assert [each.subject for each in offered] == [
        item.key for part in pages(TEMPLATE.sections[0])[0] for item in part.items
    ]
    assert {each.release for each in offered} == {RELEASE.id}


def test_sections_are_chosen_from_a_menu_that_tells_their_progress() -> None:
    menu = next(e for e in elements(drawn(all_done(TEMPLATE, RELEASE))) if e["action_id"] == Action.SECTION)
    assert len(menu["options"]) == len(TEMPLATE.sections)
    assert menu["initial_option"]["text"]["text"] == f"{TEMPLATE.sections[0].title} 21/21"
    assert target(menu["initial_option"]["value"]).subject == SECTION


def test_pages_turn_forward_and_back() -> None:
    section = next(s for s in TEMPLATE.sections if len(pages(s)) > 1)
    first, second = drawn(section=section.key), drawn(section=section.key, page=1)
    assert "Next page" in buttons(first)
    assert "Previous page" not in buttons(first)
    assert "Previous page" in buttons(second)
    assert "page 2 of" in shown(second)


def test_a_page_too_far_is_the_last_and_an_unknown_section_the_first() -> None:
    assert place(drawn(section="gone", page=99)) == Place(
        RELEASE.id, SECTION, len(pages(TEMPLATE.sections[0])) - 1
    )


def test_a_window_knows_where_in_the_checklist_it_is() -> None:
    assert place(drawn(page=1)) == Place(RELEASE.id, SECTION, 1)


def test_a_refused_press_is_told_at_the_top() -> None:
    view_ = drawn(notice="Guests can look, but not work on checks. Ask <@U0MARA>.")
    assert view_["blocks"][0]["text"]["text"] == "⚠️ Guests can look, but not work on checks. Ask <@U0MARA>."


def test_each_drawing_has_new_ids_so_that_slack_shows_what_is_true() -> None:
    later = view(TEMPLATE, RELEASE, SECTION, 0, NOW.replace(microsecond=1))
    assert not boxes(drawn()).keys() & boxes(later).keys()


def test_a_closed_release_is_read_only_except_for_its_reviews() -> None:
    closed = at_stage(all_done(TEMPLATE, RELEASE), Stage.CLOSED)
    review = next(s for s in TEMPLATE.sections if s.phase is Phase.REVIEW)
    assert boxes(drawn(closed)) == {}
    assert "Done and verified" in shown(drawn(closed))
    assert boxes(drawn(closed, review.key))
    assert boxes(drawn(at_stage(RELEASE, Stage.CANCELLED), review.key)) == {}


def test_a_group_with_nothing_left_has_no_menu_to_change_it_in_one_go() -> None:
    left = [e["action_id"] for e in elements(drawn()) if e["type"] == "overflow"]
    assert left.count(Action.WHOLE_GROUP) == len(pages(TEMPLATE.sections[0])[0])
    assert [e for e in elements(drawn(all_done(TEMPLATE, RELEASE))) if e["type"] == "overflow"] == []


def test_what_happens_by_itself_is_read_and_never_ticked() -> None:
    for section in TEMPLATE.sections:
        if any(item.kind is not Kind.CHECK for item in section.items):
            view_ = drawn(section=section.key)
            assert boxes(view_) == {}
            assert "⬜ *" in shown(view_) or ": open after the last gate" in shown(view_)


@given(st.lists(st.integers(0, 50), max_size=30))
def test_pages_hold_every_item_once_in_order_and_split_only_what_is_too_long(sizes: list[int]) -> None:
    groups = tuple(_group(number, size) for number, size in enumerate(sizes))
    section = Section("s", "S", Phase.PREPARATION, groups)
    made = pages(section)
    assert [i for page in made for part in page for i in part.items] == list(section.items)
    for page in made:
        assert sum(len(part.items) for part in page) <= MOST_ITEMS
        assert len(page) <= MOST_ITEMS
    for group in groups:
        parts = [part for page in made for part in page if part.group is group]
        assert len(parts) == -(-len(group.items) // MOST_ITEMS)


def _group(number: int, size: int) -> Group:
    items = (
        Item(f"g{number}.{n}", "T", "T", Kind.CHECK, Phase.PREPARATION, f"g{number}") for n in range(size)
    )
    return Group(f"g{number}", "G", "s", tuple(items))


STATES = st.lists(st.sampled_from(CheckState), min_size=45, max_size=45)
BIG = hostile_template()
LONG = next(section for section in BIG.sections if len(section.groups) == 1 and len(section.items) == 45)


@given(before=STATES, meanwhile=STATES, presses=st.sets(st.integers(0, 44)))
def test_two_people_in_the_same_window_never_undo_each_other(
    before: list[CheckState], meanwhile: list[CheckState], presses: set[int]
) -> None:
    keys = [item.key for item in LONG.items]
    seen = {key: Check(state) for key, state in zip(keys, before, strict=True)}
    release = replace(hostile_release(), checks=seen, stage=Stage.DEPLOYING)
    pressed = {keys[number] for number in presses}
    asked: dict[str, bool] = {}
    for page in range(len(pages(LONG))):
        for block_id, row in boxes(checklist.view(BIG, release, LONG.key, page, NOW)).items():
            offered = {option["value"] for option in row["options"]}
            selected = ticked(row) ^ (pressed & offered)
            on, off = changes(BIG, block_id, selected)
            asked |= dict.fromkeys(on, True) | dict.fromkeys(off, False)
    has_box = {key for key, check in seen.items() if check.state is not CheckState.NOT_APPLICABLE}
    was_on = {key for key in keys if seen[key].state in (CheckState.DONE, CheckState.VERIFIED)}
    assert asked == {key: key not in was_on for key in pressed & has_box}
    now_there = dict(zip(keys, meanwhile, strict=True))
    after = now_there | {key: CheckState.DONE if on else CheckState.OPEN for key, on in asked.items()}
    assert all(after[key] is now_there[key] for key in keys if key not in pressed)


def test_pressing_nothing_changes_nothing() -> None:
    for block_id, row in boxes(drawn(all_done(TEMPLATE, RELEASE))).items():
        assert changes(TEMPLATE, block_id, ticked(row)) == ((), ())


def test_a_check_that_a_colleague_ticked_meanwhile_is_not_unticked() -> None:
    block_id = next(iter(boxes(drawn())))
    assert changes(TEMPLATE, block_id, {THIRD}) == ((THIRD,), ())


def test_the_marks_in_a_row_say_what_was_drawn() -> None:
    skipped = Check(CheckState.NOT_APPLICABLE, MARA, NOW, reason="None here.")
    release = with_checks(**{FIRST: Check(CheckState.DONE, MARA, NOW), SECOND: skipped})
    row = checklist.drawn(next(iter(boxes(drawn(release)))))
    assert (row.group, row.start, row.marks) == (GROUP.key, 0, "1-00")
