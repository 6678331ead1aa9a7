"""The text of attached files in the search."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils.html import strip_tags
from openpyxl import Workbook

from news.models import Article, Attachment
from news.services import erasing
from news.services.attachments import replace_file
from procedures.models import FormFile
from saovang.core.limits import BusyError
from saovang.media.files import attach_file
from saovang.media.models import FileText
from saovang.search import file_texts
from saovang.search.extraction import extract_text
from saovang.search.file_texts import extract_pending, new_files
from saovang.search.index import rebuild
from saovang.search.models import Entry
from tests import bombs, documents, factories

pytestmark = pytest.mark.django_db
TEXT = "Kinh phí hỗ trợ hộ nghèo là 610 triệu đồng"


def attach(
    content: bytes, file_type: str = "pdf", article: Article | None = None, title: str = "Phụ lục"
) -> Attachment:
    """Attach a file as an upload does, without the check of its type."""
    attachment = Attachment(article=article or factories.article(), title=title, file_type=file_type, size=len(content))
    attachment.file.save(f"tep.{file_type}", ContentFile(content), save=False)
    attachment.save()
    return attachment


def search(query: str) -> list[str]:
    return [strip_tags(result.title) for result in Entry.objects.search(query)[0:9]]


@pytest.mark.parametrize(
    ("file_type", "content"),
    [
        ("pdf", documents.pdf("Trang đầu", TEXT)),
        ("docx", documents.docx("Dòng đầu", TEXT)),
        ("odt", documents.odt("Dòng đầu", TEXT)),
        ("xlsx", factories.sheet([[TEXT]]).read()),
        ("pdf", documents.pdf("Kinh phÝ hç trî hé nghÌo lµ 610 triÖu ®ång", font="ABCDEF+.VnTime")),
        ("docx", documents.docx("Kinh phÝ hç trî hé nghÌo lµ 610 triÖu ®ång", font=".VnTime")),
        ("docx", documents.docx("Kinh phÝ hç trî hé nghÌo lµ 610 triÖu ®ång")),
    ],
)
def test_text_of_file_is_extracted(file_type, content):
    assert TEXT in extract_text(content, file_type)


def test_notes_of_word_file_are_extracted():
    note = f'<w:footnotes xmlns:w="{documents.WORD}"><w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p></w:footnotes>'
    assert TEXT in extract_text(bombs.docx(**{"word/footnotes.xml": note}), "docx")


def test_comments_and_deleted_text_are_not_extracted():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        deleted = "<t:tracked-changes><t:deletion><t:p>Đã xóa</t:p></t:deletion></t:tracked-changes>"
        body = "<t:p>Giữ<o:annotation><t:p>Nhận xét</t:p></o:annotation> lại</t:p>"
        archive.writestr("content.xml", f'<o:text xmlns:o="a" xmlns:t="b">{deleted}{body}</o:text>')
    assert extract_text(file.getvalue(), "odt") == "Giữ lại"


def test_cell_far_away_hides_no_other_sheet():
    workbook = Workbook()
    workbook.active["XFD200000"] = "xa"
    workbook.create_sheet()["A1"] = TEXT
    file = io.BytesIO()
    workbook.save(file)
    assert extract_text(file.getvalue(), "xlsx").split("\n")[-1] == TEXT


def test_text_of_attachment_is_found(client):
    attach(documents.pdf(TEXT), article=factories.article("Tin", body="<p>Xem tệp.</p>"))
    assert search("kinh phí hộ nghèo") == []
    call_command("extract_texts")
    assert search("kinh phí hộ nghèo") == search("kinh phi ho ngheo") == ["Tin"]
    page = client.get("/tim-kiem/?q=kinh+phí+hộ+nghèo").content.decode()
    assert "Trong tệp “Phụ lục”: <mark>Kinh phí</mark> hỗ trợ <mark>hộ nghèo</mark> là 610\xa0triệu\xa0đồng" in page
    assert "Trong tệp" not in client.get("/tim-kiem/?q=xem+tệp").content.decode()


def test_words_are_found_in_page_and_file_together(client):
    attach(documents.docx(TEXT), "docx", factories.article("Nghị quyết", body="<p>Họp.</p>"))
    extract_pending()
    assert search("nghị quyết hộ nghèo") == ["Nghị quyết"]
    assert "Không có từ" not in client.get("/tim-kiem/?q=nghị+quyết+hộ+nghèo").content.decode()


def test_text_of_form_is_found():
    procedure = factories.procedure(name="Đăng ký khai sinh")
    form = FormFile(procedure=procedure, title="Tờ khai", file_type="docx", size=1)
    form.file.save("tep.docx", ContentFile(documents.docx("Mẫu dùng cho người yêu cầu")), save=False)
    form.save()
    extract_pending()
    assert search("mẫu dùng cho người yêu cầu") == ["Đăng ký khai sinh"]


def test_file_that_a_form_has_read_is_found():
    """The form of a page reads its files at once, to warn of personal data in them."""
    attachment = attach(documents.pdf(TEXT))
    file_texts.read_files([attachment], seconds=60)
    assert search("hộ nghèo") == ["Tin"]


def test_new_file_is_read_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        attach(documents.pdf(TEXT))
    new_files.extract()  # as the background job does
    assert search("hộ nghèo") == ["Tin"]


@pytest.mark.parametrize("status", ["draft", "waiting", "withdrawn"])
def test_file_of_article_that_is_not_public_is_not_found(status):
    article = factories.article()
    attach(documents.pdf(TEXT), article=article)
    extract_pending()
    article.status = status
    article.save()
    assert search("hộ nghèo") == []


def test_replaced_file_vanishes():
    attachment = attach(documents.pdf(TEXT))
    extract_pending()
    replace_file(attachment, ContentFile(documents.pdf("Số liệu khác")), "moi.pdf")
    assert search("hộ nghèo") == []
    extract_pending()
    assert search("số liệu khác") == ["Tin"]
    assert [text.text for text in FileText.objects.all()] == ["Số liệu khác"]


def test_erased_file_vanishes_with_its_text():
    attachment = attach(documents.pdf(TEXT))
    extract_pending()
    erasing.erase([attachment], "Lộ thông tin", factories.staff())
    assert search("hộ nghèo") == []
    assert not FileText.objects.exists()


def test_erased_article_vanishes_with_the_texts_of_its_files():
    attachment = attach(documents.pdf(TEXT))
    extract_pending()
    erasing.erase([attachment.article], "Lộ thông tin", factories.staff())
    assert not FileText.objects.exists()


def test_texts_are_read_again_after_a_restore():
    attach(documents.pdf(TEXT))
    extract_pending()
    FileText.objects.all().delete()  # as with a backup from before the file was read
    rebuild()
    assert search("hộ nghèo") == []
    extract_pending()
    assert search("hộ nghèo") == ["Tin"]


BOMBS = {
    "docx entities": ("docx", lambda: bombs.docx(**{"word/document.xml": f"{bombs.ENTITIES}<t>&a11;</t>"})),
    "docx huge": ("docx", lambda: bombs.docx(**{"word/document.xml": bytes(300 * 2**20)})),
    "docx deep": ("docx", lambda: bombs.docx(**{"word/document.xml": "<a>" * 2_000_000})),
    "pdf deep": ("pdf", lambda: bombs.FILES["pdf deep"]()),
    "pdf packed": ("pdf", lambda: bombs.FILES["pdf packed"]()),
    "zip of many": ("odt", lambda: bombs.FILES["zip of 470,000 files"]()),
    "no pdf": ("pdf", lambda: b"x"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_file_that_cannot_be_read_costs_only_its_text(monkeypatch, capsys, name):
    file_type, make = BOMBS[name]
    monkeypatch.setitem(file_texts.LIMITS, "cpu", 1)
    attach(make(), file_type)
    attach(documents.pdf(TEXT), article=factories.article("Tin sau"))
    call_command("extract_texts")
    assert search("hộ nghèo") == ["Tin sau"]
    assert set(FileText.objects.exclude(text=TEXT).values_list("status", "text")) <= {("failed", ""), ("empty", "")}
    call_command("extract_texts")
    assert capsys.readouterr().out.splitlines() == ["Đã đọc 2 tệp.", "Đã đọc 0 tệp."]


def test_long_text_is_cut():
    text = extract_text(documents.docx(*["dài " * 1000] * 100), "docx")
    assert len(text) <= 50_000
    attach(documents.docx(*["dài " * 1000] * 30), "docx")
    extract_pending()
    assert search("dài dài") == ["Tin"]


def test_busy_machine_reads_file_later(monkeypatch):
    def fail(*args: object, **options: object) -> str:
        raise BusyError

    attach(documents.pdf(TEXT))
    with monkeypatch.context() as patch:
        patch.setattr(file_texts, "run_limited", fail)
        assert extract_pending() == 0
    assert extract_pending() == 1


def test_file_that_failed_can_be_read_again(capsys):
    attach(b"x")
    for options, number in [({}, 1), ({}, 0), ({"failed": True}, 1)]:
        call_command("extract_texts", **options)
        assert capsys.readouterr().out == f"Đã đọc {number} tệp.\n"


def test_uploaded_file_is_read_like_any_other():
    attachment = attach_file(Attachment(article=factories.article()), ContentFile(documents.docx(TEXT)), "Phụ lục.docx")
    attachment.save()
    assert extract_pending() == 1
    assert search("hộ nghèo") == ["Tin"]
