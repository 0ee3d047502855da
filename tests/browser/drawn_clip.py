"""A short drawn clip whose every frame carries its own number, so that a test can read which frame is shown."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 640, 360
BLOCK, BITS = 16, 10  # the number is drawn as ten black or white blocks along the upper edge
TIME_BASE = Fraction(1, 30_000)
STEP = 1001  # 29.97 frames a second, where steps of 1/30 go wrong
TILE = (160, 90)
TILES = 16


@dataclass(frozen=True)
class DrawnClip:
    """Where the pieces lie, and what the worker would have said about them."""

    video: Path
    poster: Path
    strip: Path
    frames: Path
    count: int
    duration_s: float


def picture(number: int, count: int) -> npt.NDArray[np.uint8]:
    """Frame `number`: a road, a car that comes nearer, and the number in blocks."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[:150] = (186, 170, 150)
    image[150:] = (112, 122, 125)
    road = np.array([[300, 150], [340, 150], [640, 330], [640, 360], [0, 360], [0, 330]])
    cv2.fillPoly(image, [road], (78, 74, 72))
    cv2.fillPoly(image, [np.array([[0, 330], [300, 150], [303, 150], [0, 344]])], (200, 212, 216))
    cv2.fillPoly(image, [np.array([[640, 330], [340, 150], [337, 150], [640, 344]])], (200, 212, 216))
    for dash in range(6):
        near = ((dash + number / 12) % 6) / 6
        top, bottom = 155 + int(190 * near**2), 158 + int(215 * near**2)
        cv2.rectangle(image, (318 - int(6 * near), top), (321 + int(6 * near), bottom), (218, 232, 236), -1)
    scale = 0.5 + 1.1 * number / count
    x, y = 350 + int(30 * scale), 190 + int(40 * scale)
    w, h = int(90 * scale), int(60 * scale)
    cv2.rectangle(image, (x, y), (x + w, y + h), (176, 180, 174), -1)
    cv2.rectangle(image, (x + w // 6, y + h // 10), (x + w * 5 // 6, y + h * 4 // 10), (59, 51, 43), -1)
    cv2.rectangle(image, (x + w // 3, y + h * 6 // 10), (x + w * 2 // 3, y + h * 8 // 10), (0, 198, 247), -1)
    for bit in range(BITS):
        shade = 255 if number >> bit & 1 else 0
        image[0:BLOCK, bit * BLOCK : (bit + 1) * BLOCK] = shade
    return image


def draw(folder: Path, count: int = 240) -> DrawnClip:
    """Writes the clip, its poster, its strip and its frames.json into `folder`."""
    clip = DrawnClip(
        folder / "clip.mp4",
        folder / "poster.jpg",
        folder / "strip.jpg",
        folder / "frames.json",
        count,
        float(count * STEP * TIME_BASE),
    )
    images = [picture(number, count) for number in range(count)]
    with av.open(str(clip.video), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream("libx264", rate=Fraction(30_000, 1001), options={"g": "30", "bf": "0", "crf": "18"})
        stream.width, stream.height, stream.pix_fmt, stream.time_base = WIDTH, HEIGHT, "yuv420p", TIME_BASE
        for number, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = number * STEP, TIME_BASE
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    cv2.imwrite(str(clip.poster), images[count // 10])
    strip = np.hstack([cv2.resize(images[tile * count // TILES], TILE) for tile in range(TILES)])
    cv2.imwrite(str(clip.strip), strip)
    pts = [number * STEP for number in range(count)]
    written = {"schema": 1, "time_base": [TIME_BASE.numerator, TIME_BASE.denominator], "first": 0, "pts": pts}
    clip.frames.write_text(json.dumps(written))
    return clip
