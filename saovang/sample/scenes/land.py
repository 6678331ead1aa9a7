"""Meadows and paddies: what a scene stands on in the open."""

from __future__ import annotations

import math

from .canvas import Canvas
from .palette import Colour, mix


def meadow(c: Canvas, horizon: float) -> None:
    """Broad soft swells of darker grass, so that a tall foreground is not one blank field."""
    depth = c.h - horizon
    for i, t in enumerate((0.3, 0.55, 0.8)):
        y = horizon + depth * t
        tone = mix(c.col("grass", 0.1 - 0.1 * t), c.col("grass_dark"), 0.22 + 0.2 * i)
        mound(c, y, depth * 0.05, tone)
    for _ in range(46):
        t = c.rng.random() ** 0.7
        tuft(c, c.rng.random() * c.w, horizon + depth * (0.08 + 0.92 * t), c.u * (0.08 + 0.2 * t))


def mound(c: Canvas, y: float, swing: float, tone: Colour) -> None:
    """Everything below a gently waving line at y."""
    a = c.rng.uniform(0, 6.3)
    top = [(c.w * i / 40, y + swing * math.sin(a + i / 40 * (2.5 + c.w / c.h))) for i in range(41)]
    c.poly([*top, (c.w, c.h), (0, c.h)], tone)


def tuft(c: Canvas, x: float, y: float, s: float) -> None:
    """Three blades of grass, s pixels high."""
    tone = mix(c.col("grass_dark"), c.col("leaf"), 0.5)
    for dx in (-0.5, 0.0, 0.5):
        c.poly(
            [
                (x + dx * s * 0.3 - s * 0.08, y),
                (x + dx * s, y - s * (1 - abs(dx) * 0.5)),
                (x + dx * s * 0.3 + s * 0.08, y),
            ],
            tone,
        )


def paddies(c: Canvas, horizon: float, vanish: float | None = None, ripe: float | None = None) -> None:
    """Rice fields in perspective from the horizon to the bottom edge, parted by low banks.

    `vanish` is the x where the banks meet at the horizon; `ripe` (0..1) the share of yellow fields.
    """
    vx = c.w * c.rng.uniform(0.3, 0.7) if vanish is None else vanish
    ripe = c.rng.choice((0.1, 0.3, 0.6)) if ripe is None else ripe
    depth, rows = c.h - horizon, 6 + int((c.h - horizon) / c.u / 3)
    edges = [horizon + depth * (i / rows) ** 2.1 for i in range(rows + 1)]
    pitch = c.u * 5.2
    bank = mix(c.col("leaf"), c.col("grass_dark"), 0.5)
    for i in range(rows):
        y0, y1 = edges[i], edges[i + 1]
        t0, t1 = (y0 - horizon) / depth, (y1 - horizon) / depth
        shift = c.rng.uniform(0, 1)
        span = int(c.w / pitch / max(t1, 0.12) / 2) + 2
        haze = 0.3 * (1 - t1)
        for k in range(-span, span + 1):
            xs = [vx + (k + j + shift - 0.5) * pitch * t for t, j in ((t0, 0), (t0, 1), (t1, 1), (t1, 0))]
            if max(xs) < 0 or min(xs) > c.w:
                continue
            quad = [(xs[0], y0), (xs[1], y0), (xs[2], y1), (xs[3], y1)]
            field(c, quad, ripe, haze)
            c.line([quad[1], quad[2]], mix(bank, c.sky_low, haze), c.u * 0.13 * (t0 + t1) / 2 + 1)
        c.line([(0, y1), (c.w, y1)], mix(bank, c.sky_low, haze), c.u * 0.16 * t1 + 1)


def field(c: Canvas, quad: list, ripe: float, haze: float) -> None:
    """One field: flooded, young or ripe, with planting rows running away from the viewer."""
    draw = c.rng.random()
    if draw < ripe:
        tone, mark = c.col("rice_ripe", haze), c.col("ochre", haze)
    elif draw > 0.86:
        tone, mark = mix(c.sky_low, c.col("water", haze), 0.55), c.col("rice_dark", haze)
    else:
        tone, mark = mix(c.col("rice", haze), c.col("rice_dark", haze), c.rng.random()), c.col("leaf", haze)
    c.poly(quad, tone)
    (ax, y0), (bx, _), (dx, y1), (ex, _) = quad
    lines = 9
    for n in range(1, lines):
        t = n / lines
        top, low = (ax + (bx - ax) * t, y0), (ex + (dx - ex) * t, y1)
        c.line([top, low], mix(tone, mark, 0.3), (y1 - y0) * 0.03)
