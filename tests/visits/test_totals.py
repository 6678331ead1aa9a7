from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from saovang.visits.counter import VisitTotals, compute_totals, first_day_needed

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def days_with_visits(draw):
    """A day, and visits on the days before it."""
    today = draw(DAYS)
    days = st.integers(0, 60).map(lambda number: today - timedelta(days=number))
    return today, draw(st.dictionaries(days, st.integers(0, 10**6)))


def test_compute_totals_on_first_of_month_after_sunday():
    """The old portal showed a month of 0 beside a day of 1."""
    visits = {date(2026, 5, 31): 4, date(2026, 6, 1): 1}
    assert compute_totals(visits, 141_789, date(2026, 6, 1)) == VisitTotals(
        today=1, yesterday=4, this_week=1, this_month=1, all_time=141_794
    )


def test_compute_totals_in_week_that_began_last_year():
    visits = {date(2026, 12, 27): 100, date(2026, 12, 28): 10, date(2026, 12, 31): 3, date(2027, 1, 1): 2}
    assert compute_totals(visits, 0, date(2027, 1, 1)) == VisitTotals(
        today=2, yesterday=3, this_week=15, this_month=2, all_time=115
    )


@given(days_with_visits(), st.integers(0, 10**9))
def test_compute_totals_are_consistent(case, historic_total):
    today, visits = case
    totals = compute_totals(visits, historic_total, today)
    assert totals.today <= totals.this_week <= totals.all_time
    assert totals.today <= totals.this_month <= totals.all_time
    assert totals.all_time == historic_total + sum(visits.values())


@given(days_with_visits())
def test_compute_totals_needs_no_days_before_first_day_needed(case):
    today, visits = case
    needed = {day: count for day, count in visits.items() if day >= first_day_needed(today)}
    historic_total = sum(visits.values()) - sum(needed.values())
    assert compute_totals(needed, historic_total, today) == compute_totals(visits, 0, today)


@given(DAYS)
def test_compute_totals_week_begins_on_monday(today):
    every_day = {today - timedelta(days=days): 1 for days in range(40)}
    assert compute_totals(every_day, 0, today).this_week == today.isoweekday()
    assert compute_totals(every_day, 0, today).this_month == today.day


@given(days_with_visits())
def test_increment_equals_compute_totals_with_one_more(case):
    today, visits = case
    more = visits | {today: visits.get(today, 0) + 1}
    assert compute_totals(visits, 7, today).increment() == compute_totals(more, 7, today)
