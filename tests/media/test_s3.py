"""S3MediaStorage in a running portal, with moto's server as the object store."""

import re
import shutil
import sqlite3
from contextlib import closing
from html import unescape
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests import factories, servers
from tests.media.recordings import mp3
from tests.media.test_files import PDF
from tests.portal import AdminClient, Portal, Visitor

CREATE_ARTICLES = """
from tests import factories
from news.models import Article
factories.photos(factories.article("Tin có ảnh", slug="tin-co-anh", body="<p>Chữ.</p>"), 2)
print(factories.article("Tin nháp", slug="tin-nhap", status=Article.Status.DRAFT, published_at=None).pk)
"""
STORE_UNAVAILABLE = "Kho ảnh và tệp chưa trả lời hoặc đã đầy nên chưa cất được. Hãy thử lại sau ít phút."
CACHE_CONTROL = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder):
    with servers.object_store() as store:
        folder = shutil.copytree(prepared_folder, tmp_path_factory.mktemp("store") / "data")
        portal = Portal(folder, **store.environment)
        portal.store = store
        draft = run_python(portal, CREATE_ARTICLES)
        portal.start()
        portal.admin_client = AdminClient(portal)
        portal.photos, portal.documents = (f"/quan-tri/news/article/{draft}/{name}/" for name in ("anh", "tep"))
        portal.draft = f"/quan-tri/news/article/{draft}/change/"
        yield portal
        portal.stop()


def run_python(portal: Portal, code: str) -> str:
    return portal.manage("shell", "--verbosity=0", "--command", code).strip()


def count_files(portal: Portal) -> list[int]:
    """Return the number of photos and of attachments in the database."""
    with closing(sqlite3.connect(portal.folder / "db.sqlite3")) as database:
        return [database.execute(f"SELECT count(*) FROM news_{name}").fetchone()[0] for name in ("photo", "attachment")]


def photo() -> bytes:
    return factories.image_file((1300, 650)).getvalue()


def stored_names(page: str) -> set[str]:
    """Return the names of the files that a page loads from the store."""
    return {unescape(name) for name in re.findall(r'http://127\.0\.0\.1:\d+/kho/([^\s",]+)', page)}


def portal_names(page: str) -> set[str]:
    """Return the names of the files that a page loads from the portal."""
    return {unescape(name) for name in re.findall(r'"/media/([^\s",]+)', page)}


def status(url: str) -> int:
    """Return the status of a response to a stranger."""
    try:
        with urlopen(url) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


def test_photo_upload_stores_variants_privately(portal):
    before = portal.store.files()
    upload_status, card = portal.admin_client.upload(portal.photos, photo())
    assert upload_status == 200
    stored = portal.store.files().keys() - before
    original = next(name for name in stored if name.endswith(".jpg"))
    widths = {f"{original.removesuffix('.jpg')}/{width}w.webp" for width in (400, 800, 1200)}
    assert stored == {original} | widths
    assert original.startswith("private/anh/")
    assert {f"private/{name}" for name in portal_names(card)} & widths
    for name in stored:
        public = name.removeprefix("private/")
        assert {status(f"{portal.store.url}/{name}"), status(f"{portal.store.url}/{public}")} <= {403, 404}
        assert status(f"{portal.url}/media/{public}") == 404
        assert Visitor.get(portal.admin_client, "/healthz")[0] == 200
        with portal.admin_client.opener.open(f"{portal.url}/media/{public}") as answer:
            assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert not (portal.folder / "media").exists()


def test_files_are_public_exactly_while_their_article_is(portal):
    created = run_python(
        portal,
        "from tests import factories; article = factories.article('Tin hẹn', status='draft', published_at=None); "
        "(photo,) = factories.photos(article, 1); print(article.slug, article.pk, photo.image.name)",
    )
    slug, key, name = created.split()
    url, portal_url = f"{portal.store.url}/{name}", f"{portal.url}/media/{name}"
    variant = url.replace(".jpg", "/400w.webp")
    assert {status(url), status(variant)} <= {403, 404}
    assert portal.admin_client.post(f"/quan-tri/news/article/{key}/dang/")[0] == 200
    assert (status(url), status(variant), status(portal_url)) == (200, 200, 200)
    with urlopen(variant) as answer:
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/webp", CACHE_CONTROL)
    page = Visitor(portal.url).get(f"/tin-tuc/{slug}/")[1]
    assert (name in stored_names(page), portal_names(page)) == (True, set())
    copy_and_withdraw = (
        "from uuid import uuid4; from tests import factories; from news.models import Article, Photo\n"
        "from news.services.publishing import withdraw\n"
        "from saovang.uploads.reuse import copy_files; from saovang.accounts.roles import EDITOR\n"
        "article = factories.article('Dùng lại', status='draft', published_at=None)\n"
        f"key = Photo.objects.get(article={key}).pk\n"
        "print(copy_files(factories.staff(EDITOR), article, Photo, [key], uuid4())[0].image.name)\n"
        f"withdraw(Article.objects.get(pk={key}), 'Sai')"
    )
    copy = run_python(portal, copy_and_withdraw)
    assert {status(url), status(variant)} <= {403, 404}
    assert {f"private/{copy}", f"private/{copy.replace('.jpg', '/400w.webp')}"} <= portal.store.files().keys()
    assert status(portal_url) == 410
    preview = portal.admin_client.get(f"/quan-tri/news/article/{key}/xem-truoc/")[1]
    assert (name in portal_names(preview), stored_names(preview)) == (True, set())


def test_scheduled_files_are_moved_before_their_time(portal):
    """The store cannot ask the portal, as nginx does."""
    names = run_python(
        portal,
        "from datetime import timedelta; from django.utils import timezone; from tests import factories; "
        "from news.models import *; from news.services.publishing import *\n"
        "for minutes in (5, 60):\n"
        "    article = factories.article('Hẹn', status='draft', published_at=None); factories.photos(article, 1)\n"
        "    publish(article, at=timezone.now() + timedelta(minutes=minutes)); print(article.photos.get().image.name)",
    )
    soon, later = (f"{portal.store.url}/{name}" for name in names.split())
    assert status(soon) == 200
    assert status(later) in (403, 404)


def test_article_page_loads_photos_from_store_within_csp(portal):
    page = Visitor(portal.url).get("/tin-tuc/tin-co-anh/")[1]
    assert "/media/" not in page
    assert len([name for name in stored_names(page) if name.endswith(".jpg")]) == 2
    assert {status(f"{portal.store.url}/{name}") for name in stored_names(page)} == {200}
    assert stored_names(page) <= portal.store.files().keys()
    with urlopen(f"{portal.url}/tin-tuc/tin-co-anh/") as answer:
        images = re.search(r"img-src ([^;]*)", answer.headers["Content-Security-Policy"])[1].split()
    assert portal.store.environment["S3_ENDPOINT_URL"] in images


def test_document_is_served_as_attachment_and_recording_in_parts(portal):
    before = portal.store.files()
    upload_status, card = portal.admin_client.upload(portal.documents, PDF, "ke-hoach.pdf")
    assert upload_status == 200
    (name,) = portal.store.files().keys() - before
    name = name.removeprefix("private/")
    redirect = unescape(re.search(r'href="(/tep/[^"]+)"', card)[1])
    assert portal.admin_client.get(redirect)[1].startswith("%PDF")  # a redirect to the portal, not to the store
    with portal.admin_client.opener.open(portal.url + redirect) as answer:
        assert answer.url == f"{portal.url}/media/{name}"
    with portal.admin_client.opener.open(f"{portal.url}/media/{name}") as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (PDF, "application/pdf")
        assert answer.headers["Content-Disposition"] == "attachment"
    recording = mp3(10)
    card = portal.admin_client.upload(portal.documents, recording, "ban-tin.mp3")[1]
    redirect = unescape(re.search(r'href="(/tep/[^"]+)"', card)[1])
    with portal.admin_client.opener.open(Request(portal.url + redirect, headers={"Range": "bytes=10-19"})) as answer:
        assert (answer.status, answer.read(), answer.headers["Content-Type"]) == (206, recording[10:20], "audio/mpeg")


def test_discard_deletes_variants(portal):
    before = portal.store.files()
    printed = run_python(
        portal,
        "from tests import factories; from news.services.photos import store_photo; "
        "from saovang.uploads.services import discard; "
        "photo = store_photo(factories.image_file((900, 600))); "
        "print(len(photo.variants)); discard([photo])",
    )
    assert printed == "2"
    assert portal.store.files() == before


def test_backup_and_restore_of_the_store(portal):
    portal.admin_client.upload(portal.photos, photo())
    before = portal.store.files()
    portal.manage("backup")
    portal.admin_client.upload(portal.photos, photo())
    portal.store.delete(next(iter(before)))
    (archive,) = (portal.folder / "backups").glob("*.tar")
    portal.manage("restore", str(archive), "--yes")
    assert portal.store.files() == before


def test_store_outage_fails_uploads_and_keeps_pages(portal):
    before = count_files(portal)
    portal.store.stop()
    assert portal.admin_client.upload(portal.photos, photo()) == (502, STORE_UNAVAILABLE)
    assert portal.admin_client.upload(portal.documents, PDF, "ke-hoach.pdf") == (502, STORE_UNAVAILABLE)
    assert count_files(portal) == before
    assert Visitor(portal.url).get("/tin-tuc/tin-co-anh/")[0] == 200
    assert portal.admin_client.get(portal.draft)[0] == 200
    assert "Kho ảnh" in portal.manage_error("backup")
    portal.store.start()
    assert portal.admin_client.upload(portal.photos, photo())[0] == 200
