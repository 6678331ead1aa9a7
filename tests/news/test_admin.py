import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Article
from tests import make

pytestmark = pytest.mark.django_db
ADD = "/quan-tri/news/article/add/"


def form(article: Article | None = None, **fields) -> dict:
    """What the browser sends of the article's form."""
    photos = list(article.photos.all()) if article else []
    data = {
        "title": "Tin của tôi",
        "category": make.category().pk,
        "summary": "",
        "body": "<p>Một.</p>",
        "author": "",
        "source": "",
        "published_at": "",
        "urgent_until": "",
        "photos-TOTAL_FORMS": len(photos),
        "photos-INITIAL_FORMS": len(photos),
        "change_notes-TOTAL_FORMS": 0,
        "change_notes-INITIAL_FORMS": 0,
    }
    for index, photo in enumerate(photos):
        data |= {
            f"photos-{index}-id": photo.pk,
            f"photos-{index}-article": article.pk,
            f"photos-{index}-caption": photo.caption,
            f"photos-{index}-alt_text": photo.alt_text,
            f"photos-{index}-order": photo.order,
        }
    return data | fields


def upload(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.image_file().getvalue() if content is None else content)


@pytest.fixture
def draft(admin_client) -> str:
    """The address of the form of a new article, as the page that asks for its title leads there."""
    response = admin_client.post(ADD, {"title": "Tin của tôi", "category": make.category().pk})
    return response.headers["Location"]


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_an_article_with_several_photos_goes_up_in_one_go(admin_client, draft):
    photos = [upload(f"{number}.jpg") for number in range(3)]
    seen = Article.objects.get().edited_at.isoformat()
    response = admin_client.post(draft, form(new_photos=photos, seen=seen, _publish="Đăng"), follow=True)
    assert response.status_code == 200
    article = Article.objects.published().get()
    assert [photo.order for photo in article.photos.all()] == [1, 2, 3]
    assert article.cover == article.photos.first()
    assert messages(response)[-1] == "Đã thêm 3 ảnh."


def test_a_bad_photo_is_named_and_the_text_and_the_good_ones_go_in(admin_client, draft):
    photos = [upload("tốt.jpg"), upload("giả.jpg", b"<html>"), upload("trống.png", b""), upload("tốt2.jpg")]
    seen = Article.objects.get().edited_at.isoformat()
    response = admin_client.post(draft, form(new_photos=photos, seen=seen), follow=True)
    article = Article.objects.get()
    assert article.photos.count() == 2
    assert messages(response)[1:] == [
        "Không nhận được ảnh “giả.jpg”: Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC.",
        "Không nhận được ảnh “trống.png”: Tệp này trống, không có dữ liệu ảnh.",
        "Đã thêm 2 ảnh.",
    ]


def test_what_is_wrong_in_the_form_is_said_at_its_field_and_nothing_is_stored(admin_client, media, draft):
    response = admin_client.post(draft, form(title="", new_photos=[upload("a.jpg")]))
    assert response.status_code == 200
    assert "Trường này là bắt buộc." in response.content.decode()
    assert "&lt;p&gt;Một.&lt;/p&gt;" in response.content.decode()
    assert Article.objects.get().body == ""
    assert not any(media.iterdir())


def test_captions_texts_and_order_of_photos_are_edited_with_the_article(admin_client):
    article = make.article()
    make.photos(article, 2)
    url = f"/quan-tri/news/article/{article.pk}/change/"
    assert admin_client.get(url).status_code == 200
    sent = form(article, **{"photos-0-caption": "Chú thích", "photos-1-alt_text": "Mô tả", "photos-1-order": 0})
    admin_client.post(url, sent)
    assert [(photo.caption, photo.alt_text) for photo in article.photos.all()] == [
        ("", "Mô tả"),
        ("Chú thích", ""),
    ]


def test_photos_are_decoded_outside_the_transaction(admin_client, draft, monkeypatch):
    """On SQLite the transaction holds the only write lock, for as long as it lasts."""
    from django.db import connection

    from news.admin import photos

    depths = []
    store_photo = photos.store_photo

    def noting(file):
        depths.append(len(connection.savepoint_ids))
        return store_photo(file)

    monkeypatch.setattr(photos, "store_photo", noting)
    outside = len(connection.savepoint_ids)
    seen = Article.objects.get().edited_at.isoformat()
    admin_client.post(draft, form(new_photos=[upload("a.jpg")], seen=seen))
    assert depths == [outside]


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
    ["news/category", "procedures/contactdetails", "procedures/feedbackaddress", "visits/carriedovervisits"],
)
def test_everything_that_a_page_says_can_be_edited(admin_client, path):
    assert admin_client.get(f"/quan-tri/{path}/").status_code == 200
    assert admin_client.get(f"/quan-tri/{path}/add/").status_code == 200


def test_a_day_s_figure_cannot_be_edited(admin_client):
    assert admin_client.get("/quan-tri/visits/dailyvisits/").status_code == 200
    assert admin_client.get("/quan-tri/visits/dailyvisits/add/").status_code == 403
