from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, expect

from slackapp.sandbox import LocalSlack
from tests.sandbox.page.browsing import Opens, the_tour

pytestmark = pytest.mark.slow


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
