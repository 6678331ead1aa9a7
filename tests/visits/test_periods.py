from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saovang.visits.models import DailyVisits
from saovang.visits.periods import DAYS, MONTHS, PERIODS, WEEKS, YEARS

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(st.sampled_from(list(PERIODS.values())), days)
def test_periods_have_no_gap_or_overlap(period, day):
    start = period.start(day)
    assert start <= day
    assert period.start(start) == start
    assert list(period.preceding(start, 2)) == [start, period.start(start - timedelta(days=1))]
    assert period.start(start - timedelta(days=1)) < start


@pytest.mark.parametrize(
    ("period", "start", "label"),
    [
        (DAYS, date(2026, 1, 1), "01/01/2026"),
        (WEEKS, date(2025, 12, 29), "29/12 – 04/01/2026"),
        (MONTHS, date(2026, 1, 1), "01/2026"),
        (YEARS, date(2026, 1, 1), "2026"),
    ],
)
def test_period_of_new_years_day(period, start, label):
    assert period.start(date(2026, 1, 1)) == start
    assert period.label(start) == label


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("period", "counts"),
    [
        (DAYS, [(date(2025, 12, 30), 0), (date(2025, 12, 31), 2), (date(2026, 1, 1), 3)]),
        (WEEKS, [(date(2025, 12, 15), 0), (date(2025, 12, 22), 1), (date(2025, 12, 29), 105)]),
        (MONTHS, [(date(2025, 11, 1), 0), (date(2025, 12, 1), 3), (date(2026, 1, 1), 103)]),
        (YEARS, [(date(2024, 1, 1), 7), (date(2025, 1, 1), 3), (date(2026, 1, 1), 103)]),
    ],
)
def test_by_period_sums_whole_periods(period, counts):
    for day, count in {
        date(2024, 6, 1): 7,
        date(2025, 12, 28): 1,
        date(2025, 12, 31): 2,
        date(2026, 1, 1): 3,
        date(2026, 1, 2): 100,
    }.items():
        DailyVisits.objects.add(day, count)
    assert DailyVisits.objects.by_period(period, date(2026, 1, 1), 3) == counts
