"""How long a search takes: real pages of a real server, over a thousand and over many articles, on both databases.

The texts are made of the sample's own words, as frequent as they are there; the questions are of every kind.
"""

import statistics
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests import helpers, servers
from tests.bench.server import Server, portal_with
from tests.portal import ROOT

FEW, MANY = 1_000, 20_000
LIMIT_MS, LIMIT_RATIO = 30, 3
QUESTIONS: list[dict[str, str]] = [
    {"q": query}
    for query in (
        "xã",
        "xa",
        "của",
        "lễ hội",
        "le hoi xa sao vang",
        "bà con khu phố",
        "ba con khu pho nha van hoa",
        '"nhà văn hóa"',
        '"nha van hoa"',
        "nông thôn mới",
        "thị trấn Sao Vàng",
        "xã sao vàng",
        "Thọ Lâm",
        "số 777",
        "lúa 5",
        "chuyển đổi số",
        "khong co tu khinhkhicau",
        "khinhkhicau",
        "đường hoa kiểu mẫu của chi hội phụ nữ",
        "tiêm phòng",
    )
] + [
    {"q": "xã", "muc": "muc-3"},
    {"q": "le hoi", "nam": "2024"},
    {"q": "bà con", "muc": "muc-1", "nam": "2023"},
    {"q": "xa", "page": "5"},
    {"q": "của", "page": "9"},
]


def fill(number: int) -> None:
    """That many published articles, one every two hours back from now, into an empty portal."""
    import random
    from datetime import timedelta

    from django.utils import timezone

    from news.models import Article
    from saovang.core.text import plain_text
    from saovang.search.index import rebuild
    from saovang.search.models import PlaceName
    from tests import factories

    sample = tomllib.loads((ROOT / "saovang/demo/articles.toml").read_text(encoding="utf-8"))["article"]
    words = " ".join(plain_text(f"{one['title']} {one['summary']} {one['body']}") for one in sample).split()
    chance = random.Random(number)
    factories.contact_details()
    factories.feedback_address()
    for old in ("thị trấn Sao Vàng", "Thọ Lâm", "Xuân Phú", "Xuân Sinh"):
        PlaceName.objects.create(old_name=old, new_name="xã Sao Vàng")
    categories = [factories.category(f"Mục {index}", slug=f"muc-{index}") for index in range(6)]
    now = timezone.now()

    def run(length: int) -> str:
        """Some of the sample's words as they follow each other there."""
        start = chance.randrange(len(words) - 12)
        return " ".join(words[start : start + length])

    def article(index: int) -> Article:
        return Article(
            title=f"{run(8)} số {index % 1000}",
            slug=f"bai-so-{index}",
            summary=" ".join(run(8) for _ in range(4)),
            body="".join(f"<p>{' '.join(run(chance.randint(3, 12)) for _ in range(8))}.</p>" for _ in range(6)),
            category=categories[index % 6],
            status=Article.Status.PUBLISHED,
            published_at=now - timedelta(hours=2 * index),
        )

    for start in range(0, number, 2000):
        Article.objects.bulk_create(article(index) for index in range(start, min(start + 2000, number)))
    rebuild()


def times(server: Server, rounds: int) -> list[float]:
    """Milliseconds of each question's page, one after another; of the rounds the fastest, as the machine is noisy."""
    measured: dict[str, list[float]] = {}
    for _ in range(rounds):
        for question in QUESTIONS:
            path = f"/tim-kiem/?{urlencode(question)}"
            started = perf_counter()
            urlopen(Request(server.url + path, headers={"User-Agent": helpers.USER_AGENT})).read()
            measured.setdefault(path, []).append((perf_counter() - started) * 1000)
    return sorted(min(own) for own in measured.values())


def percentile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


@contextmanager
def filled(number: int, folder: Path, database: str = "") -> Iterator[Server]:
    """A server over that many articles."""
    code = f"from tests.bench.search import fill; fill({number})"
    portal = portal_with(code, folder, DATABASE_URL=database)
    server = Server("saovang.wsgi", portal.environment)
    try:
        yield server
    finally:
        server.stop()


def measure(folder: Path, rounds: int = 5, few: int = FEW, many: int = MANY) -> list[dict]:
    """A row for each database that this machine has: median and 95th percentile, and the ratio of many to few."""
    rows = []
    for name in ("SQLite", "PostgreSQL"):
        found = {}
        for number in (few, many):
            own = folder / f"{name}-{number}"
            if name == "SQLite":
                with filled(number, own) as server:
                    found[number] = times(server, rounds)
            else:
                with servers.postgresql() as database, filled(number, own, database.url) as server:
                    found[number] = times(server, rounds)
        p50, p95 = (percentile(found[many], share) for share in (0.5, 0.95))
        ratio = sum(found[many]) / sum(found[few])
        rows.append({"name": f"search, {name}", "articles": many, "p50": p50, "p95": p95, "ratio": ratio})
        good = p95 <= LIMIT_MS and ratio <= LIMIT_RATIO
        print(
            f"search on {name}, {many} articles: {p50:.1f} ms median, {p95:.1f} ms 95th percentile,"
            f" {ratio:.2f} × the time on {few}{'' if good else '  (too slow)'}",
            flush=True,
        )
    return rows
