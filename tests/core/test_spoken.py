import pytest

from saovang.core.spoken import count_syllables, read_aloud, read_decimal, read_digits, read_number, roman_to_int

NUMBERS = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    19: "mười chín",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    31: "ba mươi mốt",
    44: "bốn mươi tư",
    55: "năm mươi lăm",
    91: "chín mươi mốt",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    555: "năm trăm năm mươi lăm",
    1000: "một nghìn",
    1001: "một nghìn không trăm linh một",
    1005: "một nghìn không trăm linh năm",
    1010: "một nghìn không trăm mười",
    1015: "một nghìn không trăm mười lăm",
    1100: "một nghìn một trăm",
    2026: "hai nghìn không trăm hai mươi sáu",
    10000: "mười nghìn",
    10500: "mười nghìn năm trăm",
    21021: "hai mươi mốt nghìn không trăm hai mươi mốt",
    100000: "một trăm nghìn",
    105005: "một trăm linh năm nghìn không trăm linh năm",
    1000000: "một triệu",
    1000005: "một triệu không trăm linh năm",
    1005000: "một triệu không trăm linh năm nghìn",
    1250000: "một triệu hai trăm năm mươi nghìn",
    24000000: "hai mươi tư triệu",
    1000000000: "một tỷ",
    1000050000: "một tỷ không trăm năm mươi nghìn",
    1000000001: "một tỷ không trăm linh một",
    15500000000: "mười lăm tỷ năm trăm triệu",
    1000000000000: "một nghìn tỷ",
    2021000000000: "hai nghìn không trăm hai mươi mốt tỷ",
}

TEXTS = {
    # abbreviations
    "UBND xã": "Ủy ban nhân dân xã",
    "Tp Thanh Hóa; UBMTTQVN xã": "Thành phố Thanh Hóa; Ủy ban Mặt trận Tổ quốc Việt Nam xã",
    "Phòng VH-XH, STT 5": "Phòng văn hóa xã hội, số thứ tự 5",
    "Ban T.Ư": "Ban Trung ương",
    # what is not a date, a length or an amount
    "tỉ số 3-1, thắng 2-0": "tỉ số ba một, thắng hai không",
    "bản đồ tỷ lệ 1:2.000": "bản đồ tỷ lệ một trên hai nghìn",
    "3m2 nhà, cao 1m65": "3 mét vuông nhà, cao 1 mét 65",
    "trực 24/24h": "trực 24 trên 24 giờ",
    "MST 2801234567": "Mã số thuế hai tám không một hai ba bốn năm sáu bảy",
    "số tài khoản: 1234 5678 90": "số tài khoản: một hai ba bốn năm sáu bảy tám chín không",
    "+84 912 345 678": "không chín một hai, ba bốn năm, sáu bảy tám",
    "ĐT.506 qua QL.47": "Đường tỉnh 506 qua quốc lộ 47",
    "có >100 hộ, <5%": "có trên 100 hộ, dưới 5 phần trăm",
    "HĐND - UBND xã": "Hội đồng nhân dân, Ủy ban nhân dân xã",
    "phát triển KT-XH": "phát triển kinh tế, xã hội",
    "Đ/c Nguyễn Văn A, v/v tiêm chủng": "Đồng chí Nguyễn Văn A, về việc tiêm chủng",
    "gạo, mì, v.v.": "gạo, mì, vân vân.",
    "TP. Thanh Hóa": "Thành phố Thanh Hóa",
    "QL47 và ĐT 515B": "Quốc lộ 47 và đường tỉnh 515B",
    "THÔNG BÁO CỦA UBND XÃ VỀ CÁ": "THÔNG BÁO CỦA Ủy ban nhân dân XÃ VỀ CÁ",
    "Hội đồng nhân dân (HĐND) xã": "Hội đồng nhân dân xã",
    "mọi người (kể cả trẻ em) đều đến": "mọi người, kể cả trẻ em, đều đến",
    "cấp giấy (sau đây gọi là giấy phép) cho": "cấp giấy cho",
    "lớp 5A, A4, xe B1": "lớp 5A, A4, xe B1",
    "GS.TS Nguyễn Văn B": "Giáo sư, tiến sĩ Nguyễn Văn B",
    # dates
    "28/11/2026": "ngày 28 tháng 11 năm 2026",
    "ngày 28/11/2026": "ngày 28 tháng 11 năm 2026",
    "ngày 28-11-2026, 28.11.2026": "ngày 28 tháng 11 năm 2026, ngày 28 tháng 11 năm 2026",
    "2026-11-28": "ngày 28 tháng 11 năm 2026",
    "Sáng 05/01/2026": "Sáng ngày 5 tháng 1 năm 2026",
    "Quốc khánh 2/9": "Quốc khánh ngày 2 tháng 9",
    "ngày 30/4, 1/5": "ngày 30 tháng 4, ngày 1 tháng 5",
    "tháng 11/2026": "tháng 11 năm 2026",
    "quý III/2026 và Quý IV": "quý 3 năm 2026 và Quý 4",
    "từ ngày 28-30/11/2026": "từ ngày 28 đến ngày 30 tháng 11 năm 2026",
    "hai ngày 28-29/11": "hai ngày 28 đến 29 tháng 11",
    "từ 28/11 - 2/12/2026": "từ ngày 28 tháng 11 đến ngày 2 tháng 12 năm 2026",
    "nhiệm kỳ 2021-2026": "nhiệm kỳ 2021 đến 2026",
    "giai đoạn 2021 – 2025": "giai đoạn 2021 đến 2025",
    "sinh năm 1975": "sinh năm 1975",
    "31/02/2026": "ngày 31 tháng 2 năm 2026",
    "ngày 5.12, 20-11 và 30-4": "ngày 5 tháng 12, ngày 20 tháng 11 và ngày 30 tháng 4",
    "các thứ 2, thứ 4": "các thứ hai, thứ tư",
    # times
    "7h30": "7 giờ 30 phút",
    "07h00": "7 giờ",
    "8:05": "8 giờ 5 phút",
    "17 giờ 30 ngày 2/12": "17 giờ 30 phút ngày 2 tháng 12",
    "8g30, 17h, trong 48h": "8 giờ 30 phút, 17 giờ, trong 48 giờ",
    "từ 7h30-11h30": "từ 7 giờ 30 phút đến 11 giờ 30 phút",
    "lúc 7g, thêm 5g muối": "lúc 7 giờ, thêm 5 gam muối",
    "trực 24/7": "trực 24 giờ một ngày, 7 ngày một tuần",
    # fractions and parts
    "1/2 diện tích": "một phần hai diện tích",
    "3/4 số hộ": "ba phần tư số hộ",
    "ngày 2/3": "ngày 2 tháng 3",
    "đạt 19/19 tiêu chí": "đạt 19 trên 19 tiêu chí",
    "10/12 hộ": "10 trên 12 hộ",
    "ngày 10/12 họp": "ngày 10 tháng 12 họp",
    "100/120 đại biểu": "100 trên 120 đại biểu",
    "1.250/1.300 hộ": "một nghìn hai trăm năm mươi trên một nghìn ba trăm hộ",
    "số nhà 12/5, ngõ 3/2": "số nhà 12 trên 5, ngõ 3 trên 2",
    "½ thìa": "một phần hai thìa",
    # numbers and amounts
    "1.250.000 đồng": "một triệu hai trăm năm mươi nghìn đồng",
    "28 000 000 đồng": "hai mươi tám triệu đồng",
    "500.000đ/hộ/tháng": "năm trăm nghìn đồng một hộ một tháng",
    "1,2 tỷ đồng": "một phẩy hai tỷ đồng",
    "3.5 triệu đồng": "ba phẩy năm triệu đồng",
    "500 triệu đồng": "500 triệu đồng",
    "5,25%": "năm phẩy hai mươi lăm phần trăm",
    "0,05%": "không phẩy không năm phần trăm",
    "15-20%": "15 đến 20 phần trăm",
    "03 thôn, 1500 hộ, 2000 hộ": "3 thôn, một nghìn năm trăm hộ, hai nghìn hộ",
    "1.234,5 tấn": "một nghìn hai trăm ba mươi tư phẩy năm tấn",
    "mục 1.2.3": "mục 1.2.3",
    "500k, 1,5tr": "500 nghìn, một phẩy năm triệu",
    "100.000-200.000 đồng": "một trăm nghìn đến hai trăm nghìn đồng",
    "500.000đ (năm trăm nghìn đồng chẵn)": "năm trăm nghìn đồng",
    # units
    "3 ha": "3 héc-ta",
    "12,5 km²; 100m2": "mười hai phẩy năm ki-lô-mét vuông; 100 mét vuông",
    "50.000 đồng/kg": "năm mươi nghìn đồng một ki-lô-gam",
    "60 km/h": "60 ki-lô-mét một giờ",
    "35-37°C": "35 đến 37 độ C",
    "lạnh -2°C": "lạnh âm 2 độ C",
    "mưa 50 – 100 mm": "mưa 50 đến 100 mi-li-mét",
    "2 lần/tuần và/hoặc hơn": "2 lần một tuần và hoặc hơn",
    "cao 1m65, nặng 60kg": "cao 1 mét 65, nặng 60 ki-lô-gam",
    "cúm A/H5N1, COVID-19": "cúm A/H5N1, Cô-vít-19",
    "3x4 m": "3 nhân 4 mét",
    # telephone numbers, addresses
    "gọi 0237 383 5076": "gọi không hai ba bảy, ba tám ba, năm không bảy sáu",
    "0912345678": "không chín một hai, ba bốn năm, sáu bảy tám",
    "tổng đài 1900 1234": "tổng đài một chín không không, một hai ba bốn",
    "gọi 114": "gọi một một bốn",
    "gọi ngay 112 (cứu nạn), 113 hoặc 115.": "gọi ngay một một hai, cứu nạn, một một ba hoặc một một năm.",
    "có 114 hộ, gọi 114 hộ": "có 114 hộ, gọi 114 hộ",
    "đợt 115, năm 1975.": "đợt 115, năm 1975.",
    "ubnd@xa.gov.vn": "ubnd a còng xa chấm gov chấm vn",
    "tại https://dichvucong.gov.vn/p/home.": "tại dichvucong chấm gov chấm vn.",
    # documents
    "Kết luận số 610-KL/TU": "Kết luận số 610 của Tỉnh ủy",
    "Kết luận số 610-KL/TU ngày 12/10/2026 của Tỉnh ủy": "Kết luận số 610 ngày 12 tháng 10 năm 2026 của Tỉnh ủy",
    "Căn cứ 610-KL/TU": "Căn cứ kết luận số 610 của Tỉnh ủy",
    "Nghị định 224/2026/NĐ-CP": "Nghị định số 224 năm 2026 của Chính phủ",
    "Quyết định số 15/QĐ-UBND": "Quyết định số 15 của Ủy ban nhân dân",
    "Luật số 148/2025/QH15": "Luật số 148 năm 2025 của Quốc hội khóa 15",
    "Nghị quyết 76/2025/UBTVQH15": "Nghị quyết số 76 năm 2025 của Ủy ban Thường vụ Quốc hội khóa 15",
    "Công văn 123/UBND-VHXH": "Công văn số 123 của Ủy ban nhân dân",
    "Hướng dẫn số 45/HD-BTCTW": "Hướng dẫn số 45 của Ban Tổ chức Trung ương",
    "NĐ-CP, QĐ-TTg": "Nghị định Chính phủ, quyết định Thủ tướng Chính phủ",
    "mẫu số 01/ĐK": "mẫu số 1 trên Đ K",
    # Roman numerals
    "Đại hội XIV, khóa XIII": "Đại hội 14, khóa 13",
    "lần thứ IV, lần thứ I, lần thứ 21": "lần thứ tư, lần thứ nhất, lần thứ hai mươi mốt",
    "thế kỷ XXI": "thế kỷ 21",
    "I. Mục đích": "1. Mục đích",
    "- Rửa tay": "Rửa tay",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_read_number(number):
    assert read_number(number) == NUMBERS[number]


@pytest.mark.parametrize("text", TEXTS)
def test_read_aloud(text):
    spoken = read_aloud(text)
    assert spoken.text == TEXTS[text]
    assert spoken.unknown == []


@pytest.mark.parametrize("text", TEXTS)
def test_read_aloud_of_what_it_wrote_changes_nothing(text):
    assert read_aloud(TEXTS[text].removeprefix("1. ")).text == TEXTS[text].removeprefix("1. ")


def test_read_decimal_and_digits():
    assert read_decimal("3", "1416") == "ba phẩy một bốn một sáu"
    assert read_digits("09 12") == "không chín một hai"
    assert [roman_to_int(numeral) for numeral in ("IX", "XIV", "XXXIX", "IIII", "")] == [9, 14, 39, None, None]


def test_read_aloud_spells_unknown_abbreviations():
    spoken = read_aloud("Ban XYZK và XYZK họp, có Quỹ BTXP.")
    assert spoken.text == "Ban X Y Z K và X Y Z K họp, có Quỹ B T X P."
    assert spoken.unknown == ["XYZK", "BTXP"]


def test_read_aloud_uses_abbreviations_of_the_caller():
    assert read_aloud("Quỹ BTXP", {"BTXP": "bảo trợ xã phường"}).text == "Quỹ bảo trợ xã phường"


def test_count_syllables_counts_digits_as_they_are_read():
    assert count_syllables("ngày 28 tháng 11, 3 héc-ta [Bảng: không đọc.]") == 1 + 3 + 1 + 2 + 1 + 2


@pytest.mark.parametrize("part", ["a", "A", "1", "1.", "a.", "(", "1/", "- ", "A-", "0 ", "a@", "1-", "số 1/", "à/"])
def test_read_aloud_of_long_text_ends(part):
    """A pattern whose time grows with the square of the length would take minutes."""
    assert len(read_aloud(part * 20_000).text) < 1_000_000
