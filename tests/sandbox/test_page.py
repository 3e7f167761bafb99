from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect, sync_playwright

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.server import LoopbackServer
from tests.sandbox import tea, tour
from tests.sandbox.sights import START

pytestmark = pytest.mark.slow

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGE = Path(__file__).parents[2] / "slackapp" / "sandbox" / "page"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        missing = "Chromium isn't installed: the page of the local Slack can't be tried."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(small_company(tour.MANIFEST)) as running:
        server = LoopbackServer()
        server.start(tea.served(tour.tour(running)))
        running.deliver_to(f"{server.url}/slack/events")
        yield running
        server.stop()


@pytest.fixture
def opens(chromium: Browser, slack: LocalSlack) -> Iterator[Opens]:
    """Open the page as somebody. A script that fails, or breaks the page's own policy, fails the test."""
    contexts, complaints = [], []

    def opened(who: str, where: str = "releases", viewport: dict[str, int] = DESK, **more: object) -> Page:
        context = chromium.new_context(viewport=viewport, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{slack.url}/?as={who}&in={where}")
        page.get_by_role("main").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for each in complaints if "Failed to load resource" not in each] == []


def types(page: Page, text: str) -> None:
    composer = page.get_by_role("main").get_by_role("combobox", name=re.compile("^Message"))
    composer.fill(text)
    composer.press("Escape")
    composer.press("Enter")


def the_tour(page: Page) -> Locator:
    types(page, "/tour")
    message = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="The tour"))
    message.wait_for()
    return message


def the_form(page: Page) -> Locator:
    types(page, "/tour form")
    form = page.get_by_role("dialog", name="Book a tour")
    form.wait_for()
    return form


def test_a_command_is_suggested_with_its_hint(opens: Opens) -> None:
    page = opens("robin")
    page.get_by_label("Message #releases").press_sequentially("/touri")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Backspace")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("/tour [form | alone | slow]")
    expect(first).to_contain_text("Shows what there is to see")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Message #releases")).to_have_value("/tour ")
    expect(page.get_by_role("option")).to_have_text(re.compile("form | alone | slow"))


def test_an_answer_to_a_command_is_seen_by_the_person_alone(opens: Opens) -> None:
    robin, alice = opens("robin"), opens("alice")
    types(robin, "/tour alone")
    answer = robin.get_by_role("listitem").filter(has_text="Nobody else sees this")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer.get_by_text("psst")).to_have_css("font-weight", "700")
    expect(alice.get_by_role("main")).to_contain_text("Nobody has said anything")


def test_an_unknown_command_says_so_and_keeps_what_was_typed(opens: Opens) -> None:
    page = opens("robin")
    types(page, "/torque now")
    expect(page.get_by_role("alert")).to_have_text("/torque is not a valid command.")
    expect(page.get_by_label("Message #releases")).to_have_value("/torque now")


def test_a_command_that_the_app_does_not_answer_in_time_is_complained_of(
    slack: LocalSlack, opens: Opens
) -> None:
    slack.timing.ack_limit = 0.3
    page = opens("robin")
    types(page, "/tour slow")
    expect(page.get_by_role("alert")).to_contain_text('/tour failed with the error "operation_timeout"')
    page.get_by_role("button", name="Put away").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_somebody_else_says_appears_by_itself(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    slack.person("Omar").says("Has anybody seen the map?", "#releases")
    expect(page.get_by_role("listitem", name=re.compile("Omar Bellweather"))).to_contain_text("seen the map")


def test_a_press_shows_at_once_that_it_is_under_way(opens: Opens) -> None:
    page = opens("robin")
    dawdle = the_tour(page).get_by_role("button", name="Dawdle")
    dawdle.click()
    expect(dawdle).to_have_attribute("aria-busy", "true", timeout=500)
    expect(dawdle).not_to_have_attribute("aria-busy", "true")


def test_a_pressed_button_redraws_the_message_for_everybody(opens: Opens) -> None:
    robin, alice = opens("robin"), opens("alice")
    message = the_tour(robin)
    expect(message).to_contain_text("Pinned")
    message.get_by_role("button", name="Count one more press").click()
    for page in (robin, alice):
        expect(page.get_by_role("listitem").filter(has_text="Pressed 1 times")).to_contain_text("(edited)")


def test_a_confirmation_is_asked_and_declining_presses_nothing(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    message = the_tour(page)
    before = len(slack.delivered)
    message.get_by_role("button", name="Burn the map").click()
    dialog = page.get_by_role("alertdialog", name="Burn it?")
    expect(dialog).to_contain_text("The map is gone then.")
    dialog.get_by_role("button", name="No").click()
    expect(dialog).to_have_count(0)
    assert len(slack.delivered) == before
    message.get_by_role("button", name="Burn the map").click()
    dialog.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("burn: pressed")).to_be_visible()


def picks(page: Page, opener: Locator, typed: str) -> None:
    opener.click()
    page.get_by_role("combobox", name=re.compile("^Search")).fill(typed)
    page.get_by_role("option").filter(has_text=re.compile(typed, re.IGNORECASE)).first.click()


@pytest.mark.parametrize(
    ("button", "typed", "told"),
    [
        ("City", "del", "city: delhi"),
        ("Companion", "noor", "who: U"),
        ("Meeting point", "support", "where: C"),
        ("Inn", "bel", "inn: Bell"),
    ],
)
def test_a_choice_in_a_list_is_told_and_stays_shown(opens: Opens, button: str, typed: str, told: str) -> None:
    page = opens("robin")
    message = the_tour(page)
    picks(page, message.get_by_role("button", name=button), typed)
    expect(page.get_by_text(told)).to_be_visible()
    expect(
        message.get_by_role("button", name=re.compile(f"{button}: .*{typed}", re.IGNORECASE))
    ).to_be_visible()


def test_several_choices_are_told_when_the_list_closes(opens: Opens) -> None:
    page = opens("robin")
    message = the_tour(page)
    message.get_by_role("button", name="Words").last.click()
    page.get_by_role("option", name="Cairo").click()
    page.get_by_role("option", name="Berlin").click()
    expect(page.get_by_text(re.compile("^sights:"))).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_text("sights: cairo,berlin")).to_be_visible()
    message.get_by_role("button", name="Remove Cairo").click()
    expect(page.get_by_text("sights: berlin")).to_be_visible()


def test_boxes_radio_buttons_dates_and_menus_are_told(opens: Opens) -> None:
    page = opens("robin")
    message = the_tour(page)
    message.get_by_role("checkbox", name="Option 1").check()
    expect(page.get_by_text("packed: v1")).to_be_visible()
    message.get_by_role("radio", name="Option 1").check()
    expect(page.get_by_text("way: v1")).to_be_visible()
    message.locator("input[type=date]").fill("2026-12-24")
    expect(page.get_by_text("day: 2026-12-24")).to_be_visible()
    message.locator("input[type=time]").fill("17:30")
    expect(page.get_by_text("hour: 17:30")).to_be_visible()
    message.get_by_role("button", name="More: Pressed 0 times").click()
    page.get_by_role("menuitem", name="Never").click()
    expect(page.get_by_text("more: Never")).to_be_visible()


def test_every_input_of_a_form_reaches_the_app(slack: LocalSlack, opens: Opens) -> None:
    page = opens("hana")
    form = the_form(page)
    expect(form.get_by_label("Start")).to_have_value("2026-11-22T18:00")
    form.get_by_label("Your name").fill("Hana")
    form.get_by_label("Story").fill("One\nTwo")
    form.get_by_label("Mail").fill("hana@example.org")
    form.get_by_label("Site").fill("https://example.org/")
    form.get_by_label("Age").fill("41")
    for label, typed in (("City", "cairo"), ("Guide", "omar"), ("Channel", "support"), ("Inn ", "cro")):
        picks(page, form.get_by_role("button", name=re.compile(f"^{label}")), typed)
    for label, typed in (("Cities", "delhi"), ("Guests", "alice"), ("Inns", "anchor")):
        picks(page, form.get_by_role("button", name=re.compile(f"^{label}")), typed)
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
    channel = filled.pop("Channel")
    assert channel.startswith("C")
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


def test_what_people_write_stays_text(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    page.on("dialog", _must_not_open)
    words = (
        "<img src=x onerror=alert(1)> <script>alert(2)</script> [x](javascript:alert(3)) javascript:alert(4)"
    )
    slack.person("Omar").says(words, "#releases")
    expect(page.get_by_role("listitem").filter(has_text="onerror")).to_contain_text(words)
    assert page.locator("main img, main script, main a").count() == 0


def _must_not_open(dialog: Dialog) -> None:
    raise AssertionError(f"A script in a message ran: {dialog.message}")


MARKUP = {
    "*bold* _it_ ~gone~": "<strong>bold</strong> <em>it</em> <s>gone</s>",
    "*_both_*": "<strong><em>both</em></strong>",
    "snake_case_name 2*3*4 a~b~c": "snake_case_name 2*3*4 a~b~c",
    "`*code*` *a `b` c*": "<code>*code*</code> <strong>a <code>b</code> c</strong>",
    "```a &lt; *b*```": "<pre>a &lt; *b*</pre>",
    "a\nb": "a<br>b",
    "&gt; one\n&gt; two\nthree": "<blockquote>one<br>two</blockquote>three",
    "&amp;lt; &lt;b&gt;": "&amp;lt; &lt;b&gt;",
    ":nothing_like_it: 10:30:15": ":nothing_like_it: 10:30:15",
    "<javascript:alert(1)|x>": "x",
    "<https://example.org/a?b=1&amp;c=2>": (
        '<a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">'
        "https://example.org/a?b=1&amp;c=2</a>"
    ),
    "see https://example.org.": (
        'see <a href="https://example.org" target="_blank" rel="noopener noreferrer">https://example.org</a>.'
    ),
    "<@UNOBODY|Somebody>": '<span class="mention">@Somebody</span>',
    "<!here>": '<span class="mention mention-loud">@here</span>',
}

DRAWN = """async ([module, name, text]) => {
    const { draw } = await import("/dom.js");
    const drawing = (await import(`/${module}.js`))[name];
    const nobody = () => null;
    const known = { me: { id: "U1", tz: "Asia/Tokyo" }, person: nobody, group: nobody, channel: nobody };
    const box = document.createElement("div");
    draw(box, drawing(text, known));
    return box.innerHTML;
}"""


def test_markup_is_shown_as_slack_shows_it(opens: Opens) -> None:
    page = opens("robin")
    shown = {text: page.evaluate(DRAWN, ["mrkdwn", "mrkdwn", text]) for text in MARKUP}
    assert shown == MARKUP


MARKDOWN = {
    "# One\ntext **b** *i* ~~s~~ `c`": (
        "<h3>One</h3><p>text <strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>"
    ),
    "- a\n  - b\n- c": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "1. a\n2. b": "<ol><li>a</li><li>b</li></ol>",
    "```\n<b>\n```": "<pre>&lt;b&gt;</pre>",
    "> a\n> b\n\nc": "<blockquote><p>a<br>b</p></blockquote><p>c</p>",
    "[x](javascript:alert) <img src=x>": "<p>x &lt;img src=x&gt;</p>",
}


def test_markdown_is_shown_as_elements_and_never_as_html(opens: Opens) -> None:
    page = opens("robin")
    shown = {text: page.evaluate(DRAWN, ["markdown", "markdown", text]) for text in MARKDOWN}
    assert shown == {text: f'<div class="markdown">{html}</div>' for text, html in MARKDOWN.items()}


def test_a_moment_is_shown_in_the_zone_of_whoever_reads(opens: Opens) -> None:
    robin = opens("robin")
    expect(the_tour(robin)).to_contain_text("Sunday, 22 November 2026 at 09:00")
    hana = opens("hana")
    expect(hana.get_by_role("main")).to_contain_text("Sunday, 22 November 2026 at 18:00")


def test_wall_clock_and_moment_agree_across_a_change_of_daylight_saving(opens: Opens) -> None:
    page = opens("robin")
    there_and_back = """async ([moments, zone]) => {
        const { toWallClock, fromWallClock } = await import("/dates.js");
        return moments.map((each) => fromWallClock(toWallClock(each, zone), zone));
    }"""
    night = [1_792_890_000 + 1800 * step for step in range(-12, 12)]  # around 25 October 2026, 01:00 UTC
    ambiguous = {1_792_890_000 - 1800, 1_792_890_000 - 3600, 1_792_890_000, 1_792_890_000 + 1800}
    clear = [moment for moment in night if moment not in ambiguous]
    assert page.evaluate(there_and_back, [clear, "Europe/Berlin"]) == clear


def test_acting_as_somebody_else_shows_what_she_sees(opens: Opens) -> None:
    page = opens("robin")
    types(page, "/tour alone")
    expect(page.get_by_text("psst")).to_be_visible()
    page.get_by_role("button", name="Acting as Robin Ashdown, Release Manager").click()
    expect(page.get_by_role("menuitemradio", name="Robin Ashdown")).to_be_focused()
    expect(page.get_by_role("menuitemradio", name="Gil Pemberton")).to_contain_text("guest")
    page.get_by_role("menuitemradio", name="Alice Marlowe").click()
    expect(page.get_by_role("button", name="Acting as Alice Marlowe, QA Team Lead")).to_be_visible()
    expect(page.get_by_text("psst")).to_have_count(0)
    assert "as=alice" in page.url
    page.reload()
    expect(page.get_by_role("button", name="Acting as Alice Marlowe, QA Team Lead")).to_be_visible()


def test_what_is_new_is_marked_until_it_is_read(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    slack.person("Omar").says("Anybody here?", "#engineering")
    slack.person("Omar").says("@robin?", "#engineering")
    entry = page.get_by_role("button", name="engineering, 2 unread")
    expect(entry).to_be_visible()
    expect(page.get_by_role("status").get_by_role("button", name=re.compile("#engineering"))).to_be_visible()
    entry.click()
    expect(page.get_by_role("listitem").filter(has_text="Anybody here?")).to_be_visible()
    expect(page.get_by_role("button", name="engineering", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    page.get_by_role("button", name="releases", exact=True).click()
    expect(page.get_by_role("button", name="engineering", exact=True)).to_be_visible()


def test_the_home_tab_is_drawn_when_it_is_opened(opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Tour Guide", exact=True).click()
    expect(page.get_by_role("heading", name="Your tours")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Welcome, @Robin")
    page.get_by_role("button", name="Open the form").click()
    expect(page.get_by_role("dialog", name="Book a tour")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Tour Guide").get_by_role("button", name="Messages").click()
    expect(page.get_by_label("Message Tour Guide")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Your tours")).to_be_visible()


def test_shortcuts_are_used_from_the_bar_and_from_a_message(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Start a tour").click()
    expect(page.get_by_role("dialog", name="Book a tour")).to_be_visible()
    page.keyboard.press("Escape")
    slack.person("Omar").says("A thing worth keeping", "#releases")
    message = page.get_by_role("listitem").filter(has_text="worth keeping")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Keep this").click()
    expect(page.get_by_text("Kept: A thing worth keeping")).to_be_visible()


def test_a_menu_is_walked_through_by_keyboard(opens: Opens) -> None:
    page = opens("robin")
    opener = the_tour(page).get_by_role("button", name="More: Pressed 0 times")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Later")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Never")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_reply_stands_in_the_thread_and_not_in_the_channel(opens: Opens) -> None:
    page = opens("robin")
    types(page, "Who is in?")
    message = page.get_by_role("main").get_by_role("listitem").filter(has_text="Who is in?")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_role("combobox").fill("I am")
    thread.get_by_role("combobox").press("Enter")
    expect(thread.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    expect(message.get_by_role("button", name="1 reply")).to_be_visible()


def test_a_channel_is_joined_before_anything_is_written_in_it(opens: Opens) -> None:
    page = opens("casey", "support")
    page.get_by_role("button", name="Join channel").click()
    types(page, "Hello, support")
    expect(page.get_by_role("listitem").filter(has_text="Hello, support")).to_be_visible()


def test_the_app_is_brought_into_a_channel(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin", "watercooler")
    page.get_by_role("button", name=re.compile("Tour Guide is not among them")).click()
    page.get_by_role("menuitem", name="Add Tour Guide to this channel").click()
    expect(page.get_by_text("@Tour Guide has joined the channel")).to_be_visible()


def test_a_name_is_completed_into_a_mention(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    page.get_by_label("Message #releases").press_sequentially("Ask @devi")
    expect(page.get_by_role("option")).to_contain_text("Devi Ramanan")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text("Ask @Devi")
    assert slack.person("Robin").messages("#releases")[-1].raw["text"] == f"Ask <@{slack.person('Devi').id}>"


def test_on_a_phone_everything_fits_and_the_channels_are_one_tap_away(opens: Opens) -> None:
    page = opens("robin", viewport=PHONE, has_touch=True, is_mobile=True)
    the_tour(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.get_by_role("navigation", name="Channels")).not_to_be_visible()
    page.get_by_role("button", name="Channels", exact=True).tap()
    page.get_by_role("button", name="support", exact=True).tap()
    expect(page.get_by_role("heading", name="support")).to_be_visible()
    expect(page.get_by_role("navigation", name="Channels")).not_to_be_visible()
    form = the_form(page)
    box = form.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])


def test_a_stopped_local_slack_is_said(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    slack.stop()
    expect(page.get_by_role("alert")).to_contain_text("does not answer")


def test_the_page_is_small_and_makes_no_html_of_data() -> None:
    files = list(PAGE.iterdir())
    assert sum(file.stat().st_size for file in files) < 200_000
    assert {file.suffix for file in files} == {".html", ".js", ".css"}
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
        )
        if file.suffix == ".js":
            assert all(name.startswith("./") for name in re.findall(r'from "([^"]+)"', text))
