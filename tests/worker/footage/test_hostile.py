"""Whatever is sent, the answer is a verdict and the launcher lives."""

import random
import socket
from pathlib import Path

import pytest

from tests.made import hostile
from tests.made.judged import judged, outputs_in, stumbles
from tests.made.mutation import drawn_seedlings, mutated
from tests.worker.footage.telemetry import samples_a, samples_b
from worker.footage.launcher import Launcher
from worker.footage.sandbox import Limits
from worker.footage.verdict import Verdict

SEED = 4
QUICK = Limits(wall_s=20.0, memory_bytes=1536 * 1024**2)


def read(launcher: Launcher, folder: Path, content: bytes, limits: Limits = QUICK) -> Verdict:
    """The verdict on a file of these bytes, renamed .mp4; the launcher must be the same process afterwards."""
    path = folder / "sent.mp4"
    path.write_bytes(content)
    launcher.start()
    before = launcher.pid
    extraction = launcher.extract(path, limits=limits)
    assert launcher.pid == before
    assert extraction.sentence
    return extraction.verdict


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (b"", Verdict.EMPTY),
        (b"\0", Verdict.NOT_A_VIDEO),
        (hostile.TEXT, Verdict.NOT_A_VIDEO),
        (hostile.HLS, Verdict.PLAYLIST),
        (b"\xef\xbb\xbf\n" + hostile.HLS, Verdict.PLAYLIST),
        (hostile.FFCONCAT, Verdict.PLAYLIST),
        (hostile.BARE_CONCAT, Verdict.PLAYLIST),
        (hostile.DASH, Verdict.PLAYLIST),
        (b"\xff\xd8\xff\xe0" + bytes(200), Verdict.STILL_IMAGE),
        (hostile.box(b"ftyp", b"heic\0\0\0\0mif1heic") + bytes(400), Verdict.STILL_IMAGE),
        (hostile.FTYP, Verdict.UNREADABLE),
        (hostile.FTYP + hostile.movie_box(), Verdict.NO_PICTURE),
        (hostile.FTYP + hostile.box(b"mdat", bytes(100)), Verdict.TRUNCATED),
        (hostile.FTYP + hostile.box(b"mdat", bytes(100), claimed=5000), Verdict.TRUNCATED),
        (hostile.FTYP + hostile.box(b"moov", claimed=0xFFFFFFFF), Verdict.TRUNCATED),
        (b"\x1a\x45\xdf\xa3" + bytes(300), Verdict.UNREADABLE),
        (b"RIFF\xff\xff\xff\xffAVI LIST" + bytes(300), Verdict.TRUNCATED),
        (b"G" + bytes(187) + b"G" + bytes(187) + b"G" + bytes(187), Verdict.UNREADABLE),
    ],
)
def test_what_is_not_a_whole_video_is_named(
    launcher: Launcher, tmp_path: Path, content: bytes, verdict: Verdict
) -> None:
    assert read(launcher, tmp_path, content) is verdict


def test_an_index_that_points_a_million_times_to_one_place_is_no_picture(launcher: Launcher, tmp_path: Path) -> None:
    assert read(launcher, tmp_path, hostile.gps_index_to_everywhere()) in {Verdict.UNREADABLE, Verdict.NO_PICTURE}


def test_a_clip_larger_than_the_limit_in_pixels_is_too_large(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    assert read(launcher, tmp_path, clip.read_bytes(), Limits(pixels=100)) is Verdict.TOO_LARGE


def test_a_clip_of_more_bytes_than_allowed_is_too_large(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    assert read(launcher, tmp_path, clip.read_bytes(), Limits(file_bytes=100)) is Verdict.TOO_LARGE


def test_a_clip_longer_than_allowed_is_too_long(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    assert read(launcher, tmp_path, clip.read_bytes(), Limits(duration_s=0.5)) is Verdict.TOO_LONG


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_clip_cut_before_its_index_is_truncated(launcher: Launcher, clip: Path, tmp_path: Path, kept: float) -> None:
    whole = clip.read_bytes()
    assert whole.index(b"mdat") < whole.index(b"moov")
    assert read(launcher, tmp_path, whole[: int(len(whole) * kept)]) is Verdict.TRUNCATED


def test_a_clip_cut_behind_its_index_is_truncated_and_says_what_is_there(launcher: Launcher, tmp_path: Path) -> None:
    path = hostile.draw_clip(tmp_path / "front.mp4", muxer={"movflags": "faststart"}, options={"bf": "0", "g": "5"})
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 4 // 5])
    extraction = launcher.extract(path)
    assert extraction.verdict is Verdict.TRUNCATED
    assert extraction.is_watchable
    assert extraction.container is not None
    assert 0 < (extraction.container.frame_count or 0) <= 25


def test_sound_alone_is_named_and_asks_for_the_video(launcher: Launcher, tmp_path: Path) -> None:
    extraction = launcher.extract(hostile.draw_sound(tmp_path / "sound.mp4"))
    assert extraction.verdict is Verdict.SOUND_ONLY
    assert extraction.container is not None
    assert [stream.kind for stream in extraction.container.streams] == ["audio"]


def test_a_playlist_opens_no_connection(launcher: Launcher, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        for content in (
            f"#EXTM3U\nhttp://127.0.0.1:{port}/x.ts\n",
            f"ffconcat version 1.0\nfile http://127.0.0.1:{port}",
        ):
            assert read(launcher, tmp_path, content.encode()) is Verdict.PLAYLIST
        with pytest.raises(BlockingIOError):
            server.accept()


def test_sixty_damaged_files_end_in_verdicts_and_the_reader_never_stumbles(launcher: Launcher, tmp_path: Path) -> None:
    seedlings = drawn_seedlings(tmp_path)
    told = {name: build() for name, build in samples_a.SAMPLES + samples_b.SAMPLES}
    every = {**told, **seedlings}
    draw = random.Random(SEED)  # the same files for the same seed, not secrets
    for number in range(60):
        name = draw.choice(sorted(told if number % 3 == 0 else seedlings))
        hurt = mutated(every[name], list(every.values()), draw)
        extraction = judged(launcher, tmp_path / "hurt", hurt, outputs_in(tmp_path) if number % 6 == 1 else None)
        assert stumbles(extraction) == [], f"file {number}, made from {name}"
