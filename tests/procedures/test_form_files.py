"""Uploaded forms of a procedure: validation, download, versions; an import does not change them."""

import re

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from reversion.models import Version

from procedures.models import FormFile, Procedure
from saovang.accounts import roles
from tests import factories
from tests.media.test_files import DOCX, ENCRYPTED_OFFICE, PASSWORD, PDF, REMOTE, archive, damaged, office, related
from tests.news.test_pages import text
from tests.news.test_publication_warnings import FILES

pytestmark = pytest.mark.django_db
PAGE = "/thu-tuc-hanh-chinh/danh-muc/1.001193/"
WRONG_TYPE = "Tệp này không phải DOCX, PDF, XLSX hay ODT."


@pytest.fixture
def procedure():
    return factories.procedure()


def build_form(procedure: Procedure, *rows: dict, initial: int = 0) -> dict:
    """Return the data of the admin form with these inline rows, the first `initial` of them already saved."""
    data = {"code": procedure.code, "name": procedure.name, "sector": procedure.sector}
    data |= {"form_files-TOTAL_FORMS": len(rows), "form_files-INITIAL_FORMS": initial}
    for index, row in enumerate(rows):
        row = {"title": "", "order": index, "procedure": procedure.pk} | row
        data |= {f"form_files-{index}-{name}": value for name, value in row.items()}
    return data


def save(client, procedure: Procedure, *rows: dict, initial: int = 0):
    data = build_form(procedure, *rows, initial=initial)
    return client.post(f"/quan-tri/procedures/procedure/{procedure.pk}/change/", data)


def upload(name: str, content: bytes = PDF) -> dict:
    return {"file": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize("file_type", FILES)
def test_form_file_with_personal_data_warns(admin_client, procedure, file_type, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = save(admin_client, procedure, {"title": "Mẫu"} | upload(f"mau.{file_type}", FILES[file_type]))
    assert response.status_code == 302
    shown = " ".join(map(str, get_messages(response.wsgi_request)))
    assert re.search("Hãy xem lại: thủ tục này có số .*8185001230” ở tệp “Mẫu”", shown)


def test_form_file_type_follows_content(admin_client, client, procedure):
    assert "Biểu mẫu" not in text(client.get(PAGE))
    rows = [{"title": "Tờ khai"} | upload("to-khai.pdf.docx", DOCX), upload("Giấy ủy quyền.DOCX", PDF)]
    assert save(admin_client, procedure, *rows).status_code == 302
    assert [(file.title, file.file_type, file.size) for file in procedure.form_files.all()] == [
        ("Tờ khai", "docx", len(DOCX)),
        ("Giấy ủy quyền", "pdf", len(PDF)),
    ]
    first, second = (file.get_absolute_url() for file in procedure.form_files.all())
    assert first.endswith("/to-khai.docx")
    assert second.endswith("/giay-uy-quyen.pdf")
    html = client.get(PAGE).content.decode()
    assert f'<a href="{first}" download>Tờ khai</a> <span class="text-muted">DOCX, {len(DOCX)}\xa0byte</span>' in html
    redirect = client.get(second)
    assert (redirect.status_code, redirect["Cache-Control"]) == (302, "no-cache")
    served = client.get(redirect.url)
    assert (served["Content-Type"], served["Content-Disposition"]) == ("application/pdf", "attachment")
    assert b"".join(served.streaming_content) == PDF


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html><script>", WRONG_TYPE),
        (archive("a.txt"), WRONG_TYPE),
        (b"", "Tập tin được gửi là rỗng."),
        (DOCX[:40], "Tệp bị hỏng hoặc chưa tải lên hết."),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "Tệp có macro"),
        (damaged(DOCX), "Tệp bị hỏng hoặc chưa tải lên hết."),
        (office("application/vnd.ms-excel.sheet.macroEnabled", "xl/workbook.xml"), "Tệp thuộc kiểu có macro"),
        (ENCRYPTED_OFFICE, PASSWORD),
        (related("attachedTemplate", "https://example.com/a.dotm"), REMOTE),
    ],
)
def test_form_file_rejects_invalid_content(admin_client, procedure, media, content, message):
    response = save(admin_client, procedure, {"title": "Tờ khai"} | upload("to-khai.docx", content))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not FormFile.objects.exists()
    assert not any(path.is_file() for path in media.rglob("*"))


def test_form_file_rejects_too_large(admin_client, procedure, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    response = save(admin_client, procedure, upload("to.pdf", PDF + bytes(1024 * 1024) + PDF))
    assert "Tệp nặng quá giới hạn 1,0\xa0MB." in response.content.decode()


def test_form_file_rejects_too_long_title(admin_client, procedure):
    response = save(admin_client, procedure, {"title": "x" * 201} | upload("a.pdf"))
    (errors,) = response.context["inline_admin_formsets"][0].formset.errors
    assert list(errors) == ["title"]
    assert not FormFile.objects.exists()


def test_form_file_empty_title_keeps_previous(admin_client, procedure):
    save(admin_client, procedure, {"title": "Tờ khai"} | upload("a.pdf"))
    file = procedure.form_files.get()
    assert save(admin_client, procedure, {"id": file.pk, "title": " "}, initial=1).status_code == 302
    assert procedure.form_files.get().title == "Tờ khai"


def test_form_file_requires_file(admin_client, procedure):
    response = save(admin_client, procedure, {"title": "Tờ khai"})
    (errors,) = response.context["inline_admin_formsets"][0].formset.errors
    assert list(errors) == ["file"]


def test_form_file_rename_replace_and_delete(admin_client, client, procedure):
    save(admin_client, procedure, upload("a.pdf"), upload("b.pdf"))
    a, b = procedure.form_files.all()
    page = admin_client.get(f"/quan-tri/procedures/procedure/{procedure.pk}/change/").content.decode()
    assert "Thay tệp:" in page
    assert "địa chỉ tải về giữ nguyên" in page
    save(
        admin_client,
        procedure,
        {"id": a.pk, "title": "Tờ khai mới"} | upload("moi.docx", DOCX),
        {"id": b.pk, "title": "b", "DELETE": "on"},
        initial=2,
    )
    (file,) = procedure.form_files.all()
    assert (file.pk, file.title, file.file_type, file.size) == (a.pk, "Tờ khai mới", "docx", len(DOCX))
    assert file.file.name.endswith("/to-khai-moi.docx")
    assert client.get(a.get_absolute_url()).url == file.file.url, "the URL of the first file gives the new one"
    assert f'href="{file.get_absolute_url()}"' in client.get(PAGE).content.decode()
    assert client.get(a.file.url).status_code == 410
    with default_storage.open(a.file.name) as old_file:
        assert old_file.read() == PDF, "it stays for older versions"
    assert client.get(b.get_absolute_url()).status_code == 404


def test_import_leaves_form_files(admin_client, client, procedure):
    save(admin_client, procedure, {"title": "Tờ khai"} | upload("a.pdf"))
    exported = admin_client.get("/quan-tri/procedures/procedure/xuat/").content
    sheet = factories.sheet([["1.001193", "Tên mới", "Hộ tịch"]])
    admin_client.post("/quan-tri/procedures/procedure/nhap/", {"sheet": sheet})
    assert procedure.form_files.count() == 1
    page = text(client.get(PAGE))
    assert "Tên mới" in page
    assert "Tờ khai PDF" in page
    admin_client.post("/quan-tri/procedures/procedure/nhap/", {"sheet": SimpleUploadedFile("a.xlsx", exported)})
    assert procedure.form_files.get().title == "Tờ khai"


def test_form_file_restored_with_version(admin_client, client, procedure):
    save(admin_client, procedure, {"title": "Tờ khai"} | upload("a.pdf"))
    version = Version.objects.get_for_object(procedure).first()
    file = procedure.form_files.get()
    save(admin_client, procedure, {"id": file.pk, "title": "Tờ khai", "DELETE": "on"}, initial=1)
    assert not procedure.form_files.exists()
    url = f"/quan-tri/procedures/procedure/{procedure.pk}/history/{version.pk}/"
    assert "Tờ khai" in admin_client.get(url).content.decode()
    assert (
        admin_client.post(url, build_form(procedure, {"id": file.pk, "title": "Tờ khai"}, initial=1)).status_code == 302
    )
    assert procedure.form_files.get().file.name == file.file.name
    assert b"".join(client.get(file.file.url).streaming_content) == PDF


@pytest.mark.parametrize(("role", "allowed"), [(roles.AUTHOR, False), (roles.EDITOR, True)])
def test_form_file_upload_by_role(client, procedure, role, allowed):
    client.force_login(factories.staff(role))
    response = save(client, procedure, upload("a.pdf"))
    assert response.status_code == (302 if allowed else 403)
    assert procedure.form_files.exists() is allowed
