"""Feedback addresses: validation, admin, versions, checks that are overdue."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from procedures.models import ContactDetails, FeedbackAddress, GuideEntry, Procedure
from saovang.demo.load import create_procedures
from tests import factories

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/procedures/feedbackaddress/"


def build_form(**fields) -> dict:
    """Return the data of the admin form."""
    return {
        "title": "Nơi nhận",
        "level": "1",
        "order": "1",
        "accepts_feedback": "on",
        "telephone": "0237 000 0000",
        "address": "Khu phố 1",
        "email": "a@example.vn",
    } | fields


INVALID = {
    "telephone in words": ({"telephone": "gọi tôi"}, "telephone", "Số điện thoại chỉ gồm chữ số"),
    "no telephone": ({"telephone": ""}, "telephone", "Nơi nhận phản ánh của xã phải có số điện thoại và địa chỉ."),
    "no address": ({"address": " "}, "address", "Nơi nhận phản ánh của xã phải có số điện thoại và địa chỉ."),
    "e-mail": ({"email": "khong phai thu"}, "email", "Nhập địa chỉ email."),
    "script as URL": ({"website": "javascript:alert(1)"}, "website", "phải bắt đầu bằng https://"),
    "ftp": ({"map_url": "ftp://ban-do.example.vn/"}, "map_url", "phải bắt đầu bằng https://"),
    "no scheme": ({"legal_basis_url": "vanban.vn", "legal_basis": "x"}, "legal_basis_url", "phải bắt đầu bằng"),
    "effective after the check": (
        {"effective_from": "02/11/2026", "checked_on": "01/11/2026", "checked_by": "Văn phòng"},
        "effective_from",
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


@pytest.mark.parametrize("case", INVALID)
def test_feedback_address_admin_rejects_invalid(admin_client, case):
    fields, name, message = INVALID[case]
    response = admin_client.post(f"{ADMIN}add/", build_form(**fields))
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == [name]
    assert message in errors[name][0]
    assert not FeedbackAddress.objects.exists()


def test_feedback_address_admin_reads_vietnamese_dates(admin_client):
    admin_client.post(f"{ADMIN}add/", build_form(effective_from="02/11/2026"))
    address = FeedbackAddress.objects.get()
    assert address.effective_from == date(2026, 11, 2)
    page = admin_client.get(f"{ADMIN}{address.pk}/change/").content.decode()
    assert 'value="02/11/2026"' in page


def test_feedback_address_admin_records_versions(admin_client):
    admin_client.post(f"{ADMIN}add/", build_form())
    address = FeedbackAddress.objects.get()
    change = f"{ADMIN}{address.pk}/change/"
    admin_client.post(change, build_form(telephone="0237 999 9999"))
    versions = Version.objects.get_for_object(address)
    assert [version.field_dict["telephone"] for version in versions] == ["0237 999 9999", "0237 000 0000"]
    assert {version.revision.user.username for version in versions} == {"admin"}
    history = admin_client.get(f"{ADMIN}{address.pk}/history/")
    assert history.content.decode().count("/history/") >= 2


def test_create_procedures_adds_first_version():
    create_procedures()
    for model in [ContactDetails, FeedbackAddress, GuideEntry, Procedure]:
        for obj in model.objects.all():
            assert Version.objects.get_for_object(obj).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"level": 4},
        {"telephone": ""},
        {"address": ""},
        {"website": "javascript:alert(1)"},
        {"effective_from": "2026-11-02", "checked_on": "2026-11-01", "checked_by": "x"},
        {"checked_on": "2026-11-01"},
    ],
)
def test_feedback_address_constraints_reject_invalid(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.feedback_address(**fields)


def test_feedback_address_of_nation_needs_website_only():
    address = FeedbackAddress(title="Cổng quốc gia", level=3, website="https://dichvucong.gov.vn")
    address.full_clean()
    assert [channel.type for channel in address.contact_channels] == ["web"]


PLACES = {
    "card": ("/tin-tuc/tin/", lambda html: html.partition("<aside")[2].partition("</aside>")[0]),
    "footer": ("/tin-tuc/tin/", lambda html: html.partition("<footer")[2]),
    "page": ("/phan-anh-kien-nghi/", lambda html: html.partition("<main")[2].partition("</main>")[0]),
    "JSON-LD": ("/phan-anh-kien-nghi/", lambda html: html.partition("ld+json")[2].partition("</script>")[0]),
    "guide": ("/phan-anh-kien-nghi/huong-dan/phan-anh-kien-nghi/", lambda html: html),
    "poster": ("/phan-anh-kien-nghi/ap-phich/", lambda html: html),
    "vCard": ("/phan-anh-kien-nghi/lien-he.vcf", lambda html: html),
}


def test_feedback_address_change_is_shown_everywhere(admin_client):
    """Two clients stand for two processes."""
    factories.article("Tin")
    admin_client.post(f"{ADMIN}add/", build_form())
    change = f"{ADMIN}{FeedbackAddress.objects.get().pk}/change/"
    workers = [Client(headers={"User-Agent": "curl"}) for _ in range(2)]
    for telephone in ["02370000000", "02379999999"]:
        admin_client.post(change, build_form(telephone=telephone))
        for worker in workers:
            for place, (path, part) in PLACES.items():
                assert telephone in part(worker.get(path).content.decode()), place


def test_feedback_address_admin_requires_permission(client):
    client.force_login(get_user_model().objects.create_user("khach", is_staff=True))
    assert client.get(ADMIN).status_code == 403


@pytest.mark.parametrize("telephone", ["", "không có", "0237<script>", "12", "0237-", "+1 555 0100", "٠١٢٣٤٥"])
def test_validate_telephone_rejects_invalid(telephone):
    with pytest.raises(ValidationError) as error:
        FeedbackAddress(address="x", telephone=telephone, email="a@b.vn").full_clean()
    assert list(error.value.message_dict) == ["telephone"]


def test_unique_contact_details_and_feedback_address():
    factories.contact_details()
    factories.feedback_address()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactDetails.objects.create(id=2, place="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.feedback_address()


def create_checked(days_ago: int | None, **fields) -> FeedbackAddress:
    if days_ago is None:
        return factories.feedback_address(**fields)
    day = timezone.localdate() - timedelta(days=days_ago)
    return factories.feedback_address(checked_on=day, checked_by="Văn phòng", **fields)


def test_overdue_lists_longest_unchecked_first(settings):
    settings.FEEDBACK_ADDRESS_CHECK_DAYS = 30
    create_checked(30, title="Vừa hạn")
    create_checked(31, title="Quá hạn")
    create_checked(None, title="Chưa bao giờ")
    assert [address.title for address in FeedbackAddress.objects.overdue()] == ["Chưa bao giờ", "Quá hạn"]


def test_check_feedback_addresses(settings, capsys):
    settings.FEEDBACK_ADDRESS_CHECK_DAYS = 30
    create_checked(0, title="Đúng hạn")
    call_command("check_feedback_addresses")
    assert capsys.readouterr().out == "Mọi địa chỉ phản ánh, kiến nghị đều đã được kiểm tra trong hạn.\n"
    old = create_checked(40, title="Cấp tỉnh", level=2)
    factories.feedback_address(title="Cấp xã")
    with pytest.raises(SystemExit) as error:
        call_command("check_feedback_addresses")
    assert error.value.code == 1
    assert capsys.readouterr().out == (
        "2 địa chỉ chưa được kiểm tra trong 30 ngày qua:\n"
        "- Cấp xã (Cấp xã): chưa kiểm tra lần nào\n"
        f"- Cấp tỉnh (Cấp tỉnh): kiểm tra lần cuối {old.checked_on:%d/%m/%Y}\n"
    )


def test_index_shows_overdue_address_with_date(client, settings):
    settings.FEEDBACK_ADDRESS_CHECK_DAYS = 30
    old = create_checked(400)
    assert f'Đã gọi thử ngày <time datetime="{old.checked_on}">{old.checked_on:%d/%m/%Y}' in (
        client.get("/phan-anh-kien-nghi/").content.decode()
    )


def test_mark_checked_today_action(admin_client):
    valid = factories.feedback_address(title="Còn đúng")
    tomorrow = timezone.localdate() + timedelta(days=1)
    invalid = factories.feedback_address(title="Chưa áp dụng", effective_from=tomorrow)
    data = {"action": "mark_checked_today", "_selected_action": [valid.pk, invalid.pk]}
    response = admin_client.post(ADMIN, data, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Chưa ghi được cho “Chưa áp dụng”: hãy mở ra và xem lại các mục.",
        "Đã ghi ngày kiểm tra cho 1 địa chỉ.",
    ]
    valid.refresh_from_db()
    invalid.refresh_from_db()
    assert (valid.checked_on, valid.checked_by) == (timezone.localdate(), "admin")
    assert invalid.checked_on is None


def test_overdue_filter(admin_client):
    create_checked(0, title="Đúng hạn")
    factories.feedback_address(title="Chưa kiểm tra")
    page = admin_client.get(f"{ADMIN}?kiem-tra=qua-han").content.decode()
    assert "Chưa kiểm tra" in page
    assert "Đúng hạn" not in page
