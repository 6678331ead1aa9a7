"""The colours of the sample pictures: paints, exact ones, and the moods of light that tint them."""

from __future__ import annotations

from PIL import ImageColor

Colour = tuple[int, int, int]

PAINTS = {
    "leaf": "#5f8f4e",
    "leaf_dark": "#3f6f45",
    "leaf_light": "#8bb05c",
    "grass": "#a3bd66",
    "grass_dark": "#7fa352",
    "rice": "#abc562",
    "rice_dark": "#88ad54",
    "rice_ripe": "#dcc266",
    "water": "#93bdc0",
    "water_light": "#c9dfd6",
    "soil": "#b3855a",
    "soil_dark": "#94694a",
    "path": "#e6cfa2",
    "path_dark": "#d0b384",
    "trunk": "#8a6544",
    "trunk_dark": "#6b4c36",
    "wall": "#efd59c",
    "wall_light": "#f8ead0",
    "wall_dark": "#d9b878",
    "roof": "#b9583a",
    "roof_dark": "#93422e",
    "roof_light": "#cf7450",
    "shade": "#5b4a3f",
    "wood": "#9a6b43",
    "white": "#fbf5e6",
    "stone": "#cdc2aa",
    "stone_dark": "#aca188",
    "teal": "#4f8a88",
    "teal_dark": "#356468",
    "skin": "#dcab82",
    "hat": "#f2e0b4",
    "hair": "#3d332e",
    "ochre": "#d79b3f",
    "clay": "#c4694a",
    "plum": "#8a5560",
    "indigo": "#4c5f7d",
    "buffalo": "#6c6763",
    "buffalo_dark": "#524d4b",
    "cow": "#c98d54",
    "cow_dark": "#a56f3f",
    "hill_far": "#93b3ad",
    "hill_mid": "#7ea68a",
    "hill_near": "#659469",
    "ink": "#333a3c",
}

# The two emblem colours stay exact in every light, so that a flag is always the same flag.
EXACT = {"red": "#b3151b", "yellow": "#ffcd00"}

# mood: sky top, sky at the horizon, sun, ambient tint, strength of the tint (0..1)
MOODS = {
    "morning": ("#a3cdd6", "#fce6c4", "#fff4d2", "#f8cf96", 0.12),
    "noon": ("#72b5cf", "#e4f0e2", "#fff8dc", "#f4f2d8", 0.06),
    "dusk": ("#7c7ba6", "#f8bd86", "#ffe2a6", "#b0566a", 0.20),
    "night": ("#131b3c", "#4a5288", "#fdf0c8", "#1d2556", 0.42),
    "storm": ("#46545f", "#aab5b0", "#d5dad2", "#52636c", 0.40),
}


def rgb(text: str) -> Colour:
    """`#rrggbb` as three integers 0..255."""
    return ImageColor.getrgb(text)[:3]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` (0..1) of colour b in colour a."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue
