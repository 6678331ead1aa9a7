import shutil

import pytest

from saovang.core.cache import FailSafeRedisCache
from saovang.core.models import CacheEntry
from tests.portal import Portal


@pytest.fixture
def unreachable_cache(monkeypatch):
    """Return a cache whose Redis does not answer; restore the class's state afterwards."""
    monkeypatch.setattr(FailSafeRedisCache, "_retry_at", float("-inf"))
    return FailSafeRedisCache("redis://127.0.0.1:1/0", {})


def test_redis_cache_treats_errors_as_misses(unreachable_cache, caplog):
    unreachable_cache.set("key", "value")
    assert unreachable_cache.get("key", "default") == "default"
    assert not unreachable_cache.has_key("key")
    assert unreachable_cache.delete("key") is False
    unreachable_cache.clear()
    assert len(caplog.records) == 1  # no further attempt during COOLDOWN


def test_default_cache_is_shared_by_processes(tmp_path, prepared_folder):
    """A one-time code used in one process is used up in all."""
    shutil.copy(prepared_folder / "db.sqlite3", tmp_path)
    portal = Portal(tmp_path)
    code = "from django.core.cache import cache; print(cache.add('code', 'used', timeout=600))"
    first, second = (portal.manage("shell", "--verbosity=0", "--command", code).strip() for _ in range(2))
    assert (first, second) == ("True", "False")


@pytest.mark.django_db
def test_sign_in_attempts_are_counted_in_database(client):
    client.post("/quan-tri/login/", {"login": "canbo", "password": "x"})
    assert CacheEntry.objects.filter(cache_key__contains="allauth:rl:allauth.account:login").exists()
