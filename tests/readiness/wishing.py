"""What is wished for when somebody asks for something, and how tests read it."""

from readiness.commands import (
    Command,
)
from readiness.model import Person
from readiness.notices import NoticeKind, Wish, wishes
from tests.readiness.world import CHANNEL, Story

CARD = Wish("card", NoticeKind.CARD, CHANNEL)


def wished(story: Story, who: Person, *commands: Command) -> list[Wish]:
    """All that is wished for when somebody asks for this."""
    before = story.state
    story.asks(who, *commands)
    return list(wishes(story.template, before, story.release))


def asked(wished_for: list[Wish], kind: NoticeKind) -> list[tuple[str, str]]:
    """Who is asked for what: a channel or a person, and the gate or line."""
    return [(w.to, w.subject) for w in wished_for if w.kind is kind and not w.redraw_only]


def redrawn(wished_for: list[Wish]) -> set[str]:
    return {wish.subject for wish in wished_for if wish.redraw_only}
