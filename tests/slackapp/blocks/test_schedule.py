"""The plan in words: where each post stands, and what could not be told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.communication.overview import PlanRow, PostStanding
from readiness.records import Post, PostState, Trouble
from readiness.wish import NoticeKind
from slackapp.blocks.plan_lines import MARKS, Time, message_link, outcome, time_line
from slackapp.blocks.schedule import MOST_TROUBLES, schedule_view
from slackapp.blocks.trouble import trouble_message
from tests.slackapp.blocks.reading import buttons, shown
from tests.slackapp.blocks.worlds import MARA, NOW, plain_release, plain_template

TEMPLATE, RELEASE = plain_template(), plain_release()
SLOT = TEMPLATE.slots[0]
READER = TEMPLATE.audiences[0]
ADDRESS = "https://larkspur.slack.com/"
SENT = Post(PostState.SENT, NOW, channel="C0TEAM", ts="1763812800.000200")


def row(standing: PostStanding, *, late: int = 0, reason: str = "", post: Post | None = None) -> PlanRow:
    behind = timedelta(minutes=late)
    return PlanRow(SLOT, standing, NOW, None, READER.key, "C0TEAM", post, reason, behind)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (row(PostStanding.SENT), "Sent"),
        (row(PostStanding.SENT, late=40), "Sent 40 minutes late"),
        (row(PostStanding.NEXT), "Next"),
        (row(PostStanding.PLANNED, reason="Updates pause."), "Planned: Updates pause."),
        (row(PostStanding.LATE, late=5), "*Late* by 5 minutes, not sent yet"),
        (row(PostStanding.EXPIRED, reason="The next came."), "Expired, unsent: The next came."),
        (row(PostStanding.SKIPPED, reason="A holiday."), "Skipped: A holiday."),
        (row(PostStanding.FAILED, reason="It is archived."), "*Not sent*: It is archived."),
        (row(PostStanding.UNCERTAIN, reason="Who knows."), "*Uncertain* whether it arrived: Who knows."),
        (row(PostStanding.NOT_PLANNED), "Not planned, as it lay before the plan was made"),
    ],
)
def test_where_a_post_stands_is_said_in_words_beside_its_mark(found: PlanRow, words: str) -> None:
    assert outcome(found) == words
    line = time_line(TEMPLATE, Time(SLOT, NOW, None, (found,)))
    assert line.startswith(f"{MARKS[found.standing]} *{SLOT.title}*")
    assert line.endswith(f"{READER.title} · {words}")


def test_every_standing_has_a_mark_of_its_own() -> None:
    assert len(set(MARKS.values())) == len(MARKS) == len(PostStanding)


@pytest.mark.parametrize(
    ("address", "post", "link"),
    [
        (ADDRESS, SENT, "https://larkspur.slack.com/archives/C0TEAM/p1763812800000200"),
        (
            "https://larkspur.slack-gov.com",
            SENT,
            "https://larkspur.slack-gov.com/archives/C0TEAM/p1763812800000200",
        ),
        (ADDRESS, replace(SENT, ts="", channel=""), ""),
        (ADDRESS, None, ""),
        ("", SENT, ""),
    ],
)
def test_a_link_needs_a_message_that_is_known_and_the_workspaces_address(
    address: str, post: Post | None, link: str
) -> None:
    assert message_link(address, row(PostStanding.SENT, post=post)) == link


def test_of_many_messages_in_trouble_the_plan_shows_ten_and_counts_the_rest() -> None:
    trouble = Trouble(
        NoticeKind.CHECKLIST, "C0TEAM", "deployment-process", PostState.FAILED, NOW, reason="No."
    )
    release = replace(RELEASE, troubles={f"checklist:{n}": trouble for n in range(MOST_TROUBLES + 3)})
    view = schedule_view(TEMPLATE, release, NOW, 0)
    assert buttons(view).count("Send again") == MOST_TROUBLES
    assert "…and 3 more. They show here as these are settled." in shown(view)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PostState.CALLED, "is being sent again."),
        (PostState.SENT, "is settled: it was sent."),
        (PostState.SKIPPED, "is settled: it was left out: Told by hand."),
        (PostState.EXPIRED, "is settled: it expired: Told by hand."),
    ],
)
def test_a_trouble_that_is_over_says_what_became_of_it_and_has_no_buttons(
    state: PostState, words: str
) -> None:
    trouble = Trouble(NoticeKind.GATE, MARA, TEMPLATE.gates[0].key, state, NOW, reason="Told by hand.")
    message = trouble_message(TEMPLATE, replace(RELEASE, troubles={"k": trouble}), "k")
    assert shown(message.blocks).endswith(words)
    assert f"the request to approve *{TEMPLATE.gates[0].title}* to <@{MARA}>" in shown(message.blocks)
    assert buttons(message.blocks) == []
