"""The Vietnamese lunar calendar.

A month begins on the day of the new moon, and the winter solstice is in month 11. If 13 months begin between two
solstices, the first one in which the sun enters no sign of the zodiac is a leap month: it has the number of the one
before it.

Days begin at midnight of UTC+7, the legal time since 1968 (Quyết định 121/CP of 08/08/1967). Earlier dates are those of
the Chinese calendar, which was in use: UTC+8, and the mean time of Beijing before 1929. The South used it until 1975,
so its Tết of 1968 was a day later.

New moons: J. Meeus, Astronomical Algorithms, chapter 49. Longitudes of the sun: J. Meeus, Astronomical Formulae for
Calculators, chapter 18. `tests/core/test_lunar.py` compares the years from 1900 to 2100 with published tables. The new
moons of 07/05/2054, 15/11/2077 and 18/10/2085 are within about a minute of midnight: the rotation of the Earth, which
nobody can predict so far ahead, decides on which day they fall.
"""

from datetime import date, timedelta
from functools import lru_cache
from math import floor, radians, sin
from typing import NamedTuple

MIN_YEAR, MAX_YEAR = 1900, 2100  # of the tables that the calendar was compared with
UTC_OFFSETS = [(1968, 7.0), (1929, 8.0), (1, 7.761)]  # first year, hours

STEMS = ["Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý"]
BRANCHES = ["Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"]

SYNODIC_MONTH = 29.530588861  # days
JULIAN_DAY_OF_ORDINAL_0 = 1721424.5  # the Julian day at midnight before `date.fromordinal(0)`, which does not exist

# Terms of the time of a new moon: days, exponent of the eccentricity E, and multiples of the sun's mean anomaly, of the
# moon's, and of its argument of latitude.
NEW_MOON_TERMS = [
    (-0.40720, 0, 0, 1, 0),
    (0.17241, 1, 1, 0, 0),
    (0.01608, 0, 0, 2, 0),
    (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0),
    (0.00208, 2, 2, 0, 0),
    (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0),
    (-0.00042, 0, 0, 3, 0),
    (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2),
    (-0.00024, 1, -1, 2, 0),
    (-0.00007, 0, 2, 1, 0),
    (0.00004, 0, 0, 2, -2),
    (0.00004, 0, 3, 0, 0),
    (0.00003, 0, 1, 1, -2),
    (0.00003, 0, 0, 2, 2),
    (-0.00003, 0, 1, 1, 2),
    (0.00003, 0, -1, 1, 2),
    (-0.00002, 0, -1, 1, -2),
    (-0.00002, 0, 1, 3, 0),
    (0.00002, 0, 0, 4, 0),
]
# The terms of the planets: days, and in degrees an angle at new moon 0 and its change from one new moon to the next.
PLANETARY_TERMS = [
    (0.000325, 299.77, 0.107408),
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
    (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099),
    (0.000023, 331.55, 3.592518),
]
# Terms of the sun's longitude, by Venus, Jupiter, the moon and nutation: degrees, and an angle in 1900 and its change
# in a century.
SOLAR_TERMS = [
    (0.00134, 243.23, 22518.7541),
    (0.00154, 306.57, 45037.5082),
    (0.00200, 42.69, 32964.3577),
    (0.00179, 350.74, 445267.1142),
    (0.00178, 231.19, 20.20),
    (-0.00479, 259.18, -1934.142),
]


class LunarDate(NamedTuple):
    """A date of the lunar calendar. A leap month has the number of the month before it."""

    year: int
    month: int
    day: int
    is_leap_month: bool = False


class LunarMonth(NamedTuple):
    """A month of the lunar calendar and its first day."""

    year: int
    month: int
    is_leap: bool
    first_day: date


def to_lunar(day: date) -> LunarDate:
    """Return the lunar date of `day`. Raises ValueError for years outside MIN_YEAR and MAX_YEAR."""
    if not MIN_YEAR <= day.year <= MAX_YEAR:
        raise ValueError(f"{day} is not between {MIN_YEAR} and {MAX_YEAR}")
    months = [*_months(day.year), *_months(day.year + 1)]
    month = max((month for month in months if month.first_day <= day), key=lambda month: month.first_day)
    return LunarDate(month.year, month.month, (day - month.first_day).days + 1, month.is_leap)


def from_lunar(lunar: LunarDate) -> date:
    """Return the day of a lunar date. Raises ValueError if its year has no such month.

    Day 30 of a month of 29 days is the first day of the next month.
    """
    for month in [*_months(lunar.year), *_months(lunar.year + 1)]:
        if month[:3] == (lunar.year, lunar.month, lunar.is_leap_month):
            return month.first_day + timedelta(days=lunar.day - 1)
    raise ValueError(f"{lunar} does not exist")


def new_year(year: int) -> date:
    """Return the first day of Tết in `year`."""
    return from_lunar(LunarDate(year, 1, 1))


def year_name(year: int) -> str:
    """Return the name of a lunar year in the cycle of sixty, such as "Bính Ngọ" for 2026."""
    return f"{STEMS[(year - 4) % 10]} {BRANCHES[(year - 4) % 12]}"


@lru_cache(maxsize=16)
def _months(year: int) -> list[LunarMonth]:
    """Return the months from month 11 of the lunar year before `year` to month 10 of `year`."""
    first = _number_of_month_11(year - 1)
    length = _number_of_month_11(year) - first
    days = [_new_moon_day(first + i) for i in range(length + 1)]
    leap = None
    if length == 13:
        signs = [_sign_at_midnight(day) for day in days]
        leap = next(i for i in range(1, 13) if signs[i] == signs[i + 1])
    months = []
    for i, day in enumerate(days[:-1]):
        number = 11 + i - (leap is not None and i >= leap)
        months.append(LunarMonth(year - (number <= 12), (number - 1) % 12 + 1, i == leap, date.fromordinal(day)))
    return months


def _number_of_month_11(year: int) -> int:
    """Return the number of the new moon that begins month 11 of `year`, the month of the winter solstice."""
    k = floor((date(year, 12, 31).toordinal() + JULIAN_DAY_OF_ORDINAL_0 - 2451550.1) / SYNODIC_MONTH) + 1
    # The sun enters sign 9 at the solstice: it is the last new moon of the year before that.
    while _new_moon_day(k) > date(year, 12, 31).toordinal() or _sign_at_midnight(_new_moon_day(k)) == 9:
        k -= 1
    return k


def _new_moon_day(k: int) -> int:
    """Return the ordinal of the day of new moon `k`. The first one of the year 2000 has number 0."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    m = 2.5534 + 29.10535670 * k - 0.0000014 * t**2
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t**2 + 0.00001238 * t**3
    f = 160.7108 + 390.67050284 * k - 0.0016118 * t**2 - 0.00000227 * t**3
    node = 124.7746 - 1.56375588 * k + 0.0020672 * t**2
    julian_day = 2451550.09766 + SYNODIC_MONTH * k + 0.00015437 * t**2 - 0.000000150 * t**3
    julian_day -= 0.00017 * _sin(node)
    for days, power, m_times, moon_times, f_times in NEW_MOON_TERMS:
        julian_day += days * e**power * _sin(m_times * m + moon_times * moon + f_times * f)
    for days, angle, change in PLANETARY_TERMS:
        julian_day += days * _sin(angle + change * k)
    ordinal = julian_day - JULIAN_DAY_OF_ORDINAL_0
    return floor(ordinal - _delta_t(ordinal) + _utc_offset(ordinal))


def _sign_at_midnight(ordinal: int) -> int:
    """Return the sign of the zodiac, 0 to 11, in which the sun is when the day begins."""
    moment = ordinal - _utc_offset(ordinal)
    t = (moment + _delta_t(moment) + JULIAN_DAY_OF_ORDINAL_0 - 2415020) / 36525
    m = 358.47583 + 35999.04975 * t - 0.000150 * t**2 - 0.0000033 * t**3
    longitude = 279.69668 + 36000.76892 * t + 0.0003025 * t**2
    longitude += (1.919460 - 0.004789 * t - 0.000014 * t**2) * _sin(m)
    longitude += (0.020094 - 0.000100 * t) * _sin(2 * m) + 0.000293 * _sin(3 * m)
    for degrees, angle, change in SOLAR_TERMS:
        longitude += degrees * _sin(angle + change * t)
    return floor((longitude - 0.00569) % 360 / 30)


def _utc_offset(ordinal: float) -> float:
    """Return the offset of the calendar's time from UTC, in days."""
    return next(hours for first_year, hours in UTC_OFFSETS if ordinal >= date(first_year, 1, 1).toordinal()) / 24


def _delta_t(ordinal: float) -> float:
    """Return dynamical time minus universal time, in days. The parabola is from Morrison and Stephenson (2004)."""
    centuries = (ordinal + JULIAN_DAY_OF_ORDINAL_0 - 2385800.5) / 36525  # since 1820
    return (32 * centuries**2 - 20) / 86400


def _sin(degrees: float) -> float:
    return sin(radians(degrees))
