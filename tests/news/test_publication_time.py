"""When an article becomes public: the buttons "Đăng ngay" and "Hẹn giờ", and the times they accept."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.models import Article, WorkflowEvent
from saovang.core.datetimes import datetime_in_words
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db

BUTTONS = ["_save", "_submit", "_publish", "_schedule", "_return"]
MAYBE_NOW = "muốn đăng ngay thì xóa trống ngày giờ rồi bấm “Đăng ngay”."


def article(state: str = "draft", **fields) -> Article:
    return factories.article(**{"body": "<p>Một.</p>"} | articles.STATES[state] | fields)


def in_days(days: int) -> datetime:
    return timezone.localtime(timezone.now() + timedelta(days=days)).replace(hour=8, minute=0, second=0, microsecond=0)


def send(client, item: Article, button: str, date: str = "", time: str = "", **fields):
    typed = {"published_at_0": date, "published_at_1": time, button: "1"}
    return client.post(articles.at(item), articles.form(item, **typed, **fields))


def send_time(client, item: Article, button: str, time: datetime | None, **fields):
    return client.post(
        articles.at(item), articles.form(item, **articles.time("published_at", time), **{button: "1"}, **fields)
    )


def get_form(response):
    assert response.status_code == 200
    return response.context["adminform"].form


def get_error(response, name: str = "published_at") -> str:
    (error,) = get_form(response).errors[name]
    return error


def confirm(response) -> dict[str, str]:
    return {"confirmed_time": get_form(response)["confirmed_time"].value()}


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize(
    ("date", "time", "message"),
    [
        ("10/3/2127", "", "Có ngày mà thiếu giờ"),
        ("", "8:00", "Có giờ mà thiếu ngày"),
        ("31/02/2127", "8:00", "Không có ngày này"),
        ("31/02/2127", "", "Không có ngày này"),
        ("10/3/2127", "25:00", "Không có giờ này"),
        ("mai", "sáng", "Không có ngày này"),
    ],
)
def test_unreadable_time_is_an_error_of_every_button(editor, button, date, time, message):
    item = article(title="Cũ")
    response = send(editor, item, button, date, time, title="Đang gõ")
    form = get_form(response)
    assert form.errors["published_at"][0].startswith(message)
    assert form["title"].value() == "Đang gõ"
    assert form["published_at"].value() == [date, time]
    assert f'name="published_at_0" value="{date}"' in response.content.decode() or not date
    assert Article.objects.values("title", "status", "published_at").get() == {
        "title": "Cũ",
        "status": "draft",
        "published_at": None,
    }


def test_schedule_without_a_time_is_refused(editor):
    for state in ("draft", "waiting"):
        item = article(state)
        assert get_error(send(editor, item, "_schedule")) == "Hãy chọn ngày và giờ ở đây rồi bấm “Hẹn giờ”."
        assert Article.objects.get(pk=item.pk).status == state


@pytest.mark.parametrize("state", ["draft", "waiting", "scheduled"])
def test_publish_with_a_time_is_refused(editor, state):
    item, time = article(state), in_days(5)
    button = "Lưu" if state == "scheduled" else "Hẹn giờ"
    assert get_error(send_time(editor, item, "_publish", time)) == (
        f"Thời điểm đăng đang ghi {datetime_in_words(time)}. Muốn bài hiện lúc ấy thì bấm “{button}”; {MAYBE_NOW}"
    )
    assert not Article.objects.get().is_public


def test_publish_with_one_value_for_date_and_time_is_refused(editor):
    item, time = article(), in_days(5)
    data = articles.form(item, _publish="1", published_at=f"{time:%Y-%m-%dT%H:%M}")
    assert "Hẹn giờ" in get_error(editor.post(articles.at(item), data))
    del data["published_at_0"], data["published_at_1"]
    assert "Hẹn giờ" in get_error(editor.post(articles.at(item), data))
    assert get_error(editor.post(articles.at(item), data | {"published_at": "2127-03-10"})).startswith("Có ngày mà")
    assert Article.objects.get().status == "draft"


def test_publish_a_returned_article_with_its_old_time_is_refused(editor):
    item = article(published_at=in_days(5))
    assert MAYBE_NOW in get_error(send_time(editor, item, "_publish", item.published_at))
    send(editor, item, "_publish")
    assert Article.objects.get().is_public


@pytest.mark.parametrize("emptied", [False, True])
def test_publish_a_scheduled_article_makes_it_public_now(editor, emptied):
    item = article("scheduled")
    before = timezone.now().replace(microsecond=0)
    response = send_time(editor, item, "_publish", None if emptied else item.published_at)
    assert response.status_code == 302
    assert before <= Article.objects.get().published_at <= timezone.now()


def test_publish_again_keeps_the_first_time(editor):
    item = article("withdrawn")
    editor.post(articles.at(item), articles.form(item, _publish="1"))
    assert (Article.objects.get().is_public, Article.objects.get().published_at) == (True, item.published_at)
    item = article("withdrawn")
    response = editor.post(articles.at(item), articles.form(item, _schedule="1"))
    assert get_error(response, "__all__") == "Bài này đã đăng rồi nên không hẹn giờ được nữa."


def test_schedule_reads_the_time_back_in_words(editor):
    item, time = article(), in_days(5)
    response = editor.post(
        articles.at(item), articles.form(item, **articles.time("published_at", time), _schedule="1"), follow=True
    )
    words = datetime_in_words(time)
    assert articles.messages(response) == [f"“Tin” sẽ tự hiện: {words} (giờ Việt Nam)."]
    item = Article.objects.get()
    assert (item.published_at, item.is_scheduled) == (time, True)
    page = editor.get(articles.at(item)).content.decode()
    assert f"· tự hiện {words} (giờ Việt Nam)" in page
    assert f'name="published_at_0" value="{time:%Y-%m-%d}"' in page
    assert 'name="published_at_1" value="08:00"' in page


def test_save_a_scheduled_article_keeps_or_changes_its_time(editor):
    item, later = article("scheduled"), in_days(9)
    assert "Bài đang hẹn giờ" in get_error(send(editor, item, "_save"))
    send_time(editor, item, "_save", item.published_at, title="Khác")
    assert Article.objects.values("title", "published_at").get() == {"title": "Khác", "published_at": item.published_at}
    send_time(editor, item, "_save", later)
    assert Article.objects.get().published_at == later


@pytest.mark.parametrize(
    ("days", "question"),
    [(-5, "đã qua: bài sẽ hiện ngay và ghi thời điểm ấy."), (400, "còn hơn một năm nữa.")],
    ids=["past", "far"],
)
def test_schedule_asks_once_about_an_unusual_time(editor, days, question):
    item, time, other = article(), in_days(days), in_days(days + 1)
    response = send_time(editor, item, "_schedule", time)
    expected = f"{datetime_in_words(time)} {question} Nếu đúng thì bấm lại lần nữa, không thì sửa lại."
    assert get_error(response) == expected
    assert "confirmed_time" in response.content.decode()
    asked_anew = send_time(editor, item, "_schedule", other, **confirm(response))
    assert datetime_in_words(other) in get_error(asked_anew)
    assert Article.objects.get().status == "draft"
    assert send_time(editor, item, "_schedule", other, **confirm(asked_anew)).status_code == 302
    item = Article.objects.get()
    assert (item.published_at, item.is_public) == (other, days < 0)


def test_save_asks_once_about_a_past_time(editor):
    item, time = article(), in_days(-5)
    response = send_time(editor, item, "_save", time)
    assert get_error(response).startswith(f"{datetime_in_words(time)} đã qua. Nếu đúng")
    answer = confirm(response)
    assert "bài sẽ hiện ngay" in get_error(send_time(editor, item, "_schedule", time, **answer))  # another button
    assert send_time(editor, item, "_save", time, **answer).status_code == 302
    item = Article.objects.get()
    assert (item.status, item.published_at) == ("draft", time)
    assert send_time(editor, item, "_save", time, title="Khác").status_code == 302  # not asked about it again


def test_publication_year_before_the_archive_is_refused(editor):
    item = article()
    for _ in range(2):
        response = send(editor, item, "_schedule", "0203-03-10", "8:00")
        assert "không có bài nào trước năm 1990" in get_error(response)
    assert get_error(send(editor, item, "_schedule", "01/01/0001", "0:00"))


def test_published_at_of_public_article_is_read_only(editor):
    item = article("published")
    send_time(editor, item, "_save", in_days(5))
    assert Article.objects.get().published_at == item.published_at


@pytest.mark.parametrize(
    ("date", "time", "message"),
    [
        ("10/3/2127", "", "Có ngày mà thiếu giờ"),
        ("", "8:00", "Có giờ mà thiếu ngày"),
        ("31/02/2127", "8:00", "Không có ngày này"),
        ("1/1/2020", "8:00", "Thứ Tư 1/1/2020, 8:00 đã qua, thông báo sẽ không hiện."),
        ("1/1/0001", "0:00", "Thứ Hai 1/1/1, 0:00 đã qua"),
        ("1/1/2926", "8h00", "Thứ Ba 1/1/2926, 8:00 còn hơn một năm nữa"),
    ],
)
def test_alert_until_must_be_a_time_within_a_year(editor, date, time, message):
    item = article("published")
    data = articles.form(item, alert_until_0=date, alert_until_1=time)
    assert get_error(editor.post(articles.at(item), data), "alert_until").startswith(message)
    assert Article.objects.get().alert_until is None


def test_alert_until_is_saved_and_read_back(editor):
    item, soon = article("published"), in_days(1)
    editor.post(articles.at(item), articles.form(item, **articles.time("alert_until", soon)))
    assert Article.objects.get().alert_until == soon
    assert f"· ghim tin khẩn đến {datetime_in_words(soon)}" in editor.get(articles.at(item)).content.decode()


@pytest.mark.parametrize(
    ("days", "label"),
    [(None, "Đăng ngay"), (5, "Hẹn giờ: {}"), (-5, "Đăng ngay, ghi {}")],
)
def test_preview_button_says_when(editor, days, label):
    item = article("waiting", published_at=None if days is None else in_days(days))
    page = editor.get(articles.at(item, "xem-truoc/")).content.decode()
    words = item.published_at and datetime_in_words(item.published_at)
    assert page.count(f'<button class="preview-publish">{label.format(words)}</button>') == 2
    response = editor.post(articles.at(item, "dang/"), {"base_version": ""}, follow=True)
    item = Article.objects.get()
    assert item.is_public == (days != 5)
    if days:
        assert item.published_at == in_days(days)
    assert len(articles.messages(response)) == 1


def test_preview_button_does_not_publish_what_changed_since(editor):
    item = article("waiting")
    send_time(editor, item, "_save", in_days(5))
    response = editor.post(articles.at(item, "dang/"), {"base_version": ""}, follow=True)
    message = "Chưa đăng: bài vừa được sửa sau khi bạn mở trang này. Hãy đọc lại rồi bấm lần nữa."
    assert articles.messages(response)[-1] == message
    assert Article.objects.get().status == "waiting"
    assert not WorkflowEvent.objects.exists()
