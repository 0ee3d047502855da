"""A still is the very picture of its number, however the file orders, hides or times its pictures."""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.video.frame import VideoFrame

from tests.made.hostile import draw_clip, trimmed, turned
from worker.footage import wire
from worker.footage.conversation import TakingStills
from worker.footage.facts import UnusableFacts
from worker.footage.launcher import Launcher
from worker.footage.sandbox import Limits
from worker.footage.still import KeyPictures, Numbered
from worker.footage.stills import choose, runs

Pictures = list[tuple[int, npt.NDArray[np.uint8]]]
PICTURES = 90
ALL = Numbered(tuple(range(PICTURES)))


@dataclass(frozen=True)
class Drawn:
    """How a clip is drawn."""

    container: str = "mp4"
    codec: str = "libx264"
    options: dict[str, str] = field(default_factory=dict)


SOURCES = {
    "plain": Drawn(options={"g": "12", "bf": "0"}),
    "out of order": Drawn(options={"g": "12", "bf": "3", "x264-params": "b-adapt=0:scenecut=0"}),
    "open groups": Drawn(options={"g": "12", "bf": "3", "x264-params": "b-adapt=0:open-gop=1:scenecut=0"}),
    "one group": Drawn(options={"g": "300", "bf": "2"}),
    "matroska": Drawn("matroska", options={"g": "12", "bf": "3", "x264-params": "b-adapt=0"}),
    "transport stream": Drawn("mpegts", options={"g": "12", "bf": "3", "x264-params": "b-adapt=0"}),
    "avi": Drawn("avi", "mpeg4", {"g": "12"}),
    "avi out of order": Drawn("avi", "mpeg4", {"g": "12", "bf": "2"}),
    "motion jpeg": Drawn("avi", "mjpeg"),
    "vp9": Drawn("matroska", "libvpx-vp9", {"g": "12", "deadline": "realtime", "cpu-used": "8"}),
}


def draw(folder: Path, how: Drawn) -> Path:
    """A clip of 90 pictures."""
    pixel_format = "yuvj420p" if how.codec == "mjpeg" else "yuv420p"
    return draw_clip(
        folder / "clip",
        container=how.container,
        codec=how.codec,
        options=how.options,
        pictures=PICTURES,
        pixel_format=pixel_format,
    )


def decoded(path: Path) -> Pictures:
    """Every picture of a file in the order a player shows them, decoded from its beginning to its end."""
    with av.open(str(path)) as movie:
        frames = [frame for frame in movie.decode(video=0) if isinstance(frame, VideoFrame)]
        return [(frame.pts or 0, np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)) for frame in frames]


@pytest.mark.parametrize("name", SOURCES)
def test_every_number_gives_the_picture_a_player_shows_there(launcher: Launcher, tmp_path: Path, name: str) -> None:
    source = draw(tmp_path, SOURCES[name])
    seen = decoded(source)
    stills = launcher.pictures(source, wanted=ALL)
    assert [still.number for still in stills] == list(range(PICTURES))
    assert all(np.array_equal(still.image, image) for still, (_, image) in zip(stills, seen, strict=True))
    assert [still.t for still in stills] == pytest.approx([number / 25 for number in range(PICTURES)], abs=2e-3)


@pytest.mark.parametrize("name", ["out of order", "open groups", "transport stream"])
@pytest.mark.parametrize("number", [0, 1, 11, 12, 13, 47, 89])
def test_one_picture_alone_is_the_same_as_among_all(
    launcher: Launcher, tmp_path_factory: pytest.TempPathFactory, name: str, number: int
) -> None:
    source = draw(tmp_path_factory.mktemp("one"), SOURCES[name])
    seen = decoded(source)
    (alone,) = launcher.pictures(source, wanted=Numbered((number,)))
    assert alone.number == number
    assert np.array_equal(alone.image, seen[number][1])
    known = launcher.pictures(source, wanted=Numbered((number,)), shown=[pts for pts, _ in seen])
    assert np.array_equal(known[0].image, seen[number][1])


def test_a_trimmed_clip_is_numbered_from_its_first_shown_picture(launcher: Launcher, tmp_path: Path) -> None:
    whole = draw(tmp_path, SOURCES["plain"])
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(trimmed(whole.read_bytes(), first=30, pictures=40))
    seen = decoded(cut)
    stills = launcher.pictures(cut, wanted=Numbered((0, 5, 39)))
    assert [still.number for still in stills] == [0, 5, 39]
    assert all(np.array_equal(still.image, seen[still.number][1]) for still in stills)


def test_a_picture_after_a_pause_is_found_by_its_own_time(launcher: Launcher, tmp_path: Path) -> None:
    source = tmp_path / "pauses.mp4"
    times = [0, 40, 80, 120, 5000, 5040, 9000, 9040, 9200]
    with av.open(str(source), "w", format="mp4") as output:
        video = output.add_stream("libx264", rate=Fraction(25), options={"g": "3", "bf": "0"})
        video.width, video.height, video.pix_fmt = 160, 120, "yuv420p"
        video.codec_context.time_base = Fraction(1, 1000)
        for number, time in enumerate(times):
            frame = VideoFrame.from_ndarray(np.full((120, 160, 3), 20 * number, np.uint8), format="rgb24")
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            output.mux(video.encode(frame))
        output.mux(video.encode(None))
    stills = launcher.pictures(source, wanted=Numbered((3, 4, 7)))
    assert [round(still.t, 2) for still in stills] == [0.12, 5.0, 9.04]
    assert [round(int(still.image.mean()) / 20) for still in stills] == [3, 4, 7]


def test_stills_stand_upright(launcher: Launcher, tmp_path: Path) -> None:
    source = tmp_path / "turned.mp4"
    source.write_bytes(turned(draw(tmp_path, SOURCES["plain"]).read_bytes()))
    (still,) = launcher.pictures(source, wanted=Numbered((4,)))
    assert still.image.shape == (160, 120, 3)
    assert still.image[20, 60, 2] > 150 > still.image[140, 60, 2]  # red, once left, is now above


def test_key_pictures_come_without_the_others(launcher: Launcher, tmp_path: Path) -> None:
    source = draw(tmp_path, SOURCES["out of order"])
    seen = decoded(source)
    stills = launcher.pictures(source, wanted=KeyPictures(100))
    with av.open(str(source)) as movie:
        keys = [number for number, frame in enumerate(movie.decode(movie.streams.video[0])) if frame.key_frame]
    assert [still.number for still in stills] == keys
    assert all(np.array_equal(still.image, seen[still.number][1]) for still in stills)


@pytest.mark.parametrize(("around", "numbers"), [(0.0, [0, 12, 24]), (1.92, [36, 48, 60]), (99.0, [60, 72, 84])])
def test_key_pictures_around_a_moment_are_the_nearest(
    launcher: Launcher, tmp_path: Path, around: float, numbers: list[int]
) -> None:
    source = draw(tmp_path, SOURCES["plain"])
    assert [still.number for still in launcher.pictures(source, wanted=KeyPictures(3, around))] == numbers


def test_what_does_not_fit_is_left_out(launcher: Launcher, tmp_path: Path) -> None:
    source = draw(tmp_path, SOURCES["plain"])
    each = 160 * 120 * 3
    assert [one.number for one in launcher.pictures(source, wanted=ALL, most_bytes=2 * each)] == [0, 1]
    keys = launcher.pictures(source, wanted=KeyPictures(100), most_bytes=2 * each)
    assert [one.number for one in keys] == [0, 84]
    assert launcher.pictures(source, wanted=ALL, most_bytes=each - 1) == ()


@pytest.mark.parametrize("wanted", [Numbered((-1, 500)), KeyPictures(0), Numbered(())])
def test_a_wish_for_no_picture_of_the_file_gives_none(
    launcher: Launcher, tmp_path: Path, wanted: Numbered | KeyPictures
) -> None:
    assert launcher.pictures(draw(tmp_path, SOURCES["plain"]), wanted=wanted) == ()


def test_a_file_without_pictures_gives_none(launcher: Launcher, tmp_path: Path) -> None:
    source = tmp_path / "words"
    source.write_bytes(b"no video at all")
    assert launcher.pictures(source, wanted=KeyPictures(3)) == ()


def test_a_picture_the_first_pass_never_saw_is_not_counted(launcher: Launcher, tmp_path: Path) -> None:
    source = draw(tmp_path, SOURCES["plain"])
    times = [pts for pts, _ in decoded(source)]
    known = launcher.pictures(source, wanted=KeyPictures(100), shown=[*times[:12], *times[13:]])
    assert 12 not in [still.number for still in known]
    assert [still.number for still in known][:3] == [0, 23, 35]


ANSWER = (wire.ANSWER, b"[1, 25, 0]")


@pytest.mark.parametrize(
    "message",
    [
        (wire.STILL, b"[0, 0, 0, 10]"),
        (wire.STILL, b"[0, 0, 10, 99999]"),
        (wire.STILL, b"[0, 0, 10.5, 10]"),
        (wire.STILL, b"[0, 0, true, 10]"),
        (wire.STILL, b"[0, 0, 10]"),
        (wire.STILL, b"{}"),
        (wire.ANSWER, b"[1, 0, 0]"),
        (wire.ANSWER, b"[1, 25, 99999999999999999999]"),
    ],
)
def test_a_reader_that_announces_nonsense_is_not_believed(message: tuple[bytes, bytes]) -> None:
    talk = TakingStills(wire.Request(1, ("stills",), Limits()), 0, None)
    talk.take(*ANSWER)
    with pytest.raises(UnusableFacts):
        talk.take(*message)


def test_times_far_apart_are_sought_one_by_one() -> None:
    assert runs([0, 1, 2, 50, 51, 200], 10) == [[0, 1, 2], [50, 51], [200]]


@pytest.mark.parametrize(
    ("most", "around", "chosen"),
    [(10, None, (0, 10, 20, 30, 40)), (3, None, (0, 20, 40)), (1, None, (0,)), (2, 19, (10, 20)), (1, 1000, (40,))],
)
def test_pictures_are_chosen_near_the_moment_or_spread(most: int, around: int | None, chosen: tuple[int, ...]) -> None:
    assert choose([20, 0, 10, 40, 30], most, around) == chosen
