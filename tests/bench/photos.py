"""The cost of photos: one of 12 megapixels compared with Pillow alone, and page views while 18 are uploaded.

Pillow alone decodes, resizes to the file and its widths, and encodes each with the same settings. Here the portal's
functions run in this process instead of a child, of which nobody is told the CPU time. Memory is the peak of a process
that handles one photo.
"""

import io
import json
import random
import re
import resource
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, build_opener, urlopen

from PIL import Image

from tests.bench.fill import ARTICLE
from tests.bench.server import Server
from tests.portal import Portal

SIZE = (4000, 3000)
WIDTHS = (400, 800, 1200, 1600)
UPLOADS, CONCURRENT_UPLOADS = 18, 2  # the upload panel lets the server work on two at a time


def make_photo() -> bytes:
    """Return a JPEG of 12 megapixels with grain, 4 MB as from a phone."""
    noise = Image.frombytes("RGB", (800, 600), random.Random(1).randbytes(800 * 600 * 3)).resize(SIZE)
    grainy = Image.blend(noise, Image.linear_gradient("L").resize(SIZE).convert("RGB"), 0.6)
    file = io.BytesIO()
    grainy.save(file, "JPEG", quality=92)
    return file.getvalue()


def run_pillow(content: bytes) -> None:
    image = Image.open(io.BytesIO(content))
    image.load()
    image = image.resize((2560, 1920), Image.Resampling.BICUBIC, reducing_gap=2)
    image.save(io.BytesIO(), "JPEG", quality=85, progressive=True, optimize=True)
    for width in WIDTHS:
        small = image.resize((width, width * 3 // 4), Image.Resampling.BICUBIC, reducing_gap=2)
        small.save(io.BytesIO(), "WEBP", quality=70)


def run_portal(content: bytes) -> None:
    from saovang.media.images import encode_jpeg, encode_webps, normalize_image

    image = normalize_image(io.BytesIO(content))
    encode_jpeg(image)
    dict(encode_webps(image, WIDTHS))


def measure_cpu(work: Callable[[bytes], None], content: bytes) -> float:
    """Return the CPU seconds of one call."""
    before = time.process_time()
    work(content)
    return time.process_time() - before


def print_cpu_and_memory(file: str, rounds: int) -> None:
    """Print the memory peak of one photo and the CPU seconds of both sides as JSON. Runs in the shell of the portal."""
    content = Path(file).read_bytes()
    run_portal(content)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pairs = [(measure_cpu(run_portal, content), measure_cpu(run_pillow, content)) for _ in range(rounds)]
    print(json.dumps({"peak_mb": round(peak), "pairs": pairs}))


def measure_photo(portal: Portal, file: Path, rounds: int) -> dict:
    """Return the CPU seconds of a photo, those of Pillow, their ratios (median, minimum, maximum), and the memory."""
    code = f"from tests.bench.photos import print_cpu_and_memory; print_cpu_and_memory({str(file)!r}, {rounds})"
    output = json.loads(portal.manage("shell", "--verbosity=0", "--command", code).splitlines()[-1])
    ratios = [portal_seconds / pillow_seconds for portal_seconds, pillow_seconds in output["pairs"]]
    portal_median, pillow_median = (statistics.median(side) for side in zip(*output["pairs"], strict=True))
    return {
        "cpu_seconds": round(portal_median, 2),
        "pillow_cpu_seconds": round(pillow_median, 2),
        "cpu_ratio": [round(ratio, 2) for ratio in (statistics.median(ratios), min(ratios), max(ratios))],
        "peak_mb": output["peak_mb"],
    }


class Uploader:
    """A signed-in client that uploads photos to a draft."""

    def __init__(self, portal: Portal, server: Server) -> None:
        code = (
            "from saovang.accounts.models import User; from django.test import Client; from tests import factories; "
            "from news.models import Category; client = Client(); "
            "client.force_login(User.objects.create_superuser('bench')); "
            "draft = {'category': Category.objects.first(), 'status': 'draft', 'published_at': None}; "
            "print(factories.article('Đo ảnh', **draft).pk, client.cookies['sessionid'].value)"
        )
        key, session = portal.manage("shell", "--verbosity=0", "--command", code).split()[-2:]
        form_url = f"{server.url}/quan-tri/news/article/{key}/change/"
        self.url = f"{server.url}/quan-tri/news/article/{key}/anh/"
        self.cookies = f"sessionid={session}"
        form = urlopen(Request(form_url, headers={"Cookie": self.cookies}))
        self.cookies += f"; {form.headers['Set-Cookie'].split(';')[0]}"
        self.csrf_token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.read().decode())[1]

    def upload(self, content: bytes) -> None:
        """Upload a photo. While the worker is busy (503), try again every second."""
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        headers = {"Content-Type": "multipart/form-data; boundary=x", "X-CSRFToken": self.csrf_token}
        headers["Cookie"] = self.cookies
        while True:
            try:
                response = urlopen(Request(self.url, head + content + b"\r\n--x--\r\n", headers))
            except HTTPError as error:
                if error.code != 503:
                    raise
                time.sleep(1)
            else:
                assert b"photos-0-id" in response.read()
                return


def view_pages(server: Server, stop: threading.Event) -> list[float]:
    """Request pages, cached and not, until `stop` is set. Return the seconds of each. Raises HTTPError if one fails."""
    times: list[float] = []
    opener = build_opener()
    opener.addheaders = [("Cookie", "luot_truy_cap=1")]
    while not stop.is_set():
        for path in ("/", ARTICLE, f"/?q={len(times)}", f"{ARTICLE}?q={len(times)}"):
            before = time.perf_counter()
            opener.open(server.url + path).read()
            times.append(time.perf_counter() - before)
    return times


def measure_views(portal: Portal, server: Server, file: Path) -> dict:
    """Return the slowest page views without uploads and during a batch of uploads."""
    uploader, content = Uploader(portal, server), file.read_bytes()
    rows = {}
    with ThreadPoolExecutor(CONCURRENT_UPLOADS + 1) as pool:
        for name, uploads in (("without uploads", 0), (f"during {UPLOADS} uploads", UPLOADS)):
            stop = threading.Event()
            views = pool.submit(view_pages, server, stop)
            if uploads:
                list(pool.map(uploader.upload, [content] * uploads))
            else:
                time.sleep(5)
            stop.set()
            times = sorted(views.result())
            rows[name] = {
                "views": len(times),
                "p99_ms": round(times[-1 - len(times) // 100] * 1000),
                "slowest_ms": round(times[-1] * 1000),
            }
    return rows


def measure(portal: Portal, server: Server, folder: Path, rounds: int) -> dict:
    """Return all figures. `server` serves `portal`, which was filled by tests.bench.fill."""
    file = folder / "photo.jpg"
    file.write_bytes(make_photo())
    return {"photo": measure_photo(portal, file, rounds), "views": measure_views(portal, server, file)}
