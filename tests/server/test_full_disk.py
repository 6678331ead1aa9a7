"""A full disk: reading works, writing shows an error, nothing is damaged, and space restores everything."""

import re
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests import factories, helpers, servers
from tests.portal import AdminClient, Portal, Visitor

STORAGE_ERROR = "Kho ảnh và tệp chưa trả lời hoặc đã đầy nên chưa cất được. Hãy thử lại sau ít phút."
LONG_BODY = f"<p>{'chữ ' * 90_000}</p>"  # more than the free pages inside the database file
FILL = """
from tests import factories
factories.article("Tin đã đăng", slug="tin", body="<p>Chữ.</p>")
print(factories.article("Tin nháp", slug="tin-nhap", status="draft", published_at=None).pk)
"""


@pytest.fixture
def portal(tmp_path, prepared_folder):
    with servers.small_disk(tmp_path / "disk", kilobytes=24 * 1024) as disk:
        portal = Portal(shutil.copytree(prepared_folder, disk / "data"), WORKERS="1")
        portal.draft = portal.manage("shell", "--verbosity=0", "--command", FILL).strip()
        portal.start()
        yield portal
        portal.stop()


def fill_disk(folder: Path) -> Path:
    """Write a file that takes all free space."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return ballast


def get_total_visits(visitor: Visitor) -> int:
    return int(re.search(r"Tất cả</dt><dd>([\d.]+)", visitor.get("/")[1])[1].replace(".", ""))


def get_stored_visits(portal: Portal) -> int | None:
    with closing(sqlite3.connect(portal.folder / "db.sqlite3", timeout=helpers.TIMEOUT)) as database:
        return database.execute("SELECT sum(count) FROM visits_dailyvisits").fetchone()[0]


def test_full_disk_damages_nothing(portal):
    admin, bot = AdminClient(portal), Visitor(portal.url, user_agent="curl")
    article = f"/quan-tri/news/article/{portal.draft}"
    before = get_total_visits(bot)
    ballast = fill_disk(portal.folder)

    for path in ["/", "/tin-tuc/tin/", "/tim-kiem/?q=tin"]:
        assert Visitor(portal.url).get(path)[0] == 200  # each is a visit that cannot be written now
    status, message = admin.upload(f"{article}/anh/", factories.image_file((1300, 650)).getvalue())
    assert (status, message) == (502, STORAGE_ERROR)
    fields = {"title": "Trang", "slug": "trang", "position": "menu", "order": "1", "body": LONG_BODY}
    fields |= {"files-TOTAL_FORMS": "0", "files-INITIAL_FORMS": "0"}
    status, page = admin.post("/quan-tri/pages/page/add/", **fields)
    assert (status, "Trang tạm gián đoạn" in page) == (503, True)
    assert "Đĩa đầy. Dữ liệu đang có không bị đụng đến" in portal.manage_error("backup")
    assert not list((portal.folder / "media").glob("**/*.*"))

    ballast.unlink()
    # A process shows its own visits before it has written them, so ask the database.
    helpers.wait_until(lambda: get_total_visits(bot) == before + 3 == get_stored_visits(portal))
    assert admin.upload(f"{article}/anh/", factories.image_file((1300, 650)).getvalue())[0] == 200
    portal.stop()
    with closing(sqlite3.connect(portal.folder / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert get_stored_visits(portal) == before + 3
