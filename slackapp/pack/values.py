"""What an evidence pack is made of: values that were read once, so that nothing is looked up later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from readiness.model import Release
from readiness.template import Template


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the release's audit chain, whole: every field that its hash is made of."""

    chain: str
    seq: int
    workspace: str
    at: datetime
    by: str
    surface: str
    kind: str
    data: str
    """The fields of the event as canonical JSON, the very text that was hashed."""
    press: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is known of one release at one moment.

    ``names`` are those of the people and user groups at that moment, by id; everything else speaks of ids.
    ``program`` is the version that made the pack; ``made_by`` the id of who asked for it, or empty for the
    command line.
    """

    program: str
    made_at: datetime
    made_by: str
    names: Mapping[str, str]
    template: Template = field(repr=False)
    release: Release = field(repr=False)
    audit: tuple[Row, ...] = field(repr=False)

    @property
    def head(self) -> str:
        """The end of the audit chain, as Slack's messages begin to print it: ``412:9f86d081…``; or empty."""
        return f"{self.audit[-1].seq}:{self.audit[-1].hash}" if self.audit else ""
