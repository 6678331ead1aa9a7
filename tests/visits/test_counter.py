import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils.timezone import localdate

from saovang.core.background import BackgroundRunner
from saovang.visits.counter import Counter
from saovang.visits.models import DailyVisits, LegacyVisitTotal

pytestmark = pytest.mark.django_db


def test_visits_of_a_day_add_up_in_one_row():
    today = date(2026, 11, 23)
    DailyVisits.objects.add(today, 2)
    DailyVisits.objects.add(today, 3)
    assert list(DailyVisits.objects.values_list("day", "count")) == [(today, 5)]


def test_all_time_goes_on_from_the_old_portal_s_figure():
    LegacyVisitTotal.objects.create(total=141_789)
    DailyVisits.objects.add(localdate() - timedelta(days=800), 10)
    counter = Counter()
    counter.add(localdate())
    counter.flush()
    assert counter.figures(localdate()).all_time == 141_800


def test_what_could_not_be_written_is_shown_and_goes_with_the_next(monkeypatch):
    counter = Counter()
    counter.add(localdate())
    counter.flush()
    assert counter.figures(localdate()).today == 1

    def refuse(self, day, count):
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(type(DailyVisits.objects.all()), "add", refuse)
        counter.add(localdate())
        with pytest.raises(OperationalError):
            counter.flush()
        assert counter.figures(localdate()).today == 2
    assert DailyVisits.objects.get().count == 1
    counter.flush()
    assert DailyVisits.objects.get().count == 2
    assert counter.figures(localdate()).today == 2


def test_the_first_visit_after_midnight_begins_a_day():
    counter, today, tomorrow = Counter(), date(2026, 12, 31), date(2027, 1, 1)
    counter.flush()
    counter.add(today)
    assert counter.figures(today) == (1, 0, 1, 1, 1)
    counter.add(tomorrow)
    assert counter.figures(tomorrow) == (1, 1, 2, 1, 2)
    counter.add(tomorrow)
    assert counter.figures(tomorrow) == (2, 1, 3, 2, 3)


def test_before_a_first_reading_there_are_no_figures():
    assert Counter().figures(localdate()) is None


@pytest.mark.django_db(transaction=True)
def test_many_threads_move_the_total_by_exactly_their_number(monkeypatch):
    counter, runner = Counter(), BackgroundRunner()
    runner.register(counter.flush)
    runner.start()
    monkeypatch.setattr("saovang.visits.counter.runner", runner)
    threads = [threading.Thread(target=lambda: [counter.add(localdate()) for _ in range(250)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    runner.stop()
    assert DailyVisits.objects.get().count == 2000


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (DailyVisits, {"day": date(2026, 1, 1), "count": -1}),
        (LegacyVisitTotal, {"id": 2, "total": 1}),
        (LegacyVisitTotal, {"total": -1}),
    ],
)
def test_the_database_refuses_impossible_figures(model, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)


def test_figures_of_twenty_years_cost_what_those_of_a_week_cost(django_assert_num_queries):
    counter = Counter()
    DailyVisits.objects.bulk_create(
        DailyVisits(day=localdate() - timedelta(days=days), count=1) for days in range(7000)
    )
    counter.flush()
    with django_assert_num_queries(2) as queries:
        counter.flush()
    assert "SUM" not in "".join(query["sql"] for query in queries.captured_queries)
    assert counter.figures(localdate()).all_time == 7000


def test_what_a_stopping_process_could_not_write_is_written_once_by_the_next(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    stopped, today, yesterday = Counter(), localdate(), localdate() - timedelta(days=1)
    for day in [today, today, yesterday]:
        stopped.add(day)
    stopped.leave()
    for counter in [Counter(), Counter()]:
        counter.flush()
    assert dict(DailyVisits.objects.values_list("day", "count")) == {today: 2, yesterday: 1}
    assert list((tmp_path / "visits").iterdir()) == []


def test_where_nothing_can_be_left_the_log_has_the_number(settings, tmp_path, caplog):
    settings.DATA_DIR = tmp_path / "khong-co"
    counter = Counter()
    counter.add(localdate())
    counter.leave()
    assert "1 visits could not be kept" in caplog.text


def test_nothing_is_left_where_nothing_waits(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    Counter().leave()
    assert not (tmp_path / "visits").exists()


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "visits").mkdir()
    return tmp_path / "visits"


def test_what_another_process_leaves_later_is_taken_too(folder, monkeypatch):
    monkeypatch.setattr("saovang.visits.counter.LEFTOVERS_EVERY", -1)
    counter, other = Counter(), Counter()
    counter.flush()
    other.add(localdate())
    other.leave()
    counter.flush()
    assert DailyVisits.objects.get().count == 1
    assert list(folder.iterdir()) == []


def test_what_is_being_written_at_the_end_of_the_process_is_left(folder, monkeypatch):
    counter, next_one = Counter(), Counter()
    counter.flush()
    counter.add(localdate())

    def hang(self, day, count):  # until the process ends, and the transaction with it
        counter.add(localdate())
        counter.leave()
        raise SystemExit

    with monkeypatch.context() as hanging:
        hanging.setattr(type(DailyVisits.objects.all()), "add", hang)
        with pytest.raises(SystemExit):
            counter.flush()
    next_one.flush()
    assert DailyVisits.objects.get().count == 2


@pytest.mark.parametrize("content", ["", "\0", "[1]", '{"hôm qua": 1}', '{"2026-11-01": "ba"}'])
def test_a_file_that_cannot_be_read_stays_and_the_others_are_taken(folder, caplog, content):
    (folder / "a.json").write_text(content)
    (folder / "b.json").write_text('{"2026-11-01": 7}')
    Counter().flush()
    assert DailyVisits.objects.get().count == 7
    assert [path.read_text() for path in folder.iterdir()] == [content]
    assert "a.json" in caplog.text


def test_a_file_that_cannot_be_moved_stays_and_the_others_are_taken(folder, caplog):
    (folder / "a.taken").mkdir()
    (folder / "a.json").write_text('{"2026-11-01": 7}')
    (folder / "b.json").write_text('{"2026-11-02": 8}')
    Counter().flush()
    assert DailyVisits.objects.get().count == 8
    assert (folder / "a.json").exists()
    assert "a.json" in caplog.text


def test_visits_of_a_month_long_over_are_in_the_total_the_next_day(monkeypatch):
    counter, today = Counter(), localdate()
    counter.flush()
    DailyVisits.objects.add(today - timedelta(days=60), 100)
    monkeypatch.setattr("saovang.visits.counter.localdate", lambda: today + timedelta(days=1))
    counter.flush()
    assert counter.figures(today + timedelta(days=1)).all_time == 100
