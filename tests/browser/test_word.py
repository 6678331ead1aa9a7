"""A Word file becomes an article, and goes into one that has text."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editor import create_article
from tests.browser.pages import click_and_wait
from tests.word_files import cell, paragraph, picture, row, table, word_file

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def document(*blocks: str, pictures=()) -> dict:
    content = word_file(*blocks, pictures=dict.fromkeys(pictures, "jpg")).read()
    return {"name": "Tin ra quân.docx", "mimeType": TYPE, "buffer": content}


@pytest.fixture
def staff_page(shared_page):
    return shared_page


def test_word_file_becomes_an_article(staff_page, portal):
    page = staff_page
    page.goto(f"{portal.url}/quan-tri/news/article/tu-tep-word/")
    page.set_input_files(
        "#id_file",
        document(
            paragraph("Ra quân vệ sinh", style="Title"),
            paragraph("Sáng nay, bà con quét đường."),
            paragraph(picture(1, "Bà con quét đường"), picture(2)),
            paragraph("Ảnh: khu phố 4"),
            table(row(cell(paragraph("Khu phố")), cell(paragraph("Số người")), is_header=True)),
            pictures=[1, 2],
        ),
    )
    page.select_option("#id_category", index=1)
    click_and_wait(page.get_by_role("button", name="Tiếp tục"))
    status = page.locator(".sv-word-status")
    expect(status).to_contain_text("Đã đưa chữ và ảnh vào bài.", timeout=60_000)
    editor = page.locator(".ProseMirror")
    expect(editor.locator("figure img")).to_have_count(2)
    expect(editor.locator("figure img").first).to_have_attribute("alt", "Bà con quét đường")
    expect(editor.locator("th")).to_have_text(["Khu phố", "Số người"])
    expect(page.locator("#id_title")).to_have_value("Ra quân vệ sinh")
    expect(page.locator("#photos-group [name$=-alt_text]").first).to_have_value("Bà con quét đường")
    expect(page.locator("#photos-group [name$=-caption]").nth(1)).to_have_value("Ảnh: khu phố 4")
    click_and_wait(page.locator("[name=_save]").first)
    expect(page.locator("#attachments-group .sv-card")).to_have_count(0)
    expect(editor.locator("p").first).to_have_text("Sáng nay, bà con quét đường.")
    expect(editor.locator("figure img")).to_have_count(2)


def test_word_file_stays_attached_if_something_is_lost(staff_page, portal):
    page = staff_page
    page.goto(f"{portal.url}/quan-tri/news/article/tu-tep-word/")
    page.set_input_files("#id_file", document(paragraph("Chữ"), paragraph("<m:oMath/>")))
    page.select_option("#id_category", index=1)
    click_and_wait(page.get_by_role("button", name="Tiếp tục"))
    expect(page.locator(".sv-word-status")).to_contain_text("Không đưa sang được: 1 công thức.", timeout=60_000)
    expect(page).not_to_have_url(re.compile("tep-word"))
    expect(page.locator("#attachments-group [name$=-DELETE]:checked")).to_have_count(0)


def test_word_file_goes_into_an_article_and_can_be_undone(staff_page, portal):
    page = staff_page
    create_article(page, portal, "Bài có chữ")
    editor = page.locator(".ProseMirror")
    editor.click()
    page.keyboard.type("Chữ đã gõ.")
    page.set_input_files(
        "#id_new_attachments", document(paragraph("Tiêu đề khác", style="Title"), paragraph("Chữ Word"))
    )
    button = page.get_by_role("button", name="Đưa chữ và ảnh vào bài")
    button.click()
    expect(page.locator(".sv-word-status")).to_contain_text("Đã đưa chữ và ảnh vào bài.", timeout=60_000)
    expect(editor.locator("> *")).to_contain_text(["Chữ đã gõ.", "Tiêu đề khác", "Chữ Word"])
    expect(page.locator("#id_title")).to_have_value("Bài có chữ")
    editor.click()
    page.keyboard.press("Control+z")
    expect(editor).to_have_text("Chữ đã gõ.")
