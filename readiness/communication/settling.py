"""Notices in trouble: which are put to whoever leads, and how a person settles one, whatever its kind.

A notice is an update of the plan, in ``release.posts``, or any other message, in ``release.troubles``.
"""

from collections.abc import Iterator
from datetime import datetime

from readiness.authority import require_lead
from readiness.commands import SettleNotice
from readiness.communication.outdating import not_to_be_told
from readiness.communication.plan import PostKey
from readiness.communication.posting import ended_by
from readiness.events import Event
from readiness.model import Person, Release, is_group
from readiness.plan_events import NoticeChanged, PostsChanged
from readiness.records import Post, PostState, Trouble
from readiness.refusal import Refused
from readiness.template import Template
from readiness.wish import NoticeKind

SEEN = "Somebody has seen it."
_ASKING = (NoticeKind.GATE, NoticeKind.LINE, NoticeKind.PROMPT, NoticeKind.CRITERION)
"""What asks one person for something that the release waits for."""


def is_missed(kind: NoticeKind, to: str) -> bool:
    """Whether somebody loses something when this notice does not arrive.

    Everybody does who reads a channel; of one person or a user group, what asks them for an answer.
    """
    if kind is NoticeKind.TROUBLE:
        return False
    is_channel = not (is_group(to) or to.startswith(("U", "W")))
    return is_channel or kind in _ASKING


def troubled(release: Release) -> dict[str, Trouble]:
    """By key: the notices beside the plan's posts that failed or are uncertain, the oldest trouble first."""
    found = ((key, one) for key, one in release.troubles.items() if one.state.troubled)
    return dict(sorted(found, key=lambda each: each[1].at))


def no_longer_missed(template: Template, release: Release, now: datetime) -> Iterator[Event]:
    """The notices in trouble that would misinform by ``now``: nobody has to see to them any more."""
    for key, found in troubled(release).items():
        if why := not_to_be_told(template, release, found.kind, found.subject, now):
            yield _became(key, found, PostState.EXPIRED, why)


def settle_notice(
    template: Template, release: Release, command: SettleNotice, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Record what a person says of a notice that failed or is uncertain: it can be read, or is sent again.

    What would misinform by now expires instead of being sent again.
    """
    require_lead(release, by, "say whether a message arrived, or send it again")
    found = release.posts.get(command.key) or release.troubles.get(command.key)
    wanted = (PostState.SENT,) if command.sent else (PostState.CALLED, PostState.DUE)
    if found is not None and found.state in wanted:
        return ()
    if found is None or not found.state.troubled:
        raise Refused("This is not in doubt, or not any more. Look at /readiness schedule.")
    if command.sent:
        if found.state is PostState.FAILED:
            raise Refused("Slack refused this message, so nobody can read it. Mend it, then send it again.")
        return (_became(command.key, found, PostState.SENT, SEEN),)
    if isinstance(found, Post) and (why := ended_by(template, release, PostKey.parse(command.key), now)):
        return (_became(command.key, found, PostState.EXPIRED, why),)
    return (_became(command.key, found, PostState.CALLED),)


def _became(key: str, found: Post | Trouble, state: PostState, reason: str = "") -> Event:
    if isinstance(found, Trouble):
        return NoticeChanged(key, found.kind, found.to, found.subject, state, reason)
    return PostsChanged((key,), state, reason)
