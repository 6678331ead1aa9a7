import re

import pytest

from saovang.media.photo_rows import inline_photo_ids, photo_row_html, render_body
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
    assert paragraphs_and_alts(html) == ["một", "ảnh 2", "ảnh 1", "hai", "ảnh 4", "ảnh 3"]
    assert html.index("Ảnh trong bài") < html.index("ảnh 3")
    assert "Chú thích 4" in html


def test_render_body_row_moves_with_the_text(article):
    article.body = f"<p>một</p><p>hai</p>{row(article, 1)}<p>ba</p>"
    article.save()
    article.body = "<p>mới</p>" + article.body.replace("<p>một</p>", "").replace("hai", "hai, sửa lại")
    article.save()
    html = render_body(article.body, article.photos.all())
    assert paragraphs_and_alts(html)[:4] == ["mới", "hai, sửa lại", "ảnh 1", "ba"]


def test_render_body_ignores_foreign_and_deleted_photos(article):
    other_photo = factories.photos(factories.article("Bài khác"), 1)[0]
    deleted = article.photos.last()
    body = f"<p>một</p>{photo_row_html([other_photo.pk])}{row(article, 1, 4)}"
    deleted.delete()
    html = render_body(body, article.photos.all())
    assert paragraphs_and_alts(html) == ["một", "ảnh 1", "ảnh 2", "ảnh 3"]
    assert "data-photos" not in html


def test_render_body_without_rows_begins_with_the_cover(article):
    photos = list(article.photos.all())
    cover = photos[2]
    html = render_body("<p>một</p>", photos, cover.pk)
    assert paragraphs_and_alts(html) == ["ảnh 3", "một", "ảnh 1", "ảnh 2", "ảnh 4"]
    assert paragraphs_and_alts(render_body("<p>một</p>", photos))[0] == "ảnh 1"
    assert "Ảnh trong bài" not in render_body("<p>một</p>", photos[:1])


def test_render_body_numbers_photos_as_they_stand(article):
    html = render_body(f"<p>một</p>{row(article, 2, 1)}{row(article, 4)}", article.photos.all())
    found = re.findall(r'<figure id="(.*?)".*?alt="(.*?)"', html, re.DOTALL)
    assert found == [("anh-1", "ảnh 2"), ("anh-2", "ảnh 1"), ("anh-3", "ảnh 4"), ("anh-4", "ảnh 3")]


def test_render_body_names_each_link_without_alt_text(article):
    article.photos.update(alt_text="", caption="")
    article.photos.filter(pk=article.photos.first().pk).update(decorative=True)
    html = render_body(row(article, 1, 2), article.photos.all())
    names = ["Ảnh 1 trong 4", *(f"Ảnh {number} trong 4, chưa có mô tả" for number in (2, 3, 4))]
    assert re.findall('data-photo aria-label="(.*?)"', html) == names


@pytest.mark.parametrize(
    ("size", "ratio", "attributes"),
    [
        ((2560, 1920), "1.33", (272, 204)),
        ((1707, 2560), "0.67", (272, 408)),
        ((640, 480), "1.33", (272, 204)),
        ((1080, 5400), "0.20", (272, 1360)),
        ((16000, 20), "9.99", (800, 1)),
    ],
)
def test_render_body_tells_shape_of_photo(article, size, ratio, attributes):
    photo = article.photos.first()
    photo.width, photo.height = size
    html = render_body(row(article, 1), [photo])
    assert f'data-ratio="{ratio}"' in html
    width, height = map(int, re.search(r'width="(\d+)" height="(\d+)"', html).groups())
    assert (width, height) == attributes
    assert width / height == pytest.approx(size[0] / size[1], rel=1e-3)


@pytest.mark.parametrize("value", ["", "1 2 3 4", "x", "1,2", '1"><script>', "-1", "9" * 40])
def test_inline_photo_ids_of_invalid_row(value):
    assert inline_photo_ids(f'<figure data-photos="{value}"></figure>') == []


def test_render_body_row_in_a_list_item(article):
    body = f"<ul><li><p>một</p>{row(article, 3)}</li></ul>"
    assert inline_photo_ids(body) == [article.photos.all()[2].pk]
    html = render_body(body, article.photos.all())
    assert html.index("<img") < html.index("</li>")


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
