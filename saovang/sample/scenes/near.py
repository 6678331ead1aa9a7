"""Scenes near at hand: the telephone with the identity card and the reading room."""

from __future__ import annotations

from .backdrop import backdrop
from .canvas import Canvas
from .furniture import lamp, pot, shelf, table, view
from .ground import side
from .houses import star
from .land import meadow, mound
from .leaves import corner_leaves
from .palette import mix
from .trees import palm


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
