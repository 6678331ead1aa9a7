"""Authoring: a Word file, 18 photos with texts and a PDF become an article.

`python -m tests.bench.authoring` drives Chromium against a portal with the sample content and prints a table. All files
are made on the spot; the photos have 12 megapixels and 4 MB, as from a phone. The times are those of this machine.
"""

import gzip
import io
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.bench.__main__ import format_table
from tests.browser.admin import start_session
from tests.browser.pages import click_and_wait
from tests.helpers import TIMEOUT, USER_AGENT
from tests.portal import Portal
from tests.servers import chromium

PHOTOS, SIZE, BYTES = 18, (4000, 3000), (3_800_000, 4_200_000)
TEXTS = [f"Bà con khu phố {number} quét dọn đường làng" for number in range(1, PHOTOS + 1)]
UPLOAD_TIMEOUT = 180_000  # milliseconds
EDITOR_SCRIPTS = {"clean-paste", "editor-translations", "hrefs", "legacy-fonts", "legacy-paste", "link", "link-dialog"}
EDITOR_SCRIPTS |= {"blocks", "editor-keyboard", "photo-picker", "photo-row", "pictures", "videos"}
MAX_TABS = 40  # from one text to the next; more means that it is not reached
AUTHOR, PASSWORD = "lan", "mot-mat-khau-chi-de-thu"

PICTURES, LAWS = 6, 3
PDF_NAME, WORD_TEXT, WORD_PARTS = "ke-hoach.pdf", "tin.docx", "quy-uoc.docx"

# Adds up what is sent as files, and drops files that were chosen in an input onto the page.
COUNT_BYTES = """
window.sentBytes = 0
const { send } = XMLHttpRequest.prototype
XMLHttpRequest.prototype.send = function (body) {
  if (body instanceof FormData && this.isPhoto) window.sentBytes += body.get("file").size
  return send.call(this, body)
}
const { open } = XMLHttpRequest.prototype
XMLHttpRequest.prototype.open = function (method, url, ...rest) {
  this.isPhoto = url.endsWith("/anh/")
  return open.call(this, method, url, ...rest)
}
"""
DROP = """(input) => {
  const transfer = new DataTransfer()
  for (const file of input.files) transfer.items.add(file)
  const options = { bubbles: true, cancelable: true, dataTransfer: transfer }
  for (const type of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, options))
}"""
CREATE_INPUT = "Object.assign(document.createElement('input'), { type: 'file', multiple: true })"


class AuthoringSession:
    """The pages of an author. Counts what the author does in `actions`. All names of the page stand here."""

    def __init__(self, page: Page, portal: Portal) -> None:
        self.page, self.portal, self.actions = page, portal, 0
        self.first_action = page.get_by_role("link", name="Viết bài mới")
        self.from_word = page.get_by_role("link", name="Viết từ tệp Word")
        self.word_file = page.locator("#id_file")
        self.category = page.get_by_label("Chuyên mục")
        self.go_on = page.get_by_role("button", name="Tiếp tục", exact=True)
        self.word_status = page.locator(".sv-word-status")
        self.editor = page.locator(".tiptap.ProseMirror")
        self.cards = page.locator("#photos-group .sv-card")
        self.texts = page.locator("#photos-group [name$='-alt_text']")
        self.documents = page.locator("#attachments-group .sv-card")
        self.uploads = page.locator(".sv-upload")
        self.send = page.get_by_role("button", name="Gửi duyệt", exact=True).filter(visible=True).first

    def open_first_page(self) -> None:
        self.page.goto(f"{self.portal.url}/quan-tri/")

    def click(self, element: Locator) -> None:
        self.actions += 1
        element.click()

    def drop(self, files: list[Path]) -> None:
        self.actions += 1
        chosen = self.page.evaluate_handle(CREATE_INPUT).as_element()
        chosen.set_input_files(files)
        chosen.evaluate(DROP)

    def start_from_word(self, file: Path) -> None:
        """Make an article of a Word file and wait until its text is in the editor."""
        self.open_first_page()
        self.click(self.from_word)
        self.actions += 2
        self.word_file.set_input_files(file)
        self.category.select_option(index=1)
        self.click(self.go_on)
        expect(self.word_status).to_contain_text("Đã đưa chữ", timeout=UPLOAD_TIMEOUT)

    def add_photos(self, files: list[Path], documents: int = 0) -> str:
        """Drop photos and documents at once. Return how long it takes until all of them are stored."""
        started = time.perf_counter()
        self.drop(files)
        try:
            expect(self.cards).to_have_count(len(files) - documents, timeout=UPLOAD_TIMEOUT)
            expect(self.uploads).to_have_count(0, timeout=UPLOAD_TIMEOUT)
        except AssertionError:
            return f"{self.cards.count()} in {time.perf_counter() - started:.0f} s"
        return f"{time.perf_counter() - started:.0f} s"

    def type_texts(self) -> int:
        """Type the text of each photo. Return the presses of Tab from the first text to the last."""
        presses = 0
        self.texts.first.focus()
        for number, text in enumerate(TEXTS):
            self.actions += 1
            self.page.keyboard.type(text)
            if number + 1 < PHOTOS:
                presses += self._press_until_focused("Tab", self.texts.nth(number + 1))
        return presses

    def submit(self) -> None:
        self.actions += 1
        click_and_wait(self.send)
        expect(self.page.locator(".messagelist")).to_contain_text("gửi")

    def _press_until_focused(self, key: str, element: Locator) -> int:
        for presses in range(1, MAX_TABS + 1):
            self.page.keyboard.press(key)
            if element.evaluate("element => element === document.activeElement"):
                return presses
        raise RuntimeError(f"{key} does not reach the next text")

    def enter_moves_on(self) -> bool:
        """Return whether Enter leads from the first text to the second. The text stays."""
        before = self.texts.first.input_value()
        self.texts.first.press("End")
        self.page.keyboard.press("Enter")
        moved = self.texts.nth(1).evaluate("element => element === document.activeElement")
        self.texts.first.fill(before)
        return moved

    def measure_height(self, width: int) -> int:
        """Return the height of the page in pixels in a window of this width."""
        self.page.set_viewport_size({"width": width, "height": 740})
        return self.page.evaluate("document.documentElement.scrollHeight")

    def shows_first_action(self, width: int, height: int) -> bool:
        """Return whether the first screen of the first page holds all of the first action."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.open_first_page()
        box = self.first_action.first.bounding_box()
        return box is not None and box["y"] + box["height"] <= height

    def describe_content(self) -> str:
        """Return what the editor has of the parts of the Word file."""
        text = self.editor.inner_text()
        laws = sum(f"Điều {number}. Nội dung thứ {number}" in text for number in range(1, LAWS + 1))
        pictures, tables, headers = (self.editor.locator(name).count() for name in ("figure img", "table", "th"))
        return f"pictures {pictures}/{PICTURES}, tables {tables}/2, header cells {headers}/4, articles {laws}/{LAWS}"


def make_photo(number: int) -> bytes:
    """Return a JPEG of 12 megapixels as from a phone: colors that run into each other, grain, 3.8 to 4.2 MB, GPS."""
    generator = random.Random(number)
    grain = Image.frombytes("RGB", (2000, 1500), generator.randbytes(2000 * 1500 * 3)).resize(SIZE)
    places = Image.frombytes("RGB", (24, 18), generator.randbytes(24 * 18 * 3)).resize(SIZE, Image.Resampling.BICUBIC)
    image = Image.blend(places, grain, 0.12)
    exif = Image.Exif()
    exif[0x0112] = 1
    exif.get_ifd(0x8825)[1] = "N"
    low, high = 40, 99
    while low <= high:
        quality = (low + high) // 2
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, exif=exif)
        if len(file.getvalue()) < BYTES[0]:
            low = quality + 1
        elif len(file.getvalue()) > BYTES[1]:
            high = quality - 1
        else:
            return file.getvalue()
    raise RuntimeError(f"no quality gives photo {number} its size")


def prepare(folder: str) -> None:
    """Create the author, and in `folder` the PDF and the Word files. Runs in the shell of the portal."""
    from saovang.accounts import roles
    from tests import factories
    from tests.media.test_files import PDF
    from tests.word_files import cell, paragraph, picture, row, table, word_file

    factories.staff(roles.AUTHOR, AUTHOR, password=PASSWORD)
    sample_table = table(
        row(cell(paragraph("Khu phố")), cell(paragraph("Số người")), is_header=True),
        row(cell(paragraph("Khu phố 1")), cell(paragraph("25"))),
    )
    text = [
        paragraph("Ra quân vệ sinh môi trường", style="Title"),
        *[paragraph(f"Sáng nay, bà con khu phố {number} quét đường, khơi cống, trồng hoa.") for number in range(1, 13)],
    ]
    rich = [
        paragraph("Quy ước giữ gìn vệ sinh", style="Title"),
        *[paragraph(f"Nội dung thứ {number} của quy ước.", style="Dieu") for number in range(1, LAWS + 1)],
        *[paragraph(picture(number, f"Ảnh thứ {number} của tệp")) for number in range(1, PICTURES + 1)],
        *[sample_table, paragraph("Bảng thứ hai:"), sample_table],
    ]
    pictures = dict.fromkeys(range(1, PICTURES + 1), "jpg")
    files = [PDF, word_file(*text).read(), word_file(*rich, pictures=pictures).read()]
    for name, content in zip((PDF_NAME, WORD_TEXT, WORD_PARTS), files, strict=True):
        (Path(folder) / name).write_bytes(content)


def make_photos(folder: Path) -> list[Path]:
    paths = [folder / f"IMG_{2030 + number}.jpg" for number in range(1, PHOTOS + 1)]
    for number, path in enumerate(paths):
        path.write_bytes(make_photo(number))
    return paths


def measure_scripts(page: Page) -> int:
    """Return the bytes of the portal's own scripts on the page but those of the editor, each compressed with gzip."""
    names = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    scripts = {name: name.partition("/static/js/")[2].partition(".")[0] for name in names}
    urls = [name for name, script in scripts.items() if script and script not in EDITOR_SCRIPTS]
    return sum(len(gzip.compress(page.request.get(url).body(), 9)) for url in urls)


@contextmanager
def busy_machine() -> Iterator[None]:
    """Keep two processors busy."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()


@contextmanager
def open_session(browser: Browser, portal: Portal) -> Iterator[AuthoringSession]:
    context = browser.new_context(user_agent=USER_AGENT, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.set_default_timeout(TIMEOUT * 1000)
    context.add_init_script(COUNT_BYTES)
    page = context.new_page()
    start_session(page, portal, AUTHOR, PASSWORD)
    try:
        yield AuthoringSession(page, portal)
    finally:
        context.close()


def measure_job(browser: Browser, portal: Portal, photos: list[Path], folder: Path) -> list[list[object]]:
    """Do the whole job once, on a quiet machine. Return the rows of what it costs."""
    with open_session(browser, portal) as session:
        page = session.page
        first_screens = [session.shows_first_action(*size) for size in ((1280, 720), (360, 740))]
        page.set_viewport_size({"width": 1280, "height": 740})
        session.start_from_word(folder / WORD_TEXT)
        seconds = session.add_photos([*photos, folder / PDF_NAME], documents=1)
        expect(session.documents).to_have_count(2, timeout=UPLOAD_TIMEOUT)  # the PDF and the Word file
        sent = page.evaluate("window.sentBytes") / 1e6
        tabs = session.type_texts()
        enter = ", none with Enter" if session.enter_moves_on() else ""
        heights = [f"{session.measure_height(width):,}" for width in (1280, 360)]
        opened = page.context.new_page()
        opened.goto(page.url.partition("?")[0])
        scripts = [f"{measure_scripts(form) / 1000:.1f}" for form in (opened, page)]
        session.submit()
    original = sum(photo.stat().st_size for photo in photos) / 1e6
    return [
        ["clicks and fields for the whole job", session.actions, "≤ 24, of which 18 are the texts"],
        [f"height of the form with {PHOTOS} photos, 1280 / 360 px", " / ".join(heights), "≤ 2,600 / ≤ 4,500"],
        [f"sent for {PHOTOS} photos of {original:.0f} MB", f"{sent:.1f} MB", "≤ 12 MB"],
        [f"Tab presses for {PHOTOS} texts", f"{tabs}{enter}", "≤ 20"],
        ["first screen holds the first action, 1280×720 / 360×740", " / ".join(map(str, first_screens)), "True / True"],
        [
            "own scripts but the editor's: form opened / whole job",
            f"{' / '.join(scripts)} kB gzipped",
            "≤ 25 kB opened",
        ],
        [f"{PHOTOS} photos up and processed, quiet", seconds, "≤ 13 s"],
    ]


def measure_busy(browser: Browser, portal: Portal, photos: list[Path], folder: Path) -> list[object]:
    with open_session(browser, portal) as session:
        session.start_from_word(folder / WORD_TEXT)
        with busy_machine():
            seconds = session.add_photos(photos)
    return [f"{PHOTOS} photos up and processed, busy", seconds, "≤ 40 s"]


def measure_word(browser: Browser, portal: Portal, folder: Path) -> list[object]:
    with open_session(browser, portal) as session:
        session.start_from_word(folder / WORD_PARTS)
        return ["content of a Word file", session.describe_content(), "all"]


def main() -> None:
    program = chromium()
    if not program:
        sys.exit("Cần chương trình Chromium: sudo apt-get install chromium")
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        portal, files = Portal(Path(name) / "data"), Path(name) / "files"
        portal.folder.mkdir()
        files.mkdir()
        portal.manage("setup")
        code = f"from tests.bench.authoring import prepare; prepare({str(files)!r})"
        portal.manage("shell", "--verbosity=0", "--command", code)
        portal.start()
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            photos = make_photos(files)
            rows = measure_job(browser, portal, photos, files)
            rows.append(measure_word(browser, portal, files))
            rows.append(measure_busy(browser, portal, photos, files))
            print(format_table(["figure", "measured", "wanted"], rows))
        finally:
            browser.close()
            portal.stop()


if __name__ == "__main__":
    main()
