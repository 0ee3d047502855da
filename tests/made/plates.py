"""Invented plates drawn on invented vehicles: a short pass of stills with blur, angle, noise, night and compression."""

import io
import random
from dataclasses import dataclass

import av
import cv2
import numpy as np
import numpy.typing as npt

from tests.made.glyphs import HIGH, WIDE, ink
from triage.plate import display, gb_shape
from worker.footage.still import Image, Still

BANDS = ((8, 11), (12, 17), (18, 24))  # height of a character in pixels, from the first still to the last
STILLS = 8
SECONDS_APART = 0.2
SCENE = (800, 450)
PER_MM = 2.0
BETWEEN, GAP, MARGIN = 11, 33, 16  # millimetres between characters, halves of the mark, and to the edge
WHITE, YELLOW, BLACK, BLUE = (235, 238, 240), (40, 190, 240), (18, 18, 18), (140, 60, 10)
CURRENT = "ABCDEFGHJKLMNOPRSTUVWXY"
AGE = "ABCDEFGHJKLMNPRSTVWXY"
LAST = "ABCDEFGHJKLMNOPRSTUVWXYZ"
FORMS = (
    *(((CURRENT, CURRENT, "0256", "123456789", LAST, LAST, LAST),) * 12),
    *(((AGE, "123456789", "0123456789", "0123456789", CURRENT, LAST, LAST),) * 3),
    *(((LAST, LAST, LAST, "123456789", "0123456789", "0123456789", AGE),) * 1),
    *((("ABCDEFGHJKLMNOPRSTUW", "IZ", "IZ", "123456789", "0123456789", "0123456789", "0123456789"),) * 1),
    *((("123456789", "0123456789", LAST, LAST, LAST),) * 1),
    *(((LAST, LAST, LAST, "123456789", "0123456789"),) * 1),
)

# Written down here, too, so that the reader's own list of what is alike is not what tests it.
ALIKE = {
    **{"0": "ODQ", "O": "0DQ", "D": "0OQ", "1": "I7L", "I": "1LT", "8": "B36", "B": "8RE", "5": "S6", "S": "58"},
    **{"2": "Z7", "Z": "27", "6": "G8", "G": "6C", "7": "T1", "T": "7Y", "4": "A", "A": "4R", "M": "NWH", "W": "MVN"},
    **{"H": "MNK", "N": "MH", "V": "YUW", "Y": "VXT", "U": "VO", "C": "GO", "E": "FB", "F": "EP", "P": "FR", "R": "PB"},
    **{"K": "XH", "X": "KY", "L": "1I", "J": "UI", "3": "89", "9": "83", "Q": "O0"},
}


@dataclass(frozen=True)
class Conditions:
    """How one pass was filmed; every figure is drawn from its seed."""

    yellow: bool
    band: bool  # the blue band with the letters of the country
    two_lines: bool
    night: bool
    turned: float  # degrees about the upright axis
    rolled: float
    blur_px: float
    streak_px: int
    noise: float
    crf: int


@dataclass(frozen=True)
class Pass:
    """One vehicle driving by: what stands on its plate, the stills, and how they were made."""

    mark: str
    stills: tuple[Still, ...]
    conditions: Conditions


def a_mark(draw: random.Random) -> str:
    """An invented mark of one of the shapes that Great Britain issues, most of them current."""
    while True:
        mark = "".join(draw.choice(signs) for signs in draw.choice(FORMS))
        if gb_shape(mark):
            return mark


def a_plate(mark: str, *, yellow: bool = False, band: bool = False, two_lines: bool = False) -> Image:
    """A plate seen straight on, two pixels a millimetre."""
    halves = display(mark).split()
    rows = halves if two_lines and len(halves) == 2 else [" ".join(halves)]
    widest = max(_width(row) for row in rows)
    left = MARGIN + (44 if band else 0)
    size = (left + widest + MARGIN, len(rows) * (HIGH + MARGIN) + MARGIN)
    plate = np.full((round(size[1] * PER_MM), round(size[0] * PER_MM), 3), YELLOW if yellow else WHITE, dtype=np.uint8)
    if band:
        plate[:, : round(44 * PER_MM)] = BLUE
        cv2.putText(
            plate, "UK", (12, plate.shape[0] - 24), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (60, 210, 250), 5, cv2.LINE_AA
        )
    for number, row in enumerate(rows):
        across = left + (widest - _width(row)) / 2
        for sign in row:
            if sign != " ":
                ink(plate, sign, across, MARGIN + number * (HIGH + MARGIN), PER_MM, BLACK)
            across += GAP - BETWEEN if sign == " " else WIDE + BETWEEN
    cv2.rectangle(plate, (0, 0), (plate.shape[1] - 1, plate.shape[0] - 1), BLACK, 3)
    return plate


def a_pass(seed: int, band: tuple[int, int], *, stills: int = STILLS) -> Pass:
    """A vehicle coming nearer, so that its characters grow from one end of the band to the other."""
    draw = random.Random(f"{seed}:{band[0]}-{band[1]}")
    lots = np.random.default_rng(draw.getrandbits(32))
    mark, seen = a_mark(draw), _conditions(draw, band)
    plate = a_plate(mark, yellow=seen.yellow, band=seen.band, two_lines=seen.two_lines)
    place = np.array([draw.uniform(220, 580), draw.uniform(210, 330)])
    drift = np.array([draw.uniform(-9, 9), draw.uniform(-2, 4)])
    scene = _scene(draw, night=seen.night)
    pictures = []
    for number in range(stills):
        height = band[0] + (band[1] - band[0]) * number / max(stills - 1, 1)
        picture = _placed(scene, plate, place + drift * number, height / HIGH / PER_MM, seen)
        pictures.append(_filmed(picture, seen, lots))
    through = _compressed(pictures, seen.crf)
    return Pass(mark, tuple(Still(n * 6, n * 6, n * SECONDS_APART, picture) for n, picture in enumerate(through)), seen)


def _width(row: str) -> int:
    letters = sum(sign != " " for sign in row)
    return letters * WIDE + (letters - 1) * BETWEEN + row.count(" ") * (GAP - BETWEEN)


def _conditions(draw: random.Random, band: tuple[int, int]) -> Conditions:
    near = band[1] / 24
    return Conditions(
        yellow=draw.random() < 0.5,
        band=draw.random() < 0.35,
        two_lines=draw.random() < 0.08,
        night=draw.random() < 0.3,
        turned=draw.uniform(-30, 30),
        rolled=draw.uniform(-4, 4),
        blur_px=draw.uniform(0.3, 0.5 + 0.7 * near),
        streak_px=draw.choice((0, 0, 2, 2 + round(2 * near))),
        noise=draw.uniform(2, 7),
        crf=draw.choice((20, 23, 26)),
    )


def _scene(draw: random.Random, *, night: bool) -> Image:
    """A road under a sky, a kerb, the back of a vehicle; dim at night."""
    width, height = SCENE
    down = np.linspace(0, 1, height)[:, np.newaxis, np.newaxis]
    sky, road = np.array([215, 195, 180]), np.array([95, 95, 98])
    scene = np.where(down < 0.42, sky - 40 * down, road + 30 * (down - 0.42)) * np.ones((1, width, 1))
    picture: Image = scene.astype(np.uint8)
    for _ in range(14):
        left, top = draw.randrange(width), draw.randrange(60, 200)
        shade = [draw.randrange(40, 200) for _ in range(3)]
        cv2.rectangle(picture, (left, top), (left + draw.randrange(20, 120), top + draw.randrange(20, 110)), shade, -1)
    cv2.line(picture, (0, height), (width // 2, 190), (225, 225, 225), 4, cv2.LINE_AA)
    return (picture * 0.22).astype(np.uint8) if night else picture


def _placed(scene: Image, plate: Image, at: npt.NDArray[np.float64], scale: float, seen: Conditions) -> Image:
    """The plate on a vehicle, turned in space, drawn at four times the size and reduced."""
    picture = scene.copy()
    height, width = plate.shape[:2]
    half = np.array([width, height]) * scale / 2
    body = np.array([0.22, 0.18, 0.16]) * (90 if seen.night else 255)
    low, high = (at - half * (1.9, 8)).astype(int), (at + half * (1.9, 3)).astype(int)
    cv2.rectangle(picture, tuple(map(int, low)), tuple(map(int, high)), tuple(map(float, body)), -1)
    shown = (plate * 0.75).astype(np.uint8) if seen.night else plate
    turn, roll = np.radians([seen.turned, seen.rolled])
    corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) * scale / 2
    depth = 1 + corners[:, 0] * np.sin(turn) / (width * scale * 4)
    flat = np.stack([corners[:, 0] * np.cos(turn), corners[:, 1]], axis=1) / depth[:, np.newaxis]
    spun = flat @ np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]]) + at
    fine, source = 4, np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    left, top = (spun.min(axis=0) - 3).astype(int)
    right, below = (spun.max(axis=0) + 4).astype(int)
    size = ((right - left) * fine, (below - top) * fine)
    warp = cv2.getPerspectiveTransform(source, ((spun - (left, top)) * fine).astype(np.float32))
    drawn = cv2.warpPerspective(shown, warp, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), warp, size)
    smaller = (right - left, below - top)
    share = cv2.resize(mask, smaller, interpolation=cv2.INTER_AREA)[:, :, np.newaxis] / 255.0
    under = picture[top:below, left:right]
    mixed = under * (1 - share) + cv2.resize(drawn, smaller, interpolation=cv2.INTER_AREA) * share
    picture[top:below, left:right] = mixed.astype(np.uint8)
    return picture


def _filmed(picture: Image, seen: Conditions, lots: np.random.Generator) -> Image:
    """What lens, shutter and sensor do."""
    soft = cv2.GaussianBlur(picture, (0, 0), seen.blur_px)
    if seen.streak_px:
        streak = np.zeros((1, seen.streak_px), dtype=np.float32) + 1 / seen.streak_px
        soft = cv2.filter2D(soft, -1, streak)
    grain = lots.normal(0, seen.noise * (1.4 if seen.night else 1), soft.shape)
    filmed: Image = np.clip(soft + grain, 0, 255).astype(np.uint8)
    return filmed


def _compressed(pictures: list[Image], crf: int) -> list[Image]:
    """What is left of them after the camera's encoder."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = SCENE[0], SCENE[1], "yuv420p"
        stream.options = {"crf": str(crf), "preset": "veryfast", "threads": "1"}
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    written.seek(0)
    with av.open(written, "r") as container:
        return [frame.to_ndarray(format="bgr24").astype(np.uint8) for frame in container.decode(video=0)]


def near_misses(mark: str, draw: random.Random) -> list[str]:
    """Marks a person may type for this one: a sign mistaken for one alike, changed, swapped, or two of them changed."""
    at, other = draw.sample(range(len(mark)), 2)
    alike = [mark[:at] + sign + mark[at + 1 :] for sign in ALIKE.get(mark[at], "")]
    anything = mark[:at] + draw.choice(LAST + "0123456789") + mark[at + 1 :]
    two = anything[:other] + draw.choice(LAST + "0123456789") + anything[other + 1 :]
    swapped = mark[:at] + mark[at + 1 : at + 2] + mark[at] + mark[at + 2 :]
    found = [one for one in (*alike, *alike, anything, two, swapped) if one != mark]
    return found or near_misses(mark, draw)
