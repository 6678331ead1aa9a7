"""The catalogue of procedures: list, search, page of a procedure, validation."""

import re
import unicodedata
from html import unescape

import pytest
from django.core.exceptions import ValidationError

from procedures.models import Procedure
from tests import factories
from tests.helpers import main_html
from tests.news.test_pages import links, text

pytestmark = pytest.mark.django_db
CATALOGUE = "/thu-tuc-hanh-chinh/danh-muc/"


def search(client, query: str) -> list[str]:
    """Return the codes of the results, in order."""
    response = client.get(CATALOGUE, {"q": query})
    return [link.removeprefix(CATALOGUE).strip("/") for link in links(response, rf"{CATALOGUE}[^/]+/")]


def test_catalogue_groups_by_sector_alphabetically(client):
    factories.procedure("1", name="Khai tử", sector="Hộ tịch")
    factories.procedure("2", name="Đăng ký kết hôn", sector="Hộ tịch")
    factories.procedure("3", name="Hòa giải", sector="Đất đai")
    factories.procedure("4", name="Chứng thực", sector="Chứng thực")
    response = client.get(CATALOGUE)
    main = main_html(response)
    assert re.findall(r"<h2.*?>(.*?)</h2>", main) == ["Chứng thực", "Đất đai", "Hộ tịch"]
    assert links(response, rf"{CATALOGUE}\d/") == [f"{CATALOGUE}{code}/" for code in "4321"]


def test_catalogue_merges_spellings_of_a_sector(client):
    for code, name, sector in [
        ("1", "A", "Hộ tịch"),
        ("2", "B", "HỘ TỊCH"),
        ("3", "C", "Hộ tịch"),
        ("4", "D", "Đất đai"),
    ]:
        factories.procedure(code, name=name, sector=sector)
    html = client.get(CATALOGUE).content.decode()
    assert re.findall(r'<a href="#([a-z-]+)">(.*?)</a> <span class="text-muted">(\d+)</span>', html) == [
        ("dat-dai", "Đất đai", "1"),
        ("ho-tich", "Hộ tịch", "3"),
    ]
    assert re.findall(r'<h2 id="([a-z-]+)">', html) == ["dat-dai", "ho-tich"]


@pytest.mark.parametrize("query", ["dang ky khai sinh", "Đăng ký khai sinh", "KHAI SINH", "sinh khai", "ho tich sinh"])
def test_search_ignores_accents_order_and_normal_form(client, query):
    factories.procedure("khai-sinh")
    factories.procedure("ket-hon", name="Đăng ký kết hôn")
    assert search(client, query) == ["khai-sinh"]
    assert search(client, unicodedata.normalize("NFD", query)) == ["khai-sinh"]
    assert search(client, f"\u200b{query}\0\u00ad") == ["khai-sinh"]


def test_search_lists_matches_in_name_first(client):
    factories.procedure("a", name="Bản sao", required_documents="Giấy khai sinh")
    factories.procedure("b", name="Khai sinh")
    assert search(client, "khai sinh") == ["b", "a"]


@pytest.mark.parametrize("query", ["không có", "<script>", "%", "_", "'", "\0", "x" * 300, "…"])
def test_search_without_results(client, query):
    factories.procedure()
    response = client.get(CATALOGUE, {"q": query})
    assert response.status_code == 200
    assert "<script>" not in main_html(response)


def test_procedure_page_shows_every_field(client):
    factories.linked_domain("example.vn")
    factories.procedure(
        applicants="Cha, mẹ",
        required_documents="Tờ khai\n\nGiấy chứng sinh",
        processing_time="Trong ngày",
        fee="Không thu",
        result="Giấy khai sinh",
        external_forms="Tờ khai | https://example.vn/to-khai.docx",
        legal_basis="Luật Hộ tịch",
        portal_url="https://dichvucong.gov.vn/1",
        checked_on="2026-11-20",
    )
    factories.feedback_address(agency="Trung tâm Phục vụ", accepts_question=True)
    response = client.get(f"{CATALOGUE}1.001193/")
    page_text = text(response)
    for part in [
        "Đăng ký khai sinh",
        "Lĩnh vực: Hộ tịch · Mã thủ tục: 1.001193",
        "Ai làm được thủ tục này Cha, mẹ",
        "Giấy tờ cần mang Tờ khai Giấy chứng sinh",
        "Thời hạn giải quyết Trong ngày",
        "Phí, lệ phí Không thu",
        "Kết quả Giấy khai sinh",
        "Căn cứ pháp lý Luật Hộ tịch",
        "Đã đối chiếu ngày 20/11/2026",
        "Nộp hoặc hỏi tại Trung tâm Phục vụ",
    ]:
        assert part in page_text
    html = response.content.decode()
    assert 'href="https://example.vn/to-khai.docx">Tờ khai</a>' in html
    assert 'href="https://dichvucong.gov.vn/1"' in html
    assert "dữ liệu mẫu" not in page_text
    assert client.get(f"{CATALOGUE}khong-co/").status_code == 404


def test_procedure_sample_has_warning(client):
    factories.procedure(is_sample=True)
    assert "Đây là dữ liệu mẫu" in text(client.get(f"{CATALOGUE}1.001193/"))
    assert "(mẫu)" in text(client.get(CATALOGUE))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"code": "mã 1"}, "code"),
        ({"code": "../x"}, "code"),
        ({"code": "1/2"}, "code"),
        ({"name": "<b>Khai sinh</b>"}, "name"),
        ({"fee": "=1+1"}, "fee"),
        ({"portal_url": "javascript:alert(1)"}, "portal_url"),
        ({"external_forms": "Tờ khai"}, "external_forms"),
        ({"external_forms": "Tờ khai | javascript:alert(1)"}, "external_forms"),
        ({"external_forms": "| https://example.vn/a.docx"}, "external_forms"),
        ({"checked_on": "2999-01-01"}, "checked_on"),
    ],
)
def test_procedure_clean_rejects_invalid(fields, name):
    with pytest.raises(ValidationError) as error:
        Procedure(**{"code": "1", "name": "Khai sinh", "sector": "Hộ tịch"} | fields).full_clean()
    assert list(error.value.message_dict) == [name]


def test_procedure_pages_escape_html(client):
    Procedure(  # not validated
        code="1",
        name="A <script>alert(1)</script>",
        sector="<i>",
        required_documents="<b>x",
        external_forms="A | javascript:alert(1)",
    ).save()
    for path in [CATALOGUE, f"{CATALOGUE}?q=script", f"{CATALOGUE}1/"]:
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<i>" not in html
        assert "<b>x" not in html
        assert "javascript:" not in html


def test_procedure_admin_search_ignores_accents(admin_client):
    factories.procedure("1", name="Đăng ký khai sinh")
    factories.procedure("2", name="Kết hôn")
    page = admin_client.get("/quan-tri/procedures/procedure/?q=Khai+sinh")
    assert [procedure.code for procedure in page.context["cl"].queryset] == ["1"]


def test_procedure_page_begins_with_forms_and_checklist(client):
    factories.linked_domain("example.vn")
    factories.procedure(
        required_documents="Tờ khai\nGiấy chứng sinh",
        applicants="Cha, mẹ",
        external_forms="Mẫu | https://example.vn/mau.docx",
    )
    response = client.get(f"{CATALOGUE}1.001193/")
    html = response.content.decode()
    assert html.count('<input type="checkbox">') == 2
    assert "<form" not in main_html(response)
    positions = [text(response).index(part) for part in ["Mẫu", "Giấy chứng sinh", "Cha, mẹ"]]
    assert positions == sorted(positions)


def test_procedure_checklist_is_plain_text(client):
    factories.procedure(required_documents="Tờ khai\n\n Giấy “chứng sinh” ", fee="Không thu", is_sample=True)
    html = client.get(f"{CATALOGUE}1.001193/").content.decode()
    assert unescape(re.search(r'data-copy="(.*?)"', html, re.DOTALL)[1]).splitlines() == [
        "Đăng ký khai sinh: giấy tờ cần mang",
        "☐ Tờ khai",
        "☐ Giấy “chứng sinh”",
        "Phí, lệ phí: Không thu",
        "(Dữ liệu mẫu, không dùng làm căn cứ.)",
        "http://testserver/thu-tuc-hanh-chinh/danh-muc/1.001193/",
    ]


def test_catalogue_shows_time_and_fee(client):
    factories.procedure(processing_time="Trong ngày", fee="Không thu")
    for query in ["", "khai sinh"]:
        assert "Thời hạn: Trong ngày Lệ phí: Không thu" in text(client.get(CATALOGUE, {"q": query}))


def test_saved_procedure_with_personal_data_warns(admin_client):
    data = {"code": "1.001193", "name": "Đăng ký khai sinh", "sector": "Hộ tịch", "result": "Gọi bà B, 0912 345 678"}
    data |= {"form_files-TOTAL_FORMS": 0, "form_files-INITIAL_FORMS": 0}
    response = admin_client.post("/quan-tri/procedures/procedure/add/", data, follow=True)
    assert Procedure.objects.exists()
    messages = [str(message) for message in response.context["messages"]]
    warning = "thủ tục này có số điện thoại di động “0912 345 678” ở mục “Kết quả”."
    assert any(warning in message for message in messages)
