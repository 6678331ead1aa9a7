from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import RequestFactory
from django.utils import timezone

from news.models import Article, PreviewLink
from saovang.accounts import roles
from saovang.pagecache.pages import page_store, prepare_request
from saovang.visits.counter import counter
from tests import factories, helpers
from tests.news import articles
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return articles.signed_in(factories.staff(roles.EDITOR, first_name="Hùng"))


def article(state: str = "draft") -> Article:
    item = factories.article("Bài xem trước", body="<p>Một.</p>", summary="Tóm tắt riêng", **articles.STATES[state])
    factories.photos(item, 2, caption="Chú thích")
    return item


def link_to(item: Article) -> str:
    return f"/xem-truoc/{PreviewLink.objects.create(article=item).token}/"


def article_part(response) -> str:
    """The article itself: what stands between its heading and the end of the main part."""
    return response.content.decode().partition("<h1>")[2].partition("</main>")[0].strip()


@pytest.mark.parametrize("state", articles.STATES)
def test_staff_and_whoever_has_the_link_see_any_state(client, editor, state):
    item = article(state)
    for response in (editor.get(articles.at(item, "xem-truoc/")), client.get(link_to(item))):
        assert response.status_code == 200
        seen = text(response)
        for part in ("Bản xem trước", "Bài xem trước", "Một.", "Tóm tắt riêng", "Chú thích"):
            assert part in seen


def test_it_is_the_very_page_that_residents_get(client, editor):
    item = article("published")
    public = article_part(client.get(item.get_absolute_url()))
    assert article_part(client.get(link_to(item))) == public
    assert article_part(editor.get(articles.at(item, "xem-truoc/"))) == public


def test_it_is_not_indexed_not_kept_and_nobody_s_visit(client):
    path = link_to(article())
    for _ in range(2):
        response = client.get(path, headers={"User-Agent": helpers.BROWSER})
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
        assert "luot_truy_cap" not in response.cookies
    assert counter.totals.all_time == 0
    assert page_store.get(prepare_request(RequestFactory().get(path).META)) is None


def test_it_shows_each_change_at_once(client):
    item = article()
    path = link_to(item)
    assert "Một." in text(client.get(path))
    item.body = "<p>Hai.</p>"
    item.save()
    assert "Hai." in text(client.get(path))


def test_after_seven_days_it_says_that_it_has_ended(client, monkeypatch):
    path, now = link_to(article()), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=7, minutes=-1))
    assert client.get(path).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=7, minutes=1))
    response = client.get(path)
    assert response.status_code == 410
    assert "đã hết hạn" in text(response)
    assert "Một." not in text(response)
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["1", "1:abc", ":", "x" * 5000, "1:" + "%00", "²:x"])
def test_a_forged_link_is_refused_with_a_sentence(client, path):
    article()
    response = client.get(f"/xem-truoc/{path}/")
    assert response.status_code == 404
    assert "Đường dẫn bị gõ sai, bị thiếu chữ, hoặc đã bị hủy." in text(response)


def test_a_link_to_another_article_cannot_be_made_of_one_s_own(client):
    own, foreign = (PreviewLink.objects.create(article=factories.article(f"Bài {number}")) for number in range(2))
    signature = own.token.partition(":")[2]
    assert client.get(f"/xem-truoc/{foreign.pk}:{signature}/").status_code == 404
    assert client.get(f"/xem-truoc/{Signer().sign(foreign.pk)}/").status_code == 404  # for another purpose
    assert client.get(f"/xem-truoc/{Signer(salt='news.preview').sign('²')}/").status_code == 404


def test_a_link_is_made_shown_and_ended_at_the_desk(client, editor):
    item = article()
    page = articles.at(item, "duong-dan/")
    assert "chưa có đường dẫn" in text(editor.get(page))
    editor.post(page, {"make": ""})
    first = editor.get(page).context["address"]
    assert first.startswith("http://testserver/xem-truoc/")
    assert client.get(first).status_code == 200
    editor.post(page, {"make": ""})
    second = editor.get(page).context["address"]
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    editor.post(page, {"end": ""})
    assert client.get(second).status_code == 404


def test_what_is_typed_is_previewed_and_nothing_is_saved(editor):
    item = article()
    before = list(Article.objects.values())
    typed = articles.form(
        item, title="Tên đang gõ", body="<p>Đang gõ.</p><script>x</script>", **{"photos-0-caption": "Đang ghi"}
    )
    response = editor.post(articles.at(item, "xem-truoc/"), typed)
    seen = text(response)
    assert response.status_code == 200
    for part in ("Tên đang gõ", "Đang gõ.", "Đang ghi", "gồm cả chữ chưa lưu"):
        assert part in seen
    assert "<script>x" not in response.content.decode()
    assert list(Article.objects.values()) == before


def test_a_form_that_is_not_valid_is_previewed_as_far_as_it_goes(editor):
    item = article()
    response = editor.post(articles.at(item, "xem-truoc/"), {"title": "", "body": "<p>Mới.</p>", "category": "x"})
    assert response.status_code == 200
    assert "Mới." in text(response)
    assert "Bài xem trước" in text(response)


def test_one_that_waits_can_be_published_or_returned_from_it(editor):
    item = article("waiting")
    page = editor.get(articles.at(item, "xem-truoc/")).content.decode()
    assert page.count(f'action="{articles.at(item, "dang/")}"') == 2  # above and below the text
    assert page.count(f'href="{articles.at(item, "tra-lai/")}"') == 2
    assert articles.messages(editor.post(articles.at(item, "dang/"), follow=True)) == ["Đã đăng “Bài xem trước”."]
    assert f'action="{articles.at(item, "dang/")}"' not in editor.get(articles.at(item, "xem-truoc/")).content.decode()


def test_a_link_never_shows_the_desk_s_own_buttons(client):
    page = client.get(link_to(article("waiting"))).content.decode()
    assert "/quan-tri/" not in page
