import io
import random
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from saovang.media.images import display_name, encode_jpeg, encode_webps, normalize_image
from tests import factories

FILES = Path(__file__).parent.parent / "files"


def normalized(file) -> Image.Image:
    """Return the photo as its JPEG shows it."""
    return Image.open(io.BytesIO(encode_jpeg(normalize_image(file))))


def error_message(file) -> str:
    with pytest.raises(ValidationError) as error:
        normalize_image(file)
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


def test_encode_jpeg_writes_to_a_file_descriptor(monkeypatch):
    """Pillow releases the GIL only while it writes to a file descriptor."""
    descriptors, save = [], Image.Image.save

    def record_descriptor(image, file, *args, **kwargs):
        descriptors.append(file.fileno())
        save(image, file, *args, **kwargs)

    monkeypatch.setattr(Image.Image, "save", record_descriptor)
    assert encode_jpeg(Image.new("RGB", (40, 20))).startswith(b"\xff\xd8")
    assert len(descriptors) == 1


def test_normalize_image_shrinks_and_never_enlarges():
    assert normalized(factories.image_file(size=(5000, 2500))).size == (2560, 1280)
    assert normalized(factories.image_file(size=(80, 60))).size == (80, 60)


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
    assert error_message(factories.image_file(format="GIF")) == not_a_photo
    assert error_message(io.BytesIO(whole[: len(whole) // 2])) == "Ảnh bị hỏng hoặc chưa tải lên hết."
    settings.PHOTO_MAX_PIXELS = 1_000_000
    assert error_message(factories.image_file(size=(1001, 1000))) == "Ảnh có quá nhiều điểm ảnh (giới hạn 1 triệu)."
    settings.PHOTO_MAX_BYTES = 1024
    assert error_message(io.BytesIO(whole)) == "Ảnh nặng quá giới hạn 1,0\xa0KB."


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
