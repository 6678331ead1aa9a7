"""Bodies, people and the map at the admin site: validation, pictures, checks, erasing."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from reversion.models import Version

from saovang.accounts import roles
from saovang.directory.models import Body, Directions, Person
from saovang.directory.services import apply, erase, find_erasable
from saovang.journal.models import SecurityEvent
from saovang.links.models import LinkedDomain
from saovang.media.models import Erasure
from saovang.search.models import Entry
from tests import factories
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db
ADMIN = "/quan-tri/directory/"


def body_form(**fields) -> dict:
    return {"name": "Công an xã", "slug": "cong-an", "kind": "police", "order": "1"} | fields


def person_form(body: Body, **fields) -> dict:
    return {"body": body.pk, "name": "Lê Thị Thử", "position": "Trưởng Công an xã", "order": "1"} | fields


def upload(size=(900, 1200), **options) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_1.jpg", factories.image_file(size, **options).read())


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def status(client, url: str) -> int:
    response = client.get(url)
    if response.streaming:
        b"".join(response.streaming_content)  # closes the file
    return response.status_code


TOMORROW = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
INVALID = {
    "no name": ({"name": ""}, "name", "bắt buộc"),
    "telephone in words": ({"telephone": "gọi tôi"}, "telephone", "Số điện thoại chỉ gồm chữ số"),
    "e-mail": ({"email": "khong phai"}, "email", "email"),
    "kind": ({"kind": "x"}, "kind", "Hãy chọn"),
    "checked without number": ({"checked_on": "01/11/2026", "checked_by": "An"}, "telephone", "phải có số điện thoại"),
    "checked by nobody": ({"checked_on": "01/11/2026", "telephone": "0237 000 0001"}, "checked_by", "ai đã gọi thử"),
    "checked tomorrow": (
        {"checked_on": TOMORROW, "telephone": "0237 000 0001", "checked_by": "An"},
        "checked_on",
        "không thể ở sau hôm nay",
    ),
}


@pytest.mark.parametrize("case", INVALID)
def test_body_admin_rejects_invalid(admin_client, case):
    fields, name, message = INVALID[case]
    found = errors(admin_client.post(f"{ADMIN}body/add/", body_form(**fields)))
    assert list(found) == [name]
    if case != "kind":
        assert message in found[name][0]
    assert not Body.objects.exists()


def test_body_admin_rejects_name_or_slug_twice(admin_client):
    factories.body("Công an xã", slug="cong-an")
    assert list(errors(admin_client.post(f"{ADMIN}body/add/", body_form()))) == ["name", "slug"]


def test_person_admin_rejects_same_person_twice(admin_client):
    person = factories.person()
    response = admin_client.post(f"{ADMIN}person/add/", person_form(person.body))
    assert "Cơ quan này đã có người ấy ở chức vụ ấy." in text(response)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"kind": "x"}, {"checked_on": "2026-11-01", "checked_by": "An"}, {"checked_on": "2026-11-01", "telephone": "113"}],
)
def test_body_constraints_reject_invalid(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.body(**fields)


def test_every_kind_is_valid_and_has_a_group():
    for kind in Body.Kind:
        assert factories.body(kind.label, kind=kind).group in Body.Group


def test_body_with_people_is_not_deleted(admin_client):
    person = factories.person()
    with pytest.raises(ProtectedError):
        person.body.delete()
    page = admin_client.post(f"{ADMIN}body/{person.body.pk}/delete/", {"post": "yes"})
    assert page.status_code == 200
    assert str(person) in text(page)
    assert Body.objects.exists()


def test_mark_checked_today_leaves_out_those_without_number(admin_client):
    with_number = factories.person("A", telephone="0237 000 0001")
    without = factories.person("B")
    data = {"action": "mark_checked_today", "_selected_action": [with_number.pk, without.pk]}
    response = admin_client.post(f"{ADMIN}person/", data, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Chưa ghi được cho “B, Trưởng Công an xã”: hãy mở ra và xem lại các mục.",
        "Đã ghi ngày gọi thử cho 1 mục.",
    ]
    with_number.refresh_from_db()
    without.refresh_from_db()
    assert (with_number.checked_on, with_number.checked_by) == (timezone.localdate(), "admin")
    assert without.checked_on is None


def test_picture_is_stored_in_all_widths_and_shown(admin_client, client, django_capture_on_commit_callbacks):
    body = factories.body(slug="cong-an")
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_client.post(f"{ADMIN}person/add/", person_form(body, upload=upload()))
    assert response.status_code == 302
    person = Person.objects.get()
    assert (person.width, person.height) == (900, 1200)
    page = client.get("/lien-he/").content.decode()
    assert f'src="{person.picture.url}" srcset="' in page
    assert 'alt="Ảnh chân dung Lê Thị Thử, Trưởng Công an xã"' in page
    for url in [person.picture.url, person.picture.url.replace(".jpg", "/400w.webp")]:
        assert status(client, url) == 200
    assert "400w.webp 400w" in page
    assert 'width="96" height="128"' in page


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<svg onload=alert(1)>", "Tệp này không phải ảnh"),
        (factories.image_file().read()[:300], "Ảnh bị hỏng hoặc chưa tải lên hết."),
    ],
)
def test_picture_that_is_none_is_rejected(admin_client, media, content, message):
    body = factories.body()
    data = person_form(body, upload=SimpleUploadedFile("anh.jpg", content))
    found = errors(admin_client.post(f"{ADMIN}person/add/", data))
    assert message in found["upload"][0]
    assert not Person.objects.exists()
    assert not any(path.is_file() for path in media.rglob("*"))


def test_invalid_form_stores_no_picture(admin_client, media):
    body = factories.body()
    found = errors(admin_client.post(f"{ADMIN}person/add/", person_form(body, position="", upload=upload())))
    assert list(found) == ["position"]
    assert not any(path.is_file() for path in media.rglob("*"))


def add_person(admin_client, **fields) -> Person:
    admin_client.post(f"{ADMIN}person/add/", person_form(factories.body(), upload=upload(), **fields))
    return Person.objects.get()


def test_removed_picture_is_gone_and_version_restores_it(admin_client, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        person = add_person(admin_client)
    url, name = person.picture.url, person.picture.name
    version = Version.objects.get_for_object(person).get()
    form = person_form(person.body) | {"upload-clear": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"{ADMIN}person/{person.pk}/change/", form)
    person.refresh_from_db()
    assert (person.picture.name, person.width) == ("", None)
    assert status(client, url) == 410
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"{ADMIN}person/{person.pk}/history/{version.pk}/", person_form(person.body))
    person.refresh_from_db()
    assert person.picture.name == name
    assert status(client, url) == 200


def test_save_without_upload_keeps_picture(admin_client):
    person = add_person(admin_client)
    admin_client.post(f"{ADMIN}person/{person.pk}/change/", person_form(person.body, duty="Phụ trách chung"))
    changed = Person.objects.get()
    assert (changed.duty, changed.picture.name, changed.width) == ("Phụ trách chung", person.picture.name, 900)


def test_map_requires_alt_text(admin_client, client):
    found = errors(admin_client.post(f"{ADMIN}directions/add/", {"upload": upload((1200, 800))}))
    assert found == {"alt_text": ["Hãy nói bản đồ cho thấy gì, cho người không nhìn được ảnh."]}
    data = {"upload": upload((1200, 800)), "alt_text": "Trụ sở ở phía bắc chợ"}
    assert admin_client.post(f"{ADMIN}directions/add/", data).status_code == 302
    assert 'alt="Trụ sở ở phía bắc chợ"' in client.get("/lien-he/").content.decode()
    change = f"{ADMIN}directions/1/change/"
    assert list(errors(admin_client.post(change, {"alt_text": ""}))) == ["alt_text"]
    assert admin_client.post(change, {"alt_text": "", "upload-clear": "on"}).status_code == 302
    assert Directions.objects.get().picture.name == ""


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("19.9", ""), ("", "105.4"), ("105.4", "19.9"), ("0", "0"), ("19.9", "-105")]
)
def test_directions_rejects_wrong_coordinates(admin_client, latitude, longitude):
    data = {"latitude": latitude, "longitude": longitude}
    response = admin_client.post(f"{ADMIN}directions/add/", data)
    assert response.status_code == 200
    assert not Directions.objects.exists()
    assert "Ghi cả vĩ độ (từ 8 đến 24) và kinh độ (từ 102 đến 118)" in text(response) or latitude == "105.4"


def test_directions_constraints():
    for fields in [{"picture": "a.jpg", "width": 1, "height": 1}, {"latitude": 19}, {"id": 2}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.directions(**fields)


def test_biography_with_personal_data_is_flagged(admin_client):
    body = factories.body()
    data = person_form(body, biography="Sinh ngày 01/02/1980, căn cước 038080001234.")
    page = text(admin_client.post(f"{ADMIN}person/add/", data, follow=True))
    assert "tiểu sử có ngày sinh “01/02/1980”" in page
    assert "tiểu sử có số căn cước công dân “038080001234”" in page


def test_foreign_domain_in_biography_is_recorded(admin_client):
    admin_client.post(f"{ADMIN}person/add/", person_form(factories.body(), biography="Xem https://la.example/x"))
    assert LinkedDomain.objects.filter(name="la.example").exists()


def test_conflicting_change_of_number_is_shown(admin_client):
    body = factories.body("Công an xã", slug="cong-an", telephone="0237 000 0001", order=1)
    shown = {"initial-telephone": "0237 000 0001", "telephone": "0237 000 0003"}
    Body.objects.filter(pk=body.pk).update(telephone="0237 000 0002")
    found = errors(admin_client.post(f"{ADMIN}body/{body.pk}/change/", body_form() | shown))
    assert "0237 000 0002" in found["telephone"][0]


def test_erase_leaves_nothing_of_a_person(admin_client, client, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        person = add_person(admin_client, biography="Điều không được lộ", telephone="0237 000 0001")
    change = f"{ADMIN}person/{person.pk}/change/"
    erase_url = f"{ADMIN}person/{person.pk}/xoa-han/"
    assert erase_url in admin_client.get(change).content.decode()
    assert errors_of_plain_form(admin_client.post(erase_url, {"reason": ""}))
    assert Person.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_client.post(erase_url, {"reason": "Theo yêu cầu"}, follow=True)
    assert "Đã xóa hẳn." in text(response)
    assert not Person.objects.exists()
    assert not Version.objects.get_for_model(Person).exists()
    assert not any(path.suffix in (".jpg", ".webp") for path in media.rglob("*"))
    assert not Entry.objects.search("Lê Thị Thử")[0:9]
    details = " ".join(SecurityEvent.objects.values_list("detail", flat=True))
    assert "Lê Thị Thử" not in details
    assert "Theo yêu cầu" in details
    assert status(client, person.picture.url) == 410
    entry = Erasure.objects.get()
    assert (entry.kind, entry.key, entry.reason) == ("directory.person", person.pk, "Theo yêu cầu")
    assert "Lê Thị Thử" not in json.dumps(admin_client.get(f"{ADMIN}person/recover/").content.decode())


def errors_of_plain_form(response) -> dict:
    assert response.status_code == 200
    return response.context["form"].errors


def test_erase_finds_deleted_person_and_older_pictures(admin_client, django_capture_on_commit_callbacks):
    person = add_person(admin_client)
    first = person.picture.name
    change = f"{ADMIN}person/{person.pk}/change/"
    admin_client.post(change, person_form(person.body, upload=upload(color="red")))
    second = Person.objects.get().picture.name
    admin_client.post(f"{ADMIN}person/{person.pk}/delete/", {"post": "yes"})
    assert not Person.objects.exists()
    assert f"{ADMIN}person/{person.pk}/xoa-han/" in admin_client.get(f"{ADMIN}person/recover/").content.decode()
    deleted = find_erasable(person.pk)
    assert str(deleted) == "Lê Thị Thử, Trưởng Công an xã"
    with django_capture_on_commit_callbacks(execute=True):
        erase(deleted, "Theo yêu cầu", factories.staff(roles.ADMINISTRATOR))
    assert first != second
    assert not any(map(default_storage.exists, [first, second]))
    assert find_erasable(person.pk) is None


def test_version_older_than_the_picture_stops_nothing(admin_client):
    person = add_person(admin_client)
    version = Version.objects.get_for_object(person).get()
    (data,) = json.loads(version.serialized_data)
    del data["fields"]["picture"]
    version.serialized_data = json.dumps([data])
    version.save()
    call_command("delete_orphaned_files")
    erase(person, "Theo yêu cầu", factories.staff(roles.ADMINISTRATOR))
    assert find_erasable(person.pk) is None


def test_erasure_spares_a_younger_person_with_its_key(admin_client):
    person = add_person(admin_client)
    erase(person, "Theo yêu cầu", factories.staff(roles.ADMINISTRATOR))
    younger = factories.person("Người mới", pk=person.pk)
    apply(Erasure.objects.get())
    assert Person.objects.get() == younger


def test_person_without_name_is_known_by_position():
    person = factories.person("", position="Trưởng trạm y tế")
    assert str(person) == "Trưởng trạm y tế"
    with pytest.raises(ValidationError):
        Person(body=person.body, name="A", position="").full_clean()
