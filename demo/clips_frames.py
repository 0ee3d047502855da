"""One scene made into pictures: the kept street, the figures of the story, the bonnet and the burnt-in line."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from demo.clips_clock import burnt_line, line_strip, strip_height
from demo.clips_figures import (
    cyclist_sprite,
    paint_signals,
    paint_stop_line,
    paint_zebra,
    pedestrian_sprite,
    shadow_sprite,
)
from demo.clips_light import light_at
from demo.clips_story import Actor, Figure, actors_at, travelled
from demo.clips_street import StreetScene
from demo.clips_vehicles import PLATE_CENTRE_M, PLATE_WIDE_M, SHAPES, VehicleLook, braking, paint_flank, vehicle_sprite
from demo.clips_view import Canvas, Sprite, View, as_canvas, fill, glow
from demo.plates import PLATE_HEIGHT, PLATE_WIDTH
from demo.scenes import Body, Kind, Scene

_DRIVER = {Kind.MOBILE_PHONE: "phone", Kind.OBSTRUCTION: "", Kind.CROSSING: ""}
_PEDAL_TURNS_PER_SECOND = 1.2
_PHASES = 6


def plate_box(scene: Scene, frame: int) -> tuple[int, int, int, int] | None:
    """(x, y, w, h) of the offender's plate in a frame, in pixels; None when it is not wholly in the picture."""
    view = View(scene.width, scene.height)
    for actor in actors_at(scene, frame / scene.fps):
        if actor.figure is not Figure.OFFENDER:
            continue
        wide = PLATE_WIDE_M * view.scale(actor.z)
        tall = wide * PLATE_HEIGHT / PLATE_WIDTH
        u, v = view.at(actor.x, PLATE_CENTRE_M, actor.z)
        box = (round(u - wide / 2), round(v - tall / 2), round(wide), round(tall))
        inside = box[0] >= 0 and box[0] + box[2] <= scene.width and box[1] + box[3] <= scene.height * 0.86
        return box if inside else None
    return None


class Stage:
    """Draws the frames of one scene; what can be drawn once is drawn when the stage is set."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.view = View(scene.width, scene.height)
        self.light = light_at(scene.started_at, scene.lat, scene.lon, scene.brightness)
        self._near_light = self.light.under_head_lamps()
        self._street = StreetScene(scene, self.view, self.light)
        self._looks = self._cast()
        self._sprites: dict[VehicleLook, Sprite] = {}
        self._riders = [cyclist_sprite(self._near_light, n / _PHASES) for n in range(_PHASES)]
        self._walkers = [pedestrian_sprite(self._near_light, n / _PHASES) for n in range(_PHASES)]
        self._shadow = shadow_sprite()
        self._bonnet = self._paint_bonnet()
        self._line: tuple[str, Canvas] | None = None

    def _cast(self) -> dict[Figure, VehicleLook]:
        scene = self.scene
        driver = _DRIVER.get(scene.kind, "seated")
        return {
            Figure.OFFENDER: VehicleLook(scene.body, scene.colour, scene.plate, driver=driver),
            Figure.ONCOMING_CAR: VehicleLook(Body.HATCHBACK, "silver", "", front=True),
            Figure.ONCOMING_VAN: VehicleLook(Body.VAN, "white", "", front=True),
            Figure.OTHER_CAR: VehicleLook(Body.SALOON, "black", ""),
        }

    def frame(self, number: int) -> Canvas:
        """The picture of one frame, blue-green-red, `height` x `width`."""
        t = number / self.scene.fps
        canvas = self._street.at(self._distance(t))
        for actor in actors_at(self.scene, t):
            self._place(canvas, actor, t)
        self._lay_bonnet(canvas)
        self._write_line(canvas, t)
        return canvas

    def _distance(self, t: float) -> float:
        """Distance in whole steps of an even division of the period, so that at a steady speed pictures return."""
        step = max(0.02, travelled(self.scene, 1 / self.scene.fps))
        per_period = max(1, round(self._street.period / step))
        if travelled(self.scene, self.scene.seconds) < 0.99 * step * self.scene.frames:
            return travelled(self.scene, t)
        return travelled(self.scene, t) / step * (self._street.period / per_period)

    def _place(self, canvas: Canvas, actor: Actor, t: float) -> None:
        view, light = self.view, self.light
        if actor.figure is Figure.SIGNALS:
            paint_signals(canvas, view, light, actor.x, actor.z, red=actor.red)
        elif actor.figure is Figure.STOP_LINE:
            paint_stop_line(canvas, view, self._near_light, actor.z)
        elif actor.figure is Figure.ZEBRA:
            paint_zebra(canvas, view, self._near_light, actor.z)
        elif actor.figure is Figure.CYCLIST:
            self._stand(canvas, self._riders[int(t * _PEDAL_TURNS_PER_SECOND * _PHASES) % _PHASES], actor, 0.4)
        elif actor.figure is Figure.PEDESTRIAN:
            self._stand(canvas, self._walkers[int(t * _PHASES) % _PHASES], actor, 0.35)
        else:
            self._place_vehicle(canvas, actor)

    def _stand(self, canvas: Canvas, sprite: Sprite, actor: Actor, shadow: float) -> None:
        foot, scale = self.view.at(actor.x, 0, actor.z), self.view.scale(actor.z)
        self._shadow.paste(canvas, foot, scale * shadow)
        sprite.paste(canvas, foot, scale)

    def _place_vehicle(self, canvas: Canvas, actor: Actor) -> None:
        look = self._looks[actor.figure]
        if actor.braking:
            look = braking(look)
        if look not in self._sprites:
            self._sprites[look] = vehicle_sprite(look, self._near_light)
        view, shape = self.view, SHAPES[look.body]
        foot, scale = view.at(actor.x, 0, actor.z), view.scale(actor.z)
        self._shadow.paste(canvas, (foot[0], foot[1] + 0.02 * scale), scale * shape.half * 0.98)
        paint_flank(canvas, view, self._near_light, look, actor.x, actor.z)
        self._sprites[look].paste(canvas, foot, scale)
        if look.front and self.light.lamps:
            self._shine(canvas, actor, shape.half - 0.2, 0.77, 0.9, (190, 220, 235))
        elif not look.front and (self.light.lamps or look.braking):
            self._shine(canvas, actor, shape.half - 0.17, shape.waist - 0.1, 0.42, (20, 16, 170))

    def _shine(
        self, canvas: Canvas, actor: Actor, half: float, y: float, reach: float, colour: tuple[int, int, int]
    ) -> None:
        for sign in (-1, 1):
            glow(canvas, self.view.at(actor.x + sign * half, y, actor.z), reach * self.view.scale(actor.z), colour)

    def _paint_bonnet(self) -> tuple[int, Canvas, Canvas]:
        """(first row, picture, how much of the street shows through) of the dark curve at the foot."""
        wide, tall = self.scene.width, self.scene.height
        top = round(tall * 0.87)
        mask = np.zeros((tall, wide, 3), dtype=np.uint8)
        paint = np.full((tall, wide, 3), 16, dtype=np.uint8)
        across = np.linspace(-1.02, 1.02, 60)
        edge = [(wide / 2 * (1 + float(a)), tall * (0.882 + 0.062 * abs(float(a)) ** 2.2)) for a in across]
        fill(mask, [*edge, (wide, tall), (0, tall)], (255, 255, 255))
        sheen = np.linspace(1.0, 0.0, tall - top)[:, None, None] ** 1.6
        base = np.array(self.light.on((46, 40, 36)), dtype=np.float32)
        paint[top:] = (base * sheen + np.array((16, 15, 14)) * (1 - sheen)).astype(np.uint8)
        for (ax, ay), (bx, by) in pairwise(edge):
            cv2.line(
                paint,
                (int(ax), int(ay) + 2),
                (int(bx), int(by) + 2),
                self.light.on((104, 94, 84)),
                max(1, tall // 300),
                cv2.LINE_AA,
            )
        strip = slice(top, tall)
        solid = cv2.multiply(paint[strip], mask[strip], scale=1 / 255)
        return top, as_canvas(solid), as_canvas(cv2.bitwise_not(mask[strip]))

    def _lay_bonnet(self, canvas: Canvas) -> None:
        top, solid, through = self._bonnet
        end = self.scene.height - strip_height(self.scene)
        rows = end - top
        if rows <= 0:
            return
        under = canvas[top:end]
        under[:] = cv2.add(cv2.multiply(under, through[:rows], scale=1 / 255), solid[:rows])

    def _write_line(self, canvas: Canvas, t: float) -> None:
        text = burnt_line(self.scene, int(t))
        if not text:
            return
        if self._line is None or self._line[0] != text:
            self._line = (text, line_strip(self.scene, text))
        canvas[self.scene.height - strip_height(self.scene) :] = self._line[1]
