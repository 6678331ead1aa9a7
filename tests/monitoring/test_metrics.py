import re
from ipaddress import ip_network

import pytest

from saovang import __version__
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from tests import factories


def read_metrics(client, **extra) -> dict[str, float]:
    response = client.get("/metrics", **extra)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; version=0.0.4"
    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.django_db
def test_metrics_without_allowed_networks_gives_404(client, settings):
    assert settings.METRICS_ALLOWED_NETWORKS == []
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("ip", "status"), [("10.1.2.3", 200), ("::ffff:10.1.2.3", 200), ("192.0.2.1", 404)])
def test_metrics_answers_allowed_networks_only(client, settings, ip, status):
    settings.METRICS_ALLOWED_NETWORKS = [ip_network("10.0.0.0/8")]
    assert client.get("/metrics", REMOTE_ADDR=ip).status_code == status


@pytest.mark.django_db
def test_metrics_values(client, settings, tmp_path):
    settings.METRICS_ALLOWED_NETWORKS = [ip_network("127.0.0.1/32")]
    settings.BACKUP_DIR = tmp_path
    backup = tmp_path / "saovang-20261125-120000.tar"
    backup.touch()
    DailyVisits.objects.add("2026-11-20", 41)
    LegacyVisitTotal.objects.create(total=27049)
    before = read_metrics(client)
    factories.article()
    after = read_metrics(client)
    assert after["saovang_visits_total"] == 27090
    assert after["saovang_visits_today"] == 0
    assert after["saovang_content_changes_total"] > before["saovang_content_changes_total"]
    assert after["saovang_backup_timestamp_seconds"] == pytest.approx(backup.stat().st_mtime, abs=1)
    assert {name: value for name, value in after.items() if "up{" in name} == {
        f'saovang_up{{part="{part}"}}': 1 for part in ("database", "migrations", "storage", "cache")
    }


@pytest.mark.django_db
def test_metrics_have_version(client, settings):
    settings.METRICS_ALLOWED_NETWORKS = [ip_network("127.0.0.1/32")]
    assert read_metrics(client)[f'saovang_build_info{{version="{__version__}"}}'] == 1


@pytest.mark.django_db
def test_metrics_all_have_help_and_type(client, settings):
    settings.METRICS_ALLOWED_NETWORKS = [ip_network("127.0.0.1/32")]
    text = client.get("/metrics").content.decode()
    names = {re.split(r"[{ ]", line)[0] for line in text.splitlines() if not line.startswith("#")}
    assert names
    for kind in ("HELP", "TYPE"):
        assert set(re.findall(rf"^# {kind} (\S+) ", text, re.MULTILINE)) == names
