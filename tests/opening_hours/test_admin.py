import pytest
from django.db import IntegrityError, transaction

from saovang.opening_hours.models import SpecialHours, WeeklySession
from tests import factories

pytestmark = pytest.mark.django_db
SESSION = {"weekday": "0", "opens_at": "7h30", "closes_at": "11 giờ 30"}
SPECIAL = {"name": "Nghỉ bù", "first_day": "01/09/2026", "last_day": "01/09/2026", "opens_at": "", "closes_at": ""}


def post(client, model: str, data: dict) -> str:
    """Add an object and return the errors of the form."""
    response = client.post(f"/quan-tri/opening_hours/{model}/add/", data)
    return "" if response.status_code == 302 else " ".join(
        str(error) for errors in response.context["adminform"].form.errors.values() for error in errors
    )  # fmt: skip


def test_session_times_may_be_typed_as_spoken(admin_client):
    assert post(admin_client, "weeklysession", SESSION) == ""
    assert str(WeeklySession.objects.get()) == "Thứ Hai 07:30–11:30"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"closes_at": "7:30"}, "Giờ đóng cửa phải sau giờ mở cửa."),
        ({"opens_at": "13:30", "closes_at": "14:00"}, "Thứ này đã có một buổi bắt đầu vào giờ ấy."),
        ({"opens_at": "16:00", "closes_at": "18:00"}, "Trùng giờ với buổi Thứ Hai 13:30–17:00."),
        ({"opens_at": "25:00"}, "Không có giờ này. Hãy ghi giờ:phút"),
        ({"weekday": "7"}, "Hãy chọn"),
        ({"opens_at": "", "closes_at": ""}, "bắt buộc"),
    ],
)
def test_invalid_session_is_refused_with_a_sentence(admin_client, data, error):
    factories.opening_hours([0])
    assert error in post(admin_client, "weeklysession", SESSION | data)
    assert WeeklySession.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"last_day": "31/08/2026"}, "Ngày cuối không thể trước ngày đầu."),
        ({"last_day": "01/09/2062"}, "Dài hơn 60 ngày."),
        ({"opens_at": "7:30"}, "Hãy ghi cả hai giờ"),
        ({"closes_at": "7:30"}, "Hãy ghi cả hai giờ"),
        ({"opens_at": "9:00", "closes_at": "8:00"}, "Hãy ghi cả hai giờ"),
        ({"first_day": "31/02/2026"}, "Nhập một ngày hợp lệ."),
        ({"name": "", "first_day": "", "last_day": ""}, "bắt buộc"),
    ],
)
def test_invalid_special_hours_are_refused_with_a_sentence(admin_client, data, error):
    assert error in post(admin_client, "specialhours", SPECIAL | data)
    assert not SpecialHours.objects.exists()


def test_special_hours_are_saved(admin_client):
    assert post(admin_client, "specialhours", SPECIAL) == ""
    assert post(admin_client, "specialhours", SPECIAL | {"opens_at": "8h", "closes_at": "10h"}) == ""
    assert [str(special) for special in SpecialHours.objects.all()] == ["Nghỉ bù (01/09/2026)"] * 2


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (WeeklySession, {"weekday": 7, "opens_at": "07:30", "closes_at": "11:30"}),
        (WeeklySession, {"weekday": 0, "opens_at": "11:30", "closes_at": "11:30"}),
        (SpecialHours, {"name": "x", "first_day": "2026-09-02", "last_day": "2026-09-01"}),
        (SpecialHours, {"name": "x", "first_day": "2026-09-01", "last_day": "2026-09-01", "closes_at": "08:00"}),
        (SpecialHours, {"name": "x", "first_day": "2026-09-01", "last_day": "2026-09-01", "opens_at": "08:00"}),
    ],
)
def test_database_refuses_impossible_hours(model, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)
