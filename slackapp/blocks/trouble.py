"""What could not be told, or may not have been: which message, where, why, and how it is settled."""

from readiness.communication.plan import PostKey
from readiness.communication.settling import troubled
from readiness.model import Release
from readiness.records import Post, PostState, Trouble
from readiness.template import Template
from slackapp.actions import Action, Target
from slackapp.blocks.naming import notice_name, post_name
from slackapp.blocks.parts import Block, Element, Message, actions, button, confirm, header, section, sections
from slackapp.blocks.text import escape, one_line, said, when

MARKS = {PostState.FAILED: "❌", PostState.UNCERTAIN: "❓"}
_HEADS = {PostState.FAILED: "was not sent", PostState.UNCERTAIN: "may not have arrived"}


def trouble_message(template: Template, release: Release, key: str) -> Message:
    """What failed or is uncertain and how to mend it, with what can be done; or what became of it since."""
    found = release.posts.get(key) or release.troubles.get(key)
    what = _name(template, key, found)
    name = one_line(release.name)
    if found is None or not found.state.troubled:
        text = f"*{said(release.name)}*: {what} {_became(found)}."
        return Message(escape(f"{name}: a message that was in trouble is settled."), sections([text]))
    head = f"{name}: {_a_message(found)} {_HEADS[found.state]}"
    blocks: list[Block] = [
        header(f"{MARKS[found.state]} {head}"),
        section(f"This is {what}, {when(found.at)}."),
        *sections(_why_lines(found)),
        actions(*settling(release, key, found)),
    ]
    return Message(escape(f"{head}. {one_line(found.reason)}"), blocks)


def trouble_line(template: Template, key: str, found: Trouble) -> str:
    """In a line: which message it is, and why it failed or is uncertain."""
    what = _name(template, key, found)
    said_of_it = f"{what[:1].upper()}{what[1:]} {_HEADS[found.state]}"
    return f"{MARKS[found.state]} {said_of_it}: {said(found.reason, 300)}"


def trouble_blocks(template: Template, release: Release, most: int) -> list[Block]:
    """The messages beside the plan's posts that are in trouble, ``most`` of them with what can be done."""
    found = troubled(release)
    blocks: list[Block] = []
    for key, trouble in list(found.items())[:most]:
        blocks += [
            section(trouble_line(template, key, trouble)),
            actions(*settling(release, key, trouble)),
        ]
    if len(found) > most:
        blocks += sections([f"…and {len(found) - most} more. They show here as these are settled."])
    return blocks


def settling(release: Release, key: str, found: Post | Trouble) -> list[Element]:
    """What can be done about a message that failed or is uncertain."""
    what = f"{_a_message(found)} of {one_line(release.name)}"
    if found.state is PostState.FAILED:
        again = Target(release.id, key)
        return [button("Send again", Action.SEND_AGAIN, again, f"Send again {what}")]
    there, again = Target(release.id, key, "sent"), Target(release.id, key, "again")
    ask = confirm(
        "Send it again?",
        "If people can read it already, they will read it twice. Look there first.",
        "Send again",
    )
    return [
        button("It is there", Action.SETTLE, there, f"It is there: people can read {what}", style="primary"),
        button("Send again", Action.SETTLE_AGAIN, again, f"Send again {what}", ask=ask),
    ]


def _name(template: Template, key: str, found: Post | Trouble | None) -> str:
    if isinstance(found, Trouble):
        return notice_name(template, found.kind, found.to, found.subject)
    return post_name(template, PostKey.parse(key))


def _a_message(found: Post | Trouble) -> str:
    return "a message" if isinstance(found, Trouble) else "an update"


def _why_lines(found: Post | Trouble) -> list[str]:
    """Why it failed or is uncertain, and what to do."""
    if found.state is PostState.FAILED:
        return [f"*Why, and how to mend it*: {said(found.reason, 600)}"]
    return [
        f"*Why nobody knows*: {said(found.reason, 600)}",
        "Please look there: can people read it? If they can, press *It is there*; if not, *Send again*.",
    ]


def _became(found: Post | Trouble | None) -> str:
    if found is None:
        return "is not in the plan any more"
    words = {
        PostState.SENT: "is settled: it was sent",
        PostState.SKIPPED: f"is settled: it was left out: {said(found.reason, 300)}",
        PostState.EXPIRED: f"is settled: it expired: {said(found.reason, 300)}",
    }
    return words.get(found.state, "is being sent again").rstrip(".")
