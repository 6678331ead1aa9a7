import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from news.models import Article, Category
from news.services.publishing import publish, withdraw
from saovang.pagecache import middleware
from saovang.pagecache.models import ContentVersion
from saovang.pagecache.pages import PageStore
from saovang.pagecache.version import content_version
from tests import factories, helpers

pytestmark = pytest.mark.django_db
PATHS = ["/", "/tin-tuc/", "/rss/", "/sitemap-articles.xml"]

CHANGES = {
    "new article": lambda article: factories.article("Tin mới nhất"),
    "title": lambda article: (setattr(article, "title", "Tên khác"), article.save()),
    "withdrawn": lambda article: withdraw(article, "Nhầm"),
    "deleted": lambda article: article.delete(),
    "category": lambda article: Category.objects.create(name="Mục mới", slug="muc-moi"),
    "photo": lambda article: factories.photos(article, 1),
    "contact details": lambda article: factories.contact_details(),
    "feedback address": lambda article: factories.feedback_address(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_invalidates_pages_of_all_processes(change, client, monkeypatch):
    stores = [PageStore(), PageStore()]
    factories.article("Một tin ở lại")  # an empty feed is dated by the clock
    article = factories.article("Cũ")

    def get_pages() -> list[list[bytes]]:
        pages = []
        for store in stores:
            monkeypatch.setattr(middleware, "page_store", store)
            pages.append([client.get(path).content for path in PATHS])
        return pages

    before = get_pages()
    assert get_pages() == before
    CHANGES[change](article)
    after = get_pages()
    assert after[0] != before[0]
    assert after[1] == after[0]


def test_withdrawn_article_is_not_served_from_cache(client):
    article = factories.article("Tin")
    assert client.get(article.get_absolute_url()).status_code == 200
    withdraw(article, "Nhầm")
    assert client.get(article.get_absolute_url()).status_code == 410
    assert article.get_absolute_url() not in client.get("/").content.decode()


def test_scheduled_article_appears_on_cached_pages(client, monkeypatch):
    article = factories.article("Hẹn giờ", published_at=timezone.now() + timedelta(minutes=5))
    for path in PATHS:
        assert article.get_absolute_url() not in client.get(path).content.decode()
    later = timezone.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for path in PATHS:
        assert article.get_absolute_url() in client.get(path).content.decode()


@pytest.mark.django_db(transaction=True)
def test_rolled_back_change_does_not_bump_version():
    factories.article("Tin", body="<p>Một.</p>")
    before = content_version.refresh()
    with transaction.atomic():
        publish(Article.objects.get())
        transaction.set_rollback(True)
    assert content_version.refresh() == before
    publish(Article.objects.get())
    assert content_version.refresh() != before


def test_cached_value_is_loaded_once_a_version():
    values = iter("ab")
    content_version.refresh()
    assert [content_version.cached("name", lambda: next(values)) for _ in range(2)] == ["a", "a"]
    ContentVersion.objects.bump()
    content_version.refresh()
    assert content_version.cached("name", lambda: next(values)) == "b"


def test_refresh_older_read_does_not_overwrite_newer(monkeypatch):
    read, proceed, versions = threading.Event(), threading.Event(), iter(["old", "new"])

    def current(time_based) -> str:
        version = next(versions)
        read.set()
        if version == "old":
            proceed.wait(helpers.TIMEOUT)
        return version

    monkeypatch.setattr(ContentVersion, "objects", SimpleNamespace(current=current))
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(content_version.refresh)
        read.wait(helpers.TIMEOUT)
        fast = pool.submit(content_version.refresh)
        wait([fast], timeout=0.1)
        proceed.set()
        assert (slow.result(), fast.result()) == ("old", "new")
    assert content_version.current == "new"
