import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.models import Article, Photo
from news.services.publishing import publish
from saovang.media.alt_text import alt_text_errors, looks_like_file_name
from tests import factories


@pytest.mark.parametrize(
    "text",
    ["IMG_2031", "img 2031", "21.jpg", "lễ hội.JPG", "DSC0001", "DSCN-12", "20231128_105254", "z5012345678901_a1b2.jpg"]
    + ["z5012345678901_a1b2", "PXL_20231128", "Screenshot 2023-11-28", "WhatsApp Image 2023-11-28", "Ảnh 3", "…", "12"],
)
def test_looks_like_file_name(text):
    assert looks_like_file_name(text)


@pytest.mark.parametrize(
    "text",
    ["Bà con rước kiệu", "Hai em bé lớp 1.2 trồng cây", "Sân bay Sao Vàng năm 1968", "Ảnh chụp 3 cụ già bên gốc đa"]
    + ["Hình ảnh tư liệu", "Zalo của xã", "COVID-19"],
)
def test_looks_like_file_name_written_text(text):
    assert not looks_like_file_name(text)


@pytest.fixture
def article(db):
    return factories.article(status="draft", published_at=None, title="Lễ hội")


def publication_errors(article) -> list[str]:
    with pytest.raises(ValidationError) as error:
        publish(article)
    assert Article.objects.get(pk=article.pk).status == "draft"
    return error.value.messages


def test_publish_names_each_photo_without_usable_alt_text(article):
    factories.photos(article, 1, alt_text="Đám rước qua cổng làng")
    factories.photos(article, 1, alt_text="", caption="Dâng hương")
    factories.photos(article, 1, alt_text="IMG_2031")
    factories.photos(article, 2, alt_text="Múa lân  ở sân đình")
    Photo.objects.filter(order=5).update(alt_text="múa lân ở sân đình", caption="Tối")
    assert publication_errors(article) == [
        "Ảnh 2 (“Dâng hương”) chưa có mô tả cho người không nhìn được ảnh.",
        "Ảnh 3: mô tả “IMG_2031” giống tên tệp. Hãy viết ảnh cho thấy gì.",
        "Cùng một mô tả “Múa lân ở sân đình” ở ảnh 4 và ảnh 5 (“Tối”). Mỗi ảnh cần mô tả riêng.",
    ]
    assert not Article.objects.published().exists()


def test_publish_decorative_photo_needs_no_alt_text(article, client):
    factories.photos(article, 1, alt_text="", decorative=True)
    factories.photos(article, 1, alt_text="IMG_2031", decorative=True)
    assert alt_text_errors(article.photos.all()) == []
    publish(article)
    page = client.get(article.get_absolute_url()).content.decode()
    assert re.findall(r'<img src="/media/[^>]* alt="(.*?)"', page) == ["", ""]


def test_publish_scheduled_requires_alt_text(article):
    factories.photos(article, 1, alt_text="")
    with pytest.raises(ValidationError):
        publish(article, at=timezone.now() + timedelta(days=1))


def test_publish_imported_photo_is_exempt_from_alt_text(article, client):
    factories.photos(article, 1, alt_text="", alt_text_exempt=True)
    factories.photos(article, 1, alt_text="", decorative=True)
    factories.photos(article, 1)
    publish(article)
    assert client.get(article.get_absolute_url()).content.decode().count('<img src="/media/') == 3
    assert [photo.order for photo in Photo.objects.missing_alt_text()] == [1]
    Photo.objects.filter(order=1).update(alt_text="IMG_1")
    assert alt_text_errors(article.photos.all()) == ["Ảnh 1: mô tả “IMG_1” giống tên tệp. Hãy viết ảnh cho thấy gì."]
