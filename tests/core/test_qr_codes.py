import io

import zxingcpp
from PIL import Image

from saovang.core.qr_codes import render_qr_code


def test_qr_code_of_long_url_can_be_read():
    url = f"https://xa.thanhhoa.gov.vn/tin-tuc/{'duong-hoa-' * 12}/"
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(render_qr_code(url, "png"))).convert("L"))
    assert code.text == url
