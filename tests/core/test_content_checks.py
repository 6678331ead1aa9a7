import pytest

from saovang.core.content_checks import find_gambling, find_personal_data


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
        ("Họ và tên Ngày sinh Thôn", ["bảng có họ tên và ngày, năm sinh “họ và tên ngày sinh”"]),
        (
            "Danh sách 12 hộ nghèo thôn 3",
            ["danh sách hộ nghèo hoặc người được trợ giúp “danh sách 12 hộ nghèo”"],
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
        "CCCD ******1234",
    ],
)
def test_find_personal_data_ignores_official_numbers(text):
    assert find_personal_data(text) == []


def test_long_text_is_searched_up_to_its_limit():
    assert find_gambling("a " * 1_000_000 + "kubet") == []
    assert len(find_gambling("a " * 90_000 + "kubet")) == 1
