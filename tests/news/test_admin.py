import re
import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Article
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


def test_a_new_article_asks_for_title_and_category_and_goes_on_to_everything_else(admin_client):
    page = admin_client.get(articles.ADD).content.decode()
    form_of_its_own = page[page.index('id="article_form"') :]
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', form_of_its_own)
    assert [name for name in names if not name.startswith(("csrf", "_"))] == ["title", "category"]
    response = admin_client.post(
        articles.ADD, {"title": "Tin của tôi", "category": factories.category().pk}, follow=True
    )
    article = Article.objects.get()
    assert response.redirect_chain[-1][0] == articles.at(article)
    assert 'name="body"' in response.content.decode()
    assert article.status == "draft"


def test_the_import_map_of_the_editor_comes_before_every_module(admin_client, media):
    """Firefox takes no map behind one, and then there is no editor."""
    page = admin_client.get(f"/quan-tri/news/article/{factories.article().pk}/change/").content.decode()
    kinds = re.findall(r'<script[^>]* type="(importmap|module)"', page)
    assert kinds.index("importmap") == 0
    assert kinds.count("importmap") == 1
    assert "module" in kinds
    assert 'rel="modulepreload"' not in page


def test_what_is_wrong_in_the_form_is_said_at_its_field_and_nothing_is_stored(admin_client, media):
    article = factories.article("Tên cũ")
    photo = SimpleUploadedFile("a.jpg", factories.image_file().getvalue())
    response = admin_client.post(
        articles.at(article), articles.form(article, title="", body="<p>Một.</p>", new_photos=[photo])
    )
    assert response.status_code == 200
    assert "Trường này là bắt buộc." in response.content.decode()
    assert "&lt;p&gt;Một.&lt;/p&gt;" in response.content.decode()
    assert Article.objects.get().title == "Tên cũ"
    assert not any(media.iterdir())


def test_without_script_photos_come_with_the_form_and_a_bad_one_is_named(admin_client):
    article = factories.article(status="draft")
    good = factories.image_file().getvalue()
    files = [("tốt.jpg", good), ("giả.jpg", b"<html>"), ("trống.png", b""), ("tốt2.jpg", good)]
    photos = [SimpleUploadedFile(*file) for file in files]
    response = admin_client.post(articles.at(article), articles.form(article, new_photos=photos), follow=True)
    assert [photo.order for photo in article.photos.all()] == [1, 2]
    assert articles.messages(response)[1:] == [
        "Không nhận được ảnh “giả.jpg”: Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC.",
        "Không nhận được ảnh “trống.png”: Tệp này trống.",
        "Đã thêm 2 ảnh.",
    ]
    article.refresh_from_db()
    assert article.cover == article.photos.first()


def test_the_desk_is_vietnamese_and_closed_to_strangers(client, admin_client):
    assert client.get("/quan-tri/").headers["Location"].startswith("/quan-tri/login/")
    page = admin_client.get("/quan-tri/").content.decode()
    assert 'lang="vi"' in page
    for part in [
        "Bàn biên tập",
        "Bài viết",
        "Chuyên mục",
        "Địa chỉ phản ánh, kiến nghị",
        "Lượt truy cập theo ngày",
    ]:
        assert part in page


@pytest.mark.parametrize(
    "path",
    ["news/category", "procedures/contactdetails", "procedures/feedbackaddress", "visits/legacyvisittotal"],
)
def test_everything_that_a_page_says_can_be_edited(admin_client, path):
    assert admin_client.get(f"/quan-tri/{path}/").status_code == 200
    assert admin_client.get(f"/quan-tri/{path}/add/").status_code == 200


def test_a_day_s_figure_cannot_be_edited(admin_client):
    assert admin_client.get("/quan-tri/visits/dailyvisits/").status_code == 200
    assert admin_client.get("/quan-tri/visits/dailyvisits/add/").status_code == 403


def test_what_a_keyboard_types_as_letter_and_accents_is_stored_as_one_letter(admin_client, media):
    article = factories.article(status="draft", published_at=None)
    factories.photos(article, 1)

    def typed(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    fields = {"title": typed("Lễ hội"), "body": f"<p>{typed('Giếng Ngọc')}</p>", "photos-0-alt_text": typed("Kiệu")}
    fields |= {"photos-0-caption": typed("Rước kiệu"), "_save": "1"}
    response = admin_client.post(articles.at(article), articles.form(article, **fields))
    assert response.status_code == 302
    article.refresh_from_db()
    photo = article.photos.get()
    stored = [article.title, article.body, photo.alt_text, photo.caption]
    assert stored == ["Lễ hội", "<p>Giếng Ngọc</p>", "Kiệu", "Rước kiệu"]
