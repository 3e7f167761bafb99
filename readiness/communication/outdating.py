"""Whether a notice that waits to be posted is still to be told: asked at the moment of sending."""

from datetime import datetime

from readiness.communication.failing import failing
from readiness.communication.plan import PostKey
from readiness.communication.posting import outdated
from readiness.communication.prompts import open_rounds, prompt_subject
from readiness.communication.telling import shift_outdated
from readiness.communication.timely import due_groups
from readiness.communication.words import asked, silence, word_subject
from readiness.model import Release
from readiness.template import Template
from readiness.wish import NoticeKind

ANSWERED = "Somebody has answered it meanwhile."
MOVED_ON = "The release has moved on."


def not_to_be_told(
    template: Template, release: Release, kind: NoticeKind, subject: str, now: datetime
) -> str:
    """Why this must not be posted at ``now``, as a sentence; empty when it is to be.

    Of what was posted already nothing is asked: it is redrawn, and says how things stand.
    """
    match kind:
        case NoticeKind.UPDATE:
            return outdated(template, release, PostKey.parse(subject), now)
        case NoticeKind.MOVED:
            return shift_outdated(release, subject)
        case NoticeKind.CHECKLIST | NoticeKind.REVIEW:
            live = {group.key for group, _ in due_groups(template, release)}
            return "" if subject in live else MOVED_ON
        case NoticeKind.CRITERION:
            return "" if subject in failing(template, release) else ANSWERED
        case NoticeKind.PROMPT:
            is_open = bool(open_rounds(template, release, now))
            return _asked_no_more(is_of_now=prompt_subject(release) == subject, is_open=is_open)
        case NoticeKind.WORD:
            quiet = silence(template, release)
            is_open = asked(template, release, now) is not None or (quiet is not None and quiet.paused)
            return _asked_no_more(is_of_now=word_subject(release) == subject, is_open=is_open)
        case _:
            return ""


def _asked_no_more(*, is_of_now: bool, is_open: bool) -> str:
    if not is_of_now:
        return MOVED_ON
    return "" if is_open else ANSWERED
