from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.workspace import identifier
from tests.sandbox.page.browsing import Opens, picks, the_form
from tests.sandbox.page.sights import START

pytestmark = pytest.mark.slow


def test_every_input_of_a_form_reaches_the_app(slack: LocalSlack, opens: Opens) -> None:
    page = opens("hana")
    form = the_form(page)
    expect(form.get_by_label("Start")).to_have_value("2026-11-22T18:00")
    form.get_by_label("Your name").fill("Hana")
    form.get_by_label("Story").fill("One\nTwo")
    form.get_by_label("Mail").fill("hana@example.org")
    form.get_by_label("Site").fill("https://example.org/")
    form.get_by_label("Age").fill("41")
    for label, typed in (
        ("City", "cairo"),
        ("Guide", "omar"),
        ("Channel", "support"),
        ("Inn", "cro"),
        ("Room", "eng"),
    ):
        picks(page, form.get_by_role("button", name=re.compile(f"^{label} ")), typed)
    form.get_by_label("Notes").fill("Bring *rope*")
    several = {
        "Cities": "delhi",
        "Guests": "alice",
        "Inns": "anchor",
        "Channels": "support",
        "Rooms": "releases",
    }
    for label, typed in several.items():
        picks(page, form.get_by_role("button", name=re.compile(f"^{label} ")), typed)
        page.get_by_role("button", name="Done").click()
    form.get_by_role("group", name="Bags").get_by_label("Option 2").check()
    form.get_by_role("radiogroup", name="Way").get_by_label("Option 1").check()
    form.get_by_label("Day").fill("2026-12-24")
    form.get_by_label("Hour").fill("08:15")
    form.get_by_label("Start").fill("2026-11-22T18:30")
    form.get_by_label("Ticket").set_input_files(
        {"name": "ticket.txt", "mimeType": "text/plain", "buffer": b"A1"}
    )
    expect(form.get_by_text("ticket.txt")).to_be_visible()
    form.get_by_role("button", name="Book").click()
    expect(form).to_have_count(0)
    omar, alice = slack.person("Omar").id, slack.person("Alice").id
    told = slack.person("Hana").direct_messages()[-1].raw["text"].removeprefix("Booked: ").split("; ")
    filled = dict(each.split("=", 1) for each in told)
    named = {"Channel": "support", "Channels": "support", "Room": "engineering", "Rooms": "releases"}
    assert {label: filled.pop(label) for label in named} == {
        label: identifier("C", name) for label, name in named.items()
    }
    assert "Bring *rope*" in filled.pop("Notes")
    assert filled == {
        "Your name": "Hana",
        "Story": "One\nTwo",
        "Mail": "<mailto:hana@example.org>" if "mailto" in filled["Mail"] else "hana@example.org",
        "Site": "https://example.org/",
        "Age": "41",
        "City": "cairo",
        "Cities": "delhi",
        "Guide": omar,
        "Guests": alice,
        "Inn": "Crown",
        "Inns": "Anchor",
        "Bags": "v2",
        "Way": "v1",
        "Day": "2026-12-24",
        "Hour": "08:15",
        "Start": str(START + 1800),
        "Ticket": "ticket.txt",
    }


def test_an_error_stands_beside_its_input_and_takes_the_focus(opens: Opens) -> None:
    page = opens("robin")
    form = the_form(page)
    name = form.get_by_label("Your name")
    form.get_by_role("button", name="Book").click()
    expect(form.get_by_role("alert")).to_have_text("Please complete this required field.")
    name.fill("Al")
    expect(form.get_by_role("alert")).to_have_count(0)
    form.get_by_label("Hour").focus()
    form.get_by_role("button", name="Book").click()
    expect(form.get_by_role("alert")).to_have_text("That name is too short.")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("At least three letters That name is too short.")


@pytest.mark.parametrize(
    ("label", "typed"),
    [("Mail", "nobody at all"), ("Site", "example dot org"), ("Age", "many"), ("Age", "1.5"), ("Age", "0")],
)
def test_what_is_no_address_or_number_is_said_beside_its_input(opens: Opens, label: str, typed: str) -> None:
    page = opens("robin")
    form = the_form(page)
    form.get_by_label("Your name").fill("Robin")
    field = form.get_by_label(label)
    field.press_sequentially(typed)
    form.get_by_role("button", name="Book").click()
    expect(form.get_by_role("alert")).to_have_count(1)
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(form.get_by_role("alert").inner_text())


def test_a_reload_in_the_middle_loses_nothing_that_was_filled_in(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    form = the_form(page)
    form.get_by_label("Your name").fill("Robin")
    form.get_by_label("Your name").blur()
    picks(page, form.get_by_role("button", name="City (optional)"), "cairo")
    expect(form.get_by_role("button", name=re.compile("City.*Cairo"))).not_to_have_attribute(
        "aria-busy", "true"
    )
    page.reload()
    expect(form.get_by_label("Your name")).to_have_value("Robin")
    form.get_by_role("button", name="Book").click()
    expect(form).to_have_count(0)
    assert "City=cairo" in slack.person("Robin").direct_messages()[-1].raw["text"]


def test_a_window_above_another_leads_back_to_what_was_typed(opens: Opens) -> None:
    page = opens("robin")
    form = the_form(page)
    form.get_by_label("Your name").fill("Robin")
    form.get_by_role("button", name="Read the terms").click()
    above = page.get_by_role("dialog", name="Terms")
    expect(above).to_contain_text("Be kind")
    page.keyboard.press("Escape")
    expect(form.get_by_label("Your name")).to_have_value("Robin")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)


def test_a_press_takes_along_what_was_typed_just_before(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    form = the_form(page)
    form.get_by_label("Story").evaluate(
        """(area) => {
            area.value = "Once";
            area.dispatchEvent(new Event("input"));
            const buttons = [...document.querySelectorAll("dialog button")];
            buttons.find((each) => each.textContent === "Read the terms").click();
        }"""
    )
    expect(page.get_by_role("dialog", name="Terms")).to_be_visible()
    press = [each.delivery.payload for each in slack.delivered if each.delivery.payload.get("actions")][-1]
    assert press["view"]["state"]["values"]["Story"]["it"]["value"] == "Once"


def test_the_focus_stays_inside_an_open_window(opens: Opens) -> None:
    page = opens("robin")
    form = the_form(page)
    expect(form.get_by_label("Your name")).to_be_focused()
    inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Message #releases")).to_be_focused()
