"""Bar charts as coordinates of an SVG, drawn on the server because the CSP allows no inline script or style."""

from collections.abc import Sequence
from dataclasses import dataclass

# In units of the SVG. The margins hold the labels.
WIDTH, HEIGHT = 640, 200
MARGIN_LEFT, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_RIGHT = 66, 12, 30, 20
MAX_LABELS = 6  # fit on a phone too


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    x: float
    y: float
    width: float
    height: float
    has_label: bool

    @property
    def center(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class BarChart:
    """Values ≥ 0 by label, left to right. `header` names label and value in the table beside the chart."""

    title: str
    header: tuple[str, str]
    points: Sequence[tuple[str, int]]
    more_url: str = ""
    template = "adminsite/chart.html"
    view_box = f"0 0 {WIDTH} {HEIGHT}"
    left, right, baseline, label_y = MARGIN_LEFT, WIDTH, HEIGHT - MARGIN_BOTTOM, HEIGHT - 8

    @property
    def scale_max(self) -> int:
        """Return the smallest round number that is not below any value."""
        maximum, power = max((value for _, value in self.points), default=0), 1
        while True:
            for factor in (1, 2, 4, 6, 8):
                if power * factor >= maximum:
                    return power * factor
            power *= 10

    @property
    def gridlines(self) -> list[tuple[float, int]]:
        """Return the y coordinate and the number of each line of the scale."""
        numbers = [0, self.scale_max // 2, self.scale_max] if self.scale_max > 1 else [0, 1]
        return [(self._y(number), number) for number in numbers]

    @property
    def bars(self) -> list[Bar]:
        slot = (WIDTH - MARGIN_LEFT - MARGIN_RIGHT) / max(len(self.points), 1)
        label_step = -(-len(self.points) // MAX_LABELS)
        last = len(self.points) - 1
        return [
            Bar(
                label=label,
                value=value,
                x=round(MARGIN_LEFT + slot * index + slot * 0.12, 1),
                y=(y := self._y(value)),
                width=round(min(slot * 0.76, 48), 1),
                height=round(self.baseline - y, 1),
                has_label=(last - index) % label_step == 0,
            )
            for index, (label, value) in enumerate(self.points)
        ]

    def _y(self, value: int) -> float:
        return round(self.baseline - (self.baseline - MARGIN_TOP) * value / self.scale_max, 1)
