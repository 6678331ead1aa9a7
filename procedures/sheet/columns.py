"""What a sheet of procedures holds, and how much of it."""

from saovang.core.text import words

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 2000
LAST_ROW = 10_000  # empty ones counted: a sheet may hold one cell in its millionth row
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Field of Procedure: heading, width in the template.
COLUMNS = {
    "code": ("Mã thủ tục", 16),
    "name": ("Tên thủ tục", 44),
    "field": ("Lĩnh vực", 20),
    "who": ("Ai được yêu cầu", 34),
    "bring": ("Giấy tờ cần mang", 44),
    "duration": ("Thời hạn giải quyết", 24),
    "fee": ("Phí, lệ phí", 24),
    "result": ("Kết quả", 28),
    "forms_text": ("Biểu mẫu", 40),
    "legal_basis": ("Căn cứ pháp lý", 40),
    "portal_url": ("Liên kết Cổng Dịch vụ công quốc gia", 40),
    "checked_on": ("Kiểm tra lần cuối", 18),
}
HEADINGS = {tuple(words(heading)): name for name, (heading, _) in COLUMNS.items()}
TOO_LONG = f"Bảng có quá nhiều dòng: mỗi lần nhập tối đa {MAX_ROWS} thủ tục. Hãy chia thành nhiều bảng."
