"""`manage.py setup`: the database, the static files, the sample and the first account."""

import gzip

import brotli
import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from news.models import Article
from procedures.models import GuideEntry

pytestmark = pytest.mark.django_db
CSS = "p { color: red }\n" * 50


@pytest.fixture
def sources(settings, tmp_path):
    """Return a directory with one static file of each kind; setup collects it as in production."""
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in ("a.css", "a.css.map", "a.webp"):
        (sources / name).write_text(CSS)
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATICFILES_DIRS = [sources]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return sources


def test_setup_empty_creates_no_sample_and_no_account(sources):
    call_command("setup", "--empty")
    assert GuideEntry.objects.count() > 0
    assert (Article.objects.count(), get_user_model().objects.count()) == (0, 0)


def test_setup_purges_expired_sessions(sources):
    Session.objects.create(session_key="ended", expire_date=timezone.now())
    call_command("setup", "--empty")
    assert not Session.objects.exists()


def test_setup_compresses_text_with_brotli_and_gzip(sources, settings):
    call_command("setup", "--empty")
    css = next(settings.STATIC_ROOT.glob("a.????????????.css"))
    compressed = {path.suffix: path.read_bytes() for path in settings.STATIC_ROOT.glob(f"{css.name}.*")}
    assert {suffix: len(content) < len(CSS) for suffix, content in compressed.items()} == {".br": True, ".gz": True}
    assert brotli.decompress(compressed[".br"]) == gzip.decompress(compressed[".gz"]) == CSS.encode()
    assert not [*settings.STATIC_ROOT.glob("*.map.??"), *settings.STATIC_ROOT.glob("*.webp.??")]


def test_setup_again_collects_no_static_files(sources, settings):
    call_command("setup", "--empty")
    (settings.STATIC_ROOT / "a.css").unlink()
    call_command("setup", "--empty")
    assert not (settings.STATIC_ROOT / "a.css").exists()


@pytest.mark.parametrize("change", ["source", "manifest", "removal"])
def test_setup_collects_changed_static_files(sources, settings, change):
    call_command("setup", "--empty")
    (settings.STATIC_ROOT / "a.css").unlink()
    if change == "source":
        (sources / "a.css").write_text("b {}")
    elif change == "manifest":  # an older release ran collectstatic
        (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    else:
        (settings.STATIC_ROOT / "staticfiles.json").unlink()
    call_command("setup", "--empty")
    assert (settings.STATIC_ROOT / "a.css").read_text() == (sources / "a.css").read_text()
    assert (settings.STATIC_ROOT / "staticfiles.json").stat().st_size > 10
