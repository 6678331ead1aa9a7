"""What nginx, timers and the one who is called at night are told."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from saovang.monitoring import health
from saovang.pagecache.models import ContentVersion
from tests import factories

FINE = dict.fromkeys(("database", "migrations", "storage", "cache"), "ok")


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch):
    monkeypatch.setattr(health, "readiness", health.Readiness())


@pytest.fixture
def staff_client(client):
    client.force_login(factories.staff())
    return client


@pytest.mark.django_db
def test_a_process_that_lives_says_so(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_portal_that_can_serve_is_ready_and_tells_details_to_staff_alone(client):
    assert client.get("/readyz").json() == {"ready": True}
    client.force_login(factories.staff())
    assert client.get("/readyz").json() == {"ready": True, "checks": FINE}


@pytest.mark.django_db
def test_a_cache_that_is_away_makes_it_slower_and_not_down(staff_client, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda *_, **__: None)
    response = staff_client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "checks": FINE | {"cache": "away: slower, not down"}}


@pytest.mark.django_db
def test_without_a_place_for_photos_it_is_not_ready(staff_client, settings):
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / "khong-co"
    response = staff_client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "checks": FINE | {"storage": "not writable"}}


@pytest.mark.django_db
def test_with_a_migration_to_come_it_is_not_ready(staff_client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'redirects'")
    response = staff_client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"].endswith("not applied")


@pytest.mark.django_db
def test_without_a_database_it_is_not_ready_and_says_so_quietly(client, monkeypatch):
    def away(*_):
        raise OperationalError("away")

    monkeypatch.setattr(health.Readiness, "_database", away)
    monkeypatch.setattr(health.Readiness, "_migrations", away)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False})


@pytest.mark.django_db
def test_who_asks_without_end_costs_one_round_of_questions(client, quiet_pulse, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(0):
        for _ in range(10):
            client.get("/readyz")


@pytest.mark.django_db
def test_none_of_it_is_a_visit_or_a_change(client, pulse):
    before = ContentVersion.objects.number()
    for path in ("/healthz", "/readyz"):
        assert not client.get(path).cookies
    assert ContentVersion.objects.number() == before
