from datetime import date

import pytest

from news.models import LoudspeakerSettings
from news.services.loudspeaker import format_duration, html_to_paragraphs, known_abbreviations, make_script
from saovang.accounts import roles
from saovang.search.models import Synonym
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
URL = f"{articles.LIST}truyen-thanh/"
DAY = date(2026, 11, 28)


def titles(client, query: str) -> list[str]:
    script = client.get(f"{URL}?{query}").context["script"]
    return [item.article.title for item in script.items] if script else []


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<h2>Mục đích</h2><p>Một<br>hai <strong>b</strong>a</p>", ["Mục đích", "Một", "hai ba"]),
        ('<ol start="4"><li><p>Bốn</p></li><li><p>Năm</p></li></ol>', ["4. Bốn", "5. Năm"]),
        ('<p class="video"><a href="/a">Phim</a></p><p>Hồ sơ <a href="/b" class="button">Nộp</a></p>', ["Hồ sơ"]),
        ("<ol><li><p>Rửa tay</p><p>Lau khô</p></li><li><p>Ăn</p></li></ol>", ["1. Rửa tay", "Lau khô", "2. Ăn"]),
        ("<ul><li><p>Gạo</p></li><li>Mì</li></ul>", ["Gạo", "Mì"]),
        ('<p>Trước</p><figure data-photos="3 4"></figure><p>Sau</p>', ["Trước", "Sau"]),
        (
            "<table><tbody><tr><th><p>Thôn</p></th><th><p>Số hộ</p></th></tr>"
            "<tr><td><p>1</p></td><td><p>20</p></td></tr><tr><th>2</th><td>30</td></tr></tbody></table><p>Hết</p>",
            ["[Bảng 2 hàng: Thôn, Số hộ. Không đọc; xem trên trang thông tin điện tử.]", "Hết"],
        ),
        ("<p>100 m<sup>2</sup> &amp; 5 &lt; 6</p>", ["100 m2 & 5 < 6"]),
        ("", []),
    ],
)
def test_html_to_paragraphs(html, paragraphs):
    assert html_to_paragraphs(html) == paragraphs


def test_script_is_in_words():
    article = factories.article(
        "UBND xã họp ngày 28/11/2026", summary="Họp lúc 7h30.", body="<p>Hỗ trợ 1.250.000 đồng.</p><p>Gọi XYZK.</p>"
    )
    script = make_script([article], DAY)
    assert script.items[0].paragraphs == [
        "Ủy ban nhân dân xã họp ngày 28 tháng 11 năm 2026",
        "Họp lúc 7 giờ 30 phút.",
        "Hỗ trợ một triệu hai trăm năm mươi nghìn đồng.",
        "Gọi X Y Z K.",
    ]
    assert script.items[0].unknown == ["XYZK"]
    assert any("thứ Bảy, ngày 28 tháng 11 năm 2026" in paragraph for paragraph in script.opening)
    assert "[Tin 1, khoảng " in script.as_text()
    assert "[Đọc từng chữ cái: XYZK. Sửa cho đúng trước khi đọc.]" in script.as_text()


def test_script_does_not_repeat_a_summary_made_of_the_body():
    article = factories.article("Tin", body="<p>Bà con gặt lúa.</p>")
    assert make_script([article], DAY).items[0].paragraphs == ["Tin", "Bà con gặt lúa."]


def test_script_uses_the_settings():
    LoudspeakerSettings.objects.create(opening="Đài xã Thử, [ngày].", closing="", syllables_per_minute=60)
    article = factories.article("Một hai ba", body=f"<p>{'bốn ' * 57}</p>")
    script = make_script([article], DAY)
    assert (script.opening, script.closing) == (["Đài xã Thử, thứ Bảy, ngày 28 tháng 11 năm 2026."], [])
    assert script.items[0].seconds == 60
    assert script.seconds > 60


def test_known_abbreviations_are_those_of_synonyms():
    for term, meanings in (
        ("btxp", "bảo trợ xã phường"),
        ("attt", "an toàn, trật tự"),
        ("ubnd", "ủy ban nhân dân"),
        ("sổ đỏ", "giấy chứng nhận"),
        ("heo", "lợn"),
        ("bảo hiểm y tế", "BHYT"),
    ):
        Synonym.objects.create(term=term, meanings=meanings)
    assert known_abbreviations() == {"BTXP": "bảo trợ xã phường", "ATTT": "an toàn, trật tự"}


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 giây"), (3, "5 giây"), (60, "1 phút"), (78, "1 phút 20 giây"), (119, "2 phút")]
)
def test_format_duration(seconds, text):
    assert format_duration(seconds) == text


def test_loudspeaker_page_orders_articles_by_their_numbers(editor):
    first, second, third = (factories.article(f"Tin {number}") for number in (1, 2, 3))
    ticked = f"bai={first.pk}&bai={second.pk}&bai={third.pk}"
    assert titles(editor, ticked) == ["Tin 1", "Tin 2", "Tin 3"]
    assert titles(editor, f"{ticked}&thu-tu-{third.pk}=1&thu-tu-{first.pk}=2") == ["Tin 3", "Tin 1", "Tin 2"]


def test_loudspeaker_page_offers_published_articles(editor):
    factories.article("Đã đăng")
    factories.article("Đang viết", status="draft", published_at=None)
    factories.article("Đã gỡ", status="withdrawn")

    def offered(query: str) -> list[str]:
        return [choice.article.title for choice in editor.get(f"{URL}?{query}").context["choices"]]

    assert offered("") == offered("q=da dang") == ["Đã đăng"]
    assert offered("q=khong co") == []
    assert offered("chua-dang=on") == ["Đang viết"]


def test_loudspeaker_page_marks_what_is_not_published(editor):
    draft = factories.article("Đang viết", status="draft", published_at=None)
    page = editor.get(f"{URL}?bai={draft.pk}").content.decode()
    assert "BÀI CHƯA ĐĂNG" in page
    assert "BÀI CHƯA ĐĂNG" not in editor.get(f"{URL}?bai={factories.article().pk}").content.decode()


def test_loudspeaker_page_shows_nobody_the_drafts_of_others():
    draft = factories.article("Của người khác", status="draft", published_at=None)
    public = factories.article("Đã đăng")
    author = articles.signed_in(factories.staff(roles.AUTHOR))
    assert titles(author, f"bai={draft.pk}&bai={public.pk}") == ["Đã đăng"]
    withdrawn = factories.article("Đã gỡ", status="withdrawn")
    assert titles(articles.signed_in(factories.staff(roles.EDITOR)), f"bai={withdrawn.pk}") == []


def test_loudspeaker_script_as_text_file(editor):
    article = factories.article("Tin <b>", body="<p>Họp lúc 7h30.</p>")
    response = editor.get(f"{URL}?bai={article.pk}&tai-ve=txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="ban-tin-truyen-thanh-20')
    text = response.content.decode("utf-8-sig")
    assert "Tin <b>\n\nHọp lúc 7 giờ 30 phút." in text


def test_loudspeaker_page_limits_a_bulletin(editor):
    keys = [factories.article(f"Tin {number}").pk for number in range(22)]
    response = editor.get(URL, {"bai": keys})
    assert len(response.context["script"].items) == 20
    assert "nhiều nhất 20 bài" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["bai=x", "bai=-1", "bai=%00", f"bai={'9' * 30}", "bai=0&thu-tu-0=x", "q=%00", "tai-ve=txt"]
)
def test_loudspeaker_page_ignores_bad_parameters(editor, query):
    response = editor.get(f"{URL}?{query}")
    assert (response.status_code, response.context["script"]) == (200, None)


def test_loudspeaker_page_is_for_staff_who_write():
    assert articles.signed_in(factories.staff(roles.AUTHOR)).get(URL).status_code == 200
    assert articles.Client().get(URL).status_code == 302
    user = factories.User.objects.create_user("khong-quyen", is_staff=True)
    assert articles.signed_in(user).get(URL).status_code == 403


def test_loudspeaker_settings_are_created_once(editor):
    add = "/quan-tri/news/loudspeakersettings/add/"
    data = {"opening": "Kính thưa nhân dân!", "closing": "Hết.", "syllables_per_minute": 160}
    assert editor.post(add, data | {"syllables_per_minute": 20}).status_code == 200
    assert not LoudspeakerSettings.objects.exists()
    assert editor.post(add, data).status_code == 302
    assert LoudspeakerSettings.load().syllables_per_minute == 160
    assert editor.get(add).status_code == 403
    assert editor.get("/quan-tri/news/loudspeakersettings/1/change/").status_code == 200
