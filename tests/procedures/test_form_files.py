"""Forms that the portal itself keeps: put up by staff with their procedure, downloaded, untouched by any sheet."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from reversion.models import Version

from procedures.models import FormFile, Procedure
from saovang.accounts import roles
from tests import factories
from tests.media.test_files import DOCX, PDF, archive
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db
PAGE = "/thu-tuc-hanh-chinh/danh-muc/1.001193/"
NOT_TAKEN = "Tệp này không phải DOCX, PDF, XLSX hay ODT."


@pytest.fixture
def procedure():
    return factories.procedure()


def form(procedure: Procedure, *rows: dict, kept: int = 0, **fields) -> dict:
    """What the browser sends of the procedure's form with these rows of files, the first `kept` of them known."""
    sent = {"code": procedure.code, "name": procedure.name, "field": procedure.field} | fields
    sent |= {"form_files-TOTAL_FORMS": len(rows), "form_files-INITIAL_FORMS": kept}
    for index, row in enumerate(rows):
        row = {"title": "", "order": index, "procedure": procedure.pk} | row
        sent |= {f"form_files-{index}-{name}": value for name, value in row.items()}
    return sent


def send(client, procedure: Procedure, *rows: dict, **options):
    return client.post(f"/quan-tri/procedures/procedure/{procedure.pk}/change/", form(procedure, *rows, **options))


def upload(name: str, content: bytes = PDF) -> dict:
    return {"file": SimpleUploadedFile(name, content)}


def test_a_form_put_up_stands_on_the_page_and_is_saved_as_what_it_is(admin_client, client, procedure):
    assert "Biểu mẫu" not in text(client.get(PAGE))
    rows = [{"title": "Tờ khai"} | upload("to-khai.pdf.docx", DOCX), upload("Giấy ủy quyền.DOCX", PDF)]
    assert send(admin_client, procedure, *rows).status_code == 302
    assert [(file.title, file.kind, file.size) for file in procedure.form_files.all()] == [
        ("Tờ khai", "docx", len(DOCX)),
        ("Giấy ủy quyền", "pdf", len(PDF)),
    ]
    first, second = (file.file.url for file in procedure.form_files.all())
    assert first.endswith("/to-khai.docx")
    assert second.endswith("/giay-uy-quyen.pdf")
    html = client.get(PAGE).content.decode()
    assert f'<a href="{first}" download>Tờ khai</a> <span class="text-muted">DOCX, {len(DOCX)}\xa0byte</span>' in html
    served = client.get(second)
    assert (served["Content-Type"], served["Content-Disposition"]) == ("application/pdf", "attachment")
    assert b"".join(served.streaming_content) == PDF


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><script>", NOT_TAKEN),
        (archive("a.txt"), NOT_TAKEN),
        (b"", "Tập tin được gửi là rỗng."),
        (DOCX[:40], "Tệp bị hỏng hoặc chưa tải lên hết."),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "Tệp có macro"),
    ],
)
def test_what_is_no_form_is_refused_at_its_row_and_nothing_is_stored(admin_client, procedure, media, content, sentence):
    response = send(admin_client, procedure, {"title": "Tờ khai"} | upload("to-khai.docx", content))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not FormFile.objects.exists()
    assert not any(path.is_file() for path in media.rglob("*"))


def test_a_file_too_heavy_is_refused(admin_client, procedure, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    response = send(admin_client, procedure, upload("to.pdf", PDF + bytes(1024 * 1024) + PDF))
    assert "Tệp nặng quá giới hạn 1,0\xa0MB." in response.content.decode()


def test_a_title_too_long_is_told_at_the_row(admin_client, procedure):
    response = send(admin_client, procedure, {"title": "x" * 201} | upload("a.pdf"))
    (errors,) = response.context["inline_admin_formsets"][0].formset.errors
    assert list(errors) == ["title"]
    assert not FormFile.objects.exists()


def test_a_form_whose_title_is_emptied_keeps_it(admin_client, procedure):
    send(admin_client, procedure, {"title": "Tờ khai"} | upload("a.pdf"))
    file = procedure.form_files.get()
    assert send(admin_client, procedure, {"id": file.pk, "title": " "}, kept=1).status_code == 302
    assert procedure.form_files.get().title == "Tờ khai"


def test_a_title_without_file_is_told_at_the_row(admin_client, procedure):
    response = send(admin_client, procedure, {"title": "Tờ khai"})
    (errors,) = response.context["inline_admin_formsets"][0].formset.errors
    assert list(errors) == ["file"]


def test_a_form_is_renamed_replaced_and_taken_away(admin_client, client, procedure):
    send(admin_client, procedure, upload("a.pdf"), upload("b.pdf"))
    a, b = procedure.form_files.all()
    send(
        admin_client,
        procedure,
        {"id": a.pk, "title": "Tờ khai mới"} | upload("moi.docx", DOCX),
        {"id": b.pk, "title": "b", "DELETE": "on"},
        kept=2,
    )
    (file,) = procedure.form_files.all()
    assert (file.pk, file.title, file.kind, file.size) == (a.pk, "Tờ khai mới", "docx", len(DOCX))
    assert file.file.name.endswith("/to-khai-moi.docx")
    assert f'href="{a.file.url}"' not in client.get(PAGE).content.decode()


def test_a_sheet_that_updates_the_procedure_leaves_its_files(admin_client, client, procedure):
    send(admin_client, procedure, {"title": "Tờ khai"} | upload("a.pdf"))
    exported = admin_client.get("/quan-tri/procedures/procedure/xuat/").content
    sheet = factories.sheet([["1.001193", "Tên mới", "Hộ tịch"]])
    admin_client.post("/quan-tri/procedures/procedure/nhap/", {"sheet": sheet})
    assert procedure.form_files.count() == 1
    page = text(client.get(PAGE))
    assert "Tên mới" in page
    assert "Tờ khai PDF" in page
    admin_client.post("/quan-tri/procedures/procedure/nhap/", {"sheet": SimpleUploadedFile("a.xlsx", exported)})
    assert procedure.form_files.get().title == "Tờ khai"


def test_a_form_taken_away_comes_back_with_the_version_before(admin_client, client, procedure):
    send(admin_client, procedure, {"title": "Tờ khai"} | upload("a.pdf"))
    version = Version.objects.get_for_object(procedure).first()
    file = procedure.form_files.get()
    send(admin_client, procedure, {"id": file.pk, "title": "Tờ khai", "DELETE": "on"}, kept=1)
    assert not procedure.form_files.exists()
    back = f"/quan-tri/procedures/procedure/{procedure.pk}/history/{version.pk}/"
    assert "Tờ khai" in admin_client.get(back).content.decode()
    assert admin_client.post(back, form(procedure, {"id": file.pk, "title": "Tờ khai"}, kept=1)).status_code == 302
    assert procedure.form_files.get().file.name == file.file.name
    assert b"".join(client.get(file.file.url).streaming_content) == PDF


@pytest.mark.parametrize(("role", "may"), [(roles.AUTHOR, False), (roles.EDITOR, True)])
def test_editors_put_forms_up_and_authors_do_not(client, procedure, role, may):
    client.force_login(factories.staff(role))
    response = send(client, procedure, upload("a.pdf"))
    assert response.status_code == (302 if may else 403)
    assert procedure.form_files.exists() is may
