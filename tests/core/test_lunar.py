from datetime import date, timedelta

import pytest

from saovang.core.lunar import LunarDate, from_lunar, new_year, to_lunar, year_name

# The first day of Tết of each year, ten years a line from 1900, and after "+" the leap month of the year. From the
# tables of the Vietnamese calendar by Hồ Ngọc Đức. Copies of them differ for 1925: on 24/01 was an eclipse of the sun.
TET = """
    31/01+8 19/02 08/02 29/01+5 16/02 04/02 25/01+4 13/02 02/02 22/01+2
    10/02 30/01+6 18/02 06/02 26/01+5 14/02 03/02 23/01+2 11/02 01/02+7
    20/02 08/02 28/01+5 16/02 05/02 24/01+4 13/02 02/02 23/01+2 10/02
    30/01+6 17/02 06/02 26/01+5 14/02 04/02 24/01+3 11/02 31/01+7 19/02
    08/02 27/01+6 15/02 05/02 25/01+4 13/02 02/02 22/01+2 10/02 29/01+7
    17/02 06/02 27/01+5 14/02 03/02 24/01+3 12/02 31/01+8 18/02 08/02
    28/01+6 15/02 05/02 25/01+4 13/02 02/02 21/01+3 09/02 29/01+7 16/02
    06/02 27/01+5 15/02 03/02 23/01+4 11/02 31/01+8 18/02 07/02 28/01+6
    16/02 05/02 25/01+4 13/02 02/02 21/01+2 09/02 29/01+7 17/02 06/02
    27/01+5 15/02 04/02 23/01+3 10/02 31/01+8 19/02 07/02 28/01+5 16/02
    05/02 24/01+4 12/02 01/02 22/01+2 09/02 29/01+7 17/02 07/02 26/01+5
    14/02 03/02 23/01+4 10/02 31/01+9 19/02 08/02 28/01+6 16/02 05/02
    25/01+4 12/02 01/02 22/01+2 10/02 29/01+6 17/02 06/02 26/01+5 13/02
    02/02 23/01+3 11/02 31/01+11 19/02 08/02 28/01+6 15/02 04/02 24/01+5
    12/02 01/02 22/01+2 10/02 30/01+7 17/02 06/02 26/01+5 14/02 02/02
    23/01+3 11/02 01/02+8 18/02 08/02 28/01+6 15/02 04/02 24/01+4 12/02
    02/02 21/01+3 09/02 29/01+7 17/02 05/02 26/01+5 14/02 03/02 23/01+4
    11/02 31/01+8 19/02 07/02 27/01+6 15/02 05/02 24/01+4 12/02 02/02
    22/01+3 09/02 29/01+7 17/02 06/02 26/01+5 14/02 03/02 24/01+4 10/02
    30/01+8 18/02 07/02 27/01+6 15/02 05/02 25/01+4 12/02 01/02 21/01+2
    09/02
"""


def table() -> list[tuple[int, date, int | None]]:
    years = []
    for year, entry in enumerate(TET.split(), start=1900):
        tet, _, leap = entry.partition("+")
        day, month = tet.split("/")
        years.append((year, date(year, int(month), int(day)), int(leap) if leap else None))
    return years


def find_leap_months(year: int) -> list[int]:
    """Return the leap months of a lunar year."""
    first = new_year(year)
    days = [first + timedelta(days=step) for step in range(0, 356, 5)]
    return sorted({lunar.month for lunar in map(to_lunar, days) if lunar.year == year and lunar.is_leap_month})


def test_new_year_is_as_published_from_1900_to_2100():
    assert len(table()) == 201
    assert [(year, new_year(year)) for year, _, _ in table()] == [(year, tet) for year, tet, _ in table()]


def test_leap_months_are_as_published_from_1900_to_2099():
    computed = {year: find_leap_months(year) for year in range(1900, 2100)}
    assert computed == {year: [leap] if leap else [] for year, _, leap in table()[:-1]}


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(1945, 9, 2), LunarDate(1945, 7, 26)),
        (date(1968, 1, 29), LunarDate(1968, 1, 1)),  # in the North; a day before China
        (date(1985, 1, 21), LunarDate(1985, 1, 1)),  # a month before China
        (date(2007, 2, 17), LunarDate(2007, 1, 1)),  # a day before China
        (date(2025, 7, 25), LunarDate(2025, 6, 1, True)),
        (date(2026, 2, 16), LunarDate(2025, 12, 29)),  # the last day of the year
        (date(2026, 4, 26), LunarDate(2026, 3, 10)),  # Giỗ Tổ
        (date(2026, 11, 28), LunarDate(2026, 10, 20)),
        (date(2030, 2, 2), LunarDate(2030, 1, 1)),  # a day before China
    ],
)
def test_lunar_dates_of_known_days(day, lunar):
    assert to_lunar(day) == lunar
    assert from_lunar(lunar) == day


def test_lunar_dates_of_consecutive_days_count_up():
    day, last = date(1900, 1, 1), to_lunar(date(1900, 1, 1))
    while day < date(2100, 12, 31):
        day += timedelta(days=1)
        lunar = to_lunar(day)
        assert from_lunar(lunar) == day
        assert lunar.day == last.day + 1 or (lunar.day == 1 and last.day in (29, 30)), day
        last = lunar


@pytest.mark.parametrize(
    ("year", "name"),
    [(1900, "Canh Tý"), (1984, "Giáp Tý"), (2025, "Ất Tỵ"), (2026, "Bính Ngọ"), (2043, "Quý Hợi"), (2100, "Canh Thân")],
)
def test_year_name(year, name):
    assert year_name(year) == name


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2101, 1, 1)])
def test_lunar_date_outside_the_tables_is_refused(day):
    with pytest.raises(ValueError, match="1900"):
        to_lunar(day)


def test_from_lunar_refuses_a_leap_month_that_does_not_exist():
    with pytest.raises(ValueError, match="does not exist"):
        from_lunar(LunarDate(2026, 6, 1, True))
