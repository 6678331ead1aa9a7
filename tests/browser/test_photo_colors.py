"""Photos are stored in the colors in which the browser shows the uploaded file."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from saovang.media.images import normalize_image
from saovang.media.repair import is_jpeg_without_end
from tests.media.photos import encode, gradient, icc_profile, picture, png_chunk
from tests.media.test_repair import JPEGS, PNGS

SHOW = """async (data) => {
  const blob = await (await fetch(`data:application/octet-stream;base64,${data}`)).blob()
  const image = new Image()
  await new Promise((resolve) => {
    image.onload = image.onerror = resolve
    image.src = URL.createObjectURL(blob)
  })
  const canvas = document.createElement("canvas")
  ;[canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight]
  const context = canvas.getContext("2d")
  context.fillStyle = "white"
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 0, 0)
  return canvas.toDataURL("image/png").split(",")[1]
}"""


def with_alpha(mode: str) -> Image.Image:
    image = picture().convert(mode)
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def scan() -> Image.Image:
    return gradient().convert("I").point(lambda value: value * 257).convert("I;16")


def png16() -> bytes:
    """Return a PNG with 16 bits for each color, of which one is transparent: Pillow does not write such files."""
    colors = [(1000, 2000, 3000), (50_000, 20_000, 10_000)]
    row = b"\0" + b"".join(struct.pack(">3H", *colors[x // 12 % 2]) for x in range(96))
    header = png_chunk(b"IHDR", struct.pack(">2L5B", 96, 64, 16, 2, 0, 0, 0))
    transparent = png_chunk(b"tRNS", struct.pack(">3H", *colors[0]))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            header,
            transparent,
            png_chunk(b"IDAT", zlib.compress(row * 64)),
            png_chunk(b"IEND", b""),
        ]
    )


def with_gamma(content: bytes, gamma: float) -> bytes:
    return content[:33] + png_chunk(b"gAMA", struct.pack(">L", round(gamma * 100_000))) + content[33:]


def declared(avif: bytes) -> bytes:
    """Return an AVIF that declares the primaries of Display P3 instead of those of sRGB."""
    position = avif.index(b"colrnclx") + 8
    return avif[:position] + b"\0\x0c\0\x0d" + avif[position + 4 :]


STRICTER_IN_CHROMIUM = {"header with a wrong checksum", "animation that counts wrongly"}
PHOTOS = {
    "16-bit gray": encode(scan(), "PNG").getvalue(),
    "16-bit gray with a transparent color": encode(scan(), "PNG", transparency=128 * 257).getvalue(),
    "16-bit colors with a transparent color": png16(),
    "palette with alpha": encode(with_alpha("RGBA").quantize(32), "PNG").getvalue(),
    "gray with alpha": encode(with_alpha("LA"), "PNG").getvalue(),
    "black and white": encode(picture().convert("1"), "PNG").getvalue(),
    "display p3": encode(picture(), "JPEG", quality=95, icc_profile=icc_profile("display-p3")).getvalue(),
    "display p3 with alpha": encode(with_alpha("RGBA"), "PNG", icc_profile=icc_profile("display-p3")).getvalue(),
    "display p3 in avif": encode(picture(), "AVIF", quality=95, icc_profile=icc_profile("display-p3")).getvalue(),
    "linear gray": encode(
        picture().convert("L"), "JPEG", quality=95, icc_profile=icc_profile("linear-gray")
    ).getvalue(),
    "linear gray with alpha": encode(with_alpha("LA"), "PNG", icc_profile=icc_profile("linear-gray")).getvalue(),
    "color with a gray profile": encode(picture(), "PNG", icc_profile=icc_profile("linear-gray")).getvalue(),
    "cmyk": encode(picture().convert("CMYK"), "JPEG", quality=95).getvalue(),
    "linear": with_gamma(encode(picture(), "PNG").getvalue(), 1),
    "linear with alpha": with_gamma(encode(with_alpha("RGBA"), "PNG").getvalue(), 1),
    "lossy webp with alpha": encode(with_alpha("RGBA"), "WEBP", quality=95).getvalue(),
    "display p3 declared in avif": declared(encode(picture(), "AVIF", quality=95).getvalue()),
    "display p3 declared in png": encode(picture(), "PNG").getvalue()[:33]
    + png_chunk(b"cICP", b"\x0c\x0d\0\1")
    + encode(picture(), "PNG").getvalue()[33:],
}
# Chromium does not draw a JPEG without its end on a canvas, only on the page, and plays animations.
PHOTOS |= {f"jpeg with {name}": content for name, content in JPEGS.items() if not is_jpeg_without_end(content)}
PHOTOS |= {f"png with {name}": content for name, content in PNGS.items() if name not in STRICTER_IN_CHROMIUM}


def to_lab(image: Image.Image) -> list[tuple[float, float, float]]:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    data = ImageCms.applyTransform(image.resize((24, 16), Image.Resampling.BOX), to_lab).tobytes()
    signed = [value - 256 if value > 127 else value for value in data]
    return [(data[at] * 100 / 255, signed[at + 1], signed[at + 2]) for at in range(0, len(data), 3)]


@pytest.fixture(scope="module")
def blank_page(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PHOTOS)
def test_normalize_image_has_the_colors_of_the_browser(blank_page, name):
    shown = blank_page.evaluate(SHOW, base64.b64encode(PHOTOS[name]).decode())
    expected = Image.open(io.BytesIO(base64.b64decode(shown))).convert("RGB")
    stored = normalize_image(io.BytesIO(PHOTOS[name]))
    assert stored.size == expected.size
    differences = [
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        for one, other in zip(to_lab(stored), to_lab(expected), strict=True)
    ]
    assert max(differences) < 5
