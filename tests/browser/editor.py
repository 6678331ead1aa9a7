"""What staff do at the desk, for tests that do more than one of these things."""

from base64 import b64encode
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.pages import follow

LONG = 300_000  # milliseconds that a slow machine may take for a batch of large photos

# A page of Word as it lies on the clipboard.
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


def new_article(page: Page, portal, title: str) -> None:
    """From the page that asks for a title to the form of the article."""
    page.goto(f"{portal.url}/quan-tri/news/article/add/")
    page.fill("#id_title", title)
    page.select_option("#id_category", index=1)
    follow(page.locator(".submit-row input[type=submit]").first)
    expect(page.locator(".prose-menubar")).to_be_visible()


def phone_photos(number: int) -> list[tuple[str, bytes]]:
    """The first as large as a phone makes them; the others, which stand for their number, a quarter as wide."""
    sizes = [(4000, 3000)] + [(1000, 750)] * (number - 1)
    return [
        (f"IMG_{2030 + index}.jpg", factories.phone_photo(index, size)) for index, size in enumerate(sizes, start=1)
    ]


def drop(page: Page, files: Sequence[tuple[str, bytes]], onto: str = "body") -> None:
    """Drop files onto an element, as from a folder."""
    sent = [(name, b64encode(content).decode()) for name, content in files]
    page.evaluate(
        """([onto, sent]) => {
            const carried = new DataTransfer()
            for (const [name, content] of sent) {
                const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0))
                carried.items.add(new File([bytes], name, { type: "image/jpeg" }))
            }
            const place = document.querySelector(onto)
            for (const kind of ["dragenter", "dragover", "drop"])
                place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }))
        }""",
        [onto, sent],
    )


def paste(page: Page, html: str, text: str = "") -> None:
    """Paste into the editor, where its caret is."""
    page.evaluate(
        """([html, text]) => {
            const carried = new DataTransfer()
            if (html) carried.setData("text/html", html)
            carried.setData("text/plain", text)
            const place = document.querySelector(".tiptap.ProseMirror")
            place.focus()
            const event = { bubbles: true, cancelable: true, clipboardData: carried }
            place.dispatchEvent(new ClipboardEvent("paste", event))
        }""",
        [html, text],
    )


def uploaded(page: Page, number: int) -> None:
    """Wait until so many photos have become cards and no upload is left."""
    expect(page.locator("#photos-group .sv-card")).to_have_count(number, timeout=LONG)
    expect(page.locator("#photos-group .sv-upload")).to_have_count(0, timeout=LONG)


def describe(page: Page) -> None:
    """Give every photo a text of its own."""
    for index, field in enumerate(page.locator("#photos-group [name$='-alt_text']").all(), start=1):
        field.fill(f"Bà con khu phố {index} rước kiệu qua cổng làng")


def put_row(page: Page, *numbers: int) -> None:
    """Put the photos of these numbers (as they stand in the panel) as a row at the caret."""
    page.locator(".prose-menubar [data-name=photoRow]").click()
    ticks = page.locator("dialog.sv-photo-picker input[type=checkbox]")
    for number in numbers:
        ticks.nth(number - 1).check()
    page.get_by_role("button", name="Đưa vào bài", exact=True).click()


def editor(page: Page):
    return page.locator(".tiptap.ProseMirror")


def stored(page: Page) -> str:
    """The HTML that the form would send."""
    return page.locator("#id_body").evaluate("field => field.value")


def count_progress_bars(page: Page) -> None:
    """From now on `bars` in the page is the number of progress bars that there have been."""
    page.evaluate(
        """() => {
            window.bars = 0
            new MutationObserver((changes) => {
                for (const change of changes) for (const node of change.addedNodes)
                    window.bars += node.querySelectorAll?.("progress").length ?? 0
            }).observe(document.querySelector("#photos-group .sv-cards"), { childList: true })
        }"""
    )
