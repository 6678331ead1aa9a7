import pytest

from saovang.core.content_checks import (
    CELL_SEPARATOR,
    check_file,
    check_html,
    describe,
    find_gambling,
    find_personal_data,
    mask_text,
)
from tests import factories

pytestmark = pytest.mark.django_db  # the telephone numbers that the portal publishes are in the database
PEOPLE = [(f"Nguyễn Văn {letter}", f"0{number}/3/1985", f"38{number:09}") for number, letter in enumerate("ABCDE", 1)]
TABLE = "<table><tr><th>TT</th><th>Họ và tên</th><th>Ngày sinh</th><th>Số CCCD</th></tr>" + "".join(
    f"<tr><td>{number}</td>{''.join(f'<td>{value}</td>' for value in person)}</tr>"
    for number, person in enumerate(PEOPLE, 1)
)


@pytest.mark.parametrize(
    "text",
    [
        "Nhà cái uy tín",
        "NHA CAI UY TIN",
        "n h à  c á i",
        "nhà_cái",
        "c.á c.ư.ợ.c",
        "c4 cuoc",
        "n0 hu",
        "nổ\u200b hũ",
        "tài\u00a0xỉu",
        "ｋｕｂｅｔ",
        "kub\u0435t",
        "KUBET88.vip",
        "k-u-b-e-t",
        "789 WIN",
        "vào 789win ngay",
        "soi kèo",
    ],
)
def test_find_gambling(text):
    assert len(find_gambling(f"Tin xã: {text} hôm nay")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "sửa nhà, cải tạo vườn tạp",
        "nhà cai nghiện",
        "số đề nghị hỗ trợ",
        "cá đổ về cửa sông, cà độc dược",
        "hoa nở hứng sương",
        "bà con lo để dành giống",
        "789 hộ, 88 người",
        "mặt trận, sunwindow, kubeta",
    ],
)
def test_find_gambling_ignores_other_words(text):
    assert find_gambling(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ông A, CCCD 038185001234", ["số căn cước công dân “038185001234”"]),
        ("038 185 001 234", ["số căn cước công dân “038 185 001 234”"]),
        ("CMND số: 171234567", ["số chứng minh, căn cước “171234567”"]),
        ("STK 0123 4567 89 ngân hàng", ["số tài khoản ngân hàng “0123 4567 89”"]),
        ("số tài khoản: 3741.0.1058888", ["số tài khoản ngân hàng “3741.0.1058888”"]),
        ("bà B, 0912 345 678", ["số điện thoại di động “0912 345 678”"]),
        ("bà B, +84 912.345.678", ["số điện thoại di động “+84 912.345.678”"]),
        ("anh C, sinh ngày 12/3/1985", ["ngày sinh “12/3/1985”"]),
        ("Ông B sinh ngày 12 tháng 3 năm 1985", ["ngày sinh “12 tháng 3 năm 1985”"]),
        (
            "Nguyễn Văn A 12/3/1985\nLê Thị B, nữ, 13/4/1990\nTrần Văn C - 1/1/1999",
            [f"ngày sinh cạnh họ tên “{date}”" for date in ("12/3/1985", "13/4/1990", "1/1/1999")],
        ),
        (
            "Họ và tên Ngày sinh Thôn\nA 1985 thôn 1\nB 1990 thôn 2\nC 1991 thôn 3",
            ["danh sách có họ tên và ngày, năm sinh “họ và tên ngày sinh”"],
        ),
        (
            "Danh sách 12 hộ nghèo thôn 3\n1. Nguyễn Văn A\n2. Lê Thị B\n3. Bà Trần Thị C",
            ["danh sách hộ nghèo hoặc người được trợ giúp “danh sách 12 hộ nghèo”"],
        ),
        *(
            (f"anh C, {words} {date}", [f"ngày sinh “{date}”"])
            for words, date in [
                ("sinh ngày", "12/3/85"),
                ("sinh ngày", "mùng 2 tháng 3 năm 1985"),
                ("sinh ngày", "1985-03-12"),
                ("s.n", "12.3.1985"),
                ("(SN", "12-3-1985"),
            ]
        ),
        ("GCMND 171234567", ["số chứng minh, căn cước “171234567”"]),
        *(
            (f"bà B, ĐT {number}", [f"số điện thoại di động “{number.removeprefix('(+84) ')}”"])
            for number in ("84912345678", "(+84) 912345678", "0084 912345678", "09 1234 5678")
        ),
        ("038185001234 và 038185001234", ["số căn cước công dân “038185001234”"]),
    ],
)
def test_find_personal_data(text, found):
    assert [str(finding) for finding in find_personal_data(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Điện thoại 0237 383 5076, 1900 9095",
        "Liên hệ đồng chí Nam, 0912.345.678",
        "Đường dây nóng: 0912345678",
        "Thủ tục 1.001193.000.00.00.H56",
        "Quyết định số 1234/QĐ-UBND ngày 12/3/2026",
        "cụ bà sinh năm 1930",
        "xã có 120 hộ nghèo, thu 1.234.567.890 đồng",
        "CCCD 0381******34, sinh ngày **/**/1985",
        "Họ và tên: …… Ngày sinh: …… Số căn cước: …… cấp ngày 12/3/2026",
        "Niêm yết danh sách hộ nghèo năm 2026 tại nhà văn hóa",
        "Trưởng thôn 5: ông Trần Văn X, 0987654321; 0912345678 (công an xã)",
        "Tổng vệ sinh môi trường ngày 20/12/2025, tuyển sinh ngày 12/6/2026",
        "Kỷ niệm ngày sinh Chủ tịch Hồ Chí Minh (19/5/1890), ngày sinh hoạt chi bộ 03/02/2026",
        "nạp vào tài khoản 1.250.000.000 đồng, vốn 123.456.789.012 đồng",
        "Tài khoản 3741.0.1058888 tại Kho bạc Nhà nước",
        "Số tài khoản của Mặt trận Tổ quốc xã: 0123456789",
        "https://dichvucong.gov.vn/tin/038185001234.html",
        "thu ngân sách 84912345678 đồng",
        "Quyết định số 038185001234/QĐ-UBND, mã định danh H56.145.001.002.003",
        "Mã hồ sơ G22.99.07-260712-0123, thẻ BHYT GD4383821234567",
    ],
)
def test_find_personal_data_ignores_official_numbers(text):
    assert find_personal_data(text) == []


def test_long_text_is_searched_up_to_its_limit():
    assert find_gambling("a " * 1_000_000 + "kubet") == []
    assert len(find_gambling("a " * 90_000 + "kubet")) == 1


def test_number_of_the_portal_itself_is_no_finding():
    factories.feedback_address(telephone="0912 345 678")
    assert find_personal_data("bà B, 0912345678") == []
    assert len(find_personal_data("bà B, 0912345679")) == 1


def test_table_is_searched_by_row_and_heading():
    findings = check_html(f"<p>Danh sách</p>{TABLE}</table>", "nội dung")
    assert describe(findings) == [
        "5 ngày sinh ở bảng 1: “01/3/1985” hàng 2, “02/3/1985” hàng 3, “03/3/1985” hàng 4, …",
        "5 số chứng minh, căn cước ở bảng 1: “38000000001” hàng 2, “38000000002” hàng 3, “38000000003” hàng 4, …",
    ]


@pytest.mark.parametrize("extra_heading", ["", "Chức vụ"])
def test_telephones_of_officials_in_table_are_no_findings(extra_heading):
    rows = "".join(f"<tr><td>Lê Văn A</td><td>091234567{n}</td><td></td></tr>" for n in range(4))
    html = f"<table><tr><td>Họ tên</td><td>Số điện thoại</td><td>{extra_heading}</td></tr>{rows}</table>"
    assert bool(check_html(html, "nội dung")) is not bool(extra_heading)


def test_list_of_years_of_birth_is_one_sentence():
    rows = "".join(f"<tr><td>Lê Văn A</td><td>19{year}</td></tr>" for year in range(50, 60))
    (sentence,) = describe(check_html(f"<table><tr><td>Họ tên</td><td>Năm sinh</td></tr>{rows}</table>", "nội dung"))
    assert sentence.startswith("10 năm sinh cạnh họ tên ở bảng 1: “1950” hàng 2, ")


def test_number_split_by_formatting_is_found_and_masked():
    html = '<p>CC<b>CD 0381</b>85001234, <a href="tel:0912345678">0912 345 678</a>, sinh ngày 12/3/1985</p>'
    findings = check_html(html, "nội dung")
    masked = mask_text(html, findings)
    assert masked == "<p>CC<b>CD 0381******34</b>, 091*****78, sinh ngày **/**/1985</p>"
    assert check_html(masked, "nội dung") == []


def test_masked_table_has_no_findings():
    html = f"{TABLE}</table>"
    masked = mask_text(html, check_html(html, "nội dung"))
    assert "<td>Nguyễn Văn A</td><td>**/**/1985</td><td>380******01</td>" in masked
    assert check_html(masked, "nội dung") == []


def test_each_spelling_of_a_value_is_masked():
    dates = ("12/3/1985", "12-3-1985", "12/03/85", "12 tháng 3 năm 1985", "1985-03-12")
    text = "; ".join(f"sinh ngày {date}" for date in dates) + "; (+84) 912345678; 0912345678; 0912 345 678"
    masked = mask_text(text, find_personal_data(text))
    assert find_personal_data(masked) == []
    assert masked.count("**/**/") == len(dates)


def test_text_of_file_is_searched_by_column():
    lines = [CELL_SEPARATOR.join(row) for row in [("Họ tên", "Ngày sinh", "CCCD"), *PEOPLE]]
    findings = check_file("\n".join(["DANH SÁCH", *lines]), "tệp “Danh sách”")
    assert len(findings) == 10
    assert {finding.place for finding in findings} == {"tệp “Danh sách”"}
    assert not any(finding.masked for finding in findings)
