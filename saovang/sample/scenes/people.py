"""People, all seen from some way off, alone and as a crowd."""

from __future__ import annotations

import math

from .canvas import Canvas, curve
from .houses import shadow
from .palette import mix

SHIRTS = ("clay", "teal", "ochre", "white", "plum", "indigo")


def person(
    c: Canvas,
    x: float,
    y: float,
    s: float,
    shirt: str | None = None,
    hat: bool | None = None,
    ground: str = "grass_dark",
    reach: float = 0.0,
    stride: float = 0.0,
) -> None:
    """Someone s pixels tall at (x, y); `reach` -1..1 stretches an arm to that side, `stride` 0..1 the legs."""
    shirt = shirt or c.rng.choice(SHIRTS)
    hat = c.rng.random() < 0.5 if hat is None else hat
    shadow(c, x, y, s * 0.24, ground)
    cloth, legs = c.col(shirt), c.col("ink" if shirt != "indigo" else "shade")
    for side in (-1, 1):
        hip, foot = x + side * s * 0.07, x + side * s * (0.075 + 0.16 * stride)
        lift = s * 0.1 * stride * (side > 0)
        c.line(
            [(hip, y - s * 0.45), ((hip + foot) / 2 + s * 0.05 * stride, y - s * 0.24), (foot, y - lift)],
            legs,
            s * 0.105,
        )
    body = [
        (x - s * 0.13, y - s * 0.76),
        (x + s * 0.13, y - s * 0.76),
        (x + s * 0.17, y - s * 0.36),
        (x - s * 0.17, y - s * 0.36),
    ]
    c.poly(body, cloth)
    c.oval(x, y - s * 0.75, s * 0.13, s * 0.06, cloth)
    sleeve = mix(cloth, c.col("shade"), 0.18)
    for side in (-1, 1):
        hand = (x + side * s * 0.21, y - s * 0.42)
        if reach * side > 0:
            hand = (x + side * s * (0.2 + 0.22 * abs(reach)), y - s * 0.6)
        c.line([(x + side * s * 0.11, y - s * 0.72), hand], sleeve, s * 0.075)
        c.oval(*hand, s * 0.045, s * 0.045, c.col("skin"))
    head(c, x, y - s * 0.88, s, hat)


def head(c: Canvas, x: float, y: float, s: float, hat: bool) -> None:
    """The head of somebody s pixels tall, bareheaded or under a conical hat."""
    c.oval(x, y, s * 0.095, s * 0.105, c.col("skin"))
    if hat:
        c.poly([(x, y - s * 0.2), (x + s * 0.2, y - s * 0.01), (x - s * 0.2, y - s * 0.01)], c.col("hat"))
        c.poly([(x, y - s * 0.2), (x + s * 0.2, y - s * 0.01), (x + s * 0.06, y - s * 0.01)], c.col("path_dark"))
    else:
        c.pen.pieslice((x - s * 0.105, y - s * 0.12, x + s * 0.105, y + s * 0.11), 175, 365, fill=c.col("hair"))


def farmer(c: Canvas, x: float, y: float, s: float) -> None:
    """A farmer bent over the rice, s pixels tall when upright."""
    face = c.rng.choice((-1, 1))
    cloth = c.col(c.rng.choice(SHIRTS))
    for dx in (-0.02, 0.1):
        c.line([(x - face * dx * s, y - s * 0.42), (x - face * dx * s * 1.5, y)], c.col("ink"), s * 0.11)
    spine = curve(
        (x - face * s * 0.04, y - s * 0.42),
        (x + face * s * 0.05, y - s * 0.66),
        (x + face * s * 0.34, y - s * 0.52),
        8,
    )
    c.ribbon(spine, [s * 0.24] * 6 + [s * 0.22, s * 0.18, s * 0.1], cloth)
    c.line([spine[-2], (x + face * s * 0.36, y - s * 0.16)], mix(cloth, c.col("shade"), 0.2), s * 0.075)
    hx, hy = x + face * s * 0.43, y - s * 0.5
    c.oval(hx, hy, s * 0.09, s * 0.09, c.col("skin"))
    c.poly(
        [
            (hx + face * s * 0.08, hy - s * 0.16),
            (hx + face * s * 0.2, hy + s * 0.08),
            (hx - face * s * 0.17, hy - s * 0.06),
        ],
        c.col("hat"),
    )


def crowd(
    c: Canvas,
    y: float,
    x0: float,
    x1: float,
    count: int,
    s: float,
    shirts: tuple[str, ...] = SHIRTS,
    hats: float = 0.4,
) -> None:
    """`count` people between x0 and x1, the farther drawn first; `hats` the share under conical hats."""
    spots = []
    for k in range(count):
        spots.append((y + c.rng.uniform(-0.12, 0.3) * s, x0 + (x1 - x0) * (k + c.rng.uniform(0.25, 0.75)) / count))
    for py, px in sorted(spots):
        shirt, hat = c.rng.choice(shirts), c.rng.random() < hats
        person(
            c,
            px,
            py,
            s * (1 + 0.25 * (py - y) / s),
            shirt,
            hat,
            "path_dark",
            stride=c.rng.choice((0, 0, 0.5)),
        )


def ball(c: Canvas, x: float, y: float, r: float) -> None:
    """A football of radius r resting at (x, y)."""
    shadow(c, x, y, r * 1.2)
    c.oval(x, y - r, r, r, c.col("white"))
    for k in range(5):
        a = k * math.tau / 5 - math.pi / 2
        c.oval(x + math.cos(a) * r * 0.62, y - r + math.sin(a) * r * 0.62, r * 0.2, r * 0.2, c.col("ink"))
