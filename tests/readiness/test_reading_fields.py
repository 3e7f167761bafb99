"""A field that is missing, unknown, of the wrong form or too long is told with its line."""

import pytest

from tests.readiness.tea import Mistake

LONG = "x" * 76

MISTAKES: dict[str, Mistake] = {
    "an unknown field": Mistake(
        "title: Kitchen",
        "titel: Kitchen",
        "titel:",
        "The section “kitchen” can't have “titel”. Did you mean “title”?",
    ),
    "an unknown field like no other": Mistake(
        "title: Kitchen",
        "title: Kitchen\n    wallpaper: blue",
        "wallpaper",
        "The section “kitchen” can't have “wallpaper”. Use one of: title, phase, groups.",
    ),
    "no title": Mistake(
        "            title: The kettle is clean\n",
        "",
        "kettle.clean:",
        "The item “kettle.clean” has no title. Give it one.",
    ),
    "an empty title": Mistake(
        "title: Hot",
        "title:",
        "title:\n    role",
        "The gate “hot” has no title. Give it one.",
    ),
    "a long title": Mistake(
        "title: Kitchen",
        f"title: {LONG}",
        LONG,
        "The title has 76 characters, and 75 fit. Shorten it.",
    ),
    "a title of two lines": Mistake(
        "title: Kitchen",
        "title: |-\n      Kitchen\n      and garden",
        "title: |-",
        "The title has several lines, and has to be one. Shorten it.",
    ),
    "a long text": Mistake(
        "The water in the kettle is at least 99.5 degrees hot.",
        "x" * 3001,
        "text: xxx",
        "The text has 3,001 characters, and 3,000 fit. Shorten it.",
    ),
    "an empty text": Mistake(
        "text: Everybody wants tea.",
        "text: ''",
        "text: ''",
        "A condition of the gate “hot” has no text. Give it one.",
    ),
    "an item twice in a group": Mistake(
        "kettle.clean:",
        "kettle.boils:",
        "kettle.boils:\n            title: The kettle is clean",
        "“kettle.boils” is here for the second time (first in line 44). Remove one.",
    ),
    "a key with capitals": Mistake(
        "cups.full:",
        "Cups.Full:",
        "Cups.Full",
        (
            "“Cups.Full” can't be a key. Use up to 48 small letters, digits and hyphens, "
            "with at most one dot, as in unit-testing.coverage."
        ),
    ),
    "a key that is too long": Mistake(
        "cups.full:",
        f"{'c' * 49}:",
        "ccc",
        (
            f"“{'c' * 49}” can't be a key. Use up to 48 small letters, digits and hyphens, "
            "with at most one dot, as in unit-testing.coverage."
        ),
    ),
    "a template's key with blanks": Mistake(
        "key: tea",
        "key: green tea",
        "green tea",
        (
            "“green tea” can't be a key. Use up to 48 small letters, digits and hyphens, "
            "with at most one dot, as in unit-testing.coverage."
        ),
    ),
    "no key": Mistake(
        "key: tea\n",
        "",
        "title: Tea",
        "The template has no key. Give it one.",
    ),
    "references that are no list": Mistake(
        "items: [kettle.boils]",
        "items: kettle.boils",
        "items: kettle.boils",
        "`items` has to be a list with something in it, such as [first, second].",
    ),
    "a length of time without a unit": Mistake(
        "offset: 5m",
        "offset: 5",
        "offset: 5,",
        "`offset` is “5”. Write a length of time such as 30m, 1h, -1d or 2w.",
    ),
    "a length of time beyond all plans": Mistake(
        "offset: 5m",
        "offset: 99999w",
        "99999w",
        "`offset` is “99999w”. Write a length of time such as 30m, 1h, -1d or 2w.",
    ),
    "an unknown comparison": Mistake(
        'comparison: ">="',
        "comparison: about",
        "about",
        "`comparison` of the figure of the item “kettle.boils” is “about”. Write one of: >, >=, <, <=, =.",
    ),
    "a figure that is no number": Mistake(
        "threshold: 99.5",
        "threshold: hot",
        "threshold: hot",
        "`threshold` of the figure of the item “kettle.boils” is “hot”. Write a number such as 99.9.",
    ),
    "a figure without a number": Mistake(
        "threshold: 99.5, ",
        "",
        'comparison: ">="',
        "`threshold` of the figure of the item “kettle.boils” is missing. Write a number such as 99.9.",
    ),
    "a figure that is not a number": Mistake(
        "threshold: 5,",
        "threshold: .nan,",
        ".nan",
        "`threshold` of a rollback threshold is “.nan”. Write a number such as 99.9.",
    ),
    "an unknown phase": Mistake(
        "phase: execution",
        "phase: teatime",
        "teatime",
        (
            "`phase` of the section “serving” is “teatime”. Write one of: preparation, verification, "
            "execution, monitoring, risk, rollback, communication, success, sign_off, review."
        ),
    ),
    "no phase": Mistake(
        "    phase: execution\n",
        "",
        "serving:",
        (
            "The section “serving” has no `phase`. Write one of: preparation, verification, "
            "execution, monitoring, risk, rollback, communication, success, sign_off, review."
        ),
    ),
    "an unknown kind": Mistake(
        "kind: criterion",
        "kind: criteria",
        "criteria",
        (
            "`kind` of the group “taste” is “criteria”. Write one of: check, sign_off, criterion, audience, "
            "channel, slot."
        ),
    ),
    "an unknown risk": Mistake(
        "risk: high",
        "risk: terrible",
        "terrible",
        "`risk` of the group “leaves” is “terrible”. Write one of: high, medium, low.",
    ),
    "a yes": Mistake(
        "required: false, if",
        "required: maybe, if",
        "maybe",
        "`required` is “maybe”. Write `true` or `false`.",
    ),
    "a quorum of nobody": Mistake(
        "quorum: 2",
        "quorum: 0",
        "quorum: 0",
        "`quorum` is “0”. Write a whole number from 1 to 10.",
    ),
    "a quorum of halves": Mistake(
        "quorum: 2",
        "quorum: 1.5",
        "quorum: 1.5",
        "`quorum` is “1.5”. Write a whole number from 1 to 10.",
    ),
    "an approval that never counts": Mistake(
        "expires_after: 7d",
        "expires_after: 0",
        "expires_after",
        "`expires_after` has to be longer than nothing. Write a length of time such as 7d.",
    ),
    "a start that may move backwards alone": Mistake(
        "start_may_move: 2d",
        "start_may_move: -2d",
        "start_may_move",
        "`start_may_move` has to be longer than nothing. Write a length of time such as 7d.",
    ),
    "a group without items": Mistake(
        "items:\n          leaves.fresh:",
        "items: {}\n        extra:",
        "items: {}",
        "The group “leaves” has no items. Write at least one item below `items:`, by its key.",
    ),
    "an empty list of slots": Mistake(
        "{title: All guests, level: Everything, release_channel: true, detail: users}",
        "{title: All guests, level: Everything, slots: []}",
        "slots: []",
        "`slots` has to be a list with something in it, such as [first, second].",
    ),
    "a part that is a mere text": Mistake(
        "brewer: {title: Brewer}",
        "brewer: Brewer",
        "brewer: Brewer",
        "The role “brewer” has no fields. Write them below it, indented, one `name: value` on each line.",
    ),
    "a value that is a list": Mistake(
        "title: Kitchen",
        "title: [Kitchen, Garden]",
        "[Kitchen",
        "`title` has to be a single value, not a list or a mapping.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_a_field_is_told_with_its_line_and_what_to_do(mistake: Mistake) -> None:
    mistake.assert_is_told()
