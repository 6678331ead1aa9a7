"""The tasks of the home page."""

import re

import pytest
from django.db import IntegrityError, transaction

from saovang.core.icons import ICONS
from saovang.pages.models import Task
from saovang.pages.tasks import add_first_tasks
from tests import factories

pytestmark = pytest.mark.django_db


def get_tasks(client) -> list[tuple[str, str]]:
    """Return URL and title of the tasks on the home page."""
    tasks = client.get("/").content.decode().partition('<ul class="tasks">')[2].partition("</ul>")[0]
    return re.findall(r'<a href="(.*?)">(?:<svg.*?</svg>\s*)?<b>(.*?)</b>', tasks, re.DOTALL)


def test_first_tasks_are_added_once(client):
    assert get_tasks(client) == []
    add_first_tasks()
    assert [title for _, title in get_tasks(client)] == [
        "Sinh con",
        "Kết hôn",
        "Chứng thực",
        "Đất, nhà",
        "Trợ cấp",
        "Phản ánh",
    ]
    assert {task.icon for task in Task.objects.all()} <= set(ICONS)
    Task.objects.exclude(title="Sinh con").delete()
    add_first_tasks()
    assert Task.objects.count() == 1


def test_task_form_normalizes_its_url(admin_client, client):
    data = {"title": "Khai sinh", "description": "", "icon": "birth", "order": 1}
    for url, stored in [("/khai-sinh/", "/khai-sinh/"), ("dichvucong.gov.vn", "https://dichvucong.gov.vn")]:
        assert admin_client.post("/quan-tri/pages/task/add/", data | {"url": url}).status_code == 302
        assert Task.objects.latest("pk").url == stored
    assert get_tasks(client) == [("/khai-sinh/", "Khai sinh"), ("https://dichvucong.gov.vn", "Khai sinh")]
    for url in ["javascript:alert(1)", "khai sinh", "tel:113"]:
        page = admin_client.post("/quan-tri/pages/task/add/", data | {"url": url})
        assert "Địa chỉ phải bắt đầu" in page.content.decode() or "không phải là địa chỉ" in page.content.decode()
    assert Task.objects.count() == 2


def test_task_of_a_domain_that_waits_is_left_out(client):
    factories.linked_domain("example.com", opens_at=None)
    Task.objects.create(title="Lạ", url="https://example.com/")
    assert get_tasks(client) == []


def test_task_url_constraint():
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(title="A", url="javascript:alert(1)")
