"""The history pages and narrows: by person, by kind, by what it is about, refusals only."""

import pytest

from slackapp.sandbox import Message, Person
from tests.journeys.story import CHANNEL, Story, eventually

LOAD = "build.load"


@pytest.fixture
def busy(scene: Story, noor: Person, omar: Person) -> Story:
    """A release in which Noor and Omar did something, and Noor was refused something."""
    scene.opens_details(scene.item(LOAD), "Noor")
    noor.fills("State", "Done")
    assert noor.submits().ok
    noor.closes(everything=True)
    scene.opens_details(scene.item(LOAD), "Omar")
    omar.fills("State", "Blocked")
    omar.fills("Reason", "The figures are old")
    assert omar.submits().ok
    omar.closes(everything=True)
    scene.is_ready_to_roll_back("Omar")
    assert noor.types("/readiness start", CHANNEL).modal is not None
    noor.fills("Why start without go?", "It can't wait")
    noor.fills("Type the release's name", "Checkout 2.4")
    assert not noor.submits().ok
    noor.closes(everything=True)
    return scene


def _typed(story: Story, words: str) -> Message:
    (message,) = story.types("Noor", f"/readiness history {words}").messages
    return message


def test_an_act_says_what_it_replaced_where_it_was_done_and_its_row(busy: Story) -> None:
    shown = _typed(busy, "").shown
    assert f"@Omar marked “{busy.item(LOAD).title}” blocked (was done)" in shown
    assert "The figures are old" in shown
    assert "row 3 · checklist" in shown
    assert "row 4 · button" in shown


@pytest.mark.parametrize(
    ("words", "told", "left_out"),
    [
        ("refusals", "was refused", "opened the release"),
        ("checks", "marked", "opened the release"),
        ("stages Checkout", "opened the release", "marked"),
        ("{omar}", "blocked (was done)", "was refused"),
        ("{omar} rollback checkout 2.4", "ready to be rolled back", "marked"),
    ],
)
def test_words_after_the_command_narrow_it(busy: Story, words: str, told: str, left_out: str) -> None:
    shown = _typed(busy, words.format(omar=f"<@{busy.person('Omar').id}>")).shown
    assert told in shown
    assert left_out not in shown


def test_the_menus_narrow_what_is_read_and_go_together(busy: Story, noor: Person) -> None:
    message = _typed(busy, "")
    noor.chooses("By anybody", "Omar Bellweather", message)
    noor.sees("history, narrowed", in_=CHANNEL)
    narrowed = noor.messages(CHANNEL)[-1]
    assert "@Omar said" in narrowed.shown
    assert "was refused" not in narrowed.shown

    noor.chooses("What", "Checks", narrowed)
    noor.sees("blocked (was done)", in_=CHANNEL)
    eventually(lambda: "@Omar said" not in noor.messages(CHANNEL)[-1].shown)

    assert noor.presses("Show all", noor.messages(CHANNEL)[-1]).ok
    noor.sees("@Dana opened the release", in_=CHANNEL)


def test_a_gate_a_role_or_an_item_is_found_by_typing(busy: Story, noor: Person) -> None:
    title = busy.item(LOAD).title
    noor.chooses("About a gate, role or item", title, _typed(busy, ""))
    noor.sees("history, narrowed", in_=CHANNEL)
    shown = noor.messages(CHANNEL)[-1].shown
    assert shown.count(f"“{title}”") == 2
    assert "was refused" not in shown


def test_nothing_of_a_kind_is_said_to_be_nothing(busy: Story) -> None:
    assert "Nothing more of this happened." in _typed(busy, "updates").shown


def test_a_menu_of_another_workspace_or_a_forged_one_offers_nothing(busy: Story, noor: Person) -> None:
    noor.chooses("About a gate, role or item", busy.item(LOAD).title, _typed(busy, ""))
    asked = busy.last_sent("block_suggestion")
    asked["block_id"] = "history|gone||||"
    assert busy.sends_anew(asked).body == {"options": []}
