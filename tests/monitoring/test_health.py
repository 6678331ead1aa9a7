"""/healthz and /readyz."""

import pytest
from django.db import OperationalError, connection

from saovang.monitoring.health import Readiness, readiness
from saovang.pagecache.models import ContentVersion
from tests import factories

pytestmark = pytest.mark.django_db

OK = dict.fromkeys(("database", "migrations", "storage", "cache"), "ok")


@pytest.fixture(autouse=True)
def no_cached_checks():
    readiness.reset()
    yield
    readiness.reset()


@pytest.fixture
def staff_client(client):
    client.force_login(factories.staff())
    return client


def test_healthz_answers_ok(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"


def test_readyz_shows_checks_to_staff_only(client):
    assert client.get("/readyz").json() == {"ready": True}
    client.force_login(factories.staff())
    assert client.get("/readyz").json() == {"ready": True, "checks": OK}


def test_readyz_without_redis_is_ready(staff_client, settings):
    settings.CACHE_URL, settings.SESSION_CACHE_ALIAS = "redis://127.0.0.1:1/0", "sessions"
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {**settings.CACHES, "sessions": dummy}
    response = staff_client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "checks": OK | {"cache": "away: slower, not down"}}


def test_readyz_without_media_folder_is_not_ready(staff_client, settings):
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / "missing"
    response = staff_client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "checks": OK | {"storage": "not writable"}}


def test_readyz_with_missing_migration_is_not_ready(staff_client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'redirects'")
    response = staff_client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"].endswith("not applied")


def test_readyz_without_database_is_not_ready(client, monkeypatch):
    def fail(*_):
        raise OperationalError("away")

    monkeypatch.setattr(Readiness, "_check_database", fail)
    monkeypatch.setattr(Readiness, "_check_migrations", fail)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False})


def test_readyz_reuses_recent_checks(client, no_polling, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(0):
        for _ in range(10):
            client.get("/readyz")


def test_health_pages_count_no_visit_and_change_nothing(client):
    before = ContentVersion.objects.current()[0]
    for path in ("/healthz", "/readyz"):
        assert not client.get(path).cookies
    assert ContentVersion.objects.current()[0] == before
