"""Who may do what: six roles, and the permission that every route names."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from triage.errors import NotPermitted


class Role(StrEnum):
    """The roles of a force's own people."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    PROCESS = "process"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    OBSERVER = "observer"


class Permission(StrEnum):
    """One thing a person may do, named as the road names it."""

    QUEUE_VIEW = "queue.view"
    CASE_VIEW = "case.view"
    CASE_REVIEW = "case.review"
    CASE_DECIDE = "case.decide"
    CASE_CONFIRM = "case.confirm"
    CASE_SEAL = "case.seal"
    CASE_UNSEAL = "case.unseal"
    CASE_VIEW_HISTORY = "case.view_history"
    RESTRICTED_VIEW = "restricted.view"
    RESCUE_ACT = "rescue.act"
    URGENT_ACT = "urgent.act"
    LETTER_VIEW = "letter.view"
    LETTER_APPROVE = "letter.approve"
    LETTER_CONTEST = "letter.contest"
    LETTER_RETURNED = "letter.returned"
    PRINT_BATCH = "print.batch"
    KEEPER_ENTER = "keeper.enter"
    NOTICE_CONCLUDE = "notice.conclude"
    SUBMITTER_REVEAL = "submitter.reveal"
    JOB_VIEW = "job.view"
    JOB_RETRY = "job.retry"
    ALARM_VIEW = "alarm.view"
    ALARM_CLOSE = "alarm.close"
    DASHBOARD_VIEW = "dashboard.view"
    STATISTICS_VIEW = "statistics.view"
    WORKLIST_VIEW = "worklist.view"
    TASK_CLOSE = "task.close"
    CASE_SUPERSEDE = "case.supersede"
    CASE_TAKE_OVER = "case.take_over"
    MARKER_SET = "marker.set"
    POLICY_VIEW = "policy.view"
    POLICY_CHANGE = "policy.change"
    STAFF_MANAGE = "staff.manage"


_OFFICER = frozenset(
    {
        Permission.QUEUE_VIEW,
        Permission.CASE_VIEW,
        Permission.CASE_REVIEW,
        Permission.CASE_DECIDE,
        Permission.CASE_CONFIRM,
        Permission.CASE_SEAL,
        Permission.CASE_VIEW_HISTORY,
        Permission.LETTER_VIEW,
        Permission.POLICY_VIEW,
        Permission.STATISTICS_VIEW,
    }
)
_SUPERVISOR = _OFFICER | {
    Permission.CASE_UNSEAL,
    Permission.RESTRICTED_VIEW,
    Permission.RESCUE_ACT,
    Permission.URGENT_ACT,
    Permission.LETTER_APPROVE,
    Permission.LETTER_CONTEST,
    Permission.LETTER_RETURNED,
    Permission.NOTICE_CONCLUDE,
    Permission.SUBMITTER_REVEAL,
    Permission.JOB_VIEW,
    Permission.JOB_RETRY,
    Permission.ALARM_VIEW,
    Permission.ALARM_CLOSE,
    Permission.DASHBOARD_VIEW,
    Permission.WORKLIST_VIEW,
    Permission.TASK_CLOSE,
    Permission.CASE_SUPERSEDE,
    Permission.CASE_TAKE_OVER,
    Permission.MARKER_SET,
}
_PROCESS = frozenset(
    {
        Permission.CASE_VIEW,
        Permission.CASE_VIEW_HISTORY,
        Permission.KEEPER_ENTER,
        Permission.NOTICE_CONCLUDE,
        Permission.LETTER_VIEW,
        Permission.LETTER_RETURNED,
        Permission.PRINT_BATCH,
        Permission.WORKLIST_VIEW,
        Permission.STATISTICS_VIEW,
        Permission.POLICY_VIEW,
    }
)
# Whoever runs the machines sees their state, never a case: no case, letter, history or submitter permission.
_ADMINISTRATOR = frozenset(
    {
        Permission.STAFF_MANAGE,
        Permission.POLICY_VIEW,
        Permission.POLICY_CHANGE,
        Permission.JOB_VIEW,
        Permission.JOB_RETRY,
        Permission.ALARM_VIEW,
        Permission.STATISTICS_VIEW,
    }
)
_AUDITOR = frozenset(
    {
        Permission.CASE_VIEW,
        Permission.CASE_VIEW_HISTORY,
        Permission.LETTER_VIEW,
        Permission.WORKLIST_VIEW,
        Permission.JOB_VIEW,
        Permission.ALARM_VIEW,
        Permission.DASHBOARD_VIEW,
        Permission.STATISTICS_VIEW,
        Permission.POLICY_VIEW,
    }
)

ALLOWED: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.OFFICER: _OFFICER,
        Role.SUPERVISOR: _SUPERVISOR,
        Role.PROCESS: _PROCESS,
        Role.ADMINISTRATOR: _ADMINISTRATOR,
        Role.AUDITOR: _AUDITOR,
        Role.OBSERVER: frozenset({Permission.STATISTICS_VIEW}),
    }
)


def may(role: Role | str, permission: Permission) -> bool:
    """Whether this role may do this; a role nobody knows may do nothing."""
    return role in set(Role) and permission in ALLOWED[Role(role)]


def require(role: Role | str, permission: Permission) -> None:
    """Raises NotPermitted unless this role may do this."""
    if not may(role, permission):
        raise NotPermitted("Your role does not allow this.")
