import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from saovang.accounts import roles
from saovang.journal.models import SecurityEvent
from saovang.journal.services import Event, record
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/journal/securityevent/"


@pytest.fixture
def administrator():
    return factories.staff(roles.ADMINISTRATOR, "quan-tri")


@pytest.fixture
def client(administrator):
    client = Client(headers={"X-Forwarded-For": "203.0.113.77"})
    client.force_login(administrator)
    SecurityEvent.objects.all().delete()
    return client


def entries() -> list[tuple]:
    return list(SecurityEvent.objects.order_by("pk").values_list("event", "username", "detail", "network"))


def test_record_without_request():
    record(Event.RESTORE, detail="x" * 400)
    assert entries() == [("restore", "", "x" * 300, "")]


def test_journal_is_read_only(client):
    record(Event.SIGN_IN, detail="Firefox trên Linux")
    entry = SecurityEvent.objects.get()
    page = client.get(LIST).content.decode()
    assert "Firefox trên Linux" in page
    assert "Xuất bảng tính" in page
    for path in ("add/", f"{entry.pk}/delete/"):
        assert client.get(LIST + path).status_code == 403
        assert client.post(LIST + path, {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{entry.pk}/change/", {"detail": "khác"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert SecurityEvent.objects.get().detail == "Firefox trên Linux"


@pytest.mark.parametrize("role", [roles.AUTHOR, roles.EDITOR])
def test_journal_is_for_administrators_only(role):
    client = Client()
    client.force_login(factories.staff(role))
    assert [client.get(LIST + path).status_code for path in ("", "xuat/")] == [403, 403]


def test_export_contains_what_the_filters_select(client):
    record(Event.SIGN_IN, detail="=1+1")
    record(Event.RESTORE, detail="ban-sao.tar")
    response = client.get(f"{LIST}xuat/?event__exact=sign_in")
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0] == ("Lúc", "Việc", "Tài khoản", "Chi tiết", "Mạng")
    assert [row[1:4] for row in rows[1:]] == [("Đăng nhập", None, "=1+1")]
    assert entries()[-1] == ("export", "quan-tri", "Nhật ký an toàn", "203.0.113.0/24")


@pytest.mark.parametrize("query", ["event__exact=khong", "at__gte=x", "p=x", "o=x", "nam=1"])
def test_export_with_bad_filter_is_no_server_error(client, query):
    assert client.get(f"{LIST}xuat/?{query}").status_code < 500


def test_search_finds_account_and_network(client):
    record(Event.SIGN_IN, detail="một")
    record(Event.EXPORT, detail="hai")
    page = client.get(f"{LIST}?q=hai").content.decode()
    assert ("hai</td>" in page, "một</td>" in page) == (True, False)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/quan-tri/tai-ve/bai-viet-theo-thang.csv", "bai-viet-theo-thang.csv"),
        ("/quan-tri/visits/dailyvisits/?tai-ve=xlsx", "luot-truy-cap-theo-ngay.xlsx"),
        ("/quan-tri/procedures/procedure/xuat/", "Thủ tục hành chính"),
    ],
)
def test_download_is_recorded(client, path, name):
    assert client.get(path).status_code == 200
    assert entries() == [("export", "quan-tri", name, "203.0.113.0/24")]


def test_deletion_is_recorded(client):
    objects = [factories.article("Tin cũ", status="draft", published_at=None), factories.procedure()]
    for obj in objects:
        path = f"/quan-tri/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/delete/"
        assert client.post(path, {"post": "yes"}).status_code == 302
    assert [row[:3] for row in entries()] == [
        ("deletion", "quan-tri", "bài viết: Tin cũ"),
        ("deletion", "quan-tri", f"{objects[1]._meta.verbose_name}: {objects[1]}"),
    ]


def test_deletion_of_many_is_recorded(client):
    keys = [factories.procedure(f"1.00{number}").pk for number in range(3)]
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    client.post("/quan-tri/procedures/procedure/", data)
    assert [row[0] for row in entries()] == ["deletion"] * 3


def test_purge_expired_deletes_old_entries(settings):
    settings.JOURNAL_DAYS = 100
    for age in (99, 101):
        record(Event.SIGN_IN, detail=str(age))
        SecurityEvent.objects.filter(detail=str(age)).update(at=timezone.now() - timedelta(days=age))
    call_command("purge_expired")
    assert [row[2] for row in entries()] == ["99"]
