import pytest

from saovang.accounts import roles
from saovang.pages.models import Page
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
BODY = "<p>Ông A, CCCD 038185001234, vào <strong>ku</strong>bet</p>"
WARNINGS = ["tên trang cờ bạc “ku bet” ở nội dung", "số căn cước công dân “038185001234” ở nội dung"]


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
    assert errors(response) == [*WARNINGS, "Chưa lưu. Nếu những chỗ trên đều đúng ý thì bấm lại lần nữa."]
    article.refresh_from_db()
    assert article.status == status
    assert send(client, article, _publish="1", confirmed_warnings=confirmed(response)).status_code == 302
    article.refresh_from_db()
    assert article.is_public


def test_publication_asks_again_about_something_new(client):
    client.force_login(factories.staff(roles.EDITOR))
    article = factories.article(body=BODY, **articles.STATES["draft"])
    answer = confirmed(send(client, article, _publish="1"))
    response = send(client, article, _publish="1", title="Nhà cái", confirmed_warnings=answer)
    assert "từ ngữ cờ bạc “nhà cái” ở tiêu đề" in errors(response)


def test_saving_draft_or_submitting_does_not_ask(client):
    author = factories.staff()
    client.force_login(author)
    article = factories.article(body=BODY, written_by=author, **articles.STATES["draft"])
    assert send(client, article, _save="1").status_code == 302
    assert send(client, article, _submit="1").status_code == 302


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
    assert errors(response)[:-1] == ["từ ngữ cờ bạc “nhà cái” ở ảnh và tệp"]


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
    client.post(articles.at(article, "dang/"), {"confirmed_warnings": confirmed(response)})
    article.refresh_from_db()
    assert article.is_public


def test_shared_preview_has_no_warnings(client):
    author = factories.staff()
    client.force_login(author)
    article = factories.article(body=BODY, written_by=author, **articles.STATES["waiting"])
    assert "Đọc kỹ" not in client.get(articles.at(article, "xem-truoc/")).content.decode()


def test_saved_page_with_findings_is_saved_and_warns(admin_client):
    data = {"title": "Trang", "slug": "trang", "body": BODY, "position": "menu", "order": 0}
    data |= {"files-TOTAL_FORMS": 0, "files-INITIAL_FORMS": 0}
    response = admin_client.post("/quan-tri/pages/page/add/", data, follow=True)
    assert Page.objects.exists()
    assert "Hãy xem lại: trang này có tên trang cờ bạc “ku bet”." in articles.messages(response)
