"""Drawn pictures for the sample articles: one calm flat illustration per scene name."""

from __future__ import annotations

from PIL import Image

from .scenes import SCENES
from .scenes.canvas import Canvas


def draw(scene: str, size: tuple[int, int], seed: int) -> Image.Image:
    """The picture of a scene: RGB, exactly `size` (width, height in pixels), the same for the same seed.

    Raises `ValueError` naming the known scenes when there is no such scene.
    """
    if scene not in SCENES:
        raise ValueError(f"no scene {scene!r}; known scenes: {', '.join(sorted(SCENES))}")
    paint, mood = SCENES[scene]
    canvas = Canvas(size, scene, seed, mood)
    paint(canvas)
    return canvas.finish()
