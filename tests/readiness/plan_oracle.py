"""What must hold of a communication plan whatever happens, said in other words than the rules'."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from readiness.communication.overview import PlanRow, PostStanding
from readiness.communication.plan import PostKey
from readiness.communication.words import PAUSED
from readiness.events import StageEvent
from readiness.model import Release, Stage
from readiness.notices import notices_due
from readiness.plan_events import WordSaid
from readiness.records import APP, Post, PostState
from readiness.template import Anchor, Slot, Template
from tests.readiness.planned import MINUTE
from tests.readiness.play import Play, Sent

LIVE = {
    Stage.PLANNED: Anchor.PLANNED_START,
    Stage.DEPLOYING: Anchor.START,
    Stage.MONITORING: Anchor.FINISH,
    Stage.ROLLING_BACK: Anchor.ROLLBACK,
}
SETTLED = {
    PostState.SENT: PostStanding.SENT,
    PostState.SKIPPED: PostStanding.SKIPPED,
    PostState.EXPIRED: PostStanding.EXPIRED,
    PostState.FAILED: PostStanding.FAILED,
    PostState.UNCERTAIN: PostStanding.UNCERTAIN,
}
LEFT_OUT = {PostStanding.EXPIRED, PostStanding.SKIPPED, PostStanding.FAILED, PostStanding.UNCERTAIN}
TO_COME = {PostStanding.NEXT, PostStanding.PLANNED}
Moment = tuple[str, datetime]
"""One time of a slot: the slot's key, and when it is due."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The moments that a release's slots count from, and when its planned start was set."""

    moments: dict[Anchor, datetime]
    zone: str
    planned_at: datetime


def anchors(release: Release) -> Anchors:
    """Those of the release as it stands."""
    moments = {
        Anchor.PLANNED_START: release.planned_start,
        Anchor.START: release.started_at,
        Anchor.FINISH: release.finished_at,
        Anchor.ROLLBACK: release.rollback_began_at,
    }
    known = {anchor: moment for anchor, moment in moments.items() if moment is not None}
    return Anchors(known, release.zone, release.planned_at or release.opened_at)


def moments_of(slot: Slot, held: Anchors, until: datetime) -> list[datetime]:
    """Every moment of the slot by ``until``, worked out step by step on the clocks of the zone."""
    anchor = held.moments.get(slot.anchor)
    if anchor is None:
        return []
    zone, found = ZoneInfo(held.zone), list[datetime]()
    distance = slot.offset
    while True:
        moment = anchor + distance
        if slot.wall_clock and distance:
            naive = anchor.astimezone(zone).replace(tzinfo=None, fold=0) + distance
            moment = naive.replace(tzinfo=zone).astimezone(UTC)
        ends = slot.anchor is Anchor.PLANNED_START and slot.offset < timedelta() and slot.every is not None
        if moment > until or (ends and moment >= anchor):
            return found
        since = held.planned_at if slot.anchor is Anchor.PLANNED_START else anchor
        if moment >= since:
            found.append(moment)
        if slot.every is None:
            return found
        distance += slot.every


def is_true(template: Template, post: Sent) -> None:
    """As the release was when it was drawn: it was in the plan, nothing had overtaken it, somebody read it.

    Before its time it is only sent where somebody called for it.
    """
    key, release = post.key, post.release
    slot = next(slot for slot in template.slots if slot.key == key.slot)
    held = anchors(release)
    assert slot.anchor is LIVE[release.stage]
    assert key.due in moments_of(slot, held, max(post.at, key.due))
    of_anchor = [other for other in template.slots if other.anchor is slot.anchor]
    paused = left_out_from(release)
    for other in of_anchor:
        for moment in moments_of(other, held, post.at):
            left_out = other.every is not None and paused is not None and moment >= paused
            assert moment <= key.due or left_out
    if slot.anchor is Anchor.PLANNED_START and key.due < release.planned_start:
        assert post.at < release.planned_start
    assert release.posts[str(key)].state in (PostState.DUE, PostState.CALLED)
    if release.posts[str(key)].state is PostState.DUE:
        assert release.posts[str(key)].at >= key.due
    audience = template.items[key.audience]
    own = (release.channel,) if audience.release_channel else ()
    assert key.destination in release.audiences.get(key.audience, own)


def left_out_from(release: Release) -> datetime | None:
    """When the first update was due that the present pause left out; None while updates go on."""
    said = release.word.at if release.word is not None else release.opened_at
    skipped = [key for key, post in release.posts.items() if post.reason == PAUSED and post.at > said]
    return min((PostKey.parse(key).due for key in skipped), default=None)


def in_order_and_once(play: Play) -> None:
    """Each post stands in its channel once, and each place reads them in the order of the plan.

    What somebody called for before its time came out of turn, and so may what was planned after the clock
    had gone back.
    """
    told = [(post.key.slot, post.key.due, post.key.destination) for post in play.sent]
    assert len(set(told)) == len(told)
    assert len({str(post.key) for post in play.sent}) == len(told)
    latest = dict[tuple[str, int], datetime]()
    for post in play.sent:
        place = post.key.destination, post.era
        assert latest.get(place, post.key.due) <= post.key.due
        if post.at >= post.key.due:
            latest[place] = post.key.due


def all_is_shown(play: Play, passed: Iterable[Moment]) -> None:
    """The plan shows what was sent as sent, and everything else that came due with what became of it and why.

    ``passed`` are the moments that had come when they were in the plan.
    """
    rows = play.rows()
    shown = {(row.slot.key, row.due) for row in rows}
    assert not [moment for moment in passed if moment not in shown and not in_a_pause(play, *moment)]
    as_sent = {str(row.key) for row in rows if row.standing is PostStanding.SENT}
    doubtful = {str(row.key) for row in rows if row.standing is PostStanding.UNCERTAIN}
    stand = {str(post.key) for post in play.sent}
    assert as_sent == stand - doubtful
    by_key = {str(row.key): row for row in rows}
    for text, post in play.release.posts.items():
        if PostKey.parse(text).destination:
            assert by_key[text].standing is SETTLED.get(post.state, by_key[text].standing)
    for row in rows:
        says_why(row, play.now)


def says_why(row: PlanRow, now: datetime) -> None:
    """What was left out says why; what is to come lies ahead, or waits; what is late is behind its time.

    For a minute it is in time, and may not have been looked at yet.
    """
    if row.standing in LEFT_OUT:
        assert row.reason.endswith(".")
    if row.standing in TO_COME and row.due is not None:
        assert now - row.due <= MINUTE or (row.post is not None and row.post.state.waits)
    if row.standing is PostStanding.LATE:
        assert row.late > MINUTE
        assert row.post is None or row.post.state.waits


def passed_by(play: Play) -> set[Moment]:
    """The moments of the release's stage that had come when it was looked at."""
    if play.due is not None and play.due <= play.now:
        return set()
    held, anchor = anchors(play.release), LIVE.get(play.release.stage)
    live = [slot for slot in play.template.slots if slot.anchor is anchor]
    return {(slot.key, moment) for slot in live for moment in moments_of(slot, held, play.now)}


def in_a_pause(play: Play, slot_key: str, due: datetime) -> bool:
    """Whether an update was left out by a pause that began before it: one row stands for all of those.

    A pause lasts until somebody says a word, or the stage ends. Where the clock went back nobody can tell.
    """
    anchor_of = {slot.key: slot.anchor for slot in play.template.slots if slot.every}
    ends = [at for event, _, at in play.log if isinstance(event, WordSaid | StageEvent)]
    for text, post in play.release.posts.items():
        key = PostKey.parse(text)
        of_pause = post.state is PostState.SKIPPED and not key.destination and post.reason == PAUSED
        is_later = key.due <= due and anchor_of.get(key.slot) is anchor_of.get(slot_key)
        if of_pause and is_later and (play.era or not [end for end in ends if post.at <= end < due]):
            return True
    return False


def pauses_are_kept(template: Template, post: Sent, *, clock_went_back: bool) -> None:
    """Of what repeats, without a word of the team no more than four go out by themselves.

    The fourth says that updates pause. The first after a word has that to tell, and is none of them. What
    somebody says to have arrived counts from then on, and not for an update that had come due before.
    """
    release = post.release
    began = {Stage.DEPLOYING: release.started_at, Stage.ROLLING_BACK: release.rollback_began_at}
    repeating = {slot.key for slot in template.slots if slot.every}
    since, allowed, itself = began.get(release.stage), 3, release.posts[str(post.key)]
    if since is None or itself.state is PostState.CALLED or post.key.slot not in repeating or clock_went_back:
        return
    if release.word is not None and release.word.at >= since:
        since, allowed = release.word.at, 4
    told = {PostKey.parse(text): each for text, each in release.posts.items() if each.state is PostState.SENT}
    silent = {
        (other.slot, other.due)
        for other, each in told.items()
        if other.slot in repeating and other.due > since and since < each.at and counts_for(each, itself)
    }
    assert len(silent - {(post.key.slot, post.key.due)}) <= allowed


def counts_for(other: Post, itself: Post) -> bool:
    """Whether the other had been sent when the post came due.

    Before anybody is heard whatever has come due is written down: what a person says at the very moment came
    after that.
    """
    return other.at < itself.at or (other.at == itself.at and other.by == APP)


def nothing_is_forgotten(play: Play) -> None:
    """Of what has come due the release knows, and whoever is to be asked something by now was asked.

    A clock that went back may pass over the questions that it had jumped over.
    """
    known = {(key.slot, key.due) for key in map(PostKey.parse, play.release.posts)}
    assert not [each for each in passed_by(play) - known if not in_a_pause(play, *each)]
    is_looked_at = play.due is None or play.due > play.now
    if is_looked_at and not play.era:
        asked = {wish.key for wish in notices_due(play.template, play.release, play.now)}
        assert asked <= play.wished
