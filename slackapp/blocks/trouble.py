"""What could not be told: which update, where, why, and how it is mended."""

from readiness.communication.plan import PostKey
from readiness.communication.telling import Trouble
from readiness.model import Release
from readiness.records import Post, PostState
from readiness.template import Template
from readiness.wish import NoticeKind
from slackapp.actions import Action, Target
from slackapp.blocks.parts import Block, Element, Message, actions, button, confirm, header, section, sections
from slackapp.blocks.plan_acts import place_name
from slackapp.blocks.text import escape, is_person, one_line, people, said, when

_NOTICES = {
    NoticeKind.CARD: "the card",
    NoticeKind.GATE: "the request to approve a gate",
    NoticeKind.SHEET: "the sign-off sheet",
    NoticeKind.LINE: "the request for a sign-off",
    NoticeKind.ROLE: "the news of a role",
    NoticeKind.STAGE: "the news of the release's stage",
    NoticeKind.OVERDUE: "the question about the overdue start",
    NoticeKind.MOVED: "the news of the moved start",
    NoticeKind.CHECKLIST: "a checklist that came due",
    NoticeKind.REVIEW: "a review that came due",
    NoticeKind.PROMPT: "the question whether it can be rolled back",
    NoticeKind.WORD: "the question for a word",
    NoticeKind.CRITERION: "the question about a failing criterion",
}


def trouble_message(template: Template, release: Release, subject: str) -> Message:
    """What failed or is uncertain and how to mend it, with what can be done; or that it is settled."""
    trouble = Trouble.parse(subject)
    if trouble is not None:
        return _of_notice(release, trouble)
    post = release.posts.get(subject)
    what = post_name(template, PostKey.parse(subject))
    name = one_line(release.name)
    if post is None or post.state not in (PostState.FAILED, PostState.UNCERTAIN):
        text = f"*{said(release.name)}*: {what} is settled: {_became(post)}."
        return Message(escape(f"{name}: an update is settled."), sections([text]))
    failed = post.state is PostState.FAILED
    head = f"{name}: an update {'was not sent' if failed else 'may not have arrived'}"
    blocks: list[Block] = [
        header(f"{'❌' if failed else '❓'} {head}"),
        section(f"This is {what}, {when(post.at)}."),
        *sections(trouble_lines(post)),
        actions(*settling(release, subject, post.state)),
    ]
    return Message(escape(f"{head}. {one_line(post.reason)}"), blocks)


def trouble_lines(post: Post) -> list[str]:
    """Why it failed or is uncertain, and what to do."""
    if post.state is PostState.FAILED:
        return [f"*Why, and how to mend it*: {said(post.reason, 600)}"]
    return [
        f"*Why nobody knows*: {said(post.reason, 600)}",
        "Please look there: can people read it? If they can, press *Sent*; if not, press *Send again*.",
    ]


def post_name(template: Template, key: PostKey) -> str:
    """A post in words: its slot, for whom, and where."""
    slot, audience = template.slot(key.slot), template.items.get(key.audience)
    title = said(slot.title if slot is not None else key.slot, 80)
    whom = f" for {said(audience.title, 80)}" if audience is not None else ""
    return f"the update *{title}*{whom} in {place_name(key.destination)}"


def settling(release: Release, key: str, state: PostState) -> list[Element]:
    """What can be done about a post that failed or is uncertain."""
    name = one_line(release.name)
    if state is PostState.FAILED:
        again = Target(release.id, key)
        return [button("Send again", Action.SEND_AGAIN, again, f"Send again an update of {name}")]
    sent, again = Target(release.id, key, "sent"), Target(release.id, key, "again")
    ask = confirm(
        "Send it again?",
        "If people can read it already, they will read it twice. Look there first.",
        "Send again",
    )
    return [
        button("Sent", Action.SETTLE, sent, f"Sent: people can read this update of {name}", style="primary"),
        button("Send again", Action.SETTLE_AGAIN, again, f"Send again an update of {name}", ask=ask),
    ]


def _became(post: Post | None) -> str:
    if post is None:
        return "it is not in the plan any more"
    words = {
        PostState.SENT: "it was sent",
        PostState.SKIPPED: f"it was left out: {said(post.reason, 300)}",
        PostState.EXPIRED: f"it expired: {said(post.reason, 300)}",
    }
    again = "it is sent again, and `/readiness schedule` shows what becomes of it"
    return words.get(post.state, again).rstrip(".")


def _of_notice(release: Release, trouble: Trouble) -> Message:
    name = one_line(release.name)
    what = _NOTICES.get(trouble.kind, "a message")
    whom = (
        people([trouble.destination]) if is_person(trouble.destination) else place_name(trouble.destination)
    )
    head = f"{name}: {what} could not be told"
    lines = [f"{what[:1].upper()}{what[1:]} was to go to {whom}.", f"*Why*: {said(trouble.sentence, 600)}"]
    return Message(escape(f"{head}. {one_line(trouble.sentence)}"), [header(f"❌ {head}"), *sections(lines)])
