"""The updates of a release of the shipped template, as each audience reads them."""

from dataclasses import replace
from datetime import timedelta

from readiness.communication.plan import PostKey
from readiness.model import Release
from readiness.notices import NoticeKind
from slackapp.blocks.notices import draw
from slackapp.blocks.parts import Message
from slackapp.blocks.updates.update import imagined
from tests.slackapp.blocks.reading import shown
from tests.slackapp.blocks.worlds import START, plain_release, plain_template

TEMPLATE = plain_template()
READERS = {audience.key: (f"C0{audience.key.rpartition('.')[2].upper()}",) for audience in TEMPLATE.audiences}
RELEASE = replace(plain_release(), audiences=READERS, zone="Europe/Berlin")
BEGUN = START
LIVE = START + timedelta(hours=1)
EVERYBODY = tuple(READERS)
EXECUTIVE, PRODUCT, ENGINEERING = "audiences.executive", "audiences.product", "audiences.engineering"
SUPPORT, USERS = "audiences.support", "audiences.users"


def update(release: Release, slot: str, audience: str, *, late: timedelta = timedelta()) -> Message:
    """The update of the slot as its audience reads it, at its time or so much later."""
    known = TEMPLATE.slot(slot)
    assert known is not None
    anchors = {"planned_start": START, "start": BEGUN, "finish": LIVE, "rollback": LIVE}
    due = anchors[known.anchor.value] + known.offset
    key = PostKey(slot, due, audience, READERS[audience][0])
    then = imagined(release, known, due)
    return draw(NoticeKind.UPDATE, TEMPLATE, then, str(key), key.destination, due + late)


def read(release: Release, slot: str, audience: str, **more: timedelta) -> str:
    return shown(update(release, slot, audience, **more).blocks)


def later_of_a_rollback(release: Release, audience: str) -> str:
    """The update half an hour after the rollback began."""
    due = LIVE + timedelta(minutes=30)
    key = PostKey("rollback", due, audience, READERS[audience][0])
    return shown(draw(NoticeKind.UPDATE, TEMPLATE, release, str(key), key.destination, due).blocks)
