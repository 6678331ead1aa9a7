import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.timezone import localdate

from saovang.core.background import BackgroundRunner
from saovang.visits import counter as module
from saovang.visits.counter import VisitCounter
from saovang.visits.models import DailyVisits, LegacyVisitTotal

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter():
    return VisitCounter()


@pytest.fixture
def calendar(monkeypatch):
    """Set the date of today."""
    return lambda today: monkeypatch.setattr(module, "localdate", lambda: today)


def test_daily_visits_add_accumulates_in_one_row():
    today = date(2026, 11, 23)
    DailyVisits.objects.add(today, 2)
    DailyVisits.objects.add(today, 3)
    assert list(DailyVisits.objects.values_list("day", "count")) == [(today, 5)]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (DailyVisits, {"day": date(2026, 1, 1), "count": -1}),
        (LegacyVisitTotal, {"id": 2, "total": 1}),
        (LegacyVisitTotal, {"total": -1}),
    ],
)
def test_invalid_visits_violate_constraints(model, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)


def test_all_time_includes_legacy_total_and_old_days(counter):
    LegacyVisitTotal.objects.create(total=141_789)
    DailyVisits.objects.add(localdate() - timedelta(days=800), 10)
    counter.add(localdate())
    counter.flush()
    assert counter.totals.all_time == 141_800


def test_flush_that_fails_keeps_visits_pending(counter, monkeypatch):
    counter.add(localdate())
    counter.flush()
    assert counter.totals.today == 1

    def fail(self, day, count):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(type(DailyVisits.objects.all()), "add", fail)
        counter.add(localdate())
        with pytest.raises(OperationalError):
            counter.flush()
        assert counter.totals.today == 2
    assert DailyVisits.objects.get().count == 1
    counter.flush()
    assert DailyVisits.objects.get().count == 2
    assert counter.totals.today == 2


def test_totals_before_first_flush_are_none(counter):
    counter.add(localdate())
    assert counter.totals is None


def test_add_after_midnight_begins_a_day(counter, calendar):
    today, tomorrow = date(2026, 12, 31), date(2027, 1, 1)
    calendar(today)
    counter.flush()
    counter.add(today)
    assert counter.totals == (1, 0, 1, 1, 1)
    counter.add(tomorrow)
    assert counter.totals == (1, 1, 2, 1, 2)
    counter.add(today)  # by a request that began before midnight
    assert counter.totals == (1, 2, 3, 1, 3)
    counter.add(tomorrow)
    assert counter.totals == (2, 2, 4, 2, 4)


def test_flush_after_midnight_begins_a_day(counter, calendar, monkeypatch):
    """Even while the database is down."""
    today, tomorrow = date(2026, 12, 31), date(2027, 1, 1)
    calendar(today)
    counter.flush()
    counter.add(today)
    calendar(tomorrow)
    monkeypatch.setattr(counter, "_write_and_read", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        counter.flush()
    assert counter.totals == (0, 1, 1, 0, 1)


@pytest.mark.django_db(transaction=True)
def test_add_by_many_threads_loses_no_visit(counter, monkeypatch):
    runner = BackgroundRunner()
    runner.register(counter.flush)
    runner.start()
    monkeypatch.setattr(module, "runner", runner)
    threads = [threading.Thread(target=lambda: [counter.add(localdate()) for _ in range(250)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    runner.stop()
    assert DailyVisits.objects.get().count == 2000


def test_flush_with_twenty_years_reads_last_weeks_only(counter, django_assert_num_queries):
    DailyVisits.objects.bulk_create(
        DailyVisits(day=localdate() - timedelta(days=days), count=1) for days in range(7000)
    )
    counter.flush()
    with django_assert_num_queries(2) as queries:
        counter.flush()
    assert "SUM" not in "".join(query["sql"] for query in queries.captured_queries)
    assert counter.totals.all_time == 7000


def test_change_of_an_old_day_is_in_the_total_the_next_day(counter, calendar):
    today = localdate()
    counter.flush()
    DailyVisits.objects.add(today - timedelta(days=60), 100)
    calendar(today + timedelta(days=1))
    counter.flush()
    assert counter.totals.all_time == 100


@pytest.fixture
def spool(settings, tmp_path):
    """The folder of the spool files."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "visits").mkdir()
    return tmp_path / "visits"


def test_persist_pending_is_written_once_by_the_next_process(counter, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    today, yesterday = localdate(), localdate() - timedelta(days=1)
    for day in [today, today, yesterday]:
        counter.add(day)
    counter.persist_pending()
    for next_counter in [VisitCounter(), VisitCounter()]:
        next_counter.flush()
    assert dict(DailyVisits.objects.values_list("day", "count")) == {today: 2, yesterday: 1}
    assert list((tmp_path / "visits").iterdir()) == []


def test_persist_pending_on_failing_disk_logs_the_number(counter, settings, tmp_path, caplog):
    settings.DATA_DIR = tmp_path / "khong-co"
    counter.add(localdate())
    counter.persist_pending()
    assert "1 visits could not be spooled" in caplog.text


def test_persist_pending_without_visits_writes_no_file(counter, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    counter.persist_pending()
    assert not (tmp_path / "visits").exists()


def test_persist_pending_includes_visits_in_flight(counter, spool, monkeypatch):
    counter.flush()
    counter.add(localdate())

    def stop_process(self, day, count):  # while the transaction is open
        counter.add(localdate())
        counter.persist_pending()
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(type(DailyVisits.objects.all()), "add", stop_process)
        with pytest.raises(SystemExit):
            counter.flush()
    VisitCounter().flush()
    assert DailyVisits.objects.get().count == 2


def test_flush_drains_spool_files_written_later(counter, spool, monkeypatch):
    monkeypatch.setattr(module, "SPOOL_INTERVAL", -1)
    counter.flush()
    other = VisitCounter()
    other.add(localdate())
    other.persist_pending()
    counter.flush()
    assert DailyVisits.objects.get().count == 1
    assert list(spool.iterdir()) == []


@pytest.mark.parametrize("content", ["", "\0", "[1]", '{"hôm qua": 1}', '{"2026-11-01": "ba"}'])
def test_drain_leaves_unreadable_file(counter, spool, caplog, content):
    (spool / "a.json").write_text(content)
    (spool / "b.json").write_text('{"2026-11-01": 7}')
    counter.flush()
    assert DailyVisits.objects.get().count == 7
    assert [path.read_text() for path in spool.iterdir()] == [content]
    assert "a.json" in caplog.text


def test_drain_leaves_file_that_cannot_be_moved(counter, spool, caplog):
    (spool / "a.claimed").mkdir()
    (spool / "a.json").write_text('{"2026-11-01": 7}')
    (spool / "b.json").write_text('{"2026-11-02": 8}')
    counter.flush()
    assert DailyVisits.objects.get().count == 8
    assert (spool / "a.json").exists()
    assert "a.json" in caplog.text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a setting of SQLite")
@pytest.mark.django_db(transaction=True)
def test_flush_alone_does_not_wait_for_the_disk(counter):
    levels = []

    def synchronous() -> int:
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA synchronous").fetchone()[0]

    def run_job() -> None:
        counter.flush()
        levels.append(synchronous())
        connection.close()

    counter.add(localdate())
    thread = threading.Thread(target=run_job)
    thread.start()
    thread.join()
    assert (levels, synchronous()) == ([1], 2)
