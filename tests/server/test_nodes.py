"""Two nodes behind nginx with one PostgreSQL, one Redis and one object store, and the failure of each part."""

import os
import re
import secrets
import shutil
import signal
from html import unescape
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest

from tests import factories, helpers, servers
from tests.portal import AdminClient, Portal, Visitor
from tests.server.nginx import HOST, NginxSite
from tests.server.test_reload import PATHS, Readers, remove_rate_limits

DRAFTS = ["tin-cua-nut-mot", "tin-co-anh", "tin-luc-redis-nghi"]
FILL = """
from django.core.management import call_command
from tests import factories
call_command("migrate", verbosity=0)
factories.article("Tin cũ", slug="tin-cu", body="<p>Đoạn một.</p>")
for slug in {}:
    draft = factories.article(f"Tựa {{slug}}", slug=slug, body="<p>Chữ.</p>", status="draft", published_at=None)
    print(slug, draft.pk)
"""


class Nodes:
    """Two portals with their own folders and shared services."""

    def __init__(self, folder: Path, prepared: Path, cache: servers.RedisServer, **shared: str) -> None:
        self.cache = cache
        shared |= {"SECRET_KEY": secrets.token_urlsafe(50), "CACHE_URL": cache.url, "WORKERS": "1"}
        shared |= {"ALLOWED_HOSTS": f"127.0.0.1,{HOST}"}
        self.database = shared["DATABASE_URL"]
        self.portals = []
        for name in ("mot", "hai"):
            shutil.copytree(prepared / "static", folder / name / "static")
            self.portals.append(Portal(folder / name, **shared))
        self.one, self.two = self.portals
        output = self.one.manage("shell", "--verbosity=0", "--command", FILL.format(DRAFTS))
        self.drafts = dict(line.split() for line in output.splitlines())
        for portal in self.portals:
            portal.start()
        self.admin = AdminClient(self.one)

    def stop(self) -> None:
        for portal in self.portals:
            portal.stop()

    def publish(self, slug: str) -> None:
        """Publish a draft on the first node."""
        self.admin.url = self.one.url
        status, page = self.admin.post(f"/quan-tri/news/article/{self.drafts[slug]}/dang/")
        assert (status, "Đã đăng" in page) == (200, True)

    def stored_visits(self) -> int:
        """Return the visits in the database."""
        with psycopg.connect(self.database) as connection:
            return int(connection.execute("SELECT coalesce(sum(count), 0) FROM visits_dailyvisits").fetchone()[0])

    def shown_visits(self) -> list[int]:
        """Return the total visits that each node shows to a bot."""
        pages = [get_page(portal, "/") for portal in self.portals]
        return [int(re.search(r"Tất cả</dt><dd>([\d.]+)", page)[1].replace(".", "")) for page in pages]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory, prepared_folder):
    folder = tmp_path_factory.mktemp("nodes")
    with servers.postgresql() as database, servers.redis(folder) as cache, servers.object_store() as store:
        nodes = Nodes(folder, prepared_folder, cache, DATABASE_URL=database.url, **store.environment)
        nodes.store = store
        yield nodes
        nodes.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory, nodes):
    """Start nginx in front of both nodes."""
    upstream = " ".join(f"127.0.0.1:{portal.port}" for portal in nodes.portals)
    site = NginxSite(tmp_path_factory.mktemp("nginx"), nodes.one.folder, upstream)
    remove_rate_limits(site)
    site.start()
    yield site
    site.stop()


def get_page(portal: Portal, path: str) -> str:
    """Return a page as a bot gets it; it may be a page of status 404."""
    status, page = Visitor(portal.url, user_agent="curl").get(path)
    assert status in (200, 404)
    return page


def test_published_article_appears_on_other_node(nodes):
    title = "Tựa tin-cua-nut-mot"
    assert title not in get_page(nodes.two, "/")  # and is now cached there
    assert title not in get_page(nodes.two, "/tin-tuc/tin-cua-nut-mot/")
    nodes.publish("tin-cua-nut-mot")
    helpers.wait_until(lambda: title in get_page(nodes.two, "/"))
    assert title in get_page(nodes.two, "/tin-tuc/tin-cua-nut-mot/")


def test_uploaded_photo_appears_on_other_node(nodes):
    url = f"/quan-tri/news/article/{nodes.drafts['tin-co-anh']}/anh/"
    status, card = nodes.admin.upload(url, factories.image_file((1300, 650)).getvalue())
    assert status == 200, card
    with psycopg.connect(nodes.database) as connection:
        connection.execute("UPDATE news_photo SET alt_text = 'Bà con quét dọn đường làng khu phố 3'")
    nodes.publish("tin-co-anh")
    helpers.wait_until(lambda: "Tựa tin-co-anh" in get_page(nodes.two, "/"))
    page = get_page(nodes.two, "/tin-tuc/tin-co-anh/")
    photos = {unescape(url) for url in re.findall(rf'{nodes.store.url}/[^\s",]+', page)}
    assert len(photos) == 4  # the file and its three widths
    for photo in photos:
        with urlopen(photo, timeout=helpers.TIMEOUT) as response:
            assert response.read() == nodes.store.files()[photo.removeprefix(f"{nodes.store.url}/")]


def test_visits_on_both_nodes_are_exact(nodes, site):
    before = nodes.stored_visits()
    with Readers(site) as readers:
        readers.wait_for(200)
    assert readers.failed == []
    helpers.wait_until(lambda: nodes.stored_visits() == before + readers.visits)
    helpers.wait_until(lambda: nodes.shown_visits() == [before + readers.visits] * 2)


def test_redis_outage(nodes, site):
    before, new = nodes.stored_visits(), 0
    nodes.cache.stop()
    for portal in nodes.portals:
        for path in PATHS:
            assert Visitor(portal.url).get(path)[0] == 200
            new += 1
        nodes.admin.url = portal.url
        assert "Đăng xuất" in nodes.admin.get("/quan-tri/")[1]  # the session was created while Redis was running
        nodes.admin.cookies.clear()
        nodes.admin.sign_in()
    nodes.publish("tin-luc-redis-nghi")
    helpers.wait_until(lambda: "Tựa tin-luc-redis-nghi" in get_page(nodes.two, "/"))
    with Readers(site) as readers:
        readers.wait_for(50)
    assert readers.failed == []
    helpers.wait_until(lambda: nodes.stored_visits() == before + new + readers.visits)

    nodes.cache.start()
    for portal in nodes.portals:
        nodes.admin.url = portal.url
        helpers.wait_until(lambda: '"cache": "ok"' in nodes.admin.get("/readyz")[1])
        assert "Đăng xuất" in nodes.admin.get("/quan-tri/")[1]


def test_killed_node_is_skipped_and_returns(nodes, site):
    # nginx cannot repeat a response that breaks off; the reader requests it again.
    with Readers(site, writing=False, retry=True) as readers:
        readers.wait_for(40)
        for process in [nodes.two.server.pid, *nodes.two.workers]:
            os.kill(process, signal.SIGKILL)
        nodes.two.server.wait(helpers.TIMEOUT)
        readers.wait_for(100)
        nodes.two.start()
        readers.wait_for(40)
    assert readers.failed == []
    helpers.wait_until(lambda: nodes.shown_visits() == [nodes.stored_visits()] * 2)
    helpers.wait_until(lambda: '"cache": "ok"' in nodes.admin.get("/readyz")[1])
