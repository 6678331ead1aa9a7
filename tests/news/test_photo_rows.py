import re

import pytest

from news.photo_rows import inline_photo_ids, photo_row_html, render_body
from tests import factories

pytestmark = pytest.mark.django_db


def paragraphs_and_alts(html: str) -> list[str]:
    """Return paragraphs and alternative texts of photos, in reading order."""
    return [paragraph or alt for paragraph, alt in re.findall(r'<p>(.*?)</p>|alt="(.*?)"', html)]


@pytest.fixture
def article():
    article = factories.article()
    for number in range(1, 5):
        factories.photos(article, 1, alt_text=f"ảnh {number}", caption=f"Chú thích {number}")
    return article


def row(article, *numbers) -> str:
    photos = list(article.photos.all())
    return photo_row_html(photos[number - 1].pk for number in numbers)


def test_render_body_places_rows_and_gallery_has_the_rest(article):
    article.body = f"<p>một</p>{row(article, 2, 1)}<p>hai</p>{row(article, 4)}"
    article.save()
    html = render_body(article.body, article.photos.all())
    assert paragraphs_and_alts(html) == ["một", "ảnh 2", "ảnh 1", "hai", "ảnh 4"]
    assert [photo.alt_text for photo in article.gallery] == ["ảnh 3"]
    assert "Chú thích 4" in html


def test_render_body_row_moves_with_the_text(article):
    article.body = f"<p>một</p><p>hai</p>{row(article, 1)}<p>ba</p>"
    article.save()
    article.body = "<p>mới</p>" + article.body.replace("<p>một</p>", "").replace("hai", "hai, sửa lại")
    article.save()
    html = render_body(article.body, article.photos.all())
    assert paragraphs_and_alts(html) == ["mới", "hai, sửa lại", "ảnh 1", "ba"]


def test_render_body_ignores_foreign_and_deleted_photos(article):
    other_photo = factories.photos(factories.article("Bài khác"), 1)[0]
    deleted = article.photos.last()
    body = f"<p>một</p>{photo_row_html([other_photo.pk])}{row(article, 1, 4)}"
    deleted.delete()
    html = render_body(body, article.photos.all())
    assert paragraphs_and_alts(html) == ["một", "ảnh 1"]
    assert "data-photos" not in html


@pytest.mark.parametrize("value", ["", "1 2 3 4", "x", "1,2", '1"><script>', "-1", "9" * 40])
def test_inline_photo_ids_of_invalid_row(value):
    assert inline_photo_ids(f'<figure data-photos="{value}"></figure>') == []


def test_render_body_row_in_a_list_item(article):
    body = f"<ul><li><p>một</p>{row(article, 3)}</li></ul>"
    assert inline_photo_ids(body) == [article.photos.all()[2].pk]
    assert render_body(body, article.photos.all()).count("<img") == 1


def test_render_body_escapes_captions_and_alt_text(article):
    photo = article.photos.first()
    photo.caption, photo.alt_text = "<b>a</b> & b", '"><script>'
    photo.save()
    html = render_body(row(article, 1), article.photos.all())
    assert "&lt;b&gt;a&lt;/b&gt; &amp; b" in html
    assert "<script>" not in html


def test_render_body_drops_trailing_empty_paragraphs(article):
    html = render_body(f"<p>một</p><p></p><p>hai</p>{row(article, 1)}<p></p><p></p>", article.photos.all())
    assert html.count("<p>") == 3
    assert html.count("<img") == 1
