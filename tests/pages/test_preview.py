"""The preview of a flat page: what is in the form, before it is saved."""

import pytest

from saovang.accounts import roles
from saovang.pages.models import Page
from tests import factories
from tests.news import articles
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db
NEW = "/quan-tri/pages/page/add/"
DATA = {"title": "Lịch tiếp dân", "slug": "lich-tiep-dan", "body": "<p>Thứ Năm.</p>", "position": "menu", "order": "5"}


@pytest.fixture
def flat_page() -> Page:
    return Page.objects.create(title="Trang cũ", slug="trang-cu", body="<p>Chữ cũ.</p>")


def path_of(page: Page) -> str:
    return f"/quan-tri/pages/page/{page.pk}/"


def test_form_sends_its_values_to_the_preview(admin_client, flat_page):
    path = path_of(flat_page)
    for form, preview in [(NEW, f"{NEW}xem-truoc/"), (f"{path}change/", f"{path}xem-truoc/")]:
        assert f'formaction="{preview}" formtarget="_blank">Xem trước<' in admin_client.get(form).content.decode()


def test_preview_shows_new_page_and_stores_nothing(admin_client):
    response = admin_client.post(f"{NEW}xem-truoc/", DATA | {"body": "<h2>Thứ Năm</h2><script>x</script>"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "<h1>Lịch tiếp dân</h1>" in page
    assert '<div class="rich-text"><h2>Thứ Năm</h2></div>' in page
    assert "Bản xem trước" in page
    assert "Sửa những chỗ này" not in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert 'rel="canonical"' not in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not Page.objects.exists()


def test_preview_of_stored_page_leaves_it_unchanged(admin_client, client, flat_page):
    page = text(admin_client.post(f"{path_of(flat_page)}xem-truoc/", DATA))
    assert "Lịch tiếp dân" in page
    assert "Thứ Năm." in page
    assert "Chữ cũ." in text(client.get("/trang/trang-cu/"))
    flat_page.refresh_from_db()
    assert (flat_page.title, flat_page.slug) == ("Trang cũ", "trang-cu")


@pytest.mark.parametrize("new", [True, False])
def test_preview_of_form_with_errors_shows_what_it_can(admin_client, flat_page, new):
    """A title that is too long, a URL that another page has, a link that is refused, and no position."""
    Page.objects.create(title="Khác", slug="khac")
    body = '<p>Chữ mới, <a href="javascript:x">liên kết</a>.</p>'
    data = {"title": "Tiêu đề mới " * 20, "slug": "khac", "body": body}
    response = admin_client.post(f"{NEW if new else path_of(flat_page)}xem-truoc/", data)
    assert response.status_code == 200
    page = text(response)
    assert "Tiêu đề mới Tiêu đề mới" in page
    assert "Chữ mới, liên kết" in page
    assert 'href="javascript' not in response.content.decode()
    assert "Chữ cũ." not in page
    for label in ("Tiêu đề:", "Địa chỉ:", "Nội dung:", "Liên kết đứng ở:"):
        assert label in page


def test_preview_of_empty_form_names_the_missing_title(admin_client):
    assert "Chưa có tiêu đề" in text(admin_client.post(f"{NEW}xem-truoc/", {}))


def test_preview_of_conflict_shows_what_was_typed(admin_client, flat_page):
    data = DATA | {f"initial-{name}": "Như lúc mở" for name in ("title", "body")}
    page = text(admin_client.post(f"{path_of(flat_page)}xem-truoc/", data))
    assert "Người khác vừa sửa mục này" in page
    assert "Thứ Năm." in page


def test_preview_of_deleted_page_shows_what_was_typed(admin_client, flat_page):
    path = path_of(flat_page)
    flat_page.delete()
    assert "Thứ Năm." in text(admin_client.post(f"{path}xem-truoc/", DATA))


def test_preview_is_for_editors(client, flat_page):
    author, editor = articles.signed_in(factories.staff()), articles.signed_in(factories.staff(roles.EDITOR))
    for path in (f"{NEW}xem-truoc/", f"{path_of(flat_page)}xem-truoc/"):
        assert client.post(path, DATA).status_code == 302
        assert author.post(path, DATA).status_code == 403
        assert editor.post(path, DATA).status_code == 200


def test_preview_by_get_leads_back_to_the_form(admin_client, flat_page):
    assert admin_client.get(f"{NEW}xem-truoc/")["Location"] == NEW
    path = path_of(flat_page)
    assert admin_client.get(f"{path}xem-truoc/")["Location"] == f"{path}change/"
