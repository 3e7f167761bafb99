"""The communication plan in a window: every time of it page by page, and one time with each of its posts."""

from collections.abc import Sequence
from datetime import datetime

from readiness.communication.overview import PlanRow, PostStanding, plan_rows
from readiness.communication.plan import PostKey, readers
from readiness.model import Release
from readiness.template import Template
from slackapp.actions import Action, Field, Reading, Submission, Target
from slackapp.blocks.inputs import text_input
from slackapp.blocks.naming import place_name
from slackapp.blocks.parts import (
    Block,
    Element,
    View,
    actions,
    button,
    confirm,
    context,
    divider,
    modal,
    section,
    sections,
)
from slackapp.blocks.plan_lines import (
    MARKS,
    Time,
    audience_title,
    message_link,
    moment_words,
    nowhere_line,
    outcome,
    time_line,
    times,
)
from slackapp.blocks.text import fitted, one_line, said, sentence
from slackapp.blocks.trouble import settling, trouble_blocks
from slackapp.blocks.updates.drawing import update_message
from slackapp.blocks.updates.update import Update, imagined
from slackapp.blocks.word import last_word

ON_PAGE = 10
"""Times of the plan on one page."""
MOST_TROUBLES = 10
"""Messages in trouble on each page; two blocks each, of the hundred of a window."""
MOST_PLACES = 24
"""Places of one time with buttons of their own; three blocks each, of the hundred of a window."""
REST_ROOM = 4_000
_OPEN = (PostStanding.NEXT, PostStanding.PLANNED, PostStanding.LATE)


def first_page(template: Template, release: Release, now: datetime) -> int:
    """The page (from 0) on which the next time of the plan stands; the last where nothing comes."""
    found = times(plan_rows(template, release, now))
    ahead = (number for number, time in enumerate(found) if time.standing in _OPEN)
    return next(ahead, max(0, len(found) - 1)) // ON_PAGE


def page_of(template: Template, release: Release, time: Time, now: datetime) -> int:
    """The page (from 0) on which this time of the plan stands."""
    names = [time_id(each) for each in times(plan_rows(template, release, now))]
    return names.index(time_id(time)) // ON_PAGE


def schedule_view(template: Template, release: Release, now: datetime, page: int, address: str = "") -> View:
    """A page (from 0) of the plan; one that is too far is the last. ``address`` is the workspace's."""
    found = times(plan_rows(template, release, now))
    pages = max(1, -(-len(found) // ON_PAGE))
    page = max(0, min(page, pages - 1))
    shown = found[page * ON_PAGE : (page + 1) * ON_PAGE]
    none = sections(["This template plans no updates."]) if not found else []
    of_pages = f" · page {page + 1} of {pages}" if pages > 1 else ""
    blocks: list[Block] = [
        *sections([f"*{said(release.name)}*{of_pages}", *filter(None, [nowhere_line(template, release)])]),
        actions(*_top(release)),
        *trouble_blocks(template, release, MOST_TROUBLES),
        divider(),
        *(section(time_line(template, time, address), _open_button(release, time)) for time in shown),
        *none,
        *_turn(release, page, pages),
        context(f"Times are yours. {last_word(release)}"),
    ]
    return modal("Schedule", blocks, Reading.SCHEDULE, str(Target(release.id, wanted=str(page))))


def _top(release: Release) -> list[Element]:
    name = one_line(release.name)
    readers_label = f"Who reads where… the updates of {name}"
    buttons = [button("Who reads where…", Action.OPEN_AUDIENCES, Target(release.id), readers_label)]
    if release.stage.active:
        word_label = f"Add a word… to the next update of {name}"
        buttons.append(button("Add a word…", Action.ADD_WORD, Target(release.id), word_label))
    return buttons


def _open_button(release: Release, time: Time) -> Element:
    label = f"Open… the update “{one_line(time.slot.title)}”"
    return button("Open…", Action.OPEN_TIME, Target(release.id, time_id(time)), label)


def time_id(time: Time) -> str:
    """What names a time of the plan in a button: its slot, and when it is due."""
    return f"{time.slot.key}/{time.due.isoformat() if time.due is not None else ''}"


def _turn(release: Release, page: int, pages: int) -> list[Block]:
    turns = []
    if page:
        back = Target(release.id, wanted=str(page - 1))
        turns.append(button("Earlier", Action.SCHEDULE_EARLIER, back, "Earlier updates of the plan"))
    if page + 1 < pages:
        on = Target(release.id, wanted=str(page + 1))
        turns.append(button("Later", Action.SCHEDULE_LATER, on, "Later updates of the plan"))
    return [actions(*turns)] if turns else []


def found_time(template: Template, release: Release, name: str, now: datetime) -> Time | None:
    """The time of the plan that ``time_id`` named; None when the plan has it no more."""
    return next((t for t in times(plan_rows(template, release, now)) if time_id(t) == name), None)


def time_view(template: Template, release: Release, time: Time, page: int, address: str = "") -> View:
    """One time of the plan: each place that reads it, with what can be done, and the way back.

    ``address`` is the workspace's.
    """
    rows = time.rows if any(row.destination for row in time.rows) else _previews(template, release, time)
    shown, rest = rows[:MOST_PLACES], rows[MOST_PLACES:]
    lines = [_place(template, row, address) for row in rest]
    head = f"{MARKS[time.standing]} *{said(time.slot.title, 80)}* · {moment_words(time)}"
    blocks: list[Block] = [
        *sections([f"*{said(release.name)}*", head]),
        actions(_back(release, page), *_all_at_once(release, time)),
        divider(),
        *(block for row in shown for block in _place_blocks(template, release, time, row, address)),
        *sections(fitted(lines, "they go out with the others", most=len(lines), room=REST_ROOM)),
    ]
    metadata = str(Target(release.id, time_id(time), str(page)))
    return modal("Schedule", blocks, Reading.SCHEDULE, metadata)


def _previews(template: Template, release: Release, time: Time) -> tuple[PlanRow, ...]:
    """A row for each place that will read it, where the plan does not know the moment yet."""
    reading = readers(template, release)
    made = tuple(
        PlanRow(time.slot, time.standing, time.due, time.expected, each.audience.key, each.destination)
        for each in reading
    )
    return made or time.rows


def _back(release: Release, page: int) -> Element:
    whole = Target(release.id, wanted=str(page))
    return button("Whole plan", Action.OPEN_SCHEDULE_PAGE, whole, "Whole plan: back to every update")


def _all_at_once(release: Release, time: Time) -> list[Element]:
    rows = [row for row in time.rows if row.key is not None and row.standing in _OPEN]
    if len(rows) < 2:
        return []
    label = f"Skip all… of “{one_line(time.slot.title)}”"
    return [button("Skip all…", Action.SKIP_TIME, Target(release.id, time_id(time)), label)]


def _place(template: Template, row: PlanRow, address: str) -> str:
    if not row.destination:
        return f"{MARKS[row.standing]} {outcome(row)}"
    where = f"*{audience_title(template, row)}* in {place_name(row.destination)}"
    link = message_link(address, row)
    shows = f" · <{link}|Open the message>" if link else ""
    return f"{where}\n{MARKS[row.standing]} {outcome(row)}{shows}"


def _place_blocks(
    template: Template, release: Release, time: Time, row: PlanRow, address: str
) -> list[Block]:
    drawn: list[Block] = [section(_place(template, row, address))]
    if not row.destination or row.standing is PostStanding.SENT:
        return drawn
    return [*drawn, actions(*_post_buttons(template, release, time, row))]


def _post_buttons(template: Template, release: Release, time: Time, row: PlanRow) -> list[Element]:
    whom = f"for {one_line(template.items[row.audience].title)}"
    due = time.due or time.expected or release.planned_start
    key = row.key or PostKey(time.slot.key, due, row.audience, row.destination)
    about = Target(release.id, str(key))
    buttons = [button("Preview", Action.PREVIEW, about, f"Preview of the update {whom}")]
    if row.key is None or not release.stage.active:
        return buttons
    if row.post is not None and row.post.state.troubled:
        buttons += settling(release, str(key), row.post)
    if row.standing in (*_OPEN, PostStanding.SKIPPED) and not _is_on_its_way(row):
        ask = confirm("Send it now?", _send_question(row), "Send now")
        buttons.append(button("Send now", Action.SEND_NOW, about, f"Send now the update {whom}", ask=ask))
    if row.standing in (*_OPEN, PostStanding.FAILED):
        buttons.append(button("Skip…", Action.SKIP, about, f"Skip… the update {whom}, with a reason"))
    return buttons


def _is_on_its_way(row: PlanRow) -> bool:
    return row.post is not None and row.post.state.waits


def _send_question(row: PlanRow) -> str:
    return (
        f"“{one_line(row.slot.title)}” goes out at once, as things stand now, and is not sent again at its "
        "own time."
    )


def skip_view(template: Template, release: Release, name: str, keys: Sequence[str]) -> View:
    """Asks why updates are left out. ``name`` says which: the key of a post, or what names a time."""
    posts = [PostKey.parse(key) for key in keys]
    slot = template.slot(posts[0].slot)
    title = said(slot.title if slot is not None else posts[0].slot, 80)
    places = ", ".join(place_name(post.destination) for post in posts[:20])
    more = f" and {len(posts) - 20} more" if len(posts) > 20 else ""
    blocks = [
        *sections([f"*{said(release.name)}*", f"The update *{title}* will not be sent in {places}{more}."]),
        text_input(Field.REASON, "Why?", hint="It is shown in the plan and stays in the history."),
    ]
    return modal(
        "Skip an update", blocks, Submission.SKIP, str(Target(release.id, name)), "Skip it", "Keep it"
    )


def preview_view(template: Template, release: Release, key: PostKey, now: datetime) -> View:
    """The post as its audience would read it, all else being as it is now."""
    slot = template.slot(key.slot)
    moment = max(key.due, now)
    then = imagined(release, slot, moment) if slot is not None else release
    drawn = update_message(Update(template, then, key, moment))
    note = "This is how it would read if all stood as it does now. What it says is decided when it is sent."
    where = f"In {place_name(key.destination)}."
    blocks = [context(sentence(note), where), divider(), *drawn.blocks]
    return modal("Preview", blocks, Reading.PREVIEW, str(Target(release.id)))
