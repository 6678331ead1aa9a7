"""Conversion of decoded photos to sRGB, as browsers do it."""

import io
import re
import struct

from PIL import Image, ImageCms

# Primaries 12 and transfer 13 of ITU-T H.273, in a `colr` box of AVIF and HEIC or a `cICP` chunk of PNG.
_DISPLAY_P3_DECLARATION = re.compile(rb"colrnclx\x00\x0c\x00\x0d|cICP\x0c\x0d\x00")
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def _build_display_p3() -> bytes:
    """Return the ICC profile of Display P3: its primaries adapted to D50, and the curve of sRGB (ICC.1:2022)."""
    white = (0.9642, 1, 0.8249)
    columns = {b"rXYZ": (0.5151, 0.2412, -0.0011), b"gXYZ": (0.2920, 0.6922, 0.0419), b"bXYZ": (0.1571, 0.0666, 0.7841)}
    tags = {tag: struct.pack(">8s3l", b"XYZ ", *map(_fixed, xyz)) for tag, xyz in (columns | {b"wtpt": white}).items()}
    curve = struct.pack(">8sHH5l", b"para", 3, 0, *map(_fixed, _SRGB_CURVE))
    tags |= dict.fromkeys([b"rTRC", b"gTRC", b"bTRC"], curve)
    offset, table, body = 132 + 12 * len(tags), struct.pack(">L", len(tags)), b""
    for tag, data in tags.items():
        table += struct.pack(">4sLL", tag, offset + len(body), len(data))
        body += data
    header = struct.pack(
        ">L4xL4s4s4s12x4s28x3l48x",
        offset + len(body),
        0x04000000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        b"acsp",
        *map(_fixed, white),
    )
    return header + table + body


def _fixed(value: float) -> int:
    return round(value * 65536)


DISPLAY_P3 = _build_display_p3()


def declares_display_p3(head: bytes) -> bool:
    """Return whether the beginning of an AVIF, HEIC or PNG file declares Display P3 without an ICC profile."""
    return _DISPLAY_P3_DECLARATION.search(head) is not None


def apply_profile(image: Image.Image, profile: bytes, *, is_gray: bool = False) -> Image.Image:
    """Return the image in sRGB without alpha channel.

    As in browsers, a profile that is damaged or made for another kind of picture has no effect.
    """
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}.get(source.profile.xcolor_space.strip())
        if mode is None or (mode == "CMYK") != (image.mode == "CMYK") or (mode == "L" and not is_gray):
            return image
        image = image.convert(mode)
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        return converted or image  # None only if the image is changed in place
    except (ImageCms.PyCMSError, OSError):
        return image


def apply_gamma(image: Image.Image, gamma: float) -> Image.Image:
    """Return an RGB image in sRGB whose PNG declares another gamma than 1 / 2.2."""
    if not 0.1 < gamma < 10 or abs(gamma * 2.2 - 1) < 0.05:
        return image
    return image.point([round(255 * (value / 255) ** (1 / 2.2 / gamma)) for value in range(256)] * 3)
