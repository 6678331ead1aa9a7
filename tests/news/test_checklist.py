"""What an article lacks, beside the buttons of its form and in its preview."""

import pytest

from news.models import Article, Attachment
from news.services.checklist import check_article
from saovang.accounts import roles
from saovang.pages.models import Page
from saovang.redirects.models import Redirect
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
COMPLETE = "<p>Một.</p>"


@pytest.fixture
def client(author):
    return articles.signed_in(author)


@pytest.fixture
def item(author) -> Article:
    """Return a draft that lacks nothing."""
    article = factories.article(body=COMPLETE, written_by=author, **articles.STATES["draft"])
    factories.photos(article, 3)
    return article


def check(article: Article, **fields) -> list[tuple[str, str]]:
    """Return level and text of what the article lacks with these fields."""
    Article.objects.filter(pk=article.pk).update(**fields)
    return [(item.level, item.text) for item in check_article(Article.objects.get(pk=article.pk)).items]


def autosave(client, item: Article, **fields) -> dict:
    data = articles.form(item, form_key="a", **fields)
    return client.post(articles.at(item, "chu-chua-luu/"), data).json()["checklist"]


def test_complete_article_lacks_nothing(client, item):
    assert check(item) == []
    page = client.get(articles.at(item)).content.decode()
    assert "Bài đã đủ." in page
    assert client.post(articles.at(item), articles.form(item, _submit="1")).status_code == 302


def test_empty_article_lacks_text_and_photo(author):
    article = factories.article(written_by=author, **articles.STATES["draft"])
    assert check(article) == [
        ("required", "Bài chưa có nội dung."),
        ("advice", "Bài chưa có ảnh, nên trong danh sách không có ảnh bìa."),
    ]


def test_table_without_header_is_advice(item):
    header = "<table><tbody><tr><th><p>Giờ</p></th></tr></tbody></table>"
    body = f"{header}<table><tbody><tr><td><p>Giờ</p></td></tr></tbody></table>"
    assert check(item, body=body) == [("advice", "Bảng 2 chưa có hàng tiêu đề.")]


def test_attachment_with_name_of_a_scanner_is_advice(item):
    for title in ("Kế hoạch năm 2025", "scan_0012"):
        Attachment.objects.create(article=item, title=title, file="tep/a.pdf", file_type="pdf", size=1)
    text = "Tên tệp đính kèm “scan_0012” giống tên máy tự đặt. Hãy ghi tên người đọc hiểu được."
    assert check(item) == [("advice", text)]
    assert check_article(item).items[0].anchor == "id_attachments-1-title"


@pytest.mark.parametrize(
    ("state", "status"), [("draft", "bản nháp"), ("scheduled", "hẹn giờ"), ("withdrawn", "đã gỡ"), ("published", "")]
)
@pytest.mark.parametrize("host", ["", "https://testserver", "https://example.vn"])
def test_link_to_article_that_is_not_public_is_a_warning(item, settings, state, status, host):
    settings.ALLOWED_HOSTS = ["testserver"]
    other = factories.article("Tin kia", **articles.STATES[state])
    body = f'<p><a href="{host}{other.get_absolute_url()}?a=1&amp;b=2#muc">Xem</a> <a href="/khong-co/">Không</a></p>'
    closed = status and "example" not in host
    text = f"Liên kết tới bài “Tin kia” ({status}): người đọc không mở được."
    assert check(item, body=body) == [("warning", text)] * bool(closed)


def test_links_to_what_does_not_exist_are_warnings(item, client):
    page = Page.objects.create(title="Giới thiệu", slug="gioi-thieu", body="")
    procedure, draft = factories.procedure(), factories.article("Tin kia", **articles.STATES["withdrawn"])
    own, other = (
        Attachment.objects.create(article=article, title="Kế hoạch", file="tep/a.pdf", file_type="pdf", size=1)
        for article in (item, draft)
    )
    Redirect.objects.add("/trang/cu/", "/trang/gioi-thieu/")
    Redirect.objects.create(old_path="/trang/da-go/", new_path="")
    rows = (page, procedure, own, other)
    urls = [*(row.get_absolute_url() for row in rows), "/trang/cu/", "/trang/GIOI-THIEU/", "/trang/da-go/"]
    urls += ["/thu-tuc-hanh-chinh/danh-muc/9.9/", f"/trang/tep/{'9' * 30}/a.pdf", "/chuyen-muc/khong-co/", "/khac/"]
    body = "<p>" + " ".join(f'<a href="{url}">Xem</a>' for url in urls) + "</p>"
    assert sorted(text for _, text in check(item, body=body)) == [
        "Liên kết tới /chuyen-muc/khong-co/: chuyên mục này không có, hoặc không còn.",
        "Liên kết tới /thu-tuc-hanh-chinh/danh-muc/9.9/: thủ tục này không có, hoặc không còn.",
        "Liên kết tới /trang/da-go/: trang này không có, hoặc không còn.",
        f"Liên kết tới /trang/tep/{'9' * 30}/a.pdf: tệp này không có, hoặc không còn.",
        "Liên kết tới tệp “Kế hoạch” (của một bài đã gỡ): người đọc không mở được.",
    ]
    procedure.delete()
    assert "danh-muc/1.001193/: thủ tục này không có" in client.get(articles.at(item)).content.decode()


def test_items_link_to_their_fields(client, item):
    item.photos.filter(pk=item.photos.all()[1].pk).update(alt_text="")
    page = client.get(articles.at(item)).content.decode()
    text = "Ảnh 2 chưa có mô tả cho người không nhìn được ảnh."
    assert f'<a href="#id_photos-1-alt_text">{text}</a>' in page
    assert 'id="id_photos-1-alt_text"' in page
    factories.photos(item, 0)
    Article.objects.update(status="waiting")
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    preview = editor.get(articles.at(item, "xem-truoc/")).content.decode()
    assert f'<a href="{articles.at(item)}#id_photos-1-alt_text">{text}</a>' in preview
    assert f"<li>{text}</li>" in client.get(articles.at(item, "xem-truoc/")).content.decode()  # may not change it


def test_autosave_returns_the_list_for_what_is_typed(client, item):
    last, first = item.photos.all()[2], item.photos.all()[0]
    fields = {"photos-0-order": 3, "photos-2-order": 1, "photos-2-alt_text": " "}
    checklist = autosave(client, item, title="", body="<p>Thẻ 038185001234</p>", **fields)
    assert checklist["count"] == 3
    for text in (
        '<a href="#id_title">Hãy ghi tiêu đề.</a>',
        '<a href="#id_photos-2-alt_text">Ảnh 1 chưa có mô tả cho người không nhìn được ảnh.</a>',
        "số căn cước công dân “038185001234” ở nội dung",
    ):
        assert text in checklist["html"]
    assert autosave(client, item, **{"photos-0-alt_text": "", "photos-0-decorative": "on"})["count"] == 0
    assert autosave(client, item, **{"photos-0-alt_text": "", "photos-0-DELETE": "on"})["count"] == 0
    assert (last.alt_text, first.order) == (item.photos.all()[2].alt_text, item.photos.all()[0].order)  # not stored


@pytest.mark.parametrize("value", ["", "x", "9" * 30, "-1"])
def test_autosave_with_any_row_data_returns_a_list(client, item, value):
    fields = {f"photos-0-{name}": value for name in ("id", "order", "alt_text", "decorative")}
    assert "count" in autosave(client, item, category=value, **fields)


def test_submit_asks_once_about_what_is_missing(client, item):
    typed = {"photos-0-alt_text": "", "title": "Đang gõ"}
    response = client.post(articles.at(item), articles.form(item, _submit="1", **typed))
    assert response.context["adminform"].form.non_field_errors() == [
        "Chưa gửi: hãy xem những điều dưới đây. Vẫn gửi thì bấm “Gửi duyệt” lần nữa."
    ]
    assert "Đang gõ" in response.content.decode()
    answer = articles.confirmation(response)
    data = articles.form(item, _submit="1", **typed, **answer)
    assert client.post(articles.at(item), data | {"summary": "Thẻ 038185001234"}).status_code == 200  # something else
    assert client.post(articles.at(item), data).status_code == 302
    assert Article.objects.get(pk=item.pk).status == "waiting"


def test_advice_is_not_asked_about(client, author):
    article = factories.article(body=COMPLETE, written_by=author, **articles.STATES["draft"])
    assert check(article)
    assert client.post(articles.at(article), articles.form(article, _submit="1")).status_code == 302


def test_public_article_repeats_no_warnings(author):
    article = factories.article(body="<p>Thẻ 038185001234</p>")
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    assert editor.get(articles.at(article)).context["checklist"].unresolved == []
    assert autosave(editor, article, title="Thẻ 038185009999")["count"] == 1


def test_editor_mends_waiting_article_and_author_sees_who(client, item):
    client.post(articles.at(item), articles.form(item, _submit="1"))
    editor = articles.signed_in(factories.staff(roles.EDITOR, first_name="Hùng"))
    assert "Sửa luôn" in editor.get(articles.at(item, "xem-truoc/")).content.decode()
    assert " sửa lúc " not in client.get(articles.at(item, "xem-truoc/")).content.decode()
    editor.post(articles.at(item), articles.form(item, body="<p>Hai.</p>", _save="1"))
    item.refresh_from_db()
    assert (item.status, item.body) == ("waiting", "<p>Hai.</p>")
    assert "Hùng sửa lúc " in client.get(articles.at(item, "xem-truoc/")).content.decode()
