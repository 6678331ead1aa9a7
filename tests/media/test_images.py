import contextlib
import io
import random
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from saovang.media.images import (
    _normalize_pixels,
    display_name,
    encode_jpeg,
    encode_webps,
    normalize_image,
    process_photo,
    stored_size,
)
from tests import factories
from tests.media.photos import encode, gradient, icc_profile, picture, png_chunk

FILES = Path(__file__).parent.parent / "files"


def normalized(file) -> Image.Image:
    """Return the photo as its JPEG shows it."""
    return Image.open(io.BytesIO(encode_jpeg(normalize_image(file))))


def error_message(file) -> str:
    with pytest.raises(ValidationError) as error:
        process_photo(file)
    return error.value.messages[0]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_normalize_image_accepts_formats_by_content(format):
    photo = normalized(factories.image_file(size=(300, 200), format=format, name="anh.txt"))
    assert (photo.format, photo.size, photo.mode) == ("JPEG", (300, 200), "RGB")


def test_normalize_image_of_heic_is_upright_without_gps():
    """`phone.heic` is rotated and has GPS data, as an iPhone writes it. Upright: 64 × 32 px, red above, blue below."""
    with (FILES / "phone.heic").open("rb") as file:
        assert b"Phone" in file.read()
        photo = normalized(file)
    assert (photo.format, photo.size, dict(photo.getexif())) == ("JPEG", (64, 32), {})
    assert [max(range(3), key=photo.getpixel(at).__getitem__) for at in [(5, 3), (60, 28)]] == [0, 2]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_normalize_image_applies_exif_orientation(orientation):
    photo = normalized(factories.rotated_photo(orientation, (40, 20)))
    assert photo.size == (40, 20)
    red, blue = photo.getpixel((5, 3)), photo.getpixel((30, 15))
    assert red[0] > 180 > 80 > red[2]
    assert blue[2] > 180 > 80 > blue[0]


def test_normalize_image_drops_metadata():
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = normalized(factories.image_file(exif=exif, comment=b"secret", icc_profile=profile))
    assert not photo.getexif()
    assert photo.info.keys() <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


def test_encode_webps_limits_bytes_of_a_detailed_photo():
    """Blurred noise compresses like grass, leaves and crowds."""
    noise = Image.frombytes("RGB", (500, 375), random.Random(1).randbytes(500 * 375 * 3)).resize((2000, 1500))
    detailed = Image.blend(noise, Image.new("RGB", noise.size, "#667788"), 0.55)
    webps = dict(encode_webps(detailed, [1600, 400, 800]))
    for width, content in webps.items():
        variant = Image.open(io.BytesIO(content))
        assert (variant.format, variant.size) == ("WEBP", (width, width * 3 // 4))
    assert len(webps[400]) <= 40_000
    assert len(webps[800]) <= 120_000


def test_normalize_image_shrinks_and_never_enlarges():
    assert normalized(factories.image_file(size=(5000, 2500))).size == (2560, 1280)
    assert normalized(factories.image_file(size=(80, 60))).size == (80, 60)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((80, 60), (80, 60)),
        ((1, 1), (1, 1)),
        ((4000, 3000), (2560, 1920)),
        ((3000, 4000), (1920, 2560)),
        ((5000, 2500), (2560, 1280)),
        ((800, 6000), (800, 6000)),  # an infographic
        ((6000, 800), (6000, 800)),
        ((1200, 20_000), (627, 10_451)),
        ((12_000, 2000), (6271, 1045)),  # a panorama
        ((100, 60_000), (27, 16_383)),  # the longest WebP
    ],
)
def test_stored_size_keeps_strips_readable(size, expected):
    assert stored_size(*size) == expected
    assert expected[0] * expected[1] <= 2560 * 2560


def test_process_photo_of_infographic_has_readable_variants():
    noise = Image.frombytes("L", (200, 1500), random.Random(1).randbytes(200 * 1500)).resize((800, 6000))
    photo = process_photo(encode(noise, "PNG"))
    assert Image.open(io.BytesIO(photo.jpeg)).size == (800, 6000)
    sizes = {width: Image.open(io.BytesIO(webp)).size for width, webp in photo.webps.items()}
    assert sizes == {400: (400, 3000), 800: (800, 6000)}
    assert len(photo.webps[800]) > 120_000, "the limit of a 4:3 photo would blur it"
    assert len(photo.webps[800]) < 1_000_000


@pytest.mark.parametrize("size", [(4000, 1), (1, 4000), (801, 1), (3, 62_000)])
@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_normalize_image_rejects_line(size, format):
    message = f"Ảnh này chỉ là một đường kẻ: rộng {size[0]}, cao {size[1]} điểm ảnh."
    assert error_message(factories.image_file(size=size, format=format)) == message


@pytest.mark.parametrize("size", [(1, 1), (1, 3), (2, 1), (800, 1), (1, 800), (4000, 5), (5, 4000), (399, 2), (401, 1)])
@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_process_photo_of_tiny_and_thin_pictures(size, format):
    photo = process_photo(factories.image_file(size=size, format=format))
    assert Image.open(io.BytesIO(photo.jpeg)).size == size
    for width, webp in photo.webps.items():
        assert Image.open(io.BytesIO(webp)).width == width


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I;16L", "I"])
def test_normalize_pixels_scales_16_bits(mode):
    """Pillow decodes 16-bit gray PNG to these modes, and pi-heif HEIC of 10 and 12 bits."""
    image = gradient().convert("I").point(lambda value: value * 257).convert(mode)
    assert max(abs(a - b) for a, b in pairs(_normalize_pixels(image), gradient().convert("RGB"))) <= 1


def pairs(first: Image.Image, second: Image.Image) -> zip:
    assert first.size == second.size
    return zip(first.tobytes(), second.tobytes(), strict=True)


def test_normalize_image_of_16_bit_gray_with_transparent_color():
    gray = gradient().convert("I").point(lambda value: value * 257)
    photo = normalize_image(encode(gray.convert("I;16"), "PNG", transparency=10 * 257))
    assert [photo.getpixel((x, 5))[0] for x in (9, 10, 11, 128, 255)] == [9, 255, 11, 128, 255]


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_normalize_image_of_gray_png_with_transparent_color(bits):
    levels = 2**bits
    image = Image.new("L", (levels, 4))
    for x in range(levels):
        image.paste(x * 255 // (levels - 1), (x, 0, x + 1, 4))
    transparent = levels // 2
    content = encode(image if bits > 1 else image.convert("1"), "PNG", bits=bits).getvalue()
    if bits in (2, 4):  # Pillow writes gray of 8 bits only
        rows = b"".join(b"\0" + row for row in [bytes(pack(range(levels), bits))] * 4)
        content = png(levels, 4, bits, rows)
    chunk = png_chunk(b"tRNS", transparent.to_bytes(2, "big"))
    photo = normalize_image(io.BytesIO(content[:33] + chunk + content[33:]))
    expected = [x * 255 // (levels - 1) for x in range(levels)]
    expected[transparent] = 255
    assert [photo.getpixel((x, 1))[0] for x in range(levels)] == expected


def pack(values: range, bits: int) -> list[int]:
    """Return bytes that hold values of less than 8 bits, the first value in the highest bits."""
    per_byte = 8 // bits
    groups = [list(values)[start : start + per_byte] for start in range(0, len(values), per_byte)]
    return [sum(value << (8 - bits * (index + 1)) for index, value in enumerate(group)) for group in groups]


def png(width: int, height: int, bits: int, rows: bytes) -> bytes:
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([bits, 0, 0, 0, 0])
    chunks = [png_chunk(b"IHDR", header), png_chunk(b"IDAT", zlib.compress(rows)), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_normalize_image_averages_black_and_white_scan():
    """A scan of 1 bit a pixel has letters a few pixels wide: leaving out pixels would break them."""
    columns = Image.frombytes("1", (5120, 1), b"\x55" * 640)
    photo = normalize_image(encode(columns.resize((5120, 3840)), "PNG"))
    assert photo.size == (2560, 1920)
    low, high = photo.getextrema()[0]
    assert 100 < low < high < 156


@pytest.mark.parametrize(
    ("mode", "profile", "color", "expected"),
    [
        ("RGB", "display-p3", (200, 80, 60), (215, 72, 51)),
        ("RGBA", "display-p3", (200, 80, 60, 255), (215, 72, 51)),
        ("L", "linear-gray", 55, (128, 128, 128)),
        ("LA", "linear-gray", (55, 255), (128, 128, 128)),
        ("RGB", "linear-gray", (200, 80, 60), (200, 80, 60)),  # of another kind of picture, png_chunk
        ("L", "display-p3", 55, (55, 55, 55)),
        ("RGB", "lab", (200, 80, 60), (200, 80, 60)),
        ("RGB", "damaged", (200, 80, 60), (200, 80, 60)),
    ],
)
def test_normalize_image_converts_profile(mode, profile, color, expected):
    photo = normalize_image(encode(Image.new(mode, (8, 8), color), "PNG", icc_profile=icc_profile(profile)))
    assert max(abs(a - b) for a, b in zip(photo.getpixel((4, 4)), expected, strict=True)) <= 3


@pytest.mark.parametrize(("gamma", "expected"), [(1.0, 188), (1 / 1.8, 145), (1 / 2.2, 128)])
@pytest.mark.parametrize("mode", ["L", "RGBA", "P"])
def test_normalize_image_applies_png_gamma(gamma, expected, mode):
    gray = Image.new("RGB", (8, 8), (128, 128, 128))
    content = encode(gray.quantize() if mode == "P" else gray.convert(mode), "PNG").getvalue()
    chunk = png_chunk(b"gAMA", round(gamma * 100_000).to_bytes(4, "big"))
    photo = normalize_image(io.BytesIO(content[:33] + chunk + content[33:]))
    assert abs(photo.getpixel((4, 4))[0] - expected) <= 2


def test_process_photo_of_any_mode_and_format():
    """Every picture that Pillow can write in an accepted format is accepted."""
    written = 0
    for format in ["PNG", "JPEG", "WEBP", "AVIF"]:
        for mode in ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I", "I;16", "F", "LAB", "HSV"]:
            for size in [(1, 1), (64, 48), (401, 3)]:
                try:
                    file = encode(Image.new(mode, size), format)
                except (OSError, ValueError, KeyError):  # not a mode of this format
                    continue
                assert Image.open(io.BytesIO(process_photo(file).jpeg)).size == size
                written += 1
    assert written > 80


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF", "HEIC"])
def test_process_photo_of_damaged_file_raises_validation_error(format):
    chance = random.Random(7)
    original = (FILES / "phone.heic").read_bytes() if format == "HEIC" else encode(picture(), format).getvalue()
    for _ in range(60):
        content = bytearray(original)
        for _ in range(chance.choice([1, 2, 8])):
            position = chance.randrange(min(len(content), chance.choice([64, 100_000])))
            content[position : position + chance.choice([0, 1, 9])] = chance.randbytes(chance.choice([0, 1, 9]))
        with contextlib.suppress(ValidationError):
            process_photo(io.BytesIO(bytes(content)))


@pytest.mark.parametrize(("mode", "color"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("P", 0), ("L", 255), ("CMYK", 0)])
def test_normalize_image_modes_on_white_background(mode, color):
    file = io.BytesIO()
    image = Image.new(mode, (10, 10), color)
    if mode == "P":
        image.putpalette([255, 255, 255] * 256)
    image.save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert min(normalized(file).getpixel((5, 5))) > 250


def test_normalize_image_rejects(settings):
    not_a_photo = "Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC."
    whole = factories.image_file(size=(600, 400)).getvalue()
    assert error_message(io.BytesIO(b"")) == "Tệp này trống."
    assert error_message(io.BytesIO(b"<html><script>alert(1)</script>")) == not_a_photo
    assert error_message(io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"/>')) == not_a_photo
    assert error_message(io.BytesIO(whole[: len(whole) // 2])) == "Ảnh bị hỏng hoặc chưa tải lên hết."
    settings.PHOTO_MAX_PIXELS = 1_000_000
    assert error_message(factories.image_file(size=(1001, 1000))) == "Ảnh có quá nhiều điểm ảnh (giới hạn 1 triệu)."
    settings.PHOTO_MAX_BYTES = 1024
    assert error_message(io.BytesIO(whole)) == "Ảnh nặng quá giới hạn 1,0\xa0KB."


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (factories.image_file(format="GIF").read(), "Đây là ảnh GIF: hãy mở ra và lưu lại thành JPEG hoặc PNG."),
        (factories.image_file(format="TIFF").read(), "Đây là ảnh TIFF hoặc RAW: "),
        (factories.image_file(format="BMP").read(), "Đây là ảnh BMP: "),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "Đây là phim hoặc âm thanh: hãy thả vào phần tệp đính kèm của bài."),
        (b"%PDF-1.7", "Đây là tài liệu: hãy thả vào phần tệp đính kèm của bài."),
    ],
)
def test_other_file_is_refused_with_what_to_do(content, advice):
    assert f"không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC. {advice}" in error_message(io.BytesIO(content))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIC"])
@pytest.mark.parametrize("fraction", [0.3, 0.9])
def test_normalize_image_rejects_truncated_photo(format, fraction):
    noise = Image.frombytes("RGB", (300, 200), random.Random(1).randbytes(300 * 200 * 3))
    file = io.BytesIO()
    if format == "HEIC":
        file.write((FILES / "phone.heic").read_bytes())
    else:
        noise.save(file, format)
    content = file.getvalue()
    assert error_message(io.BytesIO(content[: int(len(content) * fraction)])) == "Ảnh bị hỏng hoặc chưa tải lên hết."


def test_normalize_image_rejects_video():
    assert error_message(io.BytesIO(b"\0\0\0\x18ftypmp42" + bytes(1000))).startswith("Tệp này không phải ảnh")


def test_normalize_image_rejects_decompression_bomb():
    """The header of the PNG declares 60,000 × 60,000 pixels; there is no data."""
    file = factories.image_file(size=(1, 1), format="PNG")
    data = bytearray(file.getvalue())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    assert error_message(io.BytesIO(bytes(data))) == "Ảnh có quá nhiều điểm ảnh (giới hạn 80 triệu)."


def test_display_name():
    assert display_name("../../etc/passwd.jpg") == "passwd.jpg"
    assert display_name("C:\\anh\\lễ hội.jpg") == "lễ hội.jpg"
    assert len(display_name("ệ" * 300 + ".jpg")) < 60
    assert display_name("") == "(không tên)"
    assert display_name("..／\u202eLe\u0302\u0303\u200b ho\u0323\u0302i\0.jpg\n") == "Lễ hội.jpg"
