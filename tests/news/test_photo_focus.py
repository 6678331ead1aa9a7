"""The focus of a photo: chosen in the form, stored in versions and autosaves, shown wherever photos are cropped."""

import pytest
from django.db import IntegrityError

from news.services.diff import DiffSegment, diff_snapshots
from news.services.history import load_snapshot, restore, versions
from saovang.adminsite.models import Autosave
from saovang.media.photos import Focus
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = factories.article("Hội làng")
    factories.photos(article, 2)
    return article


def read_focus(article) -> list[str]:
    return [photo.focus for photo in article.photos.all()]


def test_focus_is_shown_where_photos_are_cropped(admin_client, client, article):
    category = article.category.get_absolute_url()
    assert "data-focus" not in client.get("/").content.decode()
    sent = articles.form(article, **{"photos-0-focus": "top-left", "photos-1-focus": ""})
    assert admin_client.post(articles.at(article), sent).status_code == 302
    assert read_focus(article) == [Focus.TOP_LEFT, Focus.CENTER]
    for path in ("/", category, "/tin-tuc/", article.get_absolute_url()):
        page = client.get(path, follow=True).content.decode()
        assert page.count('data-focus="top-left"') == 1, path
        assert page.count("data-focus") == 1


def test_form_without_focus_keeps_it(admin_client, article):
    article.photos.update(focus=Focus.BOTTOM)
    admin_client.post(articles.at(article), articles.form(article, title="Tên mới"))
    article.refresh_from_db()
    assert (article.title, read_focus(article)) == ("Tên mới", [Focus.BOTTOM, Focus.BOTTOM])


def test_unknown_focus_is_refused(admin_client, article):
    sent = articles.form(article, title="Tên mới", **{"photos-0-focus": "middle"})
    response = admin_client.post(articles.at(article), sent)
    assert response.status_code == 200
    assert "focus" in response.context["inline_admin_formsets"][0].formset.errors[0]
    assert read_focus(article) == ["", ""]
    with pytest.raises(IntegrityError):
        article.photos.update(focus="middle")


def test_focus_is_compared_and_restored(admin_client, admin_user, article):
    admin_client.post(articles.at(article), articles.form(article, title="Bản một"))
    photo = article.photos.first()
    admin_client.post(articles.at(article), articles.form(article, **{"photos-0-focus": "top"}))
    new, old = versions(article.pk)[:2]
    (change,) = diff_snapshots(load_snapshot(old), load_snapshot(new))
    assert change.lines == [
        [
            DiffSegment("same", f"Ảnh {photo.pk}, điểm chính:"),
            DiffSegment("removed", "chính"),
            DiffSegment("added", "trên, ở"),
            DiffSegment("same", "giữa"),
        ]
    ]
    restore(old, admin_user)
    assert read_focus(article) == ["", ""]
    restore(new, admin_user)
    assert read_focus(article) == ["top", ""]
    page = admin_client.get(articles.at(article, f"history/{new.pk}/")).content.decode()
    assert page.count('data-focus="top"') == 1


def test_autosave_keeps_focus(admin_client, article):
    typed = articles.form(article, form_key="k", **{"photos-0-focus": "right"})
    assert admin_client.post(articles.at(article, "chu-chua-luu/"), typed).status_code == 200
    page = admin_client.get(articles.at(article), {"lay-lai": Autosave.objects.get().pk}).content.decode()
    assert '<input type="radio" name="photos-0-focus" value="right" aria-label="giữa, bên phải" checked>' in page
    assert page.count('data-focus="right"') == 1
    assert read_focus(article) == ["", ""]


def test_photo_fields_are_told_apart_by_number(admin_client, article):
    page = admin_client.get(articles.at(article)).content.decode()
    for index in (0, 1):
        label = f'for="id_photos-{index}-alt_text">Mô tả ảnh <span data-number>{index + 1}</span></label>'
        assert label in page
