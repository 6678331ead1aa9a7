"""LibreOffice converts hostile files: it has limits, ends in time and reads nothing else. A script is in its place."""

import io
import os
import sys
from subprocess import run

import pytest
from django.core.exceptions import ValidationError

from saovang.core.limits import ROOT
from saovang.media import libreoffice
from saovang.media.libreoffice import convert_old_word
from saovang.media.ole import OleFile
from saovang.media.word import read_word
from tests import old_documents
from tests.documents import odt
from tests.helpers import wait_until
from tests.old_documents import CONVERT, DOC, DOC_WITH_PASSWORD, RTF, XLS, ole
from tests.word_files import paragraph, word_file


@pytest.fixture(autouse=True)
def looked_up_again():
    yield
    libreoffice.find_program.cache_clear()


@pytest.fixture
def install(monkeypatch, tmp_path):
    docx = word_file(paragraph("Kế hoạch")).read()
    return lambda *lines: old_documents.install(monkeypatch, tmp_path, docx, *lines)


@pytest.mark.parametrize("content", [DOC, RTF, b"\xef\xbb\xbf" + RTF])
def test_old_word_file_becomes_docx(install, content):
    install()
    assert read_word(convert_old_word(io.BytesIO(content))).html == "<p>Kế hoạch</p>"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF", word_file(paragraph("a")).read(), odt("a")])
def test_other_file_is_returned_as_it_is(install, content):
    install()
    file = io.BytesIO(content)
    assert convert_old_word(file) is file
    assert convert_old_word(file, with_odt=True) is not file or b"opendocument" not in content


@pytest.mark.parametrize(
    "lines",
    [
        "exit 1",
        ":",
        'cp "$here/../bai.docx" "$output/tep.docx"; exit 1',
        'yes | head -c 1000000000 >"$output/tep.docx"',
        'ulimit -v 3000000 && cp "$here/../bai.docx" "$output/tep.docx"',  # more memory than it may have
    ],
    ids=["failed", "nothing", "failed late", "1 GB", "memory"],
)
def test_program_that_fails_is_reported(install, lines):
    install(lines)
    with pytest.raises(ValidationError) as caught:
        convert_old_word(io.BytesIO(DOC))
    assert caught.value.messages == [libreoffice.FAILED]


def is_broken(pipe: int) -> bool:
    """Return whether no process reads from the pipe any more."""
    try:
        os.write(pipe, b"x")
    except BrokenPipeError:
        return True
    return False


@pytest.mark.parametrize("lines", ["sleep 999 <$fifo", "sleep 999 <$fifo & wait", "sleep 999 <$fifo & exit 0"])
def test_program_that_hangs_ends_with_its_children(install, monkeypatch, lines):
    monkeypatch.setattr(libreoffice, "TIMEOUT", 1)
    fifo = install(f'fifo="$here/../fifo"; {lines}') / "fifo"
    os.mkfifo(fifo)
    reader_and_writer = os.open(fifo, os.O_RDWR)  # so that nobody waits for a writer
    writer = os.open(fifo, os.O_WRONLY)
    with pytest.raises(ValidationError) as caught:
        convert_old_word(io.BytesIO(DOC))
    assert caught.value.messages == [libreoffice.FAILED]
    os.close(reader_and_writer)
    wait_until(lambda: is_broken(writer))
    os.close(writer)


def test_second_file_is_told_to_wait(install):
    install()
    with libreoffice._running, pytest.raises(ValidationError) as caught:
        convert_old_word(io.BytesIO(DOC))
    assert (caught.value.code, caught.value.messages) == (
        "busy",
        ["Máy chủ đang chuyển một tệp khác sang .docx. Hãy thử lại sau ít giây."],
    )


def test_program_reads_no_other_file(install, tmp_path):
    secret = tmp_path / "bi-mat"
    secret.write_text("khóa")
    install(f"cat {secret} >/dev/null 2>&1 && exit 1\n{CONVERT}")
    code = "from saovang.core.landlock import restrict_to; print(restrict_to({}))"
    if run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout == "True\n":
        assert read_word(convert_old_word(io.BytesIO(DOC))).html == "<p>Kế hoạch</p>"
    else:  # a kernel without Landlock
        with pytest.raises(ValidationError):
            convert_old_word(io.BytesIO(DOC))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (DOC, "Tệp Word kiểu cũ (.doc). Hãy mở bằng Word hoặc LibreOffice, chọn “Lưu thành” (Save as), kiểu .docx"),
        (RTF, "Tệp kiểu .rtf. Hãy mở bằng Word hoặc LibreOffice, chọn “Lưu thành” (Save as), kiểu .docx"),
        (DOC_WITH_PASSWORD, "Tệp có mật khẩu"),
        (XLS, "Tệp Excel kiểu cũ (.xls)."),
        (ole("Workbook", nested="WordDocument"), "Tệp Excel kiểu cũ (.xls)."),
        (ole("Current User", "PowerPoint Document"), "Tệp trình chiếu kiểu cũ (.ppt)."),
        (ole("__properties_version1.0"), "Tệp này không phải PDF, DOCX"),
        (DOC[:700], "Tệp bị hỏng"),
    ],
)
def test_old_file_is_refused_with_the_way_to_save_it(content, message):
    with pytest.raises(ValidationError) as caught:
        libreoffice.detect_type(io.BytesIO(content))
    assert caught.value.messages[0].startswith(message)


def test_ole_directory_of_any_size_is_read():
    streams = [f"Anh {number}" for number in range(60)]
    assert {*streams, "WordDocument", "ObjectPool"} == {
        *OleFile(io.BytesIO(ole(*streams, "WordDocument", nested="Workbook"))).streams
    }
