"""What officers watch: every picture, at its own time, in a form every browser plays."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.made.hostile import draw_clip, trimmed, turned
from triage.finding import JsonValue
from worker.footage.facts import Extraction
from worker.footage.launcher import Launcher
from worker.footage.pictures import thumbnails_of
from worker.footage.playable import REWRAPPED
from worker.footage.sandbox import Limits
from worker.footage.verdict import Verdict

ROLES = ("playable", "poster", "strip", "frames")
SOURCES = [
    ("mp4", "libx264", "yuv420p"),
    ("matroska", "libx264", "yuv420p"),
    ("mpegts", "libx264", "yuv420p"),
    ("avi", "mpeg4", "yuv420p"),
    ("avi", "mjpeg", "yuvj420p"),
    ("mp4", "libx264", "yuv422p"),
    ("mp4", "libx264", "yuv420p10le"),
    ("matroska", "libvpx-vp9", "yuv420p"),
]


@dataclass(frozen=True)
class Made:
    """An extraction and the folder its files are in."""

    extraction: Extraction
    folder: Path

    def arguments(self) -> Mapping[str, JsonValue]:
        """How the playable version was made."""
        return next(made.arguments for made in self.extraction.derivatives if made.role == "playable")

    def image(self, role: str) -> npt.NDArray[np.uint8]:
        """A JPEG as blue-green-red pixels."""
        return np.asarray(cv2.imdecode(np.fromfile(self.folder / role, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def make(launcher: Launcher, source: Path, folder: Path, *, force: bool = False) -> Made:
    """Everything made from a file."""
    outputs = {role: folder / role for role in ROLES}
    return Made(launcher.extract(source, outputs=outputs, force_transcode=force), folder)


@dataclass(frozen=True)
class Played:
    """What a player finds in a file."""

    codec: str
    pixel_format: str
    size: tuple[int, int]
    times: list[float]
    keys: list[float]
    in_order: bool
    index_first: bool
    streams: list[str]


def play(path: Path) -> Played:
    """Open it as a player does, and decode every picture."""
    content = path.read_bytes()
    with av.open(str(path)) as movie:
        video = movie.streams.video[0]
        base = video.time_base or Fraction(1)
        packets = [packet for packet in movie.demux(video) if packet.size]
        keys = [float((packet.pts or 0) * base) for packet in packets if packet.is_keyframe]
        in_order = all(packet.pts == packet.dts for packet in packets)
        streams = [str(stream.type) for stream in movie.streams]
    with av.open(str(path)) as movie:
        times = [float(frame.time or 0) for frame in movie.decode(video=0)]
        context = movie.streams.video[0]
        return Played(
            context.codec_context.name,
            context.pix_fmt or "",
            (context.width, context.height),
            times,
            keys,
            in_order,
            content.index(b"moov") < content.index(b"mdat"),
            streams,
        )


@pytest.mark.parametrize(("container", "codec", "pixel_format"), SOURCES)
def test_every_source_becomes_h264_with_its_index_first(
    launcher: Launcher, tmp_path: Path, container: str, codec: str, pixel_format: str
) -> None:
    source = draw_clip(tmp_path / "source", container=container, codec=codec, pixel_format=pixel_format, pictures=30)
    made = make(launcher, source, tmp_path)
    assert made.extraction.verdict is Verdict.OK
    played = play(tmp_path / "playable")
    assert (played.codec, played.pixel_format, played.size) == ("h264", "yuv420p", (160, 120))
    assert played.index_first
    assert played.times == pytest.approx([number / 25 for number in range(30)], abs=1e-3)


def test_h264_is_rewrapped_with_its_sound_and_its_own_pictures(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    made = make(launcher, clip, tmp_path)
    assert made.arguments() == REWRAPPED
    assert play(tmp_path / "playable").streams == ["video", "audio"]


def test_pictures_shown_out_of_their_order_begin_at_zero_when_rewrapped(launcher: Launcher, tmp_path: Path) -> None:
    source = draw_clip(tmp_path / "b.mp4", options={"bf": "3", "x264-params": "b-adapt=0"})
    make(launcher, source, tmp_path)
    played = play(tmp_path / "playable")
    assert not played.in_order
    assert played.times == pytest.approx([number / 25 for number in range(25)], abs=1e-3)


def test_what_is_encoded_anew_can_be_sought_every_second_and_keeps_order(launcher: Launcher, tmp_path: Path) -> None:
    source = draw_clip(tmp_path / "long.mp4", pictures=80, options={"g": "250", "bf": "3"}, sound=True)
    made = make(launcher, source, tmp_path, force=True)
    assert made.arguments()["codec"] == "libx264"
    played = play(tmp_path / "playable")
    assert played.in_order
    assert max(later - earlier for earlier, later in zip(played.keys, played.keys[1:], strict=False)) <= 1.0
    assert played.streams == ["video", "audio"]
    assert len(played.times) == 80


def test_a_large_picture_is_made_to_fit_and_keeps_its_shape(launcher: Launcher, tmp_path: Path) -> None:
    source = draw_clip(tmp_path / "large.mp4", pictures=3, width=1920, height=1440)
    make(launcher, source, tmp_path, force=True)
    assert play(tmp_path / "playable").size == (960, 720)


@pytest.mark.parametrize("force", [False, True])
def test_a_clip_held_upright_is_shown_upright(launcher: Launcher, clip: Path, tmp_path: Path, force: bool) -> None:
    source = tmp_path / "turned.mp4"
    source.write_bytes(turned(clip.read_bytes()))
    made = make(launcher, source, tmp_path, force=force)
    assert made.extraction.container is not None
    assert made.extraction.container.rotation == 90
    poster = made.image("poster")
    assert poster.shape == (160, 120, 3)
    assert poster[10, 20, 2] > 150 > poster[10, 20, 0], "the red half, on the left, is turned to the top"
    assert poster[150, 20, 0] > 150 > poster[150, 20, 2]
    if force:
        assert play(tmp_path / "playable").size == (120, 160)


def test_what_was_trimmed_away_on_a_phone_is_not_shown(launcher: Launcher, tmp_path: Path) -> None:
    whole = draw_clip(tmp_path / "whole.mp4", pictures=30, options={"bf": "0", "g": "10"})
    source = tmp_path / "trimmed.mp4"
    source.write_bytes(trimmed(whole.read_bytes(), first=12, pictures=18))
    made = make(launcher, source, tmp_path)
    assert made.extraction.verdict is Verdict.OK
    assert made.extraction.container is not None
    assert made.extraction.container.frame_count == 18
    assert made.arguments()["codec"] == "libx264"
    assert play(tmp_path / "playable").times == pytest.approx([number / 25 for number in range(18)], abs=1e-3)
    assert len(json.loads((tmp_path / "frames").read_text())["pts"]) == 18


def test_stretched_pixels_stay_stretched(launcher: Launcher, tmp_path: Path) -> None:
    source = draw_clip(tmp_path / "wide.mp4", pictures=5, pixel_shape=Fraction(4, 3))
    make(launcher, source, tmp_path, force=True)
    with av.open(str(tmp_path / "playable")) as movie:
        assert movie.streams.video[0].sample_aspect_ratio == Fraction(4, 3)


def test_frames_json_gives_the_time_of_every_picture(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    make(launcher, clip, tmp_path)
    frames = json.loads((tmp_path / "frames").read_text())
    base = Fraction(*frames["time_base"])
    assert all(isinstance(pts, int) for pts in frames["pts"])
    assert [float((pts - frames["first"]) * base) for pts in frames["pts"]] == pytest.approx(
        [number / 25 for number in range(25)]
    )


def test_the_strip_shows_the_clip_from_its_beginning_to_its_end(launcher: Launcher, tmp_path: Path) -> None:
    made = make(launcher, draw_clip(tmp_path / "long.mp4", pictures=32), tmp_path)
    strip = made.image("strip")
    assert strip.shape == (2 * 90, 10 * 160, 3)
    tiles = [strip[row * 90 : row * 90 + 90, column * 160 :][:, :160] for row in range(2) for column in range(10)]
    bars = [int(np.argmax(tile[45].sum(axis=1))) for tile in tiles[:16]]
    assert bars == sorted(set(bars))
    assert max(int(tile[10:80, 20:140].max()) for tile in tiles[16:]) < 20


@pytest.mark.parametrize(
    ("seconds", "rate", "pictures"), [(0.4, 25, 10), (2, 25, 16), (40, 25, 40), (100, 25, 100), (600, 25, 100)]
)
def test_the_strip_has_a_picture_a_second_from_sixteen_up_to_a_hundred(
    seconds: float, rate: int, pictures: int
) -> None:
    numbers = thumbnails_of(range(round(seconds * rate)), Fraction(1, rate))
    assert len(numbers) == pictures
    assert numbers[0] == 0


def test_the_strip_is_spread_over_time_where_the_camera_dropped_pictures() -> None:
    order = [*range(100), *range(1000, 1020)]
    shown = [order[number] for number in thumbnails_of(order, Fraction(1, 25))]
    assert shown == [0, 24, 49, 74, 99, 1000]


def test_what_stops_the_encoder_is_the_verdict_of_the_file(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    outputs = {role: tmp_path / role for role in ROLES}
    limits = Limits(output_bytes=2000)
    extraction = launcher.extract(clip, outputs=outputs, force_transcode=True, limits=limits)
    assert extraction.verdict is Verdict.TOO_LARGE
    assert extraction.derivatives == ()
    assert launcher.extract(clip).verdict is Verdict.OK


def test_each_derivative_names_its_parent_its_recipe_and_its_own_hash(
    launcher: Launcher, clip: Path, tmp_path: Path
) -> None:
    made = make(launcher, clip, tmp_path)
    parent = hashlib.sha256(clip.read_bytes()).hexdigest()
    assert [one.role for one in made.extraction.derivatives] == list(ROLES)
    for one in made.extraction.derivatives:
        content = (tmp_path / one.role).read_bytes()
        assert (one.parent_sha256, one.size) == (parent, len(content))
        assert one.sha256 == hashlib.sha256(content).hexdigest()
        assert one.arguments
        assert one.version


def test_the_same_file_gives_the_same_bytes_twice(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    first = make(launcher, clip, tmp_path / "one", force=True)
    second = make(launcher, clip, tmp_path / "two", force=True)
    assert first.extraction.derivatives == second.extraction.derivatives


def test_only_what_is_asked_for_is_made(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    extraction = launcher.extract(clip, outputs={"poster": tmp_path / "poster"})
    assert [made.role for made in extraction.derivatives] == ["poster"]
    assert [path.name for path in tmp_path.iterdir()] == ["poster"]


def test_the_original_is_never_written(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    before = clip.read_bytes()
    make(launcher, clip, tmp_path, force=True)
    assert clip.read_bytes() == before


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_recordings_laid_end_to_end_play_as_far_as_time_goes_on_and_say_so(
    launcher: Launcher, tmp_path: Path, codec: str
) -> None:
    source = draw_clip(tmp_path / "one.ts", container="mpegts", codec=codec, pictures=40)
    source.write_bytes(2 * source.read_bytes())
    made = make(launcher, source, tmp_path)
    assert made.extraction.verdict is Verdict.END_TO_END
    assert made.extraction.is_watchable
    told = json.loads((tmp_path / "frames").read_text())
    assert len(told["pts"]) == len(set(told["pts"])) == len(play(tmp_path / "playable").times) == 40
    (left_out,) = [one.value for one in made.extraction.findings if one.kind == "pictures_decoded"]
    assert left_out == {"pictures": 40, "mistakes": 0, "left_out": 40}
