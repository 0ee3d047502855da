"""Draws dashcam clips: a scene becomes an MP4 with picture, burnt-in line, camera name and GPS track."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from datetime import UTC
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from demo.clips_frames import Stage, plate_box
from demo.clips_view import Canvas, as_canvas
from demo.scenes import Scene
from demo.track_boxes import add_track

__all__ = ["draw_clip", "draw_frame", "draw_many", "plate_box"]

_TIMESCALE = 12_800
_GRAINS = 5
# The pictures are converted with the coefficients of BT.601; players would guess 709 at this size.
_COLOURS = "colorprim=smpte170m:transfer=smpte170m:colormatrix=smpte170m"


def draw_frame(scene: Scene, number: int) -> Canvas:
    """One frame as a blue-green-red picture, without grain: for posters and tests."""
    return Stage(scene).frame(number)


def draw_clip(path: Path, scene: Scene) -> None:
    """Draw the whole scene into an MP4 (H.264, yuv420p, a key frame each second, moov at the end)."""
    # One thread for each clip: many clips are drawn side by side, and two cores are shared.
    cv2.setNumThreads(1)
    stage = Stage(scene)
    grains = _grains(scene)
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        container.metadata["creation_time"] = f"{scene.started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        stream = container.add_stream("libx264", rate=scene.fps)
        stream.width, stream.height, stream.pix_fmt = scene.width, scene.height, "yuv420p"
        stream.time_base = Fraction(1, _TIMESCALE)
        stream.codec_context.time_base = Fraction(1, scene.fps)
        stream.codec_context.gop_size = scene.fps
        stream.codec_context.thread_count = 1
        stream.options = {"preset": "ultrafast", "crf": "25", "bf": "0", "x264-params": _COLOURS}
        for number in range(scene.frames):
            picture = av.VideoFrame.from_ndarray(_planes(stage.frame(number), grains, number), format="yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, scene.fps)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    add_track(path, scene)


def _grains(scene: Scene) -> list[Canvas]:
    """A few layers of sensor grain around 128, used in turn: one sheet, cut at different places."""
    if not scene.noise:
        return []
    rng = np.random.default_rng(scene.seed)
    high, wide = scene.height + 7 * _GRAINS, scene.width + 11 * _GRAINS
    sheet = np.clip(rng.normal(128, scene.noise, (high, wide)), 0, 255).astype(np.uint8)
    return [
        np.ascontiguousarray(sheet[7 * n : 7 * n + scene.height, 11 * n : 11 * n + scene.width]) for n in range(_GRAINS)
    ]


def _planes(picture: Canvas, grains: list[Canvas], number: int) -> Canvas:
    """The picture as planar YUV 4:2:0, grain added to its lightness."""
    planes = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
    if grains:
        light = planes[: picture.shape[0]]
        cv2.addWeighted(light, 1.0, grains[number % len(grains)], 1.0, -128.0, dst=light)
    return as_canvas(planes)


def _draw_job(job: tuple[Path, Scene]) -> Path:
    draw_clip(*job)
    return job[0]


def draw_many(
    jobs: Sequence[tuple[Path, Scene]],
    processes: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Draw every (path, scene), `processes` at a time; `progress(done, all)` is called after each clip.

    A clip that cannot be written raises in the caller; the rest of the pool is ended. Call it from a module that
    can be imported again (spawn), never at import time.
    """
    if processes <= 1 or len(jobs) <= 1:
        for done, job in enumerate(jobs, 1):
            _draw_job(job)
            if progress:
                progress(done, len(jobs))
        return
    with multiprocessing.get_context("spawn").Pool(min(processes, len(jobs))) as pool:
        for done, _ in enumerate(pool.imap_unordered(_draw_job, jobs), 1):
            if progress:
                progress(done, len(jobs))
