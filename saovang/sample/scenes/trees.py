"""Palms and trees of the sample pictures."""

from __future__ import annotations

import math

from .canvas import Canvas, curve
from .palette import Colour, mix


def frond(c: Canvas, x: float, y: float, angle: float, length: float, wind: float, tone: Colour) -> None:
    """One drooping feathered leaf from (x, y); `angle` in radians, `wind` bends it sideways (-1..1)."""
    ax, ay = math.cos(angle), math.sin(angle)
    mid = (x + length * (ax * 0.62 + wind * 0.3), y + length * (ay * 0.62 - 0.1))
    tip = (x + length * (ax * 0.98 + wind * 0.75), y + length * (ay * 0.62 + 0.34 - abs(wind) * 0.3))
    spine = curve((x, y), mid, tip, 14)
    widths = []
    for i in range(15):
        full = math.sin(math.pi * min(1.0, 0.1 + i / 14 * 0.9)) * length * 0.2
        # Alternating widths cut the edge into leaflets.
        widths.append(full * (1.0 if i % 2 else 0.62))
    c.ribbon(spine, widths, tone)


def palm(c: Canvas, x: float, y: float, height: float, lean: float = 0.1, wind: float = 0.0, haze: float = 0.0) -> None:
    """A coconut palm standing at (x, y); `lean` is the top's sideways shift as a share of the height."""
    top = (x + lean * height, y - height)
    stem = curve((x, y), (x - lean * height * 0.15, y - height * 0.55), top, 14)
    thick = min(height * 0.05, c.u * 0.3)
    c.ribbon(stem, [thick * (1.15 - 0.6 * i / 14) for i in range(15)], c.col("trunk", haze))
    length = min(height * 0.5, c.u * 2.1)
    for layer, paint in enumerate(("leaf_dark", "leaf", "leaf_light")):
        tone = mix(c.col(paint, haze), c.col("leaf", haze), 0.35)
        for k in range(5 - layer):
            angle = -math.pi * (0.5 + (k - (4 - layer) / 2) * (0.29 + 0.02 * layer)) + c.rng.uniform(-0.1, 0.1)
            frond(c, *top, angle, length * (1 - 0.12 * layer), wind, tone)
    for dx in (-0.09, 0.07):
        c.oval(top[0] + dx * length, top[1] + length * 0.08, length * 0.065, length * 0.075, c.col("trunk", haze))


def areca(c: Canvas, x: float, y: float, height: float, haze: float = 0.0) -> None:
    """A slim areca palm with its green neck."""
    thick = min(height * 0.03, c.u * 0.16)
    c.ribbon([(x, y), (x, y - height)], [thick * 1.1, thick * 0.8], c.col("stone_dark", haze))
    c.ribbon([(x, y - height * 0.86), (x, y - height)], [thick * 1.3, thick * 0.9], c.col("leaf_light", haze))
    length = min(height * 0.32, c.u * 1.2)
    for k in range(7):
        angle = -math.pi * (0.06 + 0.88 * k / 6)
        tone = mix(c.col("leaf_dark", haze), c.col("leaf", haze), (k % 3) / 2)
        frond(c, x, y - height, angle, length, 0.0, tone)


def crown(c: Canvas, x: float, y: float, rx: float, ry: float, haze: float = 0.0) -> None:
    """A rounded mass of leaves in three tones, lit from above."""
    rings = ((0.0, 0.0, "leaf_dark"), (-0.12, 0.16, "leaf"), (-0.28, 0.34, "leaf_light"))
    for step, (up, shrink, paint) in enumerate(rings):
        tone = mix(c.col(paint, haze), c.col("leaf", haze), 0.3)
        for k in range(8 - step * 2):
            a = k / (8 - step * 2) * 2 * math.pi + 0.4 * step
            px = x + math.cos(a) * rx * (0.62 - shrink * 0.6) - rx * 0.06 * step
            py = y + math.sin(a) * ry * (0.5 - shrink * 0.6) + up * ry
            r = c.rng.uniform(0.85, 1.1) * (0.5 - shrink * 0.45)
            c.oval(px, py, rx * r, ry * r * 1.05, tone)
        c.oval(x, y + up * ry, rx * (0.7 - shrink), ry * (0.6 - shrink), tone)


def tree(c: Canvas, x: float, y: float, height: float, haze: float = 0.0) -> None:
    """A round shade tree standing at (x, y)."""
    c.ribbon([(x, y), (x, y - height * 0.6)], [height * 0.11, height * 0.06], c.col("trunk", haze))
    crown(c, x, y - height * 0.68, height * 0.36, height * 0.33, haze)


def banyan(c: Canvas, x: float, y: float, height: float) -> None:
    """An old banyan: spreading roots, hanging aerial roots and a wide crown."""
    bark, dark = c.col("trunk"), c.col("trunk_dark")
    for dx in (-0.5, -0.36, 0.34, 0.46):
        c.line(
            [
                (x + dx * height, y - height * 0.6),
                (x + dx * height * 0.92, y - height * (0.02 + 0.2 * abs(dx))),
            ],
            dark,
            height * 0.014,
        )
    for side in (-1, 1):
        c.ribbon(
            curve(
                (x, y - height * 0.35),
                (x + side * height * 0.1, y - height * 0.5),
                (x + side * height * 0.38, y - height * 0.66),
            ),
            [height * 0.08] * 11,
            bark,
        )
    flare = [
        (x - height * 0.22, y),
        (x - height * 0.09, y - height * 0.14),
        (x - height * 0.08, y - height * 0.6),
        (x + height * 0.08, y - height * 0.6),
        (x + height * 0.09, y - height * 0.14),
        (x + height * 0.22, y),
    ]
    c.poly(flare, bark)
    for dx in (-0.03, 0.04):
        c.line(
            [(x + dx * height, y - height * 0.5), (x + dx * height * 2, y - height * 0.02)],
            dark,
            height * 0.012,
        )
    crown(c, x, y - height * 0.74, height * 0.72, height * 0.34)


def arecas(c: Canvas, xs: list[float], y: float, height: float) -> None:
    """Several areca palms of slightly different heights on one line."""
    for x in xs:
        areca(c, x, y, height * c.rng.uniform(0.85, 1.1))
