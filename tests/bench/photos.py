"""What photos cost: one of 12 megapixels beside the plain Pillow work in it, and pages while eighteen are taken.

The plain work is to decode, to resize to the file and its widths, and to encode each with the same settings.
CPU is that of the whole process; memory is the peak of a process that does nothing but one photo.
"""

import io
import json
import random
import re
import resource
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, build_opener, urlopen

from PIL import Image

from tests.bench.server import Server
from tests.portal import Portal

SIZE = (4000, 3000)
WIDTHS = (400, 800, 1200, 1600)
BATCH, AT_ONCE = 18, 2  # as the desk's panel sends them


def photo() -> bytes:
    """Twelve megapixels with the grain of grass and leaves, as heavy as a phone's: about 4 MB."""
    noise = Image.frombytes("RGB", (800, 600), random.Random(1).randbytes(800 * 600 * 3)).resize(SIZE)
    busy = Image.blend(noise, Image.linear_gradient("L").resize(SIZE).convert("RGB"), 0.6)
    file = io.BytesIO()
    busy.save(file, "JPEG", quality=92)
    return file.getvalue()


def plain(content: bytes) -> None:
    image = Image.open(io.BytesIO(content))
    image.load()
    image = image.resize((2560, 1920), Image.Resampling.BICUBIC, reducing_gap=2)
    image.save(io.BytesIO(), "JPEG", quality=85, progressive=True, optimize=True)
    for width in WIDTHS:
        small = image.resize((width, width * 3 // 4), Image.Resampling.BICUBIC, reducing_gap=2)
        small.save(io.BytesIO(), "WEBP", quality=70)


def pipeline(content: bytes) -> None:
    from news.services.photos import discard_photos, store_photo

    discard_photos([store_photo(io.BytesIO(content))])


def seconds(work, content: bytes) -> float:
    before = time.process_time()
    work(content)
    return time.process_time() - before


def measure(file: str, rounds: int) -> None:
    """In a fresh process: print the peak of memory of one photo, then the CPU of both ways, measured in turns."""
    content = Path(file).read_bytes()
    pipeline(content)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pairs = [(seconds(pipeline, content), seconds(plain, content)) for _ in range(rounds)]
    print(json.dumps({"peak_mb": round(peak), "pairs": pairs}))


def cost(portal: Portal, folder: Path, rounds: int) -> dict:
    file = folder / "photo.jpg"
    file.write_bytes(photo())
    code = f"from tests.bench.photos import measure; measure({str(file)!r}, {rounds})"
    found = json.loads(portal.manage("shell", "--verbosity=0", "--command", code).splitlines()[-1])
    ratios = sorted(ours / theirs for ours, theirs in found["pairs"])
    ours, theirs = (statistics.median(way) for way in zip(*found["pairs"], strict=True))
    row = {"cpu_seconds": round(ours, 2), "plain_cpu_seconds": round(theirs, 2), "peak_mb": found["peak_mb"]}
    row["cpu_ratio"] = [round(ratio, 2) for ratio in (statistics.median(ratios), ratios[0], ratios[-1])]
    print(
        f"a photo of 12 megapixels: {ours:.2f} s of CPU, plain Pillow {theirs:.2f} s, ratio {row['cpu_ratio'][0]:.2f} "
        f"({ratios[0]:.2f}–{ratios[-1]:.2f}); peak of memory {row['peak_mb']} MB"
    )
    return row


class Author:
    """Someone signed in at the desk, without a browser."""

    def __init__(self, portal: Portal, server: Server) -> None:
        code = (
            "from saovang.accounts.models import User; from django.test import Client; from tests import factories; "
            "from news.models import Category; author = Client(); "
            "author.force_login(User.objects.create_superuser('bench')); "
            "article = factories.article('Đo ảnh', category=Category.objects.first(), status='draft', "
            "published_at=None); "
            "print(article.pk, author.cookies['sessionid'].value)"
        )
        key, session = portal.manage("shell", "--verbosity=0", "--command", code).split()[-2:]
        self.form = f"{server.url}/quan-tri/news/article/{key}/change/"
        self.address = f"{server.url}/quan-tri/news/article/{key}/anh/"
        self.cookies = f"sessionid={session}"
        answer = urlopen(Request(self.form, headers={"Cookie": self.cookies}))
        self.cookies += f"; {answer.headers['Set-Cookie'].split(';')[0]}"
        self.csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())[1]

    def send(self, content: bytes) -> None:
        start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=x", "X-CSRFToken": self.csrf, "Cookie": self.cookies}
        while True:
            try:
                answer = urlopen(Request(self.address, start + content + b"\r\n--x--\r\n", headers))
            except HTTPError as error:
                if error.code != 503:
                    raise
                time.sleep(1)
            else:
                assert b"photos-0-id" in answer.read()
                return


def pages(server: Server, stop: threading.Event) -> list[float]:
    """Ask for pages, kept and made anew, as long as it lasts; gives the seconds of each, raises where one fails."""
    taken, browser = [], build_opener()
    browser.addheaders = [("Cookie", "luot_truy_cap=1")]
    while not stop.is_set():
        for path in ("/", "/tin-tuc/bai-so-1/", f"/?q={len(taken)}", f"/tin-tuc/bai-so-1/?q={len(taken)}"):
            before = time.perf_counter()
            browser.open(server.url + path).read()
            taken.append(time.perf_counter() - before)
    return taken


def beside(portal: Portal, server: Server, folder: Path) -> dict:
    """The slowest page views, quiet and while a batch of photos is taken."""
    author, content = Author(portal, server), (folder / "photo.jpg").read_bytes()
    row = {}
    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        for name, batch in (("quiet", 0), ("while photos are taken", BATCH)):
            stop = threading.Event()
            viewing = pool.submit(pages, server, stop)
            before = time.perf_counter()
            if batch:
                list(pool.map(author.send, [content] * batch))
            else:
                time.sleep(5)
            lasted = time.perf_counter() - before
            stop.set()
            taken = sorted(viewing.result())
            row[name] = {"views": len(taken), "p99_ms": round(taken[-1 - len(taken) // 100] * 1000)}
            row[name] |= {"slowest_ms": round(taken[-1] * 1000), "seconds": round(lasted, 1)}
            print(f"page views, {name}: {row[name]}")
    return row


def bench(portal: Portal, server: Server, folder: Path, rounds: int = 5) -> dict:
    """All of it, printed and given; `server` serves `portal`, which tests.bench.fill has filled."""
    return {"one": cost(portal, folder, rounds), "beside": beside(portal, server, folder)}
