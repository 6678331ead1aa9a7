"""PostgreSQL and Redis by environment variable alone: the same portal, real servers."""

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
        portal.manage("migrate")
        portal.manage("import_page", str(folder / "page.txt"), "--allow-missing")
        portal.start()
        portal.database = database
        yield portal
        portal.stop()


def all_time(page: str) -> int:
    return int(re.search(r"Tất cả</dt><dd>([\d.]+)", page)[1].replace(".", ""))


def test_the_pages_stand(portal):
    visitor = Visitor(portal.url, user_agent="curl")  # no visit, which the next test would meet half written
    for path in ["/", "/tin-tuc/", "/chuyen-muc/tin-dia-phuong/", "/tin-tuc/tin-cu/", "/tin-tuc/tin-cu/in/"]:
        status, page = visitor.get(path)
        assert status == 200
        assert "Tin cũ" in page
    assert "Tìm thấy 1 kết quả" in visitor.get("/tim-kiem/?q=doan+mot")[1]
    assert "Khu phố 1" in visitor.get("/thu-tuc-hanh-chinh/")[1]


def test_no_new_word_waits_beside_an_index(portal):
    """Or a question for words that are nowhere walks through every text."""
    portal.manage("reindex")
    question = "SELECT relname, reloptions FROM pg_class WHERE relname LIKE 'search_in_%' AND relkind = 'i' ORDER BY 1"
    code = f"from django.db import connection as c; q = c.cursor(); q.execute({question!r}); print(q.fetchall())"
    kept = "['fastupdate=off']"
    indexes = ", ".join(f"('search_in_{scope}', {kept})" for scope in ("all", "head", "title"))
    assert portal.manage("shell", "--verbosity=0", "--command", code).strip() == f"[{indexes}]"


def test_visits_of_many_at_once_are_exact(portal):
    before = all_time(Visitor(portal.url, user_agent="curl").get("/")[1])

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
    assert all_time(Visitor(portal.url, user_agent="curl").get("/")[1]) == before + 100


def test_the_cache_is_redis_and_shared_by_processes(portal):
    def python(code: str) -> str:
        setup = "from django.core.cache import caches; cache = caches['sessions']"
        return portal.manage("shell", "--verbosity=0", "--command", f"{setup}; {code}")

    python("cache.set('word', 'chào')")
    assert python("print(cache.get('word'))").strip() == "chào"


def test_without_its_database_the_portal_goes_on_and_recovers_by_itself(portal):
    resident, bot = Visitor(portal.url), Visitor(portal.url, user_agent="curl")
    helpers.wait_until(lambda: len({bot.get("/tin-tuc/")[1] for _ in range(20)}) == 1)  # both workers keep the page
    before = all_time(bot.get("/tin-tuc/")[1])
    portal.database.stop()
    for _ in range(10):
        status, page = Visitor(portal.url).get("/tin-tuc/")
        assert (status, "Tin cũ" in page) == (200, True)
    status, page = resident.get("/tim-kiem/?q=tin")
    assert (status, "Trang đang tạm nghỉ" in page) == (503, True)
    portal.database.start()
    helpers.wait_until(lambda: [all_time(bot.get("/tin-tuc/")[1]) for _ in range(5)] == [before + 10] * 5)
    assert [resident.get("/tim-kiem/?q=tin")[0] for _ in range(10)] == [200] * 10


def test_a_database_that_falls_silent_holds_nobody_for_long(portal):
    bot = Visitor(portal.url, user_agent="curl")
    helpers.wait_until(lambda: len({bot.get("/tin-tuc/")[1] for _ in range(20)}) == 1)  # both workers keep the page
    time.sleep(1)  # what they last read is old by now
    with portal.database.frozen():
        with ThreadPoolExecutor(32) as pool:
            answers = pool.map(bot.get, ["/tim-kiem/?q=tin"] * 64)
            assert {(status, "Trang đang tạm nghỉ" in page) for status, page in answers} == {(503, True)}
        assert [bot.get("/tin-tuc/")[0] for _ in range(20)] == [200] * 20
    helpers.wait_until(lambda: [bot.get("/tim-kiem/?q=tin")[0] for _ in range(10)] == [200] * 10)


def test_a_database_that_takes_calls_and_never_answers_gets_the_page_of_patience(tmp_path, prepared_folder):
    shutil.copytree(prepared_folder / "static", tmp_path / "static")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        portal = Portal(tmp_path, DATABASE_URL=f"postgres://saovang@127.0.0.1:{silent.getsockname()[1]}/trang")
        portal.start()
        try:
            with ThreadPoolExecutor() as pool:
                answers = list(pool.map(Visitor(portal.url).get, ["/", "/tim-kiem/?q=tin", "/quan-tri/login/"]))
        finally:
            portal.stop()
    assert [(status, "Trang đang tạm nghỉ" in page) for status, page in answers] == [(503, True)] * 3
