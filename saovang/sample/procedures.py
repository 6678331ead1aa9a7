"""The sample's contact details, receiving bodies and procedures."""

import tomllib
from pathlib import Path

from reversion import create_revision, set_comment

from procedures.guide import add_missing_matters
from procedures.models import ContactDetails, FeedbackAddress, Procedure

PROCEDURES = Path(__file__).with_name("procedures.toml")
LEFT_OPEN = "Xã ghi theo quyết định công bố đang có hiệu lực"


@create_revision(atomic=True)
def create_procedures() -> None:
    set_comment("Dữ liệu mẫu.")
    ContactDetails.objects.create(
        place="Xã Sao Vàng",
        region="Tỉnh Thanh Hóa",
        agency="Ủy ban nhân dân xã Sao Vàng",
        address="Khu phố Xuân Tâm, xã Sao Vàng, tỉnh Thanh Hóa",
        telephone="0237 383 5076",
        email="saovangubndtt@gmail.com",
        hours="Thứ Hai đến thứ Sáu, 7 giờ 30 – 11 giờ 30 và 13 giờ 30 – 17 giờ",
        responsible_person="Chủ tịch Ủy ban nhân dân xã",
    )
    add_missing_matters()
    sample = tomllib.loads(PROCEDURES.read_text(encoding="utf-8"))
    for fields in sample["address"]:
        FeedbackAddress.objects.create(**fields)
    for fields in sample["procedure"]:
        Procedure.objects.create(
            is_sample=True, **dict.fromkeys(("duration", "fee", "legal_basis"), LEFT_OPEN), **fields
        )
