"""Bamboo, bushes and the leaves that frame a picture."""

from __future__ import annotations

import math

from .canvas import Canvas, curve
from .palette import mix
from .trees import palm


def bamboo(c: Canvas, x: float, y: float, height: float, haze: float = 0.0) -> None:
    """A clump of arching bamboo."""
    for k in range(7):
        lean = (k - 3) / 3 * 0.42
        top = (x + lean * height, y - height * c.rng.uniform(0.8, 1.0) + abs(lean) * height * 0.3)
        stem = curve((x + lean * height * 0.15, y), (x + lean * height * 0.3, y - height * 0.7), top, 10)
        c.line(stem, c.col("leaf_light" if k % 2 else "grass_dark", haze), height * 0.016)
        for px, py in stem[4:]:
            for side in (-1, 1):
                s = height * 0.1
                tone = c.col("leaf" if side < 0 else "leaf_dark", haze)
                c.poly(
                    [(px, py), (px + side * s * 0.6, py - s * 0.02), (px + side * s * 1.1, py + s * 0.55)],
                    tone,
                )


def bush(c: Canvas, x: float, y: float, size: float) -> None:
    """A low round shrub, `size` pixels high."""
    for dx, r, paint in ((-0.5, 0.5, "leaf_dark"), (0.45, 0.55, "leaf_dark"), (0.0, 0.7, "leaf")):
        c.oval(x + dx * size, y - r * size * 0.6, r * size * 0.9, r * size * 0.75, c.col(paint))


def corner_leaves(c: Canvas, left: bool = True, right: bool = True) -> None:
    """Large dark leaves growing in at the bottom corners: a frame that gives the scene depth."""
    for side, wanted in ((0, left), (1, right)):
        if not wanted:
            continue
        x, turn = (c.w * side, 1 - 2 * side)
        for k, angle in enumerate((1.35, 1.0, 0.62, 0.3)):
            length = c.u * c.rng.uniform(1.4, 2.1)
            tip = (x + turn * math.cos(angle) * length, c.h - math.sin(angle) * length)
            bend = (
                x + turn * math.cos(angle + 0.3) * length * 0.6,
                c.h - math.sin(angle + 0.3) * length * 0.6,
            )
            spine = curve((x, c.h + c.u * 0.1), bend, tip, 12)
            widths = [math.sin(math.pi * min(1, 0.08 + i / 12 * 0.92)) * length * 0.26 for i in range(13)]
            tone = mix(c.col("leaf_dark"), c.col("leaf" if k % 2 else "teal_dark"), 0.35)
            c.ribbon(spine, widths, tone)
            c.line(spine[:-1], mix(tone, c.col("leaf_light"), 0.35), length * 0.012)


def frame(c: Canvas, turn: int, y: float = 0.86) -> None:
    """In a tall picture, one high palm at the side `turn`, standing at `y` of the height: it fills the sky."""
    if c.tall:
        x = c.w * (0.5 + turn * 0.45)
        palm(c, x, c.h * y, c.h * 0.54, -0.05 * turn)
        palm(c, x - turn * c.u * 0.9, c.h * (y + 0.02), c.h * 0.4, 0.02 * turn)
        bush(c, x, c.h * (y + 0.025), c.u * 0.7)
