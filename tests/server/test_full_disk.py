"""A disk that is full: people read on, who writes gets a sentence, nothing is damaged, and room brings it all back."""

import re
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests import factories, helpers, servers
from tests.portal import AdminClient, Portal, Visitor

NO_ROOM = "Kho ảnh và tệp chưa trả lời hoặc đã đầy nên chưa cất được. Hãy thử lại sau ít phút."
LONG = f"<p>{'chữ ' * 200_000}</p>"  # more than the room that the database keeps for itself
FILL = """
from tests import factories
factories.article("Tin đã đăng", slug="tin", body="<p>Chữ.</p>")
print(factories.article("Tin nháp", slug="tin-nhap", status="draft", published_at=None).pk)
"""


@pytest.fixture
def portal(tmp_path, prepared_folder):
    with servers.small_disk(tmp_path / "disk", kilobytes=24 * 1024) as disk:
        portal = Portal(shutil.copytree(prepared_folder, disk / "data"))
        portal.draft = portal.manage("shell", "--verbosity=0", "--command", FILL).strip()
        portal.start()
        yield portal
        portal.stop()


def fill_up(folder: Path) -> Path:
    """Takes all the room that is left."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return ballast


def total(visitor: Visitor) -> int:
    return int(re.search(r"Tất cả</dt><dd>([\d.]+)", visitor.get("/")[1])[1].replace(".", ""))


def test_a_full_disk_costs_nothing_but_patience(portal):
    desk, bot = AdminClient(portal), Visitor(portal.url, user_agent="curl")
    article = f"/quan-tri/news/article/{portal.draft}"
    before = total(bot)
    ballast = fill_up(portal.folder)

    for path in ["/", "/tin-tuc/tin/", "/tim-kiem/?q=tin"]:
        assert Visitor(portal.url).get(path)[0] == 200  # a visit each, which cannot be written now
    status, sentence = desk.upload(f"{article}/anh/", factories.image_file((1300, 650)).getvalue())
    assert (status, sentence) == (502, NO_ROOM)
    status, page = desk.post(
        "/quan-tri/pages/page/add/", title="Trang", slug="trang", place="menu", order="1", body=LONG
    )
    assert (status, "Trang đang tạm nghỉ" in page) == (503, True)
    assert "Đĩa đầy. Dữ liệu đang có không bị đụng đến" in portal.manage_error("backup")
    assert not list((portal.folder / "media").glob("**/*.*"))

    ballast.unlink()
    helpers.wait_until(lambda: total(bot) == before + 3)
    assert desk.upload(f"{article}/anh/", factories.image_file((1300, 650)).getvalue())[0] == 200
    portal.stop()
    with closing(sqlite3.connect(portal.folder / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT sum(count) FROM visits_dailyvisits").fetchone() == (before + 3,)
