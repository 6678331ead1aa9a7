"""Photos of a flat page: uploaded, described, placed in the text, used again, restored."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from saovang.accounts import roles
from saovang.adminsite.models import Autosave
from saovang.core.text import fold
from saovang.media.models import Erasure
from saovang.media.photo_rows import photo_row_html
from saovang.pages.models import Page, PagePhoto
from tests import factories
from tests.fuzz.admin_requests import Form
from tests.helpers import main_html
from tests.news import articles
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db
PUBLIC = "/trang/di-tich/"


@pytest.fixture
def flat_page() -> Page:
    return Page.objects.create(title="Di tích", slug="di-tich", body="<p>Một.</p><p>Hai.</p>")


def path_of(page: Page, view: str = "change/") -> str:
    return f"/quan-tri/pages/page/{page.pk}/{view}"


def upload(client, page: Page, **fields):
    file = SimpleUploadedFile("a.jpg", factories.image_file((900, 600)).getvalue())
    return client.post(path_of(page, "anh/"), {"file": file} | fields)


def save(client, page: Page, path: str = "", **changes):
    path = path or path_of(page)
    fields = Form(client.get(path).content.decode()).fields
    return client.post(path, fields | {name.replace("__", "-"): value for name, value in changes.items()})


def alts(response) -> list[str]:
    return re.findall(r'<img [^>]*alt="(.*?)"', main_html(response))


def is_served(client, photo: PagePhoto) -> bool:
    response = client.get(photo.image.url)
    response.close()
    return response.status_code == 200


def test_uploaded_photo_is_shown_once_it_is_described(admin_client, client, media, flat_page):
    key = uuid4()
    first, second = (upload(admin_client, flat_page, key=key) for _ in range(2))  # sent again: stored once
    assert (first.status_code, second.status_code, flat_page.photos.count()) == (200, 200, 1)
    photo = flat_page.photos.get()
    assert f'data-card="{photo.pk}"' in first.content.decode()
    assert "Ảnh bìa" not in first.content.decode()
    assert alts(client.get(PUBLIC)) == []
    refused = save(admin_client, flat_page, title="Di tích, lễ hội")
    assert "Ảnh 1 chưa có mô tả" in refused.content.decode()
    assert save(admin_client, flat_page, photos__0__alt_text="Cổng đình", photos__0__caption="Lễ").status_code == 302
    page = client.get(PUBLIC)
    assert alts(page) == ["Cổng đình"]
    for part in ("<figcaption>Lễ</figcaption>", "srcset=", "js/viewer", 'property="og:image:alt" content="Cổng đình"'):
        assert part in page.content.decode()


def test_index_lists_pages_with_photos_without_description(admin_client, media, flat_page):
    card = "Ảnh của trang chưa có mô tả"
    assert card not in text(admin_client.get("/quan-tri/"))
    upload(admin_client, flat_page)
    upload(admin_client, flat_page)
    index = admin_client.get("/quan-tri/")
    assert [panel.title for panel in index.context["task_lists"]] == [card]
    assert f'<a href="{path_of(flat_page)}">{flat_page.title}</a> <small>2 ảnh</small>' in index.content.decode()


def test_photos_stand_in_rows_and_the_rest_below(admin_client, client, media, flat_page):
    photos = factories.page_photos(flat_page, 3)
    first, second, third = (photo.alt_text for photo in photos)
    assert alts(client.get(PUBLIC)) == [first, second, third]
    row = photo_row_html([photos[2].pk, photos[1].pk])
    assert save(admin_client, flat_page, body=f"<p>Một.</p>{row}<p>Hai.</p>").status_code == 302
    page = client.get(PUBLIC)
    assert alts(page) == [third, second, first]
    parts = ["Một.", third, "Hai.", "Ảnh trong trang", first]
    assert re.findall("|".join(parts), main_html(page)) == parts


def test_page_with_photos_takes_one_query_more(client, media, flat_page):
    factories.page_photos(flat_page, 2)
    with CaptureQueriesContext(connection) as queries:
        client.get(PUBLIC)
    assert sum("pages_pagephoto" in query["sql"] for query in queries.captured_queries) == 1


def test_photo_without_script_comes_with_the_form(admin_client, media, flat_page):
    file = SimpleUploadedFile("a.jpg", factories.image_file((900, 600)).getvalue())
    assert save(admin_client, flat_page, new_photos=file).status_code == 302
    assert flat_page.photos.count() == 1
    assert Version.objects.get_for_object(flat_page.photos.get()).exists()


def test_preview_shows_typed_texts_and_order(admin_client, media, flat_page):
    photos = factories.page_photos(flat_page, 3)
    fields = Form(admin_client.get(path_of(flat_page)).content.decode()).fields
    fields |= {"photos-0-alt_text": "Mới gõ", "photos-0-order": "9", "photos-1-DELETE": "on"}
    response = admin_client.post(path_of(flat_page, "xem-truoc/"), fields)
    assert alts(response) == [photos[2].alt_text, "Mới gõ"]
    assert flat_page.photos.count() == 3


@pytest.mark.django_db(transaction=True)
def test_older_version_brings_photos_back(admin_client, client, media, flat_page):
    (old,) = factories.page_photos(flat_page, 1)
    save(admin_client, flat_page, title="Di tích cấp tỉnh")
    (new,) = factories.page_photos(flat_page, 1)
    save(admin_client, flat_page, photos__0__DELETE="on")
    assert alts(client.get(PUBLIC)) == [new.alt_text]
    assert (is_served(client, old), is_served(client, new)) == (False, True)
    path = path_of(flat_page, f"history/{Version.objects.get_for_object(flat_page).last().pk}/")
    assert "Khác bản hiện nay ở: ảnh." in admin_client.get(path).content.decode()
    assert save(admin_client, flat_page, path).status_code == 302
    assert alts(client.get(PUBLIC)) == [old.alt_text]
    call_command("delete_orphaned_files", "--delete")
    assert is_served(client, old)


def test_photo_is_used_again_across_articles_and_pages(admin_client, media, flat_page):
    (photo,) = factories.photos(factories.article("Lễ hội"), 1, caption="Rước kiệu")
    reuse = path_of(flat_page, "anh/dung-lai/")
    assert list(admin_client.get(reuse).context["files"]) == []
    assert list(admin_client.get(reuse, {"kind": "Bài viết"}).context["files"]) == [photo]
    data = {"kind": "Bài viết", "chosen": [photo.pk], "form_key": uuid4()}
    for _ in range(2):  # sent again: copied once
        assert admin_client.post(reuse, data).status_code == 302
    copy = flat_page.photos.get()
    assert (copy.caption, copy.alt_text, copy.origin) == ("Rước kiệu", photo.alt_text, photo.origin)
    assert copy.image.name != photo.image.name
    assert "Bài viết: Lễ hội" in admin_client.get(path_of(flat_page, f"anh/{copy.pk}/o-dau/")).content.decode()
    draft = factories.article("Bài mới", status="draft", published_at=None)
    author = articles.signed_in(draft.written_by) if draft.written_by else admin_client
    assert list(author.get(articles.at(draft, "anh/dung-lai/"), {"kind": "Trang"}).context["files"]) == [copy]
    usage = admin_client.get(articles.at(photo.article, f"anh/{photo.pk}/o-dau/")).content.decode()
    assert "Trang: Di tích" in usage


@pytest.mark.django_db(transaction=True)
def test_deletion_of_page_is_undone_with_its_photos(admin_client, client, media, flat_page):
    save(admin_client, flat_page)
    (photo,) = factories.page_photos(flat_page, 1)  # since the last version
    admin_client.post(path_of(flat_page, "delete/"), {"post": "yes"})
    assert not is_served(client, photo)
    path = f"/quan-tri/pages/page/recover/{Version.objects.get_deleted(Page).get().pk}/"
    assert save(admin_client, flat_page, path).status_code == 302
    assert alts(client.get(PUBLIC)) == [photo.alt_text]
    assert is_served(client, photo)


def test_caption_with_personal_data_is_pointed_out(admin_client, media, flat_page):
    factories.page_photos(flat_page, 1)
    response = save(admin_client, flat_page, photos__0__caption="CCCD 038012345678")
    assert "chữ của ảnh 1" in admin_client.get(response.url).content.decode()


def test_search_finds_captions(client, media, flat_page):
    factories.page_photos(flat_page, 1, caption="Bia đá thời Lê")
    assert "Di tích" in main_html(client.get("/tim-kiem/", {"q": "bia đá thời Lê"}))


@pytest.mark.django_db(transaction=True)
def test_erased_photo_does_not_come_back(admin_client, client, media, flat_page):
    remaining, erased = factories.page_photos(flat_page, 2)
    save(admin_client, flat_page, photos__1__alt_text="Người bị thương")
    admin_client.post(path_of(flat_page, "chu-chua-luu/"), {"photos-1-id": erased.pk, "photos-1-caption": "Tên"})
    save(admin_client, flat_page, photos__1__DELETE="on")  # still in the history
    data = {"targets": f"pagephoto-{erased.pk}", "reason": "Theo đơn"}
    assert "Người bị thương" in admin_client.get(path_of(flat_page, "xoa-han/")).content.decode()
    assert admin_client.post(path_of(flat_page, "xoa-han/"), {"reason": "Theo đơn"}).status_code == 422
    assert admin_client.post(path_of(flat_page, "xoa-han/"), data).status_code == 302
    assert not any("nguoi" in fold(data) for data in Version.objects.values_list("serialized_data", flat=True))
    assert not any(path.name.startswith(erased.image.name[-15:-4]) for path in media.rglob("*"))
    assert not any("photos-1-caption" in autosave.fields for autosave in Autosave.objects.all())
    save(admin_client, flat_page, path_of(flat_page, f"history/{Version.objects.get_for_object(flat_page).last().pk}/"))
    assert alts(client.get(PUBLIC)) == [remaining.alt_text]
    assert Erasure.objects.get().kind == "pages.pagephoto"


@pytest.mark.parametrize("role", [roles.AUTHOR, roles.EDITOR, roles.ADMINISTRATOR])
def test_erasing_is_for_administrators(media, flat_page, role):
    response = articles.signed_in(factories.staff(role)).get(path_of(flat_page, "xoa-han/"))
    assert response.status_code == (200 if role == roles.ADMINISTRATOR else 403)


@pytest.mark.parametrize("view", ["anh/", "anh/dung-lai/"])
def test_authors_may_not_change_photos_of_pages(media, flat_page, view):
    client = articles.signed_in(factories.staff(roles.AUTHOR))
    assert client.post(path_of(flat_page, view), {"chosen": [1]}).status_code == 403
    assert not PagePhoto.objects.exists()
    (photo,) = factories.page_photos(flat_page, 1)
    assert client.get(path_of(flat_page, f"anh/{photo.pk}/o-dau/")).status_code == 403
