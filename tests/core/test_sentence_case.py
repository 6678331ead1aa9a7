import pytest

from saovang.core.sentence_case import sentence_case
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("HỘI NGHỊ TỔNG KẾT CÔNG TÁC NĂM 2026", "Hội nghị tổng kết công tác năm 2026"),
        ("UBND XÃ SAO VÀNG CẤP THẺ BHYT", "UBND xã Sao Vàng cấp thẻ BHYT"),
        ("XÃ SAO VÀNG ĐÓN TẾT NGUYÊN ĐÁN", "Xã Sao Vàng đón Tết Nguyên đán"),
        ("QUYẾT ĐỊNH SỐ 12/QĐ-UBND VÀ MẪU CT07", "Quyết định số 12/QĐ-UBND và mẫu CT07"),
        ("KỲ HỌP THỨ VI, HĐND KHÓA II", "Kỳ họp thứ VI, HĐND khóa II"),
        ("“NGÀY HỘI TOÀN DÂN”. CÁC KHU PHỐ THAM GIA", "“Ngày hội toàn dân”. Các khu phố tham gia"),
        ("SẢN PHẨM OCOP, PHÒNG CHỐNG COVID-19", "Sản phẩm OCOP, phòng chống COVID-19"),
        ("THÔNG BÁO CỦA ĐỒNG CHÍ LÊ VĂN TÁM", "Thông báo của đồng chí Lê Văn Tám"),
        ("HỌP DÂN VỀ ĐÓN TẾT", "Họp dân về đón Tết"),
        ("THĂM BÀ NGUYỄN THỊ HOA, ÔNG ĐỖ VĂN AN", "Thăm bà Nguyễn Thị Hoa, ông Đỗ Văn An"),
        ("BẢO VỆ HỒ VĂN HÓA, ĐẢNG VIÊN Ở NGHỆ AN", "Bảo vệ hồ văn hóa, đảng viên ở Nghệ An"),
        ("Tin đã viết đúng của UBND", "Tin đã viết đúng của UBND"),
        ("UBND XÃ", "UBND XÃ"),
        ("", ""),
    ],
)
def test_sentence_case(text, sentence):
    factories.contact_details(place="Xã Sao Vàng")
    factories.person(name="Lê Văn Tám")
    assert sentence_case(text) == sentence
    assert len(sentence) == len(text)


def test_sentence_case_view(admin_client):
    response = admin_client.get("/quan-tri/chu-thuong/", {"chu": "HỌP DÂN Ở KHU PHỐ 4"})
    assert response.json() == {"text": "Họp dân ở khu phố 4"}
    assert admin_client.get("/quan-tri/chu-thuong/").json() == {"text": ""}
