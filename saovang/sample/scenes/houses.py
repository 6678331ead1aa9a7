"""Houses, halls and their flags, roofs and windows."""

from __future__ import annotations

import math

from .canvas import Canvas, curve
from .palette import mix


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
