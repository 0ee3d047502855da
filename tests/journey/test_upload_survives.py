"""Nothing acknowledged is lost: the web is killed while footage arrives, and the same bytes are kept in the end."""

import base64
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx
import pytest

from opsnap.client import PIECE, Report, submit
from storage.keys import file_key
from tests.api.test_v1 import ANSWERS, HOUR_AGO
from tests.api.web_person import somebody
from tests.conftest import House
from tests.made.web import Web, served
from triage.job import JobKind
from triage.steps.receive import hashed_secret

CLIP = random.Random(7).randbytes(3 * PIECE + 17)
TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream"}


def kept_of(house: House, reference: str, secret: str) -> tuple[bytes, str]:
    """The one file of a report: its bytes in the store, and the hash in its row. Its job is waiting."""
    with house.units.open() as unit:
        report = unit.submissions.find_by_reference(reference, hashed_secret(secret))
        assert report is not None
        (footage,) = report.footage
        assert unit.jobs.find_for(footage.id, JobKind.EXTRACT) is not None
    stored = house.settings.files_folder / file_key(report.id, footage.id, "original")
    return stored.read_bytes(), footage.sha256


def test_a_program_goes_on_after_the_web_was_killed_in_mid_upload(house: House, tmp_path: Path) -> None:
    clip = tmp_path / "ride.mp4"
    clip.write_bytes(CLIP)
    killers: list[Thread] = []
    with served(house) as web:

        def kill_after_the_first_piece(_arrived: int, _whole: int) -> None:
            if not killers:
                killers.append(Thread(target=restart, args=(web,)))
                killers[0].start()

        report = Report(ANSWERS, HOUR_AGO, "Ann Example", "ann@example.com")
        receipt = submit(web.url, clip, report, tell=kill_after_the_first_piece, waits=(0.2,) * 20)
        killers[0].join()
    content, sha256 = kept_of(house, receipt.reference, receipt.secret)
    assert content == CLIP
    assert receipt.sha256 == sha256 == hashlib.sha256(CLIP).hexdigest()


def restart(web: Web) -> None:
    """As `kill -9` and a supervisor do it."""
    web.kill()
    web.start()


@pytest.mark.parametrize("sent", [1, 65_537, len(CLIP) - 1])
def test_a_browsers_upload_continues_where_the_killed_web_left_the_disk(house: House, sent: int) -> None:
    with served(house) as web, somebody(web.url) as person:
        person.begin()
        token = {"X-CSRF": person.csrf()}
        name = base64.b64encode(b"ride.mp4").decode()
        announced = {"Upload-Length": str(len(CLIP)), "Upload-Metadata": f"filename {name}"}
        where = person.web.post("/uploads", headers=TUS | token | announced).headers["Location"]
        acknowledged = person.web.patch(where, headers=PART | token | {"Upload-Offset": "0"}, content=CLIP[:sent])
        assert acknowledged.headers["Upload-Offset"] == str(sent)
        break_off(person.web, web, where, token, sent)
        restart(web)
        offset = int(person.web.head(where, headers=TUS).headers["Upload-Offset"])
        assert offset >= sent, "what was acknowledged is there"
        finished = person.web.patch(where, headers=PART | token | {"Upload-Offset": str(offset)}, content=CLIP[offset:])
        assert finished.headers["Upload-Offset"] == str(len(CLIP))
        restart(web)
        row = person.web.get("/report/footage/list.json").json()["footage"]
        assert [(one["name"], one["size_bytes"], one["state"]) for one in row] == [("ride.mp4", len(CLIP), "reading")]
    (kept,) = [path for path in house.settings.files_folder.rglob("original") if path.is_file()]
    assert hashlib.sha256(kept.read_bytes()).digest() == hashlib.sha256(CLIP).digest()
    with house.units.engine.connect() as connection:
        (row_hash,) = connection.exec_driver_sql("SELECT sha256 FROM footage").scalars()
    assert row_hash == hashlib.sha256(CLIP).hexdigest()


def break_off(browser: httpx.Client, web: Web, where: str, token: dict[str, str], offset: int) -> None:
    """Send some more and kill the web before it can answer."""

    def body() -> Iterator[bytes]:
        yield CLIP[offset : offset + (len(CLIP) - offset) // 2]
        web.kill()
        yield b""

    headers = PART | token | {"Upload-Offset": str(offset)}
    with pytest.raises(httpx.HTTPError):
        browser.patch(where, headers=headers, content=body())
