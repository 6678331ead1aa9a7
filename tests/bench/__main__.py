"""`make bench`: the speed of the portal as ratios to a bare WSGI application that is measured in the same run.

The two sides of a pair are measured in turns, so that disturbances affect both. Prints Markdown tables with medians and
ranges and saves the figures as JSON.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

from tests.bench import fill, photos, search
from tests.bench.server import Load, Server, create_portal
from tests.helpers import USER_AGENT

VISIT_COOKIE = {"Cookie": "luot_truy_cap=1"}
PAGES = {"home": "/", "article": fill.ARTICLE, "procedures": "/thu-tuc-hanh-chinh/"}
MIXED_PATHS = [*PAGES.values(), "/tin-tuc/", "/tin-tuc/?page=2", "/rss/", "/khong-co/", "/tim-kiem/?q=le+hoi"]
HEADINGS = ["measured / compared with", "requests/s", "rate ratio", "CPU ratio", "p99 ratio"]
SEARCH_HEADINGS = ["search", "median", "p95", f"time ratio to {search.FEW:,} articles"]
SEARCH_HEADINGS += ["rebuild of the index", "slowest page meanwhile"]

Measure = Callable[[], Load]
Pair = tuple[Measure, Measure]


class Bench:
    """Measures pairs of loads and collects a row of ratios for each."""

    def __init__(self, rounds: int, seconds: int) -> None:
        self.rounds = rounds
        self.seconds = seconds
        self.rows: list[dict] = []

    def compare(self, pairs: dict[str, Pair], rounds: int = 0) -> None:
        """Measure the pairs in turns and add a row for each: ratios of rate, CPU per response and p99."""
        loads: dict[str, list[tuple[Load, Load]]] = {name: [] for name in pairs}
        for _ in range(rounds or self.rounds):
            for name, (measured, reference) in pairs.items():
                loads[name].append((measured(), reference()))
        for name, pair_loads in loads.items():
            row = {"name": name, "rate": round(statistics.median(measured.rate for measured, _ in pair_loads))}
            for field in ("rate", "cpu", "p99"):
                ratios = [getattr(measured, field) / getattr(reference, field) for measured, reference in pair_loads]
                row[f"{field}_ratio"] = summarise(ratios)
            self.rows.append(row)
            print(name, file=sys.stderr)

    def load(self, server: Server, path: str, **headers: str) -> Measure:
        return lambda: server.load(path, self.seconds, **headers)


def summarise(ratios: list[float]) -> list[float]:
    """Return median, minimum and maximum."""
    return [round(ratio, 2) for ratio in (statistics.median(ratios), min(ratios), max(ratios))]


def format_range(median: float, low: float, high: float) -> str:
    return f"{median:.2f} ({low:.2f}–{high:.2f})"


def format_table(headings: list[str], rows: list[list[object]]) -> str:
    """Return a Markdown table. All columns but the first are aligned right."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)


def compare_with_bare(bench: Bench, server: Server, folder: Path, environment: dict[str, str]) -> None:
    """Measure home, article and procedures for a returning visitor, a new visitor, and without the page cache."""
    pairs, bare_servers = {}, []
    for name, path in PAGES.items():
        page = folder / f"{name}.html"
        page.write_bytes(urlopen(Request(server.url + path, headers={"User-Agent": USER_AGENT})).read())
        bare = Server("tests.bench.bare:application", environment | {"BARE_PAGE": str(page)})
        bare_servers.append(bare)
        reference = bench.load(bare, "/")
        pairs[f"{name}, returning visitor / bare"] = bench.load(server, path, **VISIT_COOKIE), reference
        pairs[f"{name}, new visitor / bare"] = bench.load(server, path), reference
        pairs[f"{name}, not cached / bare"] = bench.load(server, f"{path}?q=1", **VISIT_COOKIE), reference
    bench.compare(pairs)
    for bare in bare_servers:
        bare.stop()


def compare_counting(bench: Bench, server: Server) -> None:
    """Measure the cost of counting a visit. A bot gets the same page and is not counted."""
    counted = bench.load(server, "/", **VISIT_COOKIE)
    not_counted = bench.load(server, "/", User_Agent="Googlebot/2.1")
    bench.compare({"home, counted / not counted": (counted, not_counted)}, 3 * bench.rounds)  # the difference is small


def compare_sizes(bench: Bench, many: Server, few: Server) -> None:
    """Measure pages that are not cached with many and with few articles."""
    last_page = f"/tin-tuc/?page={fill.MANY // 50}&q=1"
    pages = {"home": "/?q=1", "list, page 1": "/tin-tuc/?q=1", "category": "/chuyen-muc/muc-0/?q=1"}
    pages |= {"article": f"{fill.ARTICLE}?q=1", "search": "/tim-kiem/?q=le+hoi"}
    pairs = {
        f"{name}, {fill.MANY:,} / {fill.FEW} articles": (bench.load(many, path), bench.load(few, path))
        for name, path in pages.items()
    }
    pairs[f"list, page {fill.MANY // 50:,} / page 1"] = bench.load(many, last_page), bench.load(many, "/tin-tuc/?q=1")
    bench.compare(pairs)


def measure_memory(server: Server, requests: int) -> dict[str, float]:
    """Return the resident memory of all processes in MB, after 10 % of a mixed load and after all of it."""
    sizes = []
    for share in (0.1, 0.9):
        done = 0
        while done < requests * share:
            for path in MIXED_PATHS:
                done += server.count_responses(path)
        sizes.append(round(server.memory_mb(), 1))
    return {"requests": requests, "first_mb": sizes[0], "last_mb": sizes[1]}


def format_results(results: dict) -> str:
    """Return all figures as Markdown."""
    ratios = [
        [row["name"], f"{row['rate']:,}", *(format_range(*row[f"{field}_ratio"]) for field in ("rate", "cpu", "p99"))]
        for row in results["rows"]
    ]
    searches = [
        [row["name"], *(f"{row[name]:.1f} ms" for name in ("p50", "p95")), f"{row['ratio']:.2f}"]
        + [f"{row['rebuild']:.0f} s", f"{row['slowest_during_rebuild']:.0f} ms"]
        for row in results["searches"]
    ]
    photo, views, memory = results["photos"]["photo"], results["photos"]["views"], results["memory"]
    view_rows = [[name, row["views"], f"{row['p99_ms']} ms", f"{row['slowest_ms']} ms"] for name, row in views.items()]
    return "\n\n".join(
        [
            results["machine"],
            format_table(HEADINGS, ratios),
            format_table(SEARCH_HEADINGS, searches),
            format_table(["page views", "number", "p99", "slowest"], view_rows),
            f"A photo of 12 megapixels takes {photo['cpu_seconds']} s of CPU, "
            f"{format_range(*photo['cpu_ratio'])} times the time of Pillow alone ({photo['pillow_cpu_seconds']} s), "
            f"and at most {photo['peak_mb']} MB of memory.",
            f"All processes together use {memory['first_mb']} MB of memory after {memory['requests'] // 10:,} requests "
            f"and {memory['last_mb']} MB after {memory['requests']:,}.",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each pair")
    parser.add_argument("--seconds", type=int, default=1, help="length of a measurement")
    parser.add_argument("--requests", type=int, default=100_000, help="requests of the memory measurement")
    parser.add_argument("--json", type=Path, default=Path(tempfile.gettempdir()) / "saovang-bench.json")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("Cần chương trình wrk: sudo apt-get install wrk")
    processor = platform.processor() or platform.machine()
    bench = Bench(options.rounds, options.seconds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        code = "from tests.bench.fill import fill; fill({})"
        portals = {number: create_portal(code.format(number), folder / str(number)) for number in (fill.FEW, fill.MANY)}
        few, many = (Server("saovang.wsgi", portal.environment) for portal in portals.values())
        compare_with_bare(bench, few, folder, portals[fill.FEW].environment)
        compare_counting(bench, few)
        compare_sizes(bench, many, few)
        results = {
            "machine": f"{os.cpu_count()} cores, {processor}, Python {platform.python_version()}",
            "rows": bench.rows,
            "photos": photos.measure(portals[fill.FEW], few, folder, options.rounds),
            "memory": measure_memory(few, options.requests),
        }
        few.stop()
        many.stop()
        results["searches"] = search.measure(folder, options.rounds)
    options.json.write_text(json.dumps(results, indent=1))
    print(format_results(results))
    print(f"saved as {options.json}", file=sys.stderr)


if __name__ == "__main__":
    main()
