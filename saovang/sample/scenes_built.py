"""Houses, gates, flags and furniture of the sample pictures."""

from __future__ import annotations

import math

from .scenes_canvas import Canvas, curve, mix


def flag(c: Canvas, x: float, y: float, height: float, wind: float = 1.0) -> None:
    """The red flag with its yellow star on a pole `height` pixels tall standing at (x, y)."""
    c.line([(x, y), (x, y - height)], mix(c.col("stone_dark"), c.col("shade"), 0.35), max(2, c.u * 0.06))
    wide, tall = min(height * 0.34, c.u * 1.2), min(height * 0.34, c.u * 1.2) * 2 / 3
    top = y - height * 0.985
    wave = [(x + wind * wide * i / 12, math.sin(i / 12 * 5.2) * tall * 0.07 * i / 12) for i in range(13)]
    c.poly([(px, top + d) for px, d in wave] + [(px, top + tall + d) for px, d in wave[::-1]], c.col("red"))
    star(c, x + wind * wide * 0.5, top + tall * 0.5, tall * 0.3)


def star(c: Canvas, x: float, y: float, r: float) -> None:
    """A yellow five-pointed star of outer radius r."""
    points = []
    for k in range(10):
        a, s = -math.pi / 2 + k * math.pi / 5, r if k % 2 == 0 else r * 0.4
        points.append((x + math.cos(a) * s, y + math.sin(a) * s))
    c.poly(points, c.col("yellow"))


def bunting(c: Canvas, a: tuple, b: tuple, count: int) -> None:
    """Small pennants on a slack string between two points."""
    string = curve(a, ((a[0] + b[0]) / 2, max(a[1], b[1]) + c.u * 0.7), b, count)
    c.line(string, c.col("shade"), c.u * 0.02)
    for k, (x, y) in enumerate(string[1:-1]):
        s = c.u * 0.14
        c.poly([(x - s, y), (x + s, y), (x, y + s * 1.9)], c.col(("clay", "ochre", "teal")[k % 3]))


def roof(c: Canvas, x0: float, x1: float, y: float, rise: float, inset: float = 0.12) -> None:
    """A terracotta roof with gently upturned eaves; y is the eaves' height, `rise` its height in pixels."""
    width = x1 - x0
    dx = width * inset
    left = curve((x0, y - rise * 0.1), (x0 + dx * 0.8, y - rise * 0.25), (x0 + dx, y - rise), 8)
    right = [(x0 + x1 - px, py) for px, py in left[::-1]]
    eaves = curve((x1, y - rise * 0.1), ((x0 + x1) / 2, y + rise * 0.12), (x0, y - rise * 0.1), 12)
    c.poly(left + right + eaves, c.col("roof"))
    rows = max(6, int(width / c.u * 3))
    tone = mix(c.col("roof"), c.col("roof_dark"), 0.55)
    for k in range(1, rows):
        t = k / rows
        top, low = x0 + dx + (width - 2 * dx) * t, x0 + width * t
        c.line([(top, y - rise * 0.95), (low, y - rise * 0.06)], tone, c.u * 0.018)
    c.box(x0 + dx * 0.9, y - rise * 1.06, x1 - dx * 0.9, y - rise * 0.94, c.col("roof_dark"), rise * 0.06)


def window(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """A window with open shutters, centred on x with its sill at y."""
    c.box(x - w / 2, y - h, x + w / 2, y, c.col("shade"))
    if c.mood in ("night", "dusk", "storm"):
        c.box(x - w / 2, y - h, x + w / 2, y, mix(c.col("ochre"), (255, 226, 150), 0.6))
    for side in (-1, 1):
        c.box(x + side * w * 0.62 - w * 0.16, y - h, x + side * w * 0.62 + w * 0.16, y, c.col("teal"))
    c.box(x - w * 0.03, y - h, x + w * 0.03, y, c.col("teal_dark"))
    c.box(x - w * 0.85, y, x + w * 0.85, y + h * 0.06, c.col("wall_light"))


def door(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """A two-leaf wooden door centred on x with its threshold at y."""
    c.box(x - w * 0.58, y - h * 1.06, x + w * 0.58, y, c.col("wall_light"))
    c.box(x - w / 2, y - h, x + w / 2, y, c.col("wood"))
    c.box(x - w * 0.02, y - h, x + w * 0.02, y, c.col("trunk_dark"))


def shadow(c: Canvas, x: float, y: float, rx: float, ground: str = "grass_dark") -> None:
    """The soft dark ellipse under something standing at (x, y)."""
    c.oval(x, y, rx, max(c.u * 0.04, rx * 0.09), mix(c.col(ground), c.col("leaf_dark"), 0.35))


def house(c: Canvas, x: float, y: float, w: float, h: float, wall: str = "wall") -> None:
    """A small tiled house centred on x, its walls h pixels high."""
    c.box(
        x - w * 0.53,
        y - h * 0.02,
        x + w * 0.53,
        y + h * 0.07,
        mix(c.col("grass_dark"), c.col("leaf_dark"), 0.35),
    )
    c.box(x - w / 2, y - h, x + w / 2, y, c.col(wall))
    c.box(x - w / 2, y - h * 0.12, x + w / 2, y, c.col("wall_dark"))
    c.box(x - w / 2, y - h, x + w / 2, y - h * 0.86, mix(c.col(wall), c.col("shade"), 0.3))
    door(c, x, y, w * 0.17, h * 0.7)
    for side in (-1, 1):
        window(c, x + side * w * 0.3, y - h * 0.26, w * 0.12, h * 0.4)
    roof(c, x - w * 0.6, x + w * 0.6, y - h * 0.93, h * 0.8)


def long_hall(c: Canvas, x: float, y: float, w: float, h: float, bays: int, wall: str = "wall") -> None:
    """A one-storey building with a pillared veranda of `bays` bays, centred on x."""
    c.box(x - w * 0.53, y, x + w * 0.53, y + h * 0.1, mix(c.col("path_dark"), c.col("shade"), 0.3))
    c.box(x - w / 2, y - h, x + w / 2, y, c.col(wall))
    c.box(x - w / 2, y - h, x + w / 2, y - h * 0.84, mix(c.col(wall), c.col("shade"), 0.35))
    pitch = w / bays
    for k in range(bays):
        px = x - w / 2 + pitch * (k + 0.5)
        if k % 3 == 1:
            door(c, px, y, pitch * 0.4, h * 0.68)
        else:
            window(c, px, y - h * 0.26, pitch * 0.32, h * 0.4)
    for k in range(bays + 1):
        px = x - w / 2 + pitch * k
        c.box(px - pitch * 0.07, y - h, px + pitch * 0.07, y, c.col("wall_light"))
    c.box(x - w * 0.52, y - h * 0.06, x + w * 0.52, y + h * 0.05, c.col("stone"))
    roof(c, x - w * 0.55, x + w * 0.55, y - h * 0.95, h * 0.72, 0.08)


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
