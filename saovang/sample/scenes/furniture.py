"""What stands in a reading room."""

from __future__ import annotations

import math

from .backdrop import birds
from .canvas import Canvas
from .houses import shadow
from .palette import mix
from .people import person
from .trees import frond


def lamp(c: Canvas, x: float, y: float) -> None:
    """A hanging lamp whose shade ends at y."""
    c.line([(x, 0), (x, y)], c.col("shade"), c.u * 0.03)
    c.glow(x, y, c.u * 1.5, (255, 236, 190), 0.55)
    c.poly(
        [
            (x - c.u * 0.1, y - c.u * 0.4),
            (x + c.u * 0.1, y - c.u * 0.4),
            (x + c.u * 0.42, y),
            (x - c.u * 0.42, y),
        ],
        c.col("teal_dark"),
    )
    c.oval(x, y, c.u * 0.16, c.u * 0.09, (255, 244, 214))


def pot(c: Canvas, x: float, y: float, s: float) -> None:
    """A potted plant about 2 s high standing at (x, y)."""
    shadow(c, x, y, s * 0.6, "trunk")
    for k, angle in enumerate((-2.6, -2.15, -0.55, -1.0, -1.8, -1.35)):
        frond(c, x, y - s * 0.7, angle, s * 1.25, 0.0, mix(c.col("leaf_dark"), c.col("leaf_light"), k / 8))
    c.poly(
        [(x - s * 0.42, y - s * 0.8), (x + s * 0.42, y - s * 0.8), (x + s * 0.3, y), (x - s * 0.3, y)],
        c.col("clay"),
    )
    c.box(x - s * 0.47, y - s * 0.88, x + s * 0.47, y - s * 0.7, c.col("roof"), s * 0.05)


def shelf(c: Canvas, x: float, y: float, w: float, foot: float) -> None:
    """A bookcase from y down to `foot`, w wide, filled with spines of quiet colours."""
    c.box(x, y, x + w, foot, c.col("wood"))
    rows = max(3, round((foot - y) / c.u / 1.15))
    pitch = (foot - y) / rows
    for k in range(rows):
        a, b = y + pitch * k + pitch * 0.1, y + pitch * (k + 1)
        c.box(x + w * 0.05, a, x + w * 0.95, b, c.col("trunk_dark"))
        at = x + w * 0.07
        while at < x + w * 0.86:
            wide, tall = c.u * c.rng.uniform(0.1, 0.22), pitch * c.rng.uniform(0.58, 0.82)
            if c.rng.random() < 0.1:
                at += wide * 1.5
                continue
            paint = c.rng.choice(("clay", "teal", "ochre", "plum", "indigo", "leaf", "white", "roof", "wall_dark"))
            c.box(at, b - tall, min(at + wide, x + w * 0.94), b, c.col(paint))
            c.box(at, b - tall * 0.8, min(at + wide, x + w * 0.94), b - tall * 0.72, c.col("path"))
            at += wide + c.u * 0.012


def view(c: Canvas, x: float, y: float, half: float, tall: float) -> None:
    """A wide window onto hills and rice, centred on (x, y)."""
    low = y + tall
    c.box(x - half * 1.06, y - tall - half * 0.06, x + half * 1.06, low + half * 0.06, c.col("white"))
    for k in range(24):
        c.box(
            x - half,
            y - tall + tall * k / 16,
            x + half,
            y - tall + tall * (k + 1) / 16 + 1,
            mix(c.sky_top, c.sky_low, k / 24),
        )
    c.oval(x + half * 0.45, y - tall * 0.3, half * 0.16, half * 0.16, c.sun)
    for lift, paint, haze, phase in (
        (0.35, "hill_far", 0.4, 0.4),
        (0.52, "hill_mid", 0.2, 2.0),
        (0.72, "rice", 0.0, 4.0),
    ):
        crest = [
            (x - half + 2 * half * i / 20, low - tall * (1 - lift) - math.sin(phase + i / 4) * tall * 0.07)
            for i in range(21)
        ]
        c.poly([*crest, (x + half, low), (x - half, low)], c.col(paint, haze))
    birds(c, x - half * 0.6, y - tall * 0.55)
    for bar in (-0.33, 0.33):
        c.box(x + bar * half * 2 - half * 0.025, y - tall, x + bar * half * 2 + half * 0.025, low, c.col("white"))
    c.box(x - half * 1.15, low, x + half * 1.15, low + half * 0.12, c.col("wall_light"))


def table(c: Canvas, x: float, y: float, half: float) -> None:
    """A table with readers behind it and open books, `2 * half` wide."""
    for k in (-0.62, 0.0, 0.62):
        person(c, x + k * half, y + c.u * 0.5, c.u * 2.0, hat=False, ground="trunk")
    for flip in (-1, 1):
        c.box(
            x + flip * half * 0.86 - c.u * 0.1,
            y,
            x + flip * half * 0.86 + c.u * 0.1,
            y + c.u * 1.0,
            c.col("trunk_dark"),
        )
    c.poly(
        [(x - half * 0.92, y - c.u * 0.42), (x + half * 0.92, y - c.u * 0.42), (x + half, y), (x - half, y)],
        c.col("path_dark"),
    )
    c.box(x - half, y, x + half, y + c.u * 0.16, c.col("trunk"))
    for k in (-0.62, 0.0, 0.62):
        px, py = x + k * half, y - c.u * 0.2
        for flip in (-1, 1):
            c.poly(
                [
                    (px, py + c.u * 0.1),
                    (px + flip * c.u * 0.42, py + c.u * 0.04),
                    (px + flip * c.u * 0.38, py - c.u * 0.14),
                    (px, py - c.u * 0.08),
                ],
                c.col("white"),
            )
    for k, paint in enumerate(("teal", "clay", "ochre")):
        c.box(
            x + half * 0.24 + k * 6,
            y - c.u * (0.3 + 0.1 * k),
            x + half * 0.4 + k * 6,
            y - c.u * (0.2 + 0.1 * k),
            c.col(paint),
        )
