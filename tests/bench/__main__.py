"""`make bench`: how fast the portal is, as ratios to a bare WSGI application measured in the same run.

Pairs are measured in turns, so that what else the machine does falls on both of a pair, and what it does for a while on
one round of each. Prints a table of medians with their spread and saves it as JSON.
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

from tests import helpers
from tests.bench import fill, photos, search
from tests.bench.server import Load, Server, portal_with

COOKIE = {"Cookie": "luot_truy_cap=1"}
PAGES = {"home": "/", "article": fill.ARTICLE, "procedures": "/thu-tuc-hanh-chinh/"}

Measure = Callable[[], Load]
Pair = tuple[Measure, Measure]


class Bench:
    def __init__(self, rounds: int, seconds: int) -> None:
        self.rounds = rounds
        self.seconds = seconds
        self.rows: list[dict] = []

    def compare(self, pairs: dict[str, Pair], rounds: int = 0) -> None:
        """Measure the pairs in turns; the row of each holds the ratios of rate, CPU an answer and p99."""
        found: dict[str, list[tuple[Load, Load]]] = {name: [] for name in pairs}
        for _ in range(rounds or self.rounds):
            for name, (of, to) in pairs.items():
                found[name].append((of(), to()))
        for name, loads in found.items():
            row = {"name": name, "rate": round(statistics.median(of.rate for of, _ in loads))}
            for field in ("rate", "cpu", "p99"):
                ratios = sorted(getattr(of, field) / getattr(to, field) for of, to in loads)
                row[f"{field}_ratio"] = [round(x, 2) for x in (statistics.median(ratios), ratios[0], ratios[-1])]
            self.rows.append(row)
            show(row)

    def load(self, server: Server, path: str, **headers: str) -> Measure:
        return lambda: server.load(path, self.seconds, **headers)


def show(row: dict) -> None:
    def cell(median: float, low: float, high: float) -> str:
        return f"{median:6.2f} ({low:.2f}–{high:.2f})"

    cells = [cell(*row[f"{field}_ratio"]) for field in ("rate", "cpu", "p99")]
    print(f"{row['name']:<44} {row['rate']:>7}/s  " + "  ".join(f"{text:<22}" for text in cells), flush=True)


def against_bare(bench: Bench, server: Server, folder: Path, environment: dict[str, str]) -> None:
    """Home, article and procedures: a returning visitor, a new one on every request, and uncached."""
    pairs, bare_servers = {}, []
    for name, path in PAGES.items():
        page = folder / f"{name}.html"
        page.write_bytes(urlopen(Request(server.url + path, headers={"User-Agent": helpers.USER_AGENT})).read())
        bare = Server("tests.bench.bare:application", environment | {"BARE_PAGE": str(page)})
        bare_servers.append(bare)
        to = bench.load(bare, "/")
        pairs[f"{name}, returning visitor / bare"] = bench.load(server, path, **COOKIE), to
        pairs[f"{name}, first visit each time / bare"] = bench.load(server, path), to
        pairs[f"{name}, made anew each time / bare"] = bench.load(server, f"{path}?q=1", **COOKIE), to
    bench.compare(pairs)
    for bare in bare_servers:
        bare.stop()


def counting(bench: Bench, server: Server) -> None:
    """What counting costs: a bot's page is the same page without it."""
    on = bench.load(server, "/", **COOKIE)
    off = bench.load(server, "/", User_Agent="Googlebot/2.1")
    bench.compare({"home, counted / not counted": (on, off)}, 3 * bench.rounds)  # a small share, so a long look


def depth(bench: Bench, many: Server, few: Server) -> None:
    """The same pages with many articles and with few, made anew each time."""
    deep = f"/tin-tuc/?page={fill.MANY // 50}&q=1"
    pages = {"home": "/?q=1", "list, page 1": "/tin-tuc/?q=1", "category": "/chuyen-muc/muc-0/?q=1"}
    pages |= {"article": f"{fill.ARTICLE}?q=1", "search": "/tim-kiem/?q=le+hoi"}
    pairs = {
        f"{name}, {fill.MANY} / {fill.FEW} articles": (bench.load(many, path), bench.load(few, path))
        for name, path in pages.items()
    }
    pairs["list, deep page / page 1"] = bench.load(many, deep), bench.load(many, "/tin-tuc/?q=1")
    bench.compare(pairs)


def memory(server: Server, requests: int) -> dict[str, float]:
    """Resident memory after the first tenth of a mixed load and after all of it, in MB."""
    sizes = []
    for share in (0.1, 0.9):
        done = 0
        while done < requests * share:
            for path in (
                *PAGES.values(),
                "/tin-tuc/",
                "/tin-tuc/?page=2",
                "/rss/",
                "/khong-co/",
                "/tim-kiem/?q=le+hoi",
            ):
                done += server.count(path)
        sizes.append(round(server.memory_mb(), 1))
    print(f"memory of all processes: {sizes[0]} MB after {requests // 10} requests, {sizes[1]} MB after {requests}")
    return {"first": sizes[0], "last": sizes[1]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--json", type=Path, default=Path(tempfile.gettempdir()) / "saovang-bench.json")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("Cần chương trình wrk: sudo apt-get install wrk")
    machine = (
        f"{os.cpu_count()} cores, {platform.processor() or platform.machine()}, Python {platform.python_version()}"
    )
    print(f"{machine}\n{'':<44} {'rate':>9}  {'rate ratio':<22}  {'CPU ratio':<22}  p99 ratio")
    bench = Bench(options.rounds, options.seconds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        code = "from tests.bench.fill import fill; fill({})"
        portals = {count: portal_with(code.format(count), folder / str(count)) for count in (fill.FEW, fill.MANY)}
        few, many = (Server("saovang.wsgi", portal.environment) for portal in portals.values())
        against_bare(bench, few, folder, portals[fill.FEW].environment)
        counting(bench, few)
        depth(bench, many, few)
        taken = photos.bench(portals[fill.FEW], few, folder, options.rounds)
        grown = memory(few, 100_000)
        few.stop()
        many.stop()
        bench.rows += search.measure(folder)
    found = {"machine": machine, "rows": bench.rows, "memory_mb": grown, "photos": taken}
    options.json.write_text(json.dumps(found, indent=1))
    print(f"saved as {options.json}")


if __name__ == "__main__":
    main()
