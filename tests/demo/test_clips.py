"""Drawn clips: what a player, a clock reader and a track reader find in them."""

import random
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from demo.clips import draw_clip, draw_frame, draw_many, plate_box
from demo.clips_clock import burnt_line, strip_height
from demo.clips_light import light_at, sun_height
from demo.clips_story import Figure, actors_at, speed_at
from demo.plates import invented_plate
from demo.scenes import (
    KIND_OF_OFFENCE,
    SCENES,
    Body,
    ClockStyle,
    GpsContainer,
    Kind,
    Scene,
    kind_of,
    random_scene,
    smaller,
)
from demo.track import fix_at, place_at
from demo.track_boxes import add_track, box, boxes_in

NOON = datetime(2026, 11, 14, 12, 0, 0, tzinfo=UTC)


def a_scene(kind: Kind = Kind.MOBILE_PHONE, **changes: object) -> Scene:
    return replace(smaller(Scene(kind, "AB12 CDE", NOON)), **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[GpsContainer, Path]:
    folder = tmp_path_factory.mktemp("clips")
    drawn = {}
    for container in GpsContainer:
        drawn[container] = folder / f"{container}.mp4"
        draw_clip(drawn[container], a_scene(gps=container))
    return drawn


def frames_of(path: Path) -> list[tuple[float, np.ndarray]]:
    with av.open(str(path)) as container:
        return [(float(frame.time), frame.to_ndarray(format="bgr24")) for frame in container.decode(video=0)]


def children(content: bytes, *way: bytes) -> bytes:
    """The contents of the first box on each step of the way."""
    for wanted in way:
        content = next(content[start + 8 : end] for kind, start, end in boxes_in(content) if kind == wanted)
    return content


@pytest.mark.parametrize("container", list(GpsContainer))
def test_a_clip_decodes_to_all_its_frames_at_its_rate(clips: dict[GpsContainer, Path], container: GpsContainer) -> None:
    frames = frames_of(clips[container])
    assert len(frames) == 30
    assert frames[0][1].shape == (360, 640, 3)
    assert [round(time, 3) for time, _ in frames] == [round(n / 10, 3) for n in range(30)]


def test_a_clip_says_how_long_it_is_when_it_began_and_what_took_it(clips: dict[GpsContainer, Path]) -> None:
    with av.open(str(clips[GpsContainer.NOVATEK])) as container:
        assert container.duration == pytest.approx(3_000_000, abs=50_000)
        assert container.metadata["creation_time"].startswith("2026-11-14T12:00:00")
        assert container.metadata["make"] == "OPSNAP"
        assert container.metadata["model"] == "OPSNAP CAM"
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        keys = [number for number, packet in enumerate(container.demux(stream)) if packet.is_keyframe]
    assert keys == [0, 10, 20]


def test_the_burnt_in_clock_changes_each_second_and_only_then(clips: dict[GpsContainer, Path]) -> None:
    rows = strip_height(a_scene())
    strips = [picture[-rows:, :330].astype(int) for _, picture in frames_of(clips[GpsContainer.NONE])]
    changes = [float(np.abs(a - b).mean()) for a, b in pairwise(strips)]
    jumps = [number + 1 for number, change in enumerate(changes) if change > 5 * float(np.median(changes)) + 0.3]
    assert jumps == [10, 20]


@pytest.mark.parametrize(
    ("style", "t", "begins"),
    [
        (ClockStyle.BRITISH, 0, "14/11/2026 12:00:00  28 MPH  N52.4718 W2.0049"),
        (ClockStyle.BRITISH, 2, "14/11/2026 12:00:02"),
        (ClockStyle.ISO, 1, "2026-11-14 12:00:01  45 KM/H  OPSNAP CAM"),
        (ClockStyle.NONE, 0, ""),
    ],
)
def test_the_line_is_written_in_the_cameras_style(style: ClockStyle, t: int, begins: str) -> None:
    line = burnt_line(a_scene(clock=style), t)
    assert line.startswith(begins)
    assert begins or not line


def test_the_line_shows_london_time_and_a_camera_can_be_wrong() -> None:
    summer = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)
    assert burnt_line(a_scene(started_at=summer), 0).startswith("09/06/2026 23:30:00")
    assert burnt_line(a_scene(started_at=summer, clock_off_by=timedelta(minutes=45)), 0).startswith("10/06/2026 00:15")


@pytest.mark.parametrize("name", sorted(SCENES))
def test_the_plate_is_yellow_where_plate_box_says(name: str) -> None:
    scene = smaller(SCENES[name])
    boxes = {frame: box for frame in range(scene.frames) if (box := plate_box(scene, frame))}
    frame, (x, y, w, h) = max(boxes.items(), key=lambda entry: entry[1][2])
    crop = draw_frame(scene, frame)[y : y + h, x : x + w]
    hue, saturation, _ = cv2.split(cv2.cvtColor(crop, cv2.COLOR_BGR2HSV))
    assert w >= 20
    assert float(((hue > 18) & (hue < 32) & (saturation > 140)).mean()) > 0.45


def test_no_plate_box_is_given_when_the_offender_is_not_in_the_picture() -> None:
    assert plate_box(a_scene(Kind.RED_LIGHT), 0) is None
    assert plate_box(a_scene(Kind.CYCLIST), 10) is None


def test_a_novatek_index_leads_to_blocks_with_the_cameras_places(clips: dict[GpsContainer, Path]) -> None:
    content = clips[GpsContainer.NOVATEK].read_bytes()
    index = children(content, b"moov", b"gps ")
    count = struct.unpack_from(">I", index, 4)[0]
    assert count == 3
    for second in range(count):
        offset, size = struct.unpack_from(">II", index, 8 + 8 * second)
        block = content[offset : offset + size]
        assert block[4:12] == b"freeGPS "
        assert struct.unpack_from("<6I", block, 48) == (12, 0, second, 26, 11, 14)
        assert block[72:75] == b"ANW"
        lat, lon, knots, course = struct.unpack_from("<4f", block, 76)
        expected = fix_at(a_scene(), second)
        assert int(lat / 100) + lat % 100 / 60 == pytest.approx(expected.lat, abs=1e-5)
        assert -(int(lon / 100) + lon % 100 / 60) == pytest.approx(expected.lon, abs=1e-5)
        assert knots * 0.514444 == pytest.approx(expected.speed, abs=0.01)
        assert course == pytest.approx(expected.course, abs=0.01)


def klv(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """(key, type, value) of GPMF entries that follow each other."""
    start = 0
    while start < len(content):
        key, kind, size, repeat = struct.unpack_from(">4scBH", content, start)
        yield key, kind, content[start + 8 : start + 8 + size * repeat]
        start += 8 + (size * repeat + 3) // 4 * 4


def nest(content: bytes, key: bytes) -> dict[bytes, bytes]:
    return {inner: value for inner, _, value in klv(next(value for found, _, value in klv(content) if found == key))}


def test_a_gpmd_track_carries_one_packet_a_second_with_the_cameras_places(clips: dict[GpsContainer, Path]) -> None:
    with av.open(str(clips[GpsContainer.GPMF])) as container:
        track = next(stream for stream in container.streams if stream.type == "data")
        packets = [bytes(packet) for packet in container.demux(track) if packet.size]
    assert len(packets) == 3
    for second, packet in enumerate(packets):
        device = nest(packet, b"DEVC")
        stream = {key: value for key, _, value in klv(device[b"STRM"])}
        scale = struct.unpack(">5i", stream[b"SCAL"])
        rows = struct.iter_unpack(">5i", stream[b"GPS5"])
        lat, lon, _, speed, _ = (value / by for value, by in zip(next(rows), scale, strict=True))
        assert device[b"DVNM"] == b"OPSNAP CAM"
        assert stream[b"GPSU"] == b"26111412000%d.000" % second
        assert struct.unpack(">I", stream[b"GPSF"]) == (3,)
        assert (lat, lon) == pytest.approx(place_at(a_scene(), second), abs=1e-6)
        assert speed == pytest.approx(speed_at(a_scene(), second), abs=0.01)
        assert sum(1 for _ in rows) == 9


def test_a_camera_without_gps_leaves_no_track(clips: dict[GpsContainer, Path]) -> None:
    content = clips[GpsContainer.NONE].read_bytes()
    assert b"freeGPS " not in content
    assert b"GPS5" not in content


def test_the_track_follows_the_heading_at_the_speed_shown() -> None:
    scene = a_scene(heading=90.0, speed_mph=30)
    (lat, lon), (lat_later, lon_later) = place_at(scene, 0), place_at(scene, 3)
    assert lat_later == pytest.approx(lat, abs=2e-5)
    assert (lon_later - lon) * 67_800 == pytest.approx(3 * 30 * 0.44704, rel=0.01)


def test_the_camera_stops_at_the_red_light_and_the_offender_does_not() -> None:
    scene = a_scene(Kind.RED_LIGHT)
    assert speed_at(scene, 0) > 10
    assert speed_at(scene, 2.5) == 0
    signals = [actor for actor in actors_at(scene, 2.5) if actor.figure is Figure.SIGNALS]
    offender = next(actor for actor in actors_at(scene, 2.5) if actor.figure is Figure.OFFENDER)
    assert all(signal.red for signal in signals)
    assert offender.z > min(signal.z for signal in signals)


def test_a_close_pass_leaves_less_than_an_arms_length() -> None:
    scene = a_scene(Kind.CLOSE_PASS)
    gaps = []
    for frame in range(scene.frames):
        placed = {actor.figure: actor for actor in actors_at(scene, frame / scene.fps)}
        rider, car = placed.get(Figure.CYCLIST), placed.get(Figure.OFFENDER)
        if rider and car and abs(rider.z - car.z) < 2:
            gaps.append(car.x - 0.9 - (rider.x + 0.3))
    assert 0 < min(gaps) < 0.7


def test_the_same_scene_gives_the_same_pictures_and_another_seed_another_street() -> None:
    assert np.array_equal(draw_frame(a_scene(), 7), draw_frame(a_scene(), 7))
    assert not np.array_equal(draw_frame(a_scene(), 7), draw_frame(a_scene(seed=99), 7))


@pytest.mark.parametrize(("hour", "darkest", "brightest"), [(12, 100, 180), (16, 60, 140), (22, 15, 80)])
def test_the_hour_is_seen_in_the_picture(hour: int, darkest: int, brightest: int) -> None:
    scene = a_scene(Kind.PLAIN, started_at=NOON.replace(hour=hour, minute=15))
    assert darkest < float(draw_frame(scene, 5)[:120].mean()) < brightest


def test_lamps_are_lit_at_night_only() -> None:
    assert light_at(NOON.replace(hour=19), 52.5, -1.9, 1.0).lamps
    assert not light_at(NOON, 52.5, -1.9, 1.0).lamps
    assert sun_height(datetime(2026, 6, 21, 12, 8, tzinfo=UTC), 52.5, -1.9) == pytest.approx(60.9, abs=1)


@pytest.mark.parametrize("body", list(Body))
def test_every_body_can_be_drawn_at_every_distance_of_a_story(body: Body) -> None:
    scene = a_scene(Kind.CUT_IN, body=body, width=320, height=180)
    for frame in range(0, scene.frames, 6):
        assert draw_frame(scene, frame).shape == (180, 320, 3)


def test_every_offence_has_a_story_and_an_unknown_one_is_a_plain_drive() -> None:
    assert kind_of("careless_due_care") is Kind.CLOSE_PASS
    assert kind_of("no_insurance") is Kind.PLAIN
    for slug in KIND_OF_OFFENCE:
        scene = random_scene(random.Random(3), slug, NOON)
        assert scene.kind is kind_of(slug)
        assert scene.started_at < NOON < scene.started_at + timedelta(seconds=scene.seconds)


def test_a_random_scene_is_the_same_for_the_same_lot() -> None:
    assert random_scene(random.Random(5), "red_light", NOON) == random_scene(random.Random(5), "red_light", NOON)


def test_invented_plates_have_the_shape_of_current_marks() -> None:
    rng = random.Random(1)
    for _ in range(300):
        area, age, tail = (mark := invented_plate(rng))[:2], mark[2:4], mark[5:]
        assert not set("IQZ") & set(area)
        assert not set("IQ") & set(tail)
        assert 2 <= int(age) <= 25 or 52 <= int(age) <= 75


def test_a_scene_refuses_a_time_without_a_zone_and_an_odd_picture() -> None:
    with pytest.raises(ValueError, match="zone"):
        Scene(Kind.PLAIN, "AB12 CDE", datetime(2026, 11, 14, 12))  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValueError, match="even"):
        a_scene(width=641)


def test_many_clips_are_drawn_by_two_processes_and_counted(tmp_path: Path) -> None:
    tiny = a_scene(width=160, height=90, seconds=1.0)
    jobs = [(tmp_path / f"{number}.mp4", replace(tiny, seed=number)) for number in range(2)]
    seen: list[tuple[int, int]] = []
    draw_many(jobs, processes=2, progress=lambda done, whole: seen.append((done, whole)))
    assert seen == [(1, 2), (2, 2)]
    assert [len(frames_of(path)) for path, _ in jobs] == [10, 10]


def test_a_clip_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    job = (tmp_path / "missing" / "clip.mp4", a_scene(width=160, height=90, seconds=1.0))
    with pytest.raises(FileNotFoundError):
        draw_many([job], processes=1)


@pytest.mark.parametrize("content", [box(b"moov") + box(b"mdat"), b"\0\0\0\x01mdat" + b"\0" * 16])
def test_a_file_of_another_shape_is_refused_and_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.mp4"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"moov|size"):
        add_track(path, a_scene())
    assert path.read_bytes() == content
