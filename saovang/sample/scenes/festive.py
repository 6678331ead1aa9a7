"""Village gates, market stalls and lanterns."""

from __future__ import annotations

from .canvas import Canvas
from .houses import roof, shadow
from .palette import mix


def gate(c: Canvas, x: float, y: float, s: float) -> None:
    """The village gate: an arch between two tall pillars under a curved double roof; s is a size unit."""
    wall, dark, light = c.col("wall"), c.col("wall_dark"), c.col("wall_light")
    for side in (-1, 1):
        c.box(x + side * 2.45 * s - 0.95 * s, y - 1.25 * s, x + side * 2.45 * s + 0.95 * s, y, dark)
        c.box(
            x + side * 2.45 * s - 1.0 * s,
            y - 1.4 * s,
            x + side * 2.45 * s + 1.0 * s,
            y - 1.22 * s,
            c.col("roof"),
        )
        pillar = x + side * 3.35 * s
        c.box(pillar - 0.24 * s, y - 2.3 * s, pillar + 0.24 * s, y, wall)
        c.box(pillar - 0.32 * s, y - 2.42 * s, pillar + 0.32 * s, y - 2.25 * s, light)
        c.oval(pillar, y - 2.62 * s, 0.2 * s, 0.24 * s, c.col("roof"))
    c.box(x - 1.62 * s, y - 3.0 * s, x + 1.62 * s, y, wall)
    sky = mix(c.col("grass", 0.45), c.sky_low, 0.35)
    c.box(x - 0.82 * s, y - 1.35 * s, x + 0.82 * s, y, light)
    c.oval(x, y - 1.35 * s, 0.82 * s, 0.82 * s, light)
    c.box(x - 0.68 * s, y - 1.35 * s, x + 0.68 * s, y, sky)
    c.oval(x, y - 1.35 * s, 0.68 * s, 0.68 * s, sky)
    c.box(x - 0.68 * s, y - 0.62 * s, x + 0.68 * s, y, c.col("grass", 0.1))
    for dx, r in ((-0.5, 0.22), (-0.2, 0.16), (0.28, 0.18), (0.52, 0.16)):
        c.oval(x + dx * s, y - 0.64 * s, min(r, 0.68 - abs(dx)) * s, r * s * 0.8, c.col("leaf", 0.2))
    c.poly(
        [(x - 0.16 * s, y - 0.6 * s), (x + 0.16 * s, y - 0.6 * s), (x + 0.68 * s, y), (x - 0.68 * s, y)],
        c.col("path"),
    )
    for side in (-1, 1):
        c.box(x + side * 1.4 * s - 0.24 * s, y - 3.0 * s, x + side * 1.4 * s + 0.24 * s, y, light)
        c.box(
            x + side * 1.4 * s - 0.12 * s,
            y - 2.2 * s,
            x + side * 1.4 * s + 0.12 * s,
            y - 0.5 * s,
            c.col("clay"),
        )
    c.box(x - 1.0 * s, y - 2.86 * s, x + 1.0 * s, y - 2.38 * s, c.col("roof_dark"), 0.08 * s)
    c.box(x - 0.92 * s, y - 2.78 * s, x + 0.92 * s, y - 2.46 * s, c.col("ochre"), 0.06 * s)
    roof(c, x - 2.3 * s, x + 2.3 * s, y - 2.95 * s, 0.75 * s, 0.2)
    c.box(x - 1.0 * s, y - 4.15 * s, x + 1.0 * s, y - 3.6 * s, wall)
    for k in (-0.5, 0.0, 0.5):
        c.oval(x + k * s, y - 3.86 * s, 0.13 * s, 0.13 * s, c.col("shade"))
    roof(c, x - 1.55 * s, x + 1.55 * s, y - 4.1 * s, 0.7 * s, 0.26)


def stall(c: Canvas, x: float, y: float, s: float, paints: tuple[str, str]) -> None:
    """A market stall about 2.4 s wide with a striped awning and heaped baskets."""
    shadow(c, x, y, 1.35 * s, "path_dark")
    for side in (-1, 1):
        c.box(x + side * 1.1 * s - 0.04 * s, y - 2.0 * s, x + side * 1.1 * s + 0.04 * s, y, c.col("trunk"))
    c.box(x - 1.12 * s, y - 0.72 * s, x + 1.12 * s, y - 0.06 * s, c.col("wood"))
    c.box(x - 1.2 * s, y - 0.8 * s, x + 1.2 * s, y - 0.68 * s, c.col("path_dark"), 0.04 * s)
    fruit = ["ochre", "clay", "leaf_light", "plum", "leaf"]
    c.rng.shuffle(fruit)
    for k in range(4):
        px, py = x + (k - 1.5) * 0.56 * s, y - 0.8 * s
        for dx, dy in ((-0.14, 0.14), (0.14, 0.14), (0.0, 0.15), (-0.07, 0.26), (0.08, 0.25)):
            c.oval(px + dx * s, py - dy * s, 0.09 * s, 0.09 * s, c.col(fruit[k]))
        c.poly(
            [
                (px - 0.25 * s, py - 0.13 * s),
                (px + 0.25 * s, py - 0.13 * s),
                (px + 0.18 * s, py),
                (px - 0.18 * s, py),
            ],
            c.col("trunk"),
        )
    strips = 8
    for k in range(strips):
        a, b = k / strips, (k + 1) / strips
        tone = c.col(paints[k % 2])
        top = [x + (t - 0.5) * 2.2 * s for t in (a, b)]
        low = [x + (t - 0.5) * 2.8 * s for t in (a, b)]
        c.poly(
            [(top[0], y - 2.25 * s), (top[1], y - 2.25 * s), (low[1], y - 1.65 * s), (low[0], y - 1.65 * s)],
            tone,
        )
        c.oval((low[0] + low[1]) / 2, y - 1.65 * s, 0.175 * s, 0.12 * s, tone)


def lantern(c: Canvas, x: float, y: float, s: float, paint: str) -> None:
    """A glowing paper lantern, s pixels of half height."""
    c.glow(x, y, s * 3.4, (255, 206, 120), 0.4)
    warm = mix(c.col(paint), (255, 190, 96), 0.55)
    c.oval(x, y, s * 0.9, s, warm)
    c.oval(x, y, s * 0.4, s * 0.95, mix(warm, (255, 240, 190), 0.5))
    for side in (-1, 1):
        c.box(x - s * 0.4, y + side * s - s * 0.1, x + s * 0.4, y + side * s + s * 0.1, c.col("roof_dark"))
    c.line([(x, y + s), (x, y + s * 1.7)], warm, s * 0.14)
