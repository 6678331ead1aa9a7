"""The time of search pages with 1,000 and 20,000 articles on both databases.

The texts consist of the words of the sample content, with their frequencies.
"""

import statistics
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests import servers
from tests.bench.server import Server, create_portal
from tests.helpers import USER_AGENT
from tests.portal import ROOT

FEW, MANY = 1_000, 20_000
QUERIES: list[dict[str, str]] = [
    {"q": words}
    for words in (
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
    """Create this number of published articles, one every two hours back from now. Runs in the shell of the portal."""
    import random
    from datetime import timedelta

    from django.utils import timezone

    from news.models import Article
    from saovang.core.text import plain_text
    from saovang.search.index import rebuild
    from saovang.search.models import PlaceName
    from tests import factories

    entries = tomllib.loads((ROOT / "saovang/demo/articles.toml").read_text(encoding="utf-8"))["article"]
    words = " ".join(plain_text(f"{entry['title']} {entry['summary']} {entry['body']}") for entry in entries).split()
    generator = random.Random(number)
    factories.contact_details()
    factories.feedback_address()
    for old_name in ("thị trấn Sao Vàng", "Thọ Lâm", "Xuân Phú", "Xuân Sinh"):
        PlaceName.objects.create(old_name=old_name, new_name="xã Sao Vàng")
    categories = [factories.category(f"Mục {index}", slug=f"muc-{index}") for index in range(6)]
    now = timezone.now()

    def phrase(length: int) -> str:
        """Return consecutive words of the sample content."""
        start = generator.randrange(len(words) - 12)
        return " ".join(words[start : start + length])

    def article(index: int) -> Article:
        return Article(
            title=f"{phrase(8)} số {index % 1000}",
            slug=f"bai-so-{index}",
            summary=" ".join(phrase(8) for _ in range(4)),
            body="".join(f"<p>{' '.join(phrase(generator.randint(3, 12)) for _ in range(8))}.</p>" for _ in range(6)),
            category=categories[index % 6],
            status=Article.Status.PUBLISHED,
            published_at=now - timedelta(hours=2 * index),
        )

    for start in range(0, number, 2000):
        Article.objects.bulk_create(article(index) for index in range(start, min(start + 2000, number)))
    rebuild()


def measure_queries(server: Server, rounds: int) -> list[float]:
    """Return the milliseconds of each query, sorted. Each is the fastest of the rounds, because machines are noisy."""
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for query in QUERIES:
            path = f"/tim-kiem/?{urlencode(query)}"
            started = perf_counter()
            urlopen(Request(server.url + path, headers={"User-Agent": USER_AGENT})).read()
            times.setdefault(path, []).append((perf_counter() - started) * 1000)
    return sorted(min(query_times) for query_times in times.values())


def percentile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


@contextmanager
def start_server(number: int, folder: Path, database: str = "") -> Iterator[Server]:
    """Start a server with this number of articles."""
    code = f"from tests.bench.search import fill; fill({number})"
    portal = create_portal(code, folder, DATABASE_URL=database)
    server = Server("saovang.wsgi", portal.environment)
    try:
        yield server
    finally:
        server.stop()


def measure(folder: Path, rounds: int) -> list[dict]:
    """Return a row for each database: median and 95th percentile in milliseconds, and the ratio of MANY to FEW."""
    rows = []
    for name in ("SQLite", "PostgreSQL"):
        times = {}
        for number in (FEW, MANY):
            portal_folder = folder / f"{name}-{number}"
            with ExitStack() as stack:
                url = stack.enter_context(servers.postgresql()).url if name == "PostgreSQL" else ""
                server = stack.enter_context(start_server(number, portal_folder, url))
                times[number] = measure_queries(server, rounds)
        p50, p95 = (percentile(times[MANY], share) for share in (0.5, 0.95))
        ratio = sum(times[MANY]) / sum(times[FEW])
        rows.append({"name": f"{name}, {MANY:,} articles", "p50": p50, "p95": p95, "ratio": ratio})
    return rows
