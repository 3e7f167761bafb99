"""What updates and other messages are called in words, and the places that they go to."""

from readiness.communication.plan import PostKey
from readiness.template import Template
from readiness.wish import NoticeKind
from slackapp.blocks.text import channel, is_person, people, said

_NOTICES = {
    NoticeKind.CARD: "the card",
    NoticeKind.GATE: "the request to approve",
    NoticeKind.SHEET: "the sign-off sheet",
    NoticeKind.LINE: "the request to sign off as",
    NoticeKind.ROLE: "the news of the role",
    NoticeKind.STAGE: "the news of the release's stage",
    NoticeKind.OVERDUE: "the question about the overdue start",
    NoticeKind.MOVED: "the news of the moved start",
    NoticeKind.CHECKLIST: "the checklist",
    NoticeKind.REVIEW: "the review",
    NoticeKind.PROMPT: "the question whether it can be rolled back",
    NoticeKind.WORD: "the question for a word",
    NoticeKind.CRITERION: "the question about the failing criterion",
    NoticeKind.EXPIRY: "the news that an approval runs out",
    NoticeKind.DELEGATION: "the news of a role handed over",
    NoticeKind.OVERRIDE: "the news of an override",
}


def place_name(to: str) -> str:
    """Where an audience reads, as a link where it is a Slack channel."""
    return channel(to) if to[:1] in ("C", "G", "D") and to.isalnum() else said(to, 100)


def post_name(template: Template, key: PostKey) -> str:
    """A post in words: its slot, for whom, and where."""
    slot, audience = template.slot(key.slot), template.items.get(key.audience)
    title = said(slot.title if slot is not None else key.slot, 80)
    whom = f" for {said(audience.title, 80)}" if audience is not None else ""
    return f"the update *{title}*{whom} in {place_name(key.destination)}"


def notice_name(template: Template, kind: NoticeKind, to: str, subject: str) -> str:
    """Another message in words: what it is about, and where it goes."""
    title = _title(template, kind, subject)
    about = f" *{said(title, 80)}*" if title else ""
    where = f"to {people([to])}" if is_person(to) else f"in {place_name(to)}"
    return f"{_NOTICES.get(kind, 'a message')}{about} {where}"


def _title(template: Template, kind: NoticeKind, subject: str) -> str:
    match kind:
        case NoticeKind.GATE:
            return template.gate(subject).title
        case NoticeKind.CHECKLIST | NoticeKind.REVIEW:
            return template.groups[subject].title
        case NoticeKind.LINE | NoticeKind.CRITERION:
            return template.items[subject].title
        case NoticeKind.ROLE:
            return template.role(subject).title
        case _:
            return ""
