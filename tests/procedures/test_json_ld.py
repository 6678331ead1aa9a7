"""What machines are given: JSON-LD, vCard, QR code, sitemap."""

import io
import json
import re

import pytest
import zxingcpp
from PIL import Image

from tests import factories

pytestmark = pytest.mark.django_db


def structured(response) -> dict:
    """The page's own, which stands behind what every page says of the office."""
    return json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())[-1])


def test_the_notice_is_a_government_office_with_a_contact_point(client):
    factories.feedback_address(title="Nơi nhận", body="UBND xã", website="https://gui.example.vn/")
    (office,) = structured(client.get("/thu-tuc-hanh-chinh/"))["@graph"]
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


def test_a_procedure_is_a_government_service(client):
    factories.contact_details()
    factories.procedure(who="Cha, mẹ", result="Giấy khai sinh", portal_url="https://dichvucong.gov.vn/1")
    service = structured(client.get("/thu-tuc-hanh-chinh/danh-muc/1.001193/"))
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


def test_machines_are_led_from_a_sample_and_from_a_search_to_the_catalogue(client):
    factories.procedure("1.1")
    factories.procedure("MAU-1", is_sample=True)
    start = "/thu-tuc-hanh-chinh/danh-muc/"
    for path, canonical in [("1.1/", f"{start}1.1/"), ("MAU-1/", start), ("?q=khai+sinh", start), ("", start)]:
        html = client.get(start + path).content.decode()
        assert re.findall(r'<link rel="canonical" href="http://testserver(.*?)">', html) == [canonical]
    assert "GovernmentService" not in client.get(f"{start}MAU-1/").content.decode()


def test_no_text_breaks_out_of_the_data(client):
    hostile = "</script><script>alert(1)</script> & <b>"
    factories.feedback_address(body=hostile)
    response = client.get("/thu-tuc-hanh-chinh/")
    assert structured(response)["@graph"][0]["name"] == hostile
    assert "<script>alert" not in response.content.decode()


def unfolded(response) -> dict[str, str]:
    text = response.content.decode().replace("\r\n ", "")
    lines = [line.partition(":") for line in text.removesuffix("\r\n").split("\r\n")]
    return {name: value for name, _, value in lines}


def test_the_vcard(client):
    factories.feedback_address(body="UBND xã; phòng 1", telephone="0237.000.0000", address="Số 1, khu phố 1")
    response = client.get("/thu-tuc-hanh-chinh/lien-he.vcf")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    card = unfolded(response)
    assert card["BEGIN"] == card["END"] == "VCARD"
    assert card["TEL;TYPE=WORK"] == "02370000000"
    assert card["EMAIL"] == "phananh@example.vn"
    assert card["FN"] == "UBND xã\\; phòng 1"
    assert card["ADR"] == ";;Số 1\\, khu phố 1;;;;Việt Nam"
    assert card["URL"] == "http://testserver/thu-tuc-hanh-chinh/"


def test_no_line_of_the_vcard_is_longer_than_its_format_allows_and_none_is_lost(client):
    long = "Ủy ban nhân dân xã, khu phố số một; tỉnh Thanh Hóa " * 5
    factories.feedback_address(address=long)
    response = client.get("/thu-tuc-hanh-chinh/lien-he.vcf")
    *lines, end = response.content.split(b"\r\n")
    assert end == b""
    assert max(len(line) for line in lines) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    escaped = " ".join(long.split()).replace(",", "\\,").replace(";", "\\;")
    assert unfolded(response)["ADR"] == f";;{escaped};;;;Việt Nam"
    assert list(unfolded(response)) == [
        "BEGIN",
        "VERSION",
        "N",
        "FN",
        "ORG",
        "EMAIL",
        "TEL;TYPE=WORK",
        "URL",
        "ADR",
        "NOTE",
        "END",
    ]
    assert unfolded(response)["VERSION"] == "3.0"


def test_without_a_record_there_is_no_vcard(client):
    assert client.get("/thu-tuc-hanh-chinh/lien-he.vcf").status_code == 404


def test_the_qr_code_leads_to_the_page(client):
    png = client.get("/thu-tuc-hanh-chinh/qr.png")
    assert png["Content-Type"] == "image/png"
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.content)).convert("L"))
    assert code.text == "http://testserver/thu-tuc-hanh-chinh/"
    svg = client.get("/thu-tuc-hanh-chinh/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg.content.startswith(b"<?xml")


def test_the_sitemap_holds_the_guide_and_the_procedures_but_no_sample(client):
    factories.procedure("1.1")
    factories.procedure("MAU-1", is_sample=True)
    addresses = [
        address
        for section in ("guide", "procedures")
        for address in re.findall(
            r"<loc>http://testserver(.*?)</loc>", client.get(f"/sitemap-{section}.xml").content.decode()
        )
    ]
    start = "/thu-tuc-hanh-chinh/"
    assert addresses == [
        f"{start}huong-dan/",
        *(f"{start}huong-dan/{slug}/" for slug in ["hoi-ve-thu-tuc", "phan-anh-kien-nghi", "khieu-nai", "to-cao"]),
        f"{start}danh-muc/",
        f"{start}danh-muc/1.1/",
    ]
