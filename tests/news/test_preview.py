from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import RequestFactory
from django.utils import timezone

from news.models import Article, PreviewLink
from saovang.pagecache.pages import page_store, prepare_request
from saovang.visits.counter import counter
from tests import factories, helpers
from tests.news import articles
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db


def create_article(state: str = "draft") -> Article:
    article = factories.article("Bài xem trước", body="<p>Một.</p>", summary="Tóm tắt riêng", **articles.STATES[state])
    factories.photos(article, 2, caption="Chú thích")
    return article


def shared_path(article: Article) -> str:
    return f"/xem-truoc/{PreviewLink.objects.create(article=article).token}/"


def article_html(response) -> str:
    """Return the main part from its heading on."""
    return response.content.decode().partition("<h1>")[2].partition("</main>")[0].strip()


@pytest.mark.parametrize("state", articles.STATES)
def test_preview_of_any_status_for_staff_and_by_link(client, editor, state):
    article = create_article(state)
    for response in (editor.get(articles.at(article, "xem-truoc/")), client.get(shared_path(article))):
        assert response.status_code == 200
        page = text(response)
        for part in ("Bản xem trước", "Bài xem trước", "Một.", "Tóm tắt riêng", "Chú thích"):
            assert part in page


def test_preview_equals_the_public_page(client, editor):
    article = create_article("published")
    public = article_html(client.get(article.get_absolute_url()))
    assert article_html(client.get(shared_path(article))) == public
    assert article_html(editor.get(articles.at(article, "xem-truoc/"))) == public


def test_shared_preview_is_not_indexed_cached_or_counted(client):
    path = shared_path(create_article())
    for _ in range(2):
        response = client.get(path, headers={"User-Agent": helpers.USER_AGENT})
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
        assert "luot_truy_cap" not in response.cookies
    assert counter.totals.all_time == 0
    assert page_store.get(prepare_request(RequestFactory().get(path).META)) is None


def test_shared_preview_shows_changes_at_once(client):
    article = create_article()
    path = shared_path(article)
    assert "Một." in text(client.get(path))
    article.body = "<p>Hai.</p>"
    article.save()
    assert "Hai." in text(client.get(path))


def test_shared_preview_expires_after_seven_days(client, monkeypatch):
    path, now = shared_path(create_article()), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=7, minutes=-1))
    assert client.get(path).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=7, minutes=1))
    response = client.get(path)
    assert response.status_code == 410
    assert "đã hết hạn" in text(response)
    assert "Một." not in text(response)
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("token", ["1", "1:abc", ":", "x" * 5000, "1:" + "%00", "²:x"])
def test_shared_preview_of_invalid_token_is_404(client, token):
    create_article()
    response = client.get(f"/xem-truoc/{token}/")
    assert response.status_code == 404
    assert "Liên kết bị gõ sai, bị thiếu chữ, hoặc đã bị hủy." in text(response)


def test_shared_preview_link_of_another_article_is_404(client):
    own, other = (PreviewLink.objects.create(article=factories.article(f"Bài {number}")) for number in range(2))
    signature = own.token.partition(":")[2]
    assert client.get(f"/xem-truoc/{other.pk}:{signature}/").status_code == 404
    assert client.get(f"/xem-truoc/{Signer().sign(other.pk)}/").status_code == 404  # another salt
    assert client.get(f"/xem-truoc/{Signer(salt='news.preview').sign('²')}/").status_code == 404


def test_link_view_creates_replaces_and_deletes_link(client, editor):
    article = create_article()
    page = articles.at(article, "duong-dan/")
    assert "chưa có liên kết" in text(editor.get(page))
    editor.post(page, {"make": ""})
    first = editor.get(page).context["url"]
    assert first.startswith("http://testserver/xem-truoc/")
    assert client.get(first).status_code == 200
    editor.post(page, {"make": ""})
    second = editor.get(page).context["url"]
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    editor.post(page, {"end": ""})
    assert client.get(second).status_code == 404


def test_preview_post_shows_unsaved_text_and_saves_nothing(editor):
    article = create_article()
    before = list(Article.objects.values())
    data = articles.form(
        article, title="Tên đang gõ", body="<p>Đang gõ.</p><script>x</script>", **{"photos-0-caption": "Đang ghi"}
    )
    response = editor.post(articles.at(article, "xem-truoc/"), data)
    page = text(response)
    assert response.status_code == 200
    for part in ("Tên đang gõ", "Đang gõ.", "Đang ghi", "gồm cả chữ chưa lưu"):
        assert part in page
    assert "<script>x" not in response.content.decode()
    assert list(Article.objects.values()) == before


def test_preview_post_of_invalid_form_shows_valid_fields(editor):
    article = create_article()
    response = editor.post(articles.at(article, "xem-truoc/"), {"title": "", "body": "<p>Mới.</p>", "category": "x"})
    assert response.status_code == 200
    assert "Mới." in text(response)
    assert "Bài xem trước" in text(response)


def test_preview_of_waiting_article_has_actions(editor):
    article = create_article("waiting")
    path = articles.at(article, "xem-truoc/")
    publish_form = f'action="{articles.at(article, "dang/")}"'
    page = editor.get(path).content.decode()
    assert page.count(publish_form) == 2  # above and below the text
    assert page.count(f'href="{articles.at(article, "tra-lai/")}"') == 2
    assert articles.messages(editor.post(articles.at(article, "dang/"), follow=True)) == ["Đã đăng “Bài xem trước”."]
    assert publish_form not in editor.get(path).content.decode()


def test_shared_preview_has_no_admin_links(client):
    page = client.get(shared_path(create_article("waiting"))).content.decode()
    assert "/quan-tri/" not in page
