"""Files of a flat page: uploaded with its form, listed below its text, found by search."""

import re
from functools import partial

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from saovang.media.libreoffice import find_program
from saovang.pages.models import Page, PageFile
from tests import old_documents
from tests.media.test_files import DOCX, PDF
from tests.news.test_pages import text
from tests.news.test_publication_warnings import FILES
from tests.old_documents import DOC, RTF

pytestmark = pytest.mark.django_db


@pytest.fixture
def flat_page() -> Page:
    return Page.objects.create(title="Quy chế", slug="quy-che", body="<p>Chữ.</p>")


def save(client, page: Page, *files: tuple[str, bytes]):
    data = {"title": page.title, "slug": page.slug, "body": page.body, "position": "menu", "order": 0}
    data |= {"files-TOTAL_FORMS": len(files), "files-INITIAL_FORMS": 0}
    for index, (name, content) in enumerate(files):
        data |= {f"files-{index}-{key}": value for key, value in [("title", ""), ("order", index), ("page", page.pk)]}
        data[f"files-{index}-file"] = SimpleUploadedFile(name, content)
    return client.post(f"/quan-tri/pages/page/{page.pk}/change/", data)


def test_files_are_listed_below_the_text(admin_client, client, media, flat_page):
    assert "Tệp đính kèm" not in text(client.get("/trang/quy-che/"))
    assert save(admin_client, flat_page, ("Quy chế.docx", DOCX), ("phu-luc.docx", PDF)).status_code == 302
    first, second = flat_page.files.all()
    assert (first.title, first.file_type, second.file_type) == ("Quy chế", "docx", "pdf")
    page = client.get("/trang/quy-che/").content.decode()
    assert page.index("Chữ.") < page.index("Tệp đính kèm") < page.index("Cập nhật lần cuối")
    assert f'<a href="{first.get_absolute_url()}" download>Quy chế</a>' in page
    assert f'<a href="{second.get_absolute_url()}" download>phu-luc</a>' in page
    served = client.get(client.get(second.get_absolute_url()).url)
    assert (served.status_code, served["Content-Disposition"]) == (200, "attachment")
    assert b"".join(served.streaming_content) == PDF
    preview = admin_client.post(f"/quan-tri/pages/page/{flat_page.pk}/xem-truoc/", {"title": "Mới"})
    assert "phu-luc" in text(preview)


@pytest.mark.parametrize("file_type", FILES)
def test_file_with_personal_data_warns(admin_client, media, flat_page, file_type, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = save(admin_client, flat_page, (f"danh-sach.{file_type}", FILES[file_type]))
    shown = " ".join(map(str, get_messages(response.wsgi_request)))
    assert re.search("Hãy xem lại: trang này có số .*8185001230” ở tệp “danh-sach”", shown)


def test_file_of_page_is_found_by_search_and_link_dialog(admin_client, client, media, flat_page):
    save(admin_client, flat_page, ("noi-quy.docx", DOCX))
    flat_page.files.update(title="Nội quy tiếp công dân")
    found = admin_client.get("/quan-tri/duong-dan/?q=noi+quy").json()["links"]
    assert [(link["kind"], link["url"]) for link in found] == [
        ("Tệp: Quy chế", flat_page.files.get().get_absolute_url()),
        ("Trang giới thiệu", flat_page.get_absolute_url()),
    ]


def test_file_of_other_type_is_refused(admin_client, media, flat_page):
    response = save(admin_client, flat_page, ("anh.pdf", b"\x89PNG\r\n\x1a\n"))
    assert response.status_code == 200
    assert "Tệp này không phải PDF, DOCX, XLSX, ODT hay ZIP." in text(response)
    assert not PageFile.objects.exists()


def test_deleted_page_takes_its_files_along(admin_client, client, media, flat_page):
    save(admin_client, flat_page, ("a.pdf", PDF))
    url = flat_page.files.get().get_absolute_url()
    admin_client.post(f"/quan-tri/pages/page/{flat_page.pk}/delete/", {"post": "yes"})
    assert client.get(url).status_code == 404


@pytest.fixture
def converter(monkeypatch, tmp_path):
    yield partial(old_documents.install, monkeypatch, tmp_path, DOCX)
    find_program.cache_clear()


def test_old_word_file_is_converted_to_docx(admin_client, media, flat_page, converter):
    converter()
    form = admin_client.get(f"/quan-tri/pages/page/{flat_page.pk}/change/").content.decode()
    assert "Tệp .doc, .rtf được chuyển sang DOCX." in form
    assert save(admin_client, flat_page, ("Quy chế.doc", DOC), ("Mẫu.rtf", RTF)).status_code == 302
    found = [(file.title, file.file_type, file.size) for file in flat_page.files.all()]
    assert found == [("Quy chế", "docx", len(DOCX)), ("Mẫu", "docx", len(DOCX))]


def test_old_word_file_that_fails_says_how_to_save_it(admin_client, media, flat_page, converter):
    converter("exit 1")
    assert "Tệp Word kiểu cũ (.doc)." in text(save(admin_client, flat_page, ("Quy chế.doc", DOC)))
    assert not flat_page.files.exists()
