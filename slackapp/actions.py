"""The names of everything that people press, pick or submit, and what a press carries back."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """``action_id`` of buttons, menus and checkboxes."""

    SHARE_STATUS = "share_status"
    OPEN_STATUS = "open_status"
    WHOLE_STATUS = "whole_status"
    OPEN_CHECKLIST = "open_checklist"
    OPEN_GATES = "open_gates"
    OPEN_START = "open_start"
    OPEN_FINISH = "open_finish"
    OPEN_ROLL_BACK = "open_roll_back"
    OPEN_CLOSE = "open_close"
    OPEN_CANCEL = "open_cancel"
    OPEN_MOVE = "open_move"
    OPEN_NEW = "open_new"
    ROLLED_BACK = "rolled_back"
    ROLLBACK_READY = "rollback_ready"
    ROLLBACK_NOT_READY = "rollback_not_ready"
    APPROVE = "approve"
    APPROVE_WITH_COMMENT = "approve_with_comment"
    REJECT = "reject"
    CHOOSE_RELEASE = "choose_release"
    MORE_HISTORY = "more_history"
    WHOLE_HISTORY = "whole_history"
    HISTORY_BY = "history_by"
    HISTORY_KIND = "history_kind"
    HISTORY_ABOUT = "history_about"
    TICK = "tick"
    WHOLE_GROUP = "whole_group"
    WHOLE_SECTION = "whole_section"
    OPEN_CHECK = "open_check"
    SECTION = "section"
    PAGE = "page"
    VERIFY = "verify"
    CHANGE_ROLE = "change_role"
    REAFFIRM = "reaffirm"
    OPEN_OVERRIDE = "open_override"
    CONFIRM_OVERRIDE = "confirm_override"
    HAND_OVER = "hand_over"
    TAKE_BACK = "take_back"
    MEASURE = "measure"
    OPEN_CRITERIA = "open_criteria"
    EDIT_ROLLBACK_PLAN = "edit_rollback_plan"
    OPEN_ROLLBACK_PLAN = "open_rollback_plan"
    OPEN_SCHEDULE = "open_schedule"
    OPEN_SCHEDULE_PAGE = "open_schedule_page"
    SCHEDULE_EARLIER = "schedule_earlier"
    SCHEDULE_LATER = "schedule_later"
    OPEN_TIME = "open_time"
    PREVIEW = "preview"
    SKIP = "skip"
    SKIP_TIME = "skip_time"
    SEND_NOW = "send_now"
    SEND_AGAIN = "send_again"
    SETTLE = "settle"
    SETTLE_AGAIN = "settle_again"
    OPEN_AUDIENCES = "open_audiences"
    CHANGE_AUDIENCE = "change_audience"
    ADD_WORD = "add_word"
    PROMPT_READY = "prompt_ready"
    PROMPT_NOT_READY = "prompt_not_ready"
    CRITERION_ROLL_BACK = "criterion_roll_back"
    KEEP_GOING = "keep_going"
    MARK = "mark"
    OPEN_GROUP = "open_group"


class Submission(StrEnum):
    """``callback_id`` of modals that are submitted."""

    NEW_RELEASE = "new_release"
    NEW_RELEASE_ROLES = "new_release_roles"
    CHECK = "check"
    NOT_APPLICABLE = "not_applicable"
    UNTICK = "untick"
    SIGN = "sign"
    ROLE = "role"
    NOT_READY = "not_ready"
    START = "start"
    FINISH = "finish"
    ROLL_BACK = "roll_back"
    CLOSE = "close"
    CANCEL = "cancel"
    MOVE = "move"
    EVIDENCE = "evidence"
    MEASURE = "measure"
    ROLLBACK_PLAN = "rollback_plan"
    SKIP = "skip"
    AUDIENCE = "audience"
    WORD = "word"
    KEEP_GOING = "keep_going"
    PROMPT_NOT_READY = "prompt_not_ready"
    OVERRIDE = "override"
    DELEGATE = "delegate"


class Reading(StrEnum):
    """``callback_id`` of modals that are only read or pressed in, never submitted."""

    CHECKLIST = "checklist"
    ROLES = "roles"
    STATUS = "status"
    GATES = "gates"
    OPENED = "opened"
    DETAILS = "details"
    CRITERIA = "criteria"
    ROLLBACK_PLAN = "rollback_plan_whole"
    SCHEDULE = "schedule"
    PREVIEW = "preview"
    AUDIENCES = "audiences"


class Shortcut(StrEnum):
    """``callback_id`` of shortcuts in the manifest."""

    NEW_RELEASE = "new_release"
    ATTACH_EVIDENCE = "attach_evidence"


class Field(StrEnum):
    """``block_id`` and ``action_id`` of inputs."""

    TEMPLATE = "template"
    NAME = "name"
    SUMMARY = "summary"
    CHANNEL = "channel"
    DAY = "day"
    HOUR = "hour"
    ZONE = "zone"
    STATE = "state"
    REASON = "reason"
    OWNER = "owner"
    NOTE = "note"
    EVIDENCE = "evidence"
    REMOVED_EVIDENCE = "removed_evidence"
    COMMENT = "comment"
    PEOPLE = "people"
    GROUPS = "groups"
    OVERRIDE = "override"
    RELEASE = "release"
    CHECK = "check"
    VALUE = "value"
    MINUTES = "minutes"
    POINT_OF_NO_RETURN = "point_of_no_return"
    AUTOMATIC = "automatic"
    MANUAL = "manual"
    RECOVERY = "recovery"
    WORD = "word"
    CHANNELS = "channels"
    ROLE = "role"
    PERSON = "person"


class Option(StrEnum):
    """``action_id`` of menus whose options we are asked for as somebody types."""

    ZONE = "zone"
    GROUPS = "groups"
    CHECK = "check"
    HISTORY_ABOUT = "history_about"


@dataclass(frozen=True, slots=True)
class Target:
    """What a press is about: a release, a thing in it, and the state that the press wants.

    ``seen`` begins the fingerprint of what somebody was shown to sign. Kept short: the value of a menu's
    option has room for 75 characters.
    """

    release: str
    subject: str = ""
    wanted: str = ""
    seen: str = ""

    def __str__(self) -> str:
        return f"{self.release}|{self.subject}|{self.wanted}|{self.seen}".rstrip("|")


def target(value: str) -> Target:
    """The target that ``str(target)`` wrote; missing parts are empty."""
    release, subject, wanted, seen, *_ = [*value.split("|"), "", "", "", ""]
    return Target(release, subject, wanted, seen)
