import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Article, Attachment, PreviewLink
from news.services.history import versions
from news.services.publishing import REASON_REQUIRED
from saovang.accounts import roles
from saovang.pages.models import Page
from saovang.search.file_texts import extract_pending
from tests import documents, factories
from tests.news import articles

pytestmark = pytest.mark.django_db
BODY = "<p>Ông A, CCCD 038185001234, vào <strong>ku</strong>bet</p>"
ASKED = "Chưa lưu. Hãy che bớt, hoặc ghi lý do vẫn để nguyên rồi bấm lại."
REASON = "Người có tên đã đồng ý"
WARNINGS = ["tên trang cờ bạc “kubet” ở nội dung", "số căn cước công dân “038185001234” ở nội dung"]


def send(client, article, **fields):
    return client.post(articles.at(article), articles.form(article, **fields))


def errors(response) -> list[str]:
    return list(response.context["adminform"].form.non_field_errors())


def confirmed(response) -> str:
    """Return the hidden value with which the form is sent again."""
    html = response.content.decode()
    return html.partition('name="confirmed_warnings" value="')[2].partition('"')[0]


@pytest.mark.parametrize("status", ["draft", "waiting", "withdrawn"])
def test_publication_asks_once_and_lists_what_was_found(client, status):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body=BODY, **articles.STATES[status])
    assert "kubet" in article.summary
    response = send(client, article, _publish="1")
    assert errors(response) == [*WARNINGS, ASKED]
    article.refresh_from_db()
    assert article.status == status
    answer = {"_publish": "1", "confirmed_warnings": confirmed(response)}
    for reason in ("", "đúng rồi"):
        response = send(client, article, **answer, warnings_reason=reason)
        assert response.context["adminform"].form.errors["warnings_reason"] == [REASON_REQUIRED]
    assert send(client, article, **answer, warnings_reason=REASON).status_code == 302
    article.refresh_from_db()
    assert article.is_public
    assert REASON in article.workflow_events.last().note
    assert REASON in client.get(articles.at(article, "history/")).content.decode()
    assert REASON in client.get(articles.at(article, "xem-truoc/")).content.decode()


def test_publication_asks_again_about_something_new(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body=BODY, **articles.STATES["draft"])
    answer = confirmed(send(client, article, _publish="1"))
    response = send(client, article, _publish="1", title="Nhà cái", confirmed_warnings=answer)
    assert "từ ngữ cờ bạc “nhà cái” ở tiêu đề" in errors(response)


def test_saving_draft_does_not_ask_but_submitting_does(client):
    author = factories.staff()
    client.force_login(author)
    article = factories.article(body=BODY, written_by=author, **articles.STATES["draft"])
    assert send(client, article, _save="1").status_code == 302
    response = send(client, article, _submit="1")
    assert [item.text for item in response.context["checklist"].unresolved] == WARNINGS
    assert send(client, article, _submit="1", **articles.confirmation(response)).status_code == 302


def test_saving_public_article_asks_about_what_is_new_only(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body=BODY)
    assert send(client, article, _save="1", title="Tin khác").status_code == 302
    response = send(client, article, _save="1", source="STK 0123456789")
    assert errors(response)[:-1] == ["số tài khoản ngân hàng “0123456789” ở tên tác giả, nguồn"]


def test_captions_and_titles_as_typed_are_checked(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(**articles.STATES["draft"])
    factories.photos(article, 1)
    response = send(client, article, _publish="1", **{"photos-0-caption": "Nhà cái"})
    assert errors(response)[:-1] == ["từ ngữ cờ bạc “nhà cái” ở chữ của ảnh 1"]


def test_preview_lists_warnings_beside_its_button(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body=BODY, **articles.STATES["waiting"])
    response = client.get(articles.at(article, "xem-truoc/"))
    html = response.content.decode()
    assert all(warning in html for warning in WARNINGS)
    blind = client.post(articles.at(article, "dang/"))
    assert blind.headers["Location"] == articles.at(article, "xem-truoc/")
    article.refresh_from_db()
    assert article.status == "waiting"
    answer = {"confirmed_warnings": confirmed(response), "warnings_reason": "vâng"}
    again = client.post(articles.at(article, "dang/"), answer)
    assert again.status_code == 422
    assert REASON_REQUIRED in again.content.decode()
    client.post(articles.at(article, "dang/"), answer | {"warnings_reason": REASON})
    article.refresh_from_db()
    assert article.is_public
    assert REASON in article.workflow_events.last().note


def test_shared_preview_has_no_warnings(client):
    author = factories.staff()
    article = factories.article(body=BODY, written_by=author, **articles.STATES["waiting"])
    assert "Đọc kỹ" in articles.signed_in(author).get(articles.at(article, "xem-truoc/")).content.decode()
    link = PreviewLink.objects.create(article=article, created_by=author)
    assert "Đọc kỹ" not in client.get(f"/xem-truoc/{link.token}/").content.decode()


def test_masked_numbers_need_no_reason(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body="<p>Ông A, CC<strong>CD 0381</strong>85001234</p>", **articles.STATES["draft"])
    factories.photos(article, 1)
    fields = {"photos-0-caption": "Bà B 0912 345 678", "photos-0-alt_text": "Một người đứng"}
    assert send(client, article, _publish="1", mask_numbers="on", **fields).status_code == 302
    article.refresh_from_db()
    assert article.is_public
    assert article.body == "<p>Ông A, CC<strong>CD 0381******34</strong></p>"
    assert "0381******34" in article.summary
    assert article.photos.get().caption == "Bà B 091*****78"
    assert article.workflow_events.last().note == ""


def test_mask_leaves_other_warnings_to_be_answered(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body=BODY, **articles.STATES["draft"])
    response = send(client, article, _publish="1", mask_numbers="on")
    assert errors(response) == [WARNINGS[0], ASKED]


def test_approver_masks_numbers_in_preview(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body="<p>CCCD 038185001234</p>", **articles.STATES["waiting"])
    response = client.get(articles.at(article, "xem-truoc/"))
    client.post(articles.at(article, "dang/"), {"confirmed_warnings": confirmed(response), "mask_numbers": "on"})
    article.refresh_from_db()
    assert article.is_public
    assert article.body == "<p>CCCD 0381******34</p>"


def attach(article: Article, content: bytes, file_type: str) -> None:
    attachment = Attachment(article=article, title="Danh sách", file_type=file_type, size=len(content))
    attachment.file.save(f"tep.{file_type}", ContentFile(content))


FILES = {
    "docx": documents.docx("Nguyễn Văn A, 038185001230"),
    "pdf": documents.pdf("A, 038185001230"),
    "xlsx": factories.sheet([["Nguyễn Văn A", 38185001230]], ["Họ và tên", "Số CCCD"]).read(),
}


@pytest.mark.parametrize("file_type", FILES)
def test_publication_asks_about_file_not_read_yet(client, file_type):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body="<p>Tin</p>", **articles.STATES["draft"])
    attach(article, FILES[file_type], file_type)
    data = {"_publish": "1", "mask_numbers": "on"}
    response = send(client, article, **data)
    assert errors(response)[0].endswith("38185001230” ở tệp “Danh sách”")
    assert "che trong tệp ấy" in response.content.decode()
    answer = {"confirmed_warnings": confirmed(response), "warnings_reason": REASON}
    assert send(client, article, **data, **answer).status_code == 302


def test_deleted_file_is_not_asked_about(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body="<p>Tin</p>", **articles.STATES["draft"])
    attach(article, FILES["docx"], "docx")
    data = {"attachments-TOTAL_FORMS": 1, "attachments-INITIAL_FORMS": 1}
    data |= {"attachments-0-id": article.attachments.get().pk, "attachments-0-DELETE": "on"}
    assert send(client, article, _publish="1", **data, summary="Tóm tắt").status_code == 302


def test_preview_says_which_file_could_not_be_read(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body="<p>Tin</p>", **articles.STATES["waiting"])
    attach(article, documents.pdf(""), "pdf")
    extract_pending()
    html = client.get(articles.at(article, "xem-truoc/")).content.decode()
    assert "Tệp “Danh sách” là bản chụp, máy không đọc được chữ: hãy tự xem" in html


def test_saved_page_with_findings_is_saved_and_warns(admin_client):
    data = {"title": "Trang", "slug": "trang", "body": BODY, "position": "menu", "order": 0}
    data |= {"files-TOTAL_FORMS": 0, "files-INITIAL_FORMS": 0}
    response = admin_client.post("/quan-tri/pages/page/add/", data, follow=True)
    assert Page.objects.exists()
    assert "Hãy xem lại: trang này có tên trang cờ bạc “kubet” ở nội dung." in articles.messages(response)


def test_file_added_to_public_article_is_asked_about(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body="<p>Tin</p>")
    upload = SimpleUploadedFile("danh-sach.docx", FILES["docx"])
    card = client.post(articles.at(article, "tep/"), {"file": upload}).content.decode()
    pk = article.attachments.get().pk
    assert "Bài đang đăng, tệp này có số căn cước công dân “038185001230” ở tệp “danh-sach”" in card
    assert f'name="uploaded_attachments" value="{pk}"' in card
    response = send(client, article, _save="1", uploaded_attachments=pk)
    assert errors(response)[-1] == ASKED
    assert f'name="uploaded_attachments" value="{pk}"' in response.content.decode()
    answer = {"confirmed_warnings": confirmed(response), "warnings_reason": REASON}
    assert send(client, article, _save="1", uploaded_attachments=pk, **answer).status_code == 302
    assert REASON in client.get(articles.at(article, "history/")).content.decode()
    assert send(client, article, _save="1", title="Tin sau").status_code == 302


def test_replaced_file_of_public_article_is_asked_about(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body="<p>Tin</p>")
    attach(article, documents.docx("Kế hoạch"), "docx")
    pk = article.attachments.get().pk
    upload = SimpleUploadedFile("danh-sach.docx", FILES["docx"])
    card = client.post(articles.at(article, f"tep/{pk}/"), {"file": upload}).content.decode()
    assert "Bài đang đăng, tệp này có số căn cước công dân “038185001230” ở tệp “Danh sách”" in card
    assert errors(send(client, article, _save="1", uploaded_attachments=pk))[-1] == ASKED


def test_file_sent_with_the_form_of_public_article_warns(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body="<p>Tin</p>")
    upload = SimpleUploadedFile("danh-sach.docx", FILES["docx"])
    response = client.post(articles.at(article), articles.form(article, _save="1", new_attachments=upload), follow=True)
    assert any("038185001230" in message for message in articles.messages(response))


def test_restored_version_with_personal_data_warns(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body=BODY, **articles.STATES["draft"])
    send(client, article, _save="1")
    send(client, article, _publish="1", body="<p>Tin</p>")
    version = versions(article.pk).last()
    response = client.post(articles.at(article, f"history/{version.pk}/"), follow=True)
    assert f"Hãy xem lại: bài đang đăng nay có {WARNINGS[1]}." in articles.messages(response)
