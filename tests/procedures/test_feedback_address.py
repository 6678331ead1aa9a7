"""The notice as a record: what is refused, that every change is kept and seen at once."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from procedures.models import ContactDetails, FeedbackAddress, Matter, Procedure
from saovang.demo.load import create_procedures
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/quan-tri/procedures/feedbackaddress/add/"


def form(**fields) -> dict:
    """What the browser sends of the notice's form."""
    return {
        "title": "Nơi nhận",
        "level": "1",
        "order": "1",
        "takes_feedback": "on",
        "telephone": "0237 000 0000",
        "address": "Khu phố 1",
        "email": "a@example.vn",
    } | fields


BAD = {
    "telephone in words": ({"telephone": "gọi tôi"}, "telephone", "Số điện thoại chỉ gồm chữ số"),
    "no telephone": ({"telephone": ""}, "telephone", "Nơi tiếp nhận của xã phải có số điện thoại và địa chỉ."),
    "no address": ({"address": " "}, "address", "Nơi tiếp nhận của xã phải có số điện thoại và địa chỉ."),
    "e-mail": ({"email": "khong phai thu"}, "email", "Nhập địa chỉ email."),
    "script for an address": ({"website": "javascript:alert(1)"}, "website", "phải bắt đầu bằng https://"),
    "ftp": ({"map_url": "ftp://ban-do.example.vn/"}, "map_url", "phải bắt đầu bằng https://"),
    "no scheme": ({"legal_basis_url": "vanban.vn", "legal_basis": "x"}, "legal_basis_url", "phải bắt đầu bằng"),
    "in force after the check": (
        {"in_force_from": "02/11/2026", "checked_on": "01/11/2026", "checked_by": "Văn phòng"},
        "in_force_from",
        "Ngày áp dụng không thể ở sau ngày kiểm tra lần cuối.",
    ),
    "checked by nobody": ({"checked_on": "01/11/2026"}, "checked_by", "Hãy ghi ai đã kiểm tra."),
    "checked tomorrow": (
        {"checked_on": f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}", "checked_by": "Văn phòng"},
        "checked_on",
        "Ngày kiểm tra không thể ở sau hôm nay.",
    ),
    "no date": ({"checked_on": "32/13/2026", "checked_by": "x"}, "checked_on", "Nhập một ngày hợp lệ."),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_at_its_field_and_nothing_is_stored(admin_client, case):
    fields, name, sentence = BAD[case]
    response = admin_client.post(ADD, form(**fields))
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == [name]
    assert sentence in errors[name][0]
    assert not FeedbackAddress.objects.exists()


def test_dates_are_read_the_vietnamese_way(admin_client):
    admin_client.post(ADD, form(in_force_from="02/11/2026"))
    address = FeedbackAddress.objects.get()
    assert address.in_force_from == date(2026, 11, 2)
    page = admin_client.get(f"/quan-tri/procedures/feedbackaddress/{address.pk}/change/").content.decode()
    assert 'value="02/11/2026"' in page


def test_what_is_right_goes_in_and_its_history_is_kept(admin_client):
    admin_client.post(ADD, form())
    address = FeedbackAddress.objects.get()
    change = f"/quan-tri/procedures/feedbackaddress/{address.pk}/change/"
    admin_client.post(change, form(telephone="0237 999 9999"))
    versions = Version.objects.get_for_object(address)
    assert [version.field_dict["telephone"] for version in versions] == ["0237 999 9999", "0237 000 0000"]
    assert {version.revision.user.username for version in versions} == {"admin"}
    history = admin_client.get(f"/quan-tri/procedures/feedbackaddress/{address.pk}/history/")
    assert history.content.decode().count("/history/") >= 2


def test_what_the_old_page_or_the_sample_brought_has_a_first_version():
    create_procedures()
    for model in [ContactDetails, FeedbackAddress, Matter, Procedure]:
        for thing in model.objects.all():
            assert Version.objects.get_for_object(thing).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"level": 4},
        {"telephone": ""},
        {"address": ""},
        {"website": "javascript:alert(1)"},
        {"in_force_from": "2026-11-02", "checked_on": "2026-11-01", "checked_by": "x"},
        {"checked_on": "2026-11-01"},
    ],
)
def test_the_database_refuses_it_too(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.feedback_address(**fields)


def test_above_the_commune_a_web_address_is_enough():
    address = FeedbackAddress(title="Cổng quốc gia", level=3, website="https://dichvucong.gov.vn")
    address.full_clean()
    assert [way.kind for way in address.ways] == ["web"]


PLACES = {
    "card": ("/tin-tuc/tin/", lambda html: html.partition("<aside")[2].partition("</aside>")[0]),
    "footer": ("/tin-tuc/tin/", lambda html: html.partition("<footer")[2]),
    "page": ("/thu-tuc-hanh-chinh/", lambda html: html.partition("<main")[2].partition("</main>")[0]),
    "JSON-LD": ("/thu-tuc-hanh-chinh/", lambda html: html.partition("ld+json")[2].partition("</script>")[0]),
    "guide": ("/thu-tuc-hanh-chinh/huong-dan/phan-anh-kien-nghi/", lambda html: html),
    "poster": ("/thu-tuc-hanh-chinh/ap-phich/", lambda html: html),
    "vCard": ("/thu-tuc-hanh-chinh/lien-he.vcf", lambda html: html),
}


def test_a_change_in_the_desk_is_seen_everywhere_at_once(admin_client):
    """By two clients with pages of their own, as processes have."""
    factories.article("Tin")
    admin_client.post(ADD, form())
    change = f"/quan-tri/procedures/feedbackaddress/{FeedbackAddress.objects.get().pk}/change/"
    workers = [Client(headers={"User-Agent": "curl"}) for _ in range(2)]
    for telephone in ["02370000000", "02379999999"]:
        admin_client.post(change, form(telephone=telephone))
        for worker in workers:
            for place, (path, part) in PLACES.items():
                assert telephone in part(worker.get(path).content.decode()), place


def test_an_editor_without_the_right_cannot_change_it(client):
    client.force_login(get_user_model().objects.create_user("khach", is_staff=True))
    assert client.get("/quan-tri/procedures/feedbackaddress/").status_code == 403


def test_a_telephone_is_judged_without_a_line_break():
    with pytest.raises(ValidationError):
        FeedbackAddress(address="x", telephone="02370000000\n", email="a@b.vn").full_clean()
