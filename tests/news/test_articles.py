import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from news.models import Article
from news.services.publishing import publish, withdraw
from tests import factories

pytestmark = pytest.mark.django_db
HOSTILE = (
    '<p onclick="x()">Chữ <b>đậm</b></p><script>alert(1)</script><p style="color:red">đỏ</p>'
    '<a href="javascript:x()">x</a><iframe src="//x"></iframe><img src="x" onerror="x()">'
)


def is_sanitized(body: str) -> bool:
    return not any(word in body for word in ("script", "onclick", "style", "iframe", "onerror", "<img"))


def test_article_slug_is_ascii_and_unique():
    titles = ["Đổi mới", "Đổi mới", "ĐỔI MỚI!", "Doi moi"]
    assert [factories.article(title).slug for title in titles] == [
        "doi-moi",
        "doi-moi-2",
        "doi-moi-3",
        "doi-moi-4",
    ]


def test_article_slug_stays_when_title_changes():
    article = factories.article("Đổi mới")
    article.title = "Tên khác"
    article.save()
    assert Article.objects.get().slug == "doi-moi"


def test_article_slug_of_title_without_letters():
    assert factories.article("…").slug == "bai-viet"


@pytest.mark.django_db(transaction=True)
def test_article_slug_is_unique_in_concurrent_saves():
    category = factories.category()

    def create():
        factories.article("Đổi mới", category=category)
        connection.close()

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Article.objects.values_list("slug", flat=True)) == [
        "doi-moi",
        "doi-moi-2",
        "doi-moi-3",
        "doi-moi-4",
    ]


def test_article_body_is_sanitized_on_every_write():
    category = factories.category()
    saved = factories.article(body=HOSTILE)
    assert is_sanitized(saved.body)
    assert "<strong>đậm</strong>" in saved.body or "đậm" in saved.body
    (bulk,) = Article.objects.bulk_create([Article(title="b", slug="b", category=category, body=HOSTILE)])
    updated = factories.article()
    Article.objects.filter(pk=updated.pk).update(body=HOSTILE)
    bulk_updated = factories.article()
    bulk_updated.body = HOSTILE
    Article.objects.bulk_update([bulk_updated], ["body"])
    bodies = list(Article.objects.values_list("body", flat=True))
    assert len(bodies) == 4
    assert [is_sanitized(body) for body in bodies] == [True] * 4
    assert bulk.pk


def test_article_body_keeps_allowed_structure():
    body = (
        "<h2>Mục</h2><p>Một <strong>hai</strong> <em>ba</em> H<sub>2</sub>O m<sup>2</sup></p>"
        "<ul><li><p>a</p></li></ul><ol><li><p>b</p></li></ol><blockquote><p>c</p></blockquote>"
        '<table><tbody><tr><th>d</th><td>e</td></tr></tbody></table><p><a href="/tin-tuc/">f</a></p>'
        '<figure data-photos="1 2"></figure>'
    )
    assert factories.article(body=body).body == body


def test_article_clean_sets_published_at_to_now():
    article = Article(title="Tin", category=factories.category(), status=Article.Status.PUBLISHED)
    article.full_clean()
    assert timezone.now() - article.published_at < timedelta(minutes=5)


@pytest.mark.parametrize(
    "fields", [{"status": "published", "published_at": None}, {"status": "withdrawn", "published_at": None}]
)
def test_article_constraint_public_needs_published_at(fields):
    article = factories.article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**fields)
    if fields["status"] == "withdrawn":
        with pytest.raises(ValidationError, match="phải có thời điểm đăng"):
            Article(title="Tin", category=factories.category(), **fields).full_clean()


def test_article_constraint_known_status():
    article = factories.article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(status="lost")


def test_publish_and_withdraw():
    article = factories.article(status="draft", published_at=None, body="<p>Một.</p>")
    with pytest.raises(ValidationError, match="Chỉ gỡ được bài đã đăng"):
        withdraw(article, "Nhầm")
    publish(article)
    first_published_at = article.published_at
    assert list(Article.objects.published()) == [article]
    withdraw(article, "Nhầm")
    assert list(Article.objects.published()) == []
    publish(article)
    assert Article.objects.get().published_at == first_published_at


def test_published_includes_scheduled_article_in_time(monkeypatch):
    article = factories.article(published_at=timezone.now() + timedelta(hours=1))
    assert list(Article.objects.published()) == []
    later = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert list(Article.objects.published()) == [article]
