"""The text below was written for these tests; it has the form of a page of the old portal."""

import unicodedata
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from news.models import Article, Category
from procedures.models import FeedbackAddress
from saovang.imports.old_page import UnreadablePageError, read_old_page
from saovang.visits.models import CarriedOverVisits
from tests import make

FORM = """{title}

{time}

Đoạn  một   có nhiều dấu cách.
Đoạn hai & <thẻ>.
2.jpg1.jpg

Đoạn ba.
a b.png3.jpg4.JPEG5.webp

"""
PAGE = (
    "Truy cập\n\nHôm nay:\n1\nHôm qua:\n0\nTất cả:\n12345\n\n"
    + FORM.format(title="Tin cũ", time="Ngày 05/03/2022 07:08:09")
    + "  \n\n"
    + FORM.format(title="Tin cũ", time="Đăng lúc: 05/03/2022 07:08:09 (GMT+7)")
    + "Thủ tục hành chính\n\nĐịa chỉ tiếp nhận phản ánh\nĐịa chỉ: Khu phố 1\nSĐT: 0237 000 0000\nEmail: a@example.vn"
)
NAMES = ["2.jpg", "1.jpg", "a b.png", "3.jpg", "4.JPEG", "5.webp"]


@pytest.fixture
def saved(tmp_path):
    """Saves a page and its photos; gives the arguments of the command."""

    def save(text=PAGE, names=NAMES) -> list[str]:
        folder = tmp_path / "photos"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_bytes(make.image_file().getvalue())
        (tmp_path / "page.txt").write_text(text, encoding="utf-8")
        return [str(tmp_path / "page.txt"), "--photos", str(folder)]

    return save


def imported() -> tuple[int, int, int, int]:
    models = [Article, Category, FeedbackAddress, CarriedOverVisits]
    return tuple(model.objects.count() for model in models)


def test_a_page_is_read_whole_and_its_article_once():
    page = read_old_page(PAGE)
    assert (page.title, page.visits) == ("Tin cũ", 12345)
    assert page.published_at == datetime(2022, 3, 5, 7, 8, 9, tzinfo=make.HANOI)
    assert page.blocks == (
        "Đoạn một có nhiều dấu cách.",
        "Đoạn hai & <thẻ>.",
        ("2.jpg", "1.jpg"),
        "Đoạn ba.",
        ("a b.png", "3.jpg", "4.JPEG"),
        ("5.webp",),
    )
    assert vars(page.notice) == {
        "title": "Địa chỉ tiếp nhận phản ánh",
        "address": "Khu phố 1",
        "telephone": "0237 000 0000",
        "email": "a@example.vn",
    }


def test_any_normal_form_and_line_end_is_read():
    assert read_old_page(unicodedata.normalize("NFD", PAGE).replace("\n", "\r\n")) == read_old_page(PAGE)


def test_a_page_may_lack_the_visits_and_the_notice():
    page = read_old_page("Tin cũ\nNgày 05/03/2022 07:08:09\nMột.")
    assert (page.visits, page.notice) == (None, None)


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
def test_what_is_no_such_page_is_refused_with_the_reason(text, reason):
    with pytest.raises(UnreadablePageError, match=reason):
        read_old_page(text)


@pytest.mark.django_db
def test_everything_stands_where_it_stood(saved, client, capsys):
    call_command("import_page", *saved())
    article = Article.objects.published().get()
    assert article.get_absolute_url() == "/tin-tuc/tin-cu/"
    keys = list(article.photos.values_list("pk", flat=True))
    assert article.body == (
        "<p>Đoạn một có nhiều dấu cách.</p><p>Đoạn hai &amp; &lt;thẻ&gt;.</p>"
        f'<figure data-photos="{keys[0]} {keys[1]}"></figure><p>Đoạn ba.</p>'
        f'<figure data-photos="{keys[2]} {keys[3]} {keys[4]}"></figure><figure data-photos="{keys[5]}"></figure>'
    )
    assert CarriedOverVisits.objects.get().total == 12345
    assert FeedbackAddress.objects.get().telephone == "0237 000 0000"
    assert "Đăng lúc: <time" in client.get("/tin-tuc/tin-cu/").content.decode()
    assert capsys.readouterr().out == (
        "Chuyên mục mới: Tin địa phương\nBài viết mới: Tin cũ\n  /tin-tuc/tin-cu/ – 6 ảnh\n"
        "Số lượt chuyển từ trang cũ: 12.345\nThông báo mới: Địa chỉ tiếp nhận phản ánh\n"
    )


@pytest.mark.django_db
def test_again_it_changes_nothing(saved, media, capsys):
    arguments = saved()
    call_command("import_page", *arguments)
    article = Article.objects.get()
    article.title = "Tên mới do biên tập đặt"
    article.save()
    before = Article.objects.values().get(), sorted(media.rglob("*")), imported()
    capsys.readouterr()
    call_command("import_page", *arguments)
    assert (Article.objects.values().get(), sorted(media.rglob("*")), imported()) == before
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
def test_a_missing_or_broken_photo_stops_all_of_it(saved, media, tmp_path, spoil, message):
    arguments = saved()
    spoil(tmp_path / "photos")
    with pytest.raises(CommandError, match=message):
        call_command("import_page", *arguments)
    assert imported() == (0, 0, 0, 0)
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_a_failure_of_the_last_part_leaves_nothing_of_the_first(saved, media):
    arguments = saved(PAGE.replace("0237 000 0000", "không có"))
    with pytest.raises(CommandError, match="Thông báo không dùng được: Số điện thoại chỉ gồm"):
        call_command("import_page", *arguments)
    assert imported() == (0, 0, 0, 0)
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_a_missing_photo_can_be_allowed_and_is_reported(saved, capsys):
    call_command("import_page", *saved(names=[name for name in NAMES if name != "5.webp"]), "--allow-missing")
    assert "Thiếu ảnh 5.webp: bài được nhập không có ảnh này.\n" in capsys.readouterr().out
    assert Article.objects.get().photos.count() == 5
    assert Article.objects.get().body.count("<figure") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory."), (b"\xff\xfe\x00", "tệp không phải văn bản UTF-8.")],
)
def test_a_file_that_cannot_be_read_gets_one_line(tmp_path, content, reason):
    path = tmp_path / "page.txt"
    if content:
        path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        call_command("import_page", str(path))
    assert str(error.value) == f"Không đọc được {path}: {reason}"
    assert imported() == (0, 0, 0, 0)
