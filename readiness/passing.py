"""What happens to a release because time passes, and nobody presses anything.

The ledger lets time pass before it performs a command, so that every rule sees the release as it is at that
moment. Whatever passes is in the audit, done by ``APP``.
"""

from datetime import datetime

from readiness.communication.posting import plan_passed
from readiness.communication.settling import no_longer_missed
from readiness.events import Event
from readiness.model import Release
from readiness.signing.lapsing import lapsed
from readiness.template import Template


def passed(template: Template, release: Release, now: datetime) -> tuple[Event, ...]:
    """What has happened by ``now`` that the release does not know of yet; asked again after it: nothing."""
    return (
        *plan_passed(template, release, now),
        *no_longer_missed(template, release, now),
        *lapsed(template, release, now),
    )
