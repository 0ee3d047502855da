"""The policy pages over HTTP: everybody reads, an administrator drafts, tries, activates; what is wrong is said."""

import json
from collections.abc import Iterator

import pytest

from tests.api.staff_house import Seat, a_case, again, seated, text_of
from tests.conftest import House
from triage.job import JobKind
from worker.house import house_of
from worker.tasks import WORK
from worker.work import perform


@pytest.fixture
def ada(staffed: House, staff_url: str) -> Seat:
    """An administrator at the policy page."""
    return seated(staffed, staff_url, "administrator", name="Ada Admin")


@pytest.fixture
def draft(ada: Seat) -> Iterator[str]:
    """The address of a fresh draft; what a test leaves open is put away."""
    url = ada.post("/policy/drafts", title="A heavier filter").headers["location"]
    yield url
    ada.post(f"{url}/discard", changed=changed(ada, url))


def changed(seat: Seat, url: str) -> str:
    """The count of changes that the draft's page carries."""
    return seat.get(url).text.partition('name="changed" value="')[2].partition('"')[0]


def dials(seat: Seat, url: str, **turned: str) -> dict[str, str]:
    """Every box of the form of dials as it stands, with some of them turned (a dot is written as two underscores)."""
    with_dots = {name.replace("__", "."): value for name, value in turned.items()}
    return {"changed": changed(seat, url), **with_dots}


def do_all(house: House, kind: JobKind) -> list[str | None]:
    home = house_of(house.settings, house.units)
    with house.units.open() as unit:
        waiting = [one for one in unit.jobs.list_unfinished() if one.kind is kind]
    return [perform(home, one.id, WORK) for one in waiting]


@pytest.mark.parametrize("role", ["officer", "supervisor", "process", "administrator", "auditor"])
def test_staff_read_the_policy_in_words(staffed: House, staff_url: str, role: str) -> None:
    seat = seated(staffed, staff_url, role)
    page = text_of(seat.get("/policy"))
    for words in ("cells of the offences are not verified", "Not verified", "Notice served by day 14", "RTA 1988 s.3"):
        assert words in page
    assert "Begin a draft" not in page


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("dials", "A filter offence counts as due this much earlier."),
        ("dials", "Levels The first level first; the last is never passed. 1, 2, final"),
        ("dials", "Longest clip"),
        ("words", "The footage shows no offence"),
        ("words", "machete"),
        ("words", "We have your report. Nobody has looked at it yet."),
        ("letters", "draft, not verified"),
        ("letters", "Warning about the driving of {registration}"),
        ("holidays", "First-class post does not count these days"),
        ("versions", "Shipped with the product"),
        ("nonsense", "Notice served by day 14"),
    ],
)
def test_each_part_of_the_policy_is_readable(ada: Seat, show: str, words: str) -> None:
    assert words in text_of(ada.get(f"/policy?show={show}"))


def test_observers_do_not_see_the_policy(staffed: House, staff_url: str) -> None:
    assert seated(staffed, staff_url, "observer").get("/policy").status_code == 403


def test_a_version_nobody_made_is_not_there(ada: Seat) -> None:
    assert ada.get("/policy?version=99").status_code == 404
    assert ada.get("/policy/compare?a=1&b=99").status_code == 404
    assert ada.get("/policy/versions/1/secrets.json").status_code == 404


def test_a_version_compared_with_itself_shows_no_difference(ada: Seat) -> None:
    assert "No difference." in text_of(ada.get("/policy/compare?a=1&b=1"))


@pytest.mark.parametrize("title", ["", " ", "x" * 81])
def test_a_draft_wants_a_name(ada: Seat, title: str) -> None:
    answer = ada.post("/policy/drafts", title=title)
    assert answer.status_code == 422
    assert "Give the draft a name" in text_of(answer)


def test_a_draft_goes_from_its_first_edit_to_cases_ranked_by_it(staffed: House, ada: Seat, draft: str) -> None:
    case = a_case(staffed)
    answer = ada.post(f"{draft}/dials", **dials(ada, draft, rank__G_days="21", intake__ask_area="yes"))
    assert answer.headers["location"] == draft
    page = text_of(ada.get(draft))
    assert "Head start of the filter was: 14 days → now: 21 days" in page
    assert "Possible once a dry-run exists" in page
    assert ada.post(f"{draft}/activate", changed=changed(ada, draft), reason="Because.").status_code == 409
    assert ada.post(f"{draft}/dry-run", changed=changed(ada, draft)).status_code == 303
    assert "The dry-run is about to begin" in text_of(ada.get(draft))
    assert do_all(staffed, JobKind.DRY_RUN) == ["done"]
    page = text_of(ada.get(draft))
    for words in ("exactly as it stands", "Cases tried", "Rise most", "Filter offences"):
        assert words in page
    assert "AB12" not in page
    refused = ada.post(f"{draft}/activate", changed=changed(ada, draft), reason=" ")
    assert (refused.status_code, "Say why this policy changes." in text_of(refused)) == (422, True)
    activated = ada.post(f"{draft}/activate", changed=changed(ada, draft), reason="The filter comes first.")
    assert activated.status_code == 303
    assert do_all(staffed, JobKind.RERANK) == ["done"]
    before, after = case.rank_key, again(staffed, case).rank_key
    assert before is not None
    assert after == before - 7 * 86_400
    versions = text_of(ada.get("/policy?show=versions"))
    assert "The filter comes first." in versions
    assert "Ada Admin" in versions
    assert "Head start of the filter" in text_of(ada.get("/policy/compare?a=1&b=2"))
    assert ada.post(f"{draft}/dials", **dials(ada, draft) | {"changed": "2"}).status_code == 409


@pytest.mark.parametrize(
    ("box", "typed", "sentence"),
    [
        ("rank.G_days", "many", "Head start of the filter: Must be a number."),
        ("rank.G_days", "1.5", "must be a whole number."),
        ("rank.B_days", "1e999", "Weight of harm: Must be a number."),
        ("rank.p_min", "0.99", "must be below p_max."),
        ("limits.offer_answer_days", "27", "must be a number from 28 to 90."),
        ("limits.audit_share", "2", "must be a number from 0 to 1."),
        ("ladder", "1\n1", "must name each level of warning once"),
        ("ladder", "", "must name each level of warning once"),
        ("feedback.warning", "", "must be words."),
        ("force.name", "", "must be words."),
        ("force.name", "\x00", "must not contain the character NUL"),
        ("intake.longest_clip_minutes", "0", "must be a number from 1 to 240."),
    ],
)
def test_a_wrong_dial_is_told_beside_its_box_and_nothing_is_saved(
    ada: Seat, draft: str, box: str, typed: str, sentence: str
) -> None:
    count = changed(ada, draft)
    answer = ada.post(f"{draft}/dials", **{"changed": count, "rank.r0": "2", box: typed})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Nothing was saved." in text_of(answer)
    assert changed(ada, draft) == count
    assert "Neutral harm" not in text_of(ada.get(draft))


def test_a_stale_form_is_refused_with_a_sentence(ada: Seat, draft: str) -> None:
    old = dials(ada, draft, rank__G_days="20")
    ada.post(f"{draft}/dials", **dials(ada, draft, rank__G_days="21"))
    answer = ada.post(f"{draft}/dials", **old)
    assert answer.status_code == 409
    assert "Somebody else saved a change to this draft first." in text_of(answer)


@pytest.mark.parametrize(
    ("box", "typed", "sentence"),
    [
        ("rank.harm_weight", "0", "must be a number from 0.01 to 1000."),
        ("rank.p_positive", "1.1", "must be a number from 0 to 1."),
        ("rank.minutes_if_positive", "-", "must be a number."),
        ("law", "", "must be words."),
        ("enforceable_from_public_footage", "perhaps", "must be one of"),
    ],
)
def test_a_wrong_cell_of_an_offence_is_told_beside_its_box(
    ada: Seat, draft: str, box: str, typed: str, sentence: str
) -> None:
    answer = ada.post(f"{draft}/offences/mobile_phone", **{"changed": changed(ada, draft), box: typed})
    assert answer.status_code == 422
    assert answer.text.count("field-error") == 1
    assert sentence in text_of(answer)


def test_an_offence_is_edited_and_who_verified_it_is_shown(ada: Seat, draft: str) -> None:
    form = {"changed": changed(ada, draft), "in_filter": "yes", "s172_applies": "yes", "fatal_four": "yes"}
    words = {"rank.harm_weight": "90", "fpn_gbp": "200", "verified_by": "Insp. Example, 1 November 2026"}
    assert ada.post(f"{draft}/offences/mobile_phone", **form, **words).status_code == 303
    page = text_of(ada.get(draft))
    assert "Harm weight was:" in page
    assert "now: 90" in page
    assert "Verified: Insp. Example" in text_of(ada.get(f"{draft}/offences")) or "harm 90" in text_of(
        ada.get(f"{draft}/offences")
    )
    assert ada.get(f"{draft}/offences/jaywalking").status_code == 404


def test_a_letter_is_edited_paragraph_by_paragraph(ada: Seat, draft: str) -> None:
    form = {"changed": changed(ada, draft), "text.sections.0.paragraphs.0": "An officer has watched the footage."}
    answer = ada.post(f"{draft}/wordings/letters/0", **form, **{"text.sections.0.paragraphs.new": "One more."})
    assert answer.status_code == 303
    page = text_of(ada.get(draft))
    for words in ("Letters in English", "new: An officer has watched the footage.", "new: One more.", "old: A police"):
        assert words in page


@pytest.mark.parametrize("text", ["Dear {nobody}", "Dear {recipient_name", "{reply_by} {{"])
def test_a_letter_that_names_what_it_has_not_is_refused_beside_its_paragraph(ada: Seat, draft: str, text: str) -> None:
    answer = ada.post(f"{draft}/wordings/letters/0", **{"changed": changed(ada, draft), "text.greeting": text})
    assert answer.status_code == 422
    assert answer.text.count('class="field-error"') == 1
    assert text.partition("{")[0] in answer.text


def test_a_holiday_is_added_and_taken_out(ada: Seat, draft: str) -> None:
    url = f"{draft}/holidays"
    for day, status in (("2027-02-03", 303), ("2027-02-03", 422), ("3 February", 422), ("", 422)):
        assert ada.post(url, changed=changed(ada, draft), day=day).status_code == status
    assert "Wednesday 3 February 2027" in text_of(ada.get(draft))
    assert ada.post(url, changed=changed(ada, draft), remove="2027-02-03").status_code == 303
    assert ada.post(url, changed=changed(ada, draft), remove="2027-02-03").status_code == 422
    assert "No difference yet." in text_of(ada.get(draft))


def sent(ada: Seat, draft: str, name: str, content: bytes) -> tuple[int, str]:
    answer = ada.client.post(
        f"{draft}/documents/{name}",
        data={"csrf": ada.csrf, "changed": changed(ada, draft)},
        files={"document": (f"{name}.json", content, "application/json")},
    )
    return answer.status_code, text_of(answer)


def test_a_whole_document_is_fetched_changed_and_sent_back(ada: Seat, draft: str) -> None:
    policy = ada.get(f"{draft}/documents/policy.json").json()
    policy["limits"]["audit_share"] = 0.1
    assert sent(ada, draft, "policy", json.dumps(policy).encode())[0] == 303
    assert "Audit lane was: 0.05 of 1 → now: 0.1 of 1" in text_of(ada.get(draft))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("policy", b"not json", "policy.json: (top): must be a JSON document."),
        ("policy", b"[]", "policy.json: (top): must be an object with named fields."),
        ("policy", b"{}", "policy.json: "),
        ("policy", b"[" * 100_000, "policy.json: (top): must be a JSON document."),
        ("offences", b"[]", "must stay in the table"),
        ("offences", b"[1]", "offences.json: [0]: must be an object"),
        ("letters", b"{}", "letters.json: version: is missing."),
        ("holidays", b'["Easter"]', "holidays.json: [0]: must be a date"),
        ("holidays", b" " * (1024 * 1024 + 1), "must be smaller than 1 MB."),
    ],
    ids=lambda part: part[:12] if isinstance(part, str) else "",
)
def test_a_document_that_is_no_policy_is_refused_by_file_and_field(
    ada: Seat, draft: str, name: str, content: bytes, sentence: str
) -> None:
    count = changed(ada, draft)
    status, words = sent(ada, draft, name, content)
    assert (status, sentence in words) == (422, True)
    assert changed(ada, draft) == count


def test_a_draft_may_begin_on_another_day_but_not_on_no_day(ada: Seat, draft: str) -> None:
    form = {"title": "Later", "valid_from": "2030-01-01"}
    assert ada.post(f"{draft}/about", changed=changed(ada, draft), **form).status_code == 303
    assert "would apply from 1 January 2030" in text_of(ada.get(draft))
    assert ada.post(f"{draft}/about", changed=changed(ada, draft), **form | {"valid_from": "soon"}).status_code == 422
