"""What the names of dashcam files claim, and which numbers are no date at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.footage.file_name import findings_of_name

MORNING = "2026-11-14T08:15:00"


@pytest.mark.parametrize(
    ("name", "printed", "zone"),
    [
        ("2026_1114_081500_001F.MP4", MORNING, None),  # Viofo
        ("2026_1114_081500.MP4", MORNING, None),
        ("20261114_081500_EF.mp4", MORNING, None),  # BlackVue
        ("20261114081500_000123.MP4", MORNING, None),
        ("NO20261114-081500-000123F.MP4", MORNING, None),  # 70mai
        ("FILE261114-081500F.MP4", MORNING, None),
        ("REC_261114_081500.mp4", MORNING, None),
        ("EVT_20261114_081500.avi", MORNING, None),
        ("2026-11-14_08-15-00-front.mp4", MORNING, None),  # Tesla
        ("2026-11-14 08.15.00.mov", MORNING, None),
        ("VID_20261114_081500.mp4", MORNING, None),
        ("VID_20261114_081500123.mp4", MORNING, None),
        ("PXL_20261114_081500123.mp4", MORNING, "UTC"),
        ("PXL_20261114_081500123.TS.mp4", MORNING, "UTC"),
        ("VID-20261114-WA0001.mp4", "2026-11-14", None),
        ("WhatsApp Video 2026-11-14 at 08.15.00.mp4", "2026-11-14", None),
        ("20280229_235959_NR.mp4", "2028-02-29T23:59:59", None),  # leap day
        ("20260101_000000_NF.mp4", "2026-01-01T00:00:00", None),
    ],
)
def test_a_name_claims_a_time(name: str, printed: str, zone: str | None) -> None:
    (found,) = findings_of_name(name)
    assert (found.kind, found.source, found.confidence) == ("recorded_at", "file name", None)
    assert found.value == {"printed": printed, "zone": zone, "t": 0.0}


@pytest.mark.parametrize(
    "name",
    [
        "GH010123.MP4",
        "GX019999.MP4",
        "DJI_0042.MP4",
        "clip.mp4",
        "",
        "IMG_4711.MOV",
        "20261314_081500_EF.mp4",  # no such month
        "20260229.mp4",  # no leap year
        "202611140815001234567.mp4",  # a number, not a date
        "1731572100.mp4",
        "261114_081500.mp4",  # which two of the six are the year, nothing says
        "14-11-2026.mp4",
    ],
)
def test_other_names_claim_nothing(name: str) -> None:
    assert findings_of_name(name) == ()


def test_an_hour_that_cannot_be_leaves_the_day() -> None:
    (found,) = findings_of_name("20261114_251500_EF.mp4")
    assert found.value == {"printed": "2026-11-14", "zone": None, "t": 0.0}


@given(st.text(alphabet="0123456789-_. TPXLREC", max_size=60))
def test_any_name_gives_at_most_one_claim(name: str) -> None:
    assert len(findings_of_name(name)) <= 1
