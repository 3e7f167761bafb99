"""Everything that Block Kit has to show: what the tour's messages, forms and Home tab are made of."""

from __future__ import annotations

from typing import Any

from tests.sandbox.kit import (
    Kit,
    actions,
    beside,
    confirm,
    context,
    header,
    home,
    input_block,
    modal,
    mrkdwn,
    option,
    plain,
    rich_section,
    rich_text,
    section,
)

START = 1_795_338_000  # 2026-11-22 09:00 UTC
CITIES = ("Amsterdam", "Berlin", "Cairo", "Delhi", "Edinburgh")


def named(kind: str, action_id: str, **more: Any) -> Kit:
    return {"type": kind, "action_id": action_id, **more}


def city(number: int) -> Kit:
    return {"text": plain(CITIES[number]), "value": CITIES[number].lower()}


def cities() -> list[Kit]:
    return [city(number) for number in range(len(CITIES))]


PORTRAIT = {
    "type": "image",
    "image_url": "https://example.org/harbour.png",
    "alt_text": "A map of the harbour",
}


def voted(word: str) -> Kit:
    return {"text": plain(word), "value": word.lower(), "accessibility_label": f"{word} tour"}


WORDS = "\n".join(
    (
        "*Bold*, _italic_, ~struck~, `code`, *_both_*, snake_case_name, 2*3*4",
        ":rocket: for <@ROBIN> and <!subteam^TEAM>.",
        "> A quote &amp; <https://example.org/plan|a link>",
        f"• Starts <!date^{START}^{{date_long}} at {{time}}|22 November> in <#RELEASES>",
        "```if a &lt; b:\n    *not bold*```",
        "&lt;script&gt;alert(1)&lt;/script&gt; <!here>",
    )
)


def sights(count: int, ids: dict[str, str]) -> list[Kit]:
    """A message with every kind of block and element that messages may have."""
    words = (
        WORDS.replace("ROBIN", ids["robin"]).replace("TEAM", ids["team"]).replace("RELEASES", ids["releases"])
    )
    return [
        header("The tour :compass:"),
        section(text=mrkdwn(words)),
        section(
            text=mrkdwn(f"Pressed *{count}* times"),
            fields=[mrkdwn("*Guide*\nTour Guide"), mrkdwn("*Weather*\n:sunny: Fine"), plain("Plain *field*")],
            accessory=named(
                "overflow",
                "more",
                options=[{"text": plain(word), "value": word} for word in ("Later", "Never")],
            ),
        ),
        actions(
            named(
                "button",
                "count",
                text=plain("Count"),
                style="primary",
                accessibility_label="Count one more press",
            ),
            named(
                "button",
                "burn",
                text=plain("Burn the map"),
                style="danger",
                confirm=confirm(
                    title=plain("Burn it?"), text=mrkdwn("The map is *gone* then."), style="danger"
                ),
            ),
            named("button", "slow", text=plain("Dawdle")),
            named("button", "open", text=plain("Open the form")),
            named("button", "read", text=plain("Read"), url="https://example.org/"),
        ),
        {"type": "divider"},
        beside(named("checkboxes", "packed", options=[option(1, description=plain("Heavy")), option(2)])),
        beside(named("radio_buttons", "way", options=[option(1), option(2)], initial_option=option(2))),
        actions(
            named("static_select", "city", placeholder=plain("City"), options=cities()),
            named("users_select", "who", placeholder=plain("Companion")),
            named("conversations_select", "where", placeholder=plain("Meeting point")),
            named("external_select", "inn", placeholder=plain("Inn"), min_query_length=0),
            named("channels_select", "room", placeholder=plain("Room")),
            named("datepicker", "day", initial_date="2026-11-22"),
            named("timepicker", "hour", initial_time="09:00"),
            named("datetimepicker", "start", initial_date_time=START),
        ),
        beside(named("multi_static_select", "sights", placeholder=plain("Sights"), options=cities())),
        section(text=mrkdwn("Who comes along?"), accessory=named("multi_users_select", "party")),
        section(text=mrkdwn("Who is told?"), accessory=named("multi_conversations_select", "told")),
        section(text=mrkdwn("Who may watch?"), accessory=named("multi_channels_select", "watching")),
        section(
            text=mrkdwn("Which inns?"), accessory=named("multi_external_select", "inns", min_query_length=0)
        ),
        section(text=mrkdwn("The guide"), accessory=PORTRAIT),
        rich_text(
            rich_section(
                {"type": "text", "text": "Rich ", "style": {"bold": True}},
                {"type": "emoji", "name": "tada"},
                {"type": "user", "user_id": ids["robin"]},
            ),
            {"type": "rich_text_list", "style": "ordered", "elements": [rich_section(), rich_section()]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "$ walk --slowly"}]},
        ),
        {
            "type": "table",
            "column_settings": [{"is_wrapped": True}, {"align": "right"}],
            "rows": [
                [{"type": "raw_text", "text": word} for word in row]
                for row in (("Stop", "Minutes"), ("Harbour", "20"))
            ],
        },
        {
            "type": "markdown",
            "text": "### Notes\n- **first** thing\n- [ ] open\n- [x] done\n\n1. one\n2. two",
        },
        {**PORTRAIT, "title": plain("The map")},
        {
            "type": "video",
            "alt_text": "A walk along the harbour",
            "title": plain("The walk"),
            "title_url": "https://example.org/walk",
            "description": plain("Two minutes"),
            "thumbnail_url": PORTRAIT["image_url"],
            "video_url": "https://example.org/walk.mp4",
        },
        {"type": "file", "external_id": "leaflet", "source": "remote"},
        context(mrkdwn("Seen by nobody yet :eyes:"), PORTRAIT),
        {
            "type": "context_actions",
            "elements": [
                named(
                    "feedback_buttons", "liked", positive_button=voted("Good"), negative_button=voted("Bad")
                ),
                named("icon_button", "binned", icon="trash", text=plain("Bin")),
            ],
        },
    ]


def form() -> Kit:
    """A modal with every kind of input."""
    inputs = {
        "Your name": named("plain_text_input", "it", placeholder=plain("As in the passport")),
        "Story": named("plain_text_input", "it", multiline=True),
        "Mail": named("email_text_input", "it"),
        "Site": named("url_text_input", "it"),
        "Age": named("number_input", "it", is_decimal_allowed=False, min_value="1"),
        "City": named("static_select", "it", options=cities()),
        "Cities": named("multi_static_select", "it", options=cities(), max_selected_items=2),
        "Guide": named("users_select", "it"),
        "Guests": named("multi_users_select", "it"),
        "Channel": named("conversations_select", "it", filter={"include": ["public"]}),
        "Channels": named("multi_conversations_select", "it", filter={"include": ["public"]}),
        "Room": named("channels_select", "it"),
        "Rooms": named("multi_channels_select", "it"),
        "Notes": named("rich_text_input", "it"),
        "Inn": named("external_select", "it", min_query_length=2),
        "Inns": named("multi_external_select", "it", min_query_length=0),
        "Bags": named("checkboxes", "it", options=[option(1), option(2)]),
        "Way": named("radio_buttons", "it", options=[option(1), option(2)]),
        "Day": named("datepicker", "it"),
        "Hour": named("timepicker", "it"),
        "Start": named("datetimepicker", "it", initial_date_time=START),
        "Ticket": named("file_input", "it"),
    }
    blocks = [
        input_block(each, block_id=label, label=plain(label), optional=label != "Your name")
        for label, each in inputs.items()
    ]
    blocks[0]["hint"] = plain("At least three letters")
    return modal(
        section(text=mrkdwn("Where to? Ask <https://example.org/|the guide>.")),
        actions(named("button", "deeper", text=plain("Read the terms")), block_id="terms"),
        *blocks,
        title=plain("Book a tour"),
        submit=plain("Book"),
        callback_id="form",
    )


def terms() -> Kit:
    return modal(section(text=mrkdwn("Be *kind*.")), title=plain("Terms"), close=plain("Back to the form"))


def front_page(user: str) -> Kit:
    return home(
        header("Your tours"),
        section(text=mrkdwn(f"Welcome, <@{user}>")),
        actions(named("button", "open", text=plain("Open the form"), style="primary")),
    )
