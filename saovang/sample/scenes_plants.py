"""Trees and leaves of the sample pictures."""

from __future__ import annotations

import math

from .scenes_canvas import Canvas, Colour, curve, mix


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


def arecas(c: Canvas, xs: list[float], y: float, height: float) -> None:
    """Several areca palms of slightly different heights on one line."""
    for x in xs:
        areca(c, x, y, height * c.rng.uniform(0.85, 1.1))
