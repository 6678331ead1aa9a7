import pytest

from saovang.core.templatetags.vietnamese import format_number, tel_digits


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (999, "999"), (1000, "1.000"), (141789, "141.789"), (1234567, "1.234.567")],
)
def test_figures_are_grouped_by_points(number, written):
    assert format_number(number) == written


@pytest.mark.parametrize(
    ("telephone", "digits"),
    [
        ("0237 383 5076", "02373835076"),
        ("0237.383.5076", "02373835076"),
        ("+84 237-383", "0237383"),
        ('0"1+2', "012"),
    ],
)
def test_a_telephone_link_holds_digits_only(telephone, digits):
    assert tel_digits(telephone) == digits
