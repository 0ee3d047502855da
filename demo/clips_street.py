"""What stands beside the road, repeating every few dozen metres so that a picture can be drawn once and reused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from demo.clips_ground import RIGHT_KERB, Markings, paint_still
from demo.clips_light import Light
from demo.clips_vehicles import VehicleLook, paint_flank, vehicle_sprite
from demo.clips_view import Canvas, Colour, Point, Sprite, View, fill, glow
from demo.scenes import Body, Scene, Street

_LONG_PERIOD_M, _SHORT_PERIOD_M = 48.0, 24.0
_SLOW_MPH = 24.0
_MOST_KEPT = 60
_SEEN_M = 120.0
_NEAREST_M = 2.2
_LEFT_WALL, _RIGHT_WALL = -5.2, 8.7

_BRICKS: tuple[Colour, ...] = (
    (74, 92, 138),
    (86, 104, 142),
    (64, 78, 120),
    (110, 132, 160),
    (150, 166, 178),
    (98, 112, 136),
)
_SLATE: Colour = (86, 80, 78)
_GLASS: Colour = (92, 80, 70)
_SHOP_GLASS: Colour = (120, 112, 104)
_FRAME: Colour = (212, 214, 214)
_DOOR: Colour = (70, 54, 60)
_STEEL: Colour = (92, 92, 90)
_LIT_ROOM: Colour = (96, 176, 232)
_LIT_SHOP: Colour = (110, 180, 230)
_LAMPLIGHT: Colour = (120, 190, 250)
# Share of the front's length at which a window begins, and its sill in metres.
_WINDOWS = ((0.18, 3.3), (0.62, 3.3), (0.18, 0.9), (0.62, 0.9))


@dataclass(frozen=True)
class House:
    """A front `wall` metres beside the camera's path, `length` metres along the road from `start`."""

    wall: float
    start: float
    length: float
    height: float
    roof: float
    brick: Colour
    lit: tuple[bool, ...]
    shop: bool


@dataclass(frozen=True)
class Upright:
    """A tree, lamp post or parked car at the kerb: where it stands in the period and how it is painted at `z`."""

    start: float
    paint: Callable[[Canvas, float], None]


def _row_of_houses(street: Street, wall: float, period: float, rng: np.random.Generator) -> list[House]:
    """Fronts for one period of one side."""
    length, height, roof, gap, set_back = {
        Street.TERRACE: (6.0, 5.4, 2.2, 0.0, 1.8),
        Street.AVENUE: (9.0, 5.6, 2.8, 3.0, 7.0),
        Street.TRADING: (12.0, 7.5, 0.0, 0.0, 5.0),
    }[street]
    front = wall + (set_back if wall > 0 else -set_back)
    houses = []
    for number in range(int(period // (length + gap))):
        brick = _BRICKS[int(rng.integers(len(_BRICKS)))]
        extra = float(rng.choice([0.0, 0.3] if street is Street.AVENUE else [0.0, 0.0, 0.5, 2.4]))
        lit = tuple(bool(value) for value in rng.random(len(_WINDOWS)) < 0.45)
        shop = street is Street.TRADING or (street is Street.TERRACE and bool(rng.random() < 0.3))
        houses.append(House(front, number * (length + gap), length, height + extra, roof, brick, lit, shop))
    return houses


class StreetScene:
    """Everything that does not move on its own: paints the picture for any distance travelled and keeps it."""

    def __init__(self, scene: Scene, view: View, light: Light) -> None:
        self._scene, self._view, self._light = scene, view, light
        rng = np.random.default_rng(scene.seed)
        # A slow camera sees little of the street in one clip: half of it, and twice as many pictures return.
        self.period = _SHORT_PERIOD_M if scene.speed_mph < _SLOW_MPH else _LONG_PERIOD_M
        self._still = paint_still(scene, view, light, rng)
        self._markings = Markings(scene, view, light, self.period, rng)
        self._houses = [
            *_row_of_houses(scene.street, _LEFT_WALL, self.period, rng),
            *_row_of_houses(scene.street, _RIGHT_WALL, self.period, rng),
        ]
        self._uprights = [*self._trees(rng), *self._parked_cars(rng), *self._lamp_posts()]
        self._kept: dict[int, Canvas] = {}

    def at(self, distance: float) -> Canvas:
        """A fresh copy of the empty street after `distance` metres; the same picture returns every period."""
        offset = distance % self.period
        key = round(offset * 1000)
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._paint(offset)
        return self._kept[key].copy()

    def _trees(self, rng: np.random.Generator) -> list[Upright]:
        sprites = [tree_sprite(self._light, np.random.default_rng(self._scene.seed + number)) for number in range(3)]
        spots = {Street.TERRACE: (20.0,), Street.AVENUE: (4.0, 15.0, 28.0, 39.0), Street.TRADING: (10.0, 36.0)}
        trees = []
        for z in (spot for spot in spots[self._scene.street] if spot < self.period):
            for x in (_LEFT_WALL + 0.9, _RIGHT_WALL - 0.9):
                if rng.random() < 0.85:
                    paint = self._pasted(x, sprites[int(rng.integers(len(sprites)))])
                    trees.append(Upright(z + float(rng.uniform(-2, 2)), paint))
        return trees

    def _parked_cars(self, rng: np.random.Generator) -> list[Upright]:
        """Cars at the far kerb that face the camera; none where nobody may wait."""
        if self._scene.street is Street.TRADING:
            return []
        cars = []
        for z in (8.0, 31.0)[: 1 if self.period < _LONG_PERIOD_M else 2]:
            colour = ("silver", "blue", "black", "red", "white")[int(rng.integers(5))]
            look = VehicleLook(Body.HATCHBACK, colour, plate="", front=True)
            sprite = vehicle_sprite(look, self._light)
            cars.append(Upright(z, self._pasted(RIGHT_KERB + 0.2, sprite, look)))
        return cars

    def _lamp_posts(self) -> list[Upright]:
        def painter(x: float) -> Callable[[Canvas, float], None]:
            return lambda canvas, z: self._paint_lamp_post(canvas, x, z)

        return [
            Upright(self.period / 4, painter(_LEFT_WALL + 0.6)),
            Upright(self.period * 3 / 4, painter(_RIGHT_WALL - 0.6)),
        ]

    def _pasted(self, x: float, sprite: Sprite, look: VehicleLook | None = None) -> Callable[[Canvas, float], None]:
        def paint(canvas: Canvas, z: float) -> None:
            if look:
                paint_flank(canvas, self._view, self._light, look, x, z)
            sprite.paste(canvas, self._view.at(x, 0, z), self._view.scale(z))

        return paint

    def _paint(self, offset: float) -> Canvas:
        """Houses first: whatever stands at the kerb is always between them and the camera."""
        canvas = self._still.copy()
        self._markings.paint(canvas, offset)
        bases = [number * self.period - offset for number in range(int(_SEEN_M / self.period) + 2)]
        houses = [(house.start + base, house) for base in bases for house in self._houses]
        for z, house in sorted(houses, key=lambda placed: -placed[0]):
            if z < _SEEN_M and z + house.length > 2.5:
                self._paint_house(canvas, house, z)
        uprights = [(upright.start + base, upright) for base in bases for upright in self._uprights]
        for z, upright in sorted(uprights, key=lambda placed: -placed[0]):
            if 3.0 < z < _SEEN_M:
                upright.paint(canvas, z)
        return canvas

    def _front(self, house: House, z: tuple[float, float], y: tuple[float, float]) -> list[Point]:
        at, wall = self._view.at, house.wall
        return [at(wall, y[0], z[0]), at(wall, y[1], z[0]), at(wall, y[1], z[1]), at(wall, y[0], z[1])]

    def _paint_house(self, canvas: Canvas, house: House, start: float) -> None:
        view, light = self._view, self._light
        near, far = max(start, 2.0), start + house.length
        away = 3.2 if house.wall > 0 else -3.2
        if house.roof:
            ridge = house.height + house.roof
            slope = [view.at(house.wall, house.height, near), view.at(house.wall + away, ridge, near)]
            slope += [view.at(house.wall + away, ridge, far), view.at(house.wall, house.height, far)]
            fill(canvas, slope, light.through_air(_SLATE, near))
        self._paint_gable(canvas, house, near)
        fill(canvas, self._front(house, (near, far), (0, house.height)), light.through_air(house.brick, near))
        if near > 60:
            return
        self._paint_windows(canvas, house, start)
        if house.shop:
            self._paint_shop(canvas, house, start)
        elif start + house.length * 0.46 > _NEAREST_M:
            door = (start + house.length * 0.46, start + house.length * 0.58)
            fill(canvas, self._front(house, door, (0, 2.1)), light.through_air(_DOOR, near))

    def _paint_gable(self, canvas: Canvas, house: House, near: float) -> None:
        """The end wall that shows where a house stands alone or taller than its neighbour."""
        view, wall = self._view, house.wall
        depth = 7.0 if wall > 0 else -7.0
        outline = [view.at(wall, 0, near), view.at(wall, house.height, near)]
        if house.roof:
            outline.append(view.at(wall + depth * 0.46, house.height + house.roof, near))
        outline += [view.at(wall + depth, house.height, near), view.at(wall + depth, 0, near)]
        dark: Colour = (house.brick[0] * 4 // 5, house.brick[1] * 4 // 5, house.brick[2] * 4 // 5)
        fill(canvas, outline, self._light.through_air(dark, near))

    def _paint_windows(self, canvas: Canvas, house: House, start: float) -> None:
        view, light = self._view, self._light
        for number, (share, sill) in enumerate(_WINDOWS):
            z0, z1 = start + house.length * share, start + house.length * (share + 0.24)
            hidden = not 0 < view.at(house.wall, sill, z1)[0] < view.width
            if z0 < _NEAREST_M or hidden or (house.shop and sill < 1):
                continue
            pane = _LIT_ROOM if light.lamps and house.lit[number] else light.through_air(_GLASS, z0)
            frame = self._front(house, (z0 - 0.09, z1 + 0.09), (sill - 0.08, sill + 1.38))
            fill(canvas, frame, light.through_air(_FRAME, z0))
            fill(canvas, self._front(house, (z0, z1), (sill, sill + 1.3)), pane)

    def _paint_shop(self, canvas: Canvas, house: House, start: float) -> None:
        if start + house.length < _NEAREST_M + 1:
            return
        light, near, far = self._light, max(start + 0.4, _NEAREST_M), start + house.length - 0.4
        sign: Colour = (house.brick[2] // 2 + 60, house.brick[0] // 2 + 50, house.brick[1])
        pane = _LIT_SHOP if light.lamps else light.through_air(_SHOP_GLASS, near)
        fill(canvas, self._front(house, (near, far), (0.4, 2.5)), pane)
        fill(canvas, self._front(house, (near - 0.2, far + 0.2), (2.55, 3.15)), light.through_air(sign, near))

    def _paint_lamp_post(self, canvas: Canvas, x: float, z: float) -> None:
        view, light = self._view, self._light
        arm = (x, x + 1.3) if x < 0 else (x - 1.3, x)
        for left, right, low, high in ((x - 0.07, x + 0.07, 0.0, 6.6), (*arm, 6.5, 6.62)):
            corners = [view.at(left, low, z), view.at(left, high, z), view.at(right, high, z), view.at(right, low, z)]
            fill(canvas, corners, light.through_air(_STEEL, z))
        if light.lamps and z > 6:
            head = view.at(arm[1] if x < 0 else arm[0], 6.45, z)
            glow(canvas, head, view.scale(z) * 1.5, _LAMPLIGHT)
            bulb = max(1, int(view.scale(z) * 0.14))
            cv2.circle(canvas, (int(head[0]), int(head[1])), bulb, (205, 236, 255), -1, cv2.LINE_AA)


def tree_sprite(light: Light, rng: np.random.Generator) -> Sprite:
    """A round street tree about seven metres tall, 40 pixels to the metre."""
    picture = np.zeros((300, 220, 4), dtype=np.uint8)
    cv2.rectangle(picture, (104, 170), (115, 299), (*light.on((58, 70, 82)), 255), -1)
    for _ in range(46):
        angle, reach = rng.uniform(0, 2 * np.pi), 70 * np.sqrt(rng.random())
        x, y = 110 + reach * np.cos(angle), 104 + 1.05 * reach * np.sin(angle)
        bright = 0.72 + 0.36 * (1 - y / 190) + rng.uniform(-0.07, 0.07)
        leaf: Colour = (round(52 * bright), round(88 * bright), round(74 * bright))
        cv2.circle(picture, (int(x), int(y)), int(rng.uniform(16, 28)), (*light.on(leaf), 255), -1, cv2.LINE_AA)
    return Sprite(picture, 40.0, (110.0, 298.0))
