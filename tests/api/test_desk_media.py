"""Footage over HTTP: ranges as browsers ask for them, headers that keep bytes harmless, and what stays shut."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text

from api.desk.ranges import Span, Unsatisfiable, span_of
from tests.api.staff_house import BYTES, a_case, a_draft_with_footage, footage_of, path_of, seated
from tests.conftest import House
from triage.steps import review
from triage.steps.another import Seen, open_another

SIZE = 1000
VIDEO = BYTES["playable"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=0-", Span(0, 1000)),
        ("bytes=0-0", Span(0, 1)),
        ("bytes=999-", Span(999, 1)),
        ("bytes=200-299", Span(200, 100)),
        ("bytes=900-5000", Span(900, 100)),
        ("bytes=-500", Span(500, 500)),
        ("bytes=-5000", Span(0, 1000)),
        ("Bytes=0-9", Span(0, 10)),
        ("bytes=0-9,20-29", None),
        ("bytes=9-0", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes", None),
        ("seconds=0-9", None),
        ("bytes=" + "9" * 40 + "-", None),
    ],
)
def test_one_range_is_cut_and_everything_else_is_the_whole_file(header: str, expected: Span | None) -> None:
    assert span_of(header, SIZE) == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_outside_the_file_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, SIZE)


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "content"),
    [
        ("bytes=0-", 206, f"bytes 0-{len(VIDEO) - 1}/{len(VIDEO)}", VIDEO),
        ("bytes=-500", 206, f"bytes {len(VIDEO) - 500}-{len(VIDEO) - 1}/{len(VIDEO)}", VIDEO[-500:]),
        ("bytes=100-299", 206, f"bytes 100-299/{len(VIDEO)}", VIDEO[100:300]),
        (f"bytes={len(VIDEO)}-", 416, f"bytes */{len(VIDEO)}", b""),
        ("bytes=0-9,20-29", 200, None, VIDEO),
    ],
)
def test_a_browser_gets_the_part_it_asks_for(
    staffed: House, staff_url: str, asked: str, status: int, content_range: str | None, content: bytes
) -> None:
    footage = footage_of(staffed, a_case(staffed))
    answer = seated(staffed, staff_url).get(f"/footage/{footage.id}/playable", range=asked)
    assert (answer.status_code, answer.headers.get("content-range"), answer.content) == (
        status,
        content_range,
        content,
    )


def test_a_range_of_other_bytes_is_answered_with_the_whole_and_known_bytes_with_nothing(
    staffed: House, staff_url: str
) -> None:
    url = f"/footage/{footage_of(staffed, a_case(staffed)).id}/playable"
    seat = seated(staffed, staff_url)
    etag = seat.get(url).headers["etag"]
    assert seat.get(url, range="bytes=0-9", if_range=etag).status_code == 206
    assert seat.get(url, range="bytes=0-9", if_range='"other"').status_code == 200
    assert seat.get(url, range="bytes=0-9", if_range="Sat, 21 Nov 2026 10:00:00 GMT").status_code == 200
    assert (seat.get(url, if_none_match=etag).status_code, seat.get(url, if_none_match=etag).content) == (304, b"")


@pytest.mark.parametrize(
    ("role", "media_type"),
    [
        ("playable", "video/mp4"),
        ("poster", "image/jpeg"),
        ("strip", "image/jpeg"),
        ("frames", "application/json"),
        ("telemetry", "application/json"),
    ],
)
def test_what_was_made_is_handed_out_as_what_it_is_and_can_do_nothing(
    staffed: House, staff_url: str, role: str, media_type: str
) -> None:
    answer = seated(staffed, staff_url).get(f"/footage/{footage_of(staffed, a_case(staffed)).id}/{role}")
    assert (answer.headers["content-type"], answer.content) == (media_type, BYTES[role])
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_the_original_is_a_download_under_a_name_of_ours(staffed: House, staff_url: str) -> None:
    content = b"exactly these bytes" + uuid4().bytes
    footage = footage_of(staffed, a_case(staffed, content=content))
    answer = seated(staffed, staff_url).get(f"/footage/{footage.id}/original")
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    named = f'attachment; filename="footage-{footage.sha256[:12]}-1.mp4"'
    assert answer.headers["content-disposition"] == named


def test_every_look_at_footage_is_noted(staffed: House, staff_url: str) -> None:
    footage = footage_of(staffed, a_case(staffed))
    seat = seated(staffed, staff_url)
    seat.get(f"/footage/{footage.id}/poster")
    seat.get(f"/footage/{footage.id}/playable", range="bytes=0-9")
    with staffed.units.open() as unit:
        looks = unit.history.list_looks(footage.id)
    assert [(one.actor, one.what) for one in looks] == [
        (str(seat.staff_id), "footage:poster"),
        (str(seat.staff_id), "footage:playable"),
    ]


@pytest.mark.parametrize("role", list(BYTES))
def test_sealed_footage_yields_nothing_to_anybody(staffed: House, staff_url: str, role: str) -> None:
    case = a_case(staffed)
    footage = footage_of(staffed, case)
    seal(staffed, case.id)
    for who in ("officer", "supervisor", "auditor"):
        answer = seated(staffed, staff_url, who).get(f"/footage/{footage.id}/{role}")
        assert (answer.status_code, BYTES[role][:10] in answer.content) == (404, False)


def test_the_desk_of_a_sealed_case_names_no_footage(staffed: House, staff_url: str) -> None:
    case = a_case(staffed)
    seal(staffed, case.id)
    page = seated(staffed, staff_url, "supervisor").get(f"/review/{case.reference}").text
    assert "This case is sealed." in page
    assert "/footage/" not in page


def test_footage_that_one_case_of_a_report_seals_is_named_on_no_other(staffed: House, staff_url: str) -> None:
    case, seat = a_case(staffed), seated(staffed, staff_url)
    seat.get(path_of(case))
    with staffed.units.open() as unit:
        officer = unit.staff.get(seat.staff_id)
        review.claim(unit, case.id, officer)
        other = open_another(unit, case.id, Seen("red_light", registration="CD34 EFG"), by=officer)
    assert "/footage/" in seat.get(path_of(case)).text
    seal(staffed, other.id)
    assert "/footage/" not in seat.get(path_of(case)).text


@pytest.mark.parametrize("address", ["{id}/everything", "{id}/..", f"{UUID(int=4)}/playable"])
def test_what_is_not_there_is_not_found(staffed: House, staff_url: str, address: str) -> None:
    footage = footage_of(staffed, a_case(staffed))
    assert seated(staffed, staff_url).get(f"/footage/{address.format(id=footage.id)}").status_code == 404


def test_footage_of_a_draft_or_of_ones_own_vehicle_is_not_handed_out(staffed: House, staff_url: str) -> None:
    _, draft = a_draft_with_footage(staffed, None, b"not sent yet" + uuid4().bytes)
    own = footage_of(staffed, a_case(staffed, registration="OW11 NED"))
    seat = seated(staffed, staff_url, own=("OW11NED",))
    assert seat.get(f"/footage/{draft.id}/original").status_code == 404
    assert seat.get(f"/footage/{own.id}/original").status_code == 403


def test_a_restricted_case_is_for_supervisors(staffed: House, staff_url: str) -> None:
    seated(staffed, staff_url, own=("FO11 RCE".replace(" ", ""),))
    case = a_case(staffed, registration="FO11 RCE")
    assert case.lane == "restricted"
    footage = footage_of(staffed, case)
    for role, status in (("officer", 403), ("auditor", 403), ("supervisor", 200)):
        assert seated(staffed, staff_url, role).get(f"/footage/{footage.id}/poster").status_code == status


def seal(house: House, case_id: object) -> None:
    """As the sealing step will leave it."""
    engine = create_engine(house.owner_url)
    with engine.begin() as connection:
        connection.execute(text('UPDATE "case" SET sealed_at = now(), open = false WHERE id = :id'), {"id": case_id})
    engine.dispose()
