"""What residents get while an emergency is on, and what staff can do with it."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from reversion.models import Version

from saovang.accounts import roles
from saovang.core.background import runner
from saovang.emergency import models
from saovang.emergency.models import Activation, Emergency
from saovang.emergency.services import switch_off, switch_on
from saovang.journal.models import SecurityEvent
from saovang.pagecache import version
from saovang.pagecache.version import content_version
from tests import factories
from tests.news.articles import signed_in

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/emergency/emergency/"
MAX_BYTES = 15 * 1024


@pytest.fixture
def user():
    return factories.staff(roles.EDITOR)


@pytest.fixture
def editor(user):
    return signed_in(user)


def body(client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def form(emergency: Emergency | None = None, **fields) -> dict[str, str]:
    data = {"title": "Bão số 10", "instructions": "Ngắt cầu dao.", "since_0": "", "since_1": "", "new_update": ""}
    if emergency:
        data |= {"since_0": "2026-11-28", "since_1": "08:00"}
    for prefix in ("shelters", "updates"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | fields


def test_emergency_is_never_on_by_default(client):
    factories.emergency()
    factories.article("Tin mới")
    assert "Bão số 10" not in body(client)
    assert "Bão số 10" not in body(client, "/tin-tuc/")


def test_home_is_emergency_page_while_it_is_on(client, user):
    factories.contact_details(telephone="0237 111 1111")
    article = factories.article("Tin mới")
    emergency = factories.emergency()
    switch_on(emergency, user)
    page = body(client)
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Bão số\xa010"]
    assert re.findall(r"<li>([^<]*)</li>", page) == ["Ngắt cầu dao.", "Rời vùng trũng."]
    assert "<b>Khu\xa0phố\xa04</b> <span>Trường tiểu học</span>" in page
    numbers = {"112", "113", "114", "115", "02373830004", "02371111111"}
    assert numbers <= set(re.findall(r'href="tel:(\d+)"', page))
    assert "Nước kênh đang lên." in page
    assert "<img" not in page
    assert f'href="{article.get_absolute_url()}"' in page.partition("<details>")[2]
    switch_off(emergency, user)
    assert "<h1" in body(client)
    assert "Bão số 10" not in body(client)


def test_other_pages_have_one_bar_that_leads_home(client, user):
    factories.article("Tin mới")
    urgent = [
        factories.article(f"Khẩn {number}", alert_until=timezone.now() + timezone.timedelta(days=1))
        for number in (1, 2)
    ]
    switch_on(factories.emergency(), user)
    for path in ["/tin-tuc/", "/tin-tuc/tin-moi/", "/tin-tuc/tin-moi/in/", "/thu-tuc-hanh-chinh/", "/lien-he/"]:
        page = body(client, path)
        (bar,) = re.findall(r'<aside class="alert-banner".*?</aside>', page, re.DOTALL)
        first, _, rest = bar.partition("<details>")
        assert re.findall(r'href="([^"]*)"', first) == ["/"], path
        assert "Bão số\xa010" in first
        assert set(re.findall(r'href="([^"]*)"', rest)) == {article.get_absolute_url() for article in urgent}
        assert "+2" in rest


def test_updates_are_newest_first_and_the_newest_shown(client, user):
    emergency = factories.emergency()
    emergency.updates.all().delete()
    for number in range(models.MAX_UPDATES + 3):
        emergency.updates.create(text=f"Tin {number}.", at=timezone.now() + timezone.timedelta(minutes=number))
    switch_on(emergency, user)
    shown = re.findall(r"Tin (\d+)\.", body(client))
    assert shown == [str(number) for number in range(models.MAX_UPDATES + 2, 2, -1)]


def stylesheets(page: str) -> bytes:
    paths = re.findall(r'<link rel="stylesheet" href="/static/([^"]*)"', page)
    assert len(paths) == 2
    return b"".join(Path(finders.find(path)).read_bytes() for path in paths)


def fill(emergency: Emergency, instructions: int, shelters: int, updates: int) -> None:
    line = "Rời ngay vùng trũng ven kênh, chân đồi có vết nứt; đến nơi sơ tán ghi dưới đây. " * 9
    emergency.instructions = "\n".join([line[: models.MAX_INSTRUCTION_CHARS]] * instructions)
    emergency.save()
    for number in range(emergency.shelters.count(), shelters):
        emergency.shelters.create(
            quarter=f"Khu phố {number}", place=f"Nhà văn hóa khu phố {number}", telephone="0912 000 000"
        )
    for _ in range(updates):
        emergency.updates.create(text=line[: models.MAX_UPDATE_CHARS])


def test_emergency_page_weighs_at_most_15_kilobytes(client, user):
    factories.contact_details()
    for number in range(12):
        factories.article(
            f"Tin số {number} của xã trong những ngày mưa bão", category=factories.category(f"Mục {number % 6}")
        )
    emergency = factories.emergency()
    fill(emergency, 6, 12, 5)
    switch_on(emergency, user)
    page = body(client)
    assert len(page.encode() + stylesheets(page)) <= MAX_BYTES
    fill(emergency, models.MAX_INSTRUCTIONS, models.MAX_SHELTERS, models.MAX_UPDATES)
    page = body(client)
    assert len(gzip.compress(page.encode())) + len(gzip.compress(stylesheets(page))) <= MAX_BYTES


def test_emergency_page_is_served_without_database(client, user, monkeypatch):
    factories.article("Tin mới")
    emergency = factories.emergency()
    switch_on(emergency, user)
    paths = ["/", "/tin-tuc/", "/tin-tuc/tin-moi/"]
    before = {path: body(client, path) for path in paths}

    def fail(*args, **kwargs):
        raise OperationalError("could not connect")

    monkeypatch.setattr(content_version, "refresh", fail)
    runner.run_once()
    monkeypatch.setattr(version, "DATABASE_TIMEOUT", 0)
    assert client.get("/tim-kiem/?q=tin").status_code == 503
    for path in paths:
        assert client.get(path).content.decode() == before[path]


def test_switching_is_recorded_in_journal_and_history(user):
    emergency = factories.emergency()
    switch_on(emergency, user)
    switch_on(emergency, user)
    switch_off(emergency, user)
    switch_off(emergency, user)
    entries = SecurityEvent.objects.filter(event__startswith="emergency").order_by("pk")
    entries = entries.values_list("event", "username", "detail")
    assert list(entries) == [
        ("emergency_on", user.username, "Bão số 10"),
        ("emergency_off", user.username, "Bão số 10"),
    ]
    comments = [item.revision.comment for item in Version.objects.get_for_object(emergency)]
    assert comments == ["Kết thúc chế độ khẩn cấp.", "Bật chế độ khẩn cấp."]
    assert Activation.objects.get().ended_at


def test_second_emergency_is_refused_while_one_is_on(client, user):
    switch_on(factories.emergency(), user)
    other = factories.emergency("Lũ quét")
    with pytest.raises(ValidationError, match="Đang có tình huống khẩn cấp khác"):
        switch_on(other, user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activation.objects.create(emergency=other)
    assert "Lũ quét" not in body(client)


def test_ended_emergency_stays_as_a_record(editor, user):
    emergency = factories.emergency()
    switch_on(emergency, user)
    switch_off(emergency, user)
    assert "Đã kết thúc" in editor.get(ADMIN).content.decode()
    editor.post(f"{ADMIN}{emergency.pk}/delete/", {"post": "yes"})
    assert Emergency.objects.exists()


def test_form_saves_and_switches_on(client, editor):
    response = editor.post(f"{ADMIN}add/", form(_switch_on="1", new_update="Nước đang lên."), follow=True)
    assert "Đã bật “Bão số 10”." in response.content.decode()
    page = body(client)
    assert "Ngắt cầu dao." in page
    assert "Nước đang lên." in page


def test_form_saves_without_switching_on(client, editor):
    editor.post(f"{ADMIN}add/", form(_save="1"))
    assert Emergency.objects.get().since
    assert not Emergency.objects.get().is_active


def test_emergency_ends_with_one_click(client, editor, user):
    emergency = factories.emergency()
    switch_on(emergency, user)
    url = f"{ADMIN}{emergency.pk}/ket-thuc/"
    assert f'action="{url}"' in editor.get(f"{ADMIN}{emergency.pk}/change/").content.decode()
    assert editor.get(url).status_code == 405
    assert "Trang chủ trở lại như thường ngày." in editor.post(url, follow=True).content.decode()
    assert "Bão số 10" not in body(client)


def test_dashboard_reminds_of_active_emergency(editor, user):
    assert "chế độ khẩn cấp" not in editor.get("/quan-tri/").content.decode()
    switch_on(factories.emergency(), user)
    assert "Trang chủ đang ở chế độ khẩn cấp" in editor.get("/quan-tri/").content.decode()


def test_switching_is_for_publishers_only(client, user):
    emergency = factories.emergency()
    author = signed_in(factories.staff(roles.AUTHOR))
    changer = factories.staff(roles.AUTHOR)
    changer.user_permissions.add(*Permission.objects.filter(content_type__app_label="emergency"))
    for staff in (author, signed_in(changer), client):
        staff.post(f"{ADMIN}{emergency.pk}/change/", form(emergency, _switch_on="1"))
        assert not emergency.is_active
    switch_on(emergency, user)
    for staff in (author, signed_in(changer), client):
        assert staff.post(f"{ADMIN}{emergency.pk}/ket-thuc/").status_code in (302, 403)
        assert emergency.is_active


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": ""}, "bắt buộc"),
        ({"instructions": " \n "}, "bắt buộc"),
        ({"instructions": "Việc\n" * 13}, "Nhiều nhất 12 việc"),
        ({"instructions": "x" * 161}, "Mỗi việc nhiều nhất 160 ký tự."),
        ({"since_0": "31/02/2026", "since_1": "8:00"}, "Không có ngày này."),
        ({"new_update": "x" * 301}, "300"),
    ],
)
def test_invalid_emergency_is_refused_with_a_sentence(editor, fields, error):
    response = editor.post(f"{ADMIN}add/", form(_switch_on="1", **fields))
    assert response.status_code == 200
    assert error in str(response.context["adminform"].form.errors)
    assert not Emergency.objects.exists()


def test_shelter_needs_a_telephone_number(editor):
    data = {"shelters-TOTAL_FORMS": "1", "shelters-0-quarter": "Khu phố 4", "shelters-0-place": "Trường"}
    response = editor.post(f"{ADMIN}add/", form(**data, **{"shelters-0-telephone": "gọi ông Bền"}))
    assert "Số điện thoại chỉ gồm chữ số" in response.content.decode()
    assert editor.post(f"{ADMIN}add/", form(**data, **{"shelters-0-telephone": "0912 000 004"})).status_code == 302


def test_restoring_an_old_version_switches_nothing_on(client, editor, user):
    emergency = factories.emergency()
    switch_on(emergency, user)
    switch_off(emergency, user)
    old = Version.objects.get_for_object(emergency).last()
    path = f"{ADMIN}{emergency.pk}/history/{old.pk}/"
    assert editor.get(path).status_code == 200
    editor.post(path, form(emergency))
    assert not emergency.is_active
