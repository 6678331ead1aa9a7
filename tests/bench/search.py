"""The time of search pages, of suggestions and of a rebuild of the index on both databases.

The texts consist of the words of the sample content, with their frequencies. `python -m tests.bench.search` measures
this alone, and with `--most` also 100,000 articles.
"""

import statistics
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests import servers
from tests.bench.server import Server, create_portal
from tests.helpers import USER_AGENT
from tests.portal import ROOT, Portal

FEW, MANY, MOST = 1_000, 20_000, 100_000
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
        "căn cước công dân",
        "hôn thú",
        "cán bộ nhũng nhiễu",
        "nông thôm mới",
        "leex hooij ddaauf xuaan",
    )
] + [
    {"q": "xã", "muc": "muc-3"},
    {"q": "le hoi", "nam": "2024"},
    {"q": "bà con", "muc": "muc-1", "nam": "2023"},
    {"q": "xa", "page": "5"},
    {"q": "của", "page": "9"},
]

# What a resident has typed when suggestions are asked for.
TYPED = [
    {"q": text}
    for word in ("lễ hội đầu xuân", "khu pho 5", "xã sao vàng", "nong thon moi", "của bà con", "khinhkhicau", "so 777")
    for text in (word[:length] for length in range(2, len(word) + 1))
]


def fill(number: int) -> None:
    """Create this number of published articles, one every two hours back from now. Runs in the shell of the portal."""
    import random
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from news.models import Article
    from saovang.core.text import plain_text
    from saovang.search.index import rebuild
    from saovang.search.models import PlaceName
    from saovang.search.synonyms import add_first_synonyms
    from tests import factories

    entries = tomllib.loads((ROOT / "saovang/demo/articles.toml").read_text(encoding="utf-8"))["article"]
    words = " ".join(plain_text(f"{entry['title']} {entry['summary']} {entry['body']}") for entry in entries).split()
    generator = random.Random(number)
    factories.contact_details()
    factories.feedback_address()
    for old_name in ("thị trấn Sao Vàng", "Thọ Lâm", "Xuân Phú", "Xuân Sinh"):
        PlaceName.objects.create(old_name=old_name, new_name="xã Sao Vàng")
    add_first_synonyms()
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
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as PostgreSQL does by itself within minutes


def measure_queries(server: Server, rounds: int, path: str, queries: list[dict[str, str]]) -> list[float]:
    """Return the milliseconds of each query, sorted. Each is the fastest of the rounds, because machines are noisy."""
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for query in queries:
            path_with_query = f"{path}?{urlencode(query)}"
            started = perf_counter()
            urlopen(Request(server.url + path_with_query, headers={"User-Agent": USER_AGENT})).read()
            times.setdefault(path_with_query, []).append((perf_counter() - started) * 1000)
    return sorted(min(query_times) for query_times in times.values())


def percentile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def print_rebuild_seconds() -> None:
    """Print the seconds that a rebuild takes. Runs in the shell of the portal."""
    from saovang.search.index import rebuild

    started = perf_counter()
    rebuild()
    print(perf_counter() - started)


@contextmanager
def start_server(number: int, folder: Path, database: str = "") -> Iterator[tuple[Portal, Server]]:
    """Start a server with this number of articles."""
    code = f"from tests.bench.search import fill; fill({number})"
    portal = create_portal(code, folder, DATABASE_URL=database)
    server = Server("saovang.wsgi", portal.environment)
    try:
        yield portal, server
    finally:
        server.stop()


def measure(folder: Path, rounds: int, numbers: tuple[int, ...] = (FEW, MANY)) -> list[dict]:
    """Return a row for each database, kind of request and number of articles but the first.

    A row has the median and the 95th percentile in milliseconds, the ratio of all times to those of the number before,
    and the seconds of a rebuild of the index, during which searches are measured once more.
    """
    rows = []
    for name in ("SQLite", "PostgreSQL"):
        before: dict[str, list[float]] = {}
        for number in numbers:
            with ExitStack() as stack:
                url = stack.enter_context(servers.postgresql()).url if name == "PostgreSQL" else ""
                portal, server = stack.enter_context(start_server(number, folder / f"{name}-{number}", url))
                times = {
                    "results": measure_queries(server, rounds, "/tim-kiem/", QUERIES),
                    "suggestions": measure_queries(server, rounds, "/tim-kiem/goi-y", TYPED),
                }
                if before:
                    pool = stack.enter_context(ThreadPoolExecutor(1))
                    code = "from tests.bench.search import print_rebuild_seconds; print_rebuild_seconds()"
                    rebuild = pool.submit(portal.manage, "shell", "--verbosity=0", "--command", code)
                    during = measure_queries(server, 1, "/tim-kiem/", QUERIES)
                    seconds = float(rebuild.result().splitlines()[-1])
            for kind, values in times.items() if before else ():
                p50, p95 = (percentile(values, share) for share in (0.5, 0.95))
                row = {"name": f"{name}, {number:,} articles, {kind}", "p50": p50, "p95": p95}
                row["ratio"] = sum(values) / sum(before[kind])
                rows.append(row | {"rebuild": seconds, "slowest_during_rebuild": during[-1]})
            before = times
    return rows


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        for row in measure(Path(name), 5, (FEW, MANY, MOST) if "--most" in sys.argv else (FEW, MANY)):
            print(row)
