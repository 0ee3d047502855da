"""What cannot be done is refused over HTTP with a sentence and a status of its own, and nothing is half done."""

import json
from collections.abc import Callable

import httpx
import pytest

from tests.api.staff_house import text_of
from tests.journey.week import Week, hire, path_of, reported, somebody
from triage.case import Case

Refusal = Callable[[Week, Case], httpx.Response]


def by(role: str) -> Refusal:
    """Somebody of a role asks for a notice on a case that is not theirs."""
    return lambda week, case: hire(week, role).try_to(case, "notice", "offence_seen")


def by_holder(role: str = "officer", *, reason: str = "offence_seen", **fields: str) -> Refusal:
    """Whoever holds the case asks for a notice; ``fields`` are what is wrong with it."""

    def ask(week: Week, case: Case) -> httpx.Response:
        holder = hire(week, role)
        holder.post(f"{path_of(case)}/claim")
        return holder.try_to(case, "notice", reason, **fields)

    return ask


def by_owner(week: Week, case: Case) -> httpx.Response:
    """The officer whose own car it is asks for no further action."""
    owner = hire(week, "officer", own=(case.registration,))
    return owner.try_to(case, "no_further_action", "no_offence")


def kept(week: Week, case: Case) -> object:
    """All that a decision would change."""
    with week.units.open() as unit:
        decisions, letters = unit.decisions.list_for(case.id), unit.letters.list_for_case(case.id)
        tasks, now = unit.worklist.list_for_case(case.id), unit.cases.get(case.id)
    done = [one for one in week.events(case) if one != "claimed"]
    return decisions, letters, tasks, now.version, now.outcome, now.allegations, done


@pytest.mark.parametrize(
    ("days_ago", "refusal", "status", "sentence"),
    [
        (1, by_holder(offence="flying"), 422, "There is no offence called flying in the policy in force."),
        (1, by_holder(reason="nonsense"), 422, "nonsense"),
        (1, by_holder(played=""), 422, "Play the marked moment before you record this."),
        (1, by_holder(version="1"), 409, "This report changed while you looked at it."),
        (20, by_holder("supervisor"), 422, "The notice can no longer be served inside the 14 days."),
        (1, by("officer"), 409, "Open this report before you decide it: it is not yours at the moment."),
        (1, by("process"), 403, "Your role does not allow this."),
        (1, by("auditor"), 403, "Your role does not allow this."),
        (1, by_owner, 403, "stands in this case, so somebody else"),
    ],
    ids=["offence", "reason", "unwatched", "stale", "too late", "not claimed", "process", "auditor", "own car"],
)
def test_a_decision_that_cannot_be_made_changes_nothing(
    quiet: Week, days_ago: int, refusal: Refusal, status: int, sentence: str
) -> None:
    case = reported(quiet, f"NO{len(sentence)} ABC", "careless_due_care", days_ago, by=somebody())
    quiet.work()
    before = kept(quiet, case)
    answer = refusal(quiet, case)
    assert (answer.status_code, sentence in text_of(answer)) == (status, True), text_of(answer)
    quiet.work()
    assert kept(quiet, case) == before


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"occurred_at": "2026-02-30T08:15:00Z"}, "occurred_at", "Enter a real date and time"),
        ({"occurred_at": "2999-01-01T08:15:00Z"}, None, None),
        ({"offence": "flying"}, None, "There is no offence called flying in the policy in force."),
    ],
    ids=["no such day", "the future", "unknown offence"],
)
def test_an_answer_that_cannot_stand_is_not_kept(
    quiet: Week, answers: dict[str, str], field: str | None, sentence: str | None
) -> None:
    with httpx.Client(base_url=quiet.public_url, timeout=60) as web:
        person = {"name": "Robin Ash", "email": "robin@example.org"}
        begun = web.post("/v1/drafts", json={"person": person}).json()
        web.headers["Authorization"] = f"Bearer {begun['token']}"
        answer = web.patch("/v1/drafts/current/answers", json={"road": "Hagley Road", **answers})
        told = answer.json()
        assert answer.status_code == 422
        assert (field or told.get("field")) == told.get("field")
        assert sentence is None or sentence in told["detail"]
        assert web.get("/v1/drafts/current").json()["answers"] == {}


def test_a_policy_that_cannot_be_read_names_file_and_field_and_is_not_kept(quiet: Week) -> None:
    ada = hire(quiet, "administrator")
    draft = ada.post("/policy/drafts", title="A broken one").headers["location"]
    before = ada.web.get(f"{draft}/documents/policy.json").json()
    broken = {**before, "limits": {**before["limits"], "hold_seconds": "soon"}}
    form, file = {"csrf": ada.csrf, "changed": "1"}, {"document": json.dumps(broken)}
    answer = ada.web.post(f"{draft}/documents/policy", data=form, files=file)
    assert answer.status_code == 422
    assert "policy.json: limits.hold_seconds:" in text_of(answer)
    assert ada.web.get(f"{draft}/documents/policy.json").json() == before
    assert hire(quiet, "officer").ask("/policy/drafts", title="Mine").status_code == 403
