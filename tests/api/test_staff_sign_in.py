"""Sign-in over HTTP: one answer for every wrong pair, a rest after ten, a new session each time, and the way out."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from api.desk.passwords import hash_password, verify_password
from api.desk.sign_in import WRONG, own_path
from api.security import STAFF_COOKIE
from tests.api.staff_house import PASSWORD, a_person, seated, text_of
from tests.conftest import House
from tests.made.web import NO_CERTIFICATES


def name_of(house: House, staff_id: UUID) -> str:
    with house.units.open() as unit:
        return unit.staff.get(staff_id).username


def sign_in(url: str, username: str, password: str, *, next: str = "") -> tuple[httpx.Client, httpx.Response]:
    """As a browser does it: read the form, send it back."""
    client = httpx.Client(verify=NO_CERTIFICATES, base_url=url, timeout=20)
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/sign-in").text)
    assert csrf is not None
    fields = {"csrf": csrf[1], "username": username, "password": password, "next": next}
    return client, client.post("/sign-in", data=fields)


def test_the_right_pair_starts_a_session_that_scripts_and_other_sites_cannot_use(
    staffed: House, staff_url: str
) -> None:
    client, answer = sign_in(staff_url, name_of(staffed, a_person(staffed)), PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{STAFF_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "PC 1 Able" in client.get("/queue").text


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("officer", "/queue"),
        ("supervisor", "/queue"),
        ("process", "/work"),
        ("administrator", "/performance"),
        ("auditor", "/work"),
        ("observer", "/performance"),
    ],
)
def test_everybody_begins_where_they_may(staffed: House, staff_url: str, role: str, home: str) -> None:
    seat = seated(staffed, staff_url, role)
    assert seat.get("/").headers["location"] == home
    assert seat.get("/sign-in").headers["location"] == home
    assert seat.get(home).status_code == 200


def test_wrong_unknown_switched_off_and_resting_accounts_get_the_same_answer(staffed: House, staff_url: str) -> None:
    known = name_of(staffed, a_person(staffed))
    resting_id = a_person(staffed)
    with staffed.units.open() as unit:
        account = unit.staff.find_account(name_of(staffed, resting_id))
        assert account is not None
        unit.staff.failed(account, lock_after=1, lock_for=timedelta(minutes=15))
        off_name = unit.staff.get(unit.staff.add("nopassword", "Nobody", "officer", "-")).username
    pairs = [(known, "wrong"), ("nobody", PASSWORD), (account.username, PASSWORD), (off_name, "-"), ("", "")]
    answers = [sign_in(staff_url, username, password)[1] for username, password in pairs]
    assert {one.status_code for one in answers} == {422}
    assert all(WRONG in text_of(one) for one in answers)
    without_name = {re.sub(r'value="[^"]*"', "", one.text) for one in answers}
    assert len(without_name) == 1


def test_ten_wrong_passwords_let_the_account_rest_for_fifteen_minutes(staffed: House, staff_url: str) -> None:
    username = name_of(staffed, a_person(staffed))
    for _ in range(9):
        sign_in(staff_url, username, "wrong")
    with staffed.units.open() as unit:
        account = unit.staff.find_account(username)
        assert account is not None
        assert (account.failures, account.locked_until) == (9, None)
    sign_in(staff_url, username, "wrong")
    assert sign_in(staff_url, username, PASSWORD)[1].status_code == 422
    with staffed.units.open() as unit:
        account = unit.staff.find_account(username)
        assert account is not None
        assert account.locked_until is not None
        assert timedelta(minutes=14) < account.locked_until - unit.now <= timedelta(minutes=15)


def test_signing_in_clears_the_count_and_changes_the_cookie(staffed: House, staff_url: str) -> None:
    username = name_of(staffed, a_person(staffed))
    sign_in(staff_url, username, "wrong")
    client = httpx.Client(verify=NO_CERTIFICATES, base_url=staff_url)
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/sign-in").text)
    before = client.cookies[STAFF_COOKIE]
    assert csrf is not None
    client.post("/sign-in", data={"csrf": csrf[1], "username": username, "password": PASSWORD})
    assert client.cookies[STAFF_COOKIE] != before
    with staffed.units.open() as unit:
        account = unit.staff.find_account(username)
        assert account is not None
        assert account.failures == 0


def test_signing_out_ends_the_session_on_the_server(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    assert seat.client.post("/sign-out", data={"csrf": "guessed"}).status_code == 403
    kept = seat.client.cookies[STAFF_COOKIE]
    assert seat.post("/sign-out").headers["location"] == "/sign-in"
    stolen = httpx.get(f"{staff_url}/queue", cookies={STAFF_COOKIE: kept})
    assert stolen.headers["location"] == "/sign-in?next=/queue"


def test_a_sign_in_form_from_elsewhere_is_refused(staffed: House, staff_url: str) -> None:
    username = name_of(staffed, a_person(staffed))
    fields = {"csrf": "guessed", "username": username, "password": PASSWORD}
    for cookies in ({}, {STAFF_COOKIE: "chosen by somebody else"}):
        answer = httpx.post(f"{staff_url}/sign-in", data=fields, cookies=cookies)
        assert answer.status_code == 403
        assert "location" not in answer.headers


def test_after_signing_in_one_is_where_one_wanted_to_be(staffed: House, staff_url: str) -> None:
    username = name_of(staffed, a_person(staffed))
    _, answer = sign_in(staff_url, username, PASSWORD, next="/queue?lane=confirm")
    assert answer.headers["location"] == "/queue?lane=confirm"
    _, answer = sign_in(staff_url, username, PASSWORD, next="//elsewhere.example")
    assert answer.headers["location"] == "/queue"


@pytest.mark.parametrize(
    ("there", "kept"),
    [
        ("/", True),
        ("/queue", True),
        ("/review/SN-7K3M-9QXT-Q/1?clip=1", True),
        ("", False),
        ("queue", False),
        ("//elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("/queue\\..", False),
        ("/\t/elsewhere.example", False),
        ("/queue\r\nSet-Cookie: a=b", False),
        ("https://elsewhere.example", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_addresses_of_this_application_are_followed(there: str, kept: bool) -> None:
    assert own_path(there) == (there if kept else "")


def test_a_session_that_ran_out_or_an_account_switched_off_is_signed_out(staffed: House, staff_url: str) -> None:
    staff_id = a_person(staffed)
    with staffed.units.open() as unit:
        token, _ = unit.staff.start_session(staff_id, hours=0)
    assert httpx.get(f"{staff_url}/queue", cookies={STAFF_COOKIE: token}).status_code == 303


def test_passwords_are_argon2id_and_salted() -> None:
    one, other = hash_password("a"), hash_password("a")
    assert one.startswith("$argon2id$")
    assert one != other
    assert (verify_password("a", one), verify_password("b", one)) == (True, False)
    assert (verify_password("nobody's password", None), verify_password("-", "-")) == (False, False)
