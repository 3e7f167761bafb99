"""Whole messages and views of the sorts that Slack's documentation builds up: an app of somebody else's."""

from __future__ import annotations

from tests.sandbox.kit import (
    Kit,
    actions,
    beside,
    button,
    confirm,
    context,
    element,
    header,
    home,
    image,
    input_block,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_section,
    rich_text,
    section,
    text_input,
)

DIVIDER: Kit = {"type": "divider"}

LEAVE: list[Kit] = [
    header("Mara asks for three days off"),
    section(
        fields=[mrkdwn(f"*{name}*\n{words}") for name, words in (("From", "2 March"), ("To", "4 March"))]
    ),
    section(text=mrkdwn("_A wedding in Porto._"), block_id="why"),
    actions(
        button(text=plain("Approve"), style="primary", value="mara-3", action_id="approve"),
        button(text=plain("Decline"), style="danger", action_id="decline", confirm=confirm(style="danger")),
        block_id="answer",
    ),
    context(image(alt_text="Mara"), mrkdwn("Asked <!date^1795000000^{date_short}|in March> by <@U012AB3CD>")),
]
"""A request with two answers."""

LUNCH: list[Kit] = [
    section(text=mrkdwn(":bento: *Where do we eat?*")),
    DIVIDER,
    *(
        section(
            text=mrkdwn(f"*{place}*\nA few minutes away."),
            accessory=button(text=plain("Vote"), action_id=f"vote-{number}", value=str(number)),
            block_id=f"place-{number}",
        )
        for number, place in enumerate(("The Pier", "Noodles", "Leftovers"))
    ),
    actions(element("external_select", placeholder=plain("Or propose one"), min_query_length=2)),
]
"""A poll, with more to propose."""

HOTELS: list[Kit] = [
    section(
        text=mrkdwn("*<https://example.org/h|Hotel Meridian>*\n★★★★ · 120 a night"),
        accessory=image(alt_text="The hotel's front"),
    ),
    beside(element("overflow", options=[option(1, url="https://example.org/h"), option(2)])),
    image(title=plain("Where it is"), block_id="map"),
    actions(
        element("datepicker", initial_date="2027-03-02", action_id="from"),
        element("datepicker", placeholder=plain("Until"), action_id="until"),
        element("users_select", placeholder=plain("Who comes along?"), action_id="who"),
    ),
]
"""What was found, to be narrowed."""

MINUTES: list[Kit] = [
    rich_text(
        rich_section(
            {"type": "text", "text": "Agreed with "},
            {"type": "user", "user_id": "U012AB3CD"},
            {"type": "text", "text": ":", "style": {"bold": True}},
        ),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [rich_section({"type": "text", "text": "ship on Monday"}), rich_section()],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "make ship"}]},
    ),
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Service"}, {"type": "raw_text", "text": "Errors"}],
            [{"type": "raw_text", "text": "basket"}, rich_text(rich_section())],
        ],
        "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    },
    {
        "type": "context_actions",
        "elements": [
            element(
                "feedback_buttons",
                positive_button={"text": plain("Useful"), "value": "yes"},
                negative_button={"text": plain("Not useful"), "value": "no"},
            )
        ],
    },
]
"""What an assistant wrote."""

TASKS: Kit = home(
    header("Your day"),
    section(text=mrkdwn("*Three* things wait for you."), accessory=button(text=plain("New task"))),
    actions(element("checkboxes", options=options(3), initial_options=[option(1)]), block_id="tasks"),
    DIVIDER,
    input_block(text_input(), label=plain("Find"), dispatch_action=True, block_id="find"),
    private_metadata="{}",
    callback_id="home",
)
"""A Home tab that is worked in."""

TICKET: Kit = modal(
    input_block(text_input(max_length=150), label=plain("What is wrong?"), block_id="title"),
    input_block(
        element("rich_text_input", placeholder=plain("Tell us more")), label=plain("Details"), optional=True
    ),
    input_block(element("radio_buttons", options=options(3)), label=plain("How bad?"), block_id="bad"),
    input_block(element("multi_users_select", max_selected_items=5), label=plain("Who knows?")),
    input_block(element("number_input", is_decimal_allowed=False, min_value="1"), label=plain("How often?")),
    input_block(
        element("file_input", filetypes=["png"], max_files=3), label=plain("Pictures"), optional=True
    ),
    title=plain("A new ticket"),
    submit=plain("Create"),
    close=plain("Not now"),
    notify_on_close=True,
    private_metadata="C012AB3CD",
)
"""A form."""

MESSAGES: dict[str, list[Kit]] = {"leave": LEAVE, "lunch": LUNCH, "hotels": HOTELS, "minutes": MINUTES}
VIEWS: dict[str, Kit] = {"tasks": TASKS, "ticket": TICKET}
