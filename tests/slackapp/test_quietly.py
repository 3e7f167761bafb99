"""Names in the place of mentions: an update calls nobody, and nothing in a name is taken for markup."""

import asyncio

from slackapp.blocks.parts import Message, context, header, section
from slackapp.quietly import named

NAMES = {"<@U0MARA>": "Mara <!channel> & Co", "<!subteam^S0TEAM>": "@rollback-team"}


async def in_words(text: str) -> str:
    for mention, name in NAMES.items():
        text = text.replace(mention, name)
    return text


def quiet(message: Message) -> Message:
    return asyncio.run(named(message, in_words))


def test_mentions_become_names_that_call_nobody() -> None:
    drawn = quiet(Message("plain", [section("By <@U0MARA>, for <!subteam^S0TEAM>"), context("<@U0MARA>")]))
    assert drawn.blocks[0]["text"]["text"] == "By Mara &lt;!channel&gt; &amp; Co, for @rollback-team"
    assert drawn.blocks[1]["elements"][0]["text"] == "Mara &lt;!channel&gt; &amp; Co"
    assert drawn.text == "plain"


def test_dates_channels_and_plain_texts_stay_as_they_are() -> None:
    message = Message("x", [header("<@U0MARA>"), section("<!date^1^{time}|then> in <#C0X>")])
    assert quiet(message) == message


def test_a_text_that_grows_too_long_by_the_names_is_cut_within_slack_s_limit() -> None:
    text = quiet(Message("x", [section("<@U0MARA> " * 270)])).blocks[0]["text"]["text"]
    assert len(text) <= 3_000
    assert not text.endswith("&am")
