"""Parts that don't fit together are told with the line of the part that has to change."""

import pytest

from tests.readiness.tea import Mistake

MISTAKES: dict[str, Mistake] = {
    "an item twice in the file": Mistake(
        "cups.full:",
        "kettle.boils:",
        "kettle.boils: {",
        "The item “kettle.boils” is here for the second time (first in line 44). Rename one.",
    ),
    "a group twice in the file": Mistake(
        "      cups:",
        "      kettle:",
        "kettle:\n        title: Cups",
        "The group “kettle” is in an earlier section too. Give this one another key.",
    ),
    "an unknown role": Mistake(
        "        role: brewer\n        gate: hot",
        "        role: bruwer\n        gate: hot",
        "bruwer",
        "There is no role “bruwer”. Did you mean “brewer”?",
    ),
    "an unknown gate": Mistake(
        "        gate: hot\n        risk",
        "        gate: lukewarm\n        risk",
        "lukewarm",
        "There is no gate “lukewarm”. Define it, or use one of: hot.",
    ),
    "an unknown item": Mistake(
        "items: [kettle.boils]",
        "items: [kettle.boil]",
        "[kettle.boil]",
        "There is no item “kettle.boil”. Did you mean “kettle.boils”?",
    ),
    "an unknown group": Mistake(
        "groups: [leaves]",
        "groups: [lives]",
        "[lives]",
        "There is no group “lives”. Did you mean “leaves”?",
    ),
    "an unknown slot": Mistake(
        "slots: [early, often]",
        "slots: [early, seldom]",
        "seldom",
        "There is no slot “seldom”. Define it, or use one of: early, often.",
    ),
    "a watch that ends before it begins": Mistake(
        "until: 1h",
        "until: 1m",
        "until: 1m",
        "`until` has to lie after `offset`. Write a longer one.",
    ),
    "a repetition that is too fast": Mistake(
        "every: 30m",
        "every: 1m",
        "every: 1m",
        "`every` is shorter than five minutes. Write a longer time, such as 30m.",
    ),
    "a wall clock on hours": Mistake(
        "offset: -1d",
        "offset: -1h",
        "wall_clock",
        "`wall_clock` keeps the hour of whole days. Write days or weeks, or remove it.",
    ),
    "checks where nothing would wait for them": Mistake(
        "      guests:\n",
        "      cakes: {title: Cakes, items: {cakes.baked: {title: The cakes are baked}}}\n      guests:\n",
        "cakes:",
        (
            "Items of kind check can't be in the phase communication. "
            "Move the group to a section of another phase."
        ),
    ),
    "sign-offs among other things": Mistake(
        "phase: sign_off",
        "phase: review",
        "kind: sign_off",
        "Items of kind sign_off can't be in the phase review. Move the group to a section of phase sign_off.",
    ),
    "a field of another kind": Mistake(
        "kind: sign_off\n",
        "kind: sign_off\n        gate: hot\n",
        "gate: hot\n        items:\n          words",
        "`gate` is only for items of kind check, not for those of kind sign_off. Remove it.",
    ),
    "a figure where nothing is measured": Mistake(
        "level: Everything,",
        "level: Everything, figure: {comparison: '>', threshold: 1},",
        "level: Everything, figure",
        "`figure` is only for items of kind check or criterion, not for those of kind audience. Remove it.",
    ),
    "a criterion without a figure": Mistake(
        ', figure: {comparison: ">", threshold: 4, unit: of 5}',
        "",
        "taste.rating",
        "The item “taste.rating” is of kind criterion and has no `figure`. Add it.",
    ),
    "a sign-off without a role": Mistake(
        "{title: First, role: brewer}",
        "{title: First}",
        "words.first",
        "The item “words.first” is of kind sign_off and has no `role`. Add it.",
    ),
    "an audience without a level": Mistake(
        "level: Everything, ",
        "",
        "guests.all",
        "The item “guests.all” is of kind audience and has no `level`. Add it.",
    ),
    "a gate that waits for what comes after it": Mistake(
        "        title: Cups\n",
        "        title: Cups\n        gate: hot\n",
        "cups.full",
        (
            "The item “cups.full” comes after the start, and the start waits for its gate. "
            "Take it out of the gate, or move it to an earlier section."
        ),
    ),
    "a condition that waits for what comes after it": Mistake(
        "items: [kettle.boils]",
        "items: [words.first]",
        "text: The water boils.",
        "A condition can't wait for “words.first”: it comes after the gates. Link it to another.",
    ),
    "a gate without a role": Mistake(
        "    role: brewer\n    quorum",
        "    quorum",
        "hot:",
        "The gate “hot” has no role, so nobody could approve it. Add `role`.",
    ),
    "a gate with nothing in it": Mistake(
        "  hot:\n",
        "  empty: {title: Empty, role: brewer}\n  hot:\n",
        "empty:",
        (
            "The gate “empty” has no conditions and no check in its scope, so it could never be passed. "
            "Add conditions, or name this gate in a group or an item."
        ),
    ),
    "a gate and an item of one name": Mistake(
        "cups.full",
        "hot",
        "hot:\n",
        "An item (in line 66) is called “hot” too. Rename one of them.",
    ),
    "a gate that is called what the start is kept by": Mistake(
        "  hot:\n",
        "  start: {title: Start, role: brewer, conditions: [{text: We want it.}]}\n  hot:\n",
        "start: {title",
        "A gate can't be called “start”: that is what starting without go is kept by.",
    ),
    "no release manager": Mistake(
        "  release-manager: {title: Release Manager}\n",
        "",
        "roles:",
        "There is no role `release-manager`, who leads every release. Add it.",
    ),
    "a signing role that may stay empty": Mistake(
        "{title: Brewer}",
        "{title: Brewer, required: false}",
        "brewer:",
        "Somebody has to hold this role: it signs, or leads the release. Remove `required: false`.",
    ),
    "no final line": Mistake(
        ", final: true",
        "",
        "sections:",
        (
            "No line of the sign-off sheet is the final one. Add an item of kind sign_off with "
            "`role: release-manager` and `final: true`."
        ),
    ),
    "a final line of somebody else": Mistake(
        "role: release-manager, final",
        "role: brewer, final",
        "words.last",
        "The final line is the release manager's own. Write `role: release-manager`.",
    ),
    "two final lines": Mistake(
        "{title: First, role: brewer}",
        "{title: First, role: release-manager, final: true}",
        "words.last",
        "“words.first” is the final line already. Remove `final` here.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_parts_that_do_not_fit_together_are_told_with_their_line_and_what_to_do(mistake: Mistake) -> None:
    mistake.assert_is_told()
