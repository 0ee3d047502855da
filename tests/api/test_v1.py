"""/v1 over real HTTP: a report by program, its refusals, and what is done once."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from opsnap.client import CannotSubmit, Report, submit
from storage.embedded import Addresses
from tests.api.conftest import made_house
from tests.conftest import House
from tests.made.web import NO_CERTIFICATES, running

CLIP = b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 5000
HOUR_AGO = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="minutes")
ANSWERS: dict[str, str | float | bool | None] = {
    "offence": "mobile_phone",
    "says": "The driver held a phone to the ear.",
    "road": "A4123 Hagley Road West",
    "town": "Birmingham",
    "registration": "AB12 CDE",
    "lat": 52.4718,
    "lon": -2.0049,
}
PERSON = {"person": {"name": "Ann Example", "email": "ann@example.com"}}
REPORT = Report(ANSWERS, HOUR_AGO, "Ann Example", "ann@example.com")
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(scope="module")
def home(
    services: Addresses, template: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with made_house(services, template, worker_name, tmp_path_factory.mktemp("v1")) as house:
        yield house


@pytest.fixture(scope="module")
def url(home: House) -> Iterator[str]:
    with running(home, trusted_proxies="127.0.0.1", max_file_bytes=str(2**22), max_files="2") as url:
        yield url


@pytest.fixture
def web(url: str) -> Iterator[httpx.Client]:
    """Each test calls from an address of its own, as its proxy says."""
    told = {"X-Forwarded-For": f"198.51.100.{uuid4().int % 250}, 203.0.113.{uuid4().int % 250}"}
    with httpx.Client(verify=NO_CERTIFICATES, base_url=url, timeout=30, headers=told) as web:
        yield web


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "ride.mp4"
    path.write_bytes(CLIP)
    return path


@pytest.fixture
def draft(web: httpx.Client) -> dict[str, str]:
    """The Authorization header of a new draft."""
    started = web.post("/v1/drafts", json=PERSON)
    assert started.status_code == 201, started.text
    return {"Authorization": f"Bearer {started.json()['token']}"}


def send_clip(web: httpx.Client, draft: dict[str, str], content: bytes = CLIP) -> httpx.Response:
    part = {"Content-Type": "application/offset+octet-stream", "Upload-Length": str(len(content))}
    return web.post("/v1/uploads", headers=TUS | draft | part, content=content)


def problem_of(answer: httpx.Response, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, object] = answer.json()
    assert set(told) >= {"type", "status", "code", "title", "detail"}
    return told


def test_a_program_sends_a_report_and_sees_what_comes_of_it(url: str, web: httpx.Client, clip: Path) -> None:
    seen: list[tuple[int, int]] = []
    receipt = submit(url, clip, REPORT, tell=lambda arrived, whole: seen.append((arrived, whole)))
    assert receipt.sha256 == hashlib.sha256(CLIP).hexdigest()
    assert seen[-1] == (len(CLIP), len(CLIP))
    told = web.get("/v1/status", headers={"Snap-Reference": receipt.reference, "Snap-Secret": receipt.secret.lower()})
    assert told.status_code == 200
    assert told.json()["vehicles"][0]["outcome"] == "pending"
    assert told.json()["footage"] == [{"filename": "ride.mp4", "sha256": receipt.sha256, "size": len(CLIP)}]


def test_a_wrong_answer_is_refused_before_the_footage_is_sent(url: str, clip: Path) -> None:
    with pytest.raises(CannotSubmit, match=r"registration: .* letters and numbers") as refused:
        submit(url, clip, Report(ANSWERS | {"registration": "!!"}, HOUR_AGO, "Ann Example", "ann@example.com"))
    assert refused.value.code == "bad_answer"


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (replace(REPORT, at="yesterday"), "not a date and time"),
        (replace(REPORT, email="ann"), "correct format"),
        (replace(REPORT, name=" "), "Enter your full name"),
    ],
)
def test_the_client_says_what_is_wrong_in_one_sentence(url: str, clip: Path, report: Report, sentence: str) -> None:
    with pytest.raises(CannotSubmit, match=sentence):
        submit(url, clip, report)


def test_the_client_says_so_when_nobody_answers_or_the_file_is_not_there(url: str, clip: Path) -> None:
    with pytest.raises(CannotSubmit, match="does not answer"):
        submit("http://127.0.0.1:9", clip, REPORT, waits=())
    with pytest.raises(CannotSubmit, match="cannot be read"):
        submit(url, clip.with_name("gone.mp4"), REPORT)


def test_the_same_key_starts_one_draft_and_another_body_under_it_is_refused(web: httpx.Client) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = web.post("/v1/drafts", json=PERSON, headers=key)
    assert web.post("/v1/drafts", json=PERSON, headers=key).json() == first.json()
    other = {"person": {"name": "Bob Example", "email": "bob@example.com"}}
    assert problem_of(web.post("/v1/drafts", json=other, headers=key), 422)["code"] == "key_used_otherwise"


def test_a_key_that_could_be_guessed_is_refused(web: httpx.Client) -> None:
    assert problem_of(web.post("/v1/drafts", json=PERSON, headers={"Idempotency-Key": "1"}), 422)


def test_a_lost_receipt_comes_again_under_its_key_and_without_one_the_report_was_sent(
    web: httpx.Client, draft: dict[str, str], home: House
) -> None:
    assert send_clip(web, draft).status_code == 201
    body = {"answers": ANSWERS | {"occurred_at": f"{HOUR_AGO}"}, "signed_name": "Ann Example"}
    key = {"Idempotency-Key": str(uuid4())}
    first = web.post("/v1/submissions", json=body, headers=draft | key)
    assert first.status_code == 201, first.text
    assert web.post("/v1/submissions", json=body, headers=draft | key).json() == first.json()
    assert problem_of(web.post("/v1/submissions", json=body, headers=draft), 409)["code"] == "already_sent"
    assert problem_of(web.patch("/v1/drafts/current/answers", json={}, headers=draft), 409)["code"] == "already_sent"
    assert send_clip(web, draft).status_code == 409
    with home.units.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT answer::text FROM idempotency").scalars()
        assert not any(first.json()["secret"] in row for row in kept)


def test_a_report_without_footage_or_answers_is_refused_and_stays_a_draft(
    web: httpx.Client, draft: dict[str, str]
) -> None:
    refused = problem_of(web.post("/v1/submissions", json={"signed_name": "Ann Example"}, headers=draft), 422)
    assert refused["field"] == "footage"
    send_clip(web, draft)
    refused = problem_of(web.post("/v1/submissions", json={"signed_name": "Ann Example"}, headers=draft), 422)
    assert refused["field"] == "offence"
    body = {"answers": ANSWERS | {"occurred_at": HOUR_AGO}, "signed_name": ""}
    assert problem_of(web.post("/v1/submissions", json=body, headers=draft), 422)["field"] == "signature"
    assert web.get("/v1/drafts/current", headers=draft).json()["answers"] == {}


def test_answers_are_added_by_patch_and_replaced_by_put(web: httpx.Client, draft: dict[str, str]) -> None:
    web.patch("/v1/drafts/current/answers", json={"road": "A38", "town": "Birmingham"}, headers=draft)
    told = web.patch("/v1/drafts/current/answers", json={"town": "Dudley"}, headers=draft).json()["answers"]
    assert told == {"road": "A38", "town": "Dudley"}
    told = web.put("/v1/drafts/current/answers", json={"offence": "red_light"}, headers=draft).json()["answers"]
    assert told == {"offence": "red_light"}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"offence": "a\u0000b"}, "offence"),
        ({"lat": 91, "lon": 0}, "lat"),
        ({"occurred_at": "2020-01-01T00:00:00Z"}, "occurred_at"),
        ({"occurred_at": "2026-01-01T00:00:00"}, "occurred_at"),
        ({"mark_s": -1}, "mark_s"),
    ],
)
def test_an_answer_that_cannot_stand_names_its_field(
    web: httpx.Client, draft: dict[str, str], answers: dict[str, object], field: str
) -> None:
    told = problem_of(web.patch("/v1/drafts/current/answers", json=answers, headers=draft), 422)
    assert told["field"] == field
    assert web.get("/v1/drafts/current", headers=draft).json()["answers"] == {}


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"offense": "x"}',
        b'{"hurt": "perhaps"}',
        b'{"lat": 1e999}',
        b'{"mode": "spaceship"}',
        rb'{"road": "\ud800"}',
    ],
)
def test_a_body_of_another_shape_is_a_problem_and_never_an_error(
    web: httpx.Client, draft: dict[str, str], body: bytes
) -> None:
    problem_of(web.patch("/v1/drafts/current/answers", content=body, headers=draft | JSON), 422)


def test_an_offence_that_is_not_offered_is_refused(web: httpx.Client, draft: dict[str, str]) -> None:
    sent = web.patch("/v1/drafts/current/answers", json={"offence": "waiting"}, headers=draft)
    assert problem_of(sent, 422)["code"] == "unknown_offence"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/drafts/current"),
        ("PATCH", "/v1/drafts/current/answers"),
        ("PUT", "/v1/drafts/current/answers"),
        ("POST", "/v1/submissions"),
    ],
)
def test_without_the_token_of_a_live_draft_nothing_is_done(web: httpx.Client, method: str, path: str) -> None:
    body = {"signed_name": "Ann Example"} if path.endswith("submissions") else {}
    for told in ({}, {"Authorization": "Bearer guessed"}, {"Authorization": "Basic eDp5"}):
        answer = web.request(method, path, json=None if method == "GET" else body, headers=told)
        assert problem_of(answer, 401)["code"] == "draft_needed"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_another_drafts_upload_is_as_unknown_as_none(web: httpx.Client, draft: dict[str, str]) -> None:
    where = web.post("/v1/uploads", headers=TUS | draft | {"Upload-Length": "10"}).headers["Location"]
    assert web.head(where, headers=TUS | draft).status_code == 200
    other = {"Authorization": f"Bearer {web.post('/v1/drafts', json=PERSON).json()['token']}"}
    part = TUS | other | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    assert web.head(where, headers=TUS | other).status_code == 404
    assert web.patch(where, headers=part, content=b"x").status_code == 404
    assert web.delete(where, headers=TUS | other).status_code == 404
    assert web.head(where, headers=TUS).status_code == 401


def test_a_file_too_many_or_too_large_is_refused_and_the_draft_goes_on(
    web: httpx.Client, draft: dict[str, str]
) -> None:
    assert web.post("/v1/uploads", headers=TUS | draft | {"Upload-Length": str(2**22 + 1)}).status_code == 413
    assert [send_clip(web, draft, bytes([n]) * 100).status_code for n in range(3)] == [201, 201, 413]
    assert len(web.get("/v1/drafts/current", headers=draft).json()["footage"]) == 2


def test_a_body_over_64_kib_is_refused(web: httpx.Client, draft: dict[str, str]) -> None:
    assert web.patch("/v1/drafts/current/answers", json={"says": "x" * 70_000}, headers=draft).status_code == 413


def test_a_wrong_secret_and_an_unknown_reference_get_the_same_answer(url: str, web: httpx.Client, clip: Path) -> None:
    receipt = submit(url, clip, REPORT)
    wrong = web.get("/v1/status", headers={"Snap-Reference": receipt.reference, "Snap-Secret": "A" * 26})
    unknown = web.get("/v1/status", headers={"Snap-Reference": "SN-0000-0000-0", "Snap-Secret": receipt.secret})
    assert problem_of(wrong, 404) == problem_of(unknown, 404)


def test_after_ten_wrong_tries_an_address_waits_and_another_does_not(url: str) -> None:
    wrong = {"Snap-Reference": "SN-0000-0000-0", "Snap-Secret": "A" * 26}
    with httpx.Client(verify=NO_CERTIFICATES, base_url=url, headers=wrong, timeout=30) as web:
        statuses = [web.get("/v1/status", headers={"X-Forwarded-For": "192.0.2.7"}).status_code for _ in range(11)]
        assert statuses == [404] * 10 + [429]
        forged = web.get("/v1/status", headers={"X-Forwarded-For": "192.0.2.99, 192.0.2.7"})
        assert forged.status_code == 429, "only what our own proxy wrote last is believed"
        assert forged.headers["Retry-After"] == "900"
        assert web.get("/v1/status", headers={"X-Forwarded-For": "192.0.2.8"}).status_code == 404


def test_the_offences_and_the_description_are_open(web: httpx.Client) -> None:
    offences = {one["slug"]: one for one in web.get("/v1/offences").json()}
    assert offences["red_light"]["needs_notice"] is True
    assert "speeding" not in offences
    described = web.get("/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/v1/drafts", "/v1/submissions", "/v1/status", "/v1/offences"} <= set(described["paths"])
    assert not any(path.startswith("/report") for path in described["paths"])
    assert "application/problem+json" in described["paths"]["/v1/drafts"]["post"]["responses"]["422"]["content"]
