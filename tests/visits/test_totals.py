from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from saovang.visits.totals import Figures, figures, first_day_needed

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def counted_days(draw):
    """A day, and visits on days around it."""
    today = draw(DAYS)
    back = st.integers(0, 60).map(lambda days: today - timedelta(days=days))
    return today, draw(st.dictionaries(back, st.integers(0, 10**6)))


def test_a_month_s_first_day_after_a_sunday():
    """The case that the old portal showed wrongly: its month stood at 0 beside a day of 1."""
    visits = {date(2026, 5, 31): 4, date(2026, 6, 1): 1}
    assert figures(visits, 141_789, date(2026, 6, 1)) == Figures(
        today=1, yesterday=4, this_week=1, this_month=1, all_time=141_794
    )


def test_a_week_that_reaches_into_last_year():
    visits = {date(2026, 12, 27): 100, date(2026, 12, 28): 10, date(2026, 12, 31): 3, date(2027, 1, 1): 2}
    assert figures(visits, 0, date(2027, 1, 1)) == Figures(
        today=2, yesterday=3, this_week=15, this_month=2, all_time=115
    )


@given(counted_days(), st.integers(0, 10**9))
def test_the_figures_never_contradict_each_other(case, earlier):
    today, visits = case
    result = figures(visits, earlier, today)
    assert result.today <= result.this_week <= result.all_time
    assert result.today <= result.this_month <= result.all_time
    assert result.all_time == earlier + sum(visits.values())


@given(counted_days())
def test_days_before_the_first_needed_change_only_all_time(case):
    today, visits = case
    needed = {day: count for day, count in visits.items() if day >= first_day_needed(today)}
    earlier = sum(visits.values()) - sum(needed.values())
    assert figures(needed, earlier, today) == figures(visits, 0, today)


@given(DAYS)
def test_a_week_begins_on_monday_and_has_seven_days(today):
    every_day = {today - timedelta(days=days): 1 for days in range(40)}
    assert figures(every_day, 0, today).this_week == today.isoweekday()
    assert figures(every_day, 0, today).this_month == today.day


@given(counted_days())
def test_one_more_visit_moves_every_figure_but_yesterday(case):
    today, visits = case
    more = visits | {today: visits.get(today, 0) + 1}
    assert figures(visits, 7, today).with_one_more() == figures(more, 7, today)
