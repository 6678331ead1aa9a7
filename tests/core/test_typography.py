import pytest

from saovang.core import typography
from saovang.core.typography import join_phrases
from saovang.search.models import PlaceName
from tests import factories


@pytest.fixture(autouse=True)
def places(monkeypatch):
    names = ["Thọ Lâm", "thị trấn Sao Vàng", "Khu phố Xuân Tâm, xã Sao Vàng, tỉnh Thanh Hóa", "Trung tâm Văn hóa"]
    monkeypatch.setattr(typography, "_sources", [lambda: names])


def visible(html: str) -> str:
    """Return HTML with "_" for spaces that do not break and "[…]" around text that does not wrap."""
    return html.replace("\u00a0", "_").replace('<span class="nowrap">', "[").replace("</span>", "]")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Quyết định số 1234/QĐ-UBND ngày 15/10/2026", "Quyết định số_[1234/QĐ-UBND] ngày_15/10/2026"),
        ("theo QĐ-TTg, 142/2025/NĐ-CP, 38-CT/TW", "theo [QĐ-TTg], [142/2025/NĐ-CP], [38-CT/TW]"),
        ("từ 7 giờ 30 đến 17 giờ", "từ 7_giờ_30 đến 17_giờ"),
        ("Khu phố 4, KP 4, ấp 3, tổ 12, lớp 9A, Điều 5", "Khu_phố_4, KP_4, ấp_3, tổ_12, lớp_9A, Điều_5"),
        ("sáng 20/11, tháng 12 năm 2026", "sáng_20/11, tháng_12 năm_2026"),
        ("ngày 20 tháng 11 năm 2026", "ngày_20 tháng_11 năm_2026"),
        ("5 ha, 1.234,5 m2, 30 %, 120 triệu đồng", "5_ha, 1.234,5_m2, 30_%, 120_triệu_đồng"),
        ("gọi 0237 383 5076", "gọi 0237_383_5076"),
        ("đội Xuân Tâm, cầu Thọ Lâm, xã Xuân Phú", "đội Xuân_Tâm, cầu Thọ_Lâm, xã Xuân_Phú"),
        ("7\u00a0giờ 30", "7_giờ_30"),
    ],
)
def test_join_phrases_of_each_kind(text, joined):
    assert visible(join_phrases(text)) == joined
    assert join_phrases(join_phrases(text)) == join_phrases(text)


@pytest.mark.parametrize(
    "text",
    ["24/7, 20/11", "Họp tại Trung tâm Văn hóa", "XÃ SAO VÀNG PHÁT ĐỘNG PHONG TRÀO", "năm giờ, mười hai ha"]
    + ["https://xa.vn/QD-UBND/17", "số 1234567/2026/QĐ-UBND-VXNVPHC-TTHC", "Nguyễn Văn Tâm"],
)
def test_join_phrases_leaves_other_text(text):
    assert join_phrases(text) == text


def test_join_phrases_leaves_tags():
    html = '<p><a href="/QĐ-UBND/17 giờ" rel="x">lúc 17&nbsp;giờ</a> ngày <b>20</b></p>'
    assert visible(join_phrases(html)) == '<p><a href="/QĐ-UBND/17 giờ" rel="x">lúc 17_giờ</a> ngày <b>20</b></p>'


@pytest.mark.django_db
def test_pages_join_phrases_and_know_places(client, monkeypatch):
    monkeypatch.undo()
    factories.contact_details(address="Thôn Yên Trường, xã Thử")
    article = factories.article(
        "Đội Yên Trường & đội Thọ Lâm thắng", summary="Từ 17 giờ", body="<p>Sân 5 ha</p>", slug="tin"
    )
    factories.photos(article, 1, caption="Lúc 7 giờ 30")
    PlaceName.objects.create(old_name="Thọ Lâm", new_name="xã Thử")
    for path in ("/tin-tuc/tin/", "/tin-tuc/tin/in/"):
        page = visible(client.get(path).content.decode())
        assert "Đội Yên_Trường &amp; đội Thọ_Lâm thắng</h1>" in page
        for phrase in ("Từ 17_giờ", "Sân 5_ha", "Lúc 7_giờ_30"):
            assert phrase in page
        assert "<title>Đội Yên Trường &amp; đội Thọ Lâm thắng – Xã Thử</title>" in page
