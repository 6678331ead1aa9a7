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


def clean(body: str) -> bool:
    return not any(word in body for word in ("script", "onclick", "style", "iframe", "onerror", "<img"))


def test_an_address_folds_vietnamese_and_is_unique():
    titles = ["Đổi mới", "Đổi mới", "ĐỔI MỚI!", "Doi moi"]
    assert [factories.article(title).slug for title in titles] == [
        "doi-moi",
        "doi-moi-2",
        "doi-moi-3",
        "doi-moi-4",
    ]


def test_an_address_stays_when_the_title_changes():
    article = factories.article("Đổi mới")
    article.title = "Tên khác"
    article.save()
    assert Article.objects.get().slug == "doi-moi"


def test_a_title_without_a_letter_has_an_address_too():
    assert factories.article("…").slug == "bai-viet"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_title_get_two_addresses():
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


def test_the_text_is_clean_however_it_was_saved():
    category = factories.category()
    saved = factories.article(body=HOSTILE)
    assert clean(saved.body)
    assert "<strong>đậm</strong>" in saved.body or "đậm" in saved.body
    (bulk,) = Article.objects.bulk_create([Article(title="b", slug="b", category=category, body=HOSTILE)])
    updated = factories.article()
    Article.objects.filter(pk=updated.pk).update(body=HOSTILE)
    bulk_updated = factories.article()
    bulk_updated.body = HOSTILE
    Article.objects.bulk_update([bulk_updated], ["body"])
    bodies = list(Article.objects.values_list("body", flat=True))
    assert len(bodies) == 4
    assert [clean(body) for body in bodies] == [True] * 4
    assert bulk.pk


def test_structure_survives_cleaning():
    body = (
        "<h2>Mục</h2><p>Một <strong>hai</strong> <em>ba</em> H<sub>2</sub>O m<sup>2</sup></p>"
        "<ul><li><p>a</p></li></ul><ol><li><p>b</p></li></ol><blockquote><p>c</p></blockquote>"
        '<table><tbody><tr><th>d</th><td>e</td></tr></tbody></table><p><a href="/tin-tuc/">f</a></p>'
        '<figure data-photos="1 2"></figure>'
    )
    assert factories.article(body=body).body == body


def test_an_article_published_without_a_time_is_published_now():
    article = Article(title="Tin", category=factories.category(), status=Article.Status.PUBLISHED)
    article.full_clean()
    assert timezone.now() - article.published_at < timedelta(minutes=5)


@pytest.mark.parametrize(
    "fields", [{"status": "published", "published_at": None}, {"status": "withdrawn", "published_at": None}]
)
def test_the_database_refuses_a_public_state_without_a_time(fields):
    article = factories.article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**fields)
    if fields["status"] == "withdrawn":
        with pytest.raises(ValidationError, match="phải có thời điểm đăng"):
            Article(title="Tin", category=factories.category(), **fields).full_clean()


def test_the_database_refuses_an_unknown_state():
    article = factories.article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(status="lost")


def test_publishing_and_withdrawing():
    article = factories.article(status="draft", published_at=None, body="<p>Một.</p>")
    with pytest.raises(ValidationError, match="Chỉ gỡ được bài đã đăng"):
        withdraw(article, "Nhầm")
    publish(article)
    first = article.published_at
    assert list(Article.objects.published()) == [article]
    withdraw(article, "Nhầm")
    assert list(Article.objects.published()) == []
    publish(article)
    assert Article.objects.get().published_at == first


def test_an_article_to_come_becomes_public_by_itself(monkeypatch):
    article = factories.article(published_at=timezone.now() + timedelta(hours=1))
    assert list(Article.objects.published()) == []
    later = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert list(Article.objects.published()) == [article]
