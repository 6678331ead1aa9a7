"""The search page."""

import re
from datetime import date, datetime

import pytest
from django.utils.timezone import localdate

from saovang.pages.models import Page
from saovang.search.counting import unanswered_queries
from saovang.search.models import PlaceName, UnansweredQuery
from tests import factories
from tests.news.test_pages import links, text

pytestmark = pytest.mark.django_db


def get(client, **parameters) -> str:
    response = client.get("/tim-kiem/", parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_page_shows_highlighted_results(client):
    article = factories.article(
        "Đổi mới & sáng tạo",
        summary="Kể chuyện làng.",
        body=f"<p>{'Mở đầu. ' * 60}Người dân cùng nhau <em>đổi mới</em> cách làm.</p><p>{'Hết. ' * 60}</p>",
        category=factories.category("Kinh tế"),
    )
    page = get(client, q="doi moi")
    assert "Tìm thấy 1 kết quả cho “doi moi”." in text(client.get("/tim-kiem/?q=doi+moi"))
    assert f'<a href="{article.get_absolute_url()}"><mark>Đổi mới</mark> &amp; sáng tạo</a>' in page
    excerpt = re.search(r"<p>(….*?)</p>", page)[1]
    assert "Người dân cùng nhau <mark>đổi mới</mark> cách làm." in excerpt
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 300
    assert "28/11/2023" in page
    assert "Kinh tế" in page


def test_excerpt_does_not_repeat_generated_summary(client):
    factories.article("Ngắn", body="<p>Sáng nay bà con dọn ngõ.</p>")
    factories.article(
        "Dài", body=f"<p>Sáng nay bà con họp.{' Cả khu phố cùng làm.' * 12} Tối liên hoan ở sân đình, mời cả làng.</p>"
    )
    assert get(client, q="don ngo").count("Sáng nay bà con") == 1
    assert get(client, q="lien hoan").count("Sáng nay bà con") == 0


def test_highlight_marks_only_query_words(client):
    factories.article("Xã hội hóa ở xã xa")
    assert "<mark>Xã</mark> hội hóa ở <mark>xã</mark> xa" in get(client, q="xã")
    assert "<mark>Xã</mark> hội hóa ở <mark>xã xa</mark>" in get(client, q="xa")
    assert "Xã <mark>hội hóa</mark> ở xã xa" in get(client, q='"hoi hoa"')


def test_highlight_marks_synonym(client):
    PlaceName.objects.create(old_name="Thọ Lâm", new_name="xã Sao Vàng")
    factories.article("Hội ở Thọ Lâm")
    assert "Hội ở <mark>Thọ\xa0Lâm</mark>" in get(client, q="xa sao vang")


def test_page_escapes_markup(client):
    factories.article("Thẻ <b>đậm</b>", summary="<script>x</script> đậm & nhạt")
    page = get(client, q="đậm")
    assert "Thẻ &lt;b&gt;<mark>đậm</mark>&lt;/b&gt;" in page
    assert "&lt;script&gt;x&lt;/script&gt; <mark>đậm</mark> &amp; nhạt" in page
    page = get(client, q='"><script>y</script>')
    assert "Không tìm thấy" in page
    assert "<script>y" not in page


def test_filter_by_category_and_year(client):
    health, culture = factories.category("Y tế", slug="y-te"), factories.category("Văn hóa", slug="van-hoa")
    for title, category, year in [("Hội a", health, 2024), ("Hội b", culture, 2025), ("Hội c", culture, 2024)]:
        factories.article(title, category=category, published_at=datetime(year, 1, 1, 0, 30, tzinfo=factories.HANOI))
    everything = ["/tin-tuc/hoi-b/", "/tin-tuc/hoi-c/", "/tin-tuc/hoi-a/"]
    for parameters, expected in [
        ({}, everything),
        ({"muc": "van-hoa"}, ["/tin-tuc/hoi-b/", "/tin-tuc/hoi-c/"]),
        ({"nam": "2024"}, ["/tin-tuc/hoi-c/", "/tin-tuc/hoi-a/"]),
        ({"muc": "van-hoa", "nam": "2024"}, ["/tin-tuc/hoi-c/"]),
        ({"muc": "tin-tuc"}, everything),
        ({"muc": "", "nam": ""}, everything),
        ({"muc": "khong-co", "nam": "một nghìn"}, everything),
    ]:
        assert links(client.get("/tim-kiem/", {"q": "hoi"} | parameters)) == expected, parameters
    page = get(client, q="hoi", muc="van-hoa", nam="2024")
    assert re.findall(r"<option[^>]*selected[^>]*>([^<]+)", page) == ["Văn hóa", "2024"]


def test_filter_by_category_with_slug_of_a_source(client):
    factories.article("Hội a", category=factories.category("Liên hệ", slug="lien-he"))
    factories.article("Hội b")
    page = get(client, q="hoi")
    assert re.findall(r'<option value="([^"]*)" *>Liên hệ<', page) == ["tin-tuc/lien-he", "lien-he"]
    assert links(client.get("/tim-kiem/", {"q": "hoi", "muc": "tin-tuc/lien-he"})) == ["/tin-tuc/hoi-a/"]
    assert links(client.get("/tim-kiem/", {"q": "hoi", "muc": "lien-he"})) == []


def test_no_results_shows_telephone_and_guide(client):
    factories.contact_details(telephone="0237 383 5076")
    factories.article("Dọn ngõ")
    for query in ("khinhkhicau", "dọn khinhkhicau sân"):  # without results, and with texts with some of the words
        page = get(client, q=query)
        assert 'href="tel:02373835076">0237 383 5076</a> trong giờ làm việc' in page
        assert 'xem <a href="/phan-anh-kien-nghi/huong-dan/">' in page
    assert "Chưa thấy điều cần tìm?" not in get(client, q="dọn ngõ")


def test_no_results_shows_suggestions(client):
    factories.article("Lễ hội đền làng", category=factories.category("Văn hóa", slug="van-hoa"))
    factories.category("Y tế", slug="y-te")
    page = get(client, q="lễ hội đền khinhkhicau")
    assert "Không tìm thấy nội dung nào có đủ các từ “lễ hội đền khinhkhicau”." in page
    assert "Không trang nào có từ <b>khinhkhicau</b>" in page
    assert '<a href="?q=l%E1%BB%85%20h%E1%BB%99i%20%C4%91%E1%BB%81n">lễ hội đền</a>' in page
    assert "Dưới đây là những nội dung có một phần các từ này." in page
    page = get(client, q="lễ hội", muc="y-te")
    assert '<a href="?q=l%E1%BB%85%20h%E1%BB%99i">Tìm trong tất cả các mục và mọi năm</a>' in page
    assert "Không trang nào có từ" not in get(client, q="khinhkhicau")


HOSTILE_QUERIES = [
    "%00",
    "%ff%fe",
    "a" * 10_000,
    "a+" * 5_000,
    "%22%27()*:^-",
    "%22%22",
    "%F0%9F%98%80",
    "a%00b",
    "%ED%A0%80",
]
HOSTILE_QUERIES += [
    "%22a",
    "{a}:b",
    "%5c",
    "a'%20OR%201=1--",
    "AND",
    "NOT+a",
    "%22+OR+%22",
    "1e999",
    "-a",
    "%E2%80%9Ca%E2%80%9D",
    "<->",
]


@pytest.mark.parametrize("query", HOSTILE_QUERIES)
def test_page_survives_query(client, query):
    factories.article("a")
    response = client.get(f"/tim-kiem/?q={query}")
    assert response.status_code == 200
    assert "Tìm kiếm" in response.content.decode()


@pytest.mark.parametrize(
    "number", ["0", "-1", "x", "2", "99999999999999999999", "1e3", "%00", "1.5", "", "%ff", "²", "nan"]
)
def test_invalid_page_number_gives_404(client, number):
    factories.article("Lễ hội")
    response = client.get(f"/tim-kiem/?q=le+hoi&page={number}")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in text(response)


@pytest.mark.parametrize(
    "filters", ["muc=%00", "nam=%00", "muc=%ff", "nam=99999999999999999999", "nam=-1", "muc=" + "x" * 9999]
)
def test_unknown_filter_is_ignored(client, filters):
    factories.article("Lễ hội")
    assert links(client.get(f"/tim-kiem/?q=le+hoi&{filters}")) == ["/tin-tuc/le-hoi/"]


def test_pagination_keeps_query_and_filters(client):
    category = factories.category("Văn hóa", slug="van-hoa")
    for number in range(13):
        factories.article(f"Lễ hội {number}", category=category)
    page = get(client, q="le hoi", muc="van-hoa")
    assert 'href="?q=le+hoi&amp;muc=van-hoa&amp;page=2"' in page
    assert len(links(client.get("/tim-kiem/?q=le+hoi&page=2"))) == 1


def test_empty_query_shows_form_and_help(client):
    page = get(client, q="  ")
    assert "có dấu hay không dấu" in page
    assert "<select" not in page


def test_answer_card_shows_documents_to_bring(client):
    factories.procedure(name="Đăng ký khai sinh", required_documents="Giấy chứng sinh\nTờ khai")
    factories.article("Học sinh khai giảng", body="<p>Khai giảng cho con em học sinh.</p>")
    page = get(client, q="khai sinh cho con")
    assert "<li>Giấy chứng sinh</li>" in page
    assert 'class="search-answer' not in get(client, q="học sinh")


def test_answer_card_of_life_event(client):
    born = factories.procedure(name="Đăng ký khai sinh")
    life_event = factories.life_event(born, first_step="Gọi hỏi trước.")
    factories.article("Gia đình sinh con một bề", body="<p>Sinh con.</p>")
    page = get(client, q="sinh con cần giấy tờ gì")
    card = page.partition('class="search-answer')[2].partition("</section>")[0]
    for part in [life_event.get_absolute_url(), "Gọi hỏi trước.", born.get_absolute_url(), born.name]:
        assert part in card
    suggestion, _ = client.get("/tim-kiem/goi-y?q=sinh+c").json()["suggestions"]
    assert suggestion["url"] == life_event.get_absolute_url()


def test_result_says_when_it_was_checked(client):
    factories.procedure(name="Đăng ký khai sinh", checked_on="2026-03-05")
    factories.feedback_address(title="Nơi nhận đơn", checked_on="2026-03-06", checked_by="An")
    Page.objects.create(title="Trang giới thiệu", slug="gioi-thieu")
    factories.body("Trạm y tế", telephone="0237 000 0001", checked_on=date(2026, 3, 7), checked_by="An")
    assert "Danh bạ của xã · Gọi thử ngày 07/03/2026" in get(client, q="trạm y tế")
    assert "Thủ tục hành chính · Kiểm tra ngày 05/03/2026" in get(client, q="khai sinh")
    assert "Nơi nhận phản ánh · Kiểm tra ngày 06/03/2026" in get(client, q="nhận đơn")
    assert f"Trang giới thiệu · Sửa ngày {localdate():%d/%m/%Y}" in get(client, q="giới thiệu")


def test_answer_card_dials_number(client):
    factories.contact_details(telephone="0237 383 5076")
    card = get(client, q="0237.383.5076").partition('class="search-answer')[2].partition("</section>")[0]
    assert 'href="tel:02373835076"' in card


def test_page_says_that_matches_are_partial(client):
    factories.article("Xây dựng nông thôn mới")
    page = get(client, q="xây dựng nông thôn cũ")
    assert "Không tìm thấy nội dung nào có đủ các từ “xây dựng nông thôn cũ”. Dưới đây là những nội dung" in page
    assert "Không có từ: cũ." in page


def test_page_names_query_that_was_corrected(client):
    factories.article("Xây dựng nông thôn mới")
    page = " ".join(get(client, q="nông thôm mới").split())
    assert "Không tìm thấy nội dung nào có đủ các từ “nông thôm mới”. Dưới đây là kết quả cho “<a" in page
    assert ">nông thôn mới</a>”" in page
    assert "dựng <mark>nông thôn mới</mark>" in page
    unanswered_queries.flush()
    assert not UnansweredQuery.objects.exists()


def test_page_separates_other_accents(client):
    factories.article("Tổ cao su")
    assert "Gần giống" not in get(client, q="tố cáo")
    factories.article("Luật tố cáo")
    page = get(client, q="tố cáo")
    assert page.index("<mark>tố cáo</mark>") < page.index("Gần giống") < page.index("<mark>Tổ cao</mark>")


def test_excerpt_is_around_other_spelling(client):
    factories.article("Tin", body=f"<p>{'Mở đầu. ' * 60}Họp kỷ niệm ngày 05/03/2026 ở đình.</p>")
    assert "Họp <mark>kỷ niệm</mark> ngày" in get(client, q="kỉ niệm")
