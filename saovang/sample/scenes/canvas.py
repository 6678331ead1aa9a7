"""The drawing surface of the sample pictures: moods of light, tinted colours, smooth shapes.

All coordinates are pixels of the enlarged surface (`ZOOM` times the picture asked for), x to the
right and y downwards; `Canvas.u` is the size unit that makes one subject fit every aspect ratio.
"""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw

from .palette import EXACT, MOODS, PAINTS, Colour, mix, rgb

Point = tuple[float, float]

# Drawing twice as large and averaging is what gives the flat shapes their smooth edges.
ZOOM = 2


class Canvas:
    """An enlarged RGB surface with one mood of light and one source of chance."""

    def __init__(self, size: tuple[int, int], scene: str, seed: int, mood: str | None = None) -> None:
        """`size` is (width, height) in pixels of the finished picture; no mood: the seed picks one."""
        # The scene's name takes part, or one seed would hang every picture's sun in the same place.
        self.rng = random.Random(f"{scene}:{seed}")
        # Neighbouring seeds never share their light.
        self.mood = mood or ("morning", "noon", "dusk")[(seed + len(scene)) % 3]
        top, low, sun, ambient, self.tint = MOODS[self.mood]
        self.sky_top, self.sky_low, self.sun, self.ambient = map(rgb, (top, low, sun, ambient))
        self.size = size
        self.w, self.h = size[0] * ZOOM, size[1] * ZOOM
        # About a tenth of the shorter side: a subject 8 u wide fits a tall picture and a wide one.
        self.u = min(self.w, self.h) / 9.6
        self.tall = self.h > self.w * 1.25
        self.image = Image.new("RGB", (self.w, self.h), self.sky_low)
        self.pen = ImageDraw.Draw(self.image)

    def col(self, name: str, haze: float = 0.0) -> Colour:
        """The named paint in this light; `haze` 0..1 fades it towards the horizon's sky."""
        if name in EXACT:
            return rgb(EXACT[name])
        return mix(mix(rgb(PAINTS[name]), self.ambient, self.tint), self.sky_low, haze)

    def sky_at(self, y: float, horizon: float) -> Colour:
        """The colour of the sky at height y."""
        return mix(self.sky_top, self.sky_low, max(0.0, min(1.0, y / horizon)) ** 1.2)

    def fade(self, y0: float, y1: float, top: Colour, low: Colour) -> None:
        """Fill the full width between y0 and y1 with a vertical gradient."""
        first, last = max(0, int(y0)), min(self.h, math.ceil(y1))
        for y in range(first, last):
            self.pen.line((0, y, self.w, y), fill=mix(top, low, (y - y0) / (y1 - y0)))

    def poly(self, points: list[Point], colour: Colour) -> None:
        """A filled polygon."""
        self.pen.polygon(points, fill=colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """A filled ellipse by its centre and half axes."""
        self.pen.ellipse((x - rx, y - ry, x + rx, y + ry), fill=colour)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, r: float = 0) -> None:
        """A filled rectangle, with corners of radius r pixels when given."""
        if x1 <= x0 or y1 <= y0:
            return
        if r:
            self.pen.rounded_rectangle((x0, y0, x1, y1), min(r, (x1 - x0) / 2, (y1 - y0) / 2), fill=colour)
        else:
            self.pen.rectangle((x0, y0, x1, y1), fill=colour)

    def line(self, points: list[Point], colour: Colour, width: float) -> None:
        """A polyline `width` pixels thick, at least one."""
        self.pen.line(points, fill=colour, width=max(1, round(width)), joint="curve")

    def ribbon(self, points: list[Point], widths: list[float], colour: Colour) -> None:
        """A stroke along `points` whose thickness at each point is given in pixels."""
        left, right = [], []
        for i, (x, y) in enumerate(points):
            ax, ay = points[max(0, i - 1)]
            bx, by = points[min(len(points) - 1, i + 1)]
            length = math.hypot(bx - ax, by - ay) or 1.0
            nx, ny = -(by - ay) / length * widths[i] / 2, (bx - ax) / length * widths[i] / 2
            left.append((x + nx, y + ny))
            right.append((x - nx, y - ny))
        self.poly(left + right[::-1], colour)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Soft light around a point; `strength` 0..1 is the opacity at the centre."""
        side = max(2, int(radius * 2))
        # The gradient is 0 in the middle and 181 at the middle of each edge: there the light must be spent.
        mask = Image.radial_gradient("L").point(lambda v: int(max(0, 181 - v) ** 2 / 181**2 * 255 * strength))
        mask = mask.resize((side, side), Image.Resampling.BILINEAR)
        self.image.paste(colour, (int(x - radius), int(y - radius)), mask)

    def finish(self) -> Image.Image:
        """The picture at the size asked for."""
        return self.image.reduce(ZOOM)


def curve(a: Point, b: Point, c: Point, steps: int = 10) -> list[Point]:
    """Points along the quadratic Bezier curve from a to c that leans towards b."""
    out = []
    for i in range(steps + 1):
        t = i / steps
        p, q, r = (1 - t) ** 2, 2 * t * (1 - t), t * t
        out.append((p * a[0] + q * b[0] + r * c[0], p * a[1] + q * b[1] + r * c[1]))
    return out
