"""Who may do what, and above all who may not."""

import pytest

from triage.errors import NotPermitted
from triage.permission import ALLOWED, Permission, Role, may, require

OF_A_CASE = frozenset(one for one in Permission if one.split(".")[0] in {"case", "queue", "letter", "submitter"})


def test_every_role_has_its_list() -> None:
    assert set(ALLOWED) == set(Role)


def test_every_permission_belongs_to_somebody() -> None:
    assert frozenset().union(*ALLOWED.values()) == set(Permission)


def test_administrators_have_no_access_to_cases() -> None:
    assert not ALLOWED[Role.ADMINISTRATOR] & OF_A_CASE


def test_observers_see_aggregates_only() -> None:
    assert ALLOWED[Role.OBSERVER] == {Permission.STATISTICS_VIEW}


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.CASE_DECIDE, {Role.OFFICER, Role.SUPERVISOR}),
        (Permission.LETTER_APPROVE, {Role.SUPERVISOR}),
        (Permission.RESCUE_ACT, {Role.SUPERVISOR}),
        (Permission.URGENT_ACT, {Role.SUPERVISOR}),
        (Permission.SUBMITTER_REVEAL, {Role.SUPERVISOR}),
        (Permission.CASE_UNSEAL, {Role.SUPERVISOR}),
        (Permission.KEEPER_ENTER, {Role.PROCESS}),
        (Permission.PRINT_BATCH, {Role.PROCESS}),
        (Permission.STAFF_MANAGE, {Role.ADMINISTRATOR}),
        (Permission.POLICY_CHANGE, {Role.ADMINISTRATOR}),
        (Permission.DASHBOARD_VIEW, {Role.SUPERVISOR, Role.AUDITOR}),
    ],
)
def test_the_sharp_permissions_belong_to_few(permission: Permission, roles: set[Role]) -> None:
    assert {role for role in Role if may(role, permission)} == roles


def test_auditors_look_and_change_nothing() -> None:
    assert all(one.split(".")[1] in {"view", "view_history"} for one in ALLOWED[Role.AUDITOR])


def test_a_role_nobody_knows_may_do_nothing() -> None:
    assert not any(may("root", permission) for permission in Permission)


def test_what_is_not_permitted_is_refused_in_words() -> None:
    require("officer", Permission.CASE_DECIDE)
    with pytest.raises(NotPermitted, match="role"):
        require("observer", Permission.CASE_DECIDE)
