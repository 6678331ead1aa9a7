"""Scenes of water: the canal and the river."""

from __future__ import annotations

import math

from .backdrop import backdrop, grove
from .canvas import Canvas, curve
from .ground import flank, side
from .land import paddies
from .leaves import corner_leaves
from .palette import mix
from .people import person
from .roadside import bicycle, boat
from .trees import areca, palm


def canal(c: Canvas) -> None:
    """A straight irrigation canal between fields, with its sluice gate."""
    top = backdrop(c, 0.45, "rice")
    vx = c.w * c.rng.uniform(0.46, 0.54)
    paddies(c, top, vx)
    far, near = c.u * 0.25, min(c.w * 0.36, c.u * 4.4)
    strip(c, vx, top, far * 1.9, near * 1.5, c.col("grass"), c.col("grass_dark"))
    strip(c, vx, top, far * 1.35, near * 1.12, c.col("stone"), c.col("stone_dark"))
    strip(c, vx, top, far, near, mix(c.sky_low, c.col("water"), 0.3), c.col("water"))
    depth = c.h - top
    for t in (0.5, 0.62, 0.74, 0.86, 0.95):
        half = near * t * 0.5 * c.rng.uniform(0.5, 0.9)
        x = vx + near * t * c.rng.uniform(-0.3, 0.3)
        c.line([(x - half, top + depth * t), (x + half, top + depth * t)], c.col("water_light"), c.u * 0.03)
    for t in (0.1, 0.16, 0.24, 0.36):
        for turn in (-1, 1):
            areca(
                c,
                vx + turn * (far + (near * 1.5 - far) * t + c.u * 0.3),
                top + depth * t,
                c.u * (1.2 + 6 * t),
                max(0.0, 0.25 - t),
            )
    sluice(c, vx, top + depth * 0.27, far + (near - far) * 0.25)
    person(c, vx + near * 0.95, top + depth * 0.6, c.u * 1.35, hat=True)
    corner_leaves(c)


def strip(c: Canvas, vx: float, top: float, far: float, near: float, a: tuple, b: tuple) -> None:
    """A band from half width `far` at `top` to half width `near` at the bottom edge, shaded a to b downwards."""
    steps = 24
    for i in range(steps):
        t0, t1 = i / steps, (i + 1) / steps
        y0, y1 = top + (c.h - top) * t0, top + (c.h - top) * t1
        w0, w1 = far + (near - far) * t0, far + (near - far) * t1
        c.poly([(vx - w0, y0), (vx + w0, y0), (vx + w1, y1 + 1), (vx - w1, y1 + 1)], mix(a, b, t0))


def sluice(c: Canvas, x: float, y: float, half: float) -> None:
    """The concrete sluice with its raised steel gate and hand wheel; `half` the canal's half width there."""
    stone, dark, u = c.col("stone"), c.col("stone_dark"), half
    c.box(x - u * 0.8, y - u * 1.0, x + u * 0.8, y - u * 0.15, c.col("teal"))
    for k in range(1, 4):
        c.box(x - u * 0.8, y - u * (0.15 + 0.21 * k), x + u * 0.8, y - u * (0.12 + 0.21 * k), c.col("teal_dark"))
    for turn in (-1, 0, 1):
        c.box(x + turn * u - u * 0.17, y - u * 1.75, x + turn * u + u * 0.17, y + u * 0.1, stone)
        c.box(x + turn * u + u * 0.07, y - u * 1.75, x + turn * u + u * 0.17, y + u * 0.1, dark)
    c.box(x - u * 1.35, y - u * 2.0, x + u * 1.35, y - u * 1.7, stone)
    c.box(x - u * 1.35, y - u * 1.78, x + u * 1.35, y - u * 1.7, dark)
    for post in (-0.5, 0.5):
        c.box(x + post * u - u * 0.03, y - u * 2.4, x + post * u + u * 0.03, y - u, c.col("ink"))
        c.pen.ellipse(
            (x + post * u - u * 0.22, y - u * 2.5, x + post * u + u * 0.22, y - u * 2.3),
            outline=c.col("clay"),
            width=max(2, round(u * 0.05)),
        )
    for k in range(3):
        c.line([(x - u * 0.8, y + u * 0.12 * k), (x + u * 0.8, y + u * 0.12 * k)], c.col("white"), u * 0.04)


def bridge(c: Canvas) -> None:
    """An arched bridge over a broad river with sampans."""
    top = backdrop(c, 0.45)
    depth = c.h - top
    deck = top + depth * 0.06
    grove(c, top + depth * 0.1, c.u * 0.5, 0.05)
    c.fade(top + depth * 0.13, c.h, mix(c.sky_low, c.col("water"), 0.45), c.col("water"))
    for _ in range(34):
        t = c.rng.uniform(0.2, 1.0)
        x, half = c.rng.random() * c.w, c.u * (0.2 + 0.9 * t) * c.rng.uniform(0.4, 1.0)
        c.line([(x - half, top + depth * t), (x + half, top + depth * t)], c.col("water_light"), c.u * 0.028)
    span(c, deck, depth)
    turn = side(c)
    boat(c, flank(c, -turn, 0.3), top + depth * 0.5, c.u * 1.0, turn)
    boat(c, flank(c, turn, 0.32), top + depth * 0.68, c.u * 1.35, -turn)
    if c.tall:
        boat(c, flank(c, -turn, 0.2), top + depth * 0.86, c.u * 1.7, -turn)
    bank = (
        (flank(c, turn, 1.0), top + depth * 0.62),
        (flank(c, turn, 0.62), top + depth * 0.8),
        (flank(c, turn, 0.1), c.h),
    )
    c.poly([*curve(*bank, 16), (flank(c, turn, 1.0), c.h)], c.col("grass_dark"))
    palm(c, flank(c, turn, 0.84), top + depth * 0.84, max(c.u * 4.4, c.h * 0.4), -0.14 * turn)
    corner_leaves(c, turn < 0, turn > 0)


def span(c: Canvas, deck: float, depth: float) -> None:
    """The bridge across the whole picture: deck, railing, arches and their riders; rises in the middle."""
    pitch, foot, u = c.u * 2.6, deck + min(depth * 0.24, c.u * 1.5), c.u
    count = int(c.w / pitch / 2) + 2

    def rise(x: float) -> float:
        return deck - u * 0.7 * math.cos(max(-1.5, min(1.5, (x - c.w / 2) / c.w * 2.6)))

    xs = [c.w * i / 60 for i in range(61)]
    stone, dark = c.col("wall_light"), c.col("stone_dark")
    for k in range(-count, count + 1):
        x = c.w / 2 + (k + 0.5) * pitch
        c.box(x - u * 0.2, rise(x), x + u * 0.2, foot, stone)
        c.box(x + u * 0.06, rise(x), x + u * 0.2, foot, dark)
        c.oval(x, foot + u * 0.03, u * 0.34, u * 0.08, c.col("stone_dark"))
        arch = curve(
            (x + u * 0.2, foot - u * 0.35),
            (x + pitch / 2, rise(x + pitch / 2) + u * 0.02),
            (x + pitch - u * 0.2, foot - u * 0.35),
            12,
        )
        c.poly(
            [
                (x, rise(x)),
                (x, foot - u * 0.2),
                *arch,
                (x + pitch, foot - u * 0.2),
                (x + pitch, rise(x + pitch)),
                (x + pitch / 2, rise(x + pitch / 2)),
            ],
            stone,
        )
    for k in range(3):
        bx = c.w / 2 + (k - 1) * u * 1.9 + c.rng.uniform(-0.3, 0.3) * u
        bicycle(c, bx, rise(bx) - u * 0.02, u * 0.72, 1 if k else -1)
    c.line([(x, rise(x) + u * 0.08) for x in xs], c.col("stone"), u * 0.24)
    c.line([(x, rise(x) - u * 0.2) for x in xs], c.col("clay"), u * 0.05)
    for k in range(int(c.w / u * 2.5) + 1):
        x = k * u * 0.4
        c.box(x - u * 0.02, rise(x) - u * 0.2, x + u * 0.02, rise(x), c.col("clay"))
