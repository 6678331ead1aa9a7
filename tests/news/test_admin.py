import re
import unicodedata
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from news.models import Article
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


def test_add_view_asks_for_title_and_category_only(admin_client):
    page = admin_client.get(articles.ADD).content.decode()
    article_form = page[page.index('id="article_form"') :]
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', article_form)
    assert [name for name in names if not name.startswith(("csrf", "_"))] == ["title", "category", "form_key"]
    response = admin_client.post(
        articles.ADD, {"title": "Tin của tôi", "category": factories.category().pk}, follow=True
    )
    article = Article.objects.get()
    assert response.redirect_chain[-1][0] == articles.at(article)
    assert 'name="body"' in response.content.decode()
    assert article.status == "draft"


def test_change_form_import_map_precedes_modules(admin_client, media):
    """Firefox ignores an import map after a module, and then the editor does not load."""
    page = admin_client.get(f"/quan-tri/news/article/{factories.article().pk}/change/").content.decode()
    kinds = re.findall(r'<script[^>]* type="(importmap|module)"', page)
    assert kinds.index("importmap") == 0
    assert kinds.count("importmap") == 1
    assert "module" in kinds
    assert 'rel="modulepreload"' not in page


def test_change_form_invalid_field_stores_nothing(admin_client, media):
    article = factories.article("Tên cũ")
    photo = SimpleUploadedFile("a.jpg", factories.image_file().getvalue())
    response = admin_client.post(
        articles.at(article), articles.form(article, title="", body="<p>Một.</p>", new_photos=[photo])
    )
    assert response.status_code == 200
    assert "Hãy ghi tiêu đề." in response.content.decode()
    assert "&lt;p&gt;Một.&lt;/p&gt;" in response.content.decode()
    assert Article.objects.get().title == "Tên cũ"
    assert not any(media.iterdir())


def test_add_files_photos_reports_each_refused_one(admin_client):
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


def test_admin_index_is_vietnamese_and_requires_sign_in(client, admin_client):
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


def test_article_list_is_sorted_by_the_time_it_shows(admin_client):
    factories.article("Mới sửa, đăng đã lâu")
    factories.article("Nháp", status="draft", published_at=None)
    factories.article("Hẹn giờ", published_at=timezone.now() + timedelta(days=9))
    factories.article("Đăng hôm qua", published_at=timezone.now() - timedelta(days=1))
    newest_first = ["Hẹn giờ", "Nháp", "Đăng hôm qua", "Mới sửa, đăng đã lâu"]  # a scheduled one shows its last change
    for query, titles in [("", newest_first), ("?o=-3", newest_first), ("?o=3", newest_first[::-1])]:
        listed = admin_client.get(f"/quan-tri/news/article/{query}").context["cl"].result_list
        assert [article.title for article in listed] == titles


@pytest.mark.parametrize(
    "path",
    ["news/category", "procedures/contactdetails", "procedures/feedbackaddress", "visits/legacyvisittotal"],
)
def test_admin_content_models_can_be_added_and_listed(admin_client, path):
    assert admin_client.get(f"/quan-tri/{path}/").status_code == 200
    assert admin_client.get(f"/quan-tri/{path}/add/").status_code == 200


def test_daily_visits_cannot_be_added(admin_client):
    assert admin_client.get("/quan-tri/visits/dailyvisits/").status_code == 200
    assert admin_client.get("/quan-tri/visits/dailyvisits/add/").status_code == 403


def test_article_form_normalizes_text_to_nfc(admin_client, media):
    article = factories.article(status="draft", published_at=None)
    factories.photos(article, 1)

    def decomposed(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    fields = {
        "title": decomposed("Lễ hội"),
        "body": f"<p>{decomposed('Giếng Ngọc')}</p>",
        "photos-0-alt_text": decomposed("Kiệu"),
    }
    fields |= {"photos-0-caption": decomposed("Rước kiệu"), "_save": "1"}
    response = admin_client.post(articles.at(article), articles.form(article, **fields))
    assert response.status_code == 302
    article.refresh_from_db()
    photo = article.photos.get()
    stored = [article.title, article.body, photo.alt_text, photo.caption]
    assert stored == ["Lễ hội", "<p>Giếng Ngọc</p>", "Kiệu", "Rước kiệu"]
