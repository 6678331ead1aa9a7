from django.core.validators import RegexValidator

validate_telephone = RegexValidator(
    r"^(\+84|[0-9])[0-9 .\-]{2,17}[0-9]\Z",
    "Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm hoặc gạch nối, ví dụ: 0237 383 5076.",
)
