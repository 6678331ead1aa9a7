import pytest
from hypothesis import given
from hypothesis import strategies as st

from saovang.adminsite.charts import HEIGHT, MARGIN_TOP, WIDTH, BarChart

values = st.lists(st.integers(0, 10**9), max_size=60)


def chart(numbers) -> BarChart:
    return BarChart("Lượt", ("Ngày", "Lượt"), [(str(index), number) for index, number in enumerate(numbers)])


@given(values)
def test_bars_stay_inside_and_do_not_overlap(numbers):
    bars = chart(numbers).bars
    assert [bar.value for bar in bars] == numbers
    assert all(MARGIN_TOP <= bar.y <= bar.y + bar.height <= HEIGHT and bar.height >= 0 for bar in bars)
    edges = [edge for bar in bars for edge in (bar.x, bar.x + bar.width)]
    assert edges == sorted(edges)
    assert all(0 < edge <= WIDTH for edge in edges)


@pytest.mark.parametrize(
    ("maximum", "scale_max"), [(0, 1), (1, 1), (3, 4), (10, 10), (260, 400), (141_789, 200_000), (800, 800)]
)
def test_scale_max_is_round(maximum, scale_max):
    assert chart([maximum]).scale_max == scale_max
    assert [number for _, number in chart([maximum]).gridlines] in ([0, scale_max // 2, scale_max], [0, 1])


def test_labels_are_six_at_most_and_include_last_bar():
    labels = [bar.label for bar in chart([1] * 30).bars if bar.has_label]
    assert labels == ["4", "9", "14", "19", "24", "29"]
