"""The team's word for the updates of a deployment or a rollback: who is asked for it, what silence does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from readiness.communication.plan import Occasion, PostKey, anchored, live_anchor, occasions
from readiness.model import Release, Stage
from readiness.once import once
from readiness.records import PostState, Said
from readiness.template import DEPUTY, RELEASE_MANAGER, Template
from readiness.wish import NoticeKind, Wish

SPOKEN_IN = (Stage.DEPLOYING, Stage.ROLLING_BACK)
"""The stages whose repeated updates want a word of the team."""
PAUSE_AFTER = 3
"""So many updates without a word; the next one says that updates pause until there is news."""
LEAD = timedelta(minutes=5)
"""How long before an update the release manager is asked for a word, in the channel."""
DEPUTY_AFTER = timedelta(minutes=10)
"""How long after that the deputy is asked, by direct message; sooner where the next question comes first."""
ASK_AGAIN = timedelta(hours=1)
"""How often both are asked while updates pause."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What is known of the team's words in this stage.

    ``since`` is the moment of the last word, or of the stage's begin while there is none. ``updates``: how
    many went out with nothing new to say since. ``paused_at``: when stakeholders were told that updates
    pause.
    """

    since: datetime
    word: Said | None
    updates: int
    paused_at: datetime | None = None

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
    return Silence(since, word, len(silent), paused_at)


def _began(release: Release) -> datetime | None:
    anchor = live_anchor(release)
    return anchored(release, anchor) if anchor is not None and release.stage in SPOKEN_IN else None


def _told(template: Template, release: Release, since: datetime) -> list[datetime]:
    """When each repeated update went out since then, in order."""
    repeating = {slot.key for slot in template.slots if slot.every and slot.anchor is live_anchor(release)}
    first: dict[tuple[str, datetime], datetime] = {}
    for text, post in release.posts.items():
        if post.state is PostState.SENT and post.at > since:
            key = PostKey.parse(text)
            if key.slot in repeating:
                occasion = key.slot, key.due
                first[occasion] = min(post.at, first.get(occasion, post.at))
    return sorted(first.values())


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
    if quiet is not None and quiet.paused_at is not None and now >= quiet.paused_at + ASK_AGAIN:
        hours = (now - quiet.paused_at) // ASK_AGAIN
        moment = quiet.paused_at + hours * ASK_AGAIN
        for holder in dict.fromkeys((*release.acting(RELEASE_MANAGER), *release.acting(DEPUTY))):
            yield Wish(f"word:{moment.isoformat()}:{holder}", NoticeKind.WORD, holder, subject, once=True)


def word_moments(template: Template, release: Release, now: datetime) -> Iterator[datetime]:
    """The moments after ``now`` at which somebody is asked for a word, as things stand."""
    quiet = silence(template, release)
    if quiet is None:
        return
    if quiet.paused_at is not None:
        hours = max(0, (now - quiet.paused_at) // ASK_AGAIN)
        yield quiet.paused_at + (hours + 1) * ASK_AGAIN
        return
    for round_ in _rounds(template, release, now):
        if _is_open(release, round_):
            yield round_.asked_at
            if release.acting(DEPUTY):
                yield round_.deputy_at


def word_redraws(before: Release, after: Release) -> Iterator[Wish]:
    """What was asked for a word is drawn anew when there is one, and when the stage is over."""
    subject = word_subject(before)
    if subject and (before.word != after.word or before.stage is not after.stage):
        yield Wish("word:again", NoticeKind.WORD, after.channel, subject, redraw_only=True)
