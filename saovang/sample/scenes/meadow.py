"""Scenes on grass: the cattle and the football match."""

from __future__ import annotations

from .backdrop import backdrop
from .canvas import Canvas
from .ground import cross, flank, side
from .houses import house, shadow
from .land import meadow, tuft
from .leaves import bamboo, corner_leaves, frame
from .palette import mix
from .people import ball, person
from .roadside import cattle
from .trees import tree


def pasture(c: Canvas) -> None:
    """A cow and a buffalo with the animal health worker and the vaccine box."""
    top = backdrop(c, 0.46)
    turn = side(c)
    depth = c.h - top
    house(c, flank(c, turn, 0.6), top + c.u * 0.35, c.u * 1.9, c.u * 0.65)
    bamboo(c, flank(c, -turn, 0.74), top + c.u * 0.4, c.u * 2.4, 0.08)
    tree(c, flank(c, turn, 0.92), top + c.u * 0.45, c.u * 2.2)
    meadow(c, top + c.u * 0.5)
    fence(c, top + c.u * 0.75)
    base = top + depth * 0.52
    cattle(c, c.w / 2 - turn * c.u * 2.5, base - c.u * 0.35, c.u * 1.55, turn, True)
    cattle(c, c.w / 2 + turn * c.u * 0.6, base + c.u * 0.35, c.u * 1.7, turn)
    x = c.w / 2 + turn * c.u * 3.35
    person(c, x, base + c.u * 0.5, c.u * 2.3, "white", False, reach=-0.8 * turn)
    cool_box(c, x + turn * c.u * 0.85, base + c.u * 0.72, c.u * 0.55)
    for _ in range(9):
        t = c.rng.uniform(0.7, 1.0)
        tuft(c, c.rng.random() * c.w, top + depth * t, c.u * 0.4)
    frame(c, -turn)
    corner_leaves(c, turn < 0, turn > 0)


def fence(c: Canvas, y: float) -> None:
    """A low wooden fence across the whole width."""
    for rail in (0.16, 0.36):
        c.box(0, y - c.u * (rail + 0.05), c.w, y - c.u * rail, c.col("wood", 0.1))
    x = c.u * 0.2
    while x < c.w:
        c.box(x, y - c.u * 0.5, x + c.u * 0.09, y, c.col("trunk", 0.1))
        x += c.u * 0.85


def cool_box(c: Canvas, x: float, y: float, s: float) -> None:
    """A vaccine cool box, 2 s wide, with a plain green cross."""
    shadow(c, x, y, s * 1.1)
    c.box(x - s * 0.75, y - s, x + s * 0.75, y, c.col("white"), s * 0.1)
    c.box(x - s * 0.82, y - s * 1.22, x + s * 0.82, y - s * 0.92, c.col("teal"), s * 0.1)
    c.pen.arc(
        (x - s * 0.4, y - s * 1.65, x + s * 0.4, y - s * 0.9),
        180,
        360,
        fill=c.col("ink"),
        width=round(s * 0.1),
    )
    cross(c, x, y - s * 0.46, s * 0.3, "leaf_dark")


def football(c: Canvas) -> None:
    """A village football match: striped pitch, goal, players and a row of trees."""
    top = backdrop(c, 0.42)
    turn, depth = side(c), c.h - top
    for k in range(int(c.w / c.u / 1.7) + 2):
        tree(
            c,
            c.u * (1.7 * k + c.rng.uniform(-0.4, 0.4)),
            top + c.u * 0.25,
            c.u * c.rng.uniform(1.1, 1.7),
            0.1,
        )
    for k in range(7):
        a, b = (
            top + depth * (0.06 + 0.94 * (k / 7) ** 1.5),
            top + depth * (0.06 + 0.94 * ((k + 1) / 7) ** 1.5),
        )
        c.box(0, a, c.w, b + 1, mix(c.col("grass"), c.col("leaf"), 0.28 if k % 2 else 0.46))
    chalk, width = mix(c.col("white"), c.col("grass"), 0.2), c.u * 0.06
    c.line([(0, top + depth * 0.12), (c.w, top + depth * 0.12)], chalk, width * 0.7)
    mid, y = c.w / 2, top + depth * 0.12
    for wide, t in ((3.4, 0.36), (1.9, 0.21)):
        c.line(
            [
                (mid - c.u * wide * 0.86, y),
                (mid - c.u * wide, top + depth * t),
                (mid + c.u * wide, top + depth * t),
                (mid + c.u * wide * 0.86, y),
            ],
            chalk,
            width * 0.8,
        )
    c.pen.arc(
        (mid - c.u * 3.6, top + depth * 0.72, mid + c.u * 3.6, top + depth * 1.2),
        180,
        360,
        fill=chalk,
        width=round(width),
    )
    goal(c, mid, y, c.u * 1.1)
    person(c, mid + turn * c.u * 0.3, y + c.u * 0.15, c.u * 0.95, "ochre", False, reach=turn)
    spots = ((-0.5, 0.2), (0.55, 0.27), (-0.2, 0.42), (0.3, 0.5), (-0.62, 0.56), (0.66, 0.66))
    for k, (share, t) in enumerate(spots):
        x = mid + turn * share * min(c.w * 0.5, c.u * 6.5)
        person(
            c,
            x,
            top + depth * t,
            c.u * (0.8 + 1.4 * t),
            "clay" if k % 2 else "white",
            False,
            reach=turn * (k % 3 - 1),
            stride=(1.0, 0.5, 0.8)[k % 3],
        )
    ball(c, mid - turn * c.u * 0.3, top + depth * 0.6, c.u * 0.2)


def goal(c: Canvas, x: float, y: float, s: float) -> None:
    """A goal 3 s wide standing on the line at y, with its net."""
    net = mix(c.col("white"), c.col("grass"), 0.45)
    for k in range(13):
        px = x + (k - 6) / 6 * 1.5 * s
        c.line([(px, y - s), (px * 0.94 + x * 0.06, y)], net, s * 0.012)
    for k in range(1, 6):
        c.line([(x - 1.5 * s, y - s * k / 6), (x + 1.5 * s, y - s * k / 6)], net, s * 0.012)
    c.line(
        [(x - 1.5 * s, y), (x - 1.5 * s, y - s), (x + 1.5 * s, y - s), (x + 1.5 * s, y)],
        c.col("white"),
        s * 0.07,
    )
