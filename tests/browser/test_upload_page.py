"""The upload page with a script: pieces, resuming, refusals before the first byte; and without one."""

import base64
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import drawn_clip
from tests.browser.shelf import CHROMIUM, FLAGS, Shelf, pages, shelf

pytestmark = pytest.mark.browser

PIECE = 16 * 1024 * 1024


@dataclass
class Upload:
    """What the stand-in server was told about one upload."""

    name: str
    size: int
    csrf: str
    offsets: list[int] = field(default_factory=lambda: [0])
    asked_for_offset: int = 0


class TusShelf(Shelf):
    """Speaks as much tus as the page needs; refuses one piece when told to."""

    uploads: ClassVar[list[Upload]]
    refusals: ClassVar[list[int]]

    def do_POST(self) -> None:
        """Creates an upload."""
        if self.path != "/uploads":
            super().do_POST()
            return
        metadata = dict(pair.partition(" ")[::2] for pair in self.headers["Upload-Metadata"].split(","))
        name = base64.b64decode(metadata["filename"]).decode()
        self.uploads.append(Upload(name, int(self.headers["Upload-Length"]), self.headers["X-CSRF"]))
        self._tell(201, Location=f"/uploads/{len(self.uploads) - 1}")

    def do_HEAD(self) -> None:
        """Says how far an upload has come."""
        upload = self._upload()
        upload.asked_for_offset += 1
        self._tell(200, Upload_Offset=str(upload.offsets[-1]), Upload_Length=str(upload.size))

    def do_PATCH(self) -> None:
        """Takes a piece."""
        upload = self._upload()
        piece = len(self.rfile.read(int(self.headers["Content-Length"])))
        if self.refusals and len(upload.offsets) == self.refusals[0]:
            self.refusals.pop()
            self._tell(503)
            return
        upload.offsets.append(upload.offsets[-1] + piece)
        self._tell(204, Upload_Offset=str(upload.offsets[-1]))

    def do_GET(self) -> None:
        """Lists what is whole, as the report's own list does."""
        if self.path != "/report/footage/list.json":
            super().do_GET()
            return
        footage = [
            {"id": str(place), "name": one.name, "size_bytes": one.size, "state": "read", "note": "GPS found"}
            for place, one in enumerate(self.uploads)
            if one.offsets[-1] == one.size
        ]
        self._answer(json.dumps({"footage": footage}).encode(), "application/json")

    def _upload(self) -> Upload:
        return self.uploads[int(self.path.rpartition("/")[2])]

    def _tell(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Tus-Resumable", "1.0.0")
        self.send_header("Content-Length", "0")
        self.end_headers()


@dataclass
class Served:
    """A browser, the address of the page, a folder of files, and what the server was told."""

    browser: Browser
    url: str
    folder: Path
    uploads: list[Upload]
    refusals: list[int]


@pytest.fixture
def served() -> Iterator[Served]:
    uploads: list[Upload] = []
    refusals: list[int] = []
    handler = type("FilledTusShelf", (TusShelf,), {"uploads": uploads, "refusals": refusals})
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        drawn_clip.draw(folder, 30)
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with shelf(pages(), folder, handler) as (url, _):
            yield Served(browser, f"{url}/public_footage_empty", folder, uploads, refusals)
        browser.close()


def a_video(served: Served, size: int) -> Path:
    video = served.folder / "2026_1114_081522_F.MP4"
    video.write_bytes((served.folder / "clip.mp4").read_bytes().ljust(size, b"\0"))
    return video


def choose(served: Served, *files: Path) -> Page:
    page = served.browser.new_page()
    page.goto(served.url)
    page.locator("input[name=footage]").set_input_files(files)
    return page


def test_a_video_goes_up_in_pieces_of_16_mib_with_the_token(served: Served) -> None:
    size = PIECE + 1000
    page = choose(served, a_video(served, size))
    expect(page.locator(".video__state")).to_have_text("Uploaded, 17 MB. GPS found")
    (upload,) = served.uploads
    assert (upload.name, upload.csrf) == ("2026_1114_081522_F.MP4", "preview")
    assert upload.offsets == [0, PIECE, size]


def test_a_refused_piece_is_sent_again_from_where_the_server_stands(served: Served) -> None:
    served.refusals.append(2)
    size = 2 * PIECE
    page = choose(served, a_video(served, size))
    expect(page.locator(".video__state")).to_have_text("Uploaded, 34 MB. GPS found")
    assert served.uploads[0].offsets == [0, PIECE, size]
    assert served.uploads[0].asked_for_offset >= 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The selected file is empty"),
        (b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "The selected file must be a video (MP4, MOV, AVI, MKV or TS)"),
    ],
)
def test_what_cannot_be_a_video_is_refused_before_its_first_byte(served: Served, content: bytes, sentence: str) -> None:
    file = served.folder / "notes.mp4"
    file.write_bytes(content)
    page = choose(served, file)
    expect(page.locator(".video__state")).to_have_text(sentence)
    assert served.uploads == []


def test_a_location_log_beside_the_video_may_be_sent(served: Served) -> None:
    file = served.folder / "ride.NMEA"
    file.write_bytes(b"$GPRMC,081530.00,A,5228.8000,N,00154.0000,W,30.0,271.5,140326,,,A*00")
    page = choose(served, file)
    expect(page.locator(".video__state")).to_contain_text("Uploaded")
    assert len(served.uploads) == 1


def test_a_file_name_is_text_whatever_it_says(served: Served) -> None:
    file = served.folder / "<img src=x onerror=alert(1)>.mp4"
    file.write_bytes(b"")
    page = choose(served, file)
    expect(page.locator(".video__name")).to_have_text(file.name)
    assert page.locator(".video img").count() == 0


def test_without_a_script_the_page_is_a_plain_multipart_form(served: Served) -> None:
    page = served.browser.new_context(java_script_enabled=False).new_page()
    page.goto(served.url)
    form = page.locator("#upload")
    assert form.get_attribute("enctype") == "multipart/form-data"
    assert form.locator("input[type=file][name=footage]").is_visible()
    assert form.get_by_role("button", name="Upload", exact=True).is_visible()
