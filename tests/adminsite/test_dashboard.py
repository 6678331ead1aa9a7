import csv
import io
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from news.models import Article
from saovang.accounts import roles
from saovang.accounts.models import User
from saovang.visits.models import DailyVisits
from tests import factories

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/"


def work(client) -> dict[str, list[str]]:
    """What the lists of the first page name, by their titles."""
    return {panel.title: [row.text for row in panel.rows] for panel in client.get(DESK).context["work"]}


def test_the_day_s_work_stands_first(admin_client, admin_user):
    now = timezone.now()
    waiting = factories.article("Chờ", status=Article.Status.WAITING, published_at=None)
    factories.article("Nháp của tôi", status=Article.Status.DRAFT, published_at=None, written_by=admin_user)
    factories.article("Nháp của người khác", status=Article.Status.DRAFT, published_at=None)
    factories.article("Hẹn", published_at=now + timedelta(days=1))
    lacking = factories.article("Thiếu mô tả")
    factories.photos(lacking, 2, alt_text="")
    factories.photos(factories.article("Đủ mô tả"), 1, alt_text="Cánh đồng")
    factories.photos(factories.article("Trang trí"), 1, alt_text="", decorative=True)
    factories.photos(factories.article("Đã gỡ", status=Article.Status.WITHDRAWN), 1, alt_text="")
    today = timezone.localdate()
    factories.feedback_address(title="Đã kiểm tra", checked_on=today, checked_by="Văn phòng")
    factories.feedback_address(title="Quá hạn", checked_on=today - timedelta(days=91), checked_by="Văn phòng")
    assert work(admin_client) == {
        "Chờ duyệt": ["Chờ"],
        "Bản nháp của tôi": ["Nháp của tôi"],
        "Hẹn giờ đăng": ["Hẹn"],
        "Ảnh chưa có mô tả": ["Thiếu mô tả"],
        "Thông báo quá hạn kiểm tra": ["Quá hạn"],
    }
    page = admin_client.get(DESK).content.decode()
    assert f'<a href="/quan-tri/news/article/{lacking.pk}/change/">Thiếu mô tả</a> <small>2 ảnh</small>' in page
    assert f'<a href="/quan-tri/news/article/{waiting.pk}/xem-truoc/">Chờ</a>' in page, "to be read, then decided on"


def test_a_long_list_says_how_much_more_there_is(admin_client):
    for number in range(9):
        factories.article(f"Chờ {number}", status=Article.Status.WAITING, published_at=None)
    panel = next(panel for panel in admin_client.get(DESK).context["work"] if panel.title == "Chờ duyệt")
    assert (len(panel.rows), panel.total) == (6, 9)
    assert admin_client.get(panel.more).context["cl"].result_count == 9


def test_visits_are_drawn_and_said_in_a_table(admin_client):
    today = timezone.localdate()
    DailyVisits.objects.add(today, 1234)
    DailyVisits.objects.add(today - timedelta(days=29), 7)
    DailyVisits.objects.add(today - timedelta(days=30), 5)
    charts = {panel.title: panel for panel in admin_client.get(DESK).context["figures"]}
    days = charts["Lượt truy cập 30 ngày qua"].points
    assert (len(days), days[0][1], days[-1][1], sum(count for _, count in days)) == (30, 7, 1234, 1241)
    months = charts["Lượt truy cập 12 tháng qua"].points
    assert (len(months), sum(count for _, count in months)) == (12, 1246)
    page = admin_client.get(DESK).content.decode()
    assert f'<th scope="row">{today:%d/%m}</th><td>1.234</td>' in "".join(page.split("\n")).replace("  ", "")
    assert 'role="img" aria-label="Lượt truy cập 30 ngày qua"' in page
    assert "style=" not in page


def test_articles_by_category_and_month_are_shown_and_taken_away(admin_client):
    this_month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    fields, notices = factories.category("=Ruộng", order=1), factories.category("Thông báo", order=2)
    factories.article(category=fields, published_at=this_month)
    factories.article(category=fields, published_at=datetime(2024, 2, 29, 23, 59, tzinfo=factories.HANOI))
    factories.article(category=notices, published_at=datetime(2024, 3, 1, 0, 0, tzinfo=factories.HANOI))
    factories.article(category=notices, status=Article.Status.DRAFT)
    (table,) = (panel for panel in admin_client.get(DESK).context["figures"] if panel.title.startswith("Bài"))
    assert table.table.header[:1] + table.table.header[-2:] == ["Chuyên mục", f"{this_month:%m/%Y}", "Cộng"]
    assert [(row[0], *row[-2:]) for row in table.table.rows] == [
        ("=Ruộng", 1, 1),
        ("Thông báo", 0, 0),
        ("Tất cả", 1, 1),
    ]
    response = admin_client.get("/quan-tri/tai-ve/bai-viet-theo-thang.csv")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(line[0], line[1], line[2], line[-1]) for line in lines] == [
        ("Chuyên mục", "02/2024", "03/2024", "Cộng"),
        ("'=Ruộng", "1", "0", "2"),
        ("Thông báo", "0", "1", "1"),
        ("Tất cả", "1", "1", "3"),
    ]
    assert admin_client.get("/quan-tri/tai-ve/bai-viet-theo-thang.xlsx").status_code == 200
    assert admin_client.get("/quan-tri/tai-ve/bai-viet-theo-thang.pdf").status_code == 404
    assert admin_client.get("/quan-tri/tai-ve/khac.csv").status_code == 404


def test_an_empty_portal_has_a_first_page(admin_client):
    assert admin_client.get(DESK).status_code == 200
    assert all(rows == [] for rows in work(admin_client).values())
    assert admin_client.get("/quan-tri/tai-ve/bai-viet-theo-thang.csv").status_code == 200


def test_an_author_sees_their_own(client):
    author = factories.staff(roles.AUTHOR)
    client.force_login(author)
    for written_by in (author, factories.staff(roles.EDITOR)):
        mine = "tôi" if written_by == author else "khác"
        factories.article(f"Nháp {mine}", status=Article.Status.DRAFT, published_at=None, written_by=written_by)
        factories.article(f"Chờ {mine}", status=Article.Status.WAITING, published_at=None, written_by=written_by)
        factories.article(f"Hẹn {mine}", published_at=timezone.now() + timedelta(days=1), written_by=written_by)
        factories.photos(factories.article(f"Ảnh {mine}", written_by=written_by), 1, alt_text="")
    assert list(work(client).values()) == [["Chờ tôi"], ["Nháp tôi"], ["Hẹn tôi"], ["Ảnh tôi"]]
    assert client.get(DESK).context["figures"] == []


def test_nobody_sees_what_is_not_theirs(client):
    user = User.objects.create_user("phu", is_staff=True)
    client.force_login(user)
    page = client.get(DESK)
    assert (page.context["work"], page.context["figures"]) == ([], [])
    assert client.get("/quan-tri/tai-ve/bai-viet-theo-thang.csv").status_code == 404
    assert client.get("/quan-tri/visits/dailyvisits/").status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_dailyvisits"))
    assert len(client.get(DESK).context["figures"]) == 2


@pytest.mark.usefixtures("no_polling")
@pytest.mark.parametrize("count", [1, 30])
def test_the_first_page_asks_the_same_for_many(admin_client, django_assert_max_num_queries, count):
    for number in range(count):
        factories.article(f"Chờ {number}", status=Article.Status.WAITING, published_at=None)
    admin_client.get(DESK)  # fills the cache of content types
    with django_assert_max_num_queries(20 if count == 1 else 21):  # one to count a list that is cut off
        admin_client.get(DESK)
