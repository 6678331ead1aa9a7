import pytest
from hypothesis import given
from hypothesis import strategies as st

from saovang.adminsite.charts import HEIGHT, TOP, WIDTH, BarChart

values = st.lists(st.integers(0, 10**9), max_size=60)


def chart(numbers) -> BarChart:
    return BarChart("Lượt", ("Ngày", "Lượt"), [(str(index), number) for index, number in enumerate(numbers)])


@given(values)
def test_every_bar_stands_in_the_drawing_and_none_on_another(numbers):
    bars = chart(numbers).bars
    assert [bar.value for bar in bars] == numbers
    assert all(TOP <= bar.y <= bar.y + bar.height <= HEIGHT and bar.height >= 0 for bar in bars)
    edges = [edge for bar in bars for edge in (bar.x, bar.x + bar.width)]
    assert edges == sorted(edges)
    assert all(0 < edge <= WIDTH for edge in edges)


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (1, 1), (3, 4), (10, 10), (260, 400), (141_789, 200_000), (800, 800)]
)
def test_the_scale_ends_at_a_round_number(most, top):
    assert chart([most]).top == top
    assert [number for _, number in chart([most]).lines] in ([0, top // 2, top], [0, 1])


def test_the_last_bar_is_named_and_not_too_many_others():
    named = [bar.label for bar in chart([1] * 30).bars if bar.named]
    assert named == ["4", "9", "14", "19", "24", "29"]
