"""Actions in the article form that several tests share."""

import re
from base64 import b64encode
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from tests import factories
from tests.portal import Portal

UPLOAD_TIMEOUT = 300_000  # milliseconds for a batch of large photos on a busy machine

# A document of Word as HTML on the clipboard.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]--></head>
<body lang=VI style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='margin-left:0cm'><b><span style='font-size:16.0pt;color:red'>Lễ hội đầu xuân<o:p></o:p></span></b></h1>
<p class=MsoNormal style='text-align:justify' onclick="alert(1)"><span style='font-family:"Times New Roman"'>Sáng mùng
bảy, <b style='mso-bidi-font-weight:normal'>bà con</b> rước&nbsp;<i>kiệu</i> về đình.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span><![endif]>Rước nước</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o&nbsp;</span>Ở giếng
làng</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·</span>Dâng hương</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='height:1pt'><td width=200 valign=top
style='width:100pt'><p class=MsoNormal>Giờ</p></td><td colspan=1><p class=MsoNormal>Việc</p></td></tr></table>
<p class=MsoNormal>Diện tích 12 km<sup>2</sup>, <a href="https://example.vn/a" style='color:blue' target=_blank>xem
thêm</a>.</p><!--EndFragment--></body></html>"""


def create_article(page: Page, portal: Portal, title: str) -> None:
    """Create a draft by HTTP, which needs less CPU time than the form with its two fields, and open its form."""
    url = f"{portal.url}/quan-tri/news/article/add/"
    form = page.request.get(url).text()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    category = re.search(r'<select name="category".*?<option value="(\d+)"', form, flags=re.DOTALL)[1]
    response = page.request.post(url, form=fields | {"title": title, "category": category}, headers={"Referer": url})
    page.goto(response.url)
    expect(page.locator(".prose-menubar")).to_be_visible()


def phone_photos(number: int) -> list[tuple[str, bytes]]:
    """Return name and content of photos: the first at a phone's 12 megapixels, the others small to save time."""
    sizes = [(4000, 3000)] + [(400, 300)] * (number - 1)
    return [
        (f"IMG_{2030 + index}.jpg", factories.phone_photo(index, size)) for index, size in enumerate(sizes, start=1)
    ]


def drop_files(page: Page, files: Sequence[tuple[str, bytes]], target: str = "body") -> None:
    """Drop files onto an element, as from a file manager."""
    encoded = [(name, b64encode(content).decode()) for name, content in files]
    page.evaluate(
        """([target, files]) => {
            const transfer = new DataTransfer()
            for (const [name, content] of files) {
                const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0))
                transfer.items.add(new File([bytes], name, { type: "image/jpeg" }))
            }
            const options = { bubbles: true, cancelable: true, dataTransfer: transfer }
            for (const type of ["dragenter", "dragover", "drop"])
                document.querySelector(target).dispatchEvent(new DragEvent(type, options))
        }""",
        [target, encoded],
    )


def paste_html(page: Page, html: str, text: str = "") -> None:
    """Paste HTML, or plain text if `html` is empty, at the cursor of the editor."""
    page.evaluate(
        """([html, text]) => {
            const transfer = new DataTransfer()
            if (html) transfer.setData("text/html", html)
            transfer.setData("text/plain", text)
            const editor = document.querySelector(".tiptap.ProseMirror")
            editor.focus()
            const options = { bubbles: true, cancelable: true, clipboardData: transfer }
            editor.dispatchEvent(new ClipboardEvent("paste", options))
        }""",
        [html, text],
    )


def paste(page: Page, data: dict[str, str], files: Sequence[tuple[str, str, bytes]] = (), event: str = "paste") -> None:
    """Paste or drop data by MIME type, and files (name, type, content), at the cursor of the editor."""
    encoded = [(name, file_type, b64encode(content).decode()) for name, file_type, content in files]
    page.evaluate(
        """([data, files, type]) => {
            const transfer = new DataTransfer()
            for (const [format, value] of Object.entries(data)) transfer.setData(format, value)
            for (const [name, type, content] of files) {
                const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0))
                transfer.items.add(new File([bytes], name, { type }))
            }
            const editor = document.querySelector(".tiptap.ProseMirror")
            editor.focus()
            const options = { bubbles: true, cancelable: true }
            const { left, bottom } = (editor.lastElementChild ?? editor).getBoundingClientRect()
            const point = { clientX: left + 2, clientY: bottom - 2 }
            editor.dispatchEvent(
                type === "paste"
                    ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
                    : new DragEvent(type, { ...options, ...point, dataTransfer: transfer }),
            )
        }""",
        [data, encoded, event],
    )


def wait_for_uploads(page: Page, number: int) -> None:
    """Wait until the form shows this number of photos and no upload is left."""
    expect(page.locator("#photos-group .sv-card")).to_have_count(number, timeout=UPLOAD_TIMEOUT)
    expect(page.locator("#photos-group .sv-upload")).to_have_count(0, timeout=UPLOAD_TIMEOUT)


def fill_alt_texts(page: Page) -> None:
    """Give each photo its own alternative text."""
    for index, field in enumerate(page.locator("#photos-group [name$='-alt_text']").all(), start=1):
        field.fill(f"Bà con khu phố {index} rước kiệu qua cổng làng")


def open_details(card: Locator) -> Locator:
    """Open the details of a photo's card by keyboard, unless they are open, and return the card."""
    if not card.locator("details[open]").count():
        card.locator("summary").press("Enter")
    return card


def insert_photo_row(page: Page, *numbers: int) -> None:
    """Insert a row of photos at the cursor. `numbers` are their positions in the form, from 1."""
    page.locator(".prose-menubar [data-name=photoRow]").click()
    dialog = page.locator("dialog.sv-photo-picker")
    checkboxes = dialog.locator("input[type=checkbox]")
    for number in numbers:
        checkboxes.nth(number - 1).check()
    page.get_by_role("button", name="Đưa vào bài", exact=True).click()
    expect(dialog).to_be_hidden()


def get_editor(page: Page) -> Locator:
    return page.locator(".tiptap.ProseMirror")


def expect_body(page: Page, html: str | re.Pattern[str]) -> None:
    """Wait until the form would submit this HTML. The editor updates its field some time after a key is pressed."""
    expect(page.locator("#id_body")).to_have_value(html)


def expect_html(page: Page, html: str) -> None:
    """Wait until the form would submit this HTML; an empty paragraph to type in may follow."""
    expect_body(page, re.compile(rf"^{re.escape(html)}(<p></p>)?$"))


def count_progress_bars(page: Page) -> None:
    """Count the progress bars that appear from now on in `window.progressBars`."""
    page.evaluate(
        """() => {
            window.progressBars = 0
            new MutationObserver((changes) => {
                for (const change of changes) for (const node of change.addedNodes)
                    window.progressBars += node.querySelectorAll?.("progress").length ?? 0
            }).observe(document.querySelector("#photos-group .sv-cards"), { childList: true })
        }"""
    )
