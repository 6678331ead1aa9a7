"""Ground, paths and placing shared by several scenes."""

from __future__ import annotations

from .canvas import Canvas
from .palette import mix


def side(c: Canvas) -> int:
    """Which side the heavy part of the composition stands on: -1 left, 1 right."""
    return c.rng.choice((-1, 1))


def flank(c: Canvas, turn: int, share: float) -> float:
    """An x near one side: `share` (0..1) of the way from the middle to that edge."""
    return c.w * (0.5 + turn * share / 2)


def yard(c: Canvas, y: float, paint: str = "path") -> None:
    """Swept ground from y to the bottom edge, with the faint joints of its tiles."""
    c.fade(y, c.h, c.col(paint, 0.15), mix(c.col(paint), c.col("path_dark"), 0.7))
    joint = mix(c.col(paint), c.col("path_dark"), 0.75)
    depth = c.h - y
    for k in range(1, 9):
        at = y + depth * (k / 8) ** 2
        c.line([(0, at), (c.w, at)], joint, c.u * 0.02)
    reach = int(c.w / c.u / 0.5) + 6
    for k in range(-reach, reach):
        c.line([(c.w / 2 + k * c.u * 0.5, y), (c.w / 2 + k * c.u * 2.2, c.h)], joint, c.u * 0.02)


def lane(c: Canvas, x: float, y: float, half: float) -> None:
    """A lane from (x, y) widening to the bottom edge; `half` its half width where it starts."""
    wide = min(half * 3.2, c.w * 0.36)
    c.poly(
        [(x - half * 1.15, y), (x + half * 1.15, y), (x + wide * 1.12, c.h), (x - wide * 1.12, c.h)],
        c.col("path_dark"),
    )
    c.poly([(x - half, y), (x + half, y), (x + wide, c.h), (x - wide, c.h)], c.col("path"))


def steps(c: Canvas, x: float, y: float, half: float, rise: float, count: int) -> None:
    """Steps that widen downwards from (x, y); `rise` is their height in all."""
    for k in range(count):
        a, b = y + rise * k / count, y + rise * (k + 1) / count
        wide = half * (1 + 0.08 * k)
        c.box(x - wide, a, x + wide, b, c.col("stone"))
        c.box(x - wide, a + (b - a) * 0.6, x + wide, b, c.col("stone_dark"))


def cross(c: Canvas, x: float, y: float, r: float, paint: str) -> None:
    """An upright cross with arms r long."""
    c.box(x - r, y - r * 0.34, x + r, y + r * 0.34, c.col(paint))
    c.box(x - r * 0.34, y - r, x + r * 0.34, y + r, c.col(paint))
