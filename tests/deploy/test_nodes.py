"""Two nodes behind nginx on one PostgreSQL, one Redis and one object store: one portal, and it outlives its parts."""

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
from tests.deploy.site import HOST, Site
from tests.deploy.test_reload import PATHS, Readers, loosen
from tests.portal import AdminClient, Portal, Visitor

DRAFTS = ["tin-cua-nut-mot", "tin-co-anh", "tin-luc-redis-nghi"]
FILL = """
from tests import factories
factories.article("Tin cũ", slug="tin-cu", body="<p>Đoạn một.</p>")
for slug in {}:
    draft = factories.article(f"Tựa {{slug}}", slug=slug, body="<p>Chữ.</p>", status="draft", published_at=None)
    print(slug, draft.pk)
"""


class Nodes:
    """Two portals, each with a folder of its own, and what they share."""

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
        self.one.manage("migrate")
        printed = self.one.manage("shell", "--verbosity=0", "--command", FILL.format(DRAFTS))
        self.drafts = dict(line.split() for line in printed.splitlines())
        for portal in self.portals:
            portal.start()
        self.desk = AdminClient(self.one)

    def stop(self) -> None:
        for portal in self.portals:
            portal.stop()

    def publish(self, slug: str) -> None:
        """At the desk of the first node."""
        self.desk.url = self.one.url
        status, page = self.desk.post(f"/quan-tri/news/article/{self.drafts[slug]}/dang/")
        assert (status, "Đã đăng" in page) == (200, True)

    def visits(self) -> int:
        """As the database has them."""
        with psycopg.connect(self.database) as connection:
            return int(connection.execute("SELECT coalesce(sum(count), 0) FROM visits_dailyvisits").fetchone()[0])

    def shown(self) -> list[int]:
        """Visits of all time as each node shows them to somebody who does not count."""
        pages = [get_page_or_404(portal, "/") for portal in self.portals]
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
    """nginx before both."""
    upstream = " ".join(f"127.0.0.1:{portal.port}" for portal in nodes.portals)
    site = Site(tmp_path_factory.mktemp("nginx"), nodes.one.folder, upstream)
    loosen(site)
    site.start()
    yield site
    site.stop()


def get_page_or_404(portal: Portal, path: str) -> str:
    """What a node answers somebody who is no visitor."""
    status, page = Visitor(portal.url, user_agent="curl").get(path)
    assert status in (200, 404)
    return page


def test_what_is_published_on_one_node_is_seen_on_the_other(nodes):
    title = "Tựa tin-cua-nut-mot"
    assert title not in get_page_or_404(nodes.two, "/")  # and is kept there from now on
    assert title not in get_page_or_404(nodes.two, "/tin-tuc/tin-cua-nut-mot/")
    nodes.publish("tin-cua-nut-mot")
    helpers.wait_until(lambda: title in get_page_or_404(nodes.two, "/"))
    assert title in get_page_or_404(nodes.two, "/tin-tuc/tin-cua-nut-mot/")


def test_a_photo_that_came_through_one_node_is_shown_by_the_other(nodes):
    address = f"/quan-tri/news/article/{nodes.drafts['tin-co-anh']}/anh/"
    status, card = nodes.desk.upload(address, factories.image_file((1300, 650)).getvalue())
    assert status == 200, card
    with psycopg.connect(nodes.database) as connection:
        connection.execute("UPDATE news_photo SET alt_text = 'Bà con quét dọn đường làng khu phố 3'")
    nodes.publish("tin-co-anh")
    helpers.wait_until(lambda: "Tựa tin-co-anh" in get_page_or_404(nodes.two, "/"))
    page = get_page_or_404(nodes.two, "/tin-tuc/tin-co-anh/")
    photos = {unescape(address) for address in re.findall(rf'{nodes.store.url}/[^\s",]+', page)}
    assert len(photos) == 4  # and its three widths
    for photo in photos:
        with urlopen(photo, timeout=helpers.TIMEOUT) as answer:
            assert answer.read() == nodes.store.files()[photo.removeprefix(f"{nodes.store.url}/")]


def test_visits_over_both_nodes_are_exact(nodes, site):
    before = nodes.visits()
    with Readers(site) as readers:
        readers.go_on(200)
    assert readers.failed == []
    helpers.wait_until(lambda: nodes.visits() == before + readers.visits)
    helpers.wait_until(lambda: nodes.shown() == [before + readers.visits] * 2)


def test_without_redis_all_goes_on_and_with_it_again_too(nodes, site):
    before, coming = nodes.visits(), 0
    nodes.cache.stop()
    for portal in nodes.portals:
        for path in PATHS:
            assert Visitor(portal.url).get(path)[0] == 200
            coming += 1
        nodes.desk.url = portal.url
        assert "Đăng xuất" in nodes.desk.get("/quan-tri/")[1]  # signed in while there was a Redis
        nodes.desk.cookies.clear()
        nodes.desk.sign_in()
    nodes.publish("tin-luc-redis-nghi")
    helpers.wait_until(lambda: "Tựa tin-luc-redis-nghi" in get_page_or_404(nodes.two, "/"))
    with Readers(site) as readers:
        readers.go_on(50)
    assert readers.failed == []
    helpers.wait_until(lambda: nodes.visits() == before + coming + readers.visits)

    nodes.cache.start()
    for portal in nodes.portals:
        nodes.desk.url = portal.url
        helpers.wait_until(lambda: '"cache": "ok"' in nodes.desk.get("/readyz")[1])
        assert "Đăng xuất" in nodes.desk.get("/quan-tri/")[1]


def test_a_node_that_is_killed_under_load_is_passed_over_and_comes_back(nodes, site):
    # What it is sending when it is killed breaks off: nginx cannot mend that, the reader loads it again.
    with Readers(site, writing=False, asks_again=True) as readers:
        readers.go_on(40)
        for process in [nodes.two.server.pid, *nodes.two.workers]:
            os.kill(process, signal.SIGKILL)
        nodes.two.server.wait(helpers.TIMEOUT)
        readers.go_on(100)
        nodes.two.start()
        readers.go_on(40)
    assert readers.failed == []
    helpers.wait_until(lambda: nodes.shown() == [nodes.visits()] * 2)
    helpers.wait_until(lambda: '"cache": "ok"' in nodes.desk.get("/readyz")[1])
