"""What headers say of a clip: streams, clocks, place, device, and the program that wrote the file last."""

import json
from pathlib import Path

import pytest

from tests.made.hostile import draw_clip, trimmed
from worker.footage.container import clock_of
from worker.footage.facts import ClockFacts, ContainerFacts, Extraction, PaceFacts, StreamFacts, UnusableFacts
from worker.footage.launcher import Launcher
from worker.footage.read import container_words
from worker.footage.resaved import encoder_in, program_behind
from worker.footage.verdict import Verdict

IPHONE = {
    "com.apple.quicktime.make": "Apple",
    "com.apple.quicktime.model": "iPhone 13",
    "com.apple.quicktime.software": "17.1",
    "com.apple.quicktime.creationdate": "2026-06-09T18:30:05+0100",
    "com.apple.quicktime.location.ISO6709": "+52.4814-001.8998+140.000/",
    "creation_time": "2026-06-09T17:30:05Z",
}
WITH_KEYS = {"movflags": "use_metadata_tags"}


def facts_of(launcher: Launcher, path: Path) -> ContainerFacts:
    """The container facts of a file that has some."""
    container = launcher.extract(path).container
    assert container is not None
    return container


def test_every_stream_is_listed_with_codec_and_language(launcher: Launcher, tmp_path: Path) -> None:
    facts = facts_of(launcher, draw_clip(tmp_path / "clip.mp4", sound=True))
    assert facts.streams == (
        StreamFacts("video", "h264", None, "VideoHandler"),
        StreamFacts("audio", "aac", None, "SoundHandler"),
    )
    assert facts.has_audio


def test_a_phone_says_who_made_it_when_and_where(launcher: Launcher, tmp_path: Path) -> None:
    facts = facts_of(launcher, draw_clip(tmp_path / "clip.mov", container="mov", tags=IPHONE, muxer=WITH_KEYS))
    assert (facts.make, facts.model, facts.firmware) == ("Apple", "iPhone 13", "17.1")
    assert (facts.created_at, facts.created_zone) == ("2026-06-09T18:30:05", "+01:00")
    assert facts.created_source == "com.apple.quicktime.creationdate"
    assert facts.also_created[0] == ClockFacts("2026-06-09T17:30:05", "UTC", "creation_time")
    assert (facts.lat, facts.lon) == (52.4814, -1.8998)


def test_two_clocks_of_one_header_are_two_findings(launcher: Launcher, tmp_path: Path) -> None:
    path = draw_clip(tmp_path / "clip.mov", container="mov", tags=IPHONE, muxer=WITH_KEYS)
    found = launcher.extract(path).findings
    assert [one.value for one in found if one.kind == "recorded_at"] == [
        {"printed": "2026-06-09T18:30:05", "zone": "+01:00"},
        {"printed": "2026-06-09T17:30:05", "zone": "UTC"},
    ]
    assert [one.value for one in found if one.kind == "place"] == [{"lat": 52.4814, "lon": -1.8998}]


@pytest.mark.parametrize(
    ("container", "codec", "zone"), [("mp4", "libx264", "UTC"), ("matroska", "libx264", "UTC"), ("mov", "mjpeg", "UTC")]
)
def test_the_clock_of_the_header_is_read_with_the_zone_it_promises(
    launcher: Launcher, tmp_path: Path, container: str, codec: str, zone: str
) -> None:
    picture = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    path = tmp_path / "clip"
    tags = {"creation_time": "2026-01-15T12:00:00Z"}
    draw_clip(path, container=container, codec=codec, pixel_format=picture, tags=tags)
    facts = facts_of(launcher, path)
    assert (facts.created_at, facts.created_zone) == ("2026-01-15T12:00:00", zone)


@pytest.mark.parametrize(
    ("printed", "promised", "clock"),
    [
        ("2026-06-09T18:30:05.000000Z", "UTC", ("2026-06-09T18:30:05", "UTC")),
        ("2026-06-09T18:30:05+0100", None, ("2026-06-09T18:30:05", "+01:00")),
        ("2026-06-09T18:30:05-05:30", None, ("2026-06-09T18:30:05", "-05:30")),
        ("2026-06-09 18:30:05", None, ("2026-06-09T18:30:05", None)),
        ("2026:06:09 18:30:05", None, ("2026-06-09T18:30:05", None)),
        ("2026-06-09T18:30:05", "UTC", ("2026-06-09T18:30:05", "UTC")),
        ("1904-01-01T00:00:00Z", "UTC", None),
        ("1970-01-01T00:00:00Z", "UTC", None),
        ("2026-06-09", None, None),
        ("yesterday", None, None),
        (None, None, None),
    ],
)
def test_a_clock_is_read_as_printed_or_not_at_all(
    printed: str | None, promised: str | None, clock: tuple[str, str | None] | None
) -> None:
    assert clock_of(printed, "tag", promised) == (ClockFacts(*clock, "tag") if clock else None)


@pytest.mark.parametrize("place", ["+00.0000+000.0000/", "+95.0000+000.1000/", "52.48,-1.89", "+52.4814"])
def test_a_place_that_is_none_is_left_out(launcher: Launcher, tmp_path: Path, place: str) -> None:
    path = draw_clip(tmp_path / "c.mp4", tags={"location": place}, muxer=WITH_KEYS, pictures=3)
    assert facts_of(launcher, path).lat is None


def test_gaps_and_doubles_of_a_clip_are_found(launcher: Launcher, tmp_path: Path) -> None:
    times = [*range(10), *range(60, 70)]
    extraction = launcher.extract(draw_clip(tmp_path / "gap.mkv", container="matroska", times=times))
    assert extraction.container is not None
    assert extraction.container.pace == PaceFacts(0.04, gaps=1, longest_gap_s=2.04, longest_gap_at_s=0.36)
    assert extraction.container.duration_s == pytest.approx(2.8, abs=0.01)
    assert [one.value for one in extraction.findings if one.kind == "pace"] == [
        {"gaps": 1, "longest": 2.04, "t": 0.36, "duplicates": 0, "variable": False}
    ]


def test_an_edit_list_that_hides_pictures_is_told(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "trimmed.mp4"
    path.write_bytes(trimmed(clip.read_bytes(), 10, 10))
    extraction = launcher.extract(path)
    assert extraction.container is not None
    assert extraction.container.is_trimmed
    assert [one.value for one in extraction.findings if one.kind == "trimmed"] == [True]


def test_a_clip_saved_again_says_by_what_and_stays_watchable(launcher: Launcher, clip: Path) -> None:
    extraction = launcher.extract(clip)
    (resaved,) = [one for one in extraction.findings if one.kind == "resaved"]
    assert isinstance(resaved.value, dict)
    assert resaved.value["by"] == "FFmpeg"
    assert resaved.confidence == 0.7
    assert extraction.is_watchable


@pytest.mark.parametrize(
    ("tags", "program"),
    [
        ({"encoder": "HandBrake 1.7.2 2023122900"}, "HandBrake"),
        ({"ENCODER": "Lavf58.76.100"}, "FFmpeg"),
        ({"handler_name": "ISO Media file produced by Google Inc."}, "YouTube or Google Photos"),
        ({"comment": "vid:v0300fg10000"}, "TikTok"),
        ({"encoder": "Lavf57", "handler_name": "WhatsApp"}, "WhatsApp"),
        ({"handler_name": "Core Media Video"}, None),
        ({"encoder": "GoPro AVC encoder"}, None),
        ({"encoder": "Novatek"}, None),
        ({}, None),
    ],
)
def test_the_surest_trace_of_an_editor_is_named(tags: dict[str, str], program: str | None) -> None:
    found = program_behind([{}, tags])
    assert (found.program if found else None) == program


def test_a_software_encoder_signs_the_first_picture() -> None:
    signed = encoder_in(bytes(40) + b"x264 - core 164 r3108 - H.264/MPEG-4 AVC codec - options: cabac=1\0")
    assert signed is not None
    assert (signed.program, signed.words) == ("x264", "x264 - core 164 r3108")
    assert encoder_in(bytes(400)) is None


def test_wiped_headers_do_not_hide_the_software_encoder(launcher: Launcher, tmp_path: Path) -> None:
    path = draw_clip(tmp_path / "wiped.mp4", options={"x264-params": "threads=1"})
    path.write_bytes(path.read_bytes().replace(b"Lavf", b"\0\0\0\0").replace(b"Lavc", b"\0\0\0\0"))
    resaved = facts_of(launcher, path).resaved
    assert resaved is not None
    assert (resaved.program, resaved.source) == ("x264", "first picture")


def test_locked_pictures_are_named_and_not_decoded(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    whole = clip.read_bytes()
    at = whole.index(b"avc1", whole.index(b"stsd"))
    path = tmp_path / "locked.mp4"
    path.write_bytes(whole[:at] + b"encv" + whole[at + 4 :])
    extraction = launcher.extract(path)
    assert extraction.verdict is Verdict.ENCRYPTED
    assert extraction.container is not None
    assert len(extraction.container.streams) == 2


def test_facts_in_words_name_each_stream(launcher: Launcher, clip: Path) -> None:
    words = container_words(launcher.extract(clip).container)
    assert words[:2] == ["container: mov", "stream: video, h264, VideoHandler"]
    assert words[-1] == "pictures: 25, every 0.04 s, even"
    assert container_words(None) == []


@pytest.mark.parametrize(
    "change",
    [
        {"streams": None},
        {"streams": [{"kind": 3, "codec": None, "language": None, "handler": None}]},
        {"pace": {"step_s": 1.0}},
        {"pace": []},
        {"resaved": {"program": "x", "words": "x", "source": "x", "confidence": "sure"}},
        {"also_created": [{"printed": None, "zone": None, "source": "x"}]},
        {"is_trimmed": 1},
        {"lat": "52"},
    ],
)
def test_container_facts_of_another_shape_are_not_believed(launcher: Launcher, clip: Path, change: object) -> None:
    whole = json.loads(launcher.extract(clip).to_json())
    assert isinstance(change, dict)
    whole["container"] |= change
    with pytest.raises(UnusableFacts):
        Extraction.from_json(json.dumps(whole))
