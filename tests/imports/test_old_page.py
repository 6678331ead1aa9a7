"""`manage.py import_page` on a text written for these tests, in the format of the old portal."""

import unicodedata
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from news.models import Article, Category
from procedures.models import FeedbackAddress
from saovang.core import limits
from saovang.imports.old_page import UnreadablePageError, read_old_page
from saovang.visits.models import LegacyVisitTotal
from tests import factories

ARTICLE = """{title}

{time}

Đoạn  một   có nhiều dấu cách.
Đoạn hai & <thẻ>.
2.jpg1.jpg

Đoạn ba.
a b.png3.jpg4.JPEG5.webp

"""
PAGE = (
    "Truy cập\n\nHôm nay:\n1\nHôm qua:\n0\nTất cả:\n12345\n\n"
    + ARTICLE.format(title="Tin cũ", time="Ngày 05/03/2022 07:08:09")
    + "  \n\n"
    + ARTICLE.format(title="Tin cũ", time="Đăng lúc: 05/03/2022 07:08:09 (GMT+7)")
    + "Thủ tục hành chính\n\nĐịa chỉ tiếp nhận phản ánh\nĐịa chỉ: Khu phố 1\nSĐT: 0237 000 0000\nEmail: a@example.vn"
)
NAMES = ["2.jpg", "1.jpg", "a b.png", "3.jpg", "4.JPEG", "5.webp"]


@pytest.fixture
def save_page(tmp_path):
    """Return a function that saves a page and its photos and returns the command's arguments."""

    def save(text=PAGE, names=NAMES) -> list[str]:
        folder = tmp_path / "photos"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_bytes(factories.image_file().getvalue())
        (tmp_path / "page.txt").write_text(text, encoding="utf-8")
        return [str(tmp_path / "page.txt"), "--photos", str(folder)]

    return save


def imported_counts() -> tuple[int, int, int, int]:
    models = [Article, Category, FeedbackAddress, LegacyVisitTotal]
    return tuple(model.objects.count() for model in models)


def test_read_old_page_returns_all_parts_and_article_once():
    page = read_old_page(PAGE)
    assert (page.title, page.visits) == ("Tin cũ", 12345)
    assert page.published_at == datetime(2022, 3, 5, 7, 8, 9, tzinfo=factories.HANOI)
    assert page.blocks == (
        "Đoạn một có nhiều dấu cách.",
        "Đoạn hai & <thẻ>.",
        ("2.jpg", "1.jpg"),
        "Đoạn ba.",
        ("a b.png", "3.jpg", "4.JPEG"),
        ("5.webp",),
    )
    assert vars(page.feedback_address) == {
        "title": "Địa chỉ tiếp nhận phản ánh",
        "address": "Khu phố 1",
        "telephone": "0237 000 0000",
        "email": "a@example.vn",
    }


def test_read_old_page_accepts_any_unicode_form_and_line_end():
    assert read_old_page(unicodedata.normalize("NFD", PAGE).replace("\n", "\r\n")) == read_old_page(PAGE)


@pytest.mark.parametrize(
    ("title", "paragraph"),
    [
        ("LÔ héi lµng C\u00adêng", "S¸ng nay bµ con dù lÔ héi, víi c¸c trß ch¬i d©n gian."),
        ("Leã hoäi laøng Cöôøng", "Saùng nay baø con döï leã hoäi, vôùi caùc troø chôi daân gian."),
    ],
)
def test_read_old_page_converts_fonts_from_before_unicode(title, paragraph):
    text = PAGE.replace("Tin cũ", title).replace("Đoạn ba.", paragraph)
    page = read_old_page(text)
    assert page.title == "Lễ hội làng Cường"
    assert page.blocks[3] == "Sáng nay bà con dự lễ hội, với các trò chơi dân gian."
    assert page.blocks[0] == "Đoạn một có nhiều dấu cách."
    assert page.feedback_address == read_old_page(PAGE).feedback_address


def test_read_old_page_cleans_text():
    text = PAGE.replace("Tin cũ", "\ufeffTin\u200b c\u00adũ").replace("Đoạn ba.", "Ðoạn\u202e ba.\x07")
    assert read_old_page(text.replace("Đăng lúc: ", "Đăng lúc:\u00a0")) == read_old_page(PAGE)


def test_read_old_page_without_visits_and_feedback_address():
    page = read_old_page("Tin cũ\nNgày 05/03/2022 07:08:09\nMột.")
    assert (page.visits, page.feedback_address) == (None, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "không thấy bài viết"),
        ("Một trang khác.", "không thấy bài viết"),
        ("Ngày 05/03/2022 07:08:09\nMột.", "không có tiêu đề"),
        ("Tin\nNgày 31/02/2022 07:08:09\nMột.", "không có thật"),
        ("Tin\nNgày 05/03/2022 07:08:09\n", "không có nội dung"),
        (PAGE + "\nTin khác\nNgày 05/03/2022 07:08:09\nKhác.", "nhiều bài viết khác nhau"),
    ],
)
def test_read_old_page_unreadable_raises_with_reason(text, reason):
    with pytest.raises(UnreadablePageError, match=reason):
        read_old_page(text)


@pytest.mark.django_db
def test_import_page_creates_article_visits_and_address(save_page, client, capsys):
    call_command("import_page", *save_page())
    article = Article.objects.published().get()
    assert article.get_absolute_url() == "/tin-tuc/tin-cu/"
    ids = list(article.photos.values_list("pk", flat=True))
    assert article.body == (
        "<p>Đoạn một có nhiều dấu cách.</p><p>Đoạn hai &amp; &lt;thẻ&gt;.</p>"
        f'<figure data-photos="{ids[0]} {ids[1]}"></figure><p>Đoạn ba.</p>'
        f'<figure data-photos="{ids[2]} {ids[3]} {ids[4]}"></figure><figure data-photos="{ids[5]}"></figure>'
    )
    assert LegacyVisitTotal.objects.get().total == 12345
    assert FeedbackAddress.objects.get().telephone == "0237 000 0000"
    assert "Đăng lúc: <time" in client.get("/tin-tuc/tin-cu/").content.decode()
    assert capsys.readouterr().out == (
        "Chuyên mục mới: Tin địa phương\nBài viết mới: Tin cũ\n  /tin-tuc/tin-cu/ – 6 ảnh\n"
        "Số lượt chuyển từ trang cũ: 12.345\nThông báo mới: Địa chỉ tiếp nhận phản ánh\n"
    )


@pytest.mark.django_db
def test_import_page_again_changes_nothing(save_page, media, capsys):
    arguments = save_page()
    call_command("import_page", *arguments)
    article = Article.objects.get()
    article.title = "Tên mới do biên tập đặt"
    article.save()
    before = Article.objects.values().get(), sorted(media.rglob("*")), imported_counts()
    capsys.readouterr()
    call_command("import_page", *arguments)
    assert (Article.objects.values().get(), sorted(media.rglob("*")), imported_counts()) == before
    assert capsys.readouterr().out == (
        "Bài viết đã có, giữ nguyên: Tin cũ\nSố lượt chuyển từ trang cũ giữ nguyên: 12.345\n"
        "Thông báo đã có, giữ nguyên: Địa chỉ tiếp nhận phản ánh\n"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda photos: (photos / "3.jpg").unlink(), "Thiếu ảnh 3.jpg trong .*. Chưa nhập gì."),
        (
            lambda photos: (photos / "3.jpg").write_bytes(b"x"),
            "Ảnh 3.jpg: Tệp này không phải ảnh .* Chưa nhập gì.",
        ),
        (lambda photos: (photos / "3.jpg").write_bytes(b""), "Ảnh 3.jpg: Tệp này trống. Chưa nhập gì."),
    ],
)
def test_import_page_bad_photo_imports_nothing(save_page, media, tmp_path, spoil, message):
    arguments = save_page()
    spoil(tmp_path / "photos")
    with pytest.raises(CommandError, match=message):
        call_command("import_page", *arguments)
    assert imported_counts() == (0, 0, 0, 0)
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_import_page_invalid_address_imports_nothing(save_page, media):
    arguments = save_page(PAGE.replace("0237 000 0000", "không có"))
    with pytest.raises(CommandError, match="Thông báo không dùng được: Số điện thoại chỉ gồm"):
        call_command("import_page", *arguments)
    assert imported_counts() == (0, 0, 0, 0)
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_import_page_waits_longer_than_a_request(save_page, monkeypatch):
    monkeypatch.setattr(limits, "TIMEOUT", 0)
    call_command("import_page", *save_page())
    assert Article.objects.get().photos.count() == len(NAMES)


@pytest.mark.django_db
def test_import_page_allow_missing_reports_missing_photo(save_page, capsys):
    call_command("import_page", *save_page(names=[name for name in NAMES if name != "5.webp"]), "--allow-missing")
    assert "Thiếu ảnh 5.webp: bài được nhập không có ảnh này.\n" in capsys.readouterr().out
    assert Article.objects.get().photos.count() == 5
    assert Article.objects.get().body.count("<figure") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory."), (b"\xff\xfe\x00", "tệp không phải văn bản UTF-8.")],
)
def test_import_page_unreadable_file_fails_in_one_line(tmp_path, content, reason):
    path = tmp_path / "page.txt"
    if content:
        path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        call_command("import_page", str(path))
    assert str(error.value) == f"Không đọc được {path}: {reason}"
    assert imported_counts() == (0, 0, 0, 0)


@pytest.mark.django_db
def test_import_page_makes_card_of_video_address(save_page):
    page = PAGE.replace("Đoạn ba.", "https://youtu.be/dQw4w9WgXcQ?si=x")
    call_command("import_page", *save_page(page))
    card = '<p class="video"><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Video trên YouTube</a></p>'
    assert card in Article.objects.get().body
