"""Which texts link to an object, and what the confirmation of a deletion says."""

import pytest

from procedures.models import FormFile
from saovang.accounts import roles
from saovang.links.usage import find_links, links_to, targets_of
from saovang.pages.models import Page, Task
from saovang.redirects.models import Redirect
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db


def link(url: str) -> str:
    return f'<p><a href="{url}">Xem</a></p>'


@pytest.fixture
def document():
    article = factories.article()
    return article.attachments.create(
        pk=5, title="Kế hoạch", file="tep/2026/11/ab12/ke-hoach.pdf", file_type="pdf", size=1
    )


@pytest.mark.parametrize(
    "url",
    [
        "/tep/5/ke-hoach.pdf",
        "/tep/5/ten-cu.pdf#trang-2",
        "/tep/5/k%E1%BA%BF.pdf?a=1",
        "http://testserver/tep/5/ke-hoach.pdf",
        "https://www.testserver/tep/5/ke-hoach.pdf",
        "//testserver/tep/5/ke-hoach.pdf",
        "/media/tep/2026/11/ab12/ke-hoach.pdf",
    ],
)
def test_document_is_recognized_in_every_spelling(document, url):
    assert links_to(link(url), targets_of(document))


@pytest.mark.parametrize(
    "url",
    [
        "/tep/51/ke-hoach.pdf",
        "/tep/5",
        "https://abc.vn/tep/5/ke-hoach.pdf",
        "/xem/tep/5/ke-hoach.pdf",
        "/media/tep/2026/11/ab12/khac.pdf",
        "http://[/tep/5/a.pdf",
        "mailto:a@example.vn",
    ],
)
def test_other_urls_are_no_links_to_document(document, url):
    assert not links_to(link(url), targets_of(document))


def test_photo_is_recognized_by_all_its_files():
    (photo,) = factories.photos(factories.article(), 1)
    urls = [photo.image.url, photo.variants[0].url]
    assert all(links_to(link(url), targets_of(photo)) for url in urls)
    assert not links_to(link(photo.image.url.replace(".jpg", "0.jpg")), targets_of(photo))


def test_article_is_linked_by_its_pages_and_files(document):
    article = document.article
    url = article.get_absolute_url()
    for each in (url, url.rstrip("/"), f"{url}in/", "/tep/5/a.pdf"):
        assert links_to(link(each), targets_of(article))
    assert not links_to(link(f"{url[:-1]}-2/"), targets_of(article))
    assert not links_to(link("/"), targets_of(article))


def test_links_are_found_in_texts_and_url_fields():
    page = Page.objects.create(title="Đích", slug="dich")
    source = Page.objects.create(title="Nguồn", slug="nguon", body=link("/trang/dich/"))
    task = Task.objects.create(title="Sinh con", url="/trang/dich/")
    redirect = Redirect.objects.create(old_path="/cu/", new_path="/trang/dich/")
    note = factories.article().change_notes.create(text="Xem http://testserver/trang/dich/.")
    Page.objects.create(title="Khác", slug="khac", body=link("/trang/dich-khac/"))
    assert {*find_links(targets_of(page))} == {source, task, redirect, note}


@pytest.mark.parametrize("role", [roles.AUTHOR, roles.EDITOR])
def test_delete_confirmation_lists_places(role):
    user = factories.staff(role)
    draft = factories.article("Nháp", status="draft", published_at=None, written_by=user)
    (photo,) = factories.photos(draft, 1)
    draft.body = link(photo.image.url)  # is deleted with it
    draft.save()
    factories.article("Bài kín", body=link(photo.image.url), **articles.STATES["draft"])
    factories.article("Bài đăng", body=link(photo.image.url))
    text = articles.signed_in(user).get(articles.at(draft, "delete/")).content.decode()
    assert "Xóa thì những chỗ sau có liên kết hỏng." in text
    assert "Bài viết: Bài đăng</a>" in text
    assert ("Bài viết: Bài kín</a>" in text) == (role == roles.EDITOR)
    assert ("1 chỗ khác" in text) == (role == roles.AUTHOR)
    assert "Bài viết: Nháp</a></li>" not in text


def test_deletion_of_several_lists_places_of_others():
    first, second, third = (
        Page.objects.create(title=f"Trang {name}", slug=name, body=body)
        for name, body in [("a", ""), ("b", link("/trang/a/")), ("c", link("/trang/b/"))]
    )
    data = {"action": "delete_selected", "_selected_action": [first.pk, second.pk]}
    client = articles.signed_in(factories.staff(roles.EDITOR))
    response = client.post("/quan-tri/pages/page/", data)
    assert f'<a href="/quan-tri/pages/page/{third.pk}/change/" target="_blank"' in response.content.decode()
    assert f'<a href="/quan-tri/pages/page/{second.pk}/change/" target="_blank"' not in response.content.decode()


def test_form_files_belong_to_their_procedure():
    procedure = factories.procedure()
    file = FormFile.objects.create(procedure=procedure, title="Tờ khai", file="tep/a/b.pdf", file_type="pdf", size=1)
    article = factories.article(body=link(file.get_absolute_url()))
    assert [*find_links(targets_of(procedure))] == [article]


def test_withdrawal_page_lists_places():
    article = factories.article()
    Page.objects.create(title="Trang A", slug="a", body=link(article.get_absolute_url()))
    client = articles.signed_in(factories.staff(roles.EDITOR))
    text = client.get(articles.at(article, "go-bai/")).content.decode()
    assert "Gỡ bài này thì những chỗ sau có liên kết hỏng." in text
    assert "Trang: Trang A</a>" in text
    assert "liên kết hỏng" not in client.get(articles.at(article, "tra-lai/")).content.decode()
