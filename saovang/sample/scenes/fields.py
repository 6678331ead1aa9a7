"""Scenes of rice, roads and vegetables."""

from __future__ import annotations

import math

from .backdrop import backdrop
from .canvas import Canvas
from .ground import flank, side
from .houses import house
from .land import paddies
from .leaves import bush, corner_leaves
from .palette import mix
from .people import farmer, person
from .roadside import bicycle
from .trees import areca, banyan, palm, tree


def paddy(c: Canvas) -> None:
    """Rice fields running to the hills, with farmers at work and palms on a bank."""
    top = backdrop(c, 0.46, "rice")
    turn = side(c)
    for k in range(3):
        palm(c, flank(c, -turn, 0.5 + 0.17 * k), top + c.u * 0.1, c.u * c.rng.uniform(1.3, 1.8), 0.08, haze=0.2)
    house(c, flank(c, -turn, 0.36), top + c.u * 0.12, c.u * 1.0, c.u * 0.36)
    paddies(c, top + c.u * 0.1)
    depth = c.h - top
    for k in range(4):
        t = (0.2, 0.3, 0.46, 0.5)[k]
        farmer(
            c,
            flank(c, -turn, 0.1 + 0.16 * k + c.rng.uniform(-0.05, 0.05)),
            top + depth * t,
            c.u * (0.5 + 1.5 * t),
        )
    base = top + depth * 0.5
    palm(c, flank(c, turn, 0.74), base, max(c.u * 4.4, c.h * 0.36), -0.1 * turn)
    palm(c, flank(c, turn, 0.62), base + c.u * 0.2, max(c.u * 3.4, c.h * 0.27), -0.16 * turn)
    bush(c, flank(c, turn, 0.7), base + c.u * 0.3, c.u * 0.5)
    corner_leaves(c, turn < 0, turn > 0)


def road(c: Canvas) -> None:
    """A winding village road with cyclists, trees along it and rice on both sides."""
    top = backdrop(c, 0.45, "rice")
    turn, depth = side(c), c.h - top
    paddies(c, top)
    reach = min(c.w * 0.3, c.u * 3.4)

    def middle(t: float) -> float:
        return c.w / 2 + turn * reach * (0.75 * math.sin((1 - t) * 4.2) * (0.25 + 0.75 * t))

    steps = [i / 40 for i in range(41)]
    for paint, extra in (("grass_dark", 1.4), ("path_dark", 1.08), ("path", 0.98)):
        half = [(c.u * 0.08 + min(c.w * 0.3, c.u * 2.7) * t**1.25) * extra for t in steps]
        left = [(middle(t) - w, top + depth * t) for t, w in zip(steps, half, strict=True)]
        right = [(middle(t) + w, top + depth * t) for t, w in zip(steps, half, strict=True)]
        c.poly(left + right[::-1], c.col(paint))
    for t in (0.05, 0.1, 0.17, 0.27):
        for flip in (-1, 1):
            x = middle(t) + flip * (c.u * 0.5 + c.u * 3.6 * t)
            tree(c, x, top + depth * t, c.u * (0.8 + 4.6 * t), max(0.0, 0.25 - t))
    palm(c, flank(c, -turn, 0.8), top + depth * 0.6, max(c.u * 4.6, c.h * 0.4), 0.12 * turn)
    for t, shift in ((0.2, 0.3), (0.4, -0.5), (0.76, 0.35)):
        x = middle(t) + shift * turn * c.u * 2.4 * t
        bicycle(c, x, top + depth * t, c.u * (0.45 + 2.3 * t), turn if t != 0.4 else -turn)
    corner_leaves(c)


def garden(c: Canvas) -> None:
    """Beds of vegetables converging on a house, with somebody watering them."""
    top = backdrop(c, 0.45)
    turn, depth = side(c), c.h - top
    c.fade(top + c.u * 0.3, c.h, c.col("soil", 0.15), c.col("soil_dark"))
    banyan(c, flank(c, turn, 0.72), top + c.u * 0.45, c.u * 2.7)
    house(c, flank(c, -turn, 0.2), top + c.u * 0.4, c.u * 3.0, c.u * 1.0)
    areca(c, flank(c, -turn, 0.66), top + c.u * 0.4, c.u * 3.4)
    areca(c, flank(c, -turn, 0.78), top + c.u * 0.4, c.u * 2.9)
    beds(c, top + c.u * 0.45, c.w * c.rng.uniform(0.42, 0.58))
    y = top + depth * 0.4
    x = flank(c, turn, 0.2)
    person(c, x, y, c.u * 1.9, "clay", True, "soil_dark", reach=-turn)
    watering(c, x - turn * c.u * 0.9, y - c.u * 1.1, c.u * 0.34, -turn)
    person(c, flank(c, -turn, 0.5), top + depth * 0.24, c.u * 1.25, "teal", True, "soil_dark")


def watering(c: Canvas, x: float, y: float, s: float, face: int) -> None:
    """A tilted watering can with a few drops; s is half its width."""
    c.poly(
        [
            (x - s * 0.55, y - s * 0.3),
            (x + s * 0.5, y - s * 0.5),
            (x + s * 0.6, y + s * 0.5),
            (x - s * 0.5, y + s * 0.6),
        ],
        c.col("teal"),
    )
    spout = (x + face * s * 1.4, y + s * 0.5)
    c.line([(x + face * s * 0.4, y + s * 0.2), spout], c.col("teal_dark"), s * 0.2)
    for k in range(7):
        c.line(
            [
                (spout[0] + face * s * 0.12 * k, spout[1] + s * (0.2 + 0.3 * (k % 3))),
                (spout[0] + face * s * 0.17 * k, spout[1] + s * (0.5 + 0.3 * (k % 3))),
            ],
            c.col("water_light"),
            s * 0.07,
        )


def beds(c: Canvas, top: float, vx: float) -> None:
    """Raised rows that meet at (vx, top): cabbages, herbs and flowering greens by turns."""
    depth, pitch = c.h - top, c.u * 2.3
    count = int(c.w / pitch * 2.2) + 6
    paints = (("leaf_light", "leaf"), ("leaf_dark", "leaf"), ("rice", "grass_dark"), ("leaf", "ochre"))
    for k in range(-count, count):
        x0, x1 = (k + 0.12) * pitch, (k + 0.88) * pitch
        c.poly([(vx + x0 * 0.12, top), (vx + x1 * 0.12, top), (vx + x1, c.h), (vx + x0, c.h)], c.col("soil"))
    t = 0.03
    while t < 1.12:
        scale = 0.12 + 0.88 * t
        for k in range(-count, count):
            x = vx + (k + 0.5) * pitch * scale
            if -pitch < x < c.w + pitch:
                plant(c, x, top + depth * t, pitch * 0.34 * scale, paints[k % 4], haze=0.16 * (1 - min(1, t)))
        t += 0.05 * scale * (c.u * 9 / depth) + 0.012


def plant(c: Canvas, x: float, y: float, r: float, paints: tuple[str, str], haze: float) -> None:
    """One vegetable of radius r: outer leaves with a lighter or flowering heart."""
    outer, heart = c.col(paints[0], haze), c.col(paints[1], haze)
    for dx in (-0.55, 0.55):
        c.oval(x + dx * r, y - r * 0.35, r * 0.6, r * 0.45, mix(outer, c.col("leaf_dark", haze), 0.35))
    c.oval(x, y - r * 0.5, r * 0.72, r * 0.6, outer)
    if paints[1] == "ochre":
        for dx, dy in ((-0.3, 0.6), (0.3, 0.75), (0.0, 1.0)):
            c.oval(x + dx * r, y - dy * r, r * 0.15, r * 0.15, heart)
    else:
        c.oval(x, y - r * 0.62, r * 0.4, r * 0.36, mix(outer, heart, 0.6))
