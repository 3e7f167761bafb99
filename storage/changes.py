"""One change of a release in one transaction: its new state, the audit, the wishes, when it is due next."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from readiness.events import Event
from readiness.evolve import evolve
from readiness.model import Release
from readiness.notices import notices_due, wishes
from readiness.passing import passed
from readiness.records import APP
from readiness.schedule import next_due_at
from readiness.template import Template
from storage import audit, outbox, releases, templates
from storage.audit import Act, Stamp
from storage.encoding import event_text
from storage.releases import Held
from storage.replaced import replaced


def template_of(session: Session, release: Release) -> Template:
    """The template version that the release was made from. Raises ``LookupError`` when it is not stored."""
    template = templates.get(session, release.template)
    if template is None:
        raise LookupError(f"The release {release.id} was made from {release.template}, which is not stored.")
    return template


def happened(before: Release, events: Sequence[Event], stamp: Stamp) -> tuple[Release, list[Act]]:
    """The release after the events, and what the audit keeps of each: its fields, and what it replaced."""
    release, acts = before, list[Act]()
    for event in events:
        after = evolve(release, event, stamp.by, stamp.at)
        acts.append((type(event).__name__, event_text(event, replaced(release, after))))
        release = after
    return release, acts


class Change:
    """What happens to the release that a transaction holds, one thing after the other, until it is written.

    ``at`` is the business moment of it all.
    """

    def __init__(self, session: Session, held: Held, at: datetime) -> None:
        self.release = held.release
        self.template = template_of(session, held.release)
        self._session = session
        self._held = held
        self._at = at
        self._done = list[tuple[Stamp, list[Act]]]()

    @property
    def is_none(self) -> bool:
        """Whether nothing has happened."""
        return not self._done

    def happen(self, events: Sequence[Event], stamp: Stamp) -> None:
        """Let the events happen, done by whoever the stamp names."""
        if events:
            self.release, acts = happened(self.release, events, stamp)
            self._done.append((stamp, acts))

    def refused(self, act: Act, stamp: Stamp) -> None:
        """Keep for the audit that somebody was refused something: it changes nothing."""
        self._done.append((stamp, [act]))

    def let_time_pass(self) -> None:
        """Let happen what the passing of time has brought by now."""
        stamp = Stamp(self._held.release.workspace, APP, self._at, "clock", None)
        self.happen(passed(self.template, self.release, self._at), stamp)

    def write(self) -> None:
        """Write it all down: state, audit, wishes, and the next moment at which the release needs a look."""
        before, after, chain = self._held.release, self.release, self._held.chain
        for stamp, acts in self._done:
            chain = audit.append(self._session, before.id, chain, stamp, acts)
        releases.save(self._session, self._held, after, chain, self.next_due_at())
        # What is due already would never come, for the next look is set to a moment after this one.
        due = notices_due(self.template, after, self._at) if self._is_due() else ()
        wished = dict.fromkeys((*wishes(self.template, before, after), *due))
        outbox.wish(self._session, after.workspace, after.id, wished, self._at)

    def next_due_at(self) -> datetime | None:
        """When the release next needs a look."""
        return next_due_at(self.template, self.release, self._at)

    def _is_due(self) -> bool:
        """Whether a look was due, or what just happened makes one due: a new stage, date, word or holder."""
        before, after = self._held.release, self.release
        began = before.stage is not after.stage or before.planned_start != after.planned_start
        # A word ends a pause of the updates, and there may be a question to each that was left out.
        spoke = before.word != after.word
        others = (before.roles, before.delegations, before.unfit) != (
            after.roles,
            after.delegations,
            after.unfit,
        )
        return (
            began
            or spoke
            or others
            or (self._held.next_due_at is not None and self._held.next_due_at <= self._at)
        )
