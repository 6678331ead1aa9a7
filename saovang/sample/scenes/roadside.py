"""What goes along a village's roads and water: cattle, bicycles, boats."""

from __future__ import annotations

from .canvas import Canvas, curve
from .houses import shadow
from .palette import mix
from .people import SHIRTS, head


def cattle(c: Canvas, x: float, y: float, s: float, face: int, buffalo: bool = False) -> None:
    """A cow or a water buffalo about 1.7 s long and s high at the back, looking to `face` (-1 or 1)."""
    kind = "buffalo" if buffalo else "cow"
    hide, dark = c.col(kind), c.col(kind + "_dark")
    shadow(c, x, y, s * 0.85)
    for dx, tone in ((-0.44, dark), (0.34, dark), (-0.58, hide), (0.5, hide)):
        c.ribbon([(x + face * dx * s, y - s * 0.5), (x + face * dx * s, y)], [s * 0.2, s * 0.11], tone)
        c.box(
            x + face * dx * s - s * 0.065,
            y - s * 0.06,
            x + face * dx * s + s * 0.065,
            y,
            c.col("ink"),
            s * 0.02,
        )
    c.box(x - s * 0.74, y - s * 1.0, x + s * 0.68, y - s * 0.36, hide, s * 0.28)
    c.oval(x, y - s * 0.46, s * 0.5, s * 0.16, hide)
    c.line(
        curve(
            (x - face * s * 0.7, y - s * 0.86),
            (x - face * s * 0.92, y - s * 0.8),
            (x - face * s * 0.84, y - s * 0.38),
        ),
        dark,
        s * 0.045,
    )
    c.oval(x - face * s * 0.84, y - s * 0.36, s * 0.05, s * 0.09, dark)
    neck = [
        (x + face * s * 0.5, y - s * 0.78),
        (x + face * s * 0.78, y - s * 0.92),
        (x + face * s * 1.0, y - s * 1.02),
    ]
    c.ribbon(neck, [s * 0.5, s * 0.4, s * 0.26], hide)
    hx, hy = x + face * s * 1.02, y - s * 1.02
    muzzle = (hx + face * s * 0.22, hy + s * 0.24)
    c.ribbon(
        [(hx - face * s * 0.06, hy - s * 0.1), (hx + face * s * 0.08, hy + s * 0.06), muzzle],
        [s * 0.26, s * 0.28, s * 0.17],
        hide,
    )
    c.oval(*muzzle, s * 0.095, s * 0.085, mix(dark, c.col("skin"), 0.25))
    c.oval(hx + face * s * 0.06, hy - s * 0.03, s * 0.025, s * 0.03, c.col("ink"))
    c.poly(
        [
            (hx - face * s * 0.08, hy - s * 0.08),
            (hx - face * s * 0.32, hy - s * 0.02),
            (hx - face * s * 0.1, hy + s * 0.05),
        ],
        dark,
    )
    back = 0.62 if buffalo else 0.1
    rise = 0.2 if buffalo else 0.3
    horn = curve(
        (hx - face * s * 0.02, hy - s * 0.16),
        (hx - face * s * back * 0.7, hy - s * 0.2),
        (hx - face * s * back, hy - s * (0.16 + rise)),
        8,
    )
    c.ribbon(horn, [s * 0.1 * (1 - i / 9) + 1 for i in range(9)], c.col("stone" if not buffalo else "ink"))


def bicycle(c: Canvas, x: float, y: float, s: float, face: int, shirt: str | None = None) -> None:
    """A rider on a bicycle seen from the side, s pixels tall in all."""
    shadow(c, x, y, s * 0.45, "path_dark")
    iron, r = c.col("ink"), s * 0.2
    back, front = (x - face * s * 0.28, y - r), (x + face * s * 0.28, y - r)
    for wx, wy in (back, front):
        c.pen.ellipse((wx - r, wy - r, wx + r, wy + r), outline=iron, width=max(1, round(s * 0.028)))
    crank, seat = (x - face * s * 0.02, y - r), (x - face * s * 0.12, y - s * 0.46)
    bar = (x + face * s * 0.2, y - s * 0.48)
    frame = c.col("teal_dark")
    for a, b in ((back, seat), (back, crank), (crank, seat), (crank, bar), (seat, bar), (bar, front)):
        c.line([a, b], frame, s * 0.028)
    cloth = c.col(shirt or c.rng.choice(SHIRTS))
    hip, neck = (seat[0], seat[1] - s * 0.03), (x + face * s * 0.02, y - s * 0.8)
    c.line(
        [hip, (x + face * s * 0.1, y - s * 0.38), (x + face * s * 0.02, y - s * 0.14)],
        c.col("shade"),
        s * 0.08,
    )
    c.ribbon([hip, neck], [s * 0.18, s * 0.15], cloth)
    c.line([neck, (bar[0], bar[1] - s * 0.06)], mix(cloth, c.col("shade"), 0.2), s * 0.06)
    head(c, neck[0] + face * s * 0.04, neck[1] - s * 0.09, s * 0.95, c.rng.random() < 0.6)


def boat(c: Canvas, x: float, y: float, s: float, face: int) -> None:
    """A sampan about 2 s long with its rower, floating at y."""
    c.oval(x, y + s * 0.16, s * 1.1, s * 0.07, mix(c.col("water"), c.col("teal_dark"), 0.35))
    hull = curve((x - s, y - s * 0.16), (x, y + s * 0.42), (x + s, y - s * 0.16), 12)
    rim = curve((x + s, y - s * 0.16), (x, y + s * 0.1), (x - s, y - s * 0.16), 12)
    px = x - face * s * 0.45
    c.ribbon(
        [(px, y + s * 0.04), (px + face * s * 0.05, y - s * 0.52)],
        [s * 0.28, s * 0.18],
        c.col(c.rng.choice(SHIRTS)),
    )
    c.line([(px + face * s * 0.35, y - s * 0.66), (px - face * s * 0.3, y + s * 0.3)], c.col("wood"), s * 0.04)
    head(c, px + face * s * 0.06, y - s * 0.62, s * 1.05, True)
    c.poly(hull + rim, c.col("trunk_dark"))
    c.line(rim, c.col("wood"), s * 0.05)
