"""Photos and attachments of other articles that are used again, and where one is used."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Attachment, Photo
from news.services import publishing
from news.services.erasing import erase
from saovang.accounts import roles
from saovang.media.files import attach_file
from saovang.pages.models import Page
from saovang.uploads import reuse
from saovang.uploads.reuse import MAX_FILES, copy_files, find_files
from tests import factories
from tests.media.test_files import PDF
from tests.news import articles

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(author):
    return factories.article("Bài mới", status="draft", published_at=None, body="<p>Chữ.</p>", written_by=author)


def attachment(article, title: str = "Kế hoạch") -> Attachment:
    document = attach_file(Attachment(title=title, article=article), SimpleUploadedFile("a.pdf", PDF), "a.pdf")
    document.save()
    return document


def choose(client, article, kind: str, *rows, **fields):
    data = {"chosen": [row.pk for row in rows], "form_key": fields.pop("form_key", uuid4())}
    return client.post(articles.at(article, f"{kind}/dung-lai/"), data | fields.pop("data", {}), **fields)


def offered(client, article, kind: str = "anh", **query) -> list:
    return list(client.get(articles.at(article, f"{kind}/dung-lai/"), query).context["files"])


def test_reuse_page_offers_what_the_user_may_read(author, draft):
    other = factories.staff(roles.AUTHOR)
    own, public, hidden, withdrawn = (
        factories.photos(factories.article(written_by=user, **articles.STATES[state]), 1)[0]
        for user, state in [(author, "draft"), (other, "published"), (other, "draft"), (other, "withdrawn")]
    )
    assert offered(articles.signed_in(author), draft) == [public, own]
    editor = articles.signed_in(factories.staff(roles.EDITOR))
    assert offered(editor, draft) == [withdrawn, hidden, public, own]


@pytest.mark.parametrize("kind", ["anh", "tep"])
@pytest.mark.parametrize("state", ["draft", "waiting", "scheduled", "withdrawn"])
def test_reuse_refuses_forged_keys(author, draft, kind, state, media):
    foreign = factories.article(written_by=factories.staff(roles.AUTHOR), **articles.STATES[state])
    row = factories.photos(foreign, 1)[0] if kind == "anh" else attachment(foreign)
    files = {path for path in media.rglob("*") if path.is_file()}
    response = choose(articles.signed_in(author), draft, kind, row)
    assert response.status_code == 422
    assert "nay không dùng được nữa" in response.content.decode()
    assert {path for path in media.rglob("*") if path.is_file()} == files
    assert not draft.photos.exists()
    assert not draft.attachments.exists()


def test_reused_photo_takes_its_texts_and_files_along(author, draft):
    source = factories.article("Lễ hội", written_by=author)
    (photo,) = factories.photos(source, 1, alt_text="Rước kiệu", caption="Ảnh: Lan", alt_text_exempt=True)
    response = choose(articles.signed_in(author), draft, "anh", photo)
    assert (response.status_code, response.url) == (302, articles.at(draft))
    copy = draft.photos.get()
    assert (copy.alt_text, copy.caption, copy.alt_text_exempt) == ("Rước kiệu", "Ảnh: Lan", False)
    assert copy.image.name != photo.image.name
    with photo.image.open() as old, copy.image.open() as new:
        assert old.read() == new.read()
    assert [variant.width for variant in copy.variants] == [400]
    assert all(copy.image.storage.exists(variant.name) for variant in copy.variants)
    draft.refresh_from_db()
    assert draft.cover == copy


def test_reuse_by_script_returns_cards(author, draft):
    source = factories.article(written_by=author)
    rows = [attachment(source, "Kế hoạch"), attachment(source, "Danh sách")]
    response = choose(articles.signed_in(author), draft, "tep", *rows, headers={"accept": "application/json"})
    cards = response.json()["cards"]
    assert [re.search('name="attachments-0-title" value="([^"]*)"', card)[1] for card in cards] == [
        "Kế hoạch",
        "Danh sách",
    ]
    response = choose(articles.signed_in(author), draft, "tep", headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (422, {"error": "Hãy đánh dấu tệp đính kèm cần dùng."})


def test_reuse_sent_twice_adds_once(author, draft, media):
    rows = factories.photos(factories.article(), 2)
    key = uuid4()
    for _ in range(2):
        choose(articles.signed_in(author), draft, "anh", *rows, form_key=key)
    assert draft.photos.count() == 2
    assert len(list(media.rglob("anh/*/*/*.jpg"))) == 4


def test_reuse_respects_the_limits(author, draft, settings):
    rows = factories.photos(factories.article(), 3)
    settings.ARTICLE_MAX_PHOTOS = 2
    response = choose(articles.signed_in(author), draft, "anh", *rows)
    assert (response.status_code, draft.photos.count()) == (422, 0)
    assert "nhiều nhất 2" in response.content.decode()
    with pytest.raises(ValidationError, match=f"nhiều nhất {MAX_FILES} ảnh"):
        copy_files(author, draft, Photo, range(MAX_FILES + 1), uuid4())


def test_reuse_bounds_the_bytes_of_several_files(author, draft, monkeypatch):
    rows = [attachment(factories.article()) for _ in range(2)]
    monkeypatch.setattr(reuse, "MAX_BYTES", len(PDF))
    response = choose(articles.signed_in(author), draft, "tep", *rows)
    assert "Hãy thêm từng tệp." in response.content.decode()
    choose(articles.signed_in(author), draft, "tep", rows[0])
    assert draft.attachments.count() == 1


def test_reuse_without_its_stored_file_leaves_nothing(author, draft, media):
    first, second = factories.photos(factories.article(), 2)
    second.image.storage.delete(second.image.name)
    files = {path for path in media.rglob("*") if path.is_file()}
    response = choose(articles.signed_in(author), draft, "anh", first, second)
    assert (response.status_code, draft.photos.count()) == (422, 0)
    assert {path for path in media.rglob("*") if path.is_file()} == files


@pytest.mark.parametrize(
    "query", ["chosen=x&chosen=99999999999999999&p=-1&form_key=x", "q=%00%F0%9F%98%80'\"&p=9999999999999999999999"]
)
def test_reuse_page_survives_bad_queries(author, draft, query):
    factories.photos(factories.article(), 1)
    response = articles.signed_in(author).get(articles.at(draft, f"anh/dung-lai/?{query}"))
    assert response.status_code in (200, 400)


def test_reuse_page_finds_words_without_accents(author, draft):
    (photo,) = factories.photos(factories.article("Lễ hội Xuân Phả"), 1, alt_text="Rước kiệu", caption="Ảnh: Lan")
    factories.photos(factories.article("Họp dân"), 1)
    client = articles.signed_in(author)
    for text in ("ruoc KIEU", "xuan pha", "anh lan", "kiệu phả"):
        assert offered(client, draft, q=text) == [photo]
    assert offered(client, draft, q="kieu hop") == []


def test_reuse_page_keeps_the_chosen_on_other_pages(author, draft):
    rows = factories.photos(factories.article(), 2)
    client = articles.signed_in(author)
    page = client.get(articles.at(draft, "anh/dung-lai/"), {"chosen": rows[0].pk, "q": "khong co"})
    assert list(page.context["files"]) == [rows[0]]
    assert f'value="{rows[0].pk}" checked' in page.content.decode()


def test_copies_are_offered_once(author, draft):
    (photo,) = factories.photos(factories.article("Cũ"), 1)
    second = factories.article("Hai", written_by=author)
    (copy,) = copy_files(author, second, Photo, [photo.pk], uuid4())
    assert list(find_files(author, draft, Photo)) == [copy]
    assert list(find_files(author, second, Photo)) == [photo]


def test_copy_outlives_erasure_and_withdrawal(author, draft, media, django_capture_on_commit_callbacks):
    editor = factories.staff(roles.EDITOR)
    source = factories.article(written_by=author)
    document = attachment(source)
    (copy,) = copy_files(author, draft, Attachment, [document.pk], uuid4())
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(draft, user=editor)
        publishing.withdraw(source, "Sai", editor)
    with django_capture_on_commit_callbacks(execute=True):
        erase([document], "Lộ số căn cước", editor)
    assert articles.Client().get(copy.get_absolute_url()).status_code == 302
    assert copy.file.storage.is_public(copy.file.name)
    assert not document.file.storage.exists(document.file.name)


def test_usage_lists_copies_and_links(author, draft):
    source = factories.article("Nguồn", written_by=author)
    document = attachment(source)
    copy_files(author, draft, Attachment, [document.pk], uuid4())
    other = factories.staff(roles.AUTHOR)
    foreign = factories.article("Bài kín", written_by=other, **articles.STATES["draft"])
    copy_files(other, foreign, Attachment, [document.pk], uuid4())
    Page.objects.create(title="Trang A", slug="a", body=f'<p><a href="{document.get_absolute_url()}">Tải</a></p>')
    page = articles.signed_in(author).get(articles.at(source, f"tep/{document.pk}/o-dau/"))
    copies, places = page.context["copies"], page.context["places"]
    assert (copies.labels, places.labels) == (
        "Bài viết: Bài mới; 1 chỗ khác mà bạn không có quyền xem",
        "Trang: Trang A",
    )
    assert "Bài kín" not in page.content.decode()
    page = articles.signed_in(factories.staff(roles.EDITOR)).get(articles.at(source, f"tep/{document.pk}/o-dau/"))
    assert (page.context["copies"].labels, page.context["places"].labels) == (
        "Bài viết: Bài kín; Bài viết: Bài mới",
        "Trang: Trang A",
    )


def test_usage_of_photo_says_where_it_stands(author, draft):
    first, second = factories.photos(draft, 2)
    draft.body = f'<figure data-photos="{second.pk}"></figure>'
    draft.save()
    client = articles.signed_in(author)
    texts = [client.get(articles.at(draft, f"anh/{row.pk}/o-dau/")).content.decode() for row in (first, second)]
    assert "cùng các ảnh cuối bài; là ảnh bìa." in texts[0]
    assert "giữa bài." in texts[1]
    assert "Không bài hay trang nào khác dùng ảnh này." in texts[0]


def test_usage_of_foreign_file_is_not_found(author, draft):
    (photo,) = factories.photos(factories.article(**articles.STATES["draft"]), 1)
    assert articles.signed_in(author).get(articles.at(draft, f"anh/{photo.pk}/o-dau/")).status_code == 404


def deletion(article, row, **fields) -> dict:
    prefix = "photos" if isinstance(row, Photo) else "attachments"
    data = {f"{prefix}-{name}_FORMS": 1 for name in ("TOTAL", "INITIAL")}
    data |= {f"{prefix}-0-id": row.pk, f"{prefix}-0-order": 1, f"{prefix}-0-DELETE": "on"}
    return articles.form(article, **data | fields, _save="1")


@pytest.mark.parametrize("kind", ["photo", "attachment"])
def test_deleting_a_linked_file_asks_once(author, draft, kind):
    row = factories.photos(draft, 1)[0] if kind == "photo" else attachment(draft)
    url = row.variants[0].url if kind == "photo" else row.get_absolute_url()
    own = factories.article("Bài khác", written_by=author, body=f'<p><a href="{url}">Xem</a></p>')
    Page.objects.create(title="Trang A", slug="a", body=f'<p><a href="http://testserver{url}">Xem</a></p>')
    client = articles.signed_in(author)
    response = client.post(articles.at(draft), deletion(draft, row))
    text = response.content.decode()
    assert response.status_code == 200
    assert f"thì liên kết hỏng ở: Trang: Trang A; Bài viết: {own}." in text
    (name, digest) = re.search('name="([a-z]+-confirmed_deletions)" value="([0-9a-f]+)"', text).groups()
    assert type(row).objects.filter(pk=row.pk).exists()
    response = client.post(articles.at(draft), deletion(draft, row, **{name: digest}))
    assert response.status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_deleting_a_file_linked_in_the_new_text_asks(author, draft):
    document = attachment(draft)
    client = articles.signed_in(author)
    body = f'<p><a href="{document.get_absolute_url()}">Tải</a></p>'
    response = client.post(articles.at(draft), deletion(draft, document, body=body))
    assert "thì liên kết hỏng ở: chữ của bài này." in response.content.decode()
    assert client.post(articles.at(draft), deletion(draft, document, body="<p>Chữ.</p>")).status_code == 302
    assert not draft.attachments.exists()
