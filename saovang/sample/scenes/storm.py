"""The scene of the storm."""

from __future__ import annotations

from PIL import Image, ImageDraw

from .backdrop import backdrop
from .canvas import Canvas
from .ground import flank, side
from .houses import house
from .land import mound, tuft
from .leaves import bush
from .palette import mix
from .trees import palm


def storm(c: Canvas) -> None:
    """Rain driven across bending palms and a shuttered house; the field stands under water."""
    top = backdrop(c, 0.54)
    turn = side(c)
    depth = c.h - top
    house(c, flank(c, -turn, 0.3), top + depth * 0.16, c.u * 3.0, c.u * 1.05)
    c.fade(top + depth * 0.3, c.h, c.col("water_light"), c.col("water"))
    mound(c, c.h * 0.93, c.u * 0.15, c.col("grass_dark"))
    for _ in range(26):
        t = c.rng.uniform(0.34, 0.8)
        x, r = c.rng.random() * c.w, c.u * (0.1 + 0.4 * t)
        c.pen.ellipse(
            (x - r, top + depth * t - r * 0.2, x + r, top + depth * t + r * 0.2),
            outline=c.col("white", 0.2),
            width=max(1, round(c.u * 0.018)),
        )
    for share, height, y in ((0.28, 3.2, 0.26), (0.52, 4.4, 0.3), (0.8, 3.8, 0.28)):
        x = flank(c, turn, share)
        palm(c, x, top + depth * y, c.u * height * max(1.0, c.h / c.w * 0.75), -0.34 * turn, -0.95 * turn)
        bush(c, x, top + depth * y + c.u * 0.1, c.u * 0.32)
    bush(c, flank(c, -turn, 0.72), top + depth * 0.24, c.u * 0.7)
    for _ in range(30):
        tuft(c, c.rng.random() * c.w, c.h * c.rng.uniform(0.94, 1.0), c.u * 0.3)
    rain(c, turn)


def rain(c: Canvas, turn: int) -> None:
    """Fine slanting strokes over everything, thin enough to see through."""
    mask = Image.new("L", (c.w, c.h), 0)
    pen = ImageDraw.Draw(mask)
    for _ in range(int(c.w * c.h / c.u / c.u * 4)):
        x, y, s = c.rng.uniform(-0.1, 1.1) * c.w, c.rng.random() * c.h, c.u * c.rng.uniform(0.3, 0.8)
        pen.line((x, y, x - turn * s * 0.36, y + s), fill=c.rng.randint(45, 110), width=max(1, round(c.u * 0.02)))
    c.image.paste(mix(c.sky_low, (255, 255, 255), 0.5), (0, 0), mask)
