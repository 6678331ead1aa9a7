"""S3MediaStorage in a running portal, with moto's server as the object store."""

import re
import shutil
from html import unescape
from urllib.request import urlopen

import pytest

from tests import factories, servers
from tests.media.test_files import PDF
from tests.portal import AdminClient, Portal, Visitor

CREATE_ARTICLES = """
from tests import factories
from news.models import Article
factories.article("Tin có ảnh", slug="tin-co-anh", body="<p>Chữ.</p>")
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


def photo() -> bytes:
    return factories.image_file((1300, 650)).getvalue()


def stored_names(page: str) -> set[str]:
    """Return the names of the files that a page loads from the store."""
    return {unescape(name) for name in re.findall(r'http://127\.0\.0\.1:\d+/kho/([^\s",]+)', page)}


def test_photo_upload_stores_variants_with_headers(portal):
    before = portal.store.files()
    status, card = portal.admin_client.upload(portal.photos, photo())
    assert status == 200
    stored = portal.store.files().keys() - before
    original = next(name for name in stored if name.endswith(".jpg"))
    widths = {f"{original.removesuffix('.jpg')}/{width}w.webp" for width in (400, 800, 1200)}
    assert stored == {original} | widths
    assert stored_names(card) & widths
    for name in stored:
        with urlopen(f"{portal.store.url}/{name}") as answer:  # without credentials
            mime_type = "image/jpeg" if name == original else "image/webp"
            assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (mime_type, CACHE_CONTROL)
    assert not (portal.folder / "media").exists()


def test_article_page_loads_photos_from_store_within_csp(portal):
    run_python(
        portal,
        "from tests import factories; from news.models import Article; "
        "factories.photos(Article.objects.get(slug='tin-co-anh'), 2)",
    )
    page = Visitor(portal.url).get("/tin-tuc/tin-co-anh/")[1]
    assert "/media/" not in page
    assert len([name for name in stored_names(page) if name.endswith(".jpg")]) == 2
    assert stored_names(page) <= portal.store.files().keys()
    with urlopen(f"{portal.url}/tin-tuc/tin-co-anh/") as answer:
        images = re.search(r"img-src ([^;]*)", answer.headers["Content-Security-Policy"])[1].split()
    assert portal.store.environment["S3_ENDPOINT_URL"] in images


def test_document_is_served_as_attachment(portal):
    before = portal.store.files()
    status, card = portal.admin_client.upload(portal.documents, PDF, "ke-hoach.pdf")
    assert status == 200
    (name,) = portal.store.files().keys() - before
    url = unescape(re.search(r'href="(/tep/[^"]+)"', card)[1])
    assert portal.admin_client.get(url)[1].startswith("%PDF")  # a redirect to the store
    with urlopen(f"{portal.store.url}/{name}") as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (PDF, "application/pdf")
        assert answer.headers["Content-Disposition"] == "attachment"


def test_discard_photos_deletes_variants(portal):
    before = portal.store.files()
    printed = run_python(
        portal,
        "from tests import factories; from news.services.photos import *; "
        "photo = store_photo(factories.image_file((900, 600))); "
        "print(len(photo.variants)); discard_photos([photo])",
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
    count = "from news.models import *; print(Photo.objects.count(), Attachment.objects.count())"
    before = run_python(portal, count)
    portal.store.stop()
    assert portal.admin_client.upload(portal.photos, photo()) == (502, STORE_UNAVAILABLE)
    assert portal.admin_client.upload(portal.documents, PDF, "ke-hoach.pdf") == (502, STORE_UNAVAILABLE)
    assert run_python(portal, count) == before
    assert Visitor(portal.url).get("/tin-tuc/tin-co-anh/")[0] == 200
    assert portal.admin_client.get(portal.draft)[0] == 200
    assert "Kho ảnh" in portal.manage_error("backup")
    portal.store.start()
    assert portal.admin_client.upload(portal.photos, photo())[0] == 200
