"""What others made may be small and take gigabytes or hours: it is answered, and requests go on meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from news.models import Article, Attachment, Photo
from saovang.core import fields
from saovang.core.limits import TIMEOUT, TooComplexError
from saovang.media import worker
from tests import bombs, factories
from tests.news import articles
from tests.procedures.sheets import IMPORT, get_error

pytestmark = pytest.mark.django_db

TOO_COMPLEX = TooComplexError().messages[0]
MAX_SECONDS = 5  # of CPU time in the thread of the request, where an ordinary request takes 0.05


@contextmanager
def thread_is_free() -> Iterator[None]:
    """Fail if the thread of the request did the work itself, or if that in the child may take too long."""
    start = time.thread_time()
    yield
    assert time.thread_time() - start < MAX_SECONDS
    assert worker.MAX_CPU_SECONDS < TIMEOUT


@pytest.fixture(autouse=True)
def short_limit(monkeypatch):
    monkeypatch.setattr(worker, "MAX_CPU_SECONDS", 1)  # of a child, which runs at a lower priority


@pytest.fixture
def draft() -> Article:
    return factories.article(status=Article.Status.DRAFT, published_at=None, body="<p>Có chữ.</p>")


def upload(client, article: Article, kind: str, content: bytes) -> tuple[int, str]:
    with thread_is_free():
        response = client.post(articles.at(article, f"{kind}/"), {"file": SimpleUploadedFile("a", content)})
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("name", bombs.FILES)
def test_attachment_is_answered(admin_client, draft, name):
    status, text = upload(admin_client, draft, "tep", bombs.FILES[name]())
    assert (status == 200) == Attachment.objects.exists()
    assert status == 200 or (status == 422 and text.startswith(("Tệp ", "Nội dung ")))


@pytest.mark.parametrize("name", bombs.PHOTOS)
def test_photo_is_answered(admin_client, draft, name):
    status, text = upload(admin_client, draft, "anh", bombs.PHOTOS[name]())
    assert (status == 200) == Photo.objects.exists()
    assert status == 200 or (status == 422 and text.startswith(("Tệp ", "Ảnh ", "Nội dung ")))


@pytest.mark.parametrize("name", bombs.SHEETS)
def test_sheet_is_answered(admin_client, name):
    file = SimpleUploadedFile("a.xlsx", bombs.SHEETS[name]())
    with thread_is_free():
        response = admin_client.post(IMPORT, {"sheet": file})
    assert response.context["report"] or get_error(response).startswith(("Tệp ", "Bảng ", "Nội dung "))


def test_bomb_is_named_as_such_and_the_next_file_accepted(admin_client, draft):
    assert upload(admin_client, draft, "anh", bombs.PHOTOS["jpeg scans"]()) == (422, TOO_COMPLEX)
    response = admin_client.post(IMPORT, {"sheet": SimpleUploadedFile("a.xlsx", bombs.SHEETS["wide row"]())})
    assert get_error(response) == TOO_COMPLEX
    assert upload(admin_client, draft, "tep", bombs.FILES["zip bzip2"]()) == (422, TOO_COMPLEX)
    assert upload(admin_client, draft, "anh", factories.image_file().getvalue())[0] == 200


@pytest.fixture
def waiting() -> Article:
    return factories.article(status="waiting", published_at=None, body="<p>Có chữ.</p>", written_by=factories.staff())


@pytest.fixture(autouse=True)
def short_sanitizing(monkeypatch):
    monkeypatch.setitem(fields.SANITIZER_LIMITS, "cpu", 1)  # of 2 seconds, which each request would take


def save_answers(admin_client, article: Article, form: dict) -> bool:
    """Save the article and return whether its text was accepted; a refusal says what is wrong."""
    with thread_is_free():
        response = admin_client.post(articles.at(article), form)
    if response.status_code == 302:
        return True
    error = response.context["adminform"].form.errors["body"][0]
    assert error.startswith(("Nội dung ", "“"))
    assert len(error) < 400
    return False


@pytest.mark.parametrize("name", bombs.HTML)
def test_text_is_answered(admin_client, waiting, name):
    if save_answers(admin_client, waiting, articles.form(waiting, body=bombs.HTML[name])):
        with thread_is_free():
            assert admin_client.get(articles.at(waiting, "xem-truoc/")).status_code == 200


@pytest.mark.parametrize("name", ["different tags", "links"])
def test_text_is_answered_wherever_it_is_sent(admin_client, waiting, name):
    """A waiting article is autosaved, opened and previewed; its author, who may not any more, gets the text."""
    form = articles.form(waiting, body=bombs.HTML[name])
    with thread_is_free():
        assert articles.signed_in(waiting.written_by).post(articles.at(waiting), form).status_code == 403
    with thread_is_free():
        assert admin_client.post(articles.at(waiting, "chu-chua-luu/"), form).status_code == 200
        assert admin_client.get(articles.at(waiting)).status_code == 200
    with thread_is_free():
        assert admin_client.post(articles.at(waiting, "xem-truoc/"), form).status_code == 200


def test_preview_of_refused_text_shows_the_stored_one(admin_client, draft):
    body = "<table><tr><td>" * 100 + "<p>Mới<script>alert(1)</script></p>"
    page = admin_client.post(articles.at(draft, "xem-truoc/"), articles.form(draft, body=body)).content.decode()
    assert "Có chữ." in page
    assert "alert(1)" not in page


def test_versions_that_differ_everywhere_are_answered(admin_client, draft):
    texts = [f"<p>{'a ' * 198}{n}</p>" for n in range(400)], [f"<p>{f'a {n} ' * 99}</p>" for n in range(400)]
    for body in texts:
        admin_client.post(articles.at(draft), articles.form(draft, body="".join(body)))
    version = admin_client.get(articles.at(draft, "history/")).context["page"][0]
    with thread_is_free():
        assert admin_client.get(articles.at(draft, f"history/{version.pk}/")).status_code == 200


def test_form_with_many_bombs_is_answered(admin_client, draft, monkeypatch):
    """Without JavaScript all files come with the form: after the first bomb no further one is begun."""
    from saovang.uploads import inlines

    begun, real = [], inlines.store_photo

    def record(photo, file, **options):
        begun.append(file.name)
        return real(photo, file, **options)

    monkeypatch.setattr(inlines, "store_photo", record)
    monkeypatch.setattr(inlines.limits, "TIMEOUT", 2)
    bomb = bombs.PHOTOS["jpeg scans"]()
    files = [SimpleUploadedFile(f"{number}.jpg", bomb) for number in range(3)]
    response = admin_client.post(articles.at(draft), articles.form(draft, new_photos=files), follow=True)
    assert begun == ["0.jpg"]
    refusals = articles.messages(response)[-3:]
    assert [f"“{number}.jpg”" in refusal for number, refusal in enumerate(refusals)] == [True] * 3


@pytest.mark.parametrize("line", ["a" * 300_000, "a.b" * 100_000, "a.jpg/" * 50_000])
def test_old_page_is_imported(tmp_path, line):
    with thread_is_free():
        call_command("import_page", old_page(tmp_path, line))
    assert len(Article.objects.get().body) == len(f"<p>{line}</p>")


@pytest.mark.parametrize(
    ("line", "reason"),
    [(".jpg" * 80_000, "Bài chưa có nội dung"), ("a" * 400_000, "quá 350.000"), ("&" * 100_000, "nhiều nhất 400.000")],
)
def test_old_page_is_refused(tmp_path, line, reason):
    with pytest.raises(CommandError, match=reason), thread_is_free():
        call_command("import_page", old_page(tmp_path, line), allow_missing=True)
    assert not Article.objects.exists()


def old_page(folder: Path, line: str) -> Path:
    path = folder / "trang.txt"
    path.write_text(f"Tin\nĐăng lúc: 28/11/2023 10:52:54 (GMT+7)\n{line}\n", encoding="utf-8")
    return path
