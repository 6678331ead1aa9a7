"""Import of a sheet: saved rows, rejected rows, the report."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from reversion.models import Version

from procedures.models import Procedure
from tests import factories
from tests.hostile_texts import HOSTILE_TEXTS
from tests.procedures.sheets import IMPORT, get_error, get_report, get_summary, row

pytestmark = pytest.mark.django_db


def test_import_rejects_invalid_rows_only(admin_client):
    rows = [row(f"1.{number}", name=f"Thủ tục {number}") for number in range(300)]
    invalid = {
        3: row(code="", name="Không mã"),
        50: row("2.2", name=""),
        100: row("2.3", portal_url="javascript:alert(1)"),
        150: row("2.4", checked_on="31/02/2026"),
        200: row("2.5", fee="<b>8.000 đồng</b>"),
        250: row("2.6", fee="=1+1"),
        305: row("1.7", name="Trùng mã"),
    }
    for number, cells in invalid.items():
        rows.insert(number - 2, cells)
    response = admin_client.post(IMPORT, {"sheet": factories.sheet(rows)})
    assert get_report(response) == (
        300,
        0,
        0,
        [
            (3, "Mã thủ tục: Ô còn trống."),
            (50, "Tên thủ tục: Ô còn trống."),
            (
                100,
                "Liên kết Cổng Dịch vụ công quốc gia: Địa chỉ trang web phải bắt đầu bằng https:// hoặc http://, "
                "ví dụ: https://dichvucong.gov.vn.",
            ),
            (
                150,
                "Kiểm tra lần cuối: “31/02/2026” không phải ngày, hãy ghi dạng ngày/tháng/năm, ví dụ 25/11/2026.",
            ),
            (200, "Phí, lệ phí: Chỉ ghi chữ thường, không ghi mã HTML."),
            (250, "Phí, lệ phí: Ô chứa công thức; hãy dán giá trị thay cho công thức."),
            (305, "Mã thủ tục: Mã “1.7” đã có ở một dòng trên."),
        ],
    )
    assert get_summary(response) == (
        "300 dòng được thêm hoặc sửa (300 thủ tục mới, 0 thủ tục được sửa), 0 dòng không đổi, 7 dòng chưa nhập được."
    )
    assert re.findall(r'<th scope="row">(\d+)</th>', response.content.decode()) == [str(number) for number in invalid]
    corrected = [row(f"2.{number}") for number in range(1, 8)]
    for number, cells in zip(invalid, corrected, strict=True):
        rows[number - 2] = cells
    second = admin_client.post(IMPORT, {"sheet": factories.sheet(rows)})
    assert get_report(second) == (7, 0, 300, [])
    assert get_summary(second) == "7 dòng được thêm hoặc sửa (7 thủ tục mới, 0 thủ tục được sửa), 300 dòng không đổi."
    assert Procedure.objects.count() == 307


def test_import_counts_updated_procedures_as_changed(admin_client):
    rows = [row(f"1.{number}", name=f"Thủ tục {number}") for number in range(5)]
    admin_client.post(IMPORT, {"sheet": factories.sheet(rows)})
    rows[1:3] = [row("1.1", name="Tên khác"), row("1.2", name="Tên hỏng", fee="=1")]
    response = admin_client.post(IMPORT, {"sheet": factories.sheet(rows)})
    assert get_summary(response) == (
        "1 dòng được thêm hoặc sửa (0 thủ tục mới, 1 thủ tục được sửa), 3 dòng không đổi, 1 dòng chưa nhập được."
    )
    assert Procedure.objects.get(code="1.2").name == "Thủ tục 2"  # an invalid row changes nothing


def test_import_updates_by_code_and_leaves_others(admin_client):
    factories.procedure("1.1", name="Tên cũ", is_sample=True)
    factories.procedure("1.2", name="Ở lại")
    assert get_report(admin_client.post(IMPORT, {"sheet": factories.sheet([row("1.1", name="Tên mới")])})) == (
        0,
        1,
        0,
        [],
    )
    assert list(Procedure.objects.order_by("code").values_list("code", "name", "is_sample")) == [
        ("1.1", "Tên mới", False),
        ("1.2", "Ở lại", False),
    ]
    (version,) = Version.objects.get_for_object(Procedure.objects.get(code="1.1"))
    assert (version.revision.user.username, version.revision.comment) == ("admin", "Nhập từ bảng tính.")


def test_import_of_export_changes_nothing(admin_client):
    factories.procedure(
        "1.001190",
        required_documents="Tờ khai\nGiấy chứng sinh",
        fee="8.000 đồng",
        external_forms="Tờ khai | https://example.vn/a.docx",
        checked_on="2026-11-20",
    )
    factories.procedure("1.2", name="+84 & “ngoặc”", applicants="-1")
    exported = admin_client.get("/quan-tri/procedures/procedure/xuat/")
    assert exported["Content-Disposition"].startswith('attachment; filename="thu-tuc-')
    sheet = SimpleUploadedFile("a.xlsx", exported.content)
    assert get_report(admin_client.post(IMPORT, {"sheet": sheet})) == (0, 0, 2, [])


def test_import_rejects_too_long_text_and_upper_case_url(admin_client):
    rows = [row(applicants="x" * 1001), row("1.2", portal_url="HTTPS://DICHVUCONG.GOV.VN"), row("1.3", name="x" * 401)]
    added, _, _, rejected = get_report(admin_client.post(IMPORT, {"sheet": factories.sheet(rows)}))
    assert added == 0
    assert [(number, error.partition(":")[0]) for number, error in rejected] == [
        (2, "Ai làm được thủ tục này"),
        (3, "Liên kết Cổng Dịch vụ công quốc gia"),
        (4, "Tên thủ tục"),
    ]
    assert rejected[0][1] == "Ai làm được thủ tục này: Dài quá 1000 ký tự."


def test_import_reports_every_error_of_a_row(admin_client):
    sheet = factories.sheet([row(1.5, name="<b>", fee="=1+1", portal_url="x", checked_on="mai")])
    response = admin_client.post(IMPORT, {"sheet": sheet})
    (rejected,) = response.context["report"].rejected
    assert [error.partition(":")[0] for error in rejected.errors] == [
        "Mã thủ tục",
        "Tên thủ tục",
        "Phí, lệ phí",
        "Liên kết Cổng Dịch vụ công quốc gia",
        "Kiểm tra lần cuối",
    ]


def test_import_requires_a_file(admin_client):
    assert get_error(admin_client.post(IMPORT, {})) == "Trường này là bắt buộc."


def test_import_rolls_back_when_indexing_fails(admin_client, monkeypatch):
    factories.procedure("1.1", name="Tên cũ")

    def fail(*arguments) -> None:
        raise RuntimeError

    monkeypatch.setattr("procedures.services.procedure_import.refresh", fail)
    with pytest.raises(RuntimeError):
        admin_client.post(IMPORT, {"sheet": factories.sheet([row("1.1", name="Tên mới"), row("1.2")])})
    assert list(Procedure.objects.values_list("name", flat=True)) == ["Tên cũ"]


def test_import_updates_pages_and_search_index(admin_client, client):
    factories.procedure("1.1", name="Tên cũ")
    assert "Tên cũ" in client.get("/thu-tuc-hanh-chinh/danh-muc/").content.decode()
    admin_client.post(IMPORT, {"sheet": factories.sheet([row("1.1", name="Tên mới"), row("1.2", name="Chứng thực")])})
    page = client.get("/thu-tuc-hanh-chinh/danh-muc/").content.decode()
    assert "Tên cũ" not in page
    for path in ["/thu-tuc-hanh-chinh/danh-muc/?q=chung+thuc", "/tim-kiem/?q=chung+thuc"]:
        assert 'href="/thu-tuc-hanh-chinh/danh-muc/1.2/"' in client.get(path).content.decode()
    assert 'danh-muc/1.1/"' in client.get("/tim-kiem/?q=ten+moi").content.decode()


def test_import_reports_converted_rows(admin_client):
    rows = [row("1.1", "§¨ng ký khai sinh", "Hé tÞch"), row("1.2", "Đăng ký kết hôn")]
    response = admin_client.post(IMPORT, {"sheet": factories.sheet(rows)})
    assert get_report(response) == (2, 0, 0, [])
    assert "1 dòng gõ bằng phông cũ (.VnTime, VNI-Times …) đã được đổi sang Unicode." in response.content.decode()
    assert Procedure.objects.get(code="1.1").name == "Đăng ký khai sinh"
    second = admin_client.post(IMPORT, {"sheet": factories.sheet([rows[1]])})
    assert "phông cũ" not in second.content.decode()


def test_import_of_hostile_text_twice_changes_nothing(admin_client):
    rows = [
        row(f"1.{number}", text.dirty, required_documents=f"Một\r\n{text.clean}\u200b")
        for number, text in enumerate(HOSTILE_TEXTS)
        if not ILLEGAL_CHARACTERS_RE.search(text.dirty) and not set(text.dirty) & set("\ud800\udfff\ufffe")
    ]
    first = admin_client.post(IMPORT, {"sheet": factories.sheet(rows)})
    assert get_report(first) == (len(rows), 0, 0, [])
    second = admin_client.post(IMPORT, {"sheet": factories.sheet(rows)})
    assert get_report(second) == (0, 0, len(rows), [])
    by_code = {f"1.{number}": text.clean for number, text in enumerate(HOSTILE_TEXTS)}
    assert {procedure.name for procedure in Procedure.objects.all()} == {by_code[cells[0]] for cells in rows}
