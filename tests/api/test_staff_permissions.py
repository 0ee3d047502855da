"""Every route of the staff's application with every role, from one table; a route missing from it fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from api.app import staff_app
from api.deps import Open, Requires
from storage.settings import settings
from tests.api.staff_house import Seat, a_case, footage_of, seated
from tests.conftest import House
from tests.made.web import NO_CERTIFICATES, environment_of
from triage.case import Case
from triage.job import JobKind
from triage.permission import ALLOWED, Permission, Role

DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"
EVERYBODY = "officer supervisor process administrator auditor observer"
DESK = "officer supervisor"
READERS = "officer supervisor process auditor"
POLICY_READERS = f"{READERS} administrator"


@dataclass(frozen=True)
class Row:
    """A route, the roles it is open to, and what they get when they call it with nothing special in their hands."""

    method: str
    path: str
    roles: str
    status: int

    @property
    def name(self) -> tuple[str, str]:
        """How the application knows it."""
        return self.method, self.path


CASE = "/review/{reference}/{position}"
TABLE = (
    Row("GET", "/healthz", EVERYBODY, 200),
    Row("GET", "/readyz", EVERYBODY, 200),
    Row("GET", "/", EVERYBODY, 303),
    Row("GET", "/sign-in", EVERYBODY, 303),
    Row("POST", "/sign-in", EVERYBODY, 403),  # the token of a session is not that of the form
    Row("POST", "/sign-out", EVERYBODY, 303),
    Row("GET", "/queue", DESK, 200),
    Row("GET", "/queue/over-claims", "supervisor auditor", 200),
    Row("GET", "/lanes/confirm", DESK, 200),
    Row("POST", "/lanes/confirm/{reference}/{position}/yes", DESK, 409),  # not on the list
    Row("POST", "/lanes/confirm/{reference}/{position}/no", DESK, 409),
    Row("GET", "/lanes/audit", DESK, 200),
    Row("POST", "/lanes/audit", DESK, 303),
    Row("GET", "/lanes/urgent", "supervisor", 200),
    Row("POST", "/lanes/urgent/{reference}/{position}", "supervisor", 409),  # not urgent
    Row("GET", "/lanes/rescue", "supervisor", 200),
    Row("GET", "/lanes/restricted", "supervisor", 200),
    Row("GET", "/review", DESK, 303),
    Row("POST", "/review", DESK, 303),
    Row("GET", "/find", READERS, 303),
    Row("GET", "/review/{reference}", READERS, 200),
    Row("GET", CASE, READERS, 200),
    Row("GET", f"{CASE}/history", READERS, 200),
    Row("GET", f"{CASE}/preview", DESK, 200),
    Row("POST", f"{CASE}/claim", DESK, 303),
    Row("POST", f"{CASE}/record", DESK, 409),  # not claimed
    Row("POST", f"{CASE}/skip", DESK, 409),
    Row("POST", f"{CASE}/release", DESK, 409),
    Row("POST", f"{CASE}/take-over", DESK, 303),
    Row("POST", f"{CASE}/conflict", DESK, 303),
    Row("POST", f"{CASE}/urgent", DESK, 422),  # no words
    Row("POST", f"{CASE}/standards", DESK, 303),
    Row("POST", f"{CASE}/withdrew", DESK, 303),
    Row("POST", f"{CASE}/seal", DESK, 422),  # no such reason
    Row("POST", f"{CASE}/unseal", "supervisor", 422),  # one letter is no reason
    Row("POST", f"{CASE}/note", DESK, 303),
    Row("POST", f"{CASE}/heartbeat", DESK, 409),
    Row("POST", f"{CASE}/vehicle", DESK, 409),  # not claimed
    Row("POST", "/decisions/{decision_id}/undo", DESK, 404),
    Row("POST", f"{CASE}/allege", DESK, 422),  # neither added nor corrected
    Row("POST", f"{CASE}/exception", DESK, 409),  # not claimed
    Row("POST", f"{CASE}/moment", DESK, 422),  # no day
    Row("POST", f"{CASE}/place", DESK, 409),  # not claimed
    Row("POST", f"{CASE}/supersede", DESK, 409),  # not decided yet
    Row("POST", f"{CASE}/conclude", "supervisor process", 409),  # not decided yet
    Row("POST", "/conclusions/{decision_id}/undo", "supervisor process", 404),
    Row("GET", "/footage/{footage_id}/{role}", READERS, 200),
    Row("GET", "/footage/{footage_id}/stills/{number}", READERS, 200),
    Row("GET", "/approvals", "supervisor", 200),
    Row("POST", "/approvals/{proposal_id}/approve", "supervisor", 404),
    Row("POST", "/approvals/{proposal_id}/decline", "supervisor", 404),
    Row("POST", "/approvals/looks/{decision_id}/confirm", "supervisor", 404),
    Row("POST", "/approvals/looks/{decision_id}/back", "supervisor", 404),
    Row("GET", "/post", "process", 200),
    Row("POST", "/post/batches", "process", 422),  # no letter chosen
    Row("GET", "/post/batches/{batch_id}", "process", 404),
    Row("GET", "/post/batches/{batch_id}/manifest.csv", "process", 404),
    Row("POST", "/post/batches/{batch_id}/left", "process", 422),  # no day
    Row("POST", "/post/batches/{batch_id}/letters/{letter_id}/take-out", "process", 404),
    Row("POST", "/post/batches/{batch_id}/cancel", "process", 404),
    Row("GET", "/post/returned", "supervisor process", 200),
    Row("POST", "/post/returned", "supervisor process", 422),  # no such reason
    Row("GET", "/letters", READERS, 200),
    Row("GET", "/letter/{letter_id}", READERS, 404),
    Row("GET", "/letters/{reference}", READERS, 404),
    Row("GET", "/letters/{reference}/pdf", READERS, 404),
    Row("POST", "/letters/{reference}/served", "supervisor", 422),  # no day
    Row("POST", "/letters/{reference}/service", "supervisor process", 422),  # neither yes nor no
    Row("POST", "/letters/{reference}/withdraw", "supervisor", 404),
    Row("POST", "/letters/{reference}/contest", "supervisor", 422),  # no day
    Row("GET", "/contests", "supervisor", 200),
    Row("GET", "/contests/{contest_id}", "supervisor", 404),
    Row("POST", "/contests/{contest_id}/decide", "supervisor", 404),
    Row("GET", "/markers/{reference}/{position}", "supervisor", 200),
    Row("POST", "/markers/{reference}/{position}/vehicle", "supervisor", 422),  # no such marker
    Row("POST", "/markers/{reference}/{position}/reporter", "supervisor", 303),
    Row("POST", "/markers/{reference}/{position}/{marker_id}/lift", "supervisor", 404),
    Row("GET", "/policy", POLICY_READERS, 200),
    Row("GET", "/policy/compare", POLICY_READERS, 422),  # no version
    Row("GET", "/policy/versions/{version}/{name}.json", POLICY_READERS, 200),
    Row("POST", "/policy/drafts", "administrator", 422),  # no title
    Row("GET", "/policy/drafts/{draft_id}", POLICY_READERS, 404),
    Row("POST", "/policy/drafts/{draft_id}/about", "administrator", 422),  # no count of changes
    Row("POST", "/policy/drafts/{draft_id}/dry-run", "administrator", 422),  # no count of changes
    Row("POST", "/policy/drafts/{draft_id}/activate", "administrator", 422),  # no count of changes
    Row("POST", "/policy/drafts/{draft_id}/discard", "administrator", 422),  # no count of changes
    Row("GET", "/policy/drafts/{draft_id}/documents/{name}.json", POLICY_READERS, 404),
    Row("POST", "/policy/drafts/{draft_id}/documents/{name}", "administrator", 422),  # no document
    Row("GET", "/policy/drafts/{draft_id}/dials", "administrator", 404),
    Row("POST", "/policy/drafts/{draft_id}/dials", "administrator", 422),  # no count of changes
    Row("GET", "/policy/drafts/{draft_id}/offences", "administrator", 404),
    Row("GET", "/policy/drafts/{draft_id}/offences/{slug}", "administrator", 404),
    Row("POST", "/policy/drafts/{draft_id}/offences/{slug}", "administrator", 422),  # no count of changes
    Row("GET", "/policy/drafts/{draft_id}/wordings", "administrator", 404),
    Row("GET", "/policy/drafts/{draft_id}/wordings/{name}/{number}", "administrator", 404),
    Row("POST", "/policy/drafts/{draft_id}/wordings/{name}/{number}", "administrator", 422),  # no count of changes
    Row("GET", "/policy/drafts/{draft_id}/holidays", "administrator", 404),
    Row("POST", "/policy/drafts/{draft_id}/holidays", "administrator", 422),  # no count of changes
    Row("GET", "/work", "supervisor process auditor", 200),
    Row("POST", "/work/{task_id}/close", "supervisor", 404),
    Row("GET", "/keepers/{reference}/{position}", "process", 200),
    Row("POST", "/keepers/{reference}/{position}", "process", 422),  # no such state
    Row("GET", "/keepers/import", "process", 200),
    Row("POST", "/keepers/import", "process", 422),  # no file
    Row("POST", "/keepers/import/apply", "process", 422),  # nothing to apply
    Row("GET", "/keepers/wanted.csv", "process", 200),
    Row("GET", "/replies/{requirement_id}", "process", 404),
    Row("POST", "/replies/{requirement_id}", "process", 404),
    Row("GET", "/conclude/{reference}/{position}", "supervisor process", 200),
    Row("POST", "/conclude/{reference}/{position}", "supervisor process", 422),  # nothing chosen
    Row("GET", "/offers/{offer_id}", "supervisor process", 404),
    Row("POST", "/offers/{offer_id}", "supervisor process", 404),
    Row("GET", "/problems", "supervisor administrator auditor", 200),
    Row("POST", "/jobs/{job_id}/retry", "supervisor administrator", 404),
    Row("GET", "/alarms.json", "supervisor administrator auditor", 200),
    Row("POST", "/alarms/{alarm_id}/close", "supervisor", 404),
    Row("GET", "/performance", EVERYBODY, 200),
    Row("GET", "/performance.csv", EVERYBODY, 200),
)
OPEN = {
    *(("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/")),
    *(("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out")),
}
SIGNED_OUT = {("GET", "/healthz"): 200, ("GET", "/readyz"): 200, ("GET", "/sign-in"): 200, ("POST", "/sign-in"): 403}


@pytest.fixture
def guards(staffed: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, str], list[Requires | Open]]]:
    """What stands before each route of the staff's application."""
    for name, value in environment_of(staffed.settings).items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    found: dict[tuple[str, str], list[Requires | Open]] = {}
    for route in iter_route_contexts(staff_app().routes):
        if isinstance(route.original_route, APIRoute):
            for method in route.methods or ():
                found[(method, str(route.path))] = list(asked(route.dependant))
    yield found
    settings.cache_clear()


def asked(dependant: Dependant) -> Iterator[Requires | Open]:
    """The guards among everything a route depends on, however deep."""
    for one in dependant.dependencies:
        if isinstance(one.call, Requires | Open):
            yield one.call
        yield from asked(one)


def url_of(row: Row, house: House, case: Case) -> str:
    """An address of the route, about a case where it is about one."""
    parts = {
        "{reference}": case.reference,
        "{position}": str(case.position),
        "{footage_id}": str(footage_of(house, case).id),
        "{role}": "poster",
        "{version}": "1",
        "{name}": "letters",
        "{number}": "0",
        "{slug}": "mobile_phone",
    }
    url = row.path
    for name, value in parts.items():
        url = url.replace(name, value)
    for name in (
        "{decision_id}",
        "{proposal_id}",
        "{job_id}",
        "{alarm_id}",
        "{batch_id}",
        "{letter_id}",
        "{contest_id}",
        "{marker_id}",
        "{draft_id}",
        "{requirement_id}",
        "{offer_id}",
        "{task_id}",
    ):
        url = url.replace(name, str(uuid4()))
    return f"{url}?q={case.reference}" if row.path == "/find" else url


def called(seat: Seat, row: Row, url: str, case: Case) -> int:
    """The status somebody gets; forms carry a token, a version and words."""
    if row.method == "GET":
        return seat.get(url).status_code
    fields = {"version": case.version, "outcome": "no_further_action", "reason": "no_offence", "note": "x", "why": "x"}
    if row.path.endswith("/skip"):
        fields["why"] = "not_sure"
    return seat.post(url, log_number="1", **fields).status_code


def test_every_route_stands_in_the_table(guards: dict[tuple[str, str], list[Requires | Open]]) -> None:
    assert sorted(guards) == sorted(row.name for row in TABLE)


def test_every_route_names_exactly_one_permission_or_why_it_has_none(
    guards: dict[tuple[str, str], list[Requires | Open]],
) -> None:
    assert {name: len(found) for name, found in guards.items() if len(found) != 1} == {}
    assert {name for name, (guard,) in guards.items() if isinstance(guard, Open)} == OPEN


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_table_says(staffed: House, staff_url: str, role: Role) -> None:
    wrong = {}
    looked_at = a_case(staffed)
    for row in TABLE:
        seat = seated(staffed, staff_url, role)
        is_allowed = role in row.roles.split()
        # Whoever may change a case leaves it changed: each such row has one of its own.
        is_changed = is_allowed and row.method == "POST" and "{reference}" in row.path
        case = a_case(staffed) if is_changed else looked_at
        expected = row.status if is_allowed else 403
        status = called(seat, row, url_of(row, staffed, case), case)
        if status != expected:
            wrong[row.name] = (status, expected)
    assert wrong == {}


def test_nobody_in_particular_is_led_to_the_sign_in(staffed: House, staff_url: str) -> None:
    case, nobody = a_case(staffed), httpx.Client(verify=NO_CERTIFICATES, base_url=staff_url)
    for row in TABLE:
        answer = nobody.request(row.method, url_of(row, staffed, case), data={} if row.method == "POST" else None)
        assert answer.status_code == SIGNED_OUT.get(row.name, 303), row.name
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/sign-in"), row.name


@pytest.mark.parametrize("token", ["", "guessed"])
def test_a_form_without_the_sessions_token_changes_nothing(staffed: House, staff_url: str, token: str) -> None:
    case, seat = a_case(staffed), seated(staffed, staff_url, "supervisor")
    for row in TABLE:
        if row.method == "POST":
            fields = {"csrf": token, "version": str(case.version), "note": "x", "why": "x"}
            answer = seat.client.post(url_of(row, staffed, case), data=fields)
            assert answer.status_code == 403, row.name


def test_an_administrator_sees_failed_work_but_no_case(staffed: House, staff_url: str) -> None:
    with staffed.units.open() as unit:
        urgent = a_case(staffed, says="He had a knife.")
        job = unit.jobs.find_for(footage_of(staffed, urgent).id, JobKind.EXTRACT)
        assert job is not None
        taken = unit.jobs.take(job.id, seconds=60)
        assert taken is not None
        unit.jobs.park(taken, "TimeoutError: /secret/place")
    page = seated(staffed, staff_url, "administrator").get("/problems").text
    assert "It took longer than is allowed." in page
    for hidden in (urgent.reference, "knife", "/secret/place"):
        assert hidden not in page


def test_the_document_says_what_the_code_does(guards: dict[tuple[str, str], list[Requires | Open]]) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    for (method, path), (guard,) in guards.items():
        named = guard.permission.value if isinstance(guard, Requires) else f"open: {guard.why}"
        assert f"| `{method} {path}` | {named} |" in document
    for permission in Permission:
        marks = " | ".join("yes" if permission in ALLOWED[role] else "" for role in Role)
        assert f"| `{permission.value}` | {marks} |".replace("|  |", "| |").replace("|  |", "| |") in document
