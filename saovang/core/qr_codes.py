"""QR codes, drawn on the server."""

import io
from typing import Any

import segno

FORMATS: dict[str, dict[str, Any]] = {
    "svg": {"omitsize": True, "svgclass": None, "lineclass": None},
    "png": {"scale": 20},
}


def render_qr_code(url: str, image_format: str, **options: Any) -> bytes:
    """Return an image that holds `url`, as "svg" or "png" with `options` of segno."""
    code = segno.make(url, error="m", micro=False)
    image = io.BytesIO()
    code.save(image, kind=image_format, border=4, light="white", **FORMATS[image_format] | options)
    return image.getvalue()
