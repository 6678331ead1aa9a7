"""The vCard of the primary feedback address."""

import pytest

from tests import factories
from tests.helpers import parse_vcard

pytestmark = pytest.mark.django_db


def test_vcard_fields_are_escaped(client):
    factories.feedback_address(agency="UBND xã; phòng 1", telephone="0237.000.0000", address="Số 1, khu phố 1")
    response = client.get("/phan-anh-kien-nghi/lien-he.vcf")
    card = parse_vcard(response)
    assert card["BEGIN"] == card["END"] == "VCARD"
    assert card["TEL;TYPE=WORK"] == "02370000000"
    assert card["EMAIL"] == "phananh@example.vn"
    assert card["FN"] == "UBND xã\\; phòng 1"
    assert card["ADR"] == ";;Số 1\\, khu phố 1;;;;Việt Nam"
    assert card["URL"] == "http://testserver/phan-anh-kien-nghi/"


def test_vcard_folds_long_lines(client):
    long = "Ủy ban nhân dân xã, khu phố số một; tỉnh Thanh Hóa " * 5
    factories.feedback_address(address=long)
    response = client.get("/phan-anh-kien-nghi/lien-he.vcf")
    *lines, end = response.content.split(b"\r\n")
    assert end == b""
    assert max(len(line) for line in lines) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    escaped = " ".join(long.split()).replace(",", "\\,").replace(";", "\\;")
    assert parse_vcard(response)["ADR"] == f";;{escaped};;;;Việt Nam"
    assert list(parse_vcard(response)) == [
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
    assert parse_vcard(response)["VERSION"] == "3.0"


def test_vcard_without_feedback_address_returns_404(client):
    assert client.get("/phan-anh-kien-nghi/lien-he.vcf").status_code == 404
