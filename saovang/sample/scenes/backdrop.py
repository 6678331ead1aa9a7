"""Sky, sun, hills and groves: what stands behind a scene."""

from __future__ import annotations

import math

from .canvas import Canvas, curve
from .palette import Colour, mix


def cloud(c: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """A flat-bottomed cloud about three `size` wide."""
    for dx, up, r in ((-0.9, 0.28, 0.34), (-0.25, 0.5, 0.52), (0.45, 0.38, 0.42), (1.0, 0.22, 0.26)):
        c.oval(x + dx * size, y - up * size, r * size, r * size, colour)
    c.box(x - 1.45 * size, y - 0.34 * size, x + 1.5 * size, y + 0.06 * size, colour, 0.2 * size)


def sky(c: Canvas, horizon: float) -> None:
    """The gradient, the sun or moon, clouds and a few birds above `horizon`."""
    for line in range(0, math.ceil(horizon) + 2):
        c.pen.line((0, line, c.w, line), fill=c.sky_at(line, horizon))
    rng = c.rng
    low = c.mood == "dusk"
    x = c.w * rng.choice((rng.uniform(0.14, 0.34), rng.uniform(0.66, 0.86)))
    y = horizon * (rng.uniform(0.62, 0.74) if low else rng.uniform(0.2, 0.42))
    if c.mood != "storm":
        c.glow(x, y, c.u * 3.4, c.sun, 0.75 if c.mood != "night" else 0.35)
        c.oval(x, y, c.u * 0.62, c.u * 0.62, c.sun)
    if c.mood == "night":
        stars(c, horizon)
        return
    amount = 3 + int(horizon / c.u / 3)
    for i in range(amount):
        cy = horizon * (0.12 + 0.62 * (i + rng.uniform(0.2, 0.8)) / amount)
        cx = c.w * ((i * 0.41 + rng.uniform(0.0, 0.3) + 0.1) % 1.1 - 0.05)
        size = c.u * rng.uniform(0.4, 0.75) * (1.15 - 0.6 * cy / horizon) * (1.35 if c.tall else 1.0)
        if c.mood == "storm":
            size *= 2.2
        elif abs(cx - x) < c.u * 2.2 and abs(cy - y) < c.u * 1.5:
            # A flat cloud over the sun looks like a bite taken out of it.
            continue
        bright = c.col("white") if c.mood != "storm" else c.sky_top
        cloud(c, cx, cy, size, mix(c.sky_at(cy, horizon), bright, 0.55))
    if c.mood != "storm":
        birds(c, c.w * rng.uniform(0.3, 0.7), horizon * rng.uniform(0.3, 0.5))


def stars(c: Canvas, horizon: float) -> None:
    """Quiet stars, fewer towards the horizon."""
    for _ in range(60):
        x, y = c.rng.random() * c.w, c.rng.random() ** 1.5 * horizon * 0.85
        r = c.u * c.rng.uniform(0.012, 0.03)
        c.oval(x, y, r, r, mix(c.sky_at(y, horizon), c.sun, c.rng.uniform(0.3, 0.8)))


def birds(c: Canvas, x: float, y: float) -> None:
    """A loose line of three storks."""
    for i in range(3):
        px, py, s = x + i * c.u * 0.5, y + (i % 2) * c.u * 0.22, c.u * (0.2 - 0.03 * i)
        wing = mix(c.col("ink"), c.sky_top, 0.35)
        for side in (-1, 1):
            c.line(
                curve((px, py), (px + side * s * 0.5, py - s * 0.7), (px + side * s, py - s * 0.2), 6),
                wing,
                c.u * 0.03,
            )


def ridge(c: Canvas, base: float, rise: float, colour: Colour, waves: float) -> None:
    """One layer of hills: the crest swings up to `rise` pixels above `base`; `waves` crests fit a unit x12."""
    a, b = c.rng.uniform(0, 6.3), c.rng.uniform(0, 6.3)
    step = c.w / 90
    length = 12 * c.u / waves
    crest = []
    for i in range(92):
        x = i * step
        t = x / length * 2 * math.pi
        crest.append((x, base - rise * (0.55 + 0.3 * math.sin(t + a) + 0.15 * math.sin(t * 2.3 + b))))
    c.poly([(0, base + c.u), *crest, (c.w + step, base + c.u)], colour)


def hills(c: Canvas, horizon: float) -> None:
    """Three hazy layers and the line of distant trees where the plain begins."""
    tall = 0.8 + 0.5 * c.rng.random()
    ridge(c, horizon, c.u * 2.3 * tall, c.col("hill_far", 0.55), 1.3)
    ridge(c, horizon, c.u * 1.5 * tall, c.col("hill_mid", 0.36), 1.9)
    ridge(c, horizon, c.u * 0.8 * tall, c.col("hill_near", 0.2), 2.6)


def grove(c: Canvas, y: float, size: float, haze: float = 0.12) -> None:
    """A row of round tree tops across the whole width, standing on y."""
    x = -size
    while x < c.w + size:
        r = size * c.rng.uniform(0.45, 1.0)
        tone = mix(c.col("leaf", haze), c.col("leaf_dark", haze), c.rng.random() * 0.8)
        c.oval(x, y - r * 0.35, r * 1.1, r * 0.75, tone)
        x += r * c.rng.uniform(0.8, 1.3)
    c.box(0, y - size * 0.12, c.w, y + size * 0.2, c.col("leaf_dark", haze))


def backdrop(c: Canvas, share: float = 0.5, ground: str = "grass") -> float:
    """Sky, hills, distant trees and open ground; returns the horizon's y (`share` of the height)."""
    horizon = c.h * share
    sky(c, horizon)
    hills(c, horizon)
    grove(c, horizon + c.u * 0.05, c.u * 0.36, 0.16)
    c.fade(horizon + c.u * 0.08, c.h, c.col(ground, 0.22), mix(c.col(ground), c.col("grass_dark"), 0.45))
    return horizon + c.u * 0.08
