"""Photos in the article admin: uploaded one a request, and edited in the article's form."""

import re
import struct
import zlib

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from news.forms import edit_version
from news.models import Article, Photo
from news.services.history import versions
from saovang.core.limits import BusyError
from tests import factories
from tests.media.photos import encode, gradient
from tests.media.test_repair import JPEGS
from tests.news import articles

pytestmark = pytest.mark.django_db
CORNERS = [(1, 1), (3, 1), (1, 3), (3, 3)]  # in quarters of the sides
NOT_A_PHOTO = "Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC."


@pytest.fixture
def article():
    return factories.article(status="draft", published_at=None)


def upload_url(article) -> str:
    return articles.at(article, "anh/")


def upload(name: str = "anh.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.image_file((900, 600)).getvalue() if content is None else content)


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def save(client, article, **fields):
    return client.post(articles.at(article), articles.form(article, **fields), follow=True)


def test_upload_photo_returns_its_card(admin_client, article):
    before = edit_version(Article.objects.get())
    response = admin_client.post(upload_url(article), {"file": upload(), "order": "7"})
    assert response.status_code == 200
    photo = article.photos.get()
    assert (photo.width, photo.height, photo.order) == (900, 600, 7)
    card = response.content.decode()
    assert re.search(rf'<input type="hidden" name="photos-0-id" value="{photo.pk}"', card)
    assert re.search(r'name="photos-0-order" value="7"', card)
    assert photo.variants[0].url in card
    article.refresh_from_db()
    assert article.cover == photo
    assert edit_version(article) == before, "an upload does not conflict with the open form"


def test_upload_photo_without_order_is_last(admin_client, article):
    factories.photos(article, 2)
    for order in ["", "-1", "x", "9" * 30]:
        assert admin_client.post(upload_url(article), {"file": upload(), "order": order}).status_code == 200
    assert [photo.order for photo in article.photos.all()] == [1, 2, 3, 4, 5, 6]


KEY = "0f8fad5bd9cb469fa16570867728950e"


def get_card_key(response) -> str:
    """Return the key of the photo whose card the server returned."""
    assert response.status_code == 200
    return re.search(r'data-card="(\d+)"', response.content.decode())[1]


def test_upload_photo_with_same_key_gives_same_card(admin_client, article, media):
    first = admin_client.post(upload_url(article), {"file": upload(), "order": "1", "key": KEY})
    stored = files(media)
    again = admin_client.post(upload_url(article), {"file": upload(), "order": "1", "key": KEY})
    assert get_card_key(again) == get_card_key(first)
    assert (article.photos.count(), files(media)) == (1, stored)
    other = factories.article("Bài khác", status="draft", published_at=None)
    for item, key in [(article, KEY[::-1]), (article, "x"), (article, ""), (other, KEY)]:
        assert admin_client.post(upload_url(item), {"file": upload(), "key": key}).status_code == 200
    assert (article.photos.count(), other.photos.count()) == (4, 1)


def test_upload_photo_with_same_key_while_first_is_decoded(admin_client, article, media, monkeypatch):
    from saovang.uploads import inlines

    real, responses = inlines.store_photo, []

    def store_after_another_request(photo, file, **options):
        monkeypatch.setattr(inlines, "store_photo", real)
        responses.append(admin_client.post(upload_url(article), {"file": upload(), "key": KEY}))
        return real(photo, file, **options)

    monkeypatch.setattr(inlines, "store_photo", store_after_another_request)
    responses.append(admin_client.post(upload_url(article), {"file": upload(), "key": KEY}))
    assert get_card_key(responses[0]) == get_card_key(responses[1])
    assert files(media) == sorted([article.photos.get().image.name.rpartition("/")[2], "400w.webp", "800w.webp"])


def test_upload_photo_with_key_of_deleted_photo_adds_it(admin_client, article):
    admin_client.post(upload_url(article), {"file": upload(), "key": KEY})
    save(admin_client, article, **{"photos-0-DELETE": "on"})
    deleted = versions(article.pk)[1]
    assert admin_client.post(upload_url(article), {"file": upload(), "key": KEY}).status_code == 200
    assert article.photos.count() == 1
    response = admin_client.post(articles.at(article, f"history/{deleted.pk}/"), follow=True)
    assert articles.messages(response) == ["Đã khôi phục. Bản trước đó vẫn còn trong lịch sử."]
    assert article.photos.count() == 1


def bomb() -> bytes:
    """Return a PNG whose header declares 60,000 × 60,000 pixels."""
    data = bytearray(factories.image_file(size=(1, 1), format="PNG").getvalue())
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


LINE = "Ảnh này chỉ là một đường kẻ: rộng 4000, cao 1 điểm ảnh."
WHOLE = factories.image_file((600, 400)).getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("trang.jpg", b"<html><script>alert(1)</script>", NOT_A_PHOTO),
        ("hinh.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', NOT_A_PHOTO),
        ("trong.jpg", b"", "Tệp này trống."),
        ("nua.jpg", WHOLE[: len(WHOLE) // 2], "Ảnh bị hỏng hoặc chưa tải lên hết."),
        ("bom.png", bomb(), "Ảnh có quá nhiều điểm ảnh (giới hạn 80 triệu)."),
        ("ke.png", factories.image_file((4000, 1), "PNG").getvalue(), LINE),
        ("ệ" * 300 + ".jpg", b"x", NOT_A_PHOTO),
        ("../../../x.jpg", b"x", NOT_A_PHOTO),
    ],
)
def test_upload_photo_invalid_stores_nothing(admin_client, article, media, name, content, sentence):
    response = admin_client.post(upload_url(article), {"file": upload(name, content)})
    assert (response.status_code, response.content.decode()) == (422, sentence)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert files(media) == []
    assert not Photo.objects.exists()


def test_upload_photo_too_large(admin_client, article, media, settings):
    settings.PHOTO_MAX_BYTES = 1024 * 1024
    response = admin_client.post(upload_url(article), {"file": upload("to.jpg", WHOLE + bytes(2 * 1024 * 1024))})
    assert (response.status_code, response.content.decode()) == (422, "Ảnh nặng quá giới hạn 1,0\xa0MB.")
    assert files(media) == []


def test_upload_photo_far_too_large_is_not_read_whole(admin_client, article, settings, monkeypatch):
    from saovang.uploads import inlines

    settings.PHOTO_MAX_BYTES = settings.ATTACHMENT_MAX_BYTES = settings.RECORDING_MAX_BYTES = 1024 * 1024
    sizes, real = [], inlines.store_photo

    def recording(photo, file, **options):
        sizes.append(file.size)
        return real(photo, file, **options)

    monkeypatch.setattr(inlines, "store_photo", recording)
    response = admin_client.post(upload_url(article), {"file": upload("to.jpg", WHOLE + bytes(9 * 1024 * 1024))})
    assert (response.status_code, response.content.decode()) == (422, "Ảnh nặng quá giới hạn 1,0\xa0MB.")
    assert 1024 * 1024 < sizes[0] < 1.2 * 1024 * 1024


@pytest.mark.parametrize("name", ["ệ" * 300 + ".jpg", "../../../etc/x.jpg", "C:\\anh\\x.jpg", "khong-duoi"])
def test_upload_photo_accepts_any_file_name(admin_client, article, media, name):
    assert admin_client.post(upload_url(article), {"file": upload(name)}).status_code == 200
    assert files(media) == sorted([article.photos.get().image.name.rpartition("/")[2], "400w.webp", "800w.webp"])


def test_upload_photo_strips_metadata_from_every_file(admin_client, article, media):
    exif = Image.Exif()
    exif[0x010F] = "MayAnhRieng"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (19.0, 54.0, 0.0)
    content = factories.image_file((900, 600), exif=exif, comment=b"GhiChuRieng").getvalue()
    assert b"MayAnhRieng" in content
    admin_client.post(upload_url(article), {"file": upload("anh.jpg", content)})
    stored = [path for path in media.rglob("*") if path.is_file()]
    assert len(stored) == 3
    for path in stored:
        with Image.open(path) as image:
            assert not image.getexif()
            assert not image.info.keys() & {"exif", "comment", "icc_profile", "xmp", "photoshop"}
        assert [word for word in (b"MayAnhRieng", b"GhiChuRieng", b"Exif", b"GPS") if word in path.read_bytes()] == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upload_photo_turns_every_file_upright(admin_client, article, media, orientation):
    content = factories.rotated_photo(orientation, (900, 450)).read()
    assert admin_client.post(upload_url(article), {"file": upload("anh.jpg", content)}).status_code == 200
    stored = [path for path in media.rglob("*") if path.is_file()]
    assert len(stored) == 3
    for path in stored:
        with Image.open(path) as image:
            assert image.width == 2 * image.height
            assert dict(image.getexif()) == {}
            colors = [image.convert("RGB").getpixel((image.width * x // 4, image.height * y // 4)) for x, y in CORNERS]
        assert ["red" if red > blue else "blue" for red, _, blue in colors] == ["red", "blue", "blue", "blue"]


def test_upload_photo_of_16_bit_scan_keeps_its_grays(admin_client, article):
    scan = gradient().resize((1024, 64)).convert("I").point(lambda value: value * 257).convert("I;16")
    response = admin_client.post(upload_url(article), {"file": upload("quet.png", encode(scan, "PNG").read())})
    assert response.status_code == 200
    photo = article.photos.get()
    for path in [photo.image.path, *(photo.image.storage.path(variant.name) for variant in photo.variants)]:
        with Image.open(path) as stored:
            columns = [
                stored.convert("L").getpixel((stored.width * part // 8, stored.height // 2)) for part in range(8)
            ]
        assert max(abs(value - 32 * part) for part, value in enumerate(columns)) < 6


def test_upload_photo_of_infographic_stays_readable(admin_client, article):
    response = admin_client.post(upload_url(article), {"file": upload("so-do.png", infographic())})
    assert response.status_code == 200
    photo = article.photos.get()
    assert (photo.width, photo.height) == (800, 6000)
    assert [variant.width for variant in photo.variants] == [400, 800]
    with Image.open(photo.image.storage.path(photo.variants[-1].name)) as widest:
        assert widest.size == (800, 6000)


def infographic() -> bytes:
    return factories.image_file((800, 6000), "PNG").getvalue()


@pytest.mark.parametrize("name", JPEGS)
def test_upload_photo_with_unreadable_metadata(admin_client, article, name):
    assert admin_client.post(upload_url(article), {"file": upload("anh.jpg", JPEGS[name])}).status_code == 200
    assert (article.photos.get().width, article.photos.get().height) == (96, 64)


def test_upload_photo_requires_post_file_and_csrf_token(admin_client, admin_user, article):
    assert admin_client.get(upload_url(article)).status_code == 405
    response = admin_client.post(upload_url(article), {"order": "1"})
    assert (response.status_code, response.content.decode()) == (422, "Chưa chọn tệp ảnh.")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(upload_url(article), {"file": upload()}).status_code == 403
    assert admin_client.post("/quan-tri/news/article/999999/anh/", {"file": upload()}).status_code == 404
    assert not Photo.objects.exists()


def test_upload_photo_requires_change_permission(client, article, media):
    assert client.post(upload_url(article), {"file": upload()}).headers["Location"].startswith("/quan-tri/login/")
    client.force_login(get_user_model().objects.create_user("khach", is_staff=True))
    assert client.post(upload_url(article), {"file": upload()}).status_code == 403
    assert files(media) == []


def test_upload_photo_to_deleted_article_discards_files(admin_client, article, media, monkeypatch):
    from saovang.uploads import inlines

    real = inlines.store_photo

    def store_and_delete_article(photo, file, **options):
        stored = real(photo, file, **options)
        Article.objects.all().delete()
        return stored

    monkeypatch.setattr(inlines, "store_photo", store_and_delete_article)
    assert admin_client.post(upload_url(article), {"file": upload()}).status_code == 404
    assert files(media) == []


def test_upload_photo_busy_server_answers_503(admin_client, article, monkeypatch):
    from saovang.uploads import inlines

    def busy(*args, **kwargs):
        raise BusyError

    monkeypatch.setattr(inlines, "store_photo", busy)
    response = admin_client.post(upload_url(article), {"file": upload()})
    assert response.status_code == 503
    assert response.content.decode() == "Máy chủ đang bận, hãy thử lại sau ít giây."


def test_photos_are_decoded_outside_transactions(admin_client, article, monkeypatch):
    from saovang.uploads import inlines

    depths, real = [], inlines.store_photo

    def recording(*args, **kwargs):
        depths.append(len(connection.savepoint_ids))
        return real(*args, **kwargs)

    monkeypatch.setattr(inlines, "store_photo", recording)
    outside = len(connection.savepoint_ids)
    admin_client.post(upload_url(article), {"file": upload()})
    save(admin_client, article, new_photos=[upload("a.jpg")])
    assert depths == [outside, outside]


def test_change_form_saves_photo_fields(admin_client, article):
    factories.photos(article, 2)
    assert admin_client.get(articles.at(article)).status_code == 200
    sent = {"photos-0-caption": "Chú thích", "photos-0-alt_text": "", "photos-0-decorative": "on", "photos-1-order": 0}
    save(admin_client, article, **sent)
    second, first = article.photos.all()
    assert (first.caption, first.alt_text, first.decorative, second.decorative) == ("Chú thích", "", True, False)


def test_change_form_ignores_photo_deleted_elsewhere(admin_client, article):
    factories.photos(article, 3)
    sent = articles.form(article, title="Đề mới", **{"photos-2-caption": "Còn đây"})
    article.photos.all()[1].delete()
    url = articles.at(article)
    admin_client.post(url, sent | {"title": ""})  # the forms keep their numbers when shown again
    response = admin_client.post(url, sent, follow=True)
    assert response.redirect_chain
    article.refresh_from_db()
    assert article.title == "Đề mới"
    assert [photo.caption for photo in article.photos.all()] == ["", "Còn đây"]


def test_change_form_rejects_photo_of_another_article(admin_client, article):
    (own,) = factories.photos(article, 1)
    (foreign,) = factories.photos(factories.article("Bài khác"), 1, caption="Của bài khác")
    response = save(admin_client, article, cover=foreign.pk)
    article.refresh_from_db()
    assert article.cover == own
    sent = articles.form(article, **{"photos-0-id": foreign.pk, "photos-0-caption": "Chiếm"})
    response = admin_client.post(articles.at(article), sent)
    assert response.status_code == 400
    foreign.refresh_from_db()
    assert (foreign.caption, foreign.article.title) == ("Của bài khác", "Bài khác")


def test_choose_cover_falls_back_to_first_photo(admin_client, article):
    first, second = factories.photos(article, 2)
    save(admin_client, article, cover=second.pk)
    article.refresh_from_db()
    assert article.cover == second
    page = admin_client.get(articles.at(article)).content.decode()
    assert re.findall(r'name="cover" value="(\d*)" checked', page) == [str(second.pk)]
    save(admin_client, article, cover=second.pk, **{"photos-1-DELETE": "on"})
    article.refresh_from_db()
    assert article.cover == first


def test_default_cover_follows_order_of_photos(admin_client, article):
    """Whichever upload ends first, and until somebody chooses one."""
    for order in (3, 1, 2):
        admin_client.post(upload_url(article), {"file": upload(), "order": order})
    first, second, third = article.photos.all()
    article.refresh_from_db()
    assert (first.order, article.cover) == (1, first)
    page = admin_client.get(articles.at(article)).content.decode()
    assert re.findall(r'name="cover" value="(\d*)" checked', page) == [""]
    save(admin_client, article, cover="", **{"photos-0-order": 9})
    article.refresh_from_db()
    assert article.cover == second
    save(admin_client, article, cover="", **{"photos-0-DELETE": "on"})
    article.refresh_from_db()
    assert article.cover == third
    save(admin_client, article, cover=first.pk)
    admin_client.post(upload_url(article), {"file": upload(), "order": 0})
    article.refresh_from_db()
    assert article.cover == first
    save(admin_client, article)  # a form that says nothing about the cover
    article.refresh_from_db()
    assert article.cover == first
    save(admin_client, article, cover="")
    article.refresh_from_db()
    assert (article.cover, article.cover.order) == (article.photos.first(), 0)


def test_invalid_form_shows_chosen_cover_again(admin_client, article):
    first, second = factories.photos(article, 2)
    save(admin_client, article, cover=second.pk)
    for sent, checked in [(str(first.pk), str(first.pk)), ("", ""), ("9" * 5000, None)]:
        response = save(admin_client, article, title="", cover=sent)
        found = re.findall(r'name="cover" value="(\d*)" checked', response.content.decode())
        assert found == ([] if checked is None else [checked])
    assert save(admin_client, article, cover="9" * 5000).status_code == 200


def test_delete_photo_keeps_files_for_older_versions(admin_client, article, media):
    factories.photos(article, 1)
    stored = files(media)
    save(admin_client, article, **{"photos-0-DELETE": "on"})
    assert not article.photos.exists()
    assert files(media) == stored


def test_photo_of_published_article_is_hidden_without_alt_text(admin_client, client):
    article = factories.article()
    factories.photos(article, 1, alt_text="Cánh đồng Thọ Lâm vào vụ gặt")
    url = article.get_absolute_url()
    admin_client.post(upload_url(article), {"file": upload()})
    assert client.get(url).content.decode().count('alt="Cánh đồng Thọ Lâm') == 1
    assert client.get(url).content.decode().count('<img src="/media/') == 1
    response = save(admin_client, article)
    assert not response.redirect_chain
    assert "Ảnh 2 chưa có mô tả cho người không nhìn được ảnh." in response.content.decode()
    response = save(admin_client, article, **{"photos-1-alt_text": "Bà con phơi thóc trên sân đình"})
    assert response.redirect_chain, articles.messages(response)
    assert client.get(url).content.decode().count('<img src="/media/') == 2
