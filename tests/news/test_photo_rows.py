import re

import pytest

from news.photo_rows import inline_photo_ids, photo_row_html, render_body
from tests import factories

pytestmark = pytest.mark.django_db


def shown(html: str) -> list[str]:
    """Paragraphs and the descriptions of photos, in reading order."""
    return re.findall(r'<p>(.*?)</p>|alt="(.*?)"', html)


@pytest.fixture
def article():
    article = factories.article()
    for number in range(1, 5):
        factories.photos(article, 1, alt_text=f"ảnh {number}", caption=f"Chú thích {number}")
    return article


def row(article, *numbers) -> str:
    photos = list(article.photos.all())
    return photo_row_html(photos[number - 1].pk for number in numbers)


def test_rows_stand_at_their_places_and_the_rest_in_the_gallery(article):
    article.body = f"<p>một</p>{row(article, 2, 1)}<p>hai</p>{row(article, 4)}"
    article.save()
    html = render_body(article.body, article.photos.all())
    assert [paragraph or alt for paragraph, alt in shown(html)] == ["một", "ảnh 2", "ảnh 1", "hai", "ảnh 4"]
    assert [photo.alt_text for photo in article.gallery] == ["ảnh 3"]
    assert "Chú thích 4" in html


def test_a_place_moves_with_the_text_around_it(article):
    article.body = f"<p>một</p><p>hai</p>{row(article, 1)}<p>ba</p>"
    article.save()
    article.body = "<p>mới</p>" + article.body.replace("<p>một</p>", "").replace("hai", "hai, sửa lại")
    article.save()
    html = render_body(article.body, article.photos.all())
    assert [a or b for a, b in shown(html)] == ["mới", "hai, sửa lại", "ảnh 1", "ba"]


def test_a_foreign_or_deleted_photo_leaves_no_trace(article):
    foreign = factories.photos(factories.article("Bài khác"), 1)[0]
    gone = article.photos.last()
    body = f"<p>một</p>{photo_row_html([foreign.pk])}{row(article, 1, 4)}"
    gone.delete()
    html = render_body(body, article.photos.all())
    assert [a or b for a, b in shown(html)] == ["một", "ảnh 1"]
    assert "data-photos" not in html


@pytest.mark.parametrize("value", ["", "1 2 3 4", "x", "1,2", '1"><script>', "-1", "9" * 40])
def test_a_forged_row_is_no_row(value):
    assert inline_photo_ids(f'<figure data-photos="{value}"></figure>') == []


def test_a_row_in_a_list_item_is_still_a_row(article):
    body = f"<ul><li><p>một</p>{row(article, 3)}</li></ul>"
    assert inline_photo_ids(body) == [article.photos.all()[2].pk]
    assert render_body(body, article.photos.all()).count("<img") == 1


def test_a_caption_is_shown_as_typed(article):
    photo = article.photos.first()
    photo.caption, photo.alt_text = "<b>a</b> & b", '"><script>'
    photo.save()
    html = render_body(row(article, 1), article.photos.all())
    assert "&lt;b&gt;a&lt;/b&gt; &amp; b" in html
    assert "<script>" not in html


def test_room_to_write_on_at_the_end_is_not_shown(article):
    html = render_body(f"<p>một</p><p></p><p>hai</p>{row(article, 1)}<p></p><p></p>", article.photos.all())
    assert html.count("<p>") == 3
    assert html.count("<img") == 1
