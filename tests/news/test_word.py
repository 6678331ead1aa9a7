"""Articles from Word files: a draft with the file attached, then its text and pictures, with and without JavaScript."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Article
from saovang.core import limits
from saovang.media import libreoffice
from tests import factories, old_documents
from tests.documents import odt
from tests.news import articles
from tests.old_documents import DOC, RTF
from tests.word_files import link, paragraph, picture, word_file

pytestmark = pytest.mark.django_db
WORD = f"{articles.LIST}tu-tep-word/"
BLOCKS = [
    paragraph("Ra quân vệ sinh", style="Title"),
    paragraph("Sáng nay, bà con quét đường."),
    paragraph(picture(1, "Bà con quét đường"), picture(2)),
    paragraph("Ảnh: khu phố 4"),
]


@pytest.fixture(autouse=True)
def no_libreoffice(monkeypatch, tmp_path):
    old_documents.uninstall(monkeypatch, tmp_path)
    yield
    libreoffice.find_program.cache_clear()


@pytest.fixture
def converter(monkeypatch, tmp_path):
    old_documents.install(monkeypatch, tmp_path, word().read())


def word(*blocks, name="Tin ra quân.docx", pictures=(1, 2), **options) -> SimpleUploadedFile:
    file = word_file(*(blocks or BLOCKS), pictures=dict.fromkeys(pictures, "jpg"), **options)
    return SimpleUploadedFile(name, file.read())


def start(client, file) -> Article:
    client.post(WORD, {"file": file, "category": factories.category().pk})
    return Article.objects.get()


def get_content(client, article):
    return client.get(articles.at(article, f"tep/{article.attachments.get().pk}/chu/"))


def test_word_file_becomes_a_draft_with_the_file(admin_client, admin_user, media):
    response = admin_client.post(WORD, {"file": word(), "category": factories.category().pk})
    article = Article.objects.get()
    attachment = article.attachments.get()
    assert response.headers["Location"] == f"{articles.at(article)}?tep-word={attachment.pk}#attachments-group"
    assert (article.title, article.status, article.written_by) == ("Ra quân vệ sinh", "draft", admin_user)
    assert (attachment.title, attachment.file_type) == ("Tin ra quân", "docx")
    assert "Đưa chữ và ảnh vào bài" in admin_client.get(articles.at(article)).content.decode()


def test_article_is_named_like_a_file_without_title(admin_client, media):
    assert start(admin_client, word(paragraph("Chữ"))).title == "Tin ra quân"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (None, "Hãy chọn tệp Word."),
        (SimpleUploadedFile("a.docx", b""), "Tệp này rỗng."),
        (SimpleUploadedFile("a.docx", b"PK\3\4"), "Tệp bị hỏng hoặc chưa tải lên hết."),
        (SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "Tệp bị hỏng"),
        (SimpleUploadedFile("a.doc", DOC), "Tệp Word kiểu cũ (.doc). Hãy mở bằng Word"),
        (SimpleUploadedFile("a.rtf", RTF), "Tệp kiểu .rtf. Hãy mở bằng Word"),
        (SimpleUploadedFile("a.odt", odt("a")), "Tệp này không phải tệp Word (.docx)."),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF"), "Tệp này không phải tệp Word (.docx)."),
    ],
)
def test_file_that_is_no_word_file_is_refused(admin_client, media, file, message):
    response = admin_client.post(WORD, {"file": file or "", "category": factories.category().pk})
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Article.objects.exists()
    assert not any(path.is_file() for path in media.rglob("*"))


def test_content_for_the_editor(admin_client, media):
    content = get_content(admin_client, start(admin_client, word())).json()
    assert content == {
        "title": "Ra quân vệ sinh",
        "html": '<p>Sáng nay, bà con quét đường.</p><figure data-photos="0 1"></figure>',
        "pictures": [
            {"name": "word/media/image1.jpg", "alt_text": "Bà con quét đường", "caption": ""},
            {"name": "word/media/image2.jpg", "alt_text": "", "caption": "Ảnh: khu phố 4"},
        ],
        "notes": [],
    }


def test_content_is_sanitized_and_says_what_is_lost(admin_client, media):
    blocks = [paragraph("&lt;script&gt;", link("xau", "bấm")), paragraph("<m:oMath/>")]
    content = get_content(admin_client, start(admin_client, word(*blocks, links={"xau": "javascript:alert(1)"}))).json()
    assert content["html"] == "<p>&lt;script&gt;bấm</p>"
    assert content["notes"] == ["Không đưa sang được: 1 công thức. Nếu cần, hãy chụp lại thành ảnh rồi thả vào bài."]


def test_word_file_without_content_is_reported(admin_client, media):
    response = get_content(admin_client, start(admin_client, word(paragraph())))
    assert (response.status_code, response.content.decode()) == (422, "Tệp Word này không có chữ hay ảnh nào.")


def test_content_is_inserted_without_script(admin_client, media):
    article = start(admin_client, word())
    data = articles.form(article, body="<p>Có rồi.</p>") | attachment_data(article)
    response = admin_client.post(articles.at(article), data | {"_word": article.attachments.get().pk}, follow=True)
    assert articles.messages(response)[-1] == "Đã đưa chữ và ảnh của “Tin ra quân” vào cuối bài."
    article.refresh_from_db()
    first, second = article.photos.all()
    assert article.body == (
        f'<p>Có rồi.</p><p>Sáng nay, bà con quét đường.</p><figure data-photos="{first.pk} {second.pk}"></figure>'
    )
    assert (first.alt_text, second.caption, article.cover) == ("Bà con quét đường", "Ảnh: khu phố 4", first)


def test_pictures_are_left_out_when_time_is_up(admin_client, media, monkeypatch):
    article = start(admin_client, word())
    monkeypatch.setattr("news.services.word.limits.TIMEOUT", -1)
    monkeypatch.setattr(limits, "COMMAND_TIMEOUT", 60)
    monkeypatch.setattr("news.services.word.read_word", lambda file: limited(file))
    data = articles.form(article) | attachment_data(article) | {"_word": article.attachments.get().pk}
    response = admin_client.post(articles.at(article), data, follow=True)
    assert "2 ảnh trong tệp Word chưa vào được." in articles.messages(response)[-1]
    article.refresh_from_db()
    assert article.body == "<p>Sáng nay, bà con quét đường.</p>"


def limited(file):
    from saovang.media.word import _read_word

    return _read_word(file)


def test_word_file_that_is_gone_is_reported(admin_client, media):
    article = factories.article(status="draft", published_at=None)
    response = admin_client.post(articles.at(article), articles.form(article, _word="7"), follow=True)
    assert articles.messages(response)[-1] == "Tệp Word này không còn nữa."


@pytest.mark.parametrize(
    ("name", "content"), [("Tin cũ.doc", DOC), ("Tin cũ.rtf", RTF), ("Tin cũ.odt", odt("a"))], ids=["doc", "rtf", "odt"]
)
def test_old_word_file_becomes_a_draft(admin_client, media, converter, name, content):
    article = start(admin_client, SimpleUploadedFile(name, content))
    attachment = article.attachments.get()
    assert (article.title, attachment.title, attachment.file_type) == ("Ra quân vệ sinh", "Tin cũ", "docx")
    assert len(get_content(admin_client, article).json()["pictures"]) == 2


def test_old_word_file_is_attached_as_docx(admin_client, media, converter):
    article = factories.article(status="draft", published_at=None)
    response = admin_client.post(articles.at(article, "tep/"), {"file": SimpleUploadedFile("Tin cũ.doc", DOC)})
    assert "Đưa chữ và ảnh vào bài" in response.content.decode()
    attachment = article.attachments.get()
    assert (attachment.title, attachment.file_type) == ("Tin cũ", "docx")
    path = articles.at(article, f"tep/{attachment.pk}/")
    assert "DOCX" in admin_client.post(path, {"file": SimpleUploadedFile("moi.rtf", RTF)}).content.decode()


def test_content_of_attached_odt_is_converted(admin_client, media, converter):
    article = factories.article(status="draft", published_at=None)
    admin_client.post(articles.at(article, "tep/"), {"file": SimpleUploadedFile("Tin.odt", odt("a"))})
    attachment = article.attachments.get()
    path = articles.at(article, f"tep/{attachment.pk}/docx/")
    assert attachment.file_type == "odt"
    assert f'data-file-url="{path}"' in admin_client.get(articles.at(article)).content.decode()
    assert get_content(admin_client, article).json()["title"] == "Ra quân vệ sinh"
    assert admin_client.get(path).content.startswith(b"PK")
    data = articles.form(article) | attachment_data(article) | {"_word": attachment.pk}
    response = admin_client.post(articles.at(article), data, follow=True)
    assert articles.messages(response)[-1] == "Đã đưa chữ và ảnh của “Tin” vào cuối bài."


def test_odt_stays_a_file_without_libreoffice(admin_client, media):
    article = factories.article(status="draft", published_at=None)
    response = admin_client.post(articles.at(article, "tep/"), {"file": SimpleUploadedFile("Tin.odt", odt("a"))})
    assert (response.status_code, "data-word" in response.content.decode()) == (200, False)
    assert get_content(admin_client, article).status_code == 404


def test_second_old_word_file_waits(admin_client, media, converter):
    article = factories.article(status="draft", published_at=None)
    with libreoffice._running:
        response = admin_client.post(articles.at(article, "tep/"), {"file": SimpleUploadedFile("Tin.doc", DOC)})
    assert response.status_code == 503
    assert response.content.decode().startswith("Máy chủ đang chuyển một tệp khác")


def test_only_word_files_have_the_button(admin_client, media):
    article = start(admin_client, word())
    article.attachments.update(file_type="pdf")
    assert not re.search("data-word=", admin_client.get(articles.at(article)).content.decode())
    assert get_content(admin_client, article).status_code == 404


def test_author_may_start_and_a_visitor_not(client, media):
    assert client.get(WORD).headers["Location"].startswith("/quan-tri/login/")
    author = articles.signed_in(factories.staff())
    assert author.get(WORD).status_code == 200
    assert start(author, word()).written_by is not None


def attachment_data(article: Article) -> dict:
    (attachment,) = article.attachments.all()
    return {
        "attachments-TOTAL_FORMS": 1,
        "attachments-INITIAL_FORMS": 1,
        "attachments-0-id": attachment.pk,
        "attachments-0-article": article.pk,
        "attachments-0-title": attachment.title,
        "attachments-0-order": attachment.order,
    }
