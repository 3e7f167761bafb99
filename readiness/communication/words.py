"""The team's word for the updates of a deployment or a rollback: who is asked for it, what silence does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from readiness.communication.plan import Occasion, PostKey, anchored, live_anchor, occasions
from readiness.model import Release, Stage
from readiness.once import once
from readiness.records import Post, PostState, Said
from readiness.template import DEPUTY, RELEASE_MANAGER, Template
from readiness.wish import NoticeKind, Wish

SPOKEN_IN = (Stage.DEPLOYING, Stage.ROLLING_BACK)
"""The stages whose repeated updates want a word of the team."""
PAUSE_AFTER = 3
"""So many updates without a word; the next one says that updates pause until there is news."""
PAUSED = "Updates paused from here on: the team had said nothing new."
"""Why the update was left out that stands for all that a pause leaves out."""
LEAD = timedelta(minutes=5)
"""How long before an update the release manager is asked for a word, in the channel."""
DEPUTY_AFTER = timedelta(minutes=10)
"""How long after that the deputy is asked, by direct message; sooner where the next question comes first."""
ASKED_AFTER = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4), timedelta(hours=8))
"""How long updates have paused when both are asked, by direct message."""
THEN_EVERY = timedelta(days=1)
"""How often they are asked from the first day of a pause on, until there is a word or the stage ends."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What is known of the team's words in this stage.

    ``since`` is the moment of the last word, or of the stage's begin while there is none. ``updates``: how
    many went out with nothing new to say since. ``paused_at``: when stakeholders were told that updates
    pause. ``left_out_from`` is when the first update was due that the pause left out: it stands for all that
    follow, so that however long the pause lasts, it is written down once.
    """

    since: datetime
    word: Said | None
    updates: int
    paused_at: datetime | None = None
    left_out_from: datetime | None = None

    @property
    def pauses_now(self) -> bool:
        """Whether an update that is sent now is the one that says that updates pause."""
        return self.updates == PAUSE_AFTER

    @property
    def paused(self) -> bool:
        """Whether no update goes out until there is a word."""
        return self.paused_at is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for a word: for the update that is due at ``due``, after the one at ``after``."""

    due: datetime
    after: datetime
    asked_at: datetime
    deputy_at: datetime


@once
def silence(template: Template, release: Release) -> Silence | None:
    """How long the team has said nothing; None outside a deployment and a rollback."""
    began = _began(release)
    if began is None:
        return None
    word = release.word if release.word is not None and release.word.at >= began else None
    since = began if word is None else word.at
    told = _told(template, release, since)
    # The first update after a word has it to tell.
    silent = told if word is None else told[1:]
    paused_at = silent[PAUSE_AFTER] if len(silent) > PAUSE_AFTER else None
    left_out_from = None if paused_at is None else _left_out_from(template, release, paused_at)
    return Silence(since, word, len(silent), paused_at, left_out_from)


def _began(release: Release) -> datetime | None:
    anchor = live_anchor(release)
    return anchored(release, anchor) if anchor is not None and release.stage in SPOKEN_IN else None


def _told(template: Template, release: Release, since: datetime) -> list[datetime]:
    """When each repeated update went out since then, in order."""
    first: dict[tuple[str, datetime], datetime] = {}
    for key, post in _of_cadence(template, release, PostState.SENT):
        if post.at > since:
            occasion = key.slot, key.due
            first[occasion] = min(post.at, first.get(occasion, post.at))
    return sorted(first.values())


def _left_out_from(template: Template, release: Release, paused_at: datetime) -> datetime | None:
    skipped = _of_cadence(template, release, PostState.SKIPPED)
    of_pause = [key for key, post in skipped if post.reason == PAUSED and post.at >= paused_at]
    return min((key.due for key in of_pause if not key.destination), default=None)


def _of_cadence(template: Template, release: Release, state: PostState) -> Iterator[tuple[PostKey, Post]]:
    """The posts in this state of the slots that repeat in the release's stage."""
    repeating = {slot.key for slot in template.slots if slot.every and slot.anchor is live_anchor(release)}
    for text, post in release.posts.items():
        if post.state is state and (key := PostKey.parse(text)).slot in repeating:
            yield key, post


def asked(template: Template, release: Release, now: datetime) -> Asked | None:
    """The question for a word that stands at ``now``, or None: nobody is asked, or somebody has answered."""
    rounds = [one for one in _rounds(template, release, now) if one.asked_at <= now]
    quiet = silence(template, release)
    if not rounds or quiet is None or quiet.paused:
        return None
    return rounds[-1] if _is_open(release, rounds[-1]) else None


def _is_open(release: Release, round_: Asked) -> bool:
    return release.word is None or release.word.at <= round_.after


def _rounds(template: Template, release: Release, now: datetime) -> list[Asked]:
    """The questions around ``now``: those of the last updates, and the next two."""
    anchor, began = live_anchor(release), _began(release)
    if anchor is None or began is None:
        return []
    near: tuple[Occasion, ...] = occasions(template, release, anchor, now + LEAD, now)
    rounds = []
    for earlier, one in zip((None, *near), near, strict=False):
        after = began if earlier is None else earlier.due
        if one.slot.every is not None and one.due > began:
            asked_at = one.due - min(LEAD, one.slot.every / 2)
            rounds.append(
                Asked(one.due, after, asked_at, asked_at + min(DEPUTY_AFTER, one.slot.every * 2 / 3))
            )
    return rounds


def word_subject(release: Release) -> str:
    """The subject of all questions for a word in this stage."""
    began = _began(release)
    return "" if began is None else began.isoformat()


def word_wishes(template: Template, release: Release, now: datetime) -> Iterator[Wish]:
    """Who is asked for a word at ``now``: the manager in the channel, then the deputy; both while paused."""
    subject = word_subject(release)
    if (round_ := asked(template, release, now)) is not None:
        yield Wish(f"word:{subject}", NoticeKind.WORD, release.channel, subject)
        if now >= round_.deputy_at:
            for holder in release.acting(DEPUTY):
                key = f"word:{round_.due.isoformat()}:{holder}"
                yield Wish(key, NoticeKind.WORD, holder, subject, once=True)
    quiet = silence(template, release)
    asked_at = [] if quiet is None else [each for each in _asked_in_pause(quiet, now) if each <= now]
    if asked_at:
        for holder in dict.fromkeys((*release.acting(RELEASE_MANAGER), *release.acting(DEPUTY))):
            key = f"word:{asked_at[-1].isoformat()}:{holder}"
            yield Wish(key, NoticeKind.WORD, holder, subject, once=True)


def _asked_in_pause(quiet: Silence, now: datetime) -> list[datetime]:
    """When both are asked while updates pause, in order: of the daily times, the last and the next."""
    if quiet.paused_at is None:
        return []
    days = (now - quiet.paused_at) // THEN_EVERY
    daily = (count * THEN_EVERY for count in (days, days + 1) if count > 0)
    return [quiet.paused_at + after for after in (*ASKED_AFTER, *daily)]


def word_moments(template: Template, release: Release, now: datetime) -> Iterator[datetime]:
    """The moments after ``now`` at which somebody is asked for a word, as things stand."""
    quiet = silence(template, release)
    if quiet is None:
        return
    if quiet.paused:
        yield from _asked_in_pause(quiet, now)
        return
    for round_ in _rounds(template, release, now):
        if _is_open(release, round_):
            yield round_.asked_at
            if release.acting(DEPUTY):
                yield round_.deputy_at


def fresh_word(release: Release, key: PostKey) -> Said | None:
    """The team's word, if this post is the first to tell it: no other update was sent since it was said.

    What was said before a rollback began would misinform in it.
    """
    word, began = release.word, release.rollback_began_at
    if word is None or (release.stage is Stage.ROLLING_BACK and began is not None and word.at < began):
        return None
    later = (
        text for text, post in release.posts.items() if post.state is PostState.SENT and post.at > word.at
    )
    others = any((other.slot, other.due) != (key.slot, key.due) for other in map(PostKey.parse, later))
    return None if others else word


def word_redraws(before: Release, after: Release) -> Iterator[Wish]:
    """What was asked for a word is drawn anew when there is one, and when the stage is over."""
    subject = word_subject(before)
    if subject and (before.word != after.word or before.stage is not after.stage):
        yield Wish("word:again", NoticeKind.WORD, after.channel, subject, redraw_only=True)
