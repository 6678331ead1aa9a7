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
INDEX = "/quan-tri/"


def task_lists(client) -> dict[str, list[str]]:
    """Return the texts of the rows of each task list by its title."""
    return {panel.title: [row.text for row in panel.rows] for panel in client.get(INDEX).context["task_lists"]}


def test_index_lists_tasks(admin_client, admin_user):
    now = timezone.now()
    waiting = factories.article("Chờ", status=Article.Status.WAITING, published_at=None)
    factories.article("Nháp của tôi", status=Article.Status.DRAFT, published_at=None, written_by=admin_user)
    back = factories.article("Bị trả", status=Article.Status.DRAFT, published_at=None, written_by=admin_user)
    back.workflow_events.create(action="submitted")
    back.workflow_events.create(action="returned")
    factories.article("Nháp của người khác", status=Article.Status.DRAFT, published_at=None)
    factories.article("Hẹn", published_at=now + timedelta(days=1))
    without_alt = factories.article("Thiếu mô tả")
    factories.photos(without_alt, 2, alt_text="")
    factories.photos(factories.article("Đủ mô tả"), 1, alt_text="Cánh đồng")
    factories.photos(factories.article("Trang trí"), 1, alt_text="", decorative=True)
    factories.photos(factories.article("Đã gỡ", status=Article.Status.WITHDRAWN), 1, alt_text="")
    today = timezone.localdate()
    factories.feedback_address(title="Đã kiểm tra", checked_on=today, checked_by="Văn phòng")
    factories.feedback_address(title="Quá hạn", checked_on=today - timedelta(days=91), checked_by="Văn phòng")
    assert task_lists(admin_client) == {
        "Chờ duyệt": ["Chờ"],
        "Bản nháp của tôi": ["Nháp của tôi"],
        "Bị trả lại": ["Bị trả"],
        "Hẹn giờ đăng": ["Hẹn"],
        "Ảnh chưa có mô tả": ["Thiếu mô tả"],
        "Thông báo quá hạn kiểm tra": ["Quá hạn"],
    }
    page = admin_client.get(INDEX).content.decode()
    assert f'<a href="/quan-tri/news/article/{without_alt.pk}/change/">Thiếu mô tả</a> <small>2 ảnh</small>' in page
    assert f'<a href="/quan-tri/news/article/{waiting.pk}/xem-truoc/">Chờ</a>' in page, "links to the preview"


def test_index_begins_with_writing_and_folds_empty_lists(admin_client, client):
    page = admin_client.get(INDEX)
    assert [row.text for row in page.context["actions"]] == ["Viết bài mới", "Viết từ tệp Word"]
    assert [app["app_label"] for app in page.context["app_list"]][:2] == ["news", "procedures"]
    content = page.content.decode()
    assert "Không có: Bị trả lại · Chờ duyệt · Bản nháp của tôi · " in content
    assert content.index("Viết bài mới") < content.index("Không có:") < content.index("Lượt truy cập 30 ngày qua")


def test_task_list_shows_six_rows_and_links_to_all(admin_client):
    for number in range(9):
        factories.article(f"Chờ {number}", status=Article.Status.WAITING, published_at=None)
    panel = next(panel for panel in admin_client.get(INDEX).context["task_lists"] if panel.title == "Chờ duyệt")
    assert (len(panel.rows), panel.total) == (6, 9)
    assert admin_client.get(panel.more_url).context["cl"].result_count == 9


def test_visit_charts_and_their_tables(admin_client):
    today = timezone.localdate()
    DailyVisits.objects.add(today, 1234)
    DailyVisits.objects.add(today - timedelta(days=29), 7)
    DailyVisits.objects.add(today - timedelta(days=30), 5)
    charts = {panel.title: panel for panel in admin_client.get(INDEX).context["statistics"]}
    days = charts["Lượt truy cập 30 ngày qua"].points
    assert (len(days), days[0][1], days[-1][1], sum(count for _, count in days)) == (30, 7, 1234, 1241)
    months = charts["Lượt truy cập 12 tháng qua"].points
    assert (len(months), sum(count for _, count in months)) == (12, 1246)
    page = admin_client.get(INDEX).content.decode()
    assert f'<th scope="row">{today:%d/%m}</th><td>1.234</td>' in "".join(page.split("\n")).replace("  ", "")
    assert 'role="img" aria-label="Lượt truy cập 30 ngày qua"' in page
    assert "style=" not in page


def test_articles_by_month_table_and_download(admin_client):
    this_month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    fields, notices = factories.category("=Ruộng", order=1), factories.category("Thông báo", order=2)
    factories.article(category=fields, published_at=this_month)
    factories.article(category=fields, published_at=datetime(2024, 2, 29, 23, 59, tzinfo=factories.HANOI))
    factories.article(category=notices, published_at=datetime(2024, 3, 1, 0, 0, tzinfo=factories.HANOI))
    factories.article(category=notices, status=Article.Status.DRAFT)
    (table,) = (panel for panel in admin_client.get(INDEX).context["statistics"] if panel.title.startswith("Bài"))
    assert table.table.header[:1] + table.table.header[-2:] == ["Chuyên mục", f"{this_month:%m/%Y}", "Cộng"]
    assert [(row[0], *row[-2:]) for row in table.table.rows] == [
        ("=Ruộng", 1, 1),
        ("Thông báo", 0, 0),
        ("Tất cả", 1, 1),
    ]
    response = admin_client.get("/quan-tri/tai-ve/bai-viet-theo-thang.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row[0], row[1], row[2], row[-1]) for row in rows] == [
        ("Chuyên mục", "02/2024", "03/2024", "Cộng"),
        ("'=Ruộng", "1", "0", "2"),
        ("Thông báo", "0", "1", "1"),
        ("Tất cả", "1", "1", "3"),
    ]
    assert admin_client.get("/quan-tri/tai-ve/bai-viet-theo-thang.xlsx").status_code == 200
    assert admin_client.get("/quan-tri/tai-ve/bai-viet-theo-thang.pdf").status_code == 404
    assert admin_client.get("/quan-tri/tai-ve/khac.csv").status_code == 404


def test_index_of_empty_portal(admin_client):
    assert admin_client.get(INDEX).status_code == 200
    assert all(rows == [] for rows in task_lists(admin_client).values())
    assert admin_client.get("/quan-tri/tai-ve/bai-viet-theo-thang.csv").status_code == 200


def test_index_of_author_lists_own_articles(client):
    author = factories.staff(roles.AUTHOR)
    client.force_login(author)
    for written_by in (author, factories.staff(roles.EDITOR)):
        whose = "tôi" if written_by == author else "khác"
        factories.article(f"Nháp {whose}", status=Article.Status.DRAFT, published_at=None, written_by=written_by)
        factories.article(f"Chờ {whose}", status=Article.Status.WAITING, published_at=None, written_by=written_by)
        factories.article(f"Hẹn {whose}", published_at=timezone.now() + timedelta(days=1), written_by=written_by)
        factories.photos(factories.article(f"Ảnh {whose}", written_by=written_by), 1, alt_text="")
    assert list(task_lists(client).values()) == [["Chờ tôi"], ["Nháp tôi"], ["Hẹn tôi"], ["Ảnh tôi"]]
    assert client.get(INDEX).context["statistics"] == []


def test_index_without_permissions_has_no_cards(client):
    user = User.objects.create_user("phu", is_staff=True)
    client.force_login(user)
    page = client.get(INDEX)
    assert (page.context["task_lists"], page.context["statistics"], page.context["actions"]) == ([], [], [])
    assert client.get("/quan-tri/tai-ve/bai-viet-theo-thang.csv").status_code == 404
    assert client.get("/quan-tri/visits/dailyvisits/").status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_dailyvisits"))
    assert len(client.get(INDEX).context["statistics"]) == 2


@pytest.mark.usefixtures("no_polling")
@pytest.mark.parametrize("count", [1, 30])
def test_index_query_count_is_constant(admin_client, django_assert_max_num_queries, count):
    for number in range(count):
        factories.article(f"Chờ {number}", status=Article.Status.WAITING, published_at=None)
    admin_client.get(INDEX)  # fills the cache of content types
    with django_assert_max_num_queries(31 if count == 1 else 32):  # one to count a list that is cut off
        admin_client.get(INDEX)
