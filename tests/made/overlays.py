"""Drawn stills with a burnt-in line as dashcams print it: invented clocks and places, all from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from tests.made.dot_letters import ROWS, dots
from worker.footage.still import Image, Still

Mask = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]  # blue, green, red

INTER = Path(__file__).parents[2] / "worker" / "letters" / "fonts" / "Inter-SemiBold.ttf"
SIZES = ((1280, 720), (1920, 1080), (1920, 1080), (2560, 1440), (3840, 2160))
SCENES = ("road", "bright", "night", "street")
# Face, weight, breadth of a letter, and whether every letter has the same breadth. Dots are tests.made.dot_letters.
LETTERS = {
    "bold": ("sans", 750, 1.0, False),
    "light": ("sans", 400, 1.0, False),
    "narrow": ("inter", 600, 0.8, False),
    "wide": ("sans", 550, 1.25, False),
    "italic": ("italic", 500, 1.0, False),
    "even": ("inter", 600, 1.0, True),
    "inter": ("inter", 600, 1.0, False),
    "typewriter": ("sans", 450, 0.95, True),
}
WHITE, YELLOW, ORANGE, GREEN = (255, 255, 255), (60, 230, 250), (40, 150, 255), (90, 240, 90)


@dataclass(frozen=True)
class Style:
    """How one family of cameras prints: ``height`` of a capital and ``outline`` as shares of picture and capital."""

    name: str
    lines: tuple[str, ...]
    letters: str
    height: float
    colour: Colour = WHITE
    outline: float = 0.12
    bar: float = 0.0
    corner: str = "bottom left"


STYLES = (
    Style("viofo", ("VIOFO A129 PLUS {mph:03d} MPH N{lat:.6f} W{west:.6f} %d/%m/%Y %H:%M:%S",), "bold", 0.019),
    Style("seventymai", ("70mai %Y-%m-%d %H:%M:%S {kmh} km/h",), "light", 0.022),
    Style("nextbase", ("%d/%m/%Y  %H:%M:%S   {mph:3d} MPH   N{lat:.4f} W{west:.4f}   NEXTBASE 622GW",),
          "inter", 0.020, outline=0, bar=0.55),
    Style("novatek", ("%Y/%m/%d %H:%M:%S",), "dots", 0.030, YELLOW, 0.10, corner="bottom right"),
    Style("thinkware", ("THINKWARE U1000  %Y.%m.%d %H:%M:%S  {kmh:03d}KM/H",), "narrow", 0.019, outline=0.15),
    Style("blackvue", ("BlackVue DR900X/%Y-%m-%d %H:%M:%S", "{mph} MPH"), "typewriter", 0.021, outline=0.18),
    Style("garmin", ("%d-%b-%Y %I:%M:%S %p  {mph} MPH  {lat:.5f}, -{west:.5f}  GARMIN 66W",),
          "wide", 0.020, outline=0, bar=0.7),
    Style("mivue", ("%m/%d/%Y %I:%M:%S%p  {mph}mph  N:{lat:.4f} W:{west:.4f}",),
          "even", 0.020, GREEN, 0.2, corner="top left"),
    Style("two lines", ("%d-%m-%Y", "%H:%M:%S"), "italic", 0.032, ORANGE, 0.14, corner="top right"),
    Style("degrees", ("%Y/%m/%d %H:%M:%S  {kmh} KM/H", "N52°28'12.4\" W1°53'24.7\"  KENWOOD"), "smooth dots", 0.022),
    Style("apart", ("%d %b %Y\t%H:%M:%S",), "inter", 0.024, outline=0.16),
    Style("no fix", ("%d/%m/%Y %H:%M:%S  --- KM/H  NO GPS",), "dots", 0.022, outline=0.14, corner="bottom right"),
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """Stills of one clip, the style and what its clock showed in each still."""

    style: Style
    scene: str
    stills: tuple[Still, ...]
    clock: tuple[datetime, ...]


def draw(seed: int, *, stills: int = 5, clock: str = "runs") -> Drawn:
    """A clip by its seed. ``clock``: runs, stands, jumps, backwards, fast, or sign (a poster that shows a date)."""
    rng = np.random.default_rng(seed)
    style = STYLES[seed % len(STYLES)]
    scene = SCENES[int(rng.integers(len(SCENES)))]
    width, height = SIZES[int(rng.integers(len(SIZES)))]
    start = datetime(2019, 1, 1) + timedelta(seconds=float(rng.uniform(0, 10 * 365 * 86_400)))  # noqa: DTZ001
    span = float(rng.uniform(8, 90))
    times = [span * place / (stills - 1) for place in range(stills)]
    shown = [start + timedelta(seconds=second) for second in _ticks(clock, times, rng)]
    size = style.height * float(rng.uniform(0.85, 1.4))
    parked = clock == "sign" and bool(rng.integers(2))
    world = _world(scene, width, height, rng)
    pictures = []
    for t, at in zip(times, shown, strict=True):
        picture = _view(world, width, height, 0.0 if parked else t)
        if clock == "sign":
            _poster(picture, at, rng.integers(3) if not parked else 0)
        else:
            _burn(picture, style, [_words(line, at, seed) for line in style.lines], round(size * height))
        pictures.append(picture)
    spoilt = _spoil(pictures, rng)
    made = tuple(Still(round(t * 30), round(t * 90_000), t, picture) for t, picture in zip(times, spoilt, strict=True))
    return Drawn(style, scene, made, tuple(at.replace(microsecond=0) for at in shown))


def _ticks(clock: str, times: Sequence[float], rng: np.random.Generator) -> list[float]:
    """Seconds the clock has run at each still."""
    late = int(rng.integers(1, len(times)))
    leap = float(rng.choice([-3600, -61, -5, 4, 10, 37, 3600, 86_400]))
    return {
        "runs": list(times),
        "stands": [0.0 for _ in times],
        "sign": [0.0 for _ in times],
        "jumps": [t + leap * (place >= late) for place, t in enumerate(times)],
        "backwards": [-t for t in times],
        "fast": [2 * t for t in times],
    }[clock]


def _words(line: str, at: datetime, seed: int) -> str:
    rng = np.random.default_rng([seed, at.minute, at.second])
    mph = int(rng.integers(0, 80))
    fields = {"mph": mph, "kmh": round(mph * 1.609), "lat": 52.4 + seed / 5000, "west": 1.8 + seed / 5000}
    return at.strftime(line.format(**fields))


def _world(scene: str, width: int, height: int, rng: np.random.Generator) -> Image:
    """A strip of scenery half as large as the picture and three times as wide, for the camera to pass."""
    wide, high = 3 * width // 2, height // 2
    shape = (high // 40 + 2, wide // 40 + 2)
    tint = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    coarse = cv2.addWeighted(cv2.merge([rng.integers(0, 256, shape, dtype=np.uint8)] * 3), 0.8, tint, 0.2, 0)
    strip = cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    grain = cv2.resize(rng.normal(0, 14, (high // 2, wide // 2)).astype(np.float32), (wide, high))[..., np.newaxis]
    light, contrast = {"road": (105, 0.35), "bright": (205, 0.30), "night": (22, 0.12), "street": (125, 0.75)}[scene]
    strip = (strip - 128) * contrast + light + grain * contrast * 2
    for _ in range(70):
        left, top = int(rng.integers(wide)), int(rng.integers(high))
        shade = rng.uniform(-1, 1, 3) * 130 * contrast + light
        if scene == "night":
            cv2.circle(strip, (left, top), int(rng.integers(2, 14)), (160, 220, 255), -1)
        else:
            cv2.rectangle(
                strip,
                (left, top),
                (left + int(rng.integers(8, 120)), top + int(rng.integers(4, 60))),
                shade.tolist(),
                -1,
            )
    for left in range(0, wide, 160):  # lane marks pass right through the lower line
        cv2.line(strip, (left, high), (left + 50, int(high * 0.8)), (light + 60,) * 3, 6)
    drawn = np.clip(strip, 0, 255).astype(np.uint8)
    if scene == "street":
        for _ in range(6):
            words = str(rng.choice(["TO LET", "AB12 CDE", "BUS LANE", "OPEN 24H", "07:00 - 19:00", "30"]))
            at = (int(rng.integers(wide)), int(rng.choice([high // 12, high - high // 14])))
            cv2.putText(drawn, words, at, cv2.FONT_HERSHEY_DUPLEX, 0.8, (240, 240, 240), 2)
    return drawn


def _view(world: Image, width: int, height: int, t: float) -> Image:
    """What the camera sees of the strip: it drives along and comes nearer."""
    high, wide = height // 2, width // 2
    near = 1 + 0.25 * abs(np.sin(t / 7))
    part_wide, part_high = round(wide / near), round(high / near)
    left = round(t * wide / 9) % (world.shape[1] - part_wide)
    part = world[high - part_high : high, left : left + part_wide]
    return cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)


def _burn(picture: Image, style: Style, lines: Sequence[str], size: int) -> None:
    """Print the lines into a corner of the picture, the last one at the edge."""
    height, width = picture.shape[:2]
    edge, pitch = round(0.8 * size), round(2.1 * size)
    top = edge if "top" in style.corner else height - edge - pitch * len(lines) + pitch - size
    if style.bar:
        band = picture[top - edge // 2 : top + pitch * (len(lines) - 1) + size + edge // 2]
        band[:] = (band * (1 - style.bar)).astype(np.uint8)
    for number, line in enumerate(lines):
        masks = [_mask(part, style.letters, size) for part in line.split("\t")]
        for place, mask in enumerate(masks):
            right = "right" in style.corner or place == 1
            left = width - edge - mask.shape[1] if right else edge
            _paint(picture, mask, max(0, left), top + number * pitch + size, style.colour, round(style.outline * size))


def _poster(picture: Image, at: datetime, step: int) -> None:
    """A shop's poster with a date and an hour, low in the picture, dark on light."""
    height, width = picture.shape[:2]
    size = round(0.028 * height)
    mask = _mask(at.strftime("SALE ENDS %d/%m/%Y %H:%M:%S"), "inter", size)
    left, base = width // 5 + step * size, height - round(0.04 * height)
    cv2.rectangle(
        picture, (left - size, base - 2 * size), (left + mask.shape[1] + size, base + size), (225, 235, 240), -1
    )
    _paint(picture, mask, left, base, (30, 20, 90), 0)


def _paint(picture: Image, mask: Mask, left: int, base: int, colour: Colour, outline: int) -> None:
    """Lay a line of letters, and first its dark outline, over the picture; ``base`` is where the letters stand."""
    below = mask.shape[0] // 3
    top = base - (mask.shape[0] - below)
    part = picture[max(0, top) : top + mask.shape[0], left : left + mask.shape[1]]
    mask = mask[max(0, -top) :][: part.shape[0], : part.shape[1]]
    layers = [(cv2.dilate(mask, np.ones((2 * outline + 1, 2 * outline + 1), np.uint8)), (0, 0, 0))] if outline else []
    for cover, shade in [*layers, (mask, colour)]:
        share = cover[..., np.newaxis].astype(np.float32) / 255
        part[:] = (part * (1 - share) + np.array(shade, np.float32) * share).astype(np.uint8)


def _mask(text: str, letters: str, size: int) -> Mask:
    """One line of letters with capitals ``size`` pixels high, a third of the rows below the line they stand on."""
    if "dots" in letters:
        sheet = np.vstack([np.zeros_like(dots(text)), dots(text), np.zeros_like(dots(text))])
        how = cv2.INTER_CUBIC if letters.startswith("smooth") else cv2.INTER_NEAREST
        return cv2.resize(sheet, (round(sheet.shape[1] * size / ROWS), 3 * size), interpolation=how)
    face, weight, breadth, same = LETTERS[letters]
    canvas = np.zeros((3 * size, size * (len(text) + 2), 3), np.uint8)
    left = size // 2
    for part in text if same else [text]:
        end, canvas = cv2.putText(canvas, part, (left, 2 * size), WHITE, _face(face), round(size / 0.71), weight)
        left = left + round(0.78 * size) if same else end[0]
    mask = canvas[:, : left + size // 2, 0]
    return cv2.resize(mask, None, fx=breadth, fy=1, interpolation=cv2.INTER_AREA)


@cache
def _face(letters: str) -> cv2.FontFace:
    return cv2.FontFace(str(INTER) if letters == "inter" else letters)


def _spoil(pictures: Sequence[Image], rng: np.random.Generator) -> list[Image]:
    """What the camera's compression leaves of the pictures: mostly H.264 key frames, else JPEG."""
    if rng.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 80))]
        return [cv2.imdecode(cv2.imencode(".jpg", one, quality)[1], cv2.IMREAD_COLOR) for one in pictures]
    height, width = pictures[0].shape[:2]
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.thread_count = Fraction(1, 30), 1
    encoder.options = {"crf": str(int(rng.integers(22, 33))), "preset": "ultrafast", "g": "1"}
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.thread_count = 1
    frames = []
    for number, picture in enumerate([*pictures, None]):
        frame = None if picture is None else VideoFrame.from_ndarray(picture, format="bgr24")
        if frame is not None:
            frame.pts = number
        for packet in encoder.encode(frame):
            frames += decoder.decode(packet)
    frames += decoder.decode(None)
    return [frame.to_ndarray(format="bgr24") for frame in frames]
