"""Footage to measure with: a drawn road in 1080p at 30 pictures a second, always the same."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

WIDTH, HEIGHT, RATE, SEED = 1920, 1080, 30, 20261114
BITS_A_SECOND = 15_000_000  # what dashcams write
MARK, YELLOW = "AB12 CDE", (0, 205, 255)
Canvas = npt.NDArray[np.uint8]


def draw_minutes(path: Path, minutes: int, codec: str = "libx264") -> Path:
    """A textured road that moves past, a vehicle before it, the noise of a sensor; every minute is the same one."""
    road, noise = _road(), _noise()
    with av.open(str(path), "w") as output:
        video = output.add_stream(codec, rate=Fraction(RATE), options={"preset": "ultrafast", "g": str(RATE)})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt, video.bit_rate = WIDTH, HEIGHT, "yuv420p", BITS_A_SECOND
        drawn: list[tuple[bytes, int, int, bool]] = []
        for number in [*range(60 * RATE), None]:
            for packet in video.encode(None if number is None else _frame(road, noise, number)):
                drawn.append((bytes(packet), packet.pts or 0, packet.dts or 0, packet.is_keyframe))
                base = packet.time_base or Fraction(1, RATE)
        for minute in range(minutes):
            later = round(minute * 60 / base)
            for content, pts, dts, is_key in drawn:
                packet = av.Packet(content)
                packet.pts, packet.dts, packet.time_base, packet.is_keyframe = pts + later, dts + later, base, is_key
                packet.stream = video
                output.mux(packet)
    return path


def _frame(road: Canvas, noise: list[Canvas], number: int) -> VideoFrame:
    frame = VideoFrame.from_ndarray(_picture(road, noise, number), format="bgr24")
    frame.pts = number
    return frame


def _road() -> Canvas:
    coarse = np.random.default_rng(SEED).integers(0, 255, (HEIGHT // 8, WIDTH // 4, 3), np.uint8)
    smooth = cv2.GaussianBlur(cv2.resize(coarse, (2 * WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), (0, 0), 3)
    return np.asarray(smooth, np.uint8)


def _noise() -> list[Canvas]:
    draw = np.random.default_rng(SEED + 1)
    return [draw.integers(0, 6, (HEIGHT, WIDTH, 3), np.uint8) for _ in range(7)]


def _picture(road: Canvas, noise: list[Canvas], number: int) -> Canvas:
    left = number * 3 % WIDTH
    picture = road[:, left : left + WIDTH].copy()
    vehicle = number * 7 % (WIDTH - 300)
    picture[400:700, vehicle : vehicle + 300] = (number * 3 % 255, 80, 40)
    picture[610:666, vehicle + 40 : vehicle + 260] = YELLOW
    where = (vehicle + 52, 652)
    cv2.putText(picture, MARK, where, cv2.FONT_HERSHEY_DUPLEX, 1.35, (0, 0, 0), 3, cv2.LINE_AA)
    return np.asarray(cv2.add(picture, noise[number % len(noise)]), np.uint8)
