"""Articles with as many photos and attachments as they may have: uploading one more, saving, autosaving."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Attachment, ChangeNote, Photo
from saovang.adminsite.models import Autosave
from tests import factories
from tests.media.test_files import PDF
from tests.news import articles

pytestmark = pytest.mark.django_db


def fill(article, photos: int, attachments: int = 0) -> None:
    """Add rows without files."""
    Photo.objects.bulk_create(
        Photo(article=article, image=f"anh/{order}.jpg", width=900, height=600, alt_text="Ảnh", order=order)
        for order in range(1, photos + 1)
    )
    Attachment.objects.bulk_create(
        Attachment(article=article, file=f"tep/{order}.pdf", file_type="pdf", size=9, title="Tệp", order=order)
        for order in range(1, attachments + 1)
    )


def read_form(response) -> dict:
    """Return what a browser sends when the form of an article is saved, with every photo marked as decorative."""
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form, *(form for formset in formsets for form in formset.forms)]
    forms += [formset.management_form for formset in formsets]
    data = {field.html_name: "" if (value := field.value()) is None else value for form in forms for field in form}
    data = {name: value for name, value in data.items() if not name.endswith("-DELETE")}
    data |= {name: "on" for name in data if name.endswith("-decorative")}
    return data | {"csrfmiddlewaretoken": "x", "includes_autosave": "1", "cover": "", "_save": "1"}


def test_change_form_with_most_photos_is_saved(admin_client, settings):
    article = factories.article()
    fill(article, settings.ARTICLE_MAX_PHOTOS, settings.ARTICLE_MAX_ATTACHMENTS)
    ChangeNote.objects.bulk_create(ChangeNote(article=article, text="Sửa") for _ in range(50))
    data = read_form(admin_client.get(articles.at(article)))
    last = settings.ARTICLE_MAX_PHOTOS - 1
    assert f"photos-{last}-caption" in data
    data |= {f"photos-{last}-caption": "Ảnh cuối", "title": "Đề mới"}
    data |= {f"{name}-{index}-DELETE": "on" for name, index in (("photos", 0), ("attachments", 0), ("change_notes", 0))}
    autosave = admin_client.post(articles.at(article, "chu-chua-luu/"), data)
    assert autosave.status_code == 200
    assert Autosave.objects.get().data[f"photos-{last}-caption"] == "Ảnh cuối"
    response = admin_client.post(articles.at(article), data)
    assert response.status_code == 302, response.context["errors"]
    article.refresh_from_db()
    assert (article.title, article.photos.last().caption, article.photos.count()) == ("Đề mới", "Ảnh cuối", last)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("anh/", "Bài đã có 2 ảnh, nhiều nhất 2. Hãy chia thành hai bài."),
        ("tep/", "Bài đã có 1 tệp đính kèm, nhiều nhất 1. Hãy chia thành hai bài."),
    ],
)
def test_upload_beyond_limit_is_refused_before_decoding(admin_client, settings, path, sentence):
    settings.ARTICLE_MAX_PHOTOS, settings.ARTICLE_MAX_ATTACHMENTS = 2, 1
    article = factories.article(status="draft", published_at=None)
    fill(article, 2, 1)
    upload = SimpleUploadedFile("a.jpg", b"<html>")  # which would be refused for its type
    response = admin_client.post(articles.at(article, path), {"file": upload})
    assert (response.status_code, response.content.decode()) == (422, sentence)
    assert (article.photos.count(), article.attachments.count()) == (2, 1)


def test_upload_beyond_limit_meanwhile_stores_nothing(admin_client, settings, media, monkeypatch):
    from saovang.uploads import inlines

    settings.ARTICLE_MAX_PHOTOS = 2
    article = factories.article(status="draft", published_at=None)
    fill(article, 1)
    real = inlines.store_photo

    def store_while_another_is_added(photo, upload, **options):
        photo = real(photo, upload, **options)
        fill(article, 1)
        return photo

    monkeypatch.setattr(inlines, "store_photo", store_while_another_is_added)
    upload = SimpleUploadedFile("a.jpg", factories.image_file((900, 600)).getvalue())
    response = admin_client.post(articles.at(article, "anh/"), {"file": upload})
    assert (response.status_code, article.photos.count()) == (422, 2)
    assert not any(path.is_file() for path in media.rglob("*"))


def test_files_of_form_beyond_limit_are_refused(admin_client, settings):
    settings.ARTICLE_MAX_PHOTOS = 2
    article = factories.article(status="draft", published_at=None)
    factories.photos(article, 1)
    uploads = [SimpleUploadedFile(f"{n}.jpg", factories.image_file((900, 600)).getvalue()) for n in range(3)]
    data = articles.form(article, title="Đề mới", new_photos=uploads)
    response = admin_client.post(articles.at(article), data, follow=True)
    sentence = "Không nhận được 2 ảnh sau cùng: Bài đã có 1 ảnh, nhiều nhất 2. Hãy chia thành hai bài."
    assert articles.messages(response)[1:] == [sentence, "Đã thêm 1 ảnh."]
    article.refresh_from_db()
    assert (article.title, article.photos.count()) == ("Đề mới", 2)


def test_forged_number_of_forms_is_bounded(admin_client, settings):
    article = factories.article(status="draft", published_at=None)
    forged = {f"{name}-TOTAL_FORMS": 10**6 for name in ("photos", "attachments", "change_notes")}
    response = admin_client.post(articles.at(article), articles.form(article, **forged))
    assert response.status_code == 200
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    assert "Có quá nhiều ảnh hoặc tệp." in formsets[0].non_form_errors()
    assert sum(formset.total_form_count() for formset in formsets) <= 600


def test_procedure_form_has_at_most_30_files(admin_client):
    procedure = factories.procedure()
    data = {"code": procedure.code, "name": procedure.name, "sector": procedure.sector}
    data |= {"form_files-TOTAL_FORMS": 31, "form_files-INITIAL_FORMS": 0}
    for index in range(31):
        data |= {f"form_files-{index}-{name}": "" for name in ("title", "order")}
        data[f"form_files-{index}-file"] = SimpleUploadedFile("a.pdf", PDF)
    response = admin_client.post(f"/quan-tri/procedures/procedure/{procedure.pk}/change/", data)
    assert "Nhiều nhất 30 mục." in response.content.decode()
    assert not procedure.form_files.exists()
