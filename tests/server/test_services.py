"""The portal on PostgreSQL and Redis, switched on by environment variables."""

import re
import shutil
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import helpers, servers
from tests.imports.test_old_page import PAGE
from tests.portal import Portal, Visitor


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder):
    folder = tmp_path_factory.mktemp("services")
    shutil.copytree(prepared_folder / "static", folder / "static")
    with servers.postgresql() as database, servers.redis(folder) as cache:
        portal = Portal(folder, DATABASE_URL=database.url, CACHE_URL=cache.url)
        (folder / "page.txt").write_text(PAGE, encoding="utf-8")
        page = str(folder / "page.txt")
        code = f"call_command('migrate'); call_command('import_page', {page!r}, '--allow-missing')"
        run_python(portal, f"from django.core.management import call_command; {code}")
        portal.start()
        portal.database = database
        yield portal
        portal.stop()


def run_python(portal: Portal, code: str) -> str:
    return portal.manage("shell", "--verbosity=0", "--command", code).strip()


def get_total_visits(page: str) -> int:
    return int(re.search(r"Tất cả</dt><dd>([\d.]+)", page)[1].replace(".", ""))


def test_pages_on_postgresql(portal):
    visitor = Visitor(portal.url, user_agent="curl")  # a bot, so that no visit is pending in the next test
    for path in ["/", "/tin-tuc/", "/chuyen-muc/tin-dia-phuong/", "/tin-tuc/tin-cu/", "/tin-tuc/tin-cu/in/"]:
        status, page = visitor.get(path)
        assert status == 200
        assert "Tin cũ" in page
    assert "Tìm thấy 1 kết quả" in visitor.get("/tim-kiem/?q=doan+mot")[1]
    assert "Khu phố 1" in visitor.get("/phan-anh-kien-nghi/")[1]


def test_search_indexes_have_fastupdate_off(portal):
    """With fastupdate, a search for a word that does not exist would scan the pending list."""
    reindex = "from django.core.management import call_command; call_command('reindex', verbosity=0)"
    query = "SELECT relname, reloptions FROM pg_class WHERE relname LIKE 'search_in_%' AND relkind = 'i' ORDER BY 1"
    code = f"from django.db import connection as c; q = c.cursor(); q.execute({query!r}); print(q.fetchall())"
    options = "['fastupdate=off']"
    indexes = ", ".join(f"('search_in_{name}', {options})" for name in ("all", "head", "pairs", "title"))
    assert run_python(portal, f"{reindex}; {code}").splitlines()[-1] == f"[{indexes}]"


def test_concurrent_visits_are_exact(portal):
    before = get_total_visits(Visitor(portal.url, user_agent="curl").get("/")[1])

    def visit():
        for _ in range(10):
            assert Visitor(portal.url).get("/tin-tuc/")[0] == 200

    threads = [threading.Thread(target=visit) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    portal.stop()
    portal.start()
    assert get_total_visits(Visitor(portal.url, user_agent="curl").get("/")[1]) == before + 100


def test_cache_is_shared_by_processes(portal):
    def python(code: str) -> str:
        setup = "from django.core.cache import caches; cache = caches['sessions']"
        return run_python(portal, f"{setup}; {code}")

    python("cache.set('key', 'value')")
    assert python("print(cache.get('key'))") == "value"


def test_stopped_database(portal):
    resident, bot = Visitor(portal.url), Visitor(portal.url, user_agent="curl")
    helpers.wait_until(
        lambda: len({bot.get("/tin-tuc/")[1] for _ in range(20)}) == 1
    )  # both workers have cached the page
    before = get_total_visits(bot.get("/tin-tuc/")[1])
    portal.database.stop()
    for _ in range(10):
        status, page = Visitor(portal.url).get("/tin-tuc/")
        assert (status, "Tin cũ" in page) == (200, True)
    status, page = resident.get("/tim-kiem/?q=tin")
    assert (status, "Trang tạm gián đoạn" in page) == (503, True)
    portal.database.start()
    helpers.wait_until(lambda: [get_total_visits(bot.get("/tin-tuc/")[1]) for _ in range(5)] == [before + 10] * 5)
    # Each worker finds the database again by itself.
    helpers.wait_until(lambda: [resident.get("/tim-kiem/?q=tin")[0] for _ in range(10)] == [200] * 10)


def test_database_stopped_after_changes(tmp_path, prepared_folder):
    """After a publication the last good page is served, after a withdrawal it is not."""

    def change(code: str) -> None:
        setup = "from tests import factories; from news.models import Article; from news.services import publishing"
        run_python(portal, f"{setup}; {code}")

    shutil.copytree(prepared_folder / "static", tmp_path / "static")
    bot_pages = ["/", "/tin-tuc/tin-cu/"]
    with servers.postgresql() as database:
        portal = Portal(tmp_path, DATABASE_URL=database.url, WORKERS="1")
        migrate = "from django.core.management import call_command; call_command('migrate')"
        change(f"{migrate}; factories.article('Tin cũ', slug='tin-cu')")
        portal.start()
        bot = Visitor(portal.url, user_agent="curl")
        try:
            before = [bot.get(path) for path in bot_pages]
            change("factories.article('Tin mới', category=Article.objects.get().category)")
            helpers.wait_until(lambda: "Tin mới" in bot.get("/tin-tuc/")[1])
            database.stop()
            assert [bot.get(path) for path in bot_pages] == before
            database.start()
            helpers.wait_until(lambda: "Tin mới" in bot.get("/")[1])
            assert bot.get("/tin-tuc/tin-cu/")[0] == 200
            change("publishing.withdraw(Article.objects.get(slug='tin-cu'), 'Nhầm')")
            helpers.wait_until(lambda: "Tin cũ" not in bot.get("/tin-tuc/")[1])
            database.stop()
            assert [bot.get(path)[0] for path in bot_pages] == [503, 503]
            database.start()
        finally:
            portal.stop()


def test_hanging_database(portal):
    bot = Visitor(portal.url, user_agent="curl")
    helpers.wait_until(
        lambda: len({bot.get("/tin-tuc/")[1] for _ in range(20)}) == 1
    )  # both workers have cached the page
    time.sleep(1)  # what they last read is old by now
    with portal.database.frozen():
        with ThreadPoolExecutor(32) as pool:
            responses = pool.map(bot.get, ["/tim-kiem/?q=tin"] * 64)
            assert {(status, "Trang tạm gián đoạn" in page) for status, page in responses} == {(503, True)}
        assert [bot.get("/tin-tuc/")[0] for _ in range(20)] == [200] * 20
    helpers.wait_until(lambda: [bot.get("/tim-kiem/?q=tin")[0] for _ in range(10)] == [200] * 10)


def test_database_that_accepts_but_never_responds(tmp_path, prepared_folder):
    shutil.copytree(prepared_folder / "static", tmp_path / "static")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"postgres://saovang@127.0.0.1:{listener.getsockname()[1]}/trang"
        portal = Portal(tmp_path, DATABASE_URL=url, WORKERS="1")
        portal.start()
        try:
            with ThreadPoolExecutor() as pool:
                responses = list(pool.map(Visitor(portal.url).get, ["/", "/tim-kiem/?q=tin", "/quan-tri/login/"]))
        finally:
            portal.stop()
    assert [(status, "Trang tạm gián đoạn" in page) for status, page in responses] == [(503, True)] * 3
