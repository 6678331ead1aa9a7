"""Structured data for search engines."""

import re

import pytest

from tests import factories
from tests.helpers import json_ld

pytestmark = pytest.mark.django_db


def get_structured_data(response) -> dict:
    """Return the last JSON-LD block but the breadcrumbs: the first one, on every page, is the publisher."""
    return [block for block in json_ld(response) if block.get("@type") != "BreadcrumbList"][-1]


def test_feedback_address_is_government_office(client):
    factories.linked_domain("gui.example.vn")
    factories.feedback_address(title="Nơi nhận", agency="UBND xã", website="https://gui.example.vn/")
    (office,) = get_structured_data(client.get("/phan-anh-kien-nghi/"))["@graph"]
    assert office["@type"] == "GovernmentOffice"
    assert office["name"] == "UBND xã"
    assert office["address"] == {"@type": "PostalAddress", "streetAddress": "Khu phố 1", "addressCountry": "VN"}
    assert office["contactPoint"] == {
        "@type": "ContactPoint",
        "contactType": "Nơi nhận",
        "telephone": "02370000000",
        "email": "phananh@example.vn",
        "url": "https://gui.example.vn/",
        "availableLanguage": "vi",
    }


def test_procedure_is_government_service(client):
    factories.contact_details()
    factories.procedure(applicants="Cha, mẹ", result="Giấy khai sinh", portal_url="https://dichvucong.gov.vn/1")
    service = get_structured_data(client.get("/thu-tuc-hanh-chinh/danh-muc/1.001193/"))
    assert service == {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "identifier": "1.001193",
        "name": "Đăng ký khai sinh",
        "serviceType": "Hộ tịch",
        "url": "http://testserver/thu-tuc-hanh-chinh/danh-muc/1.001193/",
        "sameAs": "https://dichvucong.gov.vn/1",
        "audience": {"@type": "Audience", "audienceType": "Cha, mẹ"},
        "serviceOutput": {"@type": "Thing", "name": "Giấy khai sinh"},
        "areaServed": {"@type": "AdministrativeArea", "name": "Xã Thử"},
        "serviceOperator": {
            "@type": "GovernmentOrganization",
            "name": "UBND xã Thử",
            "telephone": "02371111111",
            "address": {"@type": "PostalAddress", "streetAddress": "Số 1, khu phố 1", "addressCountry": "VN"},
        },
    }


def test_canonical_url_of_sample_and_search_is_catalogue(client):
    factories.procedure("1.1")
    factories.procedure("MAU-1", is_sample=True)
    start = "/thu-tuc-hanh-chinh/danh-muc/"
    for path, canonical in [("1.1/", f"{start}1.1/"), ("MAU-1/", start), ("?q=khai+sinh", start), ("", start)]:
        html = client.get(start + path).content.decode()
        assert re.findall(r'<link rel="canonical" href="http://testserver(.*?)">', html) == [canonical]
    assert "GovernmentService" not in client.get(f"{start}MAU-1/").content.decode()


def test_structured_data_escapes_html(client):
    hostile = "</script><script>alert(1)</script> & <b>"
    factories.feedback_address(agency=hostile)
    response = client.get("/phan-anh-kien-nghi/")
    assert get_structured_data(response)["@graph"][0]["name"] == hostile
    assert "<script>alert" not in response.content.decode()
