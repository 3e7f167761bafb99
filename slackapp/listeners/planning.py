"""The day, hour and zone of a planned start, as they are filled into a window."""

from datetime import datetime

from readiness import moments
from readiness.refusal import Refused
from slackapp.actions import Field
from slackapp.answers import Errors
from slackapp.payloads import Submitted


def planned_start(submitted: Submitted) -> datetime | Errors:
    """The moment that was filled in, or a sentence under the input that is wrong."""
    try:
        moments.zone(submitted.text(Field.ZONE))
    except Refused as refused:
        return Errors({Field.ZONE: refused.sentence})
    try:
        return moments.moment(
            submitted.text(Field.DAY), submitted.text(Field.HOUR), submitted.text(Field.ZONE)
        )
    except Refused as refused:
        return Errors({Field.HOUR: refused.sentence})
