"""What each command, button, menu, modal and shortcut leads to. Each listener performs and answers."""

from collections.abc import Mapping

from slackapp.actions import Action, Option, Shortcut, Submission
from slackapp.listeners import (
    check,
    checklist,
    commands,
    criteria,
    events,
    evidence,
    history,
    looking,
    menus,
    moves,
    opening,
    prompts,
    roles,
    rollback_plan,
    schedule,
    signing,
    timely,
    updates,
)
from slackapp.listening import Listener
from slackapp.payloads import Asked, Happened, Pressed, Submitted, Typed, Used

COMMAND: Listener[Typed] = commands.typed

PRESSES: Mapping[str, Listener[Pressed]] = {
    Action.SHARE_STATUS: looking.share_status,
    Action.OPEN_STATUS: looking.open_status,
    Action.WHOLE_STATUS: looking.whole_status,
    Action.OPEN_CHECKLIST: checklist.open_,
    Action.OPEN_GATES: looking.open_gates,
    Action.OPEN_START: moves.open_start,
    Action.OPEN_FINISH: moves.open_finish,
    Action.OPEN_ROLL_BACK: moves.open_roll_back,
    Action.OPEN_CLOSE: moves.open_close,
    Action.OPEN_CANCEL: moves.open_cancel,
    Action.OPEN_MOVE: moves.open_move,
    Action.OPEN_NEW: opening.pressed,
    Action.ROLLED_BACK: moves.press_rolled_back,
    Action.ROLLBACK_READY: moves.ready,
    Action.ROLLBACK_NOT_READY: moves.not_ready,
    Action.APPROVE: signing.approve,
    Action.APPROVE_WITH_COMMENT: signing.open_approve,
    Action.REJECT: signing.open_reject,
    Action.CHOOSE_RELEASE: commands.chosen,
    Action.MORE_HISTORY: history.earlier,
    Action.WHOLE_HISTORY: history.whole,
    Action.HISTORY_BY: history.by_person,
    Action.HISTORY_KIND: history.by_kind,
    Action.HISTORY_ABOUT: history.by_subject,
    Action.TICK: checklist.tick,
    Action.WHOLE_GROUP: checklist.whole,
    Action.WHOLE_SECTION: checklist.whole,
    Action.OPEN_CHECK: check.open_,
    Action.SECTION: checklist.section,
    Action.PAGE: checklist.page,
    Action.VERIFY: check.verify,
    Action.CHANGE_ROLE: roles.change,
    Action.MEASURE: criteria.measure,
    Action.OPEN_CRITERIA: criteria.open_,
    Action.OPEN_ROLLBACK_PLAN: rollback_plan.open_,
    Action.EDIT_ROLLBACK_PLAN: rollback_plan.edit,
    Action.OPEN_SCHEDULE: schedule.open_,
    Action.OPEN_SCHEDULE_PAGE: schedule.page,
    Action.SCHEDULE_EARLIER: schedule.page,
    Action.SCHEDULE_LATER: schedule.page,
    Action.OPEN_TIME: schedule.time,
    Action.PREVIEW: schedule.preview,
    Action.SKIP: schedule.skip,
    Action.SKIP_TIME: schedule.skip,
    Action.SEND_NOW: schedule.send,
    Action.SEND_AGAIN: schedule.send,
    Action.SETTLE: schedule.settle,
    Action.SETTLE_AGAIN: schedule.settle,
    Action.OPEN_AUDIENCES: schedule.open_audiences,
    Action.CHANGE_AUDIENCE: schedule.change_audience,
    Action.ADD_WORD: updates.open_,
    Action.PROMPT_READY: prompts.ready,
    Action.PROMPT_NOT_READY: prompts.not_ready,
    Action.CRITERION_ROLL_BACK: prompts.roll_back,
    Action.KEEP_GOING: prompts.keep_going,
    Action.MARK: timely.mark,
    Action.OPEN_GROUP: timely.open_group,
}

SUBMISSIONS: Mapping[str, Listener[Submitted]] = {
    Submission.NEW_RELEASE: opening.submit_form,
    Submission.NEW_RELEASE_ROLES: opening.submit_roles,
    Submission.CHECK: check.submit,
    Submission.NOT_APPLICABLE: checklist.submit_not_applicable,
    Submission.UNTICK: check.submit_anyway,
    Submission.SIGN: signing.submit,
    Submission.ROLE: roles.submit,
    Submission.NOT_READY: moves.submit_not_ready,
    Submission.START: moves.submit_start,
    Submission.FINISH: moves.submit_finish,
    Submission.ROLL_BACK: moves.submit_roll_back,
    Submission.CLOSE: moves.submit_close,
    Submission.CANCEL: moves.submit_cancel,
    Submission.MOVE: moves.submit_move,
    Submission.EVIDENCE: evidence.submit,
    Submission.MEASURE: criteria.submit,
    Submission.ROLLBACK_PLAN: rollback_plan.submit,
    Submission.SKIP: schedule.submit_skip,
    Submission.AUDIENCE: schedule.submit_audience,
    Submission.WORD: updates.submit,
    Submission.KEEP_GOING: prompts.submit_keep_going,
    Submission.PROMPT_NOT_READY: prompts.submit_not_ready,
}

SHORTCUTS: Mapping[str, Listener[Used]] = {
    Shortcut.NEW_RELEASE: opening.used,
    Shortcut.ATTACH_EVIDENCE: evidence.used,
}

MENUS: Mapping[str, Listener[Asked]] = {
    Option.ZONE: menus.zones,
    Option.GROUPS: menus.groups,
    Option.CHECK: menus.checks,
    Option.HISTORY_ABOUT: history.about,
}

EVENTS: Mapping[str, Listener[Happened]] = {
    "app_home_opened": events.home_opened,
    "user_change": events.user_changed,
    "subteam_updated": events.group_updated,
    "subteam_members_changed": events.members_changed,
}
