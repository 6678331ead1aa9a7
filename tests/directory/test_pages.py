"""The contact page, the page of a body and vCards, as residents get them."""

import re
from datetime import date

import pytest

from saovang.demo.load import create_directory, create_pages
from saovang.directory.models import Body
from saovang.pages.models import Page
from saovang.search.models import Entry
from tests import factories
from tests.helpers import json_ld, main_html, parse_vcard
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db


def organizations(response) -> list[dict]:
    return next(data["@graph"] for data in json_ld(response) if "@graph" in data)


def test_index_without_any_record_dials_emergency_numbers(client):
    page = main_html(client.get("/lien-he/"))
    assert re.findall(r'href="tel:(\d+)"', page) == ["113", "114", "115", "112"]
    for heading in ("Tổ chức bộ máy", "Đường đến trụ sở", "Trong trang này"):
        assert heading not in page


def test_index_begins_with_the_number_of_the_commune(client):
    factories.contact_details(telephone="0237 111 1111")
    factories.feedback_address(telephone="0237 222 2222")
    page = main_html(client.get("/lien-he/"))
    assert re.findall(r'href="tel:(\d+)"', page)[:3] == ["02371111111", "02372222222", "113"]
    assert "Số\xa01, khu\xa0phố\xa01" in page
    assert "mailto:ubnd@example.vn" in page


def test_same_number_is_offered_once(client):
    factories.contact_details(telephone="0237 111 1111")
    factories.feedback_address(telephone="+84 237 111 1111")
    page = main_html(client.get("/lien-he/"))
    assert re.findall(r'class="dial[^"]*" href="tel:(\d+)"', page) == ["02371111111"]


def test_index_groups_bodies_in_order(client):
    factories.body("Khu phố 1", kind=Body.Kind.QUARTER)
    factories.body("Công an xã", order=2)
    factories.body("Trạm y tế", kind=Body.Kind.HEALTH, order=1)
    factories.body("Đảng ủy xã", kind=Body.Kind.PARTY, order=9)
    page = main_html(client.get("/lien-he/"))
    headings = re.findall(r"<h[23]>(?:<a [^>]*>)?([^<]*)", page)
    assert headings == [
        "Tổ chức bộ máy",
        "Đảng ủy xã",
        "Nơi phục vụ người dân",
        "Trạm y tế",
        "Công an xã",
        "Khu phố, thôn",
        "Khu phố 1",
    ]
    assert "Hệ thống chính trị của xã gồm" in page


def test_body_page_has_people_with_biographies(client):
    body = factories.body(slug="cong-an", duties="Giữ trật tự.\nLàm căn cước.", telephone="0237 000 0001")
    person = factories.person(
        "Lê Văn Thử", body=body, duty="Phụ trách chung", email="a@example.vn", biography="Vào ngành năm 2001."
    )
    factories.person("", body=body, position="Phó Trưởng Công an xã")
    page = text(client.get("/lien-he/cong-an/"))
    for part in ("Giữ trật tự.", "Lê Văn Thử", "Phụ trách chung", "Vào ngành năm 2001.", "Phó Trưởng Công an xã"):
        assert part in page
    assert f'<li id="nguoi-{person.pk}">' in main_html(client.get("/lien-he/cong-an/"))
    index = main_html(client.get("/lien-he/"))
    assert "Vào ngành năm 2001." not in index
    assert f'href="/lien-he/cong-an/#nguoi-{person.pk}"' in index


@pytest.mark.parametrize("path", ["khong-co/", "khong-co.vcf", "cong-an/999.vcf", "cong-an/%00/", "x" * 3000 + "/"])
def test_unknown_body_or_person_returns_404(client, path):
    factories.body(slug="cong-an", telephone="0237 000 0001")
    assert client.get(f"/lien-he/{path}").status_code == 404


def test_person_without_number_has_no_links(client):
    person = factories.person(body=factories.body(slug="cong-an"))
    page = main_html(client.get("/lien-he/cong-an/"))
    assert "tel:" not in page
    assert ".vcf" not in page
    assert client.get(f"/lien-he/cong-an/{person.pk}.vcf").status_code == 404


def test_vcard_of_person(client):
    body = factories.body("Công an xã; đội 1", slug="cong-an", address="Số 1, khu phố 1")
    person = factories.person("Lê Thị Thử", body=body, telephone="0237.000.0001", email="a@example.vn")
    factories.person("Người khác", body=body, telephone="0237 000 0002")
    assert parse_vcard(client.get(f"/lien-he/cong-an/{person.pk}.vcf")) == {
        "BEGIN": "VCARD",
        "VERSION": "3.0",
        "N": "Lê Thị Thử",
        "FN": "Lê Thị Thử",
        "ORG": "Công an xã\\; đội 1",
        "EMAIL": "a@example.vn",
        "TEL;TYPE=WORK": "02370000001",
        "URL": f"http://testserver/lien-he/cong-an/#nguoi-{person.pk}",
        "TITLE": "Trưởng Công an xã",
        "ADR": ";;Số 1\\, khu phố 1;;;;Việt Nam",
        "END": "VCARD",
    }
    assert f'href="/lien-he/cong-an/{person.pk}.vcf"' in main_html(client.get("/lien-he/"))


def test_vcard_of_body(client):
    factories.body(slug="cong-an", telephone="0237 000 0001", checked_on=date(2026, 11, 1), checked_by="An")
    card = parse_vcard(client.get("/lien-he/cong-an.vcf"))
    assert (card["FN"], card["TEL;TYPE=WORK"], card["REV"]) == ("Công an xã Thử", "02370000001", "2026-11-01")


def test_vcard_of_another_body_returns_404(client):
    factories.body(slug="tram-y-te")
    person = factories.person(body=factories.body("A", slug="cong-an"), telephone="0237 000 0001")
    assert client.get(f"/lien-he/tram-y-te/{person.pk}.vcf").status_code == 404


def test_date_of_check_is_shown_only_if_there_is_one(client):
    body = factories.body(slug="cong-an", telephone="0237 000 0001")
    assert "gọi thử" not in text(client.get("/lien-he/"))
    body.checked_on, body.checked_by = date(2026, 11, 1), "An"
    body.save()
    for path in ("/lien-he/", "/lien-he/cong-an/"):
        page = text(client.get(path))
        assert "Đã gọi thử ngày 01/11/2026" in page
        assert "An" not in page.split()


def test_json_ld_describes_bodies_and_people(client):
    body = factories.body(slug="cong-an", address="Khu phố 1", telephone="0237 000 0001")
    factories.person("Lê Thị Thử", body=body, email="a@example.vn")
    factories.person("", body=body, position="Phó Trưởng Công an xã")
    (police,) = organizations(client.get("/lien-he/"))
    assert police == organizations(client.get("/lien-he/cong-an/"))[0]
    assert police["@type"] == "PoliceStation"
    assert police["url"] == "http://testserver/lien-he/cong-an/"
    assert police["contactPoint"]["telephone"] == police["telephone"] == "02370000001"
    assert police["employee"] == [
        {"@type": "Person", "name": "Lê Thị Thử", "jobTitle": "Trưởng Công an xã", "email": "a@example.vn"}
    ]


def test_organisation_page_leads_to_the_records(client):
    Page.objects.create(title="Tổ chức bộ máy", slug="to-chuc-bo-may", body="<p>Bản cũ</p>")
    response = client.get("/trang/to-chuc-bo-may/")
    assert (response.status_code, response.url) == (301, "/lien-he/#to-chuc-bo-may")


def test_sample_leads_from_old_page_to_its_part(client):
    create_pages()
    create_directory()
    page = main_html(client.get("/lien-he/"))
    assert 'id="to-chuc-bo-may"' in page
    assert "Hội đồng nhân dân xã" in page


def test_renamed_body_redirects(client):
    body = factories.body(slug="cong-an")
    body.slug = "cong-an-xa"
    body.save()
    response = client.get("/lien-he/cong-an/")
    assert (response.status_code, response.url) == (301, "/lien-he/cong-an-xa/")


def test_hundred_people_take_few_queries(client, django_assert_max_num_queries, no_polling):
    factories.contact_details()
    body = factories.body(slug="cong-an")
    for number in range(100):
        factories.person(f"Người {number}", body=body, telephone="0237 000 0001", order=number)
    with django_assert_max_num_queries(36):
        page = main_html(client.get("/lien-he/"))
    assert page.count("<b>Người ") == 100


@pytest.mark.parametrize("query", ["công an", "cong an xa thu", "Lê Thị Thử", "trưởng công an", "02370000001"])
def test_search_finds_body_by_itself_and_its_people(query):
    body = factories.body(slug="cong-an")
    person = factories.person("Lê Thị Thử", body=body, telephone="0237 000 0001")
    assert [result.url for result in Entry.objects.search(query)[0:9]] == ["/lien-he/cong-an/"]
    person.delete()
    assert not Entry.objects.search("Lê Thị Thử")[0:9]


def test_link_dialog_finds_body(admin_client):
    factories.body("Công an xã", slug="cong-an")
    links = admin_client.get("/quan-tri/duong-dan/?q=cong+an").json()["links"]
    assert [(link["title"], link["url"]) for link in links] == [("Công an xã", "/lien-he/cong-an/")]


def test_search_for_contact_leads_to_contact_page(client):
    factories.contact_details()
    (result,) = Entry.objects.search("liên hệ")[0:9]
    assert result.url == "/lien-he/"


def test_sitemap_lists_bodies(client):
    factories.body(slug="cong-an")
    urls = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap-directory.xml").content.decode())
    assert urls == ["http://testserver/lien-he/", "http://testserver/lien-he/cong-an/"]


def test_directions_from_coordinates(client):
    factories.directions(latitude="19.9041", longitude="105.4712", address="Chợ")
    page = main_html(client.get("/lien-he/"))
    assert 'href="geo:19.904100,105.471200?q=19.904100,105.471200"' in page
    assert "destination=19.904100%2C105.471200" in page
    assert "https://www.openstreetmap.org/directions?to=19.904100%2C105.471200" in page


def test_directions_from_address(client):
    factories.contact_details(address="Số 1, khu phố 1")
    assert "destination=S%E1%BB%91+1%2C+khu+ph%E1%BB%91+1" in main_html(client.get("/lien-he/"))
    factories.directions(address="Chợ Đầm")
    page = main_html(client.get("/lien-he/"))
    assert "destination=Ch%E1%BB%A3+%C4%90%E1%BA%A7m" in page
    assert "geo:" not in page


def test_contact_page_follows_changes(client):
    person = factories.person("Lê Thị Thử")
    assert "Lê Thị Thử" in text(client.get("/lien-he/"))
    person.name = "Trần Văn Thử"
    person.save()
    assert "Trần Văn Thử" in text(client.get("/lien-he/"))
    person.delete()
    assert "Trần Văn Thử" not in text(client.get("/lien-he/"))
