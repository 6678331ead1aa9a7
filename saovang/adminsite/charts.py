"""A chart of bars as numbers for an SVG: drawn on the server, for a page without inline script or style."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 200  # of the drawing, in its own units
LEFT, TOP, BOTTOM, RIGHT = 66, 12, 30, 20  # room for the labels


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    x: float
    y: float
    width: float
    height: float
    named: bool  # whether there is room for its label below

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class BarChart:
    """Values by label, all ≥ 0, in the order of reading. `head` names both for the table beside the drawing."""

    title: str
    head: tuple[str, str]
    points: Sequence[tuple[str, int]]
    more: str = ""
    template = "desk/chart.html"
    view_box = f"0 0 {WIDTH} {HEIGHT}"
    left, right, floor, below = LEFT, WIDTH, HEIGHT - BOTTOM, HEIGHT - 8

    @property
    def top(self) -> int:
        """The number at the top of the scale: a round one not below any value."""
        most, step = max((value for _, value in self.points), default=0), 1
        while True:
            for factor in (1, 2, 4, 6, 8):
                if step * factor >= most:
                    return step * factor
            step *= 10

    @property
    def lines(self) -> list[tuple[float, int]]:
        """Heights of the lines of the scale, with their numbers."""
        numbers = [0, self.top // 2, self.top] if self.top > 1 else [0, 1]
        return [(self._height_of(number), number) for number in numbers]

    @property
    def bars(self) -> list[Bar]:
        room = (WIDTH - LEFT - RIGHT) / max(len(self.points), 1)
        every = -(-len(self.points) // 6)  # six labels fit, on a phone too
        last = len(self.points) - 1
        return [
            Bar(
                label=label,
                value=value,
                x=round(LEFT + room * number + room * 0.12, 1),
                y=(y := self._height_of(value)),
                width=round(min(room * 0.76, 48), 1),
                height=round(self.floor - y, 1),
                named=(last - number) % every == 0,
            )
            for number, (label, value) in enumerate(self.points)
        ]

    def _height_of(self, value: int) -> float:
        return round(self.floor - (self.floor - TOP) * value / self.top, 1)
