"""Scenes of village life: the gate, the market and the festival night."""

from __future__ import annotations

import math

from .backdrop import backdrop
from .canvas import Canvas
from .festive import gate, lantern, stall
from .ground import lane, side, yard
from .houses import flag, roof, shadow
from .land import meadow
from .leaves import bamboo, bush, corner_leaves, frame
from .palette import mix
from .people import crowd, person
from .roadside import bicycle
from .trees import areca, arecas, banyan, palm, tree


def village_gate(c: Canvas) -> None:
    """The village gate with its flag, an old banyan beside it and the lane leading through."""
    top = backdrop(c, 0.5)
    turn, depth = side(c), c.h - top
    base = top + depth * 0.3
    meadow(c, top + c.u * 0.2)
    x, s = c.w / 2 - turn * c.w * 0.04, c.u * 1.18
    banyan(c, x + turn * c.u * 5.0, base - c.u * 0.2, c.u * 4.6)
    arecas(c, [x - turn * c.u * k for k in (4.3, 5.0, 5.9)], base - c.u * 0.1, c.u * 4.0)
    for k in (7.2, 9.4):
        bamboo(c, x - turn * c.u * k, base - c.u * 0.2, c.u * 2.8)
    lane(c, x, base, s * 0.68)
    gate(c, x, base, s)
    flag(c, x - turn * s * 3.9, base + c.u * 0.05, c.u * 5.4, turn)
    for share in (-3.5, 3.4):
        bush(c, x + share * s, base + c.u * 0.15, c.u * 0.45)
    person(c, x - turn * c.u * 0.9, base + depth * 0.26, c.u * 1.25, hat=True, ground="path_dark")
    bicycle(c, x + turn * c.u * 0.6, base + depth * 0.42, c.u * 1.7, -turn)
    frame(c, turn, 0.9)
    corner_leaves(c)


def market(c: Canvas) -> None:
    """A country market: two rows of stalls under striped awnings, shoppers between them."""
    top = backdrop(c, 0.42)
    depth = c.h - top
    yard(c, top + depth * 0.1, "path")
    for k in range(int(c.w / c.u / 2.6) + 2):
        x = c.u * (2.6 * k + c.rng.uniform(-0.4, 0.4))
        (tree if c.rng.random() < 0.6 else areca)(c, x, top + depth * 0.12, c.u * c.rng.uniform(2.2, 3.0))
    awnings = [("clay", "white"), ("teal", "white"), ("ochre", "white"), ("leaf_light", "white")]
    c.rng.shuffle(awnings)
    rows = ((0.3, 0.82, 0), (0.6, 1.3, 1)) if c.w > c.h * 0.8 else ((0.2, 0.85, 0), (0.42, 1.2, 1), (0.7, 1.6, 2))
    for t, s, shift in rows:
        size, y = c.u * s, top + depth * t
        pitch = size * 3.9
        count = int(c.w / pitch / 2) + 2
        for k in range(-count, count):
            stall(c, c.w / 2 + (k + 0.5 + 0.5 * (shift % 2)) * pitch, y, size, awnings[(k + shift) % 4])
        crowd(c, y + size * 0.55, c.u * 0.3, c.w - c.u * 0.3, max(3, int(c.w / size / 2.6)), size * 1.35)
    for flip in (-1, 1):
        baskets(c, c.w / 2 + flip * min(c.w * 0.34, c.u * 5), c.h - c.u * 0.5, c.u * 0.62)


def baskets(c: Canvas, x: float, y: float, s: float) -> None:
    """Three round baskets of fruit and greens on the ground, each about 1.4 s wide."""
    for k, paint in enumerate(("ochre", "leaf_light", "clay")):
        px, py = x + (k - 1) * s * 1.5, y + (k % 2) * s * 0.3
        shadow(c, px, py, s * 0.8, "path_dark")
        for dx, dy in ((-0.4, 0.66), (0.0, 0.7), (0.4, 0.66), (-0.2, 0.9), (0.2, 0.9)):
            tone = mix(c.col(paint), c.col("white"), 0.12 * (dy > 0.8))
            c.oval(px + dx * s, py - dy * s, s * 0.25, s * 0.25, tone)
        c.poly(
            [
                (px - s * 0.72, py - s * 0.6),
                (px + s * 0.72, py - s * 0.6),
                (px + s * 0.5, py),
                (px - s * 0.5, py),
            ],
            c.col("wood"),
        )
        c.box(px - s * 0.76, py - s * 0.66, px + s * 0.76, py - s * 0.52, c.col("trunk"), s * 0.07)


def festival(c: Canvas) -> None:
    """A festival night: strings of lanterns over the yard before the communal house."""
    top = backdrop(c, 0.5)
    turn, depth = side(c), c.h - top
    base = top + depth * 0.2
    yard(c, base)
    c.glow(c.w / 2, base + c.u, c.u * 8, (255, 186, 104), 0.5)
    for flip in (-1, 1):
        tree(c, c.w / 2 + flip * c.u * 6.6, base, c.u * 3.6)
        palm(c, c.w / 2 + flip * c.u * 8.6, base, c.u * 4.2, 0.1 * flip)
    temple(c, c.w / 2, base, c.u * 1.2)
    half = min(c.w * 0.46, c.u * 7.5)
    tall = max(c.u * 4.6, c.h * 0.3)
    strings(c, c.w / 2, base + depth * 0.12, half, tall)
    flag(c, c.w / 2 + turn * half, base + depth * 0.12, tall * 1.1, -turn)
    crowd(c, base + depth * 0.2, c.w / 2 - half, c.w / 2 + half, 8, c.u * 1.0)
    c.glow(c.w / 2, base + depth * 0.5, c.u * 4.2, (255, 190, 110), 0.34)
    crowd(c, base + depth * 0.5, c.w / 2 - half, c.w / 2 + half, 5, c.u * 1.45)
    drum(c, c.w / 2 + turn * c.u * 0.6, base + depth * 0.64, c.u * 0.9)
    for k in range(6):
        x = c.w / 2 + (k - 2.5) * min(c.w * 0.17, c.u * 2.6)
        lantern(c, x, c.h - c.u * c.rng.uniform(0.4, 0.6), c.u * 0.26, ("clay", "ochre", "teal")[k % 3])


def temple(c: Canvas, x: float, y: float, s: float) -> None:
    """The communal house with lit doors under a wide curved roof; about 7 s wide."""
    c.box(x - 3.0 * s, y - 1.5 * s, x + 3.0 * s, y, c.col("wood"))
    light = (255, 214, 138)
    for k in range(5):
        px = x + (k - 2) * 1.15 * s
        c.box(px - 0.4 * s, y - 1.15 * s, px + 0.4 * s, y, mix(c.col("ochre"), light, 0.75))
        c.box(px - 0.02 * s, y - 1.15 * s, px + 0.02 * s, y, c.col("wood"))
    for k in range(6):
        px = x + (k - 2.5) * 1.15 * s
        c.box(px - 0.1 * s, y - 1.5 * s, px + 0.1 * s, y, c.col("roof_dark"))
    c.box(x - 3.3 * s, y - 0.08 * s, x + 3.3 * s, y + 0.14 * s, c.col("stone"))
    roof(c, x - 3.7 * s, x + 3.7 * s, y - 1.4 * s, 1.35 * s, 0.2)


def strings(c: Canvas, x: float, y: float, half: float, tall: float) -> None:
    """Two poles `half` from x and lantern strings slung between them, the lowest at two thirds of `tall`."""
    for flip in (-1, 1):
        c.box(x + flip * half - c.u * 0.05, y - tall, x + flip * half + c.u * 0.05, y, c.col("trunk"))
    for row, up in enumerate((0.98, 0.82)):
        count = max(5, int(half / c.u * 1.3)) + row
        for k in range(1, count):
            t = k / count
            px = x + (2 * t - 1) * half
            py = y - tall * up + math.sin(math.pi * t) * c.u * (0.7 + 0.25 * row)
            lantern(c, px, py + c.u * 0.2, c.u * 0.23, ("clay", "ochre", "roof", "teal")[(k + row) % 4])
        rope = [
            (
                x + (2 * i / 24 - 1) * half,
                y - tall * up + math.sin(math.pi * i / 24) * c.u * (0.7 + 0.25 * row),
            )
            for i in range(25)
        ]
        c.line(rope, c.col("path_dark"), c.u * 0.025)


def drum(c: Canvas, x: float, y: float, s: float) -> None:
    """The festival drum on its stand, about s in radius."""
    for flip in (-1, 1):
        c.line([(x + flip * s * 0.3, y - s * 0.6), (x + flip * s * 0.7, y)], c.col("trunk"), s * 0.12)
    c.oval(x, y - s * 0.95, s * 0.85, s * 0.8, c.col("clay"))
    c.oval(x, y - s * 0.95, s * 0.66, s * 0.62, mix(c.col("path"), (255, 214, 138), 0.5))
    c.oval(x, y - s * 0.95, s * 0.3, s * 0.28, c.col("ochre"))
