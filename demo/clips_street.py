"""The road and what stands beside it, repeating every few dozen metres so that it can be drawn once and reused."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from demo.clips_light import Light, paint_sky
from demo.clips_vehicles import VehicleLook, paint_flank, vehicle_sprite
from demo.clips_view import Canvas, Colour, Sprite, View, fill, glow, ground
from demo.scenes import Body, Kind, Scene, Street

_LONG_PERIOD_M, _SHORT_PERIOD_M = 48.0, 24.0
_SLOW_MPH = 24.0
_MOST_KEPT = 60
LEFT_KERB, CENTRE, RIGHT_KERB = -2.15, 1.72, 5.6
_LEFT_WALL, _RIGHT_WALL = -5.2, 8.7
_SEEN_M = 120.0

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
_LAMPLIGHT: Colour = (120, 190, 250)
_TARMAC_NEAR: Colour = (84, 80, 78)
_TARMAC_FAR: Colour = (116, 112, 110)
_PAVING: Colour = (132, 138, 140)
_GRASS: Colour = (72, 106, 96)
_PAINT: Colour = (218, 228, 230)
_YELLOW_LINE: Colour = (60, 176, 208)


@dataclass(frozen=True)
class House:
    """A front along the road: `wall` metres beside the camera's path, from `start` to `end` along it."""

    wall: float
    start: float
    end: float
    height: float
    roof: float
    brick: Colour
    lit: tuple[bool, ...]
    shop: bool


def _row_of_houses(street: Street, wall: float, period: float, rng: np.random.Generator) -> list[House]:
    """Fronts for one period of one side."""
    depth, height, roof, gap = {
        Street.TERRACE: (6.0, 5.4, 2.2, 0.0),
        Street.AVENUE: (9.0, 5.6, 2.8, 3.0),
        Street.TRADING: (12.0, 7.5, 0.0, 0.0),
    }[street]
    away = 1.0 if wall > 0 else -1.0
    set_back = {Street.TERRACE: 1.8, Street.AVENUE: 7.0, Street.TRADING: 5.0}[street]
    houses = []
    for number in range(int(period // (depth + gap))):
        start = number * (depth + gap)
        brick = _BRICKS[int(rng.integers(len(_BRICKS)))]
        tall = height + float(rng.choice([0.0, 0.0, 0.5, 2.4] if street is not Street.AVENUE else [0.0, 0.3]))
        lit = tuple(bool(value) for value in rng.random(4) < 0.45)
        shop = street is Street.TRADING or (street is Street.TERRACE and rng.random() < 0.3)
        houses.append(House(wall + away * set_back, start, start + depth, tall, roof, brick, lit, shop))
    return houses


class StreetScene:
    """Everything that does not move on its own: paints the picture for any distance travelled and keeps it."""

    def __init__(self, scene: Scene, view: View, light: Light) -> None:
        self._scene, self._view, self._light = scene, view, light
        rng = np.random.default_rng(scene.seed)
        # A slow camera sees little of the street in one clip: half of it, and twice the pictures return.
        self.period = _SHORT_PERIOD_M if scene.speed_mph < _SLOW_MPH else _LONG_PERIOD_M
        self._still = self._paint_still(rng)
        self._houses = [
            *_row_of_houses(scene.street, _LEFT_WALL, self.period, rng),
            *_row_of_houses(scene.street, _RIGHT_WALL, self.period, rng),
        ]
        self._trees = self._plant_trees(rng)
        self._parked = self._park_cars(rng)
        patches = zip(rng.uniform(-1.9, 4.6, 9), rng.uniform(0, self.period, 9), rng.uniform(0.5, 1.6, 9), strict=True)
        self._patches = [(float(x), float(z), float(wide)) for x, z, wide in patches]
        self._kept: dict[int, Canvas] = {}

    def at(self, distance: float) -> Canvas:
        """The empty street after `distance` metres; the same picture returns every period."""
        key = round(distance % self.period * 1000)
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._paint(distance % self.period)
        return self._kept[key].copy()

    def _paint_still(self, rng: np.random.Generator) -> Canvas:
        """Sky, far roofs and the flat ground: what parallax does not move."""
        view, light = self._view, self._light
        canvas = paint_sky(view, light, rng)
        horizon = view.horizon
        for layer, (rise, shade) in enumerate(((0.085, (150, 146, 140)), (0.05, (118, 122, 118)))):
            x = -20.0
            while x < view.width + 20:
                wide = view.width * float(rng.uniform(0.02, 0.07))
                top = horizon - view.height * rise * float(rng.uniform(0.4, 1.0))
                colour = light.through_air(shade, 170 - 60 * layer)
                fill(canvas, [(x, horizon + 2), (x, top), (x + wide, top), (x + wide, horizon + 2)], colour)
                x += wide
        verge = _GRASS if self._scene.street is Street.AVENUE else _PAVING
        self._lay(canvas, -60.0, 60.0, verge)
        self._lay(canvas, LEFT_KERB - 2.4, RIGHT_KERB + 2.4, _PAVING)
        self._lay(canvas, LEFT_KERB - 0.14, RIGHT_KERB + 0.14, (164, 170, 172))
        self._lay(canvas, LEFT_KERB, RIGHT_KERB, _TARMAC_NEAR)
        self._fade_ground(canvas)
        if light.lamps:
            self._head_lamps(canvas)
        return canvas

    def _lay(self, canvas: Canvas, left: float, right: float, colour: Colour) -> None:
        ground(canvas, self._view, (left, right), (1.3, 900.0), self._light.on(colour))

    def _fade_ground(self, canvas: Canvas) -> None:
        """Towards the horizon the ground takes the sky's colour; under the bonnet it darkens a little."""
        view = self._view
        top = int(view.horizon)
        rows = np.arange(top, view.height, dtype=np.float32)
        far = np.exp(-(rows - view.horizon) / (0.07 * view.height))[:, None, None] * 0.55
        haze = np.array(self._light.on(_TARMAC_FAR), dtype=np.float32) * 0.35 + np.array(self._light.low_sky) * 0.65
        canvas[top:] = (canvas[top:] * (1 - far) + haze * far).astype(np.uint8)

    def _head_lamps(self, canvas: Canvas) -> None:
        """The camera car's own dipped beam on the road ahead: a wide pool, brighter on the near side."""
        view = self._view
        pool = np.zeros((view.height // 4, view.width // 4), dtype=np.float32)
        for x, z, wide, tall in ((-0.3, 8.0, 0.34, 0.20), (-0.9, 14.0, 0.20, 0.11), (0.2, 5.5, 0.46, 0.26)):
            u, v = view.at(x, 0, z)
            axes = (int(view.width * wide / 4), int(view.height * tall / 4))
            spot = np.zeros_like(pool)
            cv2.ellipse(spot, (int(u / 4), int(v / 4)), axes, 0, 0, 360, 1.0, -1)
            pool += cv2.GaussianBlur(spot, (0, 0), view.width / 55) * 0.55
        shine = 1 + 1.5 * cv2.resize(pool, (view.width, view.height), interpolation=cv2.INTER_LINEAR)[:, :, None]
        top = int(view.horizon) + 2
        canvas[top:] = np.clip(canvas[top:] * shine[top:], 0, 255).astype(np.uint8)

    def _plant_trees(self, rng: np.random.Generator) -> list[tuple[float, float, int]]:
        """(x, z, which sprite) of the trees in one period; the sprites are drawn here as well."""
        self._tree_sprites = [_tree_sprite(self._light, np.random.default_rng(self._scene.seed + n)) for n in range(3)]
        spots = {Street.TERRACE: (20.0,), Street.AVENUE: (4.0, 15.0, 28.0, 39.0), Street.TRADING: (10.0, 36.0)}
        trees = []
        for z in (spot for spot in spots[self._scene.street] if spot < self.period):
            for x in (_LEFT_WALL + 0.9, _RIGHT_WALL - 0.9):
                if rng.random() < 0.85:
                    trees.append((x, z + float(rng.uniform(-2, 2)), int(rng.integers(3))))
        return trees

    def _park_cars(self, rng: np.random.Generator) -> list[tuple[float, float, VehicleLook, Sprite]]:
        """(x, z, look, sprite) of cars parked in drives on the far side."""
        parked = []
        for z in (8.0, 31.0)[: 1 if self.period < _LONG_PERIOD_M else 2]:
            colour = ("silver", "blue", "black", "red", "white")[int(rng.integers(5))]
            look = VehicleLook(Body.HATCHBACK, colour, plate="", front=True)
            parked.append((RIGHT_KERB + 0.2, z, look, vehicle_sprite(look, self._light)))
        return parked if self._scene.street is not Street.TRADING else []

    def _paint(self, offset: float) -> Canvas:
        canvas = self._still.copy()
        self._paint_markings(canvas, offset)
        things: list[tuple[float, int, object]] = []
        for base in np.arange(-self.period, _SEEN_M, self.period):
            shift = float(base) + self.period - offset
            things += [(house.start + shift, 0, house) for house in self._houses]
            things += [(z + shift, 1, (x, kind)) for x, z, kind in self._trees]
            things += [(z + shift, 2, parked) for parked in self._parked for z in (parked[1],)]
            lamps = ((self.period / 4, _LEFT_WALL + 0.6), (self.period * 3 / 4, _RIGHT_WALL - 0.6))
            things += [(z + shift, 3, x) for z, x in lamps]
        for z, _, thing in sorted(things, key=lambda entry: (-entry[0], entry[1])):
            self._paint_thing(canvas, thing, z)
        return canvas

    def _paint_thing(self, canvas: Canvas, thing: object, z: float) -> None:
        if z > _SEEN_M:
            return
        if isinstance(thing, House):
            if z + thing.end - thing.start > 2.5:
                self._paint_house(canvas, thing, max(z, 2.0), z + thing.end - thing.start, z)
        elif z < 3.0:
            return
        elif isinstance(thing, float):
            self._paint_lamp_post(canvas, thing, z)
        elif isinstance(thing, tuple) and len(thing) == 2:
            self._tree_sprites[thing[1]].paste(canvas, self._view.at(thing[0], 0, z), self._view.scale(z))
        elif isinstance(thing, tuple):
            x, _, look, sprite = thing
            paint_flank(canvas, self._view, self._light, look, x, z)
            sprite.paste(canvas, self._view.at(x, 0, z), self._view.scale(z))

    def _paint_markings(self, canvas: Canvas, offset: float) -> None:
        view, light = self._view, self._light
        paint = light.on(_PAINT)
        for x, z, wide in self._patches:
            for base in (0.0, self.period):
                near = z + base - offset
                if 3.5 < near < 60:
                    shade = light.through_air((72, 69, 67), near)
                    ground(canvas, view, (x, x + wide), (near, near + 1.9 * wide), shade)
        if self._scene.kind in (Kind.SOLID_WHITE,):
            for x in (CENTRE - 0.16, CENTRE + 0.08):
                ground(canvas, view, (x, x + 0.11), (1.3, 400), paint)
        else:
            for start in np.arange(-offset % 6.0 - 6.0, 110, 6.0):
                shade = light.through_air(_PAINT, float(start))
                ground(canvas, view, (CENTRE - 0.07, CENTRE + 0.07), (float(start), float(start) + 3.2), shade)
        if self._scene.kind is Kind.OBSTRUCTION or self._scene.street is Street.TRADING:
            for x in (LEFT_KERB + 0.22, LEFT_KERB + 0.42):
                ground(canvas, view, (x, x + 0.08), (1.3, 300), light.on(_YELLOW_LINE))

    def _paint_house(self, canvas: Canvas, house: House, near: float, far: float, start: float) -> None:
        view, light = self._view, self._light

        def front(z0: float, z1: float, y0: float, y1: float, colour: Colour) -> None:
            corners = [
                view.at(house.wall, y0, z0),
                view.at(house.wall, y1, z0),
                view.at(house.wall, y1, z1),
                view.at(house.wall, y0, z1),
            ]
            fill(canvas, corners, colour)

        away = 3.2 if house.wall > 0 else -3.2
        if house.roof:
            ridge = house.height + house.roof
            eaves = [view.at(house.wall, house.height, near), view.at(house.wall + away, ridge, near)]
            eaves += [view.at(house.wall + away, ridge, far), view.at(house.wall, house.height, far)]
            fill(canvas, eaves, light.through_air(_SLATE, near))
        self._paint_gable(canvas, house, near)
        front(near, far, 0, house.height, light.through_air(house.brick, near))
        if near > 60:
            return
        long = house.end - house.start
        for number, (share, low) in enumerate(((0.18, 3.3), (0.62, 3.3), (0.18, 0.9), (0.62, 0.9))):
            z0, z1 = start + long * share, start + long * (share + 0.24)
            seen = 0 < view.at(house.wall, low, max(z1, 2.2))[0] < view.width
            if z0 < 2.2 or not seen or (house.shop and low < 1):
                continue
            lit = light.lamps and house.lit[number]
            pane = (96, 176, 232) if lit else light.through_air(_GLASS, near)
            front(z0 - 0.09, z1 + 0.09, low - 0.08, low + 1.38, light.through_air((212, 214, 214), near))
            front(z0, z1, low, low + 1.3, pane)
        if house.shop and start + 0.4 > 2.2:
            sign = (house.brick[2] // 2 + 60, house.brick[0] // 2 + 50, house.brick[1])
            front(
                start + 0.4,
                far - 0.4,
                0.4,
                2.5,
                (110, 180, 230) if light.lamps else light.through_air((120, 112, 104), near),
            )
            front(start + 0.2, far - 0.2, 2.55, 3.15, light.through_air(sign, near))
        elif start + long * 0.46 > 2.2:
            front(start + long * 0.46, start + long * 0.58, 0, 2.1, light.through_air((70, 54, 60), near))

    def _paint_gable(self, canvas: Canvas, house: House, near: float) -> None:
        """The end wall that shows where a house stands alone or taller than its neighbour."""
        view = self._view
        depth = 7.0 if house.wall > 0 else -7.0
        wall = [view.at(house.wall, 0, near), view.at(house.wall, house.height, near)]
        if house.roof:
            wall.append(view.at(house.wall + depth * 0.46, house.height + house.roof, near))
        wall += [view.at(house.wall + depth, house.height, near), view.at(house.wall + depth, 0, near)]
        dark: Colour = (house.brick[0] * 4 // 5, house.brick[1] * 4 // 5, house.brick[2] * 4 // 5)
        fill(canvas, wall, self._light.through_air(dark, near))

    def _paint_lamp_post(self, canvas: Canvas, x: float, z: float) -> None:
        view, light = self._view, self._light
        steel = light.through_air((92, 92, 90), z)
        inward = 1.3 if x < 0 else -1.3
        for left, right, low, high in (
            (x - 0.07, x + 0.07, 0.0, 6.6),
            (min(x, x + inward), max(x, x + inward), 6.5, 6.62),
        ):
            fill(
                canvas,
                [view.at(left, low, z), view.at(left, high, z), view.at(right, high, z), view.at(right, low, z)],
                steel,
            )
        head = view.at(x + inward, 6.45, z)
        if light.lamps and z > 6:
            glow(canvas, head, view.scale(z) * 1.5, _LAMPLIGHT)
            cv2.circle(
                canvas,
                (int(head[0]), int(head[1])),
                max(1, int(view.scale(z) * 0.14)),
                (205, 236, 255),
                -1,
                cv2.LINE_AA,
            )


def _tree_sprite(light: Light, rng: np.random.Generator) -> Sprite:
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
