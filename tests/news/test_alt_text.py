import re

import pytest
from django.core.exceptions import ValidationError

from news.models import Article, Photo
from news.services.alt_text import looks_like_a_file_name, problems
from news.services.publishing import publish
from tests import factories


@pytest.mark.parametrize(
    "text",
    ["IMG_2031", "img 2031", "21.jpg", "lễ hội.JPG", "DSC0001", "DSCN-12", "20231128_105254", "z5012345678901_a1b2.jpg"]
    + ["z5012345678901_a1b2", "PXL_20231128", "Screenshot 2023-11-28", "WhatsApp Image 2023-11-28", "Ảnh 3", "…", "12"],
)
def test_what_no_one_wrote_is_known(text):
    assert looks_like_a_file_name(text)


@pytest.mark.parametrize(
    "text",
    ["Bà con rước kiệu", "Hai em bé lớp 1.2 trồng cây", "Sân bay Sao Vàng năm 1968", "Ảnh chụp 3 cụ già bên gốc đa"]
    + ["Hình ảnh tư liệu", "Zalo của xã", "COVID-19"],
)
def test_what_someone_wrote_is_let_through(text):
    assert not looks_like_a_file_name(text)


@pytest.fixture
def article(db):
    return factories.article(status="draft", published_at=None, title="Lễ hội")


def refused(article) -> list[str]:
    with pytest.raises(ValidationError) as error:
        publish(article)
    assert Article.objects.get(pk=article.pk).status == "draft"
    return error.value.messages


def test_each_photo_without_a_good_text_is_named(article):
    factories.photos(article, 1, alt_text="Đám rước qua cổng làng")
    factories.photos(article, 1, alt_text="", caption="Dâng hương")
    factories.photos(article, 1, alt_text="IMG_2031")
    factories.photos(article, 2, alt_text="Múa lân  ở sân đình")
    Photo.objects.filter(order=5).update(alt_text="múa lân ở sân đình", caption="Tối")
    assert refused(article) == [
        "Ảnh 2 (“Dâng hương”) chưa có mô tả cho người không nhìn được ảnh.",
        "Ảnh 3: mô tả “IMG_2031” giống tên tệp. Hãy viết ảnh cho thấy gì.",
        "Cùng một mô tả “Múa lân  ở sân đình” ở ảnh 4 và ảnh 5 (“Tối”). Mỗi ảnh cần mô tả riêng.",
    ]
    assert not Article.objects.published().exists()


def test_decoration_needs_no_text_and_is_silent(article, client):
    factories.photos(article, 1, alt_text="", decorative=True)
    factories.photos(article, 1, alt_text="IMG_2031", decorative=True)
    assert problems(article) == []
    publish(article)
    page = client.get(article.get_absolute_url()).content.decode()
    assert re.findall(r'<img src="/media/[^>]* alt="(.*?)"', page) == ["", ""]


def test_a_time_to_come_is_a_publication(article):
    from django.utils import timezone

    factories.photos(article, 1, alt_text="")
    with pytest.raises(ValidationError):
        publish(article, at=timezone.now() + timezone.timedelta(days=1))


def test_photos_of_the_old_portal_are_marked_and_hold_nothing_up(article, client):
    factories.photos(article, 1, alt_text="", text_owed=True)
    factories.photos(article, 1, alt_text="", decorative=True)
    factories.photos(article, 1)
    publish(article)
    assert client.get(article.get_absolute_url()).content.decode().count('<img src="/media/') == 3
    assert [photo.order for photo in Photo.objects.lacking_text()] == [1]
    Photo.objects.filter(order=1).update(alt_text="IMG_1")
    assert problems(article) == ["Ảnh 1: mô tả “IMG_1” giống tên tệp. Hãy viết ảnh cho thấy gì."]
