"""Scenes of the commune's public buildings."""

from __future__ import annotations

from .backdrop import backdrop
from .canvas import Canvas
from .ground import cross, flank, side, steps, yard
from .houses import bunting, flag, long_hall, roof, shadow, window
from .leaves import bush, corner_leaves, frame
from .palette import mix
from .people import crowd, person
from .roadside import bicycle
from .trees import areca, tree


def school(c: Canvas) -> None:
    """A school of many bays, the flag in the yard and pupils around it."""
    top = backdrop(c, 0.48)
    turn, depth = side(c), c.h - top
    base = top + depth * 0.16
    yard(c, base)
    for k in (5.2, 7.0, 8.8):
        for flip in (-1, 1):
            tree(c, c.w / 2 + flip * c.u * k, base, c.u * c.rng.uniform(2.2, 3.0), 0.04)
    wide = min(c.w * 0.82, c.u * 11)
    long_hall(c, c.w / 2, base, wide, c.u * 1.7, 9, "wall")
    x = c.w / 2 + turn * c.u * 1.1
    y = top + depth * 0.4
    c.oval(x, y, c.u * 0.75, c.u * 0.16, c.col("stone_dark"))
    c.oval(x, y - c.u * 0.1, c.u * 0.7, c.u * 0.14, c.col("stone"))
    flag(c, x, y - c.u * 0.1, c.u * 4.6, turn)
    crowd(
        c,
        top + depth * 0.34,
        flank(c, -turn, 0.75),
        x - turn * c.u,
        5,
        c.u * 0.95,
        ("white", "white", "indigo"),
        0.0,
    )
    crowd(
        c,
        top + depth * 0.56,
        c.w / 2 - c.u * 4.2,
        c.w / 2 + c.u * 4.2,
        4,
        c.u * 1.2,
        ("white", "white", "teal"),
        0.0,
    )
    shade = flank(c, -turn, 0.86)
    shadow(c, shade, top + depth * 0.6, c.u * 1.6, "path_dark")
    tree(c, shade, top + depth * 0.6, max(c.u * 4.2, c.h * 0.3))


def clinic(c: Canvas) -> None:
    """The commune health station: white walls, a green cross, visitors in the yard."""
    top = backdrop(c, 0.48)
    turn, depth = side(c), c.h - top
    base = top + depth * 0.22
    yard(c, base)
    for k in (5.4, 7.4, 9.2):
        for flip in (-1, 1):
            (areca if k < 6 else tree)(c, c.w / 2 + flip * c.u * k, base, c.u * c.rng.uniform(2.6, 3.4), 0.03)
    long_hall(c, c.w / 2, base, min(c.w * 0.84, c.u * 9.6), c.u * 1.75, 7, "white")
    x, s = c.w / 2, c.u
    c.box(x - 1.3 * s, base - 2.5 * s, x + 1.3 * s, base, c.col("wall_light"))
    c.box(x - 1.45 * s, base - 2.65 * s, x + 1.45 * s, base - 2.42 * s, c.col("teal"))
    c.oval(x, base - 1.9 * s, 0.46 * s, 0.46 * s, c.col("white"))
    cross(c, x, base - 1.9 * s, 0.3 * s, "leaf_dark")
    c.box(x - 0.62 * s, base - 1.3 * s, x + 0.62 * s, base, c.col("teal_dark"))
    for flip in (-1, 1):
        c.box(
            x + flip * 0.3 * s - 0.26 * s,
            base - 1.22 * s,
            x + flip * 0.3 * s + 0.26 * s,
            base,
            c.col("water_light"),
        )
    steps(c, x, base, 1.5 * s, 0.34 * s, 3)
    for flip in (-1, 1):
        for k in range(3):
            bush(c, x + flip * c.u * (2.2 + 1.1 * k), base + c.u * 0.16, c.u * 0.34)
    person(c, x + turn * c.u * 1.1, base + depth * 0.2, c.u * 1.5, "white", False, "path_dark", reach=-turn)
    person(c, x - turn * c.u * 0.2, base + depth * 0.22, c.u * 1.4, "plum", True, "path_dark")
    person(c, x - turn * c.u * 0.8, base + depth * 0.24, c.u * 0.85, "ochre", False, "path_dark")
    bicycle(c, x + turn * c.u * 3.2, base + depth * 0.34, c.u * 1.5, -turn)
    frame(c, -turn)
    corner_leaves(c)


def hall(c: Canvas) -> None:
    """The commune office: two wings, a raised porch with steps, and the flag before it."""
    top = backdrop(c, 0.48)
    turn, depth = side(c), c.h - top
    base = top + depth * 0.2
    yard(c, base)
    for k in (5.8, 7.5, 9.4):
        for flip in (-1, 1):
            tree(c, c.w / 2 + flip * c.u * k, base, c.u * c.rng.uniform(2.6, 3.4), 0.03)
    x, s = c.w / 2, c.u * 1.05
    long_hall(c, x, base, min(c.w * 0.86, c.u * 10.6), c.u * 2.0, 8, "wall")
    c.box(x - 1.9 * s, base - 2.75 * s, x + 1.9 * s, base, c.col("wall_light"))
    c.box(x - 1.5 * s, base - 1.9 * s, x + 1.5 * s, base, mix(c.col("shade"), c.col("wall_dark"), 0.35))
    c.box(x - 0.55 * s, base - 1.6 * s, x + 0.55 * s, base, c.col("wood"))
    c.box(x - 0.02 * s, base - 1.6 * s, x + 0.02 * s, base, c.col("trunk_dark"))
    for k in (-1.65, -0.85, 0.85, 1.65):
        c.box(x + k * s - 0.13 * s, base - 2.1 * s, x + k * s + 0.13 * s, base, c.col("white"))
    c.box(x - 2.0 * s, base - 2.25 * s, x + 2.0 * s, base - 2.0 * s, c.col("white"))
    for k in (-1.0, 0.0, 1.0):
        window(c, x + k * s, base - 2.33 * s, 0.34 * s, 0.36 * s)
    roof(c, x - 2.3 * s, x + 2.3 * s, base - 2.75 * s, 1.0 * s, 0.3)
    steps(c, x, base, 2.1 * s, 0.6 * s, 4)
    for flip in (-1, 1):
        for k in range(3):
            bush(c, x + flip * c.u * (2.9 + 1.0 * k), base + c.u * 0.16, c.u * 0.36)
    pole = x + turn * c.u * 2.9
    y = base + depth * 0.2
    c.box(pole - c.u * 0.4, y - c.u * 0.16, pole + c.u * 0.4, y + c.u * 0.06, c.col("stone_dark"), c.u * 0.05)
    flag(c, pole, y - c.u * 0.1, c.u * 4.9, -turn)
    person(c, x - turn * c.u * 0.7, base + depth * 0.3, c.u * 1.35, "white", False, "path_dark")
    person(c, x - turn * c.u * 1.5, base + depth * 0.34, c.u * 1.35, "plum", True, "path_dark")
    bicycle(c, x - turn * c.u * 3.2, base + depth * 0.46, c.u * 1.6, turn)
    frame(c, -turn)
    bunting(c, (x - 2.2 * s, base - 2.0 * s), (x + 2.2 * s, base - 2.0 * s), 14)
    corner_leaves(c)
