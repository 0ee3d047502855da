"""Copies of drawn recordings as people make them: saved anew, cut, cropped, brightened, written on, mirrored."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import cache

import av
import cv2
import numpy as np
import numpy.typing as npt

from demo.clips_frames import Stage
from demo.scenes import SCENES, Scene, smaller
from triage.likeness import DIFFERENT, Compared, Likeness, likeness_of
from worker.footage.comparing import asked_of, compare, hints_of, words_of
from worker.footage.fingerprints import HEIGHT, PER_SECOND, WIDTH, Pictures

Frames = npt.NDArray[np.uint8]
FPS, SECONDS = 12, 10.0


def scene(name: str, **changed: object) -> Scene:
    """A scene of the demo, small and long enough to be cut."""
    return replace(smaller(SCENES[name], width=320, height=180, seconds=SECONDS, fps=FPS), **changed)  # type: ignore[arg-type]


@cache
def drawn(one: Scene) -> Frames:
    """Every picture of a scene in grey, with the sensor's grain."""
    stage, rng = Stage(one), np.random.default_rng(one.seed)
    grey = (cv2.cvtColor(stage.frame(number), cv2.COLOR_BGR2GRAY) for number in range(one.frames))
    return np.array([np.clip(g + rng.normal(0, one.noise, g.shape), 0, 255) for g in grey]).astype(np.uint8)


def prints(frames: Frames, fps: float = FPS) -> Pictures:
    """The fingerprint's pictures of what is shown, as the reader takes them."""
    count = int((len(frames) - 1) / fps * PER_SECOND) + 1
    due = [min(len(frames) - 1, int(np.ceil(n * fps / PER_SECOND - 1e-9))) for n in range(count)]
    return np.array([cv2.resize(frames[n], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for n in due])


def compared(this: Pictures, other: Pictures) -> Compared | None:
    """One clip looked up by its words among those of the other, and laid over it."""
    return compare(this, other, hints_of(asked_of(this), words_of(other)))


def likened(this: Pictures, other: Pictures) -> Likeness:
    """What the product would say of the two."""
    found = compared(this, other)
    return DIFFERENT if found is None else likeness_of(found)


def saved_again(frames: Frames) -> Frames:
    """Through a poor encoder and back."""
    made = av.CodecContext.create("libx264", "w")
    made.width, made.height, made.pix_fmt, made.time_base = (
        frames.shape[2],
        frames.shape[1],
        "yuv420p",
        Fraction(1, FPS),
    )
    made.options = {"crf": "34", "preset": "ultrafast"}
    read = av.CodecContext.create("h264", "r")
    packets = [
        p for f in frames for p in made.encode(av.VideoFrame.from_ndarray(f, format="gray").reformat(format="yuv420p"))
    ]
    shown = [f for p in (*packets, *made.encode(None)) for f in read.decode(p)] + list(read.decode(None))
    return np.array([f.reformat(format="gray").to_ndarray() for f in shown])


def cropped(left: float, right: float, top: float, bottom: float) -> Callable[[Frames], Frames]:
    """These shares of the picture cut off at its edges, the rest drawn large again."""

    def crop(frames: Frames) -> Frames:
        high, wide = frames.shape[1:]
        inner = frames[:, int(high * top) : high - int(high * bottom), int(wide * left) : wide - int(wide * right)]
        return np.array([cv2.resize(one, (wide, high)) for one in inner])

    return crop


def brighter(frames: Frames) -> Frames:
    """More light and more contrast; what was bright is burnt out."""
    return np.clip(frames * 1.25 + 20, 0, 255).astype(np.uint8)


def written_on(frames: Frames) -> Frames:
    """A white box with a name, and a counter that runs."""
    made = frames.copy()
    high, wide = frames.shape[1:]
    made[:, : high // 8, : wide // 3] = 235
    for number, one in enumerate(made):
        cv2.putText(one, "A CHANNEL", (4, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.4, 0, 1)
        cv2.putText(one, f"REC {number:05d}", (wide // 2, high - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 255, 1)
    return made


def mirrored(frames: Frames) -> Frames:
    """Left and right changed over."""
    return np.ascontiguousarray(frames[:, :, ::-1])


COPIES: dict[str, Callable[[Frames], Frames]] = {
    "saved again": saved_again,
    "cut by two seconds": lambda frames: frames[2 * FPS :],
    "cut off the grid": lambda frames: frames[2 * FPS + 1 :],
    "cut at both ends": lambda frames: frames[FPS + 2 : -FPS],
    "cropped by five all around": cropped(0.05, 0.05, 0.05, 0.05),
    "cropped by ten below": cropped(0, 0, 0, 0.1),
    "cropped by ten at a corner": cropped(0.1, 0, 0.1, 0),
    "brighter": brighter,
    "darker": lambda frames: (frames * 0.6).astype(np.uint8),
    "written on": written_on,
    "mirrored": mirrored,
    "mirrored and cut": lambda frames: mirrored(frames[2 * FPS + 1 :]),
}


def driven_again(one: Scene, faster_mph: float, days: int) -> Scene:
    """The same road with the same camera on another day: another pace, another vehicle in front."""
    return replace(
        one,
        speed_mph=one.speed_mph + faster_mph,
        started_at=one.started_at + timedelta(days=days),
        plate="BX21 KDV",
        colour="blue",
    )
