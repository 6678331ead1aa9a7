"""Photos and documents in an S3-compatible store: a real portal with its environment, and moto's server."""

import re
import shutil
from html import unescape
from urllib.request import urlopen

import pytest

from tests import factories, helpers
from tests.media.test_files import PDF
from tests.portal import Portal, SaoVangAdminSite, Visitor

FILL = """
from tests import factories
from news.models import Article
factories.article("Tin có ảnh", slug="tin-co-anh", body="<p>Chữ.</p>")
print(factories.article("Tin nháp", slug="tin-nhap", status=Article.Status.DRAFT, published_at=None).pk)
"""
AWAY = "Kho ảnh và tệp chưa trả lời hoặc đã đầy nên chưa cất được. Hãy thử lại sau ít phút."
FOR_GOOD = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder):
    with helpers.object_store() as store:
        folder = shutil.copytree(prepared_folder, tmp_path_factory.mktemp("store") / "data")
        portal = Portal(folder, **store.environment)
        portal.store = store
        draft = python(portal, FILL)
        portal.start()
        portal.desk = SaoVangAdminSite(portal)
        portal.photos, portal.documents = (f"/quan-tri/news/article/{draft}/{name}/" for name in ("anh", "tep"))
        portal.draft = f"/quan-tri/news/article/{draft}/change/"
        yield portal
        portal.stop()


def python(portal: Portal, code: str) -> str:
    return portal.manage("shell", "--verbosity=0", "--command", code).strip()


def photo() -> bytes:
    return factories.image_file((1300, 650)).getvalue()


def in_store(page: str) -> set[str]:
    """The names of the files that a page has from the store."""
    return {unescape(name) for name in re.findall(r'http://127\.0\.0\.1:\d+/kho/([^\s",]+)', page)}


def test_a_photo_goes_up_to_the_store_with_its_widths_and_browsers_fetch_it_there(portal):
    before = portal.store.files()
    status, card = portal.desk.upload(portal.photos, photo())
    assert status == 200
    stored = portal.store.files().keys() - before
    original = next(name for name in stored if name.endswith(".jpg"))
    widths = {f"{original.removesuffix('.jpg')}/{width}w.webp" for width in (400, 800, 1200)}
    assert stored == {original} | widths
    assert in_store(card) & widths
    for name in stored:
        with urlopen(f"{portal.store.url}/{name}") as answer:  # by somebody whom the store does not know
            kind = "image/jpeg" if name == original else "image/webp"
            assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (kind, FOR_GOOD)
    assert not (portal.folder / "media").exists()


def test_the_page_of_an_article_has_its_photos_from_the_store_and_may(portal):
    python(
        portal,
        "from tests import factories; from news.models import Article; "
        "factories.photos(Article.objects.get(slug='tin-co-anh'), 2)",
    )
    page = Visitor(portal.url).get("/tin-tuc/tin-co-anh/")[1]
    assert "/media/" not in page
    assert len([name for name in in_store(page) if name.endswith(".jpg")]) == 2
    assert in_store(page) <= portal.store.files().keys()
    with urlopen(f"{portal.url}/tin-tuc/tin-co-anh/") as answer:
        images = re.search(r"img-src ([^;]*)", answer.headers["Content-Security-Policy"])[1].split()
    assert portal.store.environment["S3_ENDPOINT_URL"] in images


def test_a_document_is_saved_by_whoever_follows_its_link(portal):
    before = portal.store.files()
    status, card = portal.desk.upload(portal.documents, PDF, "ke-hoach.pdf")
    assert status == 200
    (name,) = portal.store.files().keys() - before
    assert in_store(card) == {name}
    with urlopen(f"{portal.store.url}/{name}") as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (PDF, "application/pdf")
        assert answer.headers["Content-Disposition"] == "attachment"


def test_photos_that_come_into_no_article_leave_the_store_with_all_their_widths(portal):
    before = portal.store.files()
    printed = python(
        portal,
        "from tests import factories; from news.services.photos import *; "
        "one = store_photo(factories.image_file((900, 600))); print(len(one.variants)); discard_photos([one])",
    )
    assert printed == "2"
    assert portal.store.files() == before


def test_a_backup_holds_what_is_in_the_store_and_brings_it_back(portal):
    portal.desk.upload(portal.photos, photo())
    before = portal.store.files()
    portal.manage("backup")
    portal.desk.upload(portal.photos, photo())
    portal.store.delete(next(iter(before)))
    (archive,) = (portal.folder / "backups").glob("*.tar")
    portal.manage("restore", str(archive), "--yes")
    assert portal.store.files() == before


def test_while_the_store_is_away_uploads_get_a_sentence_pages_stand_and_it_goes_on_by_itself(portal):
    count = "from news.models import *; print(Photo.objects.count(), Attachment.objects.count())"
    before = python(portal, count)
    portal.store.stop()
    assert portal.desk.upload(portal.photos, photo()) == (502, AWAY)
    assert portal.desk.upload(portal.documents, PDF, "ke-hoach.pdf") == (502, AWAY)
    assert python(portal, count) == before
    assert Visitor(portal.url).get("/tin-tuc/tin-co-anh/")[0] == 200
    assert portal.desk.get(portal.draft)[0] == 200
    assert "Kho ảnh" in portal.refused("backup")
    portal.store.start()
    assert portal.desk.upload(portal.photos, photo())[0] == 200
