"""Scenes near at hand: the telephone with the identity card and the reading room."""

from __future__ import annotations

import math

from .scenes_built import shadow, star
from .scenes_canvas import Canvas, mix
from .scenes_ground import side
from .scenes_life import person
from .scenes_nature import backdrop, birds, meadow, mound
from .scenes_plants import corner_leaves, frond, palm


def phone_id(c: Canvas) -> None:
    """A telephone that shows an identity card, with the village behind it."""
    top = backdrop(c, 0.56)
    turn = side(c)
    meadow(c, top)
    for k, flip in enumerate((-1, 1, -1, 1)):
        palm(
            c,
            c.w / 2 + flip * c.u * (4.3 + 1.9 * (k // 2)),
            top + c.u * 0.7,
            c.u * c.rng.uniform(2.6, 3.8),
            0.08 * flip,
        )
    mound(c, c.h * 0.86, c.u * 0.25, c.col("leaf"))
    x, half = c.w / 2, c.u * 2.3
    # The screen shines by itself: the evening colours it little.
    c.tint *= 0.3
    tall = min(c.h * 0.4, half * 1.95)
    y = c.h * 0.5
    c.glow(x, y, tall * 1.7, c.sun, 0.6)
    dark = mix(c.col("leaf_dark"), c.col("ink"), 0.3)
    c.oval(x, y + tall * 1.01, half * 1.25, c.u * 0.2, dark)
    c.box(x - half, y - tall, x + half, y + tall, c.col("ink"), c.u * 0.55)
    c.box(
        x - half * 0.93,
        y - tall + half * 0.07,
        x + half * 0.93,
        y + tall - half * 0.07,
        c.col("white"),
        c.u * 0.42,
    )
    c.box(
        x - half * 0.22,
        y - tall + half * 0.13,
        x + half * 0.22,
        y - tall + half * 0.22,
        c.col("ink"),
        c.u * 0.1,
    )
    id_card(c, x, y - tall * 0.3, half * 0.8)
    rows = y + tall * 0.14
    for k in range(3):
        at = rows + k * tall * 0.16
        c.box(x - half * 0.8, at, x + half * 0.8, at + tall * 0.12, c.col("wall_light"), c.u * 0.12)
        c.oval(x - half * 0.62, at + tall * 0.06, tall * 0.035, tall * 0.035, c.col(("teal", "ochre", "clay")[k]))
        c.box(
            x - half * 0.44,
            at + tall * 0.045,
            x + half * (0.3 + 0.1 * k),
            at + tall * 0.075,
            c.col("stone_dark"),
            9,
        )
    c.box(x - half * 0.5, y + tall * 0.7, x + half * 0.5, y + tall * 0.84, c.col("teal"), c.u * 0.3)
    badge(c, x + turn * half, y - tall * 0.66, c.u * 0.75)
    corner_leaves(c)


def id_card(c: Canvas, x: float, y: float, half: float) -> None:
    """An identity card `2 * half` wide: portrait, emblem, chip and lines in place of text."""
    tall = half * 0.64
    c.box(x - half, y - tall, x + half, y + tall, mix(c.col("teal"), c.col("white"), 0.62), half * 0.12)
    c.box(x - half, y - tall * 0.55, x + half, y - tall * 0.48, mix(c.col("teal"), c.col("white"), 0.3))
    c.oval(x - half * 0.76, y - tall * 0.76, tall * 0.16, tall * 0.16, c.col("red"))
    star(c, x - half * 0.76, y - tall * 0.76, tall * 0.1)
    c.box(x - half * 0.5, y - tall * 0.82, x + half * 0.5, y - tall * 0.7, c.col("clay"), 8)
    left, right = x - half * 0.88, x - half * 0.3
    c.box(left, y - tall * 0.34, right, y + tall * 0.8, c.col("white"), half * 0.05)
    px = (left + right) / 2
    c.pen.pieslice((px - half * 0.24, y + tall * 0.3, px + half * 0.24, y + tall * 1.3), 180, 360, fill=c.col("indigo"))
    c.oval(px, y + tall * 0.08, half * 0.12, half * 0.15, c.col("skin"))
    c.pen.pieslice(
        (px - half * 0.135, y + tall * 0.08 - half * 0.18, px + half * 0.135, y + tall * 0.08 + half * 0.13),
        175,
        365,
        fill=c.col("hair"),
    )
    for k, wide in enumerate((0.9, 0.7, 0.95, 0.55)):
        at = y - tall * 0.28 + k * tall * 0.24
        c.box(x - half * 0.2, at, x - half * 0.2 + half * wide, at + tall * 0.09, c.col("teal_dark", 0.2), 8)
    c.box(x + half * 0.6, y + tall * 0.52, x + half * 0.86, y + tall * 0.82, c.col("ochre"), half * 0.04)


def badge(c: Canvas, x: float, y: float, r: float) -> None:
    """A round green badge with a tick, radius r."""
    c.oval(x, y, r * 1.12, r * 1.12, c.col("white"))
    c.oval(x, y, r, r, c.col("leaf"))
    c.line(
        [(x - r * 0.45, y + r * 0.02), (x - r * 0.12, y + r * 0.36), (x + r * 0.48, y - r * 0.34)],
        c.col("white"),
        r * 0.2,
    )


def library(c: Canvas) -> None:
    """A reading room: shelves to the ceiling, a window on the fields, children at a table."""
    wall = mix(c.col("wall"), c.col("wall_light"), 0.5)
    floor = c.h * (0.66 if c.tall else 0.72)
    c.fade(0, floor, mix(wall, c.col("wall_dark"), 0.25), wall)
    c.fade(floor, c.h, c.col("wood"), mix(c.col("wood"), c.col("trunk_dark"), 0.4))
    for k in range(-14, 15):
        c.line([(c.w / 2 + k * c.u * 1.0, floor), (c.w / 2 + k * c.u * 2.2, c.h)], c.col("trunk"), c.u * 0.02)
    half = c.u * 1.9
    foot = floor - c.u * 0.05
    ceiling = max(c.h * 0.06, foot - c.u * 11)
    for flip in (-1, 1):
        x = c.w / 2 + flip * (half + c.u * 0.5)
        while -c.u < x < c.w + c.u:
            shelf(c, min(x, x + flip * c.u * 2.6), ceiling, c.u * 2.6, foot)
            x += flip * c.u * 2.72
    view(c, c.w / 2, (ceiling + foot) / 2 - c.u * 0.5, half, min((foot - ceiling) * 0.42, c.u * 2.6))
    for k in (-1, 0, 1):
        lamp(c, c.w / 2 + k * c.u * 3.1, max(c.u * 0.9, ceiling - c.u * (1.1 if k else 0.5)))
    y = floor + (c.h - floor) * (0.42 if c.tall else 0.46)
    c.oval(c.w / 2, y + c.u * 0.75, c.u * 4.3, c.u * 0.62, mix(c.col("clay"), c.col("wood"), 0.3))
    c.oval(c.w / 2, y + c.u * 0.75, c.u * 4.0, c.u * 0.53, mix(c.col("ochre"), c.col("path"), 0.5))
    table(c, c.w / 2, y, c.u * 3.0)
    for flip in (-1, 1):
        pot(
            c,
            c.w / 2 + flip * min(c.w * 0.44, c.u * 5.4),
            floor + (c.h - floor) * (0.72 if c.tall else 0.62),
            c.u,
        )


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
